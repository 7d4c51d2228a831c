//! The lower layer of an Outlook data file ([MS-PST] 2.2): nodes by number, and the blocks that their bytes lie in.

use std::collections::HashMap;
use std::io::Read;

use flate2::read::ZlibDecoder;

use super::cipher;
use crate::format::Failure;
use crate::format::crc::crc;
use crate::format::medium::Medium;

/// The smallest page.
const PAGE: usize = 512;
const LARGE_PAGE: usize = 4096;
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
    /// How many bytes it says that it has.
    told: u64,
    nodes: u64,
    blocks: u64,
    pages: HashMap<u64, Vec<u8>>,
    /// Bytes of all blocks read so far, and when the message at hand began.
    n_read: u64,
    n_before: Option<u64>,
    /// Blocks whose checksum or length disagrees, so far.
    pub(super) n_broken: u64,
}

/// The forms: with numbers of four and of eight bytes, and that of offline folders since 2013, which has larger pages and
/// packs its blocks. No standard describes that one; the notes of libpff on the format do ("64-bit with 4k page").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Ansi,
    Unicode,
    Large,
}

impl Form {
    fn page(self) -> usize {
        if self == Form::Large { LARGE_PAGE } else { PAGE }
    }

    /// How many bytes behind a block tell of it, and of how many bytes all blocks are multiples.
    fn trailer(self) -> (usize, usize) {
        match self {
            Form::Ansi => (12, 64),
            Form::Unicode => (16, 64),
            Form::Large => (24, 512),
        }
    }
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
        let (form, told, nodes, blocks, veil) = match version {
            14 | 15 => (Form::Ansi, 168, 188, 196, 461),
            21..=35 => (Form::Unicode, 184, 224, 240, 513),
            36 => (Form::Large, 184, 224, 240, 513),
            _ => return Err(corrupt("its version is unknown")),
        };
        let place = |at: usize| match form {
            Form::Ansi => u32_at(&head, at).map(u64::from),
            Form::Unicode | Form::Large => u64_at(&head, at),
        };
        let told = place(told).unwrap_or_default();
        let found = place(nodes).zip(place(blocks)).zip(head.get(veil).copied());
        let ((nodes, blocks), veil) = found.ok_or_else(|| corrupt("its head breaks off"))?;
        Ok(File {
            medium,
            len,
            form,
            veil,
            told,
            nodes,
            blocks,
            pages: HashMap::new(),
            n_read: 0,
            n_before: None,
            n_broken: 0,
        })
    }

    /// Whether heaps have larger pieces, which are counted with more bits.
    pub(super) fn is_large(&self) -> bool {
        self.form == Form::Large
    }

    /// Whether it has fewer bytes than it says.
    pub(super) fn is_cut(&self) -> bool {
        self.told > self.len
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
            let is_longer = n_bytes as u64 > self.len && !self.is_large();
            if n_bytes > MOST_NODE_BYTES || is_longer || n_steps > self.len / 64 + 64 {
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
        let n_header = if self.form == Form::Ansi { 4 } else { 8 };
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
        let Some(found) = place else {
            self.n_broken += u64::from(id != 0);
            return Ok(None);
        };
        let (n_trailer, multiple) = self.form.trailer();
        let n_whole = (found.n_stored + n_trailer).next_multiple_of(multiple);
        let mut block = vec![0; n_whole];
        let n_read = self.medium.read_at(found.at, &mut block)?;
        block.truncate(n_read);
        self.n_read += n_read as u64;
        let sum_at = n_whole - n_trailer + if self.form == Form::Ansi { 8 } else { 4 };
        let stated = u32_at(&block, sum_at);
        block.truncate(found.n_stored);
        if found.n_bytes == found.n_stored {
            self.n_broken += u64::from(stated != Some(crc(&block)));
        } else {
            // What is packed has a sum of its own; of what the outer one is taken no description says.
            let unpacked = unpack(&block, found.n_bytes);
            self.n_broken += u64::from(unpacked.is_none());
            block = unpacked.unwrap_or_default();
        }
        match self.veil {
            _ if id & 2 != 0 => {}
            1 => cipher::permuted(&mut block),
            2 => cipher::cyclic(&mut block, id as u32),
            _ => {}
        }
        Ok(Some(block))
    }

    /// Where a block lies and how long it is.
    fn find(&mut self, id: u64) -> Result<Option<Found>, Failure> {
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
            let n_bytes_at = if self.is_large() { 2 * wide + 2 } else { 2 * wide };
            let sizes = u16_at(entry, 2 * wide).zip(u16_at(entry, n_bytes_at));
            return Ok(self.number(entry, wide).zip(sizes).map(|(at, (n_stored, n_bytes))| Found {
                at,
                n_stored: usize::from(n_stored),
                n_bytes: usize::from(n_bytes),
            }));
        }
    }

    fn page(&mut self, at: u64) -> Result<Vec<u8>, Failure> {
        if let Some(page) = self.pages.get(&at) {
            return Ok(page.clone());
        }
        let page = self.medium.part(at, self.form.page() as u64)?;
        if self.pages.len() >= MOST_PAGES {
            self.pages.clear();
        }
        self.pages.insert(at, page.clone());
        Ok(page)
    }

    fn entries<'p>(&self, page: &'p [u8]) -> Option<Entries<'p>> {
        let (at, n_kind) = match self.form {
            Form::Ansi => (496, 12),
            Form::Unicode => (488, 16),
            Form::Large => (4056, 24),
        };
        // The largest pages have room for more entries than a byte can count.
        let (n, size_at) = match self.form {
            Form::Large => (u16_at(page, at)?, at + 4),
            Form::Ansi | Form::Unicode => (u16::from(*page.get(at)?), at + 2),
        };
        let (size, level) = (*page.get(size_at)?, *page.get(size_at + 1)?);
        let least = if level > 0 { 3 * self.wide() } else { 2 * self.wide() + 4 };
        let size = usize::from(size);
        // The kind of a tree of pages is said twice behind it.
        let kind = page.get(self.form.page() - n_kind..)?;
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
        if self.form == Form::Ansi { 4 } else { 8 }
    }

    fn number(&self, bytes: &[u8], at: usize) -> Option<u64> {
        match self.form {
            Form::Ansi => u32_at(bytes, at).map(u64::from),
            Form::Unicode | Form::Large => u64_at(bytes, at),
        }
    }
}

/// Where a block lies, and how long it is, packed and not.
struct Found {
    at: u64,
    n_stored: usize,
    n_bytes: usize,
}

/// A block unpacked; `None` where it does not come to as many bytes as it should.
fn unpack(block: &[u8], n_bytes: usize) -> Option<Vec<u8>> {
    let mut unpacked = Vec::with_capacity(n_bytes);
    ZlibDecoder::new(block).take(n_bytes as u64 + 1).read_to_end(&mut unpacked).ok()?;
    (unpacked.len() == n_bytes).then_some(unpacked)
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
