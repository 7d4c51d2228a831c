//! Boxes around the text in a map of likelihoods: places that hang together become slanted rectangles.

use crate::{
    geometry::{Point, Quad, hull, least_rectangle, rectangle_at},
    map::Map,
};

/// From this likelihood on a place belongs to text.
const LIKELY: u8 = 77;
/// Text whose places are less likely than this on average is dropped.
const LIKELY_ENOUGH: f32 = 0.5 * 255.0;
/// Thinner boxes hold no letters.
const THINNEST: f32 = 3.0;
/// More boxes than this are a pattern, not a page.
const MOST: usize = 6000;

/// A stretch of text found in a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Region {
    /// Where it lies in the picture, in pixels.
    pub(crate) quad: Quad,
    /// How thick its core was in the map, in places.
    pub(crate) core: f32,
}

/// Finds the text. The map shows the cores of lines only, so boxes are grown to hold the letters whole.
pub(crate) fn find(map: &Map) -> Vec<Region> {
    let blobs = blobs(map);
    let rectangles: Vec<Quad> = blobs.iter().filter_map(|blob| least_rectangle(blob)).collect();
    let skew = skew(&rectangles);
    let mut regions = Vec::new();
    for (blob, least) in blobs.iter().zip(rectangles) {
        // A short word's own angle is chance; the page's is not.
        let level = rectangle_at(blob, skew).unwrap_or(least);
        let area = |quad: &Quad| quad.width() * quad.height();
        let core = if area(&level) <= 1.3 * area(&least) { level } else { least };
        if core.width().min(core.height()) >= THINNEST {
            let quad = grown(&core).map(|corner| corner.times(1.0 / map.scale));
            regions.push(Region { quad, core: core.width().min(core.height()) });
        }
    }
    regions
}

/// The angle of most text: the median of the angles of long boxes, taken as level or upright whichever is nearer.
pub(crate) fn skew(quads: &[Quad]) -> f32 {
    let quarter = std::f32::consts::FRAC_PI_2;
    let is_long = |quad: &&Quad| quad.width().max(quad.height()) > 5.0 * quad.width().min(quad.height());
    let mut angles: Vec<(f32, f32)> = quads
        .iter()
        .filter(is_long)
        .map(|quad| (quad.angle() - (quad.angle() / quarter).round() * quarter, quad.width().max(quad.height())))
        .collect();
    angles.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = angles.iter().map(|(_, length)| length).sum::<f32>() / 2.0;
    let mut before = 0.0;
    for (angle, length) in angles {
        before += length;
        if before >= half {
            return angle;
        }
    }
    0.0
}

/// The box around the letters whose core the quad is. How far letters reach beyond follows from area and outline
/// (Liao et al., Real-time Scene Text Detection with Differentiable Binarization, 2020, section 3.3).
fn grown(core: &Quad) -> Quad {
    const REACH: f32 = 1.6;
    let (width, height) = (core.width(), core.height());
    let reach = REACH * width * height / (2.0 * (width + height)).max(f32::EPSILON);
    let [a, b, c, d] = core.0;
    let along = b.minus(a).times(reach / width.max(f32::EPSILON));
    let across = d.minus(a).times(reach / height.max(f32::EPSILON));
    Quad([
        a.minus(along).minus(across),
        b.plus(along).minus(across),
        c.plus(along).plus(across),
        d.minus(along).plus(across),
    ])
}

/// A row's run of likely places.
struct Run {
    row: usize,
    start: usize,
    end: usize,
    sum: u32,
}

/// The hulls of all places that hang together and are likely enough together.
fn blobs(map: &Map) -> Vec<Vec<Point>> {
    let runs = runs(map);
    let mut parents: Vec<usize> = (0..runs.len()).collect();
    join_touching(&runs, &mut parents);
    let mut members: Vec<(usize, usize)> = (0..runs.len()).map(|idx| (root(&mut parents, idx), idx)).collect();
    members.sort_unstable();
    let mut blobs = Vec::new();
    for group in members.chunk_by(|a, b| a.0 == b.0) {
        let own = || group.iter().filter_map(|(_, idx)| runs.get(*idx));
        let n_places: usize = own().map(|run| run.end - run.start).sum();
        let sum: f32 = own().map(|run| run.sum as f32).sum();
        if sum < LIKELY_ENOUGH * n_places as f32 || blobs.len() >= MOST {
            continue;
        }
        let corners = own().flat_map(|run| {
            let (left, right, top) = (run.start as f32, run.end as f32, run.row as f32);
            [(left, top), (right, top), (left, top + 1.0), (right, top + 1.0)].map(|(x, y)| Point::new(x, y))
        });
        blobs.push(hull(corners.collect()));
    }
    blobs
}

fn runs(map: &Map) -> Vec<Run> {
    let mut runs = Vec::new();
    for (row, line) in map.likely.chunks_exact(map.width.max(1)).enumerate() {
        let mut start = 0;
        for stretch in line.chunk_by(|a, b| (*a >= LIKELY) == (*b >= LIKELY)) {
            let end = start + stretch.len();
            if stretch.first().is_some_and(|likely| *likely >= LIKELY) {
                let sum = stretch.iter().map(|likely| u32::from(*likely)).sum();
                runs.push(Run { row, start, end, sum });
            }
            start = end;
        }
    }
    runs
}

/// Joins runs of neighbouring rows that touch, if only at a corner.
fn join_touching(runs: &[Run], parents: &mut [usize]) {
    let mut above = 0;
    for (idx, run) in runs.iter().enumerate() {
        let lies_before = |other: &Run| other.row + 1 < run.row || (other.row + 1 == run.row && other.end < run.start);
        while runs.get(above).is_some_and(lies_before) {
            above += 1;
        }
        let touching = runs.iter().enumerate().skip(above);
        for (other, _) in touching.take_while(|(_, other)| other.row + 1 == run.row && other.start <= run.end) {
            let (a, b) = (root(parents, idx), root(parents, other));
            if let Some(parent) = parents.get_mut(a.max(b)) {
                *parent = a.min(b);
            }
        }
    }
}

fn root(parents: &mut [usize], mut idx: usize) -> usize {
    while let Some(&parent) = parents.get(idx)
        && parent != idx
    {
        let grandparent = parents.get(parent).copied().unwrap_or(parent);
        if let Some(own) = parents.get_mut(idx) {
            *own = grandparent;
        }
        idx = grandparent;
    }
    idx
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A map with likelihood 230 wherever the rectangles given, turned about the middle, cover it.
    fn map(width: usize, height: usize, radians: f32, rectangles: &[[f32; 4]]) -> Map {
        let middle = Point::new(width as f32 / 2.0, height as f32 / 2.0);
        let likely = (0..width * height).map(|idx| {
            let place = Point::new((idx % width) as f32 + 0.5, (idx / width) as f32 + 0.5);
            let place = place.minus(middle).turned(-radians).plus(middle);
            let is_in = |[left, top, right, bottom]: &[f32; 4]| {
                (*left..*right).contains(&place.x) && (*top..*bottom).contains(&place.y)
            };
            if rectangles.iter().any(is_in) { 230 } else { 3 }
        });
        Map { width, likely: likely.collect(), scale: 0.5 }
    }

    #[test]
    fn boxes_are_grown_and_scaled() {
        let regions = find(&map(200, 100, 0.0, &[[20.0, 10.0, 120.0, 18.0], [20.0, 50.0, 60.0, 58.0]]));
        assert_eq!(regions.len(), 2);
        let bounds = regions[0].quad.bounds();
        // 1.6 × 100 × 8 / 216 = 5.9 places on every side, two pixels each.
        assert!((bounds.left - 28.15).abs() < 0.1 && (bounds.top - 8.15).abs() < 0.1, "{bounds:?}");
        assert!((bounds.right - 251.85).abs() < 0.1 && (bounds.bottom - 47.85).abs() < 0.1, "{bounds:?}");
        assert_eq!(regions[0].core, 8.0);
    }

    #[test]
    fn slanted_boxes_keep_their_slant() {
        let lines = [[20.0, 40.0, 280.0, 50.0], [20.0, 80.0, 280.0, 90.0], [20.0, 120.0, 40.0, 130.0]];
        for degrees in [-5.0f32, 3.0, 5.0] {
            let regions = find(&map(300, 200, degrees.to_radians(), &lines));
            assert_eq!(regions.len(), 3, "{degrees}");
            for region in regions {
                let found = region.quad.angle().to_degrees();
                assert!((found - degrees).abs() < 0.6, "{degrees}: {found}");
            }
        }
    }

    #[test]
    fn faint_and_thin_stretches_are_dropped() {
        assert!(find(&map(50, 50, 0.0, &[[10.0, 10.0, 40.0, 12.0]])).is_empty());
        let faint = Map { width: 40, likely: vec![90; 800], scale: 1.0 };
        assert!(find(&faint).is_empty());
        assert!(find(&Map { width: 0, likely: Vec::new(), scale: 1.0 }).is_empty());
    }

    proptest! {
        #[test]
        fn any_map_has_boxes(width in 0usize..60, likely in proptest::collection::vec(any::<u8>(), 0..3000)) {
            for region in find(&Map { width, likely, scale: 0.5 }) {
                prop_assert!(region.quad.0.iter().all(|corner| corner.x.is_finite() && corner.y.is_finite()));
            }
        }
    }

    #[test]
    fn what_touches_is_one() {
        // A ring, a U and a staircase each hang together.
        let ring =
            [[10.0, 10.0, 40.0, 14.0], [10.0, 30.0, 40.0, 34.0], [10.0, 14.0, 14.0, 30.0], [36.0, 14.0, 40.0, 30.0]];
        assert_eq!(blobs(&map(50, 50, 0.0, &ring)).len(), 1);
        let stairs = [[5.0, 5.0, 10.0, 10.0], [10.0, 10.0, 15.0, 15.0], [15.0, 15.0, 20.0, 20.0]];
        assert_eq!(blobs(&map(50, 50, 0.0, &stairs)).len(), 1);
    }
}
