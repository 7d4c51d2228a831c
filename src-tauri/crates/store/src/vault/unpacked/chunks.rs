//! The pieces of an LZMA2 stream, and of the blocks of an xz file (its format, version 1.2.1). Each says how long it is
//! packed and unpacked, so that all up to a place can be passed over to the last that needs nothing before it.

use std::io::{ErrorKind, Read, Result, Seek, SeekFrom};

use super::{super::Bytes, Form, lzma::broken};

/// A piece that is unpacked as one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chunk {
    /// Where its packed bytes stand, and how many they are.
    pub at: u64,
    pub n_packed: u64,
    pub n_unpacked: u64,
    pub is_plain: bool,
    /// Whether it needs nothing of what came before.
    pub is_fresh: bool,
    pub resets_state: bool,
    /// The model's numbers, where they are given anew.
    pub numbers: Option<u8>,
    /// How far it may look back.
    pub window: u32,
}

/// Goes from piece to piece.
#[derive(Debug, Clone)]
pub(super) struct Chunks {
    form: Form,
    at: u64,
    /// Of the block at hand.
    window: u32,
    block_at: u64,
    n_check: u64,
    n_blocks: u64,
    n_padding: u64,
    place: Where,
    /// Packed bytes from a place on: where pieces are short, many are told of in these.
    near: (u64, Vec<u8>),
}

const NEAR_BYTES: u64 = 512;
/// More zeros between streams are none that a program puts there.
const MOST_PADDING: u64 = 64 << 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Where {
    /// Before an xz stream.
    Stream,
    /// Before a block or the list of them.
    Block,
    Chunk,
    End,
}

impl Chunks {
    pub fn new(form: Form, start: u64) -> Result<Chunks> {
        let (window, place) = match form {
            Form::Lzma2 { window } => (window_len(window)?, Where::Chunk),
            _ => (0, Where::Stream),
        };
        let near = (start, Vec::new());
        Ok(Chunks { form, at: start, window, block_at: start, n_check: 0, n_blocks: 0, n_padding: 0, place, near })
    }

    /// The same place, without the bytes at hand.
    pub fn here(&self) -> Chunks {
        Chunks { near: (self.at, Vec::new()), ..*self }
    }

    /// The next piece; `None` where there are no more. After an error it is asked for once more.
    pub fn next(&mut self, packed: &mut Bytes) -> Result<Option<Chunk>> {
        let before = self.here();
        let next = self.go_on(packed);
        if next.is_err() {
            *self = before;
        }
        next
    }

    fn go_on(&mut self, packed: &mut Bytes) -> Result<Option<Chunk>> {
        loop {
            match self.place {
                Where::End => return Ok(None),
                Where::Stream => self.stream(packed)?,
                Where::Block => self.block(packed)?,
                Where::Chunk => {
                    if let Some(chunk) = self.chunk(packed)? {
                        return Ok(Some(chunk));
                    }
                }
            }
        }
    }

    fn chunk(&mut self, packed: &mut Bytes) -> Result<Option<Chunk>> {
        let [control] = self.take(packed)?;
        if control == 0 {
            self.place = match self.form {
                Form::Xz => Where::Block,
                _ => Where::End,
            };
            if self.form == Form::Xz {
                let n_padding = (self.block_at.wrapping_sub(self.at)) % 4;
                self.at += n_padding + self.n_check;
            }
            return Ok(None);
        }
        let is_plain = control < 0x80;
        if is_plain && control > 2 {
            return Err(broken());
        }
        let [high, low] = self.take(packed)?;
        let mut n_unpacked = u64::from(u16::from_be_bytes([high, low])) + 1;
        let mut n_packed = n_unpacked;
        let mut numbers = None;
        if !is_plain {
            n_unpacked += u64::from(control & 0x1f) << 16;
            n_packed = u64::from(u16::from_be_bytes(self.take(packed)?)) + 1;
            if control >= 0xc0 {
                let [given] = self.take(packed)?;
                // A larger model costs more to make than a short piece can be worth, so LZMA2 allows none.
                if given % 9 + given / 9 % 5 > 4 {
                    return Err(broken());
                }
                numbers = Some(given);
            }
        }
        let chunk = Chunk {
            at: self.at,
            n_packed,
            n_unpacked,
            is_plain,
            is_fresh: control == 1 || control >= 0xe0,
            resets_state: control >= 0xa0,
            numbers,
            window: self.window,
        };
        self.at = self.at.checked_add(n_packed).ok_or_else(broken)?;
        Ok(Some(chunk))
    }

    /// Goes into an xz stream, or to the end where none begins.
    fn stream(&mut self, packed: &mut Bytes) -> Result<()> {
        let header: [u8; 12] = match self.take(packed) {
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                self.place = Where::End;
                return Ok(());
            }
            header => header?,
        };
        if header[..4] == [0; 4] {
            // What lies between streams: four bytes at a time.
            self.at -= 8;
            self.n_padding += 4;
            return if self.n_padding > MOST_PADDING { Err(broken()) } else { Ok(()) };
        }
        const CHECK_BYTES: [u64; 16] = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];
        self.n_check = CHECK_BYTES[usize::from(header[7] & 0xf)];
        self.place = if header.starts_with(b"\xfd7zXZ\0\0") { Where::Block } else { Where::End };
        Ok(())
    }

    fn block(&mut self, packed: &mut Bytes) -> Result<()> {
        self.block_at = self.at;
        let [size] = self.take(packed)?;
        if size == 0 {
            return self.list(packed);
        }
        let end = self.block_at + (u64::from(size) + 1) * 4;
        let [flags] = self.take(packed)?;
        // Another filter, or one of a newer version.
        if flags & 0x3f != 0 {
            return Err(broken());
        }
        for is_given in [flags & 0x40 != 0, flags & 0x80 != 0] {
            if is_given {
                self.number(packed)?;
            }
        }
        let [filter, n_given, window] = self.take(packed)?;
        if filter != 0x21 || n_given != 1 || self.at > end {
            return Err(broken());
        }
        self.window = window_len(window)?;
        self.n_blocks += 1;
        self.at = end;
        self.place = Where::Chunk;
        Ok(())
    }

    /// Passes over the list of blocks and what ends a stream.
    fn list(&mut self, packed: &mut Bytes) -> Result<()> {
        if self.number(packed)? != self.n_blocks {
            return Err(broken());
        }
        for _ in 0..self.n_blocks * 2 {
            self.number(packed)?;
        }
        (self.n_blocks, self.n_padding) = (0, 0);
        let n_padding = self.block_at.wrapping_sub(self.at) % 4;
        self.at += n_padding + 4 + 12;
        self.place = Where::Stream;
        Ok(())
    }

    /// A number of up to 63 bits, seven in a byte, the lowest first.
    fn number(&mut self, packed: &mut Bytes) -> Result<u64> {
        let mut number = 0;
        for place in 0..9 {
            let [byte] = self.take(packed)?;
            number |= u64::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(broken())
    }

    fn take<const N: usize>(&mut self, packed: &mut Bytes) -> Result<[u8; N]> {
        let found = |near: &(u64, Vec<u8>), at: u64| {
            let from = usize::try_from(at.checked_sub(near.0)?).ok()?;
            near.1.get(from..)?.first_chunk().copied()
        };
        let bytes = match found(&self.near, self.at) {
            Some(bytes) => bytes,
            None => {
                self.near = (self.at, Vec::new());
                packed.seek(SeekFrom::Start(self.at))?;
                packed.take(NEAR_BYTES).read_to_end(&mut self.near.1)?;
                found(&self.near, self.at).ok_or_else(broken)?
            }
        };
        self.at += N as u64;
        Ok(bytes)
    }
}

/// How far is looked back, as it is written down in one byte; not farther than can be borne.
fn window_len(written: u8) -> Result<u32> {
    let len = match written {
        0..40 => (2 | u32::from(written & 1)) << (written / 2 + 11),
        _ => u32::MAX,
    };
    if len > super::MOST_WINDOW { Err(broken()) } else { Ok(len) }
}
