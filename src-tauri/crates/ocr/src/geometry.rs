//! Points, slanted rectangles and the smallest rectangle around a cloud of points, all in pixels with y downwards.

/// A place in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// Pixels from the left edge.
    pub x: f32,
    /// Pixels from the top edge.
    pub y: f32,
}

/// Four corners in reading direction: where the text begins above and ends above, then ends below and begins below.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Quad(pub [Point; 4]);

/// An upright box.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Bounds {
    /// Left edge.
    pub left: f32,
    /// Top edge.
    pub top: f32,
    /// Right edge.
    pub right: f32,
    /// Bottom edge.
    pub bottom: f32,
}

impl Point {
    pub(crate) fn new(x: f32, y: f32) -> Point {
        Point { x, y }
    }

    pub(crate) fn plus(self, other: Point) -> Point {
        Point::new(self.x + other.x, self.y + other.y)
    }

    pub(crate) fn minus(self, other: Point) -> Point {
        Point::new(self.x - other.x, self.y - other.y)
    }

    pub(crate) fn times(self, factor: f32) -> Point {
        Point::new(self.x * factor, self.y * factor)
    }

    pub(crate) fn length(self) -> f32 {
        self.x.hypot(self.y)
    }

    /// The point turned about the origin, clockwise as seen with y downwards.
    pub(crate) fn turned(self, radians: f32) -> Point {
        let (sin, cos) = radians.sin_cos();
        Point::new(self.x * cos - self.y * sin, self.x * sin + self.y * cos)
    }

    fn cross(self, other: Point) -> f32 {
        self.x * other.y - self.y * other.x
    }
}

impl Quad {
    /// The quad with every corner moved by `change`.
    pub(crate) fn map(self, change: impl Fn(Point) -> Point) -> Quad {
        Quad(self.0.map(change))
    }

    /// Length along the reading direction.
    pub(crate) fn width(&self) -> f32 {
        let [a, b, _, _] = self.0;
        b.minus(a).length()
    }

    /// Length across the reading direction.
    pub(crate) fn height(&self) -> f32 {
        let [a, _, _, d] = self.0;
        d.minus(a).length()
    }

    /// The reading direction as an angle; 0 is to the right, positive is downwards.
    pub(crate) fn angle(&self) -> f32 {
        let [a, b, _, _] = self.0;
        (b.y - a.y).atan2(b.x - a.x)
    }

    /// The same corners, beginning `n` corners later.
    pub(crate) fn rolled(self, n: usize) -> Quad {
        let mut corners = self.0;
        corners.rotate_left(n % 4);
        Quad(corners)
    }

    /// The upright box around the quad.
    pub fn bounds(&self) -> Bounds {
        Bounds::around(&self.0).unwrap_or_default()
    }
}

impl Bounds {
    /// The smallest box around the points; `None` if there are none.
    pub(crate) fn around(points: &[Point]) -> Option<Bounds> {
        let first = points.first()?;
        let start = Bounds { left: first.x, top: first.y, right: first.x, bottom: first.y };
        Some(points.iter().fold(start, |bounds, point| bounds.with(*point)))
    }

    /// The smallest box around both.
    pub(crate) fn union(self, other: Bounds) -> Bounds {
        self.with(Point::new(other.left, other.top)).with(Point::new(other.right, other.bottom))
    }

    pub(crate) fn width(&self) -> f32 {
        self.right - self.left
    }

    pub(crate) fn height(&self) -> f32 {
        self.bottom - self.top
    }

    pub(crate) fn quad(&self) -> Quad {
        let Bounds { left, top, right, bottom } = *self;
        Quad([Point::new(left, top), Point::new(right, top), Point::new(right, bottom), Point::new(left, bottom)])
    }

    fn with(self, point: Point) -> Bounds {
        Bounds {
            left: self.left.min(point.x),
            top: self.top.min(point.y),
            right: self.right.max(point.x),
            bottom: self.bottom.max(point.y),
        }
    }
}

/// The convex hull, counter-clockwise in the usual sense of Andrew's monotone chain; points on its edges are left out.
pub(crate) fn hull(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let mut lower = half_hull(points.iter().copied());
    let mut upper = half_hull(points.iter().rev().copied());
    lower.pop();
    upper.pop();
    lower.append(&mut upper);
    lower
}

fn half_hull(points: impl Iterator<Item = Point>) -> Vec<Point> {
    let mut chain: Vec<Point> = Vec::new();
    for point in points {
        while let [.., before, last] = chain.as_slice() {
            if last.minus(*before).cross(point.minus(*last)) > 0.0 {
                break;
            }
            chain.pop();
        }
        chain.push(point);
    }
    chain
}

/// The rectangle around the points whose sides lie at the angle given.
pub(crate) fn rectangle_at(points: &[Point], radians: f32) -> Option<Quad> {
    let turned: Vec<Point> = points.iter().map(|point| point.turned(-radians)).collect();
    Some(Bounds::around(&turned)?.quad().map(|corner| corner.turned(radians)))
}

/// The rectangle of least area around a convex hull; its angle lies within 45° of level.
pub(crate) fn least_rectangle(hull: &[Point]) -> Option<Quad> {
    let mut best: Option<(f32, Quad)> = None;
    let after = hull.iter().cycle().skip(1);
    for (from, to) in hull.iter().zip(after) {
        let side = to.minus(*from);
        let Some(quad) = rectangle_at(hull, near_level(side.y.atan2(side.x))) else { continue };
        let area = quad.width() * quad.height();
        if best.is_none_or(|(least, _)| area < least) {
            best = Some((area, quad));
        }
    }
    best.map(|(_, quad)| quad)
}

/// The angle brought within 45° of level by quarter turns.
fn near_level(radians: f32) -> f32 {
    let quarter = std::f32::consts::FRAC_PI_2;
    radians - (radians / quarter).round() * quarter
}
