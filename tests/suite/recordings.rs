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
    assert_eq!((&recording["kind"], &recording["state"]), (&json!("audio"), &json!("indexed")));
    assert_eq!(recording["problems"], json!([]));
    assert_eq!(recording["meta"]["title"], json!(["Gate 4"]));
    assert_eq!(recording["meta"]["finding"], json!(["it is 3 s long"]));
    assert!(bench.done(&["document", "tern", "calls/gate.wav"]).out.contains("  noticed: it is 3 s long\n"));
    let beside = |document: &serde_json::Value| -> Vec<String> {
        let lines = document["beside"].as_array().unwrap();
        lines.iter().map(|line| line["path"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(beside(&recording), ["calls/gate.en.srt", "calls/gate.zh.vtt"]);
    let transcript = bench.json(&["document", "tern", "calls/gate.en.srt"]);
    assert_eq!(beside(&transcript), ["calls/gate.wav"]);
    assert!(beside(&bench.json(&["document", "tern", "calls/gateway.srt"])).is_empty());
}

#[test]
fn words_of_a_recording_are_found_and_cited_with_their_time() {
    let bench = Bench::with_case();
    bench.file("in/calls/gate.wav", wav());
    bench.file(
        "in/calls/gate.srt",
        "1\n00:00:01,000 --> 00:00:02,500\nThe crates left by night.\n\n2\n00:01:02,000 --> 00:01:04,000\nNobody saw them.\n",
    );
    bench.run(&["ingest", "tern", "in"]);

    let paths = |found: &serde_json::Value| -> Vec<String> {
        let hits = found["hits"].as_array().unwrap();
        hits.iter().map(|hit| hit["path"].as_str().unwrap().to_owned()).collect()
    };
    let found = bench.json(&["search", "tern", "crates", "--sort", "path"]);
    assert_eq!(paths(&found), ["calls/gate.srt", "calls/gate.wav"]);
    let cited = bench.json(&["cite", "tern", "calls/gate.wav", "--unit", "1", "--quote", "Nobody saw"]);
    assert_eq!(
        (&cited["parts"][0]["quote"], &cited["parts"][1]["time"]),
        (&json!("Nobody saw"), &json!([62_000, 64_000]))
    );
    let citation = bench.json(&["citation", "tern", cited["citation"].as_str().unwrap()]);
    assert_eq!((&citation["state"], &citation["parts"][1]["time"]), (&json!("in_place"), &json!("00:01:02–00:01:04")));

    // Read again, it has its words still.
    bench.run(&["reread", "tern", "calls/gate.wav"]);
    assert_eq!(bench.json(&["document", "tern", "calls/gate.wav"])["state"], json!("indexed"));
    assert_eq!(bench.json(&["citation", "tern", cited["citation"].as_str().unwrap()])["state"], json!("in_place"));

    // Erased, the transcript takes what was made from it along.
    bench.run(&["erase", "tern", "calls/gate.srt", "--reason", "source"]);
    assert_eq!(bench.json(&["document", "tern", "calls/gate.wav"])["state"], json!("no_text"));
    assert_eq!(bench.json(&["search", "tern", "crates"])["total"], json!(0));
    bench.sound();
}

#[test]
fn a_transcript_that_comes_later_or_is_set_aside_counts() {
    let bench = Bench::with_case();
    bench.file("in/calls/gate.wav", wav());
    bench.run(&["ingest", "tern", "in"]);
    assert_eq!(bench.json(&["document", "tern", "calls/gate.wav"])["state"], json!("no_text"));
    bench.file("in/calls/gate.vtt", "WEBVTT\n\n00:01.000 --> 00:02.500\nAsk the counsel first.\n");
    bench.run(&["ingest", "tern", "in"]);
    assert_eq!(bench.json(&["search", "tern", "counsel"])["total"], json!(2));
    bench.done(&["privilege", "add", "tern", "--word", "counsel"]);
    let found = bench.json(&["search", "tern", "counsel"]);
    assert_eq!((&found["total"], &found["quarantined"]), (&json!(0), &json!(2)));
}
