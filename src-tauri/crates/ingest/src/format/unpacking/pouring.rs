//! Documents whose bytes a library hands out instead of being asked for them, given within the same limits.

use std::io::{self, Write};

use super::{KEPT_BYTES, Unpacking, excess, problem};
use crate::format::{Child, Emit, Failure, Problem, ProblemCode};

/// What is known of a child's bytes before they are handed out.
pub(crate) struct Poured {
    pub(crate) child: Child,
    /// How many bytes there should be.
    pub(crate) size: Option<u64>,
    /// How many packed bytes these and the children before came out of, where they are packed as one.
    pub(crate) n_packed: u64,
    /// How many bytes of other children came out of them.
    pub(crate) n_before: u64,
}

impl Unpacking {
    /// Gives a child as far as `pour` hands out its bytes. Returns how many there were and what was wrong with them, but
    /// for a limit, which ends the reading.
    pub(crate) fn pour(
        &mut self,
        poured: Poured,
        out: &mut dyn Emit,
        pour: &mut dyn FnMut(&mut dyn Write) -> Result<(), Problem>,
    ) -> Result<(u64, Option<Problem>), Failure> {
        let locator = poured.child.locator.clone();
        let mut pouring = Pouring {
            unpacking: self,
            poured,
            kept: Vec::new(),
            has_begun: false,
            n_bytes: 0,
            too_much: None,
            ended: None,
            out,
        };
        let handed_out = pour(&mut pouring);
        if let Some(failure) = pouring.ended {
            return Err(failure);
        }
        let n_bytes = pouring.n_bytes;
        let limit = pouring.too_much.take();
        let is_short = pouring.poured.size.is_some_and(|size| size != n_bytes);
        let fault = match (limit.clone(), handed_out) {
            (Some(limit), _) => Some(limit),
            (None, Err(fault)) => Some(fault),
            (None, Ok(())) if is_short => {
                Some(problem(ProblemCode::Checksum, "its size is not the size given".to_owned()))
            }
            (None, Ok(())) => None,
        };
        pouring.finish(fault.clone())?;
        self.n_bytes = self.n_bytes.saturating_add(n_bytes);
        match limit {
            Some(limit) => Err(Failure::LimitHit(format!("{locator}: {}", limit.message))),
            None => Ok((n_bytes, fault)),
        }
    }
}

/// Takes a child's bytes. The first are kept until it is known whether there are more, as [`Unpacking::give`] does.
struct Pouring<'a> {
    unpacking: &'a Unpacking,
    poured: Poured,
    kept: Vec<u8>,
    has_begun: bool,
    n_bytes: u64,
    /// The limit that was reached.
    too_much: Option<Problem>,
    /// Why the host wants no more.
    ended: Option<Failure>,
    out: &'a mut dyn Emit,
}

impl Pouring<'_> {
    fn take(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        if !self.has_begun && (self.kept.len() + bytes.len()) as u64 <= KEPT_BYTES {
            self.kept.extend_from_slice(bytes);
            return Ok(());
        }
        if !self.has_begun {
            self.has_begun = true;
            self.out.child_begins(self.poured.child.clone())?;
            self.out.child_goes_on(&std::mem::take(&mut self.kept))?;
        }
        self.out.child_goes_on(bytes)
    }

    fn finish(self, fault: Option<Problem>) -> Result<(), Failure> {
        if self.has_begun {
            return self.out.child_ends(fault);
        }
        let child = Child { broken: fault, ..self.poured.child };
        self.out.child(child, &mut self.kept.as_slice()).map(|_| ())
    }
}

impl Write for Pouring<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.too_much.is_none() && self.ended.is_none() {
            let n_bytes = self.n_bytes.saturating_add(bytes.len() as u64);
            let in_all = self.unpacking.n_bytes.saturating_add(n_bytes);
            let from_packed = self.poured.n_before.saturating_add(n_bytes);
            match excess(self.unpacking.limits, in_all, from_packed, self.poured.n_packed) {
                Some(message) => self.too_much = Some(problem(ProblemCode::Limit, message)),
                None => {
                    self.n_bytes = n_bytes;
                    self.ended = self.take(bytes).err();
                }
            }
        }
        match self.too_much.is_none() && self.ended.is_none() {
            true => Ok(bytes.len()),
            false => Err(io::Error::other("no more is taken")),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Limits;
    use crate::format::probe::Probe;

    fn pour(limits: Limits, n_bytes: u64, size: u64, fault: Option<Problem>) -> (Result<(), Failure>, Probe) {
        let mut found = Probe::default();
        let child = Child { name: "a".into(), raw_name: None, locator: "entry 1".into(), modified: None, broken: None };
        let mut unpacking = Unpacking::new(limits, 0).expect("not deep");
        let poured = Poured { child, size: Some(size), n_packed: 1000, n_before: 0 };
        let outcome = unpacking.pour(poured, &mut found, &mut |to| {
            let mut left = n_bytes;
            while left > 0 {
                let n = left.min(100_000);
                to.write_all(&vec![7; n as usize]).map_err(|_| problem(ProblemCode::Checksum, "not all".into()))?;
                left -= n;
            }
            fault.clone().map_or(Ok(()), Err)
        });
        (outcome.map(|_| ()), found)
    }

    #[test]
    fn faults_are_told_and_what_came_before_is_kept() {
        let wide = Limits { max_ratio: u64::MAX, ..Limits::DESKTOP };
        let torn = problem(ProblemCode::Checksum, "its bytes break off".to_owned());
        for n_bytes in [0, 5, KEPT_BYTES - 1, KEPT_BYTES, KEPT_BYTES + 70_000] {
            let (outcome, found) = pour(wide, n_bytes, n_bytes, Some(torn.clone()));
            assert_eq!(outcome, Ok(()));
            assert_eq!(found.children[0].1.len() as u64, n_bytes);
            assert_eq!(found.children[0].0.broken.as_ref(), Some(&torn));
            let (_, found) = pour(wide, n_bytes, n_bytes, None);
            assert!(found.children[0].0.broken.is_none());
            let (_, found) = pour(wide, n_bytes, n_bytes + 1, None);
            assert_eq!(found.children[0].0.broken.as_ref().map(|broken| broken.code), Some(ProblemCode::Checksum));
        }
    }

    #[test]
    fn limits_end_a_child_and_the_reading() {
        let (outcome, found) = pour(Limits::DESKTOP, 20 << 20, 20 << 20, None);
        let words = "entry 1: more than 200 times as large as its packed bytes";
        assert_eq!(outcome, Err(Failure::LimitHit(words.to_owned())));
        assert_eq!(found.children[0].0.broken.as_ref().map(|broken| broken.code), Some(ProblemCode::Limit));
        let tight = Limits { max_child_bytes: 100, ..Limits::DESKTOP };
        assert!(matches!(pour(tight, 101, 101, None).0, Err(Failure::LimitHit(_))));
        assert_eq!(pour(tight, 100, 100, None).0, Ok(()));
    }
}
