//! What worker and host say to each other, from an end that has been taken over.

use ingest::draw::{Engine, Turn, View};
use ingest::format::Limits;
use ingest::protocol::inspect::{DrawInspector, Inspector, SeeInspector};
use ingest::protocol::{FromWorker, ToWorker, read_frame, write_frame};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::targets::Target;

/// Feeds the host what a worker might say: the first byte says what it was asked to do, frames follow.
pub(crate) fn of_worker(_: &Target, bytes: &[u8]) {
    let [first, frames @ ..] = bytes else { return };
    let len = 1 << 20;
    match first % 3 {
        0 => {
            let limits = Limits { max_children: 3, max_child_bytes: 9_000, max_text_bytes: 9_000, ..Limits::DESKTOP };
            let mut inspector = Inspector::new(0, len, limits);
            each::<FromWorker>(frames, |frame| inspector.look(frame).is_ok() && believed(frame));
        }
        1 => {
            let view = View { unit: 1, scale: 1.0, max_side: 64, turn: Turn::default(), engine: Engine::Best };
            let mut inspector = DrawInspector::new(0, len, view);
            each::<FromWorker>(frames, |frame| inspector.look(frame).is_ok());
        }
        _ => {
            let mut inspector = SeeInspector::new(0, len);
            each::<FromWorker>(frames, |frame| inspector.look(frame).is_ok());
        }
    }
}

/// Feeds the worker what a host might say.
pub(crate) fn of_host(_: &Target, bytes: &[u8]) {
    each::<ToWorker>(bytes, |_| true);
}

/// Reads one frame after the other, for as long as they are believed. What was read is written as it was meant.
fn each<T: Serialize + DeserializeOwned>(mut bytes: &[u8], mut look: impl FnMut(&T) -> bool) {
    let mut buffer = Vec::new();
    while let Ok(Some(frame)) = read_frame::<T>(&mut bytes, &mut buffer) {
        if !look(&frame) {
            return;
        }
        let (mut once, mut twice) = (Vec::new(), Vec::new());
        if write_frame(&mut once, &frame, &mut buffer).is_err() {
            continue;
        }
        let again = read_frame::<T>(&mut once.as_slice(), &mut buffer).expect("what was written can be read");
        write_frame(&mut twice, &again.expect("it is a frame"), &mut buffer).expect("and written again");
        assert_eq!(once, twice);
    }
}

/// Does with a unit what the host does with one it believes.
fn believed(frame: &FromWorker) -> bool {
    let FromWorker::Unit(unit) = frame else { return true };
    let index = anchor::TextIndex::new(&unit.text);
    for word in &unit.boxes {
        assert!(index.slice(anchor::Span::new(word.start, word.end)).is_some_and(|words| !words.is_empty()));
    }
    for (row, text) in unit.rows() {
        assert_eq!(unit.row_text(row), Some(text));
        let span = unit.row_span(row).expect("a row has a place");
        assert_eq!(index.slice(span), Some(text));
    }
    true
}
