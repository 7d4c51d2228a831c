use proptest::prelude::*;

use super::read;
use crate::format::probe::{damage, probe};
use crate::format::{MetaKey, ProblemCode};

fn record(kind: u32, rest: &[u8]) -> Vec<u8> {
    let padding = vec![0; rest.len().next_multiple_of(4) - rest.len()];
    let size = (8 + rest.len() + padding.len()) as u32;
    [&kind.to_le_bytes()[..], &size.to_le_bytes(), rest, &padding].concat()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn placed(y: i32, options: u32, text: &str) -> Vec<u8> {
    let n_chars = text.encode_utf16().count() as u32;
    let place = [&0_i32.to_le_bytes()[..], &y.to_le_bytes(), &n_chars.to_le_bytes(), &76_u32.to_le_bytes()].concat();
    let rest = [&[0; 28][..], &place, &options.to_le_bytes(), &[0; 20], &wide(text)].concat();
    record(84, &rest)
}

fn small(y: i32, text: &str) -> Vec<u8> {
    let n_chars = (text.len() as u32).to_le_bytes();
    let options = 0x300_u32.to_le_bytes();
    let rest = [&[0; 4][..], &y.to_le_bytes(), &n_chars, &options, &[0; 12], text.as_bytes()].concat();
    record(108, &rest)
}

fn emf() -> Vec<u8> {
    let told = wide("Orrin Draw\0Flow of chips\0\0");
    let n_told = (told.len() / 2) as u32;
    let mut header = vec![0; 80];
    header[32..36].copy_from_slice(b" EMF");
    header[52..56].copy_from_slice(&n_told.to_le_bytes());
    header[56..60].copy_from_slice(&88_u32.to_le_bytes());
    header.extend(told);
    let records = [
        record(1, &header),
        placed(10, 0, "Nova"),
        placed(10, 0, "Freight "),
        record(27, &[0; 8]),
        placed(20, 0, "发货"),
        placed(30, 0x10, "glyphs"),
        small(40, "Gate 4"),
        record(14, &[0; 12]),
    ];
    records.concat()
}

fn wmf() -> Vec<u8> {
    let record = |kind: u16, rest: &[u8]| {
        let size = ((6 + rest.len()) / 2) as u32;
        [&size.to_le_bytes()[..], &kind.to_le_bytes(), rest].concat()
    };
    let font = [&[0; 13][..], &[204], &[0; 4]].concat();
    let text = [&5_u16.to_le_bytes()[..], b"Chips\0", &[10, 0, 0, 0]].concat();
    let placed = [&[20, 0, 0, 0, 4, 0, 0, 0][..], &[0xcf, 0xee, 0xf0, 0xf2]].concat();
    let head = [&super::wmf::MARK[..], &[0; 36]].concat();
    [head, record(0x0521, &text), record(0x02fb, &font), record(0x0a32, &placed), record(0, &[])].concat()
}

#[test]
fn words_are_given_line_by_line() {
    let (outcome, found) = probe(read, &emf());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.text(), "Nova Freight\n发货\nGate 4");
    assert_eq!(found.metas(MetaKey::Application), ["Orrin Draw"]);
    assert_eq!(found.metas(MetaKey::Title), ["Flow of chips"]);
    assert_eq!(found.problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), [ProblemCode::Quality]);

    let (outcome, found) = probe(read, &wmf());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.text(), "Chips\nПорт");
    assert!(found.problems.is_empty());
}

#[test]
fn drawings_that_break_off_or_have_no_words_say_so() {
    let whole = emf();
    let (outcome, found) = probe(read, &whole[..whole.len() - 30]);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.problems.last().map(|problem| problem.code), Some(ProblemCode::Unreadable));
    assert!(found.text().starts_with("Nova Freight"));
    let bare = [record(1, &[0; 80]), record(14, &[0; 12])].concat();
    let (_, found) = probe(read, &bare);
    assert_eq!(found.problems.last().map(|problem| problem.code), Some(ProblemCode::NoText));
}

proptest! {
    #[test]
    fn damaged_drawings_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..8),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let _ = probe(read, &damage(&emf(), &changes, cut));
        let _ = probe(read, &damage(&wmf(), &changes, cut));
    }
}
