//! Tiny yellow dots that colour printers leave on what they print, to mark it with the machine's number and the time
//! (described by the EFF and by Richter et al., "Forensic Analysis and Anonymisation of Printed Documents", 2018).
//!
//! Only whether there are such dots is told, never what they say. They count where specks of yellow stand alone on white
//! paper and the same group of them comes again and again, across and down: dust, rasters and marker pens do not do that.

/// Fewest dots to the inch at which dots of a tenth of a millimetre are to be seen.
const LEAST_DPI: f32 = 190.0;
/// Longest side of what is looked at, in pixels; of larger pages the middle.
const MOST_SIDE: usize = 4096;
/// Shortest and longest distance, in inches, after which dots come again.
const PERIODS: (f32, f32) = (0.35, 1.3);
/// Distances, in inches, after which a raster comes again.
const RASTER: (f32, f32) = (0.02, 0.3);
/// A page has hundreds or thousands of dots; more specks are a raster, or noise.
const LEAST_SPECKS: usize = 40;
const MOST_SPECKS: usize = 20_000;
/// Specks that are looked for again at each distance.
const MOST_SOUGHT: usize = 1_500;
/// Pairs of specks that are counted.
const MOST_PAIRS: usize = 8_000_000;
/// Dots of one group: with fewer it is something on a line or in a table that comes again.
const LEAST_IN_GROUP: f32 = 4.5;
/// Part of the dots that must come again where the paper can be seen: JPEG loses some.
const LEAST_AGAIN: f32 = 0.4;
/// How much of what comes again after the best of all distances does so after the shortest.
const OF_THE_BEST: f32 = 0.75;
/// Part of those that come again after a period which may do so after a very short way, for dots lie on a raster, too.
const MOST_IN_RASTER: f32 = 0.7;
/// Fewest dots that are looked for again.
const LEAST_SOUGHT: usize = 24;
/// Paper is at least this light in each colour, and has so little of one.
const PAPER: (u8, u8) = (200, 28);
/// Part of the page that must be bare paper.
const LEAST_PAPER: f32 = 0.55;
/// Distances that are tried on the page.
const MOST_TRIED: usize = 160;
/// Bins of distances to the inch.
const BINS: f32 = 150.0;
/// Bins each way, up to the longest distance.
const REACH: i32 = (PERIODS.1 * BINS) as i32;

/// Pixels of a page: red, green, blue.
pub(super) struct Page<'p> {
    pub pixels: &'p [u8],
    pub width: u32,
    pub height: u32,
    /// Pixels to the inch.
    pub dpi: f32,
}

/// After how many inches the dots come again, across and down; `None` where there are none to be seen.
pub(super) fn find(page: &Page<'_>) -> Option<(f32, f32)> {
    let n_bytes = (page.width as usize).checked_mul(page.height as usize)?.checked_mul(3)?;
    if !(LEAST_DPI..=2_000.0).contains(&page.dpi) || page.pixels.len() < n_bytes {
        return None;
    }
    let view = Window::of(page);
    let paper = Paper::of(&view)?;
    let specks = specks(&view, &paper)?;
    let distances = Distances::of(&specks, page.dpi)?;
    let sought = Sought::of(&view, &paper, &specks);
    let across = distances.shortest(|x, y| y.abs() * 8 <= x.abs(), &sought)?;
    let down = distances.shortest(|x, y| x.abs() * 8 <= y.abs(), &sought)?;
    let n_in_group = specks.len() as f32 * across.length() * down.length() / (paper.part * view.area());
    if n_in_group < LEAST_IN_GROUP || distances.is_raster(&sought, sought.part(across).min(sought.part(down))) {
        return None;
    }
    Some((across.length() / page.dpi, down.length() / page.dpi))
}

/// The part of a page that is looked at.
struct Window<'p> {
    pixels: &'p [[u8; 3]],
    row: usize,
    left: usize,
    top: usize,
    width: usize,
    height: usize,
    dpi: f32,
}

impl<'p> Window<'p> {
    fn of(page: &Page<'p>) -> Window<'p> {
        let (row, rows) = (page.width as usize, page.height as usize);
        let (width, height) = (row.min(MOST_SIDE), rows.min(MOST_SIDE));
        let (left, top) = ((row - width) / 2, (rows - height) / 2);
        Window { pixels: page.pixels.as_chunks().0, row, left, top, width, height, dpi: page.dpi }
    }

    fn at(&self, x: usize, y: usize) -> [u8; 3] {
        self.pixels[(self.top + y) * self.row + self.left + x]
    }

    fn area(&self) -> f32 {
        (self.width * self.height) as f32
    }

    /// Longest side of a dot in pixels: half a millimetre, and what a scanner and JPEG add.
    fn longest(&self) -> usize {
        (self.dpi * 0.018).ceil() as usize + 2
    }
}

/// How bare paper looks.
struct Paper {
    light: i16,
    yellow: i16,
    /// How much more yellow a dot is than paper, at the least.
    margin: i16,
    /// Part of the page that is bare paper.
    part: f32,
}

/// How light a colour is, yellow counted as white.
fn light([red, green, _]: [u8; 3]) -> i16 {
    i16::from(red.min(green))
}

fn yellow(colour: [u8; 3]) -> i16 {
    light(colour) - i16::from(colour[2])
}

impl Paper {
    /// Looks at pixels here and there.
    fn of(view: &Window<'_>) -> Option<Paper> {
        const ASIDE: usize = 128;
        let step = |side: usize| (side / ASIDE).max(1);
        let (mut lights, mut yellows, mut n) = (Vec::new(), Vec::new(), 0_usize);
        for y in (0..view.height).step_by(step(view.height)) {
            for x in (0..view.width).step_by(step(view.width)) {
                n += 1;
                let colour = view.at(x, y);
                let (least, most) = (*colour.iter().min()?, *colour.iter().max()?);
                if least >= PAPER.0 && most - least <= PAPER.1 {
                    lights.push(light(colour));
                    yellows.push(yellow(colour));
                }
            }
        }
        let part = lights.len() as f32 / n.max(1) as f32;
        if part < LEAST_PAPER {
            return None;
        }
        let (light, yellow) = (middle(&mut lights), middle(&mut yellows));
        let mut off: Vec<i16> = yellows.iter().map(|value| (value - yellow).abs()).collect();
        let margin = (6 * middle(&mut off)).clamp(12, 48);
        Some(Paper { light, yellow, margin, part })
    }

    fn is_yellow(&self, colour: [u8; 3]) -> bool {
        yellow(colour) - self.yellow >= self.margin && self.is_light(colour)
    }

    fn is_light(&self, colour: [u8; 3]) -> bool {
        light(colour) >= self.light - 45
    }
}

fn middle(values: &mut [i16]) -> i16 {
    let half = values.len() / 2;
    if values.is_empty() { 0 } else { *values.select_nth_unstable(half).1 }
}

/// The middles of specks of yellow that stand alone on paper; `None` where there are too few or too many.
fn specks(view: &Window<'_>, paper: &Paper) -> Option<Vec<(f32, f32)>> {
    let (width, height) = (view.width, view.height);
    let mut is_left: Vec<bool> = Vec::with_capacity(width * height);
    for y in 0..height {
        let from = (view.top + y) * view.row + view.left;
        is_left.extend(view.pixels[from..from + width].iter().map(|colour| paper.is_yellow(*colour)));
    }
    let longest = view.longest();
    // Of a dot at 600 dots to the inch more than one pixel is to be seen.
    let least = ((view.dpi / 300.0).powi(2) as usize).max(1);
    let (mut found, mut open) = (Vec::new(), Vec::new());
    for start in 0..is_left.len() {
        if !is_left[start] {
            continue;
        }
        is_left[start] = false;
        open.push(start);
        let (mut n, mut sum) = (0_usize, (0_usize, 0_usize));
        let (mut low, mut high) = ((usize::MAX, usize::MAX), (0, 0));
        while let Some(at) = open.pop() {
            let (x, y) = (at % width, at / width);
            n += 1;
            sum = (sum.0 + x, sum.1 + y);
            low = (low.0.min(x), low.1.min(y));
            high = (high.0.max(x), high.1.max(y));
            for near_y in y.saturating_sub(1)..=(y + 1).min(height - 1) {
                for near_x in x.saturating_sub(1)..=(x + 1).min(width - 1) {
                    let near = near_y * width + near_x;
                    if is_left[near] {
                        is_left[near] = false;
                        open.push(near);
                    }
                }
            }
        }
        let is_small = high.0 - low.0 < longest && high.1 - low.1 < longest;
        if n >= least && is_small && stands_alone(view, paper, low, high) {
            if found.len() == MOST_SPECKS {
                return None;
            }
            found.push((sum.0 as f32 / n as f32, sum.1 as f32 / n as f32));
        }
    }
    (found.len() >= LEAST_SPECKS).then_some(found)
}

/// Whether there is nothing but paper around a speck.
fn stands_alone(view: &Window<'_>, paper: &Paper, low: (usize, usize), high: (usize, usize)) -> bool {
    let around = view.longest();
    if low.0 < around || low.1 < around || high.0 + around >= view.width || high.1 + around >= view.height {
        return false;
    }
    (low.1 - around..=high.1 + around).all(|y| {
        (low.0 - around..=high.0 + around).all(|x| {
            let is_within = (low.0..=high.0).contains(&x) && (low.1..=high.1).contains(&y);
            let colour = view.at(x, y);
            is_within || paper.is_light(colour) && !paper.is_yellow(colour)
        })
    })
}

/// A distance in pixels.
#[derive(Clone, Copy)]
struct Distance {
    x: f32,
    y: f32,
}

impl Distance {
    fn length(self) -> f32 {
        self.x.hypot(self.y)
    }
}

/// How often two specks are how far apart, from one to those below it or beside it on the right.
struct Distances {
    counts: Vec<u32>,
    /// Pixels to a bin.
    bin: f32,
}

impl Distances {
    fn of(specks: &[(f32, f32)], dpi: f32) -> Option<Distances> {
        let bin = dpi / BINS;
        let mut specks = specks.to_vec();
        specks.sort_by(|a, b| a.1.total_cmp(&b.1));
        let mut counts = vec![0_u32; ((REACH + 2) * (2 * REACH + 3)) as usize];
        let mut n_pairs = 0;
        for (idx, from) in specks.iter().enumerate() {
            for to in &specks[idx + 1..] {
                let (x, y) = (((to.0 - from.0) / bin).round() as i32, ((to.1 - from.1) / bin).round() as i32);
                if y > REACH || n_pairs > MOST_PAIRS {
                    break;
                }
                if x.abs() <= REACH {
                    n_pairs += 1;
                    counts[place(x, y)] += 1;
                }
                // On one line the order is chance.
                if y == 0 && x.abs() <= REACH {
                    counts[place(-x, y)] += 1;
                }
            }
        }
        (n_pairs >= LEAST_SOUGHT).then_some(Distances { counts, bin })
    }

    /// How many pairs are about so far apart.
    fn near(&self, x: i32, y: i32) -> u32 {
        self.each_near(x, y).map(|(_, _, n)| n).sum()
    }

    fn each_near(&self, x: i32, y: i32) -> impl Iterator<Item = (i32, i32, u32)> + '_ {
        (y - 1..=y + 1).flat_map(move |y| (x - 1..=x + 1).map(move |x| (x, y))).filter_map(|(x, y)| {
            // Seen from the other speck, what is above to the right is below to the left.
            let (right, down) = if y < 0 { (-x, -y) } else { (x, y) };
            (right.abs() <= REACH && down <= REACH).then(|| (x, y, self.counts[place(right, down)]))
        })
    }

    /// The shortest distance this way after which most specks come again.
    fn shortest(&self, is_this_way: impl Fn(i32, i32) -> bool, sought: &Sought<'_, '_>) -> Option<Distance> {
        let mut found = self.between(PERIODS);
        found.retain(|(x, y, _)| is_this_way(*x, *y));
        found.sort_by_key(|(_, _, n)| std::cmp::Reverse(*n));
        found.truncate(MOST_TRIED);
        let part = |(x, y, _): &(i32, i32, u32)| sought.part(self.exact(*x, *y));
        let parts: Vec<f32> = found.iter().map(part).collect();
        let most = parts.iter().copied().fold(0.0, f32::max);
        // What comes again after a period does so after two of them, and some of it by chance in between.
        let is_again = |part: f32| part >= LEAST_AGAIN && part >= OF_THE_BEST * most;
        let again = found.iter().zip(&parts).filter(|(_, part)| is_again(**part)).map(|(at, _)| at);
        let at = again.min_by_key(|(x, y, _)| x * x + y * y)?;
        // The best of those near by: the first may lie on the slope.
        let (x, y) = (at.0, at.1);
        let near = (y - 2..=y + 2).flat_map(|y| (x - 2..=x + 2).map(move |x| (x, y)));
        let best = near.max_by_key(|(x, y)| self.near(*x, *y))?;
        Some(self.exact(best.0, best.1))
    }

    /// Whether what comes again already does so after a very short way.
    fn is_raster(&self, sought: &Sought<'_, '_>, again: f32) -> bool {
        let mut found = self.between(RASTER);
        found.sort_by_key(|(_, _, n)| std::cmp::Reverse(*n));
        found.iter().take(MOST_TRIED / 4).any(|(x, y, _)| sought.part(self.exact(*x, *y)) >= MOST_IN_RASTER * again)
    }

    /// Distances between so many inches, with how often there is each.
    fn between(&self, (least, most): (f32, f32)) -> Vec<(i32, i32, u32)> {
        let range = ((least * BINS) as i32).pow(2)..=((most * BINS) as i32).pow(2);
        let all = (0..=REACH).flat_map(|y| (-REACH..=REACH).map(move |x| (x, y)));
        let within = all.filter(|(x, y)| range.contains(&(x * x + y * y)));
        within.map(|(x, y)| (x, y, self.near(x, y))).filter(|(_, _, n)| *n > 0).collect()
    }

    /// A distance as the pairs about it have it.
    fn exact(&self, x: i32, y: i32) -> Distance {
        let (mut sum, mut n) = ((0.0, 0.0), 0.0);
        for (near_x, near_y, count) in self.each_near(x, y) {
            let count = count as f32;
            sum = (sum.0 + near_x as f32 * count, sum.1 + near_y as f32 * count);
            n += count;
        }
        if n == 0.0 {
            return Distance { x: x as f32 * self.bin, y: y as f32 * self.bin };
        }
        Distance { x: sum.0 / n * self.bin, y: sum.1 / n * self.bin }
    }
}

fn place(x: i32, y: i32) -> usize {
    (y * (2 * REACH + 3) + x + REACH + 1) as usize
}

/// Specks to be looked up by where they are.
struct Sought<'s, 'p> {
    view: &'s Window<'p>,
    paper: &'s Paper,
    specks: &'s [(f32, f32)],
    /// The squares of the page that have one, in rows.
    squares: Vec<bool>,
    side: f32,
    n_across: usize,
    n_down: usize,
}

impl<'s, 'p> Sought<'s, 'p> {
    fn of(view: &'s Window<'p>, paper: &'s Paper, specks: &'s [(f32, f32)]) -> Self {
        let side = (view.dpi / 100.0).max(2.0);
        let count = |length: usize| (length as f32 / side) as usize + 1;
        let (n_across, n_down) = (count(view.width), count(view.height));
        let mut squares = vec![false; n_across * n_down];
        for (x, y) in specks {
            squares[(y / side) as usize * n_across + (x / side) as usize] = true;
        }
        Sought { view, paper, specks, squares, side, n_across, n_down }
    }

    /// The part of the specks that have another so far on, of those where the paper can be seen there.
    fn part(&self, on: Distance) -> f32 {
        let (mut n, mut n_again) = (0_usize, 0_usize);
        for (x, y) in self.specks.iter().step_by(self.specks.len() / MOST_SOUGHT + 1) {
            let (x, y) = (x + on.x, y + on.y);
            if !self.is_bare(x, y) {
                continue;
            }
            n += 1;
            n_again += usize::from(self.has(x, y));
        }
        if n < LEAST_SOUGHT { 0.0 } else { n_again as f32 / n as f32 }
    }

    fn has(&self, x: f32, y: f32) -> bool {
        // Within half a square: those it may lie in.
        let half = self.side / 2.0;
        [(-half, -half), (half, -half), (-half, half), (half, half)].iter().any(|(dx, dy)| {
            let (x, y) = ((x + dx) / self.side, (y + dy) / self.side);
            let (across, down) = (x as usize, y as usize);
            x >= 0.0
                && y >= 0.0
                && across < self.n_across
                && down < self.n_down
                && self.squares[down * self.n_across + across]
        })
    }

    /// Whether a dot would stand alone on the paper here.
    fn is_bare(&self, x: f32, y: f32) -> bool {
        let around = (self.view.longest() + self.view.longest() / 2) as f32;
        if x < around || y < around || x + around >= self.view.width as f32 || y + around >= self.view.height as f32 {
            return false;
        }
        let steps = [-1.0, -0.5, 0.0, 0.5, 1.0];
        steps.iter().all(|down| {
            steps.iter().all(|across| {
                let colour = self.view.at((x + across * around) as usize, (y + down * around) as usize);
                self.paper.is_light(colour)
            })
        })
    }
}

#[cfg(test)]
pub(super) mod tests;
