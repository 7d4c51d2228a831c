//! The middle layer ([MS-PST] 2.3): the properties of an object, and the rows of a table.

use std::collections::HashMap;

use super::file::{File, Node, u16_at, u32_at};
use crate::format::Failure;
use crate::format::msg::{Property, width};

const MOST_RECORDS: usize = 1 << 20;

/// An object: its properties, and what lies within it.
#[derive(Debug, Default)]
pub(super) struct Object {
    pub(super) properties: Vec<Property>,
    pub(super) within: Vec<Node>,
}

impl Object {
    /// Reads a node as an object; `None` where it is none.
    pub(super) fn read(file: &mut File<'_>, node: &Node) -> Result<Option<Object>, Failure> {
        let mut heap = Heap::new(file.data(node.data)?, file.is_large());
        let within = file.within(node.within)?;
        let data = data_of(&within);
        let Some(root) = heap.root(0xbc) else { return Ok(None) };
        let mut properties = Vec::new();
        let fields = |record: &&[u8]| Some((u16_at(record, 0)?, u16_at(record, 2)?, *record.get(4..8)?.as_array()?));
        for (id, kind, value) in heap.records(root, 2, 6).iter().filter_map(fields).collect::<Vec<_>>() {
            let value = match width(kind) {
                Some(n @ ..=4) => value[..n].to_vec(),
                _ => heap.value(file, &data, u32::from_le_bytes(value))?,
            };
            properties.push(Property { id, kind, value });
        }
        Ok(Some(Object { properties, within }))
    }

    pub(super) fn get(&self, id: u16) -> Option<&Property> {
        self.properties.iter().find(|property| property.id == id)
    }
}

/// Reads a node as a table: the properties of each row.
pub(super) fn rows(file: &mut File<'_>, node: &Node) -> Result<Vec<Vec<Property>>, Failure> {
    let mut heap = Heap::new(file.data(node.data)?, file.is_large());
    let within = file.within(node.within)?;
    let data = data_of(&within);
    let Some(head) = heap.root(0x7c).and_then(|root| heap.item(root)).map(<[u8]>::to_vec) else {
        return Ok(Vec::new());
    };
    let fields = (u16_at(&head, 6), u16_at(&head, 8), u32_at(&head, 10), u32_at(&head, 14));
    let (Some(bits), Some(n_row), Some(index), Some(place)) = fields else { return Ok(Vec::new()) };
    let (bits, n_row) = (usize::from(bits), usize::from(n_row));
    if n_row == 0 {
        return Ok(Vec::new());
    }
    // The number of a row takes two bytes in the old form.
    let n_rows = heap.records(index, 4, 4).len().max(heap.records(index, 4, 2).len());
    let blocks = match place & 0x1f {
        0 => heap.item(place).map(<[u8]>::to_vec).into_iter().collect(),
        _ => match data.get(&place) {
            Some(id) => file.data(*id)?,
            None => Vec::new(),
        },
    };
    let columns: Vec<&[u8]> = head.get(22..).unwrap_or_default().chunks_exact(8).collect();
    let mut rows = Vec::new();
    // No row lies across two blocks.
    for row in blocks.iter().flat_map(|block| block.chunks_exact(n_row)).take(n_rows) {
        let mut properties = Vec::new();
        for column in &columns {
            let [kind_low, kind_high, id_low, id_high, at_low, at_high, n, bit] = **column else { continue };
            let is_there = row.get(bits + usize::from(bit / 8)).is_some_and(|byte| byte >> (7 - bit % 8) & 1 == 1);
            let at = usize::from(u16::from_le_bytes([at_low, at_high]));
            let Some(cell) = row.get(at..at + usize::from(n)).filter(|_| is_there) else { continue };
            let kind = u16::from_le_bytes([kind_low, kind_high]);
            let value = match width(kind) {
                Some(_) => cell.to_vec(),
                None => heap.value(file, &data, u32_at(cell, 0).unwrap_or(0))?,
            };
            properties.push(Property { id: u16::from_le_bytes([id_low, id_high]), kind, value });
        }
        rows.push(properties);
    }
    Ok(rows)
}

/// Pieces of bytes that a node is parted into.
struct Heap {
    blocks: Vec<Vec<u8>>,
    /// Whether its blocks hold more pieces than eleven bits can count.
    is_large: bool,
    /// Bytes that values may still take: those that name the same piece again and again would make a small file's large.
    left: usize,
}

/// Where the bytes lie of the nodes within a node, by their numbers.
fn data_of(within: &[Node]) -> HashMap<u32, u64> {
    let mut data = HashMap::new();
    for node in within {
        data.entry(node.number).or_insert(node.data);
    }
    data
}

impl Heap {
    fn new(blocks: Vec<Vec<u8>>, is_large: bool) -> Heap {
        let n_bytes: usize = blocks.iter().map(Vec::len).sum();
        Heap { blocks, is_large, left: n_bytes.saturating_mul(2) }
    }

    /// The piece that all begins with, in a heap of a kind.
    fn root(&self, kind: u8) -> Option<u32> {
        let first = self.blocks.first()?;
        (first.get(2..4)? == [0xec, kind]).then(|| u32_at(first, 4)).flatten()
    }

    fn item(&self, place: u32) -> Option<&[u8]> {
        let n_bits = if self.is_large { 14 } else { 11 };
        let index = (place >> 5 & ((1 << n_bits) - 1)) as usize;
        let block = self.blocks.get((place >> (5 + n_bits)) as usize)?;
        let map = usize::from(u16_at(block, 0)?);
        if place & 0x1f != 0 || index == 0 || index > usize::from(u16_at(block, map)?) {
            return None;
        }
        let start = usize::from(u16_at(block, map + 2 + 2 * index)?);
        let end = usize::from(u16_at(block, map + 4 + 2 * index)?);
        block.get(start..end)
    }

    /// The records of a tree with keys and values of some length: each a key and its value.
    fn records(&self, root: u32, n_key: usize, n_value: usize) -> Vec<&[u8]> {
        let mut records = Vec::new();
        let Some(head) = self.item(root) else { return records };
        let ([0xb5, key, value, level], Some(top)) = (head.get(..4).unwrap_or_default(), u32_at(head, 4)) else {
            return records;
        };
        if usize::from(*key) != n_key || usize::from(*value) != n_value {
            return records;
        }
        let mut n_steps = 0;
        let mut rest = vec![(top, (*level).min(8))];
        while let Some((place, level)) = rest.pop() {
            let item = self.item(place).unwrap_or_default();
            n_steps += 1;
            if records.len() > MOST_RECORDS || n_steps > MOST_RECORDS {
                break;
            }
            if level == 0 {
                records.extend(item.chunks_exact(n_key + n_value));
            } else {
                let below = item.chunks_exact(n_key + 4).filter_map(|entry| u32_at(entry, n_key));
                rest.extend(below.map(|place| (place, level - 1)).collect::<Vec<_>>().into_iter().rev());
            }
        }
        records
    }

    /// A value that lies in the heap, or in a node of its own.
    fn value(&mut self, file: &mut File<'_>, data: &HashMap<u32, u64>, place: u32) -> Result<Vec<u8>, Failure> {
        if place & 0x1f != 0
            && let Some(id) = data.get(&place)
        {
            return Ok(file.data(*id)?.concat());
        }
        let item = if place & 0x1f == 0 { self.item(place).unwrap_or_default().to_vec() } else { Vec::new() };
        let left = self.left.checked_sub(item.len());
        self.left = left.unwrap_or(0);
        let is_missing = left.is_none() || place & 0x1f != 0;
        file.n_broken += u64::from(is_missing);
        Ok(if is_missing { Vec::new() } else { item })
    }
}
