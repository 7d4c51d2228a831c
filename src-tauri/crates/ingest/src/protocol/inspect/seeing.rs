//! The host's look at every frame of a worker that reads the words off a page.

use super::drawing::look_at_notes;
use super::{MAX_LABEL, Nonsense, at_most, extent, fits, look_at_unit};
use crate::protocol::{FromWorker, MAX_CHUNK};
use crate::sight::{MAX_UNREAD, Seen};

/// Follows one look at a page and looks at each frame before the host acts on it.
pub struct SeeInspector {
    job: u32,
    len: u64,
    has_seen: bool,
    is_over: bool,
}

impl SeeInspector {
    /// An inspector for one page: the look's number and the file's length.
    #[must_use]
    pub fn new(job: u32, len: u64) -> Self {
        SeeInspector { job, len, has_seen: false, is_over: false }
    }

    /// Looks at the next frame: its order, sizes and sense.
    pub fn look(&mut self, frame: &FromWorker) -> Result<(), Nonsense> {
        if self.is_over {
            return Err(Nonsense("a frame after the end"));
        }
        match frame {
            FromWorker::Alive => Ok(()),
            FromWorker::ReadAt { offset, len } => {
                let sane = *len as usize <= MAX_CHUNK && *len > 0 && *offset < self.len && !self.has_seen;
                sane.then_some(()).ok_or(Nonsense("a question for bytes that cannot be"))
            }
            // the host knows how long its models are
            FromWorker::ModelAt { .. } if !self.has_seen => Ok(()),
            FromWorker::Seen(seen) if !self.has_seen => {
                self.has_seen = true;
                look_at_seen(seen)
            }
            FromWorker::Panicked(message) | FromWorker::Blind(message) => {
                self.is_over = true;
                fits(message, MAX_LABEL, "an endless message")
            }
            FromWorker::Done(job, result) => {
                self.is_over = true;
                if result.is_ok() && !self.has_seen {
                    return Err(Nonsense("an end before anything was seen"));
                }
                let message = result.as_ref().err().map(ToString::to_string).unwrap_or_default();
                fits(&message, 2 * MAX_LABEL, "an endless reason")?;
                (*job == self.job).then_some(()).ok_or(Nonsense("the end of another look"))
            }
            _ => Err(Nonsense("frames out of order")),
        }
    }
}

fn look_at_seen(seen: &Seen) -> Result<(), Nonsense> {
    look_at_unit(&seen.unit)?;
    if seen.unit.page.is_none() || seen.unit.table.is_some() {
        return Err(Nonsense("a look at what is no page"));
    }
    at_most(seen.unread.len() as u64, MAX_UNREAD as u64, "too many places")?;
    let is_somewhere =
        |[x, y, width, height]: &[f32; 4]| extent(x.abs()) && extent(y.abs()) && extent(*width) && extent(*height);
    if !seen.unread.iter().all(is_somewhere) {
        return Err(Nonsense("a place that is nowhere"));
    }
    look_at_notes(&seen.notes)
}

#[cfg(test)]
mod tests {
    use anchor::{PageBox, Unit, UnitKind};

    use super::*;
    use crate::format::Failure;

    fn seen() -> Seen {
        let unit = Unit {
            kind: UnitKind::Page,
            label: "p. 2".into(),
            text: "GATE PASS".into(),
            engine: "PP-OCRv6".into(),
            quality: Some(0.9),
            page: Some(PageBox { width: 595.0, height: 842.0 }),
            boxes: Vec::new(),
            table: None,
        };
        Seen { unit, unread: vec![[1.0, 2.0, 3.0, 4.0]], notes: Vec::new() }
    }

    fn check(frames: Vec<FromWorker>, expect: Result<(), &'static str>) {
        let mut inspector = SeeInspector::new(7, 100);
        let found = frames.iter().try_for_each(|frame| inspector.look(frame));
        assert_eq!(found.map_err(|nonsense| nonsense.0), expect, "{frames:?}");
    }

    #[test]
    fn a_look_is_seen_once_and_then_done() {
        let told = |seen: Seen| FromWorker::Seen(Box::new(seen));
        let done = || FromWorker::Done(7, Ok(()));
        check(vec![FromWorker::Alive, FromWorker::ReadAt { offset: 0, len: 9 }, told(seen()), done()], Ok(()));
        check(vec![FromWorker::Done(7, Err(Failure::Encrypted))], Ok(()));
        check(vec![FromWorker::Blind("no letters".into())], Ok(()));
        check(vec![done()], Err("an end before anything was seen"));
        check(vec![told(seen()), told(seen())], Err("frames out of order"));
        check(vec![told(seen()), FromWorker::Done(8, Ok(()))], Err("the end of another look"));
        check(vec![FromWorker::Unseen(1)], Err("frames out of order"));
        let wild = Seen { unread: vec![[f32::NAN, 0.0, 1.0, 1.0]], ..seen() };
        check(vec![told(wild)], Err("a place that is nowhere"));
        let nowhere = Seen { unit: Unit { page: None, ..seen().unit }, ..seen() };
        check(vec![told(nowhere)], Err("a look at what is no page"));
        let many = Seen { unread: vec![[0.0; 4]; MAX_UNREAD + 1], ..seen() };
        check(vec![told(many)], Err("too many places"));
    }
}
