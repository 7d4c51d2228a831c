//! The headers of an archive, one after another through the whole of it.

use super::entry::Entry;
use super::{five, four};
use crate::format::medium::Medium;
use crate::format::{Failure, split};

const FOUR: &[u8] = b"Rar!\x1a\x07\0";
const FIVE: &[u8] = b"Rar!\x1a\x07\x01\0";

/// What an archive's headers say, one after another.
pub(super) struct List {
    is_five: bool,
    main: Main,
    /// Where the first header after the archive's own stands.
    start: u64,
    at: u64,
    len: u64,
    is_over: bool,
}

/// What the archive says of itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Main {
    pub(super) is_solid: bool,
    /// Whether it is one of several parts.
    pub(super) is_part: bool,
    /// Which, from 1.
    pub(super) part: Option<u32>,
}

/// One header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Header {
    Main(Main),
    Entry(Box<Entry>),
    Other,
    End,
    /// All headers from here on are locked.
    Locked,
}

/// What comes next.
pub(super) enum Next {
    Entry(Box<Entry>),
    End,
    /// The headers break off.
    Broken,
}

impl List {
    /// Reads what the archive says of itself.
    ///
    /// # Errors
    ///
    /// [`Failure::Encrypted`] where that is all that can be read, [`Failure::Corrupt`] where nothing can.
    pub(super) fn open(medium: &mut Medium<'_>, len: u64) -> Result<List, Failure> {
        let mut mark = [0; 8];
        let n_read = medium.read_at(0, &mut mark)?;
        let is_five = mark[..n_read] == *FIVE;
        if !is_five && !mark[..n_read].starts_with(FOUR) {
            return Err(Failure::Corrupt("it does not begin as an archive does".to_owned()));
        }
        let start = if is_five { FIVE.len() } else { FOUR.len() } as u64;
        let mut list = List { is_five, main: Main::default(), start, at: start, len, is_over: false };
        match list.header(medium)? {
            Some(Header::Main(main)) => list.main = main,
            Some(Header::Locked) => return Err(Failure::Encrypted),
            _ => return Err(Failure::Corrupt("its first header cannot be read".to_owned())),
        }
        list.start = list.at;
        Ok(list)
    }

    pub(super) fn is_solid(&self) -> bool {
        self.main.is_solid
    }

    /// Whether names may be in a code that has to be guessed.
    pub(super) fn may_have_codes(&self) -> bool {
        !self.is_five
    }

    /// What there is to say of a part of a split archive.
    pub(super) fn part(&self, name: Option<&str>) -> Option<String> {
        let mut part = split::part_of(name).unwrap_or_default();
        part.number = self.main.part.or(part.number);
        let message = format!(
            "this is {part}: the files that lie whole in it were read; for the others, unpack all \
             parts together and take in the files"
        );
        self.main.is_part.then_some(message)
    }

    pub(super) fn rewind(&mut self) {
        self.at = self.start;
        self.is_over = false;
    }

    pub(super) fn next(&mut self, medium: &mut Medium<'_>) -> Result<Next, Failure> {
        while !self.is_over {
            if self.at == self.len && !self.is_five {
                // Older versions write no end.
                break;
            }
            match self.header(medium)? {
                Some(Header::Entry(entry)) => return Ok(Next::Entry(entry)),
                Some(Header::Main(_) | Header::Other) => {}
                Some(Header::End) => break,
                Some(Header::Locked) => return Err(Failure::Encrypted),
                None => {
                    self.is_over = true;
                    return Ok(Next::Broken);
                }
            }
        }
        self.is_over = true;
        Ok(Next::End)
    }

    /// The header that stands here, and on to the next; `None` where it cannot be read.
    fn header(&mut self, medium: &mut Medium<'_>) -> Result<Option<Header>, Failure> {
        let read = if self.is_five { five::header(medium, self.at)? } else { four::header(medium, self.at)? };
        Ok(read.map(|(header, after)| {
            self.at = after;
            header
        }))
    }
}
