#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::read;
use crate::format::probe::{damage, probe};
use crate::format::{Failure, MetaKey, ProblemCode};

const MESSAGE: &str = "From: Mara <mara@asterholm.example>\nTo: Ivo <ivo@kelvara.example>\nSubject: crates\n\
    Date: Thu, 6 Feb 2020 15:39:55 +0200\n\nThe crates left.\n";
const LIST: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"x\">\n\
    <plist version=\"1.0\">\n<dict>\n\t<key>date-received</key>\n\t<integer>1581000000</integer>\n\
    \t<key>flags</key>\n\t<integer>8590195719</integer>\n</dict>\n</plist>\n";

fn boxed(n_stated: usize) -> String {
    format!("{n_stated}       \n{MESSAGE}{LIST}")
}

#[test]
fn the_message_and_what_the_program_knew_of_it() {
    let (outcome, found) = probe(read, boxed(MESSAGE.len()).as_bytes());
    assert_eq!(outcome, Ok(()));
    assert!(found.text().ends_with("Subject: crates\n\nThe crates left."), "{}", found.text());
    assert_eq!(found.metas(MetaKey::Sent), ["2020-02-06T15:39:55+02:00"]);
    assert_eq!(found.metas(MetaKey::Received), ["2020-02-06T14:40:00Z"]);
    assert_eq!(found.metas(MetaKey::Finding), ["marked as deleted", "was answered"]);
    assert!(found.problems.is_empty());
}

#[test]
fn what_is_kept_beside_a_message_is_told_of() {
    let message = "From: a@b.example\nSubject: crates\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n\
        --x\nContent-Type: text/plain\n\nThe crates left.\n\
        --x\nContent-Type: application/pdf; name=\"list.pdf\"\nContent-Disposition: attachment; filename=\"list.pdf\"\n\
        Content-Transfer-Encoding: base64\nX-Apple-Content-Length: 4711\n\n\n--x--\n";
    let (outcome, found) = probe(read, format!("{}\n{message}{LIST}", message.len()).as_bytes());
    assert_eq!((outcome, found.children.len()), (Ok(()), 0));
    let told = "list.pdf is not in this file: the mail program kept it in a folder beside it";
    assert_eq!(found.problems[0].message, told);
}

#[test]
fn a_wrong_length_is_told_and_the_list_is_found() {
    for stated in [0, MESSAGE.len() - 7, MESSAGE.len() + 7, usize::MAX] {
        let (outcome, found) = probe(read, boxed(stated).as_bytes());
        assert_eq!(outcome, Ok(()));
        assert!(found.text().ends_with("The crates left."), "{stated}: {}", found.text());
        assert_eq!(found.metas(MetaKey::Received).len(), 1);
        assert_eq!(found.problems[0].code, ProblemCode::Checksum);
    }
}

#[test]
fn broken_files_keep_what_can_be_read() {
    let whole = boxed(MESSAGE.len());
    let (outcome, found) = probe(read, &whole.as_bytes()[..whole.find("crates left").unwrap()]);
    assert_eq!(outcome, Ok(()));
    assert!(found.text().ends_with("The"));
    assert_eq!(found.problems[0].code, ProblemCode::Checksum);
    let (outcome, found) = probe(read, format!("{}\n{MESSAGE}", MESSAGE.len()).as_bytes());
    assert_eq!((outcome, found.problems.len()), (Ok(()), 0));
    for bytes in ["", "12", "twelve\nFrom: a", "-3\nFrom: a"] {
        assert!(matches!(probe(read, bytes.as_bytes()).0, Err(Failure::Corrupt(_))), "{bytes:?}");
    }
}

proptest! {
    #[test]
    fn damaged_files_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..20),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let (_, found) = probe(read, &damage(boxed(MESSAGE.len()).as_bytes(), &changes, cut));
        prop_assert!(found.units.iter().all(|unit| anchor::text::is_unit_text(&unit.text)));
    }

    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..500)) {
        let _ = probe(read, &[b"40\n", bytes.as_slice()].concat());
    }
}
