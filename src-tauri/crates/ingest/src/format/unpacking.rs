//! Documents that are unpacked as they are given: within the limits, and broken where their bytes are.
//!
//! The first bytes are unpacked before a child begins, so that a small one knows from the start whether it is whole. A
//! large one is told to be broken at its end.

use std::io::{self, ErrorKind, Read};

mod pouring;

use super::{Child, Emit, Failure, Limits, Problem, ProblemCode};

pub(crate) use pouring::Poured;

const KEPT_BYTES: u64 = 8 << 20;
const RATIO_FROM_BYTES: u64 = 1 << 20;
/// How much of a link is read: no system makes longer ones.
const MOST_TARGET_BYTES: u64 = 4 << 10;
/// From which size on it is told where a child stands in the bytes of its parent.
pub(crate) const STANDING_FROM_BYTES: u64 = 1 << 20;

/// Gives the children of one container.
pub(crate) struct Unpacking {
    limits: Limits,
    /// Bytes of all children so far.
    pub(crate) n_bytes: u64,
}

/// What is known of a child's bytes before they are unpacked.
pub(crate) struct Packed<'a> {
    /// The bytes unpacked.
    pub(crate) bytes: &'a mut dyn Read,
    /// How many bytes they are packed in.
    pub(crate) n_packed: u64,
    /// How many bytes of other children came out of the same packed bytes.
    pub(crate) n_before: u64,
    /// How many there should be.
    pub(crate) size: Option<u64>,
}

/// What a stream of a child's bytes fails with.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.message)]
pub(crate) struct Broken(pub(crate) Problem);

impl Unpacking {
    /// Goes on after `n_bytes` of an earlier reading.
    ///
    /// # Errors
    ///
    /// [`Failure::LimitHit`] where the container lies too deep in others.
    pub(crate) fn new(limits: Limits, n_bytes: u64) -> Result<Unpacking, Failure> {
        if limits.depth >= limits.max_depth {
            return Err(Failure::LimitHit(format!("containers in containers, {} deep", limits.depth)));
        }
        Ok(Unpacking { limits, n_bytes })
    }

    /// Gives a child as far as its bytes go. Returns what was wrong with them, but for a limit, which ends the reading.
    pub(crate) fn give(
        &mut self,
        mut child: Child,
        packed: Packed<'_>,
        out: &mut dyn Emit,
    ) -> Result<Option<Problem>, Failure> {
        let locator = child.locator.clone();
        let mut feed = Feed { packed, limits: self.limits, n_before: self.n_bytes, n_bytes: 0, fault: None };
        let mut kept = Vec::new();
        let begun = (&mut feed).take(KEPT_BYTES).read_to_end(&mut kept);
        child.broken = child.broken.or_else(|| feed.fault.clone());
        match begun {
            Ok(n_kept) if n_kept as u64 == KEPT_BYTES => out.child(child, &mut kept.as_slice().chain(&mut feed))?,
            _ => out.child(child, &mut kept.as_slice())?,
        };
        self.n_bytes = self.n_bytes.saturating_add(feed.n_bytes);
        match feed.fault {
            Some(fault) if fault.code == ProblemCode::Limit => {
                Err(Failure::LimitHit(format!("{locator}: {}", fault.message)))
            }
            fault => Ok(fault),
        }
    }
}

/// A child's bytes, watched.
struct Feed<'a> {
    packed: Packed<'a>,
    limits: Limits,
    /// Bytes of the children before this one.
    n_before: u64,
    n_bytes: u64,
    fault: Option<Problem>,
}

impl Read for Feed<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.fault.is_none() {
            match self.packed.bytes.read(buf) {
                Ok(0) if buf.is_empty() => return Ok(0),
                Ok(0) if self.packed.size.is_none_or(|size| size == self.n_bytes) => return Ok(0),
                Ok(0) => {
                    self.fault = Some(problem(ProblemCode::Checksum, "its size is not the size given".to_owned()));
                }
                Ok(n_read) => match self.excess(n_read as u64) {
                    None => {
                        self.n_bytes += n_read as u64;
                        return Ok(n_read);
                    }
                    Some(message) => self.fault = Some(problem(ProblemCode::Limit, message)),
                },
                Err(error) if error.kind() == ErrorKind::Interrupted => return Err(error),
                Err(error) => self.fault = Some(fault_of(&error)),
            }
        }
        Err(self.fault.clone().map_or_else(|| ErrorKind::Other.into(), |fault| io::Error::other(Broken(fault))))
    }
}

impl Feed<'_> {
    fn excess(&self, n_more: u64) -> Option<String> {
        let n_bytes = self.n_bytes.saturating_add(n_more);
        let from_packed = self.packed.n_before.saturating_add(n_bytes);
        excess(self.limits, self.n_before.saturating_add(n_bytes), from_packed, self.packed.n_packed)
    }
}

/// What would be too much if this many bytes came out of a container, and so many out of some packed bytes.
fn excess(limits: Limits, n_bytes: u64, from_packed: u64, n_packed: u64) -> Option<String> {
    let Limits { max_child_bytes, max_ratio, .. } = limits;
    if n_bytes > max_child_bytes {
        return Some(format!("more than {max_child_bytes} bytes in one archive"));
    }
    let is_bomb = from_packed > RATIO_FROM_BYTES && from_packed / n_packed.max(1) > max_ratio;
    is_bomb.then(|| format!("more than {max_ratio} times as large as its packed bytes"))
}

/// A stream's error as what is wrong with a child.
pub(crate) fn fault_of(error: &io::Error) -> Problem {
    let told = error.get_ref().and_then(|inner| inner.downcast_ref::<Broken>());
    match (told, error.kind()) {
        (Some(Broken(problem)), _) => problem.clone(),
        (None, ErrorKind::Unsupported) => problem(ProblemCode::Unreadable, error.to_string()),
        (None, ErrorKind::OutOfMemory) => problem(ProblemCode::Limit, "it needs too much memory to unpack".to_owned()),
        (None, _) => problem(ProblemCode::Checksum, fault_words(error)),
    }
}

/// What a library says of broken bytes, in plain words.
pub(crate) fn fault_words(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::UnexpectedEof => "its bytes break off".to_owned(),
        _ => format!("its bytes are damaged: {}", error.to_string().to_lowercase()),
    }
}

/// Gives a link as a child without bytes that says where it leads, as far as that is known.
pub(crate) fn give_link(child: Child, to: Option<&str>, out: &mut dyn Emit) -> Result<(), Failure> {
    let message = match to {
        Some(to) => format!("a link to {to}; links are not followed"),
        None => "a link; links are not followed".to_owned(),
    };
    let broken = Some(problem(ProblemCode::Link, message));
    out.child(Child { broken, ..child }, &mut io::empty()).map(|_| ())
}

/// Where a link leads whose bytes say so; `None` where they cannot be read.
pub(crate) fn target(bytes: &mut dyn Read) -> Option<String> {
    let mut raw = Vec::new();
    bytes.take(MOST_TARGET_BYTES).read_to_end(&mut raw).ok()?;
    let to = String::from_utf8_lossy(&raw).replace(char::is_control, "\u{fffd}");
    (!to.is_empty()).then_some(to)
}

/// How an archive ends of whose entries so many are locked: all of them, or some, which is told.
///
/// # Errors
/// [`Failure::Encrypted`] where there is nothing else in it.
pub(crate) fn locked(n_locked: u64, n_entries: u64, out: &mut dyn Emit) -> Result<(), Failure> {
    match n_locked {
        0 => Ok(()),
        _ if n_locked == n_entries => Err(Failure::Encrypted),
        _ => {
            let message = format!("{n_locked} of {n_entries} entries are locked by a password");
            out.problem(problem(ProblemCode::Encrypted, message))
        }
    }
}

/// Something that is wrong with no unit in particular.
pub(crate) fn problem(code: ProblemCode, message: String) -> Problem {
    Problem { code, message, unit: None }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::format::probe::Probe;

    fn give(limits: Limits, bytes: &mut dyn Read, n_packed: u64, size: Option<u64>) -> (Result<(), Failure>, Probe) {
        let mut found = Probe::default();
        let child = Child { name: "a".into(), raw_name: None, locator: "entry 1".into(), modified: None, broken: None };
        let mut unpacking = Unpacking::new(limits, 0).expect("not deep");
        let outcome = unpacking.give(child, Packed { bytes, n_packed, n_before: 0, size }, &mut found);
        (outcome.map(|_| ()), found)
    }

    /// Bytes that end in a fault.
    struct Torn(Cursor<Vec<u8>>);

    impl Read for Torn {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            match self.0.read(buf)? {
                0 if !buf.is_empty() => Err(ErrorKind::UnexpectedEof.into()),
                n_read => Ok(n_read),
            }
        }
    }

    #[test]
    fn faults_are_told_and_what_came_before_is_kept() {
        for n_bytes in [0, 5, KEPT_BYTES - 1, KEPT_BYTES, KEPT_BYTES + 70_000] {
            let bytes = vec![7; usize::try_from(n_bytes).expect("few")];
            let (outcome, found) = give(Limits::DESKTOP, &mut Torn(Cursor::new(bytes.clone())), n_bytes, None);
            assert_eq!(outcome, Ok(()));
            assert!(found.children[0].1 == bytes);
            let broken = found.children[0].0.broken.as_ref().map(|broken| broken.message.as_str());
            assert_eq!(broken, Some("its bytes break off"));

            let (outcome, found) = give(Limits::DESKTOP, &mut bytes.as_slice(), n_bytes, Some(n_bytes));
            assert_eq!(outcome, Ok(()));
            assert!(found.children[0].0.broken.is_none() && found.children[0].1 == bytes);
            let (_, found) = give(Limits::DESKTOP, &mut bytes.as_slice(), n_bytes, Some(n_bytes + 1));
            assert_eq!(found.children[0].0.broken.as_ref().map(|broken| broken.code), Some(ProblemCode::Checksum));
        }
    }

    #[test]
    fn limits_end_a_child_and_the_reading() {
        let (outcome, found) = give(Limits::DESKTOP, &mut io::repeat(0), 100_000, None);
        assert_eq!(
            outcome,
            Err(Failure::LimitHit("entry 1: more than 200 times as large as its packed bytes".to_owned()))
        );
        assert!(found.children[0].1.len() as u64 > KEPT_BYTES);
        assert_eq!(found.children[0].0.broken.as_ref().map(|broken| broken.code), Some(ProblemCode::Limit));
        let tight = Limits { max_child_bytes: 100, ..Limits::DESKTOP };
        assert!(matches!(give(tight, &mut &[0; 101][..], 101, None).0, Err(Failure::LimitHit(_))));
        assert_eq!(give(tight, &mut &[0; 100][..], 100, None).0, Ok(()));
        assert!(Unpacking::new(Limits { depth: 16, ..Limits::DESKTOP }, 0).is_err());
    }
}
