//! One run of LZMA (Igor Pavlov's specification of 2015), decoded in safe Rust: hostile bytes are unpacked here outside a
//! worker. Nothing that comes out is trusted; it is only ever compared or held against a checksum.

use std::io::{Error, ErrorKind, Result};

const N_STATES: usize = 12;
const EVEN: u16 = 1 << 10;
/// No symbol takes more packed bytes.
pub(super) const MOST_PER_SYMBOL: usize = 32;
const END: u32 = u32::MAX;

/// What came out last, as far as what follows may look back to.
#[derive(Clone)]
pub(super) struct Window {
    bytes: Vec<u8>,
    at: usize,
    /// Bytes since it was emptied last.
    n: u64,
}

impl Window {
    pub fn new(len: usize) -> Window {
        Window { bytes: vec![0; len.max(1)], at: 0, n: 0 }
    }

    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    pub fn empty(&mut self) {
        self.n = 0;
    }

    pub fn push(&mut self, byte: u8) {
        self.bytes[self.at] = byte;
        self.at += 1;
        if self.at == self.bytes.len() {
            self.at = 0;
        }
        self.n += 1;
    }

    /// Whether a byte lies so far back, from 0 for the last one.
    fn reaches(&self, back: u32) -> bool {
        u64::from(back) < self.n && (back as usize) < self.bytes.len()
    }

    /// The byte that lies so far back.
    pub fn back(&self, back: u32) -> u8 {
        let back = back as usize + 1;
        let at = if back <= self.at { self.at - back } else { self.at + self.bytes.len() - back };
        self.bytes[at]
    }

    fn last(&self) -> u8 {
        if self.n == 0 { 0 } else { self.back(0) }
    }
}

/// The packed bytes at hand, and the number they are read as.
#[derive(Clone, Default)]
pub(super) struct Coded {
    pub bytes: Vec<u8>,
    pub at: usize,
    range: u32,
    code: u32,
    /// Whether more was asked for than there is.
    is_short: bool,
}

impl Coded {
    /// Begins a run, with the five bytes that stand before it.
    pub fn begin(&mut self) -> Result<()> {
        self.is_short = false;
        let first = self.byte();
        self.range = u32::MAX;
        self.code = (0..4).fold(0, |code, _| code << 8 | u32::from(self.byte()));
        if self.is_short || first != 0 { Err(broken()) } else { Ok(()) }
    }

    fn byte(&mut self) -> u8 {
        match self.bytes.get(self.at) {
            Some(byte) => {
                self.at += 1;
                *byte
            }
            None => {
                self.is_short = true;
                0
            }
        }
    }

    fn normalize(&mut self) {
        if self.range < 1 << 24 {
            self.range <<= 8;
            self.code = self.code << 8 | u32::from(self.byte());
        }
    }

    fn bit(&mut self, odds: &mut u16) -> u32 {
        self.normalize();
        let bound = (self.range >> 11) * u32::from(*odds);
        if self.code < bound {
            self.range = bound;
            *odds += ((1 << 11) - *odds) >> 5;
            0
        } else {
            self.range -= bound;
            self.code -= bound;
            *odds -= *odds >> 5;
            1
        }
    }

    fn even_bits(&mut self, n: u32) -> u32 {
        let mut bits = 0;
        for _ in 0..n {
            self.normalize();
            self.range >>= 1;
            let is_set = self.code >= self.range;
            if is_set {
                self.code -= self.range;
            }
            bits = bits << 1 | u32::from(is_set);
        }
        bits
    }

    /// A number of so many bits, the highest first.
    fn tree(&mut self, odds: &mut [u16], n_bits: u32) -> u32 {
        let mut node = 1;
        for _ in 0..n_bits {
            node = node << 1 | self.bit(&mut odds[node as usize]);
        }
        node - (1 << n_bits)
    }

    /// A number of so many bits, the lowest first; the odds of its first bit stand at `from`.
    fn reversed(&mut self, odds: &mut [u16], from: usize, n_bits: u32) -> u32 {
        let (mut node, mut number) = (1, 0);
        for place in 0..n_bits {
            let bit = self.bit(&mut odds[from + node - 1]);
            node = node << 1 | bit as usize;
            number |= bit << place;
        }
        number
    }
}

#[derive(Clone)]
struct Lengths {
    choice: [u16; 2],
    low: [[u16; 8]; 16],
    middle: [[u16; 8]; 16],
    high: [u16; 256],
}

impl Lengths {
    fn new() -> Lengths {
        Lengths { choice: [EVEN; 2], low: [[EVEN; 8]; 16], middle: [[EVEN; 8]; 16], high: [EVEN; 256] }
    }

    fn read(&mut self, coded: &mut Coded, place: usize) -> u32 {
        if coded.bit(&mut self.choice[0]) == 0 {
            return coded.tree(&mut self.low[place], 3);
        }
        if coded.bit(&mut self.choice[1]) == 0 {
            return 8 + coded.tree(&mut self.middle[place], 3);
        }
        16 + coded.tree(&mut self.high, 8)
    }
}

/// What is known of a run so far.
#[derive(Clone)]
pub(super) struct Lzma {
    numbers: u8,
    n_before: u32,
    literal_mask: u64,
    place_mask: u64,
    state: usize,
    /// How far back the last four repetitions lay, the latest first.
    backs: [u32; 4],
    literal: Vec<u16>,
    is_match: [[u16; 16]; N_STATES],
    is_again: [u16; N_STATES],
    /// Whether it is not the latest, not the second, not the third.
    is_older: [[u16; N_STATES]; 3],
    is_long: [[u16; 16]; N_STATES],
    slot: [[u16; 64]; 4],
    /// The odds of distance bits below the highest two, of slots 4 to 13.
    middle: [u16; 115],
    low: [u16; 16],
    fresh_lengths: Lengths,
    again_lengths: Lengths,
}

/// What comes next.
pub(super) enum Symbol {
    Byte(u8),
    /// So many bytes from so far back, from 0 for the last one.
    Repeat(u32, u32),
    End,
}

impl Lzma {
    /// Of the byte in which the three numbers of the model are packed.
    pub fn new(numbers: u8) -> Result<Lzma> {
        let (n_before, rest) = (u32::from(numbers % 9), numbers / 9);
        let (n_literal, n_place) = (u32::from(rest % 5), u32::from(rest / 5));
        if n_place > 4 {
            return Err(broken());
        }
        Ok(Lzma {
            numbers,
            n_before,
            literal_mask: (1 << n_literal) - 1,
            place_mask: (1 << n_place) - 1,
            state: 0,
            backs: [0; 4],
            literal: vec![EVEN; 0x300 << (n_before + n_literal)],
            is_match: [[EVEN; 16]; N_STATES],
            is_again: [EVEN; N_STATES],
            is_older: [[EVEN; N_STATES]; 3],
            is_long: [[EVEN; 16]; N_STATES],
            slot: [[EVEN; 64]; 4],
            middle: [EVEN; 115],
            low: [EVEN; 16],
            fresh_lengths: Lengths::new(),
            again_lengths: Lengths::new(),
        })
    }

    /// Begins anew, with the same numbers.
    pub fn forget(&mut self) -> Result<()> {
        *self = Lzma::new(self.numbers)?;
        Ok(())
    }

    /// Decodes one symbol. Who calls sees to it that `coded` holds enough bytes or all there are.
    pub fn symbol(&mut self, coded: &mut Coded, window: &Window) -> Result<Symbol> {
        let symbol = self.decode(coded, window);
        if coded.is_short { Err(broken()) } else { symbol }
    }

    fn decode(&mut self, coded: &mut Coded, window: &Window) -> Result<Symbol> {
        let place = (window.n & self.place_mask) as usize;
        if coded.bit(&mut self.is_match[self.state][place]) == 0 {
            return self.byte(coded, window).map(Symbol::Byte);
        }
        let is_after_byte = self.state < 7;
        if coded.bit(&mut self.is_again[self.state]) == 0 {
            let n_more = self.fresh_lengths.read(coded, place);
            self.state = if is_after_byte { 7 } else { 10 };
            let back = self.distance(coded, n_more);
            self.backs.rotate_right(1);
            self.backs[0] = back;
            return if back == END { Ok(Symbol::End) } else { self.repeat(n_more + 2, window) };
        }
        if coded.bit(&mut self.is_older[0][self.state]) == 0 {
            if coded.bit(&mut self.is_long[self.state][place]) == 0 {
                self.state = if is_after_byte { 9 } else { 11 };
                return self.repeat(1, window);
            }
        } else {
            let which = match coded.bit(&mut self.is_older[1][self.state]) {
                0 => 1,
                _ => 2 + coded.bit(&mut self.is_older[2][self.state]) as usize,
            };
            self.backs[..=which].rotate_right(1);
        }
        let n_more = self.again_lengths.read(coded, place);
        self.state = if is_after_byte { 8 } else { 11 };
        self.repeat(n_more + 2, window)
    }

    fn repeat(&self, n: u32, window: &Window) -> Result<Symbol> {
        match window.reaches(self.backs[0]) {
            true => Ok(Symbol::Repeat(n, self.backs[0])),
            false => Err(broken()),
        }
    }

    fn byte(&mut self, coded: &mut Coded, window: &Window) -> Result<u8> {
        let before = u32::from(window.last()) >> (8 - self.n_before);
        let group = ((window.n & self.literal_mask) as usize) << self.n_before | before as usize;
        let odds = &mut self.literal[0x300 * group..0x300 * (group + 1)];
        let mut node = 1;
        if self.state >= 7 {
            if !window.reaches(self.backs[0]) {
                return Err(broken());
            }
            // As long as it agrees with the byte that a repetition would give, that decides on the odds.
            let mut like = u32::from(window.back(self.backs[0]));
            while node < 0x100 {
                let wanted = like >> 7 & 1;
                like <<= 1;
                let bit = coded.bit(&mut odds[((1 + wanted) << 8 | node) as usize]);
                node = node << 1 | bit;
                if bit != wanted {
                    break;
                }
            }
        }
        while node < 0x100 {
            node = node << 1 | coded.bit(&mut odds[node as usize]);
        }
        self.state = match self.state {
            0..4 => 0,
            state @ 4..10 => state - 3,
            state => state - 6,
        };
        Ok((node & 0xff) as u8)
    }

    fn distance(&mut self, coded: &mut Coded, n_more: u32) -> u32 {
        let slot = coded.tree(&mut self.slot[n_more.min(3) as usize], 6);
        if slot < 4 {
            return slot;
        }
        let n_bits = (slot >> 1) - 1;
        let high = (2 | slot & 1) << n_bits;
        if slot < 14 {
            // The odds of all these slots stand one after another, from the first of slot 4 at 1.
            return high + coded.reversed(&mut self.middle, (high - slot) as usize + 1, n_bits);
        }
        let middle = coded.even_bits(n_bits - 4) << 4;
        high.wrapping_add(middle).wrapping_add(coded.reversed(&mut self.low, 1, 4))
    }
}

pub(super) fn broken() -> Error {
    Error::new(ErrorKind::InvalidData, "it is no LZMA stream")
}
