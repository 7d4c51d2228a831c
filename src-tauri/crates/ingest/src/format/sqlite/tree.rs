//! The rows of a table, in the order of their numbers, from page to page of its tree.

use super::pages::Pages;
use super::record::varint;
use crate::format::{Emit, Failure};

/// Trees of SQLite are never deeper.
const DEEPEST: usize = 20;
const PAGES_PER_SIGN: u32 = 4096;

/// A walk over a tree.
pub(super) struct Tree {
    /// Pages whose turn comes, the next one last, with how deep they stand.
    waiting: Vec<(u32, usize)>,
    /// The page whose rows are read, and where their cells begin, the next one last.
    page: Vec<u8>,
    cells: Vec<usize>,
    has_ids: bool,
    /// Bytes of the page that cells may still take: cells that lie over each other take more than there are.
    n_left: u64,
    /// Pages, and rows on them, that could not be read.
    pub(super) n_damaged: u32,
    n_pages: u32,
}

/// One row as it is stored.
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) payload: Vec<u8>,
    /// Whether its end is missing.
    pub(super) is_cut: bool,
}

/// What the first byte of a page says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    InnerTable,
    LeafTable,
    /// Tables without row numbers are stored as indexes are.
    InnerIndex,
    LeafIndex,
}

impl Tree {
    pub(super) fn new(root: u32) -> Tree {
        Tree {
            waiting: vec![(root, 0)],
            page: Vec::new(),
            cells: Vec::new(),
            has_ids: false,
            n_left: 0,
            n_damaged: 0,
            n_pages: 0,
        }
    }

    /// The next row; `None` after the last.
    pub(super) fn next(&mut self, pages: &mut Pages<'_>, out: &mut dyn Emit) -> Result<Option<Row>, Failure> {
        loop {
            while let Some(at) = self.cells.pop() {
                match self.row(at, pages)? {
                    Some(row) => return Ok(Some(row)),
                    None => self.n_damaged += 1,
                }
            }
            let Some((number, depth)) = self.waiting.pop() else { return Ok(None) };
            self.n_pages = self.n_pages.wrapping_add(1);
            if self.n_pages.is_multiple_of(PAGES_PER_SIGN) {
                out.alive()?;
            }
            let read = match pages.fresh(number)? {
                Some(page) => self.take(page, number, depth),
                None => None,
            };
            if read.is_none() {
                self.n_damaged += 1;
            }
        }
    }

    /// Takes a page apart; `None` where it is none of a tree.
    fn take(&mut self, page: Vec<u8>, number: u32, depth: usize) -> Option<()> {
        let start = if number == 1 { 100 } else { 0 };
        let head = page.get(start..start + 8)?;
        let (kind, head_len) = match head[0] {
            2 => (Kind::InnerIndex, 12),
            5 => (Kind::InnerTable, 12),
            10 => (Kind::LeafIndex, 8),
            13 => (Kind::LeafTable, 8),
            _ => return None,
        };
        let n_cells = usize::from(u16::from_be_bytes([head[3], head[4]]));
        let at = start + head_len;
        let places = page.get(at..at + 2 * n_cells)?;
        let cells = places.chunks_exact(2).map(|place| usize::from(u16::from_be_bytes([place[0], place[1]])));
        let is_inner = matches!(kind, Kind::InnerTable | Kind::InnerIndex);
        if is_inner {
            if depth >= DEEPEST {
                return None;
            }
            let last = page.get(start + 8..start + 12).map_or(0, be);
            self.waiting.push((last, depth + 1));
            let below: Vec<(u32, usize)> =
                cells.clone().map(|cell| (page.get(cell..cell + 4).map_or(0, be), depth + 1)).collect();
            self.waiting.extend(below.into_iter().rev());
        }
        if kind != Kind::InnerTable {
            // The last is taken first.
            self.cells = cells.rev().map(|cell| if is_inner { cell + 4 } else { cell }).collect();
        }
        self.has_ids = kind == Kind::LeafTable;
        self.n_left = page.len() as u64;
        self.page = page;
        Some(())
    }

    /// The row whose cell begins here; `None` where it is damaged.
    fn row(&mut self, at: usize, pages: &mut Pages<'_>) -> Result<Option<Row>, Failure> {
        let cell = self.page.get(at..).unwrap_or_default();
        let Some(stored) = stored(cell, self.has_ids, pages.usable() as u64) else { return Ok(None) };
        let n_local = stored.local.len() as u64;
        let Some(n_left) = self.n_left.checked_sub(n_local) else {
            self.cells.clear();
            return Ok(None);
        };
        self.n_left = n_left;
        let (payload, is_cut) = pages.whole(stored.local, stored.len, stored.next)?;
        Ok(Some(Row { id: stored.id, payload, is_cut }))
    }
}

/// What a cell says of its row.
struct Stored<'a> {
    id: i64,
    /// How many bytes the row has, those that stand on its page, and the page on which it goes on.
    len: u64,
    local: &'a [u8],
    next: u32,
}

/// Takes a cell apart; `None` where it is damaged.
fn stored(cell: &[u8], has_id: bool, usable: u64) -> Option<Stored<'_>> {
    let (len, mut rest) = varint(cell)?;
    let mut id = 0;
    if has_id {
        let (number, after) = varint(rest)?;
        (id, rest) = (number.cast_signed(), after);
    }
    // How much of a row stands on its page (file format, 1.6).
    let most = if has_id { usable - 35 } else { (usable - 12) * 64 / 255 - 23 };
    let n_local = if len <= most {
        len
    } else {
        let least = (usable - 12) * 32 / 255 - 23;
        let fitting = least + (len - least) % (usable - 4);
        if fitting <= most { fitting } else { least }
    };
    let (local, rest) = rest.split_at_checked(n_local as usize)?;
    let next = if n_local < len { rest.get(..4).map_or(0, be) } else { 0 };
    Some(Stored { id, len, local, next })
}

fn be(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}
