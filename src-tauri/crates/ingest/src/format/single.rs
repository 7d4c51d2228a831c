//! Files that hold one other file, packed: its name, and its bytes where several packed ones stand one after another.

#[cfg(test)]
pub(super) mod checks;

use std::io::{self, BufRead, ErrorKind, Read};

use super::shown::shown;
use super::split::{self, Part};
use super::unpacking::{Packed, Unpacking, fault_of, problem};
use super::{Child, Emit, Failure, Limits, Problem, ProblemCode};

/// One packed stream; a file may hold several, whose bytes belong together.
pub(crate) trait Member<R: BufRead>: Read + Sized {
    /// Begins to unpack.
    fn open(bytes: R) -> io::Result<Self>;
    /// What follows, once all was unpacked.
    fn into_rest(self) -> R;
    /// Whether another stream begins with these bytes, as far as they are known.
    fn begins(head: &[u8]) -> bool;
}

/// All streams of a file as one.
pub(crate) struct Members<R, M> {
    state: State<R, M>,
    n_members: u64,
    /// Bytes after the last stream that are none.
    n_foreign: u64,
    /// Whether the bytes ended before the stream did.
    is_cut: bool,
}

enum State<R, M> {
    Between(R),
    Within(M),
    Over,
}

impl<R: BufRead, M: Member<R>> Members<R, M> {
    /// Begins at the first stream.
    pub(crate) fn new(bytes: R) -> Members<R, M> {
        Members { state: State::Between(bytes), n_members: 0, n_foreign: 0, is_cut: false }
    }

    /// Begins within the first stream.
    pub(crate) fn within(member: M) -> Members<R, M> {
        Members { state: State::Within(member), n_members: 1, n_foreign: 0, is_cut: false }
    }

    fn open_next(&mut self, mut bytes: R) -> io::Result<()> {
        if self.n_members > 0 {
            skip_zeros(&mut bytes)?;
            let head = bytes.fill_buf()?;
            if head.is_empty() {
                return Ok(());
            }
            if !M::begins(head) {
                self.n_foreign = io::copy(&mut bytes, &mut io::sink())?;
                return Ok(());
            }
        }
        self.state = State::Within(M::open(bytes)?);
        self.n_members += 1;
        Ok(())
    }
}

impl<R: BufRead, M: Member<R>> Read for Members<R, M> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let outcome = self.next_bytes(buf);
        self.is_cut |= matches!(&outcome, Err(error) if error.kind() == ErrorKind::UnexpectedEof);
        outcome
    }
}

impl<R: BufRead, M: Member<R>> Members<R, M> {
    fn next_bytes(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        loop {
            match std::mem::replace(&mut self.state, State::Over) {
                State::Over => return Ok(0),
                State::Between(bytes) => self.open_next(bytes)?,
                State::Within(mut member) => match member.read(buf) {
                    Ok(0) => self.state = State::Between(member.into_rest()),
                    Err(error) if error.kind() != ErrorKind::Interrupted => return Err(error),
                    outcome => {
                        self.state = State::Within(member);
                        return outcome;
                    }
                },
            }
        }
    }
}

/// What fills the last block of a tape is no bytes of anything.
fn skip_zeros(bytes: &mut impl BufRead) -> io::Result<()> {
    loop {
        let block = bytes.fill_buf()?;
        let n_zeros = block.iter().take_while(|byte| **byte == 0).count();
        if n_zeros == 0 {
            return Ok(());
        }
        bytes.consume(n_zeros);
    }
}

/// What the one child is called, as far as the packed file says.
#[derive(Debug, Default)]
pub(crate) struct Content {
    pub(crate) name: String,
    pub(crate) raw_name: Option<Vec<u8>>,
    /// EDTF.
    pub(crate) modified: Option<String>,
    /// Which part of a split archive the packed file is by its name.
    pub(crate) part: Option<Part>,
}

impl Content {
    /// What the name of the packed file says.
    pub(crate) fn of(found_as: Option<&str>) -> Content {
        Content { name: name_of_content(found_as), part: split::part_of(found_as), ..Content::default() }
    }
}

/// Gives what was packed as the only child; `len` is the length of the packed file.
///
/// # Errors
///
/// [`Failure::Corrupt`] where not one byte could be unpacked, [`Failure::LimitHit`] where that would take too much.
pub(crate) fn give<R: BufRead, M: Member<R>>(
    mut members: Members<R, M>,
    content: Content,
    len: u64,
    limits: Limits,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    let mut unpacking = Unpacking::new(limits, 0)?;
    let mut first = [0];
    let mut start: &[u8] = match members.read(&mut first) {
        Ok(n_read) => &first[..n_read],
        Err(error) => {
            return match &content.part {
                Some(part) if members.is_cut => split::tell(part, out),
                _ => Err(failure(&error)),
            };
        }
    };
    let Content { name, raw_name, modified, part } = content;
    let child = Child { name, raw_name, locator: "content".to_owned(), modified, broken: None };
    let mut bytes = (&mut start).chain(&mut members);
    let packed = Packed { bytes: &mut bytes, n_packed: len, n_before: 0, size: None };
    unpacking.give(child, packed, out)?;
    if let (Some(part), true) = (&part, members.is_cut) {
        split::tell(part, out)?;
    }
    if members.n_foreign > 0 {
        out.problem(foreign(members.n_foreign))?;
    }
    Ok(())
}

/// Why not one byte could be unpacked.
fn failure(error: &io::Error) -> Failure {
    let fault = fault_of(error);
    match fault.code {
        ProblemCode::Limit => Failure::LimitHit(fault.message),
        _ => Failure::Corrupt(fault.message),
    }
}

fn foreign(n_bytes: u64) -> Problem {
    let message = format!("{n_bytes} bytes after the end of the packed file are no part of it and were not read");
    problem(ProblemCode::Unreadable, message)
}

/// The name without the ending that says how a file is packed: `a.csv.gz` held `a.csv`, `a.tgz` held `a.tar`.
pub(crate) fn name_of_content(name: Option<&str>) -> String {
    const PLAIN: [&str; 6] = ["gz", "gzip", "bz2", "bzip2", "xz", "zst"];
    const OF_TAR: [&str; 7] = ["tgz", "taz", "tbz", "tbz2", "tb2", "txz", "tzst"];
    let whole = split::part_of(name).filter(|part| part.is_plain).and_then(|part| part.of);
    let name = whole.as_deref().or(name);
    let file = name.and_then(|name| name.rsplit(['/', '\\']).next()).map(str::trim).unwrap_or_default();
    let bare = match file.rsplit_once('.') {
        Some((stem, ending)) => match ending.to_ascii_lowercase().as_str() {
            ending if PLAIN.contains(&ending) => stem.to_owned(),
            ending if OF_TAR.contains(&ending) => format!("{stem}.tar"),
            "svgz" => format!("{stem}.svg"),
            "emz" => format!("{stem}.emf"),
            _ => file.to_owned(),
        },
        None => file.to_owned(),
    };
    if bare.is_empty() { "content".to_owned() } else { shown(&bare) }
}

#[cfg(test)]
mod tests {
    use super::name_of_content;

    #[test]
    fn endings_are_taken_off_names() {
        let check = |name: &str, expect: &str| assert_eq!(name_of_content(Some(name)), expect, "{name}");
        check("report.csv.gz", "report.csv");
        check("folder/Report.CSV.GZ", "Report.CSV");
        check("backup.tgz", "backup.tar");
        check("C:\\mail\\backup.tar.bz2", "backup.tar");
        check("backup", "backup");
        check("a\u{202e}b.xz", "a\u{fffd}b");
        check(".gz", "content");
        check("folder/backup.tar.gz.aa", "backup.tar");
        check("ledger.csv.xz.part01", "ledger.csv");
        check("backup.tgz.003", "backup.tar");
        assert_eq!(name_of_content(None), "content");
    }
}
