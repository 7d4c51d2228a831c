//! Entries that a password locks: by the classic cipher (APPNOTE.TXT 6.1) or by AES as WinZip adds it (its "AE-1" and
//! "AE-2"). A password that seems right is tried out on the bytes: the classic cipher's check lets one in 256 pass.

use std::io::{self, Read, Take};

use encoding_rs::WINDOWS_1252;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use super::entry::{Entry, Place};
use crate::format::crc::step;
use crate::format::lock::{Aes, pbkdf2};
use crate::format::medium::Medium;
use crate::format::{Emit, Failure};
use crate::passwords::Passwords;

const CLASSIC_BYTES: usize = 12;
/// AES: how often a key is hashed, and how long its check and the seal behind the bytes are.
const N_SPINS: u32 = 1000;
const CHECK_BYTES: usize = 2;
const SEAL_BYTES: u64 = 10;
/// How much of an entry is unpacked to try a password.
const TRIED_BYTES: u64 = 16 << 20;
/// How often a password may not fit before the rest of an archive is left shut: trying takes a millisecond each.
const MOST_MISSES: u32 = 30_000;

/// The passwords for one archive, the one that fitted last first.
pub(super) struct Keyring {
    words: Vec<Vec<u8>>,
    n_misses: u32,
    /// How many entries were opened.
    pub(super) n_opened: u64,
}

/// An entry as it is once it is unlocked, and what unlocks it.
pub(super) struct Unlocked {
    pub(super) entry: Entry,
    pub(super) cipher: Cipher,
}

impl Keyring {
    /// Passwords with other letters than ASCII are tried as UTF-8 and as older Windows programs wrote them.
    pub(super) fn new(passwords: &Passwords) -> Keyring {
        let mut words: Vec<Vec<u8>> = Vec::new();
        for word in passwords.iter() {
            words.push(word.as_bytes().to_vec());
            let (old, _, is_lossy) = WINDOWS_1252.encode(word);
            if !is_lossy && *old != *word.as_bytes() {
                words.push(old.into_owned());
            }
        }
        Keyring { words, n_misses: 0, n_opened: 0 }
    }

    /// Unlocks a locked entry, if a password fits.
    pub(super) fn unlock(
        &mut self,
        entry: &Entry,
        medium: &mut Medium<'_>,
        out: &mut dyn Emit,
    ) -> Result<Option<Unlocked>, Failure> {
        if self.words.is_empty() || self.n_misses >= MOST_MISSES {
            return Ok(None);
        }
        let Some(locked) = Locked::find(entry, medium)? else { return Ok(None) };
        let mut doubtful = None;
        for place in 0..self.words.len() {
            out.alive()?;
            let Some(cipher) = locked.key(&self.words[place]) else {
                self.n_misses += 1;
                continue;
            };
            let unlocked = Unlocked { entry: locked.clear(entry), cipher };
            let is_right = unlocked.is_right(medium);
            medium.check()?;
            if is_right {
                self.words[..=place].rotate_right(1);
                self.n_opened += 1;
                return Ok(Some(unlocked));
            }
            doubtful = doubtful.or(Some(unlocked));
        }
        // The check of AES lets one in 65,536 pass: then it is the bytes that are damaged.
        Ok(doubtful.filter(|_| entry.aes.is_some()))
    }
}

impl Unlocked {
    /// Whether the bytes unpack, as far as they are tried.
    fn is_right(&self, medium: &mut Medium<'_>) -> bool {
        let Ok(mut packed) = self.entry.packed(medium, Some(self.cipher.clone())) else { return false };
        let Ok(bytes) = self.entry.unpack(&mut packed) else { return false };
        io::copy(&mut bytes.take(TRIED_BYTES), &mut io::sink()).is_ok()
    }
}

/// What stands before a locked entry's bytes.
struct Locked {
    method: Method,
    head: Vec<u8>,
    data_at: u64,
}

/// How an entry is locked.
enum Method {
    /// With what the last byte of the head may be.
    Classic([u8; 2]),
    Aes(AesExtra),
}

/// What the extra field of an AES entry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AesExtra {
    /// Length of the key in bytes.
    key_bytes: usize,
    /// How the bytes are packed.
    method: u16,
    /// Whether the checksum is that of the bytes, and not left out.
    has_crc: bool,
}

impl AesExtra {
    pub(super) fn parse(field: &[u8]) -> Option<AesExtra> {
        let [version, _, b'A', b'E', strength @ 1..=3, low, high] = *field.first_chunk::<7>()? else { return None };
        let key_bytes = 8 + 8 * usize::from(strength);
        Some(AesExtra { key_bytes, method: u16::from_le_bytes([low, high]), has_crc: version == 1 })
    }
}

impl Locked {
    fn find(entry: &Entry, medium: &mut Medium<'_>) -> Result<Option<Locked>, Failure> {
        let Ok(data_at) = entry.data_at(medium) else { return Ok(None) };
        let (method, n_head) = match entry.aes {
            Some(aes) => (Method::Aes(aes), aes.key_bytes / 2 + CHECK_BYTES),
            None if entry.is_locked_strongly() => return Ok(None),
            None => {
                let by_crc = entry.crc.map_or(0, |crc| (crc >> 24) as u8);
                (Method::Classic([by_crc, (entry.dos_time >> 8) as u8]), CLASSIC_BYTES)
            }
        };
        let mut head = vec![0; n_head];
        let is_whole = medium.read_at(data_at, &mut head)? == n_head && entry.packed >= n_head as u64;
        Ok(is_whole.then_some(Locked { method, head, data_at }))
    }

    fn key(&self, password: &[u8]) -> Option<Cipher> {
        match &self.method {
            Method::Classic(checks) => {
                let mut keys = Classic::new(password);
                let mut head = self.head.clone();
                keys.apply(&mut head);
                checks.contains(head.last()?).then_some(Cipher::Classic(keys))
            }
            Method::Aes(aes) => {
                let (salt, check) = self.head.split_at(aes.key_bytes / 2);
                let derived = pbkdf2(password, salt, N_SPINS, 2 * aes.key_bytes + CHECK_BYTES)?;
                let (keys, found) = derived.split_at(2 * aes.key_bytes);
                let (key, seal) = keys.split_at(aes.key_bytes);
                let stream = Stream { aes: Aes::new(key)?.into(), number: 0, block: [0; 16], n_used: 16 };
                let seal = Hmac::<Sha1>::new_from_slice(seal).ok()?;
                (found == check).then_some(Cipher::Aes(Box::new(stream), seal))
            }
        }
    }

    fn clear(&self, entry: &Entry) -> Entry {
        let mut clear = entry.clone();
        clear.place = Place::Data(self.data_at + self.head.len() as u64);
        clear.packed -= self.head.len() as u64;
        if let Method::Aes(aes) = &self.method {
            clear.method = aes.method;
            clear.packed = clear.packed.saturating_sub(SEAL_BYTES);
            clear.crc = clear.crc.filter(|_| aes.has_crc);
        }
        clear
    }
}

/// What unlocks an entry's bytes, at their start.
#[derive(Clone)]
pub(super) enum Cipher {
    Classic(Classic),
    Aes(Box<Stream>, Hmac<Sha1>),
}

/// The classic cipher's three keys.
#[derive(Clone)]
pub(super) struct Classic([u32; 3]);

impl Classic {
    fn new(password: &[u8]) -> Classic {
        let mut keys = Classic([0x1234_5678, 0x2345_6789, 0x3456_7890]);
        password.iter().for_each(|byte| keys.turn(*byte));
        keys
    }

    fn turn(&mut self, byte: u8) {
        let [one, two, three] = &mut self.0;
        *one = step(*one, byte);
        *two = two.wrapping_add(*one & 0xff).wrapping_mul(134_775_813).wrapping_add(1);
        *three = step(*three, (*two >> 24) as u8);
    }

    fn apply(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            let word = (self.0[2] | 2) & 0xffff;
            *byte ^= (word.wrapping_mul(word ^ 1) >> 8) as u8;
            self.turn(*byte);
        }
    }
}

/// AES as a stream: its blocks are counted from 1, the lowest byte first.
#[derive(Clone)]
pub(super) struct Stream {
    aes: std::rc::Rc<Aes>,
    number: u128,
    block: [u8; 16],
    n_used: usize,
}

impl Stream {
    fn apply(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            if self.n_used == self.block.len() {
                self.number += 1;
                self.block = self.number.to_le_bytes();
                self.aes.encrypt(&mut self.block);
                self.n_used = 0;
            }
            *byte ^= self.block[self.n_used];
            self.n_used += 1;
        }
    }
}

/// An entry's packed bytes, unlocked where they were locked.
pub(super) struct Clear<R> {
    bytes: Take<R>,
    cipher: Option<Cipher>,
}

impl<R: Read> Clear<R> {
    pub(super) fn new(bytes: Take<R>, cipher: Option<Cipher>) -> Clear<R> {
        Clear { bytes, cipher }
    }

    /// Compares the seal that stands behind the bytes.
    fn unseal(&mut self) -> io::Result<()> {
        let Some(Cipher::Aes(_, seal)) = self.cipher.take() else { return Ok(()) };
        self.bytes.set_limit(SEAL_BYTES);
        let mut found = Vec::new();
        self.bytes.read_to_end(&mut found)?;
        self.bytes.set_limit(0);
        match seal.verify_truncated_left(&found) {
            Ok(()) if !found.is_empty() => Ok(()),
            _ => Err(io::Error::other("its seal is not the one that was set")),
        }
    }
}

impl<R: Read> Read for Clear<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n_read = self.bytes.read(buf)?;
        let bytes = &mut buf[..n_read];
        match &mut self.cipher {
            None => return Ok(n_read),
            Some(Cipher::Classic(keys)) => keys.apply(bytes),
            Some(Cipher::Aes(stream, seal)) => {
                seal.update(bytes);
                stream.apply(bytes);
            }
        }
        if self.bytes.limit() == 0 {
            self.unseal()?;
        }
        Ok(n_read)
    }
}
