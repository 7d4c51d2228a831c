//! Grain and specks: the model takes them for parts of letters, a comma for a full stop, so grainy strips are calmed.

use crate::strip::Strip;

/// From this grain on a strip is calmed; clean scans and pictures drawn by programs stay as they are.
const GRAINY: u8 = 3;

/// How much a pixel usually differs from what its neighbours left and right let expect: the median, so that letters,
/// being fewer than paper, do not count.
fn grain(strip: &Strip) -> u8 {
    let mut histogram = [0usize; 256];
    let mut n_pixels = 0;
    for line in strip.colours.chunks_exact(strip.width.max(1)) {
        for triple in line.windows(3) {
            let [[_, left, _], [_, middle, _], [_, right, _]] = triple else { continue };
            let expected = (u16::from(*left) + u16::from(*right)) / 2;
            let differs = expected.abs_diff(u16::from(*middle)).min(255);
            if let Some(count) = histogram.get_mut(usize::from(differs)) {
                *count += 1;
                n_pixels += 1;
            }
        }
    }
    let mut before = 0;
    for (differs, count) in (0..=u8::MAX).zip(histogram) {
        before += count;
        if before * 2 > n_pixels {
            return differs;
        }
    }
    0
}

/// The strip with every pixel the median of itself and its neighbours, if it is grainy.
pub(crate) fn calm(strip: &mut Strip) {
    if grain(strip) < GRAINY {
        return;
    }
    let width = strip.width;
    let lines: Vec<&[[u8; 3]]> = strip.colours.chunks_exact(width.max(1)).collect();
    let mut calmed = Vec::with_capacity(strip.colours.len());
    for (row, line) in lines.iter().enumerate() {
        let above = lines.get(row.wrapping_sub(1)).unwrap_or(line);
        let below = lines.get(row + 1).unwrap_or(line);
        calmed.extend((0..width).map(|column| {
            let near = [column.saturating_sub(1), column, (column + 1).min(width - 1)];
            [0, 1, 2].map(|channel| {
                let mut nine = [0u8; 9];
                let places = [above, *line, below].into_iter().flat_map(|line| near.map(|column| (line, column)));
                for (value, (line, column)) in nine.iter_mut().zip(places) {
                    *value = line.get(column).and_then(|colour| colour.get(channel)).copied().unwrap_or(0);
                }
                nine.sort_unstable();
                let [_, _, _, _, median, ..] = nine;
                median
            })
        }));
    }
    strip.colours = calmed;
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{
        geometry::Bounds,
        picture::{Image, Picture, Pixels},
        strip::Room,
    };

    const ROOM: Room = Room { before: 0.0, after: 0.0 };

    fn strip(shade: impl Fn(usize, usize) -> u8) -> Strip {
        let bytes: Vec<u8> = (0..48 * 96).map(|idx| shade(idx % 96, idx / 96)).collect();
        let picture = Picture::new(&Image { width: 96, height: 48, pixels: Pixels::Grey(&bytes) }).unwrap();
        let quad = Bounds { left: 0.0, top: 0.0, right: 96.0, bottom: 48.0 }.quad();
        Strip::cut(&picture, &quad, ROOM).unwrap()
    }

    #[test]
    fn only_grainy_strips_are_calmed() {
        let mut clean = strip(|x, y| if (20..28).contains(&x) && y > 10 { 0 } else { 250 });
        let before = clean.colours.clone();
        calm(&mut clean);
        assert_eq!(clean.colours, before);

        // Grain all over and a speck.
        let mut grainy = strip(|x, y| {
            if (x, y) == (50, 20) { 0 } else { 200 + (((x * 2_654_435_761) ^ (y * 40_503)) >> 7) as u8 % 5 * 10 }
        });
        calm(&mut grainy);
        assert!(grainy.colours.iter().all(|colour| colour[0] >= 200));
    }
}
