//! The lower layer of an Outlook data file ([MS-PST] 2.2): nodes by number, and the blocks that their bytes lie in.

use std::collections::HashMap;

use super::cipher;
use crate::format::Failure;
use crate::format::crc::crc;
use crate::format::medium::Medium;

const PAGE: usize = 512;
const SMALL_BYTES: u64 = 64 << 20;
const MOST_PAGES: usize = 4096;
/// What a message may take beyond three times the whole file, and the most it may take at all.
const MESSAGE_BYTES: u64 = 1 << 20;
const MOST_MESSAGE_BYTES: u64 = 1 << 30;
/// Levels of a tree of pages, and of a tree of blocks; real ones have three.
const MOST_LEVELS: u8 = 8;
/// No node is longer: an attachment has an upper limit of its own.
pub(super) const MOST_NODE_BYTES: usize = 512 << 20;

/// A data file at hand.
pub(super) struct File<'a> {
    medium: Medium<'a>,
    len: u64,
    form: Form,
    veil: u8,
    nodes: u64,
    blocks: u64,
    pages: HashMap<u64, Vec<u8>>,
    /// Bytes of all blocks read so far, and when the message at hand began.
    n_read: u64,
    n_before: Option<u64>,
    /// Blocks whose checksum or length disagrees, so far.
    pub(super) n_broken: u64,
}

/// The two forms, with numbers of four and of eight bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Ansi,
    Unicode,
}

/// A node: its bytes, the nodes within it, and the folder it lies in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) number: u32,
    pub(super) data: u64,
    pub(super) within: u64,
    pub(super) parent: u32,
}

impl<'a> File<'a> {
    pub(super) fn open(mut medium: Medium<'a>, len: u64) -> Result<File<'a>, Failure> {
        let mut head = vec![0; 564];
        let n_read = medium.read_at(0, &mut head)?;
        head.truncate(n_read);
        let corrupt = |what: &str| Failure::Corrupt(what.to_owned());
        let version = u16_at(&head, 10).ok_or_else(|| corrupt("its head breaks off"))?;
        let (form, nodes, blocks, veil) = match version {
            14 | 15 => (Form::Ansi, 188, 196, 461),
            21..=35 => (Form::Unicode, 224, 240, 513),
            36 => return Err(Failure::Unsupported),
            _ => return Err(corrupt("its version is unknown")),
        };
        let place = |at: usize| match form {
            Form::Ansi => u32_at(&head, at).map(u64::from),
            Form::Unicode => u64_at(&head, at),
        };
        let found = place(nodes).zip(place(blocks)).zip(head.get(veil).copied());
        let ((nodes, blocks), veil) = found.ok_or_else(|| corrupt("its head breaks off"))?;
        Ok(File {
            medium,
            len,
            form,
            veil,
            nodes,
            blocks,
            pages: HashMap::new(),
            n_read: 0,
            n_before: None,
            n_broken: 0,
        })
    }

    /// Whether more was read than the file has, several times over: then its nodes lie over each other.
    pub(super) fn is_overlaid(&self, n_times: u64) -> bool {
        self.n_read > self.len.saturating_mul(n_times).saturating_add(SMALL_BYTES)
    }

    /// Begins a message: what is read of it is counted.
    pub(super) fn begin_message(&mut self) {
        self.n_before = Some(self.n_read);
    }

    /// Whether what was read since the message began is more than one message can have: then its parts name the same bytes
    /// again and again.
    fn is_message_overlaid(&self) -> bool {
        let most = self.len.saturating_mul(3).saturating_add(MESSAGE_BYTES);
        self.n_before.is_some_and(|before| self.n_read - before > most.min(MOST_MESSAGE_BYTES))
    }

    /// Gives every node to `take`, by rising number. Returns how many pages of the list could not be read.
    pub(super) fn each_node(
        &mut self,
        take: &mut dyn FnMut(&mut File<'a>, Node) -> Result<(), Failure>,
    ) -> Result<u64, Failure> {
        let mut n_lost = 0;
        let mut n_pages = 0_u64;
        let mut rest = vec![(self.nodes, MOST_LEVELS)];
        while let Some((at, level)) = rest.pop() {
            n_pages += 1;
            // Pages that lie in a circle are more than the file has room for.
            if n_pages > self.len / PAGE as u64 + 1 {
                return Ok(n_lost + 1);
            }
            let page = self.page(at)?;
            let Some(entries) = self.entries(&page).filter(|entries| entries.level < level) else {
                n_lost += 1;
                continue;
            };
            if entries.level > 0 {
                let wide = self.wide();
                let below = entries.iter().filter_map(|entry| self.number(entry, 2 * wide));
                rest.extend(below.map(|at| (at, entries.level)).collect::<Vec<_>>().into_iter().rev());
                continue;
            }
            for node in entries.iter().filter_map(|entry| self.node(entry)).collect::<Vec<_>>() {
                take(self, node)?;
            }
        }
        Ok(n_lost)
    }

    /// The blocks of a node's bytes, unveiled, in order. What cannot be read is left out and counted.
    pub(super) fn data(&mut self, id: u64) -> Result<Vec<Vec<u8>>, Failure> {
        let mut blocks = Vec::new();
        let mut n_bytes = 0;
        let mut n_steps = 0_u64;
        let mut rest = vec![(id, 3_u8)];
        while let Some((id, level)) = rest.pop() {
            n_steps += 1;
            let Some(block) = self.block(id)? else { continue };
            if id & 2 == 0 {
                n_bytes += block.len();
                blocks.push(block);
            } else if let (Some(1), Some(own), true) = (block.first(), block.get(1), level > 0) {
                let below = level.min(*own);
                let n = usize::from(u16_at(&block, 2).unwrap_or(0));
                let ids = block.get(8..).unwrap_or_default().chunks_exact(self.wide()).take(n);
                rest.extend(
                    ids.filter_map(|id| self.number(id, 0))
                        .map(|id| (id, below.saturating_sub(1)))
                        .collect::<Vec<_>>()
                        .into_iter()
                        .rev(),
                );
            }
            if n_bytes > MOST_NODE_BYTES || n_bytes as u64 > self.len || n_steps > self.len / 64 + 64 {
                self.n_broken += 1;
                break;
            }
        }
        Ok(blocks)
    }

    /// The nodes within a node.
    pub(super) fn within(&mut self, id: u64) -> Result<Vec<Node>, Failure> {
        let mut nodes = Vec::new();
        let mut rest = if id == 0 { Vec::new() } else { vec![(id, 3_u8)] };
        let wide = self.wide();
        let n_header = if self.form == Form::Unicode { 8 } else { 4 };
        while let Some((id, level)) = rest.pop() {
            let Some(block) = self.block(id)? else { continue };
            let n = usize::from(u16_at(&block, 2).unwrap_or(0));
            let entries = block.get(n_header..).unwrap_or_default();
            match (block.first(), block.get(1)) {
                (Some(2), Some(0)) => {
                    for entry in entries.chunks_exact(3 * wide).take(n) {
                        let numbers = (self.number(entry, 0), self.number(entry, wide), self.number(entry, 2 * wide));
                        if let (Some(number), Some(data), Some(within)) = numbers {
                            nodes.push(Node { number: number as u32, data, within, parent: 0 });
                        }
                    }
                }
                (Some(2), Some(_)) if level > 0 => {
                    let below = entries.chunks_exact(2 * wide).take(n).filter_map(|entry| self.number(entry, wide));
                    rest.extend(below.map(|id| (id, level - 1)).collect::<Vec<_>>());
                }
                _ => self.n_broken += 1,
            }
            if nodes.len() as u64 > self.len / 16 {
                self.n_broken += 1;
                break;
            }
        }
        Ok(nodes)
    }

    /// A block's bytes, unveiled; `None` where there is none of that number.
    fn block(&mut self, id: u64) -> Result<Option<Vec<u8>>, Failure> {
        // The lowest bit is the program's own mark.
        let id = id & !1;
        let place = if self.is_message_overlaid() { None } else { self.find(id)? };
        let Some((at, n_bytes)) = place else {
            self.n_broken += u64::from(id != 0);
            return Ok(None);
        };
        let n_trailer = if self.form == Form::Unicode { 16 } else { 12 };
        let n_whole = (n_bytes + n_trailer).next_multiple_of(64);
        let mut block = vec![0; n_whole];
        let n_read = self.medium.read_at(at, &mut block)?;
        block.truncate(n_read);
        self.n_read += n_read as u64;
        let stated = u32_at(&block, n_whole - n_trailer + if self.form == Form::Unicode { 4 } else { 8 });
        block.truncate(n_bytes);
        let is_whole = stated == Some(crc(&block));
        self.n_broken += u64::from(!is_whole);
        match self.veil {
            _ if id & 2 != 0 => {}
            1 => cipher::permuted(&mut block),
            2 => cipher::cyclic(&mut block, id as u32),
            _ => {}
        }
        Ok(Some(block))
    }

    /// Where a block lies and how long it is.
    fn find(&mut self, id: u64) -> Result<Option<(u64, usize)>, Failure> {
        let mut at = self.blocks;
        let mut level = MOST_LEVELS;
        let wide = self.wide();
        loop {
            let page = self.page(at)?;
            let Some(entries) = self.entries(&page).filter(|entries| entries.level < level) else {
                self.n_broken += 1;
                return Ok(None);
            };
            level = entries.level;
            let key = |entry: &[u8]| self.number(entry, 0).map_or(0, |key| key & !1);
            if level > 0 {
                let Some(entry) = entries.iter().take_while(|entry| key(entry) <= id).last() else { return Ok(None) };
                let Some(below) = self.number(entry, 2 * wide) else { return Ok(None) };
                at = below;
                continue;
            }
            let Some(entry) = entries.iter().find(|entry| key(entry) == id) else { return Ok(None) };
            return Ok(self.number(entry, wide).zip(u16_at(entry, 2 * wide)).map(|(at, n)| (at, usize::from(n))));
        }
    }

    fn page(&mut self, at: u64) -> Result<Vec<u8>, Failure> {
        if let Some(page) = self.pages.get(&at) {
            return Ok(page.clone());
        }
        let mut page = vec![0; PAGE];
        let n_read = self.medium.read_at(at, &mut page)?;
        page.truncate(n_read);
        if self.pages.len() >= MOST_PAGES {
            self.pages.clear();
        }
        self.pages.insert(at, page.clone());
        Ok(page)
    }

    fn entries<'p>(&self, page: &'p [u8]) -> Option<Entries<'p>> {
        let at = if self.form == Form::Unicode { 488 } else { 496 };
        let (n, size, level) = (*page.get(at)?, *page.get(at + 2)?, *page.get(at + 3)?);
        let least = if level > 0 { 3 * self.wide() } else { 2 * self.wide() + 4 };
        let size = usize::from(size);
        // The kind of a tree of pages is said twice behind it.
        let kind = page.get(PAGE - if self.form == Form::Unicode { 16 } else { 12 }..)?;
        let is_tree = matches!(kind, [0x80, 0x80, ..] | [0x81, 0x81, ..]);
        (is_tree && size >= least).then_some(Entries { bytes: &page[..at], n: usize::from(n), size, level })
    }

    fn node(&self, entry: &[u8]) -> Option<Node> {
        let wide = self.wide();
        Some(Node {
            number: u32_at(entry, 0)?,
            data: self.number(entry, wide)?,
            within: self.number(entry, 2 * wide)?,
            parent: u32_at(entry, 3 * wide)?,
        })
    }

    fn wide(&self) -> usize {
        if self.form == Form::Unicode { 8 } else { 4 }
    }

    fn number(&self, bytes: &[u8], at: usize) -> Option<u64> {
        match self.form {
            Form::Ansi => u32_at(bytes, at).map(u64::from),
            Form::Unicode => u64_at(bytes, at),
        }
    }
}

struct Entries<'p> {
    bytes: &'p [u8],
    n: usize,
    size: usize,
    level: u8,
}

impl<'p> Entries<'p> {
    fn iter(&self) -> impl Iterator<Item = &'p [u8]> + use<'p> {
        self.bytes.chunks_exact(self.size).take(self.n)
    }
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}
