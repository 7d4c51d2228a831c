#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};
use std::path::Path;

use cfb::CompoundFile;
use proptest::prelude::*;

use super::read;
use crate::format::probe::{damage, probe, probe_with};
use crate::format::{Failure, Limits, MetaKey, ProblemCode};

/// A message in the making.
struct Made(CompoundFile<Cursor<Vec<u8>>>);

impl Made {
    fn new() -> Made {
        Made(CompoundFile::create(Cursor::new(Vec::new())).unwrap())
    }

    fn stream(&mut self, path: &str, bytes: &[u8]) -> &mut Made {
        let parent = Path::new(path).parent().unwrap();
        self.0.create_storage_all(parent).unwrap();
        self.0.create_stream(path).unwrap().write_all(bytes).unwrap();
        self
    }

    fn wide(&mut self, within: &str, id: u16, text: &str) -> &mut Made {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        self.stream(&format!("{within}/__substg1.0_{id:04X}001F"), &bytes)
    }

    fn narrow(&mut self, within: &str, id: u16, bytes: &[u8]) -> &mut Made {
        self.stream(&format!("{within}/__substg1.0_{id:04X}001E"), bytes)
    }

    fn binary(&mut self, within: &str, id: u16, bytes: &[u8]) -> &mut Made {
        self.stream(&format!("{within}/__substg1.0_{id:04X}0102"), bytes)
    }

    fn fixed(&mut self, within: &str, n_header: usize, entries: &[(u32, u64)]) -> &mut Made {
        let mut bytes = vec![0; n_header];
        for (tag, value) in entries {
            bytes.extend(tag.to_le_bytes());
            bytes.extend([6, 0, 0, 0]);
            bytes.extend(value.to_le_bytes());
        }
        self.stream(&format!("{within}/__properties_version1.0"), &bytes)
    }

    fn bytes(&mut self) -> Vec<u8> {
        self.0.copy_to(Cursor::new(Vec::new())).unwrap().into_inner().into_inner()
    }
}

/// 2025-03-04T02:15:16Z in hundreds of nanoseconds since 1601.
const SENT: u64 = (1_741_054_516 + 11_644_473_600) * 10_000_000;

fn letter() -> Vec<u8> {
    let mut made = Made::new();
    made.fixed("", 32, &[(0x0039_0040, SENT), (0x0e06_0040, SENT + 20_000_000), (0x3fde_0003, 936)])
        .wide("", 0x001a, "IPM.Note")
        .wide("", 0x0037, "Crates for 深圳")
        .wide("", 0x0042, "Mara Lindqvist")
        .wide("", 0x5d02, "mara@asterholm.example")
        .wide("", 0x1035, "<one@asterholm.example>")
        .wide("", 0x1000, "The crates left.\r\nMara\r\n")
        .fixed("/__recip_version1.0_#00000000", 8, &[(0x0c15_0003, 1)])
        .wide("/__recip_version1.0_#00000000", 0x3001, "'Ivo Tan'")
        .wide("/__recip_version1.0_#00000000", 0x39fe, "ivo@kelvara.example")
        .fixed("/__recip_version1.0_#00000001", 8, &[(0x0c15_0003, 0x1000_0002)])
        .wide("/__recip_version1.0_#00000001", 0x3001, "ops@kelvara.example")
        .wide("/__recip_version1.0_#00000001", 0x3003, "OPS@kelvara.example")
        .fixed("/__attach_version1.0_#00000000", 8, &[(0x3705_0003, 1), (0x3008_0040, SENT)])
        .wide("/__attach_version1.0_#00000000", 0x3707, "list.csv")
        .binary("/__attach_version1.0_#00000000", 0x3701, b"a,b\n1,2\n")
        .fixed("/__attach_version1.0_#00000001", 8, &[(0x3705_0003, 5)])
        .fixed("/__attach_version1.0_#00000001/__substg1.0_3701000D", 24, &[(0x0039_0040, SENT)])
        .wide("/__attach_version1.0_#00000001/__substg1.0_3701000D", 0x0037, "Re: inner")
        .wide("/__attach_version1.0_#00000001/__substg1.0_3701000D", 0x1000, "Inner words.")
        .wide("/__attach_version1.0_#00000001/__substg1.0_3701000D/__attach_version1.0_#00000000", 0x3707, "deep.txt")
        .binary("/__attach_version1.0_#00000001/__substg1.0_3701000D/__attach_version1.0_#00000000", 0x3701, b"deep")
        .fixed("/__attach_version1.0_#00000002", 8, &[(0x3705_0003, 2)])
        .wide("/__attach_version1.0_#00000002", 0x370d, "\\\\share.kelvara.example\\plan.doc");
    made.bytes()
}

#[test]
fn headers_body_and_attachments_are_found() {
    let (outcome, found) = probe(read, &letter());
    assert_eq!(outcome, Ok(()));
    assert_eq!(
        found.text(),
        "From: Mara Lindqvist <mara@asterholm.example>\nTo: Ivo Tan <ivo@kelvara.example>\nCc: OPS@kelvara.example\n\
         Date: 2025-03-04T02:15:16Z\nSubject: Crates for 深圳\n\nThe crates left.\nMara"
    );
    assert_eq!(found.metas(MetaKey::Sent), ["2025-03-04T02:15:16Z"]);
    assert_eq!(found.metas(MetaKey::Received), ["2025-03-04T02:15:18Z"]);
    assert_eq!(found.metas(MetaKey::MessageId), ["one@asterholm.example"]);
    assert_eq!(found.names(), ["list.csv", "Re: inner.msg"]);
    assert_eq!(found.children[0].1, b"a,b\n1,2\n");
    assert_eq!(found.children[0].0.modified.as_deref(), Some("2025-03-04T02:15:16Z"));
    assert_eq!(found.metas(MetaKey::RemoteReference), ["\\\\share.kelvara.example\\plan.doc"]);
    assert!(found.problems[0].message.contains("attachment 3 is only named"), "{:?}", found.problems);
}

#[test]
fn a_message_within_is_a_message_file() {
    let whole = letter();
    let inner = probe(read, &whole).1.children[1].1.clone();
    let (outcome, found) = probe(read, &inner);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.text(), "Date: 2025-03-04T02:15:16Z\nSubject: Re: inner\n\nInner words.");
    assert_eq!(found.names(), ["deep.txt"]);
    assert_eq!(found.children[0].1, b"deep");
    assert_eq!(probe(read, &whole).1.children[1].1, inner, "the same bytes each time");
}

#[test]
fn strings_of_old_messages_are_decoded() {
    let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
    let mut made = Made::new();
    made.fixed("", 32, &[(0x3ffd_0003, 936)])
        .narrow("", 0x0037, &gbk("发货"))
        .narrow("", 0x0c1a, &gbk("陈明"))
        .narrow("", 0x0e04, b"Ivo; Mara\0")
        .narrow("", 0x1000, &gbk("货物已经出发。"))
        .narrow("", 0x007d, b"Date: Tue, 4 Mar 2025 10:15:16 +0800\r\nReply-To: chen@yuanxing.example\r\nMessage-ID: <two@x.example>\r\n");
    let (outcome, found) = probe(read, &made.bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(
        found.text(),
        "From: 陈明\nTo: Ivo, Mara\nDate: Tue, 4 Mar 2025 10:15:16 +0800\nSubject: 发货\n\n货物已经出发。"
    );
    assert_eq!(found.metas(MetaKey::Sent), ["2025-03-04T10:15:16+08:00"]);
    assert_eq!(found.metas(MetaKey::ReplyTo), ["chen@yuanxing.example"]);
    assert_eq!(found.metas(MetaKey::MessageId), ["two@x.example"]);
}

#[test]
fn pages_and_rich_text_stand_in_for_the_body() {
    let page = b"<html><meta charset=gbk><p>\xbb\xf5\xce\xef <img src=\"https://pixel.example.org/a.gif\">";
    let found = probe(read, &Made::new().fixed("", 32, &[]).binary("", 0x1013, page).bytes()).1;
    assert_eq!(found.text(), "货物");
    assert_eq!(found.metas(MetaKey::RemoteReference), ["https://pixel.example.org/a.gif"]);
    let packed = |rtf: &[u8]| {
        [&(rtf.len() as u32 + 12).to_le_bytes()[..], &(rtf.len() as u32).to_le_bytes(), b"MELA\0\0\0\0", rtf].concat()
    };
    let check = |rtf: &[u8], text: &str| {
        let found = probe(read, &Made::new().fixed("", 32, &[]).binary("", 0x1009, &packed(rtf)).bytes()).1;
        assert_eq!(found.text(), text);
        assert!(found.problems.is_empty());
    };
    check(b"{\\rtf1\\ansi caf\\'e9\\par two}", "café\ntwo");
    check(
        b"{\\rtf1\\ansi\\fromhtml1{\\*\\htmltag64 <p>}one{\\*\\htmltag64 <p>}\\htmlrtf\\par\\htmlrtf0 two}",
        "one\n\ntwo",
    );
    let both = Made::new()
        .fixed("", 32, &[])
        .wide("", 0x1000, "This message needs a viewer.")
        .binary("", 0x1013, b"<p>The consignment of processors passed through customs on Tuesday without inspection.")
        .bytes();
    assert_eq!(probe(read, &both).1.units[1].label, "message as HTML");
    let broken = Made::new().fixed("", 32, &[]).wide("", 0x0037, "x").binary("", 0x1009, b"junk").bytes();
    assert_eq!(probe(read, &broken).1.problems[0].code, ProblemCode::Unreadable);
    let locked = Made::new().fixed("", 32, &[]).wide("", 0x001a, "IPM.Note.SMIME").bytes();
    assert_eq!(probe(read, &locked).1.problems[0].code, ProblemCode::Encrypted);
}

#[test]
fn appointments_have_their_place_and_time() {
    let mut names = Vec::new();
    for (index, lid) in [0x820d_u32, 0x8208].into_iter().enumerate() {
        names.extend(lid.to_le_bytes());
        names.extend([6, 0, index as u8, 0]);
    }
    let mut made = Made::new();
    made.fixed("", 32, &[(0x8000_0040, SENT)])
        .wide("", 0x001a, "IPM.Appointment")
        .wide("", 0x0037, "Handover")
        .wide("", 0x8001, "Quay 2")
        .stream("/__nameid_version1.0/__substg1.0_00030102", &names);
    assert_eq!(
        probe(read, &made.bytes()).1.text(),
        "Subject: Handover\n\nLocation: Quay 2\nStart: 2025-03-04 02:15 UTC"
    );
}

#[test]
fn limits_hold_and_garbage_is_refused() {
    let check =
        |limits: Limits| assert!(matches!(probe_with(read, &letter(), limits, None).0, Err(Failure::LimitHit(_))));
    check(Limits { depth: 16, ..Limits::DESKTOP });
    check(Limits { max_children: 1, ..Limits::DESKTOP });
    check(Limits { max_child_bytes: 4, ..Limits::DESKTOP });
    for bytes in [&b""[..], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", &letter()[..700]] {
        assert!(matches!(probe(read, bytes).0, Err(Failure::Corrupt(_))));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn damaged_messages_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..30),
        near in prop::collection::vec((0usize..0x400, any::<u8>()), 0..4),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let changes = [changes, near].concat();
        let (_, found) = probe(read, &damage(&letter(), &changes, cut));
        prop_assert!(found.units.iter().all(|unit| anchor::text::is_unit_text(&unit.text)));
    }
}
