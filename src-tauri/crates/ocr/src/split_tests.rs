#![allow(clippy::unwrap_used)]
use proptest::prelude::*;

use super::*;
use crate::{
    geometry::Bounds,
    picture::{Image, Picture, Pixels},
    strip::Room,
};

const ROOM: Room = Room { before: 0.0, after: 0.0 };

impl Ink {
    /// Ink of full letters in the columns given; the box found is the whole strip.
    pub(crate) fn drawn(width: usize, inked: &[Range<usize>]) -> Ink {
        let mut columns = vec![0; width];
        inked.iter().for_each(|stretch| columns[stretch.clone()].fill(20));
        Ink { columns, found: 0..width }
    }
}

/// The first and last inked column of every cell.
fn cells(ink: &Ink) -> Vec<(usize, usize)> {
    let ends = |cell: &Cell| {
        let columns = cell.pieces[0].columns.start..cell.pieces.last().unwrap().columns.end;
        let stretches = ink.stretches(columns, false);
        (stretches[0].start, stretches.last().unwrap().end)
    };
    ink.cells().iter().map(ends).collect()
}

#[test]
fn wide_gaps_part_cells() {
    let check = |inked: &[Range<usize>], expected: &[(usize, usize)]| {
        assert_eq!(cells(&Ink::drawn(600, inked)), expected, "{inked:?}");
    };
    check(&[], &[]);
    check(&[10..100, 112..200], &[(10, 200)]);
    check(&[10..100, 139..200], &[(10, 200)]);
    check(&[10..100, 140..200, 500..590], &[(10, 100), (140, 200), (500, 590)]);
}

#[test]
fn ruled_lines_are_no_text() {
    let mut ink = Ink::drawn(400, &[20..100, 120..124, 140..300]);
    ink.columns[120..124].fill(46);
    assert_eq!(cells(&ink), [(20, 100), (140, 300)]);
    // Neither cell's margin reaches the line.
    assert!(ink.cells().iter().all(|cell| cell.pieces[0].columns.end <= 120 || cell.pieces[0].columns.start >= 124));
}

#[test]
fn ink_beside_the_box_belongs_to_it_only_when_near() {
    let mut ink = Ink::drawn(400, &[10..20, 45..55, 62..100, 106..300, 312..330, 360..390]);
    ink.found = 60..305;
    assert_eq!(cells(&ink), [(45, 330)]);
    ink.found = 335..350;
    assert_eq!(cells(&ink), []);
}

#[test]
fn long_lines_are_read_in_pieces() {
    let words: Vec<Range<usize>> = (0..50).map(|idx| idx * 100..idx * 100 + 90).collect();
    for (what, ink) in
        [("words", Ink::drawn(5000, &words)), ("no gap", Ink { columns: vec![20; 5000], found: 0..5000 })]
    {
        let cells = ink.cells();
        assert_eq!(cells.len(), 1, "{what}");
        let pieces = &cells[0].pieces;
        assert!(pieces.iter().all(|piece| piece.columns.len() <= LONGEST), "{what}");
        assert!(pieces.windows(2).all(|pair| pair[0].own.end == pair[1].own.start), "{what}");
        assert!(pieces.windows(2).all(|pair| pair[0].columns.end == pair[1].columns.start + SHARED), "{what}");
        let cuts = pieces.iter().skip(1).map(|piece| piece.own.start);
        assert!(what == "no gap" || cuts.into_iter().all(|cut| cut % 100 == 95), "{what}");
    }
}

#[test]
fn pale_strokes_are_ink_and_grain_is_not() {
    let shade = |x: usize, y: usize| match (x, y) {
        (60..100, 12..38) => 40,
        // A thin pale stroke.
        (120..140, 24..26) => 120,
        // A ruled line below the text.
        (_, 44..46) => 60,
        _ => 225 + ((x * 31 + y * 17) % 16) as u8,
    };
    let bytes: Vec<u8> = (0..200 * 48).map(|idx| shade(idx % 200, idx / 200)).collect();
    let picture = Picture::new(&Image { width: 200, height: 48, pixels: Pixels::Grey(&bytes) }).unwrap();
    let strip = Strip::cut(&picture, &Bounds { left: 0.0, top: 0.0, right: 200.0, bottom: 48.0 }.quad(), ROOM).unwrap();
    let ink = Ink::of(&strip);
    let stretches = ink.stretches(strip.found.clone(), false);
    let found: Vec<_> = stretches.iter().map(|stretch| (stretch.start, stretch.end)).collect();
    assert!(matches!(found.as_slice(), [(58..=60, 100..=102), (119..=121, 139..=141)]), "{found:?}");
}

#[test]
fn a_plain_strip_is_one_cell() {
    let bytes = vec![77; 200 * 48];
    let picture = Picture::new(&Image { width: 200, height: 48, pixels: Pixels::Grey(&bytes) }).unwrap();
    let quad = Bounds { left: 0.0, top: 0.0, right: 200.0, bottom: 48.0 }.quad();
    assert_eq!(Ink::of(&Strip::cut(&picture, &quad, ROOM).unwrap()).cells().len(), 1);
}

proptest! {
    #[test]
    fn any_ink_is_split(columns in proptest::collection::vec(0u8..=48, 0..6000), start in 0usize..6000, length in 0usize..6000) {
        let end = (start + length).min(columns.len());
        let ink = Ink { found: start.min(end)..end, columns };
        for piece in ink.cells().iter().flat_map(|cell| &cell.pieces) {
            prop_assert!(piece.columns.end <= ink.columns.len() && piece.columns.start < piece.columns.end);
            prop_assert!(piece.columns.len() <= LONGEST);
            prop_assert!(piece.columns.start <= piece.own.start && piece.own.end <= piece.columns.end);
        }
    }
}
