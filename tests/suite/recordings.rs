//! Recordings, and the transcripts that lie beside them.

use serde_json::json;

use crate::bench::Bench;

/// Three seconds of silence.
fn wav() -> Vec<u8> {
    let rate = 8000_u32;
    let format = [&[1, 0, 1, 0][..], &rate.to_le_bytes(), &(rate * 2).to_le_bytes(), &[2, 0, 16, 0]].concat();
    let sound = vec![0; 3 * 16_000];
    let title = b"INFOINAM\x07\0\0\0Gate 4\0\0";
    let chunk = |kind: &[u8], content: &[u8]| [kind, &(content.len() as u32).to_le_bytes(), content].concat();
    let parts = [chunk(b"fmt ", &format), chunk(b"LIST", title), chunk(b"data", &sound)].concat();
    [b"RIFF", &(parts.len() as u32 + 4).to_le_bytes()[..], b"WAVE", &parts].concat()
}

#[test]
fn a_transcript_is_shown_with_its_recording_and_cited() {
    let bench = Bench::with_case();
    bench.file("in/calls/gate.wav", wav());
    bench.file("in/calls/gate.en.srt", "1\n00:00:01,000 --> 00:00:02,500\nThe crates left by night.\n");
    bench.file("in/calls/gate.zh.vtt", "WEBVTT\n\n00:01.000 --> 00:02.500\n箱子夜里走了。\n");
    bench.file("in/calls/gateway.srt", "1\n00:00:01,000 --> 00:00:02,500\nAnother call.\n");
    bench.run(&["ingest", "tern", "in"]);

    let recording = bench.json(&["document", "tern", "calls/gate.wav"]);
    assert_eq!((&recording["kind"], &recording["state"]), (&json!("audio"), &json!("no_text")));
    assert_eq!(recording["meta"]["title"], json!(["Gate 4"]));
    assert_eq!(recording["meta"]["finding"], json!(["it is 3 s long"]));
    let beside = |document: &serde_json::Value| -> Vec<String> {
        let lines = document["beside"].as_array().unwrap();
        lines.iter().map(|line| line["path"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(beside(&recording), ["calls/gate.en.srt", "calls/gate.zh.vtt"]);
    let transcript = bench.json(&["document", "tern", "calls/gate.en.srt"]);
    assert_eq!(beside(&transcript), ["calls/gate.wav"]);
    assert!(beside(&bench.json(&["document", "tern", "calls/gateway.srt"])).is_empty());

    // What was said is found and cited with the second it was said at.
    let hit = &bench.json(&["search", "tern", "crates"])["hits"][0];
    assert_eq!((&hit["path"], &hit["label"]), (&json!("calls/gate.en.srt"), &json!("00:00:01–00:00:02")));
    let quote = "00:00:01–00:00:02 The crates left";
    let cited = bench.json(&["cite", "tern", "calls/gate.en.srt", "--unit", "1", "--quote", quote]);
    assert!(cited["citation"].is_string(), "{cited}");
}
