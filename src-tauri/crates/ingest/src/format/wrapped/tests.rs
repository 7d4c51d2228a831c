#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};

use cfb::CompoundFile;
use proptest::prelude::*;

use super::read;
use crate::format::probe::{damage, probe};
use crate::format::{Failure, ProblemCode};

fn pack(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (path, bytes) in streams {
        file.create_stream(path).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn what_is_wrapped_is_given() {
    let native = b"\0\0\0\0\x02\0list.csv\0C:\\list.csv\0\0\0\x03\0\x04\0\0\0C:a\0\x05\0\0\0a,b,c";
    let (outcome, found) = probe(read, &pack(&[("\u{1}Ole10Native", native), ("\u{1}CompObj", b"shell")]));
    assert_eq!(outcome, Ok(()));
    assert_eq!((found.names(), found.children[0].1.as_slice()), (vec!["list.csv"], &b"a,b,c"[..]));

    let (outcome, found) = probe(read, &pack(&[("Package", b"PK\x03\x04 and more")]));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.children[0].1, b"PK\x03\x04 and more");

    // A file that is cut off within what it wraps.
    let whole = pack(&[("CONTENTS", &[7; 9000])]);
    let at = whole.windows(9).position(|window| window == [7; 9]).unwrap();
    let (outcome, found) = probe(read, &whole[..at + 5000]);
    assert_eq!(outcome, Ok(()));
    assert!(found.children[0].1.starts_with(&[7; 5000]));
    assert_eq!(found.children[0].0.broken.as_ref().unwrap().code, ProblemCode::Unreadable);
}

#[test]
fn other_compound_files_have_no_reader() {
    assert_eq!(probe(read, &pack(&[("Catalog", b"thumbs")])).0, Err(Failure::Unsupported));
    assert!(matches!(probe(read, b"").0, Err(Failure::Corrupt(_))));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_wrappings_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..40),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let _ = probe(read, &damage(&pack(&[("\u{1}Ole10Native", &[1; 100]), ("Package", &[2; 5000])]), &changes, cut));
    }
}
