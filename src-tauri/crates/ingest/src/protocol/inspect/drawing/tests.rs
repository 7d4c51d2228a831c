//! What a worker that was taken over might say of a page.

use anchor::PageBox;

use super::*;
use crate::draw::{Drawer, Engine, Script, Turn};
use crate::format::Failure;
use crate::kind::Kind;
use crate::protocol::Chunk;

const VIEW: View = View { unit: 1, scale: 2.0, max_side: 400, turn: Turn::None, engine: Engine::Best };

fn canvas() -> Canvas {
    let page = PageBox { width: 100.0, height: 50.5 };
    Canvas { width: 200, height: 101, grey: true, page, scale: 2.0, drawer: Drawer::Hayro, notes: Vec::new() }
}

#[test]
fn order_is_kept() {
    use FromWorker as F;
    let check = |frames: &[FromWorker], expect: Option<&str>| {
        let mut inspector = DrawInspector::new(7, 1000, VIEW);
        let found = frames.iter().map(|frame| inspector.look(frame)).find_map(Result::err).map(|nonsense| nonsense.0);
        assert_eq!(found, expect, "{frames:?}");
    };
    let drawn = || F::Drawn(canvas());
    let pixels = |n: usize| F::Pixels(Chunk(vec![0; n]));
    let done = || F::Done(7, Ok(()));
    let font = || F::FontAt { script: Script::Korean, offset: 0 };
    let question = || F::ReadAt { offset: 0, len: 10 };
    let failed = || F::Done(7, Err(Failure::Encrypted));
    let order = Some("frames out of order");
    check(&[question(), font(), F::Alive, drawn(), pixels(20_000), pixels(200), done()], None);
    check(&[failed()], None);
    check(&[drawn(), pixels(20), failed()], None);
    check(&[pixels(1)], order);
    check(&[drawn(), drawn()], order);
    check(&[drawn(), font()], order);
    check(&[F::Kind(Kind::Pdf)], order);
    check(&[done()], Some("an end before the last pixel"));
    check(&[drawn(), pixels(20_199), done()], Some("an end before the last pixel"));
    check(&[drawn(), pixels(20_201)], Some("pixels that are not the page's"));
    check(&[drawn(), pixels(0)], Some("pixels that are not the page's"));
    check(&[drawn(), pixels(MAX_CHUNK + 1)], Some("too large a chunk"));
    check(&[drawn(), question()], Some("a question for bytes that cannot be"));
    check(&[F::ReadAt { offset: 1000, len: 1 }], Some("a question for bytes that cannot be"));
    check(&[F::Refused(String::new())], Some("a greeting in a drawing"));
    check(&[failed(), F::Alive], Some("a frame after the end"));
    check(&[F::Done(8, Err(Failure::Encrypted))], Some("the end of another drawing"));
    check(&[F::Done(7, Err(Failure::Corrupt("x".repeat(5000))))], Some("an endless reason"));
    check(&[F::Panicked("x".repeat(5000))], Some("an endless panic message"));
}

#[test]
fn measures_agree_with_each_other_and_with_the_wish() {
    let check = |canvas: Canvas, view: View, expect: Option<&str>| {
        let found = DrawInspector::new(7, 1000, view).look(&FromWorker::Drawn(canvas.clone()));
        assert_eq!(found.err().map(|nonsense| nonsense.0), expect, "{canvas:?}");
    };
    let page = |width, height| PageBox { width, height };
    check(canvas(), VIEW, None);
    check(Canvas { grey: false, ..canvas() }, VIEW, None);
    check(canvas(), View { turn: Turn::Half, ..VIEW }, None);
    check(Canvas { width: 101, height: 200, ..canvas() }, View { turn: Turn::Quarter, ..VIEW }, None);
    check(Canvas { width: 1, page: page(0.01, 50.5), ..canvas() }, VIEW, None);
    let measures = Some("a page whose measures do not agree");
    check(canvas(), View { turn: Turn::Quarter, ..VIEW }, measures);
    check(Canvas { width: 202, ..canvas() }, VIEW, measures);
    check(Canvas { height: 99, ..canvas() }, VIEW, measures);
    let size = Some("a page of a size that was not asked for");
    check(Canvas { width: 0, ..canvas() }, VIEW, size);
    check(Canvas { width: 401, page: page(200.5, 50.5), ..canvas() }, VIEW, size);
    check(Canvas { width: u32::MAX, height: u32::MAX, ..canvas() }, VIEW, size);
    let scale = Some("a scale that was not asked for");
    for odd in [0.0, -2.0, 2.5, f32::NAN, f32::INFINITY] {
        check(Canvas { scale: odd, ..canvas() }, VIEW, scale);
    }
    for odd in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        check(Canvas { page: page(odd, 50.5), ..canvas() }, VIEW, Some("a page that is nowhere"));
    }
    check(Canvas { notes: vec![Note::FontBroken; 65], ..canvas() }, VIEW, Some("too many notes"));
    let long = vec![Note::FontMissing("x".repeat(MAX_LABEL + 1))];
    check(Canvas { notes: long, ..canvas() }, VIEW, Some("too long a note"));
}
