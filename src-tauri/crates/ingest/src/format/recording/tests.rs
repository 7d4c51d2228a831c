use proptest::prelude::*;

use super::{degrees, read};
use crate::format::probe::{Probe, damage, probe};
use crate::format::{Failure, MetaKey};

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
    assert_eq!(outcome, Err(Failure::Unsupported));
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
    for bytes in [&b"ID3\x03 sound"[..], b"OggS", b"", &[0; 8], b"\0\0\0\x01moov"] {
        assert!(given(bytes).meta.is_empty());
    }
}

proptest! {
    #[test]
    fn damaged_recordings_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..8),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let _ = probe(read, &damage(&numbered(), &changes, cut));
        let _ = probe(read, &damage(&named(), &changes, cut));
    }
}
