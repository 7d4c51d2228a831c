//! The order in which a page is read: rows from the top, but columns of running text one after the other.

use crate::geometry::Bounds;

/// A column has at least this many lines.
const FEWEST_LINES: usize = 5;
/// Its lines are at least this many times as long as they are high.
const LONG_LINE: f32 = 8.0;
/// They fill the column: a table's cells do not.
const FILLED: f32 = 0.75;
/// Pages of more rows are no pages; they are read straight down.
const MOST_ROWS: usize = 2000;

/// Puts boxes into lines and lines into reading order; boxes are given by index. They have to be level.
pub(crate) fn lines(boxes: &[Bounds]) -> Vec<Vec<usize>> {
    let items: Vec<Item> = boxes.iter().copied().enumerate().map(|(idx, bounds)| Item { idx, bounds }).collect();
    let mut lines = Vec::new();
    read(items, 0, &mut lines);
    lines
}

#[derive(Debug, Clone, Copy)]
struct Item {
    idx: usize,
    bounds: Bounds,
}

/// A stretch of paper between left and right.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Gutter {
    left: f32,
    right: f32,
}

fn read(items: Vec<Item>, depth: usize, lines: &mut Vec<Vec<usize>>) {
    let thickness = median(items.iter().map(|item| item.bounds.height()).collect());
    let rows = rows(items);
    let is_simple = depth >= 8 || rows.len() > MOST_ROWS;
    let mut start = 0;
    while let Some(rest) = rows.get(start..).filter(|rest| !rest.is_empty()) {
        let band = if is_simple { None } else { columns(rest, thickness) };
        match band {
            Some((n_rows, gutter)) => {
                let items = || rest.iter().take(n_rows).flatten().copied();
                let middle = (gutter.left + gutter.right) / 2.0;
                let (left, right) = items().partition(|item| (item.bounds.left + item.bounds.right) / 2.0 < middle);
                read(left, depth + 1, lines);
                read(right, depth + 1, lines);
                start += n_rows;
            }
            None => {
                lines.extend(rest.first().map(|row| row.iter().map(|item| item.idx).collect()));
                start += 1;
            }
        }
    }
}

/// Boxes side by side, from left to right; rows from the top.
fn rows(mut items: Vec<Item>) -> Vec<Vec<Item>> {
    let middle = |item: &Item| (item.bounds.top + item.bounds.bottom) / 2.0;
    items.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    let mut rows: Vec<Vec<Item>> = Vec::new();
    for item in items {
        let open = rows.iter_mut().rev().take(4).find(|row| row.iter().all(|other| are_level(other, &item)));
        match open {
            Some(row) => row.push(item),
            None => rows.push(vec![item]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.bounds.left.total_cmp(&b.bounds.left));
    }
    let mean = |row: &Vec<Item>| row.iter().map(middle).sum::<f32>() / row.len().max(1) as f32;
    rows.sort_by(|a, b| mean(a).total_cmp(&mean(b)));
    rows
}

/// Whether two boxes stand on one line: each middle lies within the other box, and they lie side by side.
fn are_level(a: &Item, b: &Item) -> bool {
    let (a, b) = (&a.bounds, &b.bounds);
    let distance = ((a.top + a.bottom) / 2.0 - (b.top + b.bottom) / 2.0).abs();
    let beside = a.right.min(b.right) - a.left.max(b.left) <= 0.5 * a.width().min(b.width());
    distance <= 0.4 * a.height().min(b.height()).max(0.3 * a.height().max(b.height())) && beside
}

/// How many of the first rows have a gutter in common with running text on both sides, and the gutter.
fn columns(rows: &[Vec<Item>], thickness: f32) -> Option<(usize, Gutter)> {
    let narrowest = 0.8 * thickness;
    let mut common = gutters(rows.first()?, narrowest);
    let mut band: Option<(usize, Gutter)> = None;
    for (idx, row) in rows.iter().enumerate() {
        common = intersect(&common, &gutters(row, narrowest), narrowest);
        if common.is_empty() {
            break;
        }
        let seen = rows.get(..=idx)?;
        let widest = common.iter().filter(|gutter| has_both_sides(seen, gutter));
        if let Some(gutter) = widest.max_by(|a, b| (a.right - a.left).total_cmp(&(b.right - b.left))) {
            band = Some((idx + 1, *gutter));
        }
    }
    let (n_rows, gutter) = band?;
    let seen = rows.get(..n_rows)?;
    // A heading above the first column that stands clear of the second belongs to neither.
    let starts_on_both = seen.first().is_some_and(|row| row.len() >= 2) || n_rows > 2 * FEWEST_LINES;
    let is_text = |is_left: bool| {
        let side = seen.iter().map(|row| {
            row.iter().copied().filter(|item| (item.bounds.left < gutter.left) == is_left).collect::<Vec<Item>>()
        });
        is_running_text(&side.filter(|row| !row.is_empty()).collect::<Vec<_>>())
    };
    (starts_on_both && is_text(true) && is_text(false)).then_some((n_rows, gutter))
}

fn has_both_sides(rows: &[Vec<Item>], gutter: &Gutter) -> bool {
    let mut items = rows.iter().flatten();
    let is_right = |item: &Item| item.bounds.left >= gutter.right - 0.5;
    items.clone().any(is_right) && items.any(|item| !is_right(item))
}

/// The paper in and beside a row.
fn gutters(row: &[Item], narrowest: f32) -> Vec<Gutter> {
    let mut gutters = Vec::new();
    let mut left = f32::MIN;
    for item in row {
        if item.bounds.left - left >= narrowest {
            gutters.push(Gutter { left, right: item.bounds.left });
        }
        left = left.max(item.bounds.right);
    }
    gutters.push(Gutter { left, right: f32::MAX });
    gutters
}

fn intersect(a: &[Gutter], b: &[Gutter], narrowest: f32) -> Vec<Gutter> {
    let pairs = a.iter().flat_map(|a| b.iter().map(move |b| (a, b)));
    let shared = pairs.map(|(a, b)| Gutter { left: a.left.max(b.left), right: a.right.min(b.right) });
    shared.filter(|gutter| gutter.right - gutter.left >= narrowest).collect()
}

fn is_running_text(rows: &[Vec<Item>]) -> bool {
    let items = || rows.iter().flatten();
    let Some(column) = items().map(|item| item.bounds).reduce(Bounds::union) else { return false };
    let length = |row: &Vec<Item>| row.iter().map(|item| item.bounds.width()).sum::<f32>();
    let usual = median(rows.iter().map(length).collect());
    let thickness = median(items().map(|item| item.bounds.height()).collect());
    // Columns within columns are told apart by the next reading, so their filling counts together.
    rows.len() >= FEWEST_LINES && usual >= LONG_LINE * thickness && usual >= FILLED * column.width()
}

fn median(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
#[path = "order_tests.rs"]
mod tests;
