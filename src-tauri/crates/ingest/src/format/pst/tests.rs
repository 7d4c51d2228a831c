#![allow(clippy::unwrap_used)]

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use proptest::prelude::*;

use super::cipher::FORTH;
use super::read;
use crate::format::crc::crc;
use crate::format::probe::{Probe, damage, probe, probe_limited, probe_named, probe_with};
use crate::format::{Failure, Limits, MetaKey, msg};

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Old,
    New,
    Large,
}

/// A data file in the making.
struct Made {
    bytes: Vec<u8>,
    /// Number, place and length, packed and not, of each block.
    blocks: Vec<(u64, u64, u16, u16)>,
    /// Number, data, nodes within and parent of each node.
    nodes: Vec<(u32, u64, u64, u32)>,
    is_veiled: bool,
    is_old: bool,
    is_large: bool,
}

impl Made {
    fn new(is_veiled: bool, form: Form) -> Made {
        let (is_old, is_large) = (form == Form::Old, form == Form::Large);
        Made { bytes: vec![0; 1024], blocks: Vec::new(), nodes: Vec::new(), is_veiled, is_old, is_large }
    }

    fn number(&self, number: u64) -> Vec<u8> {
        number.to_le_bytes()[..if self.is_old { 4 } else { 8 }].to_vec()
    }

    fn block(&mut self, data: &[u8], is_inner: bool) -> u64 {
        let id = (self.blocks.len() as u64 + 1) * 4 + if is_inner { 2 } else { 0 };
        let at = self.bytes.len() as u64;
        let stored: Vec<u8> = match self.is_veiled && !is_inner {
            true => data.iter().map(|byte| FORTH[usize::from(*byte)]).collect(),
            false => data.to_vec(),
        };
        // What would not come out smaller is left as it is.
        let packed = if self.is_large && stored.len() > 100 { packed(&stored) } else { stored.clone() };
        let stored = if packed.len() < stored.len() { packed } else { stored };
        self.bytes.extend(&stored);
        let (n_trailer, multiple) = match (self.is_old, self.is_large) {
            (true, _) => (12, 64),
            (_, true) => (24, 512),
            _ => (16, 64),
        };
        let n_whole = (stored.len() + n_trailer).next_multiple_of(multiple);
        self.bytes.resize(at as usize + n_whole - n_trailer, 0);
        self.bytes.extend((stored.len() as u16).to_le_bytes());
        self.bytes.extend([0, 0]);
        let (sum, number) = (crc(&stored).to_le_bytes().to_vec(), self.number(id));
        self.bytes.extend(if self.is_old { [number, sum].concat() } else { [sum, number].concat() });
        self.bytes.resize(at as usize + n_whole, 0);
        self.blocks.push((id, at, stored.len() as u16, data.len() as u16));
        id
    }

    /// Bytes of any length, in one block or in several under one.
    fn data(&mut self, data: &[u8]) -> u64 {
        if data.len() <= 8176 {
            return self.block(data, false);
        }
        let ids: Vec<u64> = data.chunks(8176).map(|piece| self.block(piece, false)).collect();
        let mut list = vec![1, 1];
        list.extend((ids.len() as u16).to_le_bytes());
        list.extend((data.len() as u32).to_le_bytes());
        list.extend(ids.iter().flat_map(|id| self.number(*id)));
        self.block(&list, true)
    }

    fn within(&mut self, nodes: &[(u32, u64, u64)]) -> u64 {
        if nodes.is_empty() {
            return 0;
        }
        let mut list = vec![2, 0];
        list.extend((nodes.len() as u16).to_le_bytes());
        list.resize(if self.is_old { 4 } else { 8 }, 0);
        for (number, data, within) in nodes {
            list.extend([u64::from(*number), *data, *within].into_iter().flat_map(|number| self.number(number)));
        }
        self.block(&list, true)
    }

    /// An object. Long values are nodes of their own.
    fn object(&mut self, properties: &[(u16, u16, Vec<u8>)], mut within: Vec<(u32, u64, u64)>) -> (u64, u64) {
        let mut items = vec![vec![0xb5, 2, 6, 0, 0x40, 0, 0, 0], Vec::new()];
        for (id, kind, value) in properties {
            let mut record = [id.to_le_bytes(), kind.to_le_bytes()].concat();
            match (kind, value.len()) {
                (0x0002 | 0x0003 | 0x000b, _) => record.extend(value.iter().chain(&[0; 4]).take(4)),
                (_, 3000..) => {
                    let number = 0x1f | (within.len() as u32 + 100) << 5;
                    within.push((number, self.data(value), 0));
                    record.extend(number.to_le_bytes());
                }
                _ => {
                    items.push(value.clone());
                    record.extend((items.len() as u32 * 0x20).to_le_bytes());
                }
            }
            items[1].extend(record);
        }
        let data = self.block(&heap(0xbc, &items), false);
        (data, self.within(&within))
    }

    /// A table of recipients: kind, name, address.
    fn people(&mut self, people: &[(u32, &str, &str)]) -> u64 {
        let n_index = if self.is_old { 2 } else { 4 };
        let mut items = vec![Vec::new(), vec![0xb5, 4, n_index, 0, 0x60, 0, 0, 0], Vec::new(), Vec::new()];
        items[0].extend([0x7c, 3, 12, 0, 12, 0, 12, 0, 13, 0, 0x40, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]);
        for (bit, (id, kind, at)) in
            [(0x0c15_u16, 3_u16, 0_u16), (0x3001, 0x1f, 4), (0x39fe, 0x1f, 8)].iter().enumerate()
        {
            items[0].extend([kind.to_le_bytes(), id.to_le_bytes(), at.to_le_bytes(), [4, bit as u8]].concat());
        }
        for (number, (kind, name, address)) in (0_u32..).zip(people) {
            items[2].extend([&number.to_le_bytes()[..], &number.to_le_bytes()[..usize::from(n_index)]].concat());
            items.extend([wide(name), wide(address)]);
            let last = items.len() as u32;
            let row = [*kind, (last - 1) * 0x20, last * 0x20].into_iter().flat_map(u32::to_le_bytes);
            items[3].extend(row.chain([0b1110_0000]));
        }
        self.block(&heap(0x7c, &items), false)
    }

    fn node(&mut self, number: u32, (data, within): (u64, u64), parent: u32) {
        self.nodes.push((number, data, within, parent));
    }

    fn page(&mut self, kind: u8, level: u8, entries: &[Vec<u64>]) -> u64 {
        let (n_page, n_room, n_tail) = match (self.is_old, self.is_large) {
            (true, _) => (512, 496, 12),
            (_, true) => (4096, 4056, 24),
            _ => (512, 488, 16),
        };
        let at = self.bytes.len().next_multiple_of(n_page) as u64;
        self.bytes.resize(at as usize, 0);
        for number in entries.iter().flatten() {
            self.bytes.extend(self.number(*number));
        }
        self.bytes.resize(at as usize + n_room, 0);
        let size = entries.first().map_or(24, |entry| entry.len() * self.number(0).len()) as u8;
        match self.is_large {
            true => self.bytes.extend([entries.len() as u8, 0, 160, 0, size, level]),
            false => self.bytes.extend([entries.len() as u8, 20, size, level]),
        }
        self.bytes.resize(at as usize + n_page - n_tail, 0);
        self.bytes.extend([kind, kind]);
        self.bytes.resize(at as usize + n_page, 0);
        at
    }

    /// A tree of two levels.
    fn tree(&mut self, kind: u8, mut entries: Vec<Vec<u64>>, n_each: usize) -> u64 {
        entries.sort_by_key(|entry| entry[0]);
        let mut above = Vec::new();
        for leaf in entries.chunks(n_each) {
            let at = self.page(kind, 0, leaf);
            above.push(vec![leaf[0][0], 0, at]);
        }
        self.page(kind, 1, &above)
    }

    fn finish(mut self) -> Vec<u8> {
        let nodes = self
            .nodes
            .iter()
            .map(|(number, data, within, parent)| vec![u64::from(*number), *data, *within, u64::from(*parent)]);
        let nodes = self.tree(0x81, nodes.collect(), 3);
        let blocks = self
            .blocks
            .iter()
            .map(|(id, at, n, n_bytes)| {
                let n_bytes = if self.is_large { u64::from(*n_bytes) << 16 } else { 0 };
                vec![*id, *at, u64::from(*n) | n_bytes]
            })
            .collect();
        let blocks = self.tree(0x80, blocks, 4);
        let (version, len_at, nodes_at, blocks_at, veil_at) = match (self.is_old, self.is_large) {
            (true, _) => (14, 168, 188, 196, 461),
            (_, true) => (36, 184, 224, 240, 513),
            _ => (23, 184, 224, 240, 513),
        };
        let len = self.number(self.bytes.len() as u64);
        self.bytes[..4].copy_from_slice(b"!BDN");
        self.bytes[10] = version;
        for (at, number) in [(len_at, len), (nodes_at, self.number(nodes)), (blocks_at, self.number(blocks))] {
            self.bytes[at..at + number.len()].copy_from_slice(&number);
        }
        self.bytes[veil_at] = u8::from(self.is_veiled);
        self.bytes
    }
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn heap(kind: u8, items: &[Vec<u8>]) -> Vec<u8> {
    let map = 12 + items.iter().map(Vec::len).sum::<usize>();
    let mut heap = (map as u16).to_le_bytes().to_vec();
    heap.extend([0xec, kind, 0x20, 0, 0, 0, 0, 0, 0, 0]);
    let mut places = vec![heap.len() as u16];
    for item in items {
        heap.extend(item);
        places.push(heap.len() as u16);
    }
    heap.extend([(items.len() as u16).to_le_bytes(), [0, 0]].concat());
    heap.extend(places.into_iter().flat_map(u16::to_le_bytes));
    heap
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// 2025-03-04T02:15:16Z in hundreds of nanoseconds since 1601.
const SENT: u64 = (1_741_054_516 + 11_644_473_600) * 10_000_000;

fn mailbox(is_veiled: bool, form: Form) -> Vec<u8> {
    let mut made = Made::new(is_veiled, form);
    let time = SENT.to_le_bytes().to_vec();
    let folder = |made: &mut Made, name: &str| made.object(&[(0x3001, 0x1f, wide(name))], Vec::new());
    let root = folder(&mut made, "");
    made.node(0x122, root, 0x122);
    let inbox = folder(&mut made, "Inbox");
    made.node(0x8002, inbox, 0x122);
    let deals = folder(&mut made, "Deals/2025");
    made.node(0x8022, deals, 0x8002);

    let inner = made.object(&[(0x0037, 0x1f, wide("Inner")), (0x1000, 0x1f, wide("Inner words."))], Vec::new());
    let list = [(0x3701, 0x0102, b"a,b\n".repeat(6000)), (0x3705, 3, vec![1]), (0x3707, 0x1f, wide("list.csv"))];
    let list = made.object(&list, Vec::new());
    let object = [0x8024_u32.to_le_bytes(), [9, 0, 0, 0]].concat();
    let within = made.object(&[(0x3701, 0x000d, object), (0x3705, 3, vec![5])], vec![(0x8024, inner.0, inner.1)]);
    let people = made.people(&[(1, "Ivo Tan", "ivo@kelvara.example"), (2, "Bo", "bo@kelvara.example")]);
    let properties = [
        (0x001a, 0x1f, wide("IPM.Note")),
        (0x0037, 0x1f, wide("\u{1}\u{5}Re: Crates")),
        (0x0039, 0x40, time.clone()),
        (0x0042, 0x1f, wide("Mara Lindqvist")),
        (0x1000, 0x1f, wide("The crates left.")),
        (0x3008, 0x40, time),
    ];
    let first =
        made.object(&properties, vec![(0x692, people, 0), (0x8005, list.0, list.1), (0x8025, within.0, within.1)]);
    made.node(0x20_0004, first, 0x8022);
    let gbk = encoding_rs::GBK.encode("货物已经从深圳出发，请查收附件。").0.into_owned();
    let old = made.object(&[(0x1000, 0x1e, gbk), (0x3ffd, 3, 936_u32.to_le_bytes().to_vec())], Vec::new());
    made.node(0x20_0024, old, 0x9999_9982);
    made.node(0x20_0048, (0, 0), 0x8002);
    made.finish()
}

fn letter(found: &Probe, index: usize) -> Probe {
    let (outcome, letter) = probe(msg::read, &found.children[index].1);
    assert_eq!(outcome, Ok(()));
    letter
}

#[test]
fn every_message_is_a_message_file_in_its_folder() {
    for (is_veiled, form) in
        [(false, Form::New), (true, Form::New), (true, Form::Old), (false, Form::Large), (true, Form::Large)]
    {
        let (outcome, found) = probe(read, &mailbox(is_veiled, form));
        assert_eq!(outcome, Ok(()));
        assert_eq!(found.names(), ["Inbox/Deals-2025/Re: Crates.msg", "message 2.msg"]);
        assert_eq!(found.children[0].0.locator, "message 1");
        assert_eq!(found.children[0].0.modified.as_deref(), Some("2025-03-04T02:15:16Z"));
        assert!(found.children.iter().all(|(child, _)| child.broken.is_none()), "{:?}", found.children[0].0);
        assert!(found.problems.is_empty());

        let first = letter(&found, 0);
        assert_eq!(
            first.text(),
            "From: Mara Lindqvist\nTo: Ivo Tan <ivo@kelvara.example>\nCc: Bo <bo@kelvara.example>\n\
             Date: 2025-03-04T02:15:16Z\nSubject: Re: Crates\n\nThe crates left."
        );
        assert_eq!(first.names(), ["list.csv", "Inner.msg"]);
        assert_eq!(first.children[0].1, b"a,b\n".repeat(6000));
        assert!(letter(&first, 1).text().ends_with("Inner words."));
        assert_eq!(letter(&found, 1).text(), "货物已经从深圳出发，请查收附件。");
        assert_eq!(first.metas(MetaKey::Sent), ["2025-03-04T02:15:16Z"]);
    }
}

#[test]
fn damage_is_told_and_the_rest_is_read() {
    let whole = mailbox(false, Form::New);
    let mut torn = whole.clone();
    let at = memchr::memmem::find(&torn, &wide("The crates")).unwrap();
    torn[at] ^= 1;
    let (outcome, found) = probe(read, &torn);
    assert_eq!((outcome, found.children.len()), (Ok(()), 2));
    assert!(found.children[0].0.broken.as_ref().unwrap().message.contains("checksums"));
    assert!(found.children[1].0.broken.is_none());

    let mut lost = whole.clone();
    let page = lost.windows(2).rposition(|pair| pair == [0x81, 0x81]).unwrap();
    lost[page] = 0;
    assert!(matches!(probe(read, &lost).0, Err(Failure::Corrupt(_))), "no list at all");
    for n in [0, 3, 200, 600] {
        assert!(matches!(probe(read, &whole[..n]).0, Err(Failure::Corrupt(_))), "{n}");
    }
    // Cut behind the list of messages, and before it.
    for (form, n_less) in [(Form::New, 100), (Form::Old, 100), (Form::Large, 100), (Form::New, whole.len() / 2)] {
        let whole = mailbox(false, form);
        let (outcome, found) = probe_named(read, "heap.pst.001", &whole[..whole.len() - n_less]);
        assert_eq!(outcome, Ok(()), "{form:?}");
        assert!(found.problems.iter().any(|problem| {
            problem.message.starts_with("this is part 1 of the split archive heap.pst; put the parts together")
        }));
        let (outcome, found) = probe_named(read, "heap.pst.001", &whole);
        assert_eq!((outcome, found.children.len(), found.problems.len()), (Ok(()), 2, 0), "whole, and called so");
    }
    let mut unknown = whole;
    unknown[10] = 37;
    assert!(matches!(probe(read, &unknown).0, Err(Failure::Corrupt(_))));
    // A packed block that does not unpack.
    let mut large = mailbox(false, Form::Large);
    let at = memchr::memmem::find(&large, &[0x78, 0x9c]).unwrap();
    large[at + 20] ^= 0x55;
    let (outcome, found) = probe(read, &large);
    assert_eq!(outcome, Ok(()));
    assert!(found.children.iter().any(|(child, _)| child.broken.is_some()) || !found.problems.is_empty());
}

#[test]
fn large_pieces_hold_more_than_small_ones_can_count() {
    let mut made = Made::new(false, Form::Large);
    let mut properties: Vec<(u16, u16, Vec<u8>)> = (0..2500).map(|n| (0x6800 + n, 0x0102, vec![1, 2])).collect();
    properties.extend([(0x0037, 0x1f, wide("Crates")), (0x1000, 0x1f, wide("The crates left."))]);
    let message = made.object(&properties, Vec::new());
    made.node(0x20_0004, message, 0x122);
    let (outcome, found) = probe(read, &made.finish());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.names(), ["Crates.msg"]);
    assert!(letter(&found, 0).text().ends_with("The crates left."));
}

#[test]
fn parts_that_name_the_same_bytes_do_not_multiply_a_message() {
    let record = |id: u16, place: u32| [&id.to_le_bytes()[..], &[2, 1], &place.to_le_bytes()].concat();
    let head = || vec![0xb5, 2, 6, 0, 0x40, 0, 0, 0];
    let mut made = Made::new(false, Form::New);
    // Nodes of the same block, and properties of the same piece.
    let data = made.data(&[7; 8000]);
    let within: Vec<(u32, u64, u64)> = (0..300).map(|n| (0x1f | (n + 100) << 5, data, 0)).collect();
    let nodes = (0x6000..).zip(&within).flat_map(|(id, node)| record(id, node.0)).collect();
    let first = (made.block(&heap(0xbc, &[head(), nodes]), false), made.within(&within));
    let pieces = (0x6000..0x6100).flat_map(|id| record(id, 0x60)).collect();
    let second = (made.block(&heap(0xbc, &[head(), pieces, vec![7; 3000]]), false), 0);
    let third = made.object(&[(0x1000, 0x1f, wide("The crates left."))], Vec::new());
    for (number, object) in [(0x20_0004, first), (0x20_0024, second), (0x20_0044, third)] {
        made.node(number, object, 0);
    }
    let (outcome, found) = probe(read, &made.finish());
    assert_eq!(outcome, Ok(()));
    let lens: Vec<usize> = found.children.iter().map(|(_, bytes)| bytes.len()).collect();
    assert!(lens[0] < 2 << 20 && lens[1] < 200_000, "{lens:?}");
    let is_told: Vec<bool> = found.children.iter().map(|(child, _)| child.broken.is_some()).collect();
    assert_eq!(is_told, [true, true, false]);
}

#[test]
fn limits_hold_and_a_checkpoint_goes_on() {
    let whole = mailbox(true, Form::New);
    let check = |limits: Limits, n_children: usize| drop(probe_limited(read, &whole, limits, n_children));
    check(Limits { depth: 16, ..Limits::DESKTOP }, 0);
    check(Limits { max_children: 1, ..Limits::DESKTOP }, 1);
    check(Limits { max_child_bytes: 100, ..Limits::DESKTOP }, 0);
    let (_, rest) = probe_with(read, &whole, Limits::DESKTOP, Some("1:500"));
    assert_eq!(rest.names(), ["message 2.msg"]);
}

proptest! {
    #[test]
    fn damaged_files_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..30),
        cut in prop_oneof![Just(0usize), any::<usize>()],
        form in prop::sample::select(vec![Form::Old, Form::New, Form::Large]),
    ) {
        let _ = probe(read, &damage(&mailbox(true, form), &changes, cut));
    }
}
