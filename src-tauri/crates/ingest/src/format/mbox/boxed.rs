//! Messages in a mailbox: where each begins and ends. Only a block of the file is held at a time.

use super::postmark::judge;
use crate::format::medium::Medium;
use crate::format::{Emit, Failure};

const BLOCK: usize = 512 << 10;
/// Bytes looked at to tell whether a line begins a message: the line and the one after it.
const LINE_BYTES: usize = 2048;
const BEFORE_BYTES: u64 = 4;
const HEAD_BYTES: usize = 64 << 10;
/// Zeros in a row that no message has: a block of a disk.
const ZEROS: usize = 256;

/// A mailbox, read from any place.
pub(super) struct Mailbox<'a> {
    medium: Medium<'a>,
    len: u64,
    block: Vec<u8>,
    block_at: u64,
}

/// Where a message begins.
pub(super) struct Mark {
    /// The line that begins it.
    pub(super) at: u64,
    /// Its own first byte.
    head: u64,
    date: Option<String>,
}

/// Where a message lies and what is odd about it.
pub(super) struct Boxed {
    pub(super) start: u64,
    pub(super) end: u64,
    /// Its headers, as far as they are looked at.
    pub(super) head: Vec<u8>,
    pub(super) date: Option<String>,
    /// Whether its lines were not quoted: then they are not to be unquoted.
    pub(super) is_verbatim: bool,
    pub(super) has_wrong_length: bool,
    /// Zeros left out behind it.
    pub(super) n_zeros: u64,
    pub(super) fault: Option<&'static str>,
}

impl<'a> Mailbox<'a> {
    pub(super) fn new(medium: Medium<'a>, len: u64) -> Mailbox<'a> {
        Mailbox { medium, len, block: Vec::new(), block_at: 0 }
    }

    pub(super) fn medium(&mut self) -> &mut Medium<'a> {
        &mut self.medium
    }

    /// The first message at or behind `from`.
    pub(super) fn first(&mut self, from: u64, out: &mut dyn Emit) -> Result<Option<Mark>, Failure> {
        Ok(self.search(from, out)?.found)
    }

    /// The message that begins at a mark, and the one behind it.
    pub(super) fn message(&mut self, mark: &Mark, out: &mut dyn Emit) -> Result<(Boxed, Option<Mark>), Failure> {
        let head = self.bytes(mark.head, HEAD_BYTES)?;
        let mut head = head[..head.len().min(HEAD_BYTES)].to_vec();
        let Search { found, has_zeros } = self.search(mark.head, out)?;
        // A message without an empty line has no headers of the next.
        let most = found.as_ref().map_or(self.len, |next| next.at).saturating_sub(mark.head);
        head.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let body = body_place(&head).map(|place| mark.head + place as u64);
        let stated = body.and_then(|_| stated_length(&head));
        let said = body.and_then(|body| body.checked_add(stated?));

        let mut next = found;
        let mut is_verbatim = false;
        let mut is_believed = stated.is_none();
        if let Some(after) = said.filter(|said| *said <= self.len)
            && let Some(behind) = self.behind(after)?
        {
            is_believed = true;
            // A line of the body that would begin a message shows that nothing was quoted.
            let of_body = next.as_ref().is_some_and(|next| behind.as_ref().is_none_or(|behind| next.at < behind.at));
            if of_body {
                is_verbatim = true;
                next = behind;
            }
        }
        let end = next.as_ref().map_or(self.len, |next| next.at);
        let (end, n_zeros) = self.trimmed(mark.head, end)?;
        let has_headers = head.first().is_some_and(|first| first.is_ascii_graphic()) && first_line_is_header(&head);
        let fault = match () {
            () if end == mark.head => None,
            () if has_zeros && self.has_zeros_within(mark.head, end, out)? => {
                Some("part of it was overwritten with zeros")
            }
            () if !has_headers => Some("it does not begin with headers; its start may be lost"),
            () => None,
        };
        let boxed = Boxed {
            start: mark.head,
            end,
            head: head[..body_place(&head).unwrap_or(head.len())].to_vec(),
            date: mark.date.clone(),
            is_verbatim,
            has_wrong_length: !is_believed,
            n_zeros,
            fault,
        };
        Ok((boxed, next))
    }

    /// The next line that begins a message.
    fn search(&mut self, from: u64, out: &mut dyn Emit) -> Result<Search, Failure> {
        let mut search = Search { found: None, has_zeros: false };
        let mut at = from;
        while at < self.len {
            let is_fresh = !self.holds(at, LINE_BYTES);
            let block = self.bytes(at, LINE_BYTES)?;
            let n_bytes = block.len();
            let hit = memchr::memmem::find(block, b"From ");
            search.has_zeros |= has_zeros(&block[..hit.unwrap_or(n_bytes)]);
            if is_fresh {
                out.alive()?;
            }
            let Some(place) = hit else {
                // The word may lie across two blocks.
                at += n_bytes.saturating_sub(4).max(1) as u64;
                continue;
            };
            let place = at + place as u64;
            search.found = self.mark(place)?;
            if search.found.is_some() {
                break;
            }
            at = place + 5;
        }
        Ok(search)
    }

    /// The message that begins at `at`, if one does.
    fn mark(&mut self, at: u64) -> Result<Option<Mark>, Failure> {
        let from = at.saturating_sub(BEFORE_BYTES);
        let around = self.bytes(from, LINE_BYTES)?;
        let (before, rest) = around.split_at(((at - from) as usize).min(around.len()));
        let line = judge(before, rest);
        Ok(line.map(|line| Mark { at, head: at + line.n_bytes as u64, date: line.date }))
    }

    /// What stands where a stated length ends: `None` if neither a message nor the end of the file.
    fn behind(&mut self, end: u64) -> Result<Option<Option<Mark>>, Failure> {
        let rest = self.bytes(end, LINE_BYTES)?;
        let n_breaks = rest.iter().take(4).take_while(|byte| matches!(byte, b'\r' | b'\n')).count() as u64;
        if end + n_breaks >= self.len {
            return Ok(Some(None));
        }
        let is_whole = n_breaks > 0 || end == 0 || self.bytes(end - 1, 1)?.first() == Some(&b'\n');
        Ok(if is_whole { self.mark(end + n_breaks)?.map(Some) } else { None })
    }

    /// Where a message ends without the blank line and the zeros behind it, and how many zeros these are.
    fn trimmed(&mut self, start: u64, mut end: u64) -> Result<(u64, u64), Failure> {
        let mut n_zeros = 0;
        loop {
            let from = end.saturating_sub(64 << 10).max(start);
            let tail = self.bytes(from, (end - from) as usize)?;
            let tail = &tail[..tail.len().min((end - from) as usize)];
            let n = tail.iter().rev().take_while(|byte| **byte == 0).count() as u64;
            n_zeros += n;
            end -= n;
            if n == 0 || end == start {
                break;
            }
        }
        let from = end.saturating_sub(4).max(start);
        let tail = self.bytes(from, (end - from) as usize)?;
        let tail = &tail[..tail.len().min((end - from) as usize)];
        let blank = if tail.ends_with(b"\n\r\n") || tail == b"\r\n" {
            2
        } else {
            u64::from(tail.ends_with(b"\n\n") || tail == b"\n")
        };
        Ok((end - blank, n_zeros))
    }

    fn has_zeros_within(&mut self, start: u64, end: u64, out: &mut dyn Emit) -> Result<bool, Failure> {
        let mut at = start;
        while at < end {
            let block = self.bytes(at, LINE_BYTES)?;
            let n_bytes = block.len().min((end - at) as usize);
            if has_zeros(&block[..n_bytes]) {
                return Ok(true);
            }
            if at + n_bytes as u64 >= end {
                break;
            }
            at += n_bytes.saturating_sub(ZEROS).max(1) as u64;
            out.alive()?;
        }
        Ok(false)
    }

    fn holds(&self, at: u64, n_least: usize) -> bool {
        let end = self.block_at + self.block.len() as u64;
        at >= self.block_at && at < end && (end - at >= n_least as u64 || end >= self.len)
    }

    /// The bytes at `at`: at least `n_least`, or all there are.
    fn bytes(&mut self, at: u64, n_least: usize) -> Result<&[u8], Failure> {
        if !self.holds(at, n_least) {
            self.block.resize(BLOCK.max(n_least), 0);
            let n_read = self.medium.read_at(at, &mut self.block)?;
            self.block.truncate(n_read);
            self.block_at = at;
        }
        Ok(self.block.get((at - self.block_at) as usize..).unwrap_or_default())
    }
}

/// What a search came upon.
struct Search {
    found: Option<Mark>,
    has_zeros: bool,
}

fn has_zeros(bytes: &[u8]) -> bool {
    // A run of zeros covers one of the bytes that stand so far apart.
    bytes.chunks(ZEROS / 2).any(|chunk| chunk.len() == ZEROS / 2 && chunk.iter().all(|byte| *byte == 0))
}

/// Where the body begins, behind the first blank line.
fn body_place(head: &[u8]) -> Option<usize> {
    let unix = memchr::memmem::find(head, b"\n\n").map(|at| at + 2);
    let dos = memchr::memmem::find(head, b"\n\r\n").map(|at| at + 3);
    match (unix, dos) {
        (Some(unix), Some(dos)) => Some(unix.min(dos)),
        (one, other) => one.or(other),
    }
}

fn stated_length(head: &[u8]) -> Option<u64> {
    let head = &head[..body_place(head)?];
    head.split(|byte| *byte == b'\n').find_map(|line| {
        let (name, value) = line.split_at_checked(b"Content-Length:".len())?;
        if !name.eq_ignore_ascii_case(b"Content-Length:") {
            return None;
        }
        str::from_utf8(value).ok()?.trim().parse().ok()
    })
}

fn first_line_is_header(head: &[u8]) -> bool {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    (name.len() < line.len() && name.iter().all(u8::is_ascii_graphic)) || line.starts_with(b">From ")
}
