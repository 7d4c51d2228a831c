//! Frames there and back, and what a hostile worker might say.
#![allow(clippy::unwrap_used, reason = "tests")]

use anchor::{PageBox, RawCell, TableBlock, UnitKind, WordBox};
use proptest::prelude::*;

use super::inspect::{Inspector, Nonsense};
use super::*;
use crate::format::ProblemCode;

fn there_and_back(frame: &FromWorker) -> FromWorker {
    let (mut wire, mut buffer) = (Vec::new(), Vec::new());
    write_frame(&mut wire, frame, &mut buffer).unwrap();
    read_frame(&mut wire.as_slice(), &mut buffer).unwrap().unwrap()
}

fn page(text: &str, boxes: &[(u32, u32)]) -> Unit {
    let at = |&(start, end)| WordBox { start, end, x: 10.0, y: 20.0, width: 30.0, height: 9.5 };
    Unit {
        kind: UnitKind::Page,
        label: "p. 1".into(),
        text: text.into(),
        engine: "hayro".into(),
        quality: Some(1.0),
        page: Some(PageBox { width: 595.0, height: 842.0 }),
        boxes: boxes.iter().map(at).collect(),
        table: None,
    }
}

fn rows(text: &str, first_row: u32, n_rows: u32) -> Unit {
    let table = TableBlock { sheet: String::new(), first_row, n_rows, header: Vec::new(), raw: Vec::new() };
    Unit { page: None, kind: UnitKind::Sheet, table: Some(table), ..page(text, &[]) }
}

fn child() -> FromWorker {
    let (name, locator) = ("a.txt".to_owned(), "entry 1".to_owned());
    FromWorker::ChildStart(Child { name, raw_name: Some(vec![0xff]), locator, modified: None, broken: None })
}

#[test]
fn frames_survive_the_wire() {
    let frames = [
        FromWorker::Ready {
            version: 1,
            pid: 7,
            sandbox: SandboxReport::off(crate::sandbox::OffBecause::Platform),
            has_second: true,
        },
        FromWorker::Unit(page("two words", &[(0, 3), (4, 9)])),
        FromWorker::Unit(rows("a\tb", 3, 1)),
        child(),
        FromWorker::ChildBytes(Chunk(vec![0, 1, 2, 255])),
        FromWorker::Meta(MetaKey::Title, "深圳".into()),
        FromWorker::Done(4, Err(Failure::Corrupt("cut off".into()))),
    ];
    for frame in &frames {
        assert_eq!(format!("{:?}", there_and_back(frame)), format!("{frame:?}"));
    }
}

#[test]
fn a_frame_that_cannot_be_is_refused_before_it_is_held() {
    let check = |bytes: &[u8]| read_frame::<FromWorker>(&mut &bytes[..], &mut Vec::new());
    assert!(matches!(check(&[]), Ok(None)));
    assert!(matches!(check(&[1, 0]), Err(FrameError::Pipe(_))));
    assert!(matches!(check(&[5, 0, 0, 0, 1]), Err(FrameError::Pipe(_))));
    assert!(matches!(check(&u32::MAX.to_le_bytes()), Err(FrameError::TooLong(_))));
    assert!(matches!(check(&[1, 0, 0, 0, 200]), Err(FrameError::Malformed(_))));
    // more bytes than the frame means
    let alive = postcard::to_stdvec(&FromWorker::Alive).unwrap();
    assert!(check(&[2, 0, 0, 0, alive[0], 0]).is_err());
    let huge = FromWorker::ChildBytes(Chunk(vec![0; MAX_FRAME]));
    assert!(matches!(write_frame(&mut Vec::new(), &huge, &mut Vec::new()), Err(FrameError::TooLong(_))));
}

#[test]
fn order_is_kept() {
    use FromWorker as F;
    let check = |frames: Vec<FromWorker>, expect: Option<&str>| {
        let mut inspector = Inspector::new(7, 100, Limits { max_children: 1, max_child_bytes: 10, ..Limits::DESKTOP });
        let found = frames.iter().map(|frame| inspector.look(frame)).find_map(Result::err).map(|nonsense| nonsense.0);
        assert_eq!(found, expect, "{frames:?}");
    };
    let kind = || F::Kind(Kind::Zip);
    let unit = || F::Unit(page("words", &[]));
    let bytes = |n: usize| F::ChildBytes(Chunk(vec![0; n]));
    let order = Some("frames out of order");
    check(vec![kind(), unit(), child(), bytes(3), F::ChildEnd(None), F::Alive, F::Done(7, Ok(()))], None);
    check(vec![F::Done(7, Err(Failure::ReadError("no".into())))], None);
    check(vec![kind(), child(), bytes(3), F::Done(7, Err(Failure::LimitHit("much".into())))], None);
    check(vec![unit()], order);
    check(vec![kind(), kind()], order);
    check(vec![kind(), bytes(1)], order);
    check(vec![kind(), child(), unit()], order);
    check(vec![kind(), child(), F::Meta(MetaKey::Title, "t".into())], order);
    check(vec![kind(), child(), F::Checkpoint("1".into())], order);
    check(vec![kind(), F::ChildEnd(None)], order);
    check(vec![F::Done(7, Ok(()))], Some("an end without a beginning"));
    check(vec![kind(), child(), F::Done(7, Ok(()))], Some("an end without a beginning"));
    check(vec![kind(), F::Done(6, Ok(()))], Some("the end of another reading"));
    check(vec![kind(), F::Done(7, Ok(())), F::Alive], Some("a frame after the end"));
    check(vec![F::Refused(String::new())], Some("a greeting in a reading"));
    check(vec![kind(), child(), F::ChildEnd(None), child()], Some("more children than were allowed"));
    check(vec![kind(), child(), bytes(8), bytes(3)], Some("more bytes of children than were allowed"));
    let question = Some("a question for bytes that cannot be");
    check(vec![F::ReadAt { offset: 99, len: 1 << 20 }], None);
    check(vec![F::ReadAt { offset: 100, len: 1 }], question);
    check(vec![F::ReadAt { offset: u64::MAX, len: 1 }], question);
    check(vec![F::ReadAt { offset: 0, len: 0 }], question);
    check(vec![F::ReadAt { offset: 0, len: (1 << 20) + 1 }], question);
}

#[test]
fn units_must_make_sense() {
    let check = |unit: Unit, expect: Option<&'static str>| {
        assert_eq!(inspect::look_at_unit(&unit).err(), expect.map(Nonsense), "{unit:?}");
    };
    let outside = Some("a box outside the text");
    check(page("深圳 ok", &[(0, 2), (3, 5)]), None);
    check(page("深圳 ok", &[(0, 2), (3, 6)]), outside);
    check(page("ok", &[(1, 1)]), outside);
    check(page("ok", &[(1, 2), (0, 1)]), outside);
    check(page("ok", &[(0, u32::MAX)]), outside);
    check(Unit { page: None, ..page("ok", &[(0, 2)]) }, Some("boxes without a page"));
    check(page("a\r\nb", &[]), Some("text that is not unit text"));
    check(page("e\u{301}", &[]), Some("text that is not unit text"));
    check(Unit { quality: Some(f32::NAN), ..page("ok", &[]) }, Some("a quality outside 0 to 1"));
    check(Unit { label: "p.\n1".into(), ..page("ok", &[]) }, Some("a label with control characters"));
    check(
        Unit { page: Some(PageBox { width: f32::INFINITY, height: 1.0 }), ..page("ok", &[]) },
        Some("a page without a size"),
    );
    for bad in [f32::NAN, f32::INFINITY, -1.0] {
        let mut unit = page("ok", &[(0, 2)]);
        unit.boxes[0].width = bad;
        check(unit, Some("a box that is nowhere"));
    }
    check(page(&"a".repeat(inspect::MAX_UNIT_TEXT + 1), &[]), Some("too long a unit"));
    check(rows("a\tb\nc", 1, 2), None);
    check(rows("a\tb\n", 1, 2), None);
    check(rows("a\tb\nc", 1, 3), Some("rows that are not the lines"));
    check(rows("a", 0, 1), Some("a cell outside its block"));
    check(rows("a", u32::MAX, 1), Some("rows past every number"));
    let mut stray = rows("a", 5, 1);
    stray.table.as_mut().unwrap().raw.push(RawCell { row: 6, column: 0, value: String::new() });
    check(stray, Some("a cell outside its block"));
}

#[test]
fn notes_are_counted() {
    let mut inspector = Inspector::new(1, 1, Limits::DESKTOP);
    inspector.look(&FromWorker::Kind(Kind::Pdf)).unwrap();
    let problem = Problem { code: ProblemCode::NoText, message: "no text".into(), unit: Some(1) };
    let enough = (0..100_000).map(|_| inspector.look(&FromWorker::Problem(problem.clone()))).find_map(Result::err);
    assert_eq!(enough, Some(Nonsense("too many notes")));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_a_frame_or_an_error(mut bytes in proptest::collection::vec(any::<u8>(), 0..300), tag in 0_u8..14) {
        if let Some(first) = bytes.first_mut() {
            *first = tag;
        }
        let mut wire = (bytes.len() as u32).to_le_bytes().to_vec();
        wire.extend(&bytes);
        if let Ok(Some(frame)) = read_frame::<FromWorker>(&mut wire.as_slice(), &mut Vec::new()) {
            let mut inspector = Inspector::new(0, 100, Limits::DESKTOP);
            let _ = inspector.look(&FromWorker::Kind(Kind::Zip));
            let _ = inspector.look(&frame);
        }
    }
}
