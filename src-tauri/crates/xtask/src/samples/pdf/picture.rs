//! A black-and-white picture with letters of five by seven dots: what a scanned slip looks like, without any text in it.

/// A one-bit picture, rows padded to bytes, 1 = white.
pub(in super::super) struct Picture {
    width: usize,
    height: usize,
    bits: Vec<u8>,
}

/// A page-sized picture of `lines`, with specks and a slight slant, as a cheap scanner leaves them.
pub(in super::super) fn stamp(lines: &[&str]) -> Picture {
    let (width, height, dot) = (827, 1169, 4);
    let mut picture = Picture { width, height, bits: vec![0xFF; width.div_ceil(8) * height] };
    for (row, line) in lines.iter().enumerate() {
        for (column, letter) in line.chars().enumerate() {
            let (left, top) = (80 + column * 6 * dot, 120 + row * 12 * dot);
            for (y, bits) in glyph(letter).iter().enumerate() {
                for x in (0..5).filter(|x| bits >> (4 - x) & 1 == 1) {
                    let slant = (left + x * dot) / 150;
                    picture.blot(left + x * dot, top + y * dot + slant, dot);
                }
            }
        }
    }
    let mut seed = 20_241_121u32;
    for _ in 0..160 {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let at = seed as usize >> 8;
        picture.blot(at % (width - 2), at / width % (height - 2), 1);
    }
    picture
}

impl Picture {
    fn blot(&mut self, left: usize, top: usize, size: usize) {
        let stride = self.width.div_ceil(8);
        for y in top..top + size {
            for x in left..left + size {
                if x < self.width && y < self.height {
                    self.bits[y * stride + x / 8] &= !(0x80 >> (x % 8));
                }
            }
        }
    }

    /// Entries of the image dictionary.
    pub(super) fn dictionary(&self) -> String {
        format!(
            "/Type /XObject /Subtype /Image /Width {} /Height {} /ColorSpace /DeviceGray /BitsPerComponent 1 \
             /Filter /RunLengthDecode ",
            self.width, self.height
        )
    }

    /// The bits, run-length coded (PDF 32000-1:2008, 7.4.5).
    pub(super) fn packed(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut rest = self.bits.as_slice();
        while let Some(&first) = rest.first() {
            let run = rest.iter().take(128).take_while(|byte| **byte == first).count();
            if run > 1 {
                out.extend([(257 - run) as u8, first]);
                rest = &rest[run..];
                continue;
            }
            let pairs = rest.windows(2).take(127);
            let single = pairs.take_while(|pair| pair[0] != pair[1]).count().max(1);
            out.push((single - 1) as u8);
            out.extend(&rest[..single]);
            rest = &rest[single..];
        }
        out.push(128);
        out
    }
}

/// Seven rows of five dots, the leftmost in bit 4. Letters the slip does not need are blank.
fn glyph(letter: char) -> [u8; 7] {
    match letter {
        'A' => [14, 17, 17, 31, 17, 17, 17],
        'C' => [14, 17, 16, 16, 16, 17, 14],
        'D' => [30, 17, 17, 17, 17, 17, 30],
        'E' => [31, 16, 16, 30, 16, 16, 31],
        'F' => [31, 16, 16, 30, 16, 16, 16],
        'G' => [14, 17, 16, 23, 17, 17, 14],
        'H' => [17, 17, 17, 31, 17, 17, 17],
        'I' => [14, 4, 4, 4, 4, 4, 14],
        'K' => [17, 18, 20, 24, 20, 18, 17],
        'L' => [16, 16, 16, 16, 16, 16, 31],
        'M' => [17, 27, 21, 21, 17, 17, 17],
        'N' => [17, 25, 21, 19, 17, 17, 17],
        'O' => [14, 17, 17, 17, 17, 17, 14],
        'P' => [30, 17, 17, 30, 16, 16, 16],
        'Q' => [14, 17, 17, 17, 21, 18, 13],
        'R' => [30, 17, 17, 30, 20, 18, 17],
        'S' => [15, 16, 16, 14, 1, 1, 30],
        'T' => [31, 4, 4, 4, 4, 4, 4],
        'U' => [17, 17, 17, 17, 17, 17, 14],
        'V' => [17, 17, 17, 17, 17, 10, 4],
        '0' => [14, 17, 19, 21, 25, 17, 14],
        '1' => [4, 12, 4, 4, 4, 4, 14],
        '2' => [14, 17, 1, 6, 8, 16, 31],
        '3' => [30, 1, 1, 14, 1, 1, 30],
        '4' => [2, 6, 10, 18, 31, 2, 2],
        '7' => [31, 1, 2, 4, 4, 4, 4],
        '8' => [14, 17, 17, 14, 17, 17, 14],
        _ => [0; 7],
    }
}
