use proptest::prelude::*;

use super::found::degrees;
use super::read;
use crate::format::probe::{Probe, damage, probe};
use crate::format::{MetaKey, ProblemCode};

fn boxed(kind: &[u8; 4], parts: &[Vec<u8>]) -> Vec<u8> {
    let content = parts.concat();
    [&(content.len() as u32 + 8).to_be_bytes()[..], kind, &content].concat()
}

fn data(text: &str) -> Vec<u8> {
    boxed(b"data", &[vec![0, 0, 0, 1, 0, 0, 0, 0], text.as_bytes().to_vec()])
}

fn header() -> Vec<u8> {
    let created: u32 = 1_741_083_316 + 2_082_844_800_u32;
    let numbers = [0, created, created, 600, 600 * 3725];
    boxed(b"mvhd", &[numbers.iter().flat_map(|number: &u32| number.to_be_bytes()).collect(), vec![0; 80]])
}

/// As a phone writes it: the notes have numbers, their names stand in a list before them.
fn numbered() -> Vec<u8> {
    let notes = [
        ("com.apple.quicktime.creationdate", "2025-03-04T10:15:16+0100"),
        ("com.apple.quicktime.location.ISO6709", "+59.9139+010.7522+012.3/"),
        ("com.apple.quicktime.make", "Orrin"),
        ("com.apple.quicktime.model", "Vista 2"),
    ];
    let keys: Vec<Vec<u8>> = notes.iter().map(|(key, _)| boxed(b"mdta", &[key.as_bytes().to_vec()])).collect();
    let keys = boxed(b"keys", &[vec![0, 0, 0, 0, 0, 0, 0, 4], keys.concat()]);
    let values: Vec<Vec<u8>> =
        (1_u32..).zip(notes).map(|(number, (_, value))| boxed(&number.to_be_bytes(), &[data(value)])).collect();
    let meta = boxed(b"meta", &[boxed(b"hdlr", &[vec![0; 24]]), keys, boxed(b"ilst", &values)]);
    [boxed(b"ftyp", &[b"qt  ".to_vec()]), boxed(b"mdat", &[vec![7; 50]]), boxed(b"moov", &[header(), meta])].concat()
}

fn named() -> Vec<u8> {
    let place = boxed(b"\xa9xyz", &[vec![0, 18, 0x15, 0xc7], b"-33.5100+151.2000/".to_vec()]);
    let list = boxed(b"ilst", &[boxed(b"\xa9nam", &[data("Gate\0 4")]), boxed(b"\xa9cmt", &[data("by night")])]);
    let meta = boxed(b"meta", &[vec![0; 4], boxed(b"hdlr", &[vec![0; 24]]), list]);
    boxed(b"moov", &[boxed(b"udta", &[place, meta])])
}

fn given(bytes: &[u8]) -> Probe {
    let (outcome, found) = probe(read, bytes);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), [ProblemCode::NoText]);
    found
}

#[test]
fn what_is_noted_is_told() {
    let found = given(&numbered());
    assert_eq!(found.metas(MetaKey::TakenAt), ["2025-03-04T10:15:16+01:00"]);
    assert_eq!(found.metas(MetaKey::Created), ["2025-03-04T10:15:16Z"]);
    assert_eq!(found.metas(MetaKey::Place), ["59.913900, 10.752200"]);
    assert_eq!(found.metas(MetaKey::Device), ["Orrin Vista 2"]);
    assert_eq!(found.metas(MetaKey::Finding), ["it is 1 h 2 min 5 s long"]);

    let found = given(&named());
    assert_eq!(found.metas(MetaKey::Place), ["-33.510000, 151.200000"]);
    assert_eq!(found.metas(MetaKey::Title), ["Gate 4"]);
    assert_eq!(found.metas(MetaKey::Finding), ["comment: by night"]);
}

/// As an older phone writes it.
fn of_a_phone() -> Vec<u8> {
    let title = boxed(b"titl", &[vec![0; 6], b"Yard\0".to_vec()]);
    let author = boxed(b"auth", &[vec![0; 6], vec![0xfe, 0xff, 0x52, 0x18, 0, 0]]);
    let degrees = |degrees: f64| ((degrees * 65536.0) as i32).to_be_bytes().to_vec();
    let place = boxed(b"loci", &[vec![0; 6], b"yard\0\0".to_vec(), degrees(151.25), degrees(-33.5), vec![0; 6]]);
    let film = boxed(b"moov", &[boxed(b"udta", &[title, author, place])]);
    [boxed(b"ftyp", &[b"3gp4".to_vec()]), film].concat()
}

#[test]
fn notes_of_phones_are_told() {
    let found = given(&of_a_phone());
    assert_eq!(found.metas(MetaKey::Title), ["Yard"]);
    assert_eq!(found.metas(MetaKey::Author), ["刘"]);
    assert_eq!(found.metas(MetaKey::Place), ["-33.500000, 151.250000"]);
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let pad: &[u8] = if content.len() % 2 == 1 { &[0] } else { &[] };
    [kind, &(content.len() as u32).to_le_bytes()[..], content, pad].concat()
}

fn wav() -> Vec<u8> {
    let mut notes = vec![0; 602];
    notes[..18].copy_from_slice(b"Interview, take 2.");
    notes[256..262].copy_from_slice(b"Orrin7");
    notes[320..338].copy_from_slice(b"2025-03-0410:15:16");
    let rate = 16_000_u32;
    let format = [&[1, 0, 1, 0][..], &rate.to_le_bytes(), &(rate * 2).to_le_bytes(), &[2, 0, 16, 0]].concat();
    let list = [&b"INFO"[..], &chunk(b"INAM", b"Gate 4\0"), &chunk(b"ICMT", b"by night")].concat();
    // Its end was not written: it is as long as its bytes go.
    let sound = [&b"data"[..], &u32::MAX.to_le_bytes(), &[0; 32_000 * 3]].concat();
    let parts = [chunk(b"bext", &notes), chunk(b"fmt ", &format), chunk(b"LIST", &list), sound].concat();
    [&b"RIFF\xff\xff\xff\xffWAVE"[..], &parts].concat()
}

fn avi() -> Vec<u8> {
    let numbers = [40_000_u32, 0, 0, 0, 1500];
    let header = chunk(b"avih", &numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<_>>());
    let date = chunk(b"IDIT", b"Tue Mar 04 10:15:16 2025\n\0");
    let parts = [
        chunk(b"LIST", &[&b"hdrl"[..], &header, &date].concat()),
        chunk(b"LIST", &[&b"movi"[..], &chunk(b"INAM", b"no note")].concat()),
        chunk(b"LIST", &[&b"INFO"[..], &chunk(b"ISFT", b"Orrin 2")].concat()),
    ];
    [&b"RIFF\0\x10\0\0AVI "[..], &parts.concat()].concat()
}

#[test]
fn chunks_of_wav_and_avi_are_read() {
    let found = given(&wav());
    assert_eq!(found.metas(MetaKey::TakenAt), ["2025-03-04T10:15:16"]);
    assert_eq!(found.metas(MetaKey::Title), ["Gate 4"]);
    assert_eq!(found.metas(MetaKey::Author), ["Orrin7"]);
    assert_eq!(found.metas(MetaKey::Subject), ["Interview, take 2."]);
    assert_eq!(found.metas(MetaKey::Finding), ["comment: by night", "it is 3 s long"]);
    let found = given(&avi());
    assert_eq!(found.metas(MetaKey::TakenAt), ["2025-03-04T10:15:16"]);
    assert_eq!(found.metas(MetaKey::Application), ["Orrin 2"]);
    assert!(found.metas(MetaKey::Title).is_empty());
    assert_eq!(found.metas(MetaKey::Finding), ["it is 1 min 0 s long"]);
}

fn element(id: &[u8], content: &[u8]) -> Vec<u8> {
    let size = (1_u32 << 28 | content.len() as u32).to_be_bytes();
    [id, &size, content].concat()
}

const NO_SIZE: [u8; 8] = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

/// As a program writes it that knows all before it ends, or as a browser does that does not.
fn webm(is_streamed: bool) -> Vec<u8> {
    let nanos = (1_741_083_316_i64 - 978_307_200) * 1_000_000_000;
    let mut info = vec![
        element(&[0x2a, 0xd7, 0xb1], &1_000_000_u32.to_be_bytes()),
        element(&[0x44, 0x61], &nanos.to_be_bytes()),
        element(&[0x7b, 0xa9], b"Gate 4"),
        element(&[0x57, 0x41], b"Orrin 2"),
    ];
    if !is_streamed {
        info.push(element(&[0x44, 0x89], &65_500_f32.to_be_bytes()));
    }
    let info = element(&[0x15, 0x49, 0xa9, 0x66], &info.concat());
    let tag = [element(&[0x45, 0xa3], b"COMMENT"), element(&[0x44, 0x87], b"by night")].concat();
    let tags = element(&[0x12, 0x54, 0xc3, 0x67], &element(&[0x73, 0x73], &element(&[0x67, 0xc8], &tag)));
    let piece = |ticks: u16| [element(&[0xe7], &ticks.to_be_bytes()), element(&[0xa3], &[7; 40])].concat();
    let cluster = [0x1f, 0x43, 0xb6, 0x75];
    let clusters = match is_streamed {
        true => [&cluster[..], &NO_SIZE, &piece(0), &cluster, &NO_SIZE, &piece(62_000)].concat(),
        false => [element(&cluster, &piece(0)), element(&cluster, &piece(62_000))].concat(),
    };
    let head = element(&[0x1a, 0x45, 0xdf, 0xa3], &element(&[0x42, 0x82], b"webm"));
    [&head[..], &[0x18, 0x53, 0x80, 0x67], &NO_SIZE, &info, &clusters, &tags].concat()
}

#[test]
fn elements_of_matroska_are_read() {
    for (is_streamed, length) in [(false, "it is 1 min 5 s long"), (true, "it is 1 min 2 s long")] {
        let found = given(&webm(is_streamed));
        assert_eq!(found.metas(MetaKey::Created), ["2025-03-04T10:15:16Z"]);
        assert_eq!(found.metas(MetaKey::Title), ["Gate 4"]);
        assert_eq!(found.metas(MetaKey::Application), ["Orrin 2"]);
        assert_eq!(found.metas(MetaKey::Finding), ["comment: by night", length]);
    }
}

/// A tag of ID3 and some seconds of silence.
fn mp3() -> Vec<u8> {
    let frame = |id: &str, content: &[u8]| {
        [id.as_bytes(), &(content.len() as u32).to_be_bytes()[..], &[0, 0], content].concat()
    };
    let frames = [
        frame("TIT2", b"\x03Gate 4"),
        frame("TPE1", "\x03刘".as_bytes()),
        frame("TDRC", b"\x032025-03-04T10:15:16"),
        frame("COMM", b"\x03eng\0by night"),
    ]
    .concat();
    let tag = [&b"ID3\x04\0\0\0\0"[..], &[(frames.len() >> 7) as u8, (frames.len() & 0x7f) as u8], &frames].concat();
    // 128 kbit/s at 44.1 kHz: 417 bytes and 1152 samples a frame.
    let silence = [&[0xff, 0xfb, 0x90, 0x64][..], &[0; 413]].concat();
    [tag, silence.repeat(100)].concat()
}

fn flac() -> Vec<u8> {
    let block = |kind: u8, content: &[u8]| [&[kind, 0, 0, content.len() as u8][..], content].concat();
    let samples = 44_100_u64 * 65;
    let rate_and_samples = (44_100_u64 << 44 | 15 << 36 | samples).to_be_bytes();
    let info = [&[16, 0, 16, 0, 0, 0, 0, 0, 0, 0][..], &rate_and_samples, &[0; 16]].concat();
    let text = |text: &str| [&(text.len() as u32).to_le_bytes()[..], text.as_bytes()].concat();
    let notes = [text("Orrin 2"), 2_u32.to_le_bytes().to_vec(), text("TITLE=Gate 4"), text("DATE=2025-03-04")].concat();
    [b"fLaC".to_vec(), block(0, &info), block(0x84, &notes), vec![0xff, 0xf8, 0, 0, 0, 0]].concat()
}

#[test]
fn tags_of_sound_are_read() {
    let found = given(&mp3());
    assert_eq!(found.metas(MetaKey::Title), ["Gate 4"]);
    assert_eq!(found.metas(MetaKey::Author), ["刘"]);
    assert_eq!(found.metas(MetaKey::TakenAt), ["2025-03-04T10:15:16"]);
    assert_eq!(found.metas(MetaKey::Finding), ["comment: by night", "it is 2 s long"]);
    let found = given(&flac());
    assert_eq!(found.metas(MetaKey::Title), ["Gate 4"]);
    assert_eq!(found.metas(MetaKey::TakenAt), ["2025-03-04"]);
    assert_eq!(found.metas(MetaKey::Application), ["Orrin 2"]);
    assert_eq!(found.metas(MetaKey::Finding), ["it is 1 min 5 s long"]);
}

#[test]
fn points_are_read() {
    let check = |point: &str, expect: Option<&str>| assert_eq!(degrees(point).as_deref(), expect, "{point}");
    check("+59.9139+010.7522/", Some("59.913900, 10.752200"));
    check("+48-071/", Some("48.000000, -71.000000"));
    check("+00.0000+000.0000/", None);
    check("+5954.8+01045.1/", None);
    check("+91+10", None);
    check("north", None);
    check("+é-ü", None);
}

#[test]
fn other_recordings_note_nothing() {
    for bytes in [
        &b"ID3\x03 sound"[..],
        b"OggS",
        b"",
        &[0; 8],
        b"\0\0\0\x01moov",
        b"RIFF",
        b"#!AMR\n",
        &[0x1a, 0x45, 0xdf, 0xa3],
    ] {
        assert!(given(bytes).meta.is_empty());
    }
}

#[test]
fn speech_of_phones_is_measured() {
    let narrow = |n: usize| [&b"#!AMR\n"[..], &[&[0x3c; 1][..], &[0x55; 31]].concat().repeat(n)].concat();
    assert_eq!(given(&narrow(3050)).metas(MetaKey::Finding), ["it is 1 min 1 s long"]);
    // Silence between words is frames, too, and what is cut off is none.
    let quiet =
        [narrow(100), [0x44].iter().chain(&[0; 5]).copied().collect::<Vec<u8>>().repeat(49), vec![0x7c, 0x3c, 1]];
    assert_eq!(given(&quiet.concat()).metas(MetaKey::Finding), ["it is 3 s long"]);
    let wide = [&b"#!AMR-WB\n"[..], &[&[0x44; 1][..], &[7; 60]].concat().repeat(150)].concat();
    assert_eq!(given(&wide).metas(MetaKey::Finding), ["it is 3 s long"]);
    // A type of frame that there is not ends the count.
    let odd = [narrow(100), vec![0x54; 5000]].concat();
    assert_eq!(given(&odd).metas(MetaKey::Finding), ["it is 2 s long"]);
    assert!(given(b"#!AMR_MC1.0\n\0\0\0\x02 sound").meta.is_empty());
}

proptest! {
    #[test]
    fn damaged_recordings_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..8),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        for bytes in [numbered(), named(), of_a_phone(), avi(), webm(false), webm(true), mp3(), flac()] {
            let _ = probe(read, &damage(&bytes, &changes, cut));
        }
        let _ = probe(read, &damage(&wav()[..900], &changes, cut));
    }
}
