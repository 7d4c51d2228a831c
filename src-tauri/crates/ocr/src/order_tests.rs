#![allow(clippy::unwrap_used)]
use proptest::prelude::*;

use super::*;

fn at(left: f32, top: f32, width: f32) -> Bounds {
    Bounds { left, top, right: left + width, bottom: top + 30.0 }
}

#[test]
fn boxes_on_a_line_are_one_line() {
    assert_eq!(lines(&[]), Vec::<Vec<usize>>::new());
    let boxes = [at(300.0, 102.0, 100.0), at(0.0, 100.0, 200.0), at(0.0, 145.0, 300.0), at(0.0, 10.0, 50.0)];
    assert_eq!(lines(&boxes), [vec![3], vec![1, 0], vec![2]]);
}

#[test]
fn tables_are_read_row_by_row() {
    let mut boxes = vec![at(0.0, 0.0, 500.0)];
    for row in 0..12 {
        for (left, width) in [(0.0, 200.0), (300.0, 80.0), (500.0, 100.0 + 15.0 * row as f32), (900.0, 90.0)] {
            boxes.push(at(left, 60.0 + 45.0 * row as f32, width));
        }
    }
    let lines = lines(&boxes);
    assert_eq!(lines[0], [0]);
    assert_eq!(lines[1], [1, 2, 3, 4]);
    assert_eq!(lines[12], [45, 46, 47, 48]);
}

#[test]
fn columns_are_read_one_after_the_other() {
    // A heading, two columns that are not on the same lines, a foot.
    let mut boxes = vec![at(0.0, 0.0, 1100.0)];
    for row in 0..10 {
        boxes.push(at(0.0, 60.0 + 40.0 * row as f32, if row == 4 { 210.0 } else { 520.0 }));
    }
    for row in 0..9 {
        boxes.push(at(600.0, 75.0 + 40.0 * row as f32, if row == 6 { 100.0 } else { 500.0 }));
    }
    boxes.push(at(0.0, 600.0, 1100.0));
    let lines: Vec<usize> = lines(&boxes).concat();
    assert_eq!(lines, (0..21).collect::<Vec<_>>());
}

#[test]
fn three_columns_are_columns() {
    let column = |idx: usize| (0..8).map(move |row| at(400.0 * idx as f32, 40.0 * row as f32, 350.0));
    let boxes: Vec<Bounds> = (0..3).flat_map(column).collect();
    assert_eq!(lines(&boxes).concat(), (0..24).collect::<Vec<_>>());
}

#[test]
fn addresses_side_by_side_are_rows() {
    let widths = [(90.0, 110.0), (400.0, 360.0), (340.0, 330.0), (120.0, 290.0)];
    let rows = widths
        .iter()
        .enumerate()
        .flat_map(|(row, (left, right))| [at(0.0, 40.0 * row as f32, *left), at(700.0, 40.0 * row as f32, *right)]);
    assert_eq!(lines(&rows.collect::<Vec<_>>()).concat(), (0..8).collect::<Vec<_>>());
}

proptest! {
    #[test]
    fn every_box_is_read_once(
        boxes in proptest::collection::vec((-50f32..2000.0, -50f32..2000.0, 0f32..900.0, 0f32..60.0), 0..150),
    ) {
        let boxes: Vec<Bounds> = boxes
            .into_iter()
            .map(|(left, top, width, height)| Bounds { left, top, right: left + width, bottom: top + height })
            .collect();
        let mut read = lines(&boxes).concat();
        read.sort_unstable();
        prop_assert_eq!(read, (0..boxes.len()).collect::<Vec<_>>());
    }
}
