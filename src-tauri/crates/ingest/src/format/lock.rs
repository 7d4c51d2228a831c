//! Office files that a password locks, opened: what comes out is read as if it had never been locked.
//!
//! Newer ones are packages within a compound file ([MS-OFFCRYPTO], 2.3.4: `agile` and `standard`); the older documents,
//! workbooks and presentations have their streams locked in place (`legacy`, `slides`); of OpenDocument each part is locked
//! by itself (`parts`). What no password opens is left to its reader, which says so.

mod agile;
mod cipher;
mod legacy;
mod parts;
mod pattern;
mod rc4;
mod slides;
mod standard;
#[cfg(test)]
pub(crate) mod tests;

pub(crate) use cipher::{Aes, pbkdf2};

use std::io::SeekFrom;

use super::medium::Medium;
use super::ole::Ole;
use super::package::{u16_at, u32_at};
use super::{Emit, Failure, Input};
use crate::kind::Kind;
use crate::passwords::Passwords;

/// Largest locked file that is opened; all of it is held in memory.
const MOST_BYTES: u64 = 256 << 20;
const INFO_BYTES: u64 = 256 << 10;
/// What office programs lock files with that nobody gave a password, and try by themselves.
const BY_ITSELF: &str = "VelvetSweatshop";

/// What readers say of a document that was locked.
pub(crate) const OPENED: &str = "it is locked, and one of the case's passwords opened it";
const OPENS_ITSELF: &str = "it is locked with the password that office programs try by themselves";

/// A file that was locked.
pub(crate) struct Opened {
    /// The file as it was before.
    pub(crate) bytes: Vec<u8>,
    /// What is to be said of it.
    pub(crate) finding: &'static str,
    /// Parts that were damaged behind their lock: they are there as far as they go.
    pub(crate) damaged: Vec<String>,
}

impl Opened {
    fn whole(bytes: Vec<u8>, finding: &'static str) -> Opened {
        Opened { bytes, finding, damaged: Vec::new() }
    }
}

/// Opens a locked file of a kind that is locked as a whole; `None` where it is not locked or no password fits.
///
/// # Errors
/// [`Failure::LimitHit`] for one that is too large.
pub(crate) fn open(kind: Kind, input: &mut Input<'_>, out: &mut dyn Emit) -> Result<Option<Opened>, Failure> {
    let (len, passwords) = (input.len, input.passwords);
    let mut medium = Medium::new(&mut *input.bytes);
    let within = match kind {
        Kind::Odt | Kind::Ods | Kind::Odp | Kind::Odg => None,
        Kind::LockedOffice => Some(package as Opening),
        Kind::Doc => Some(legacy::document as Opening),
        Kind::Xls => Some(legacy::workbook as Opening),
        Kind::Ppt => Some(slides::open as Opening),
        _ => return Ok(None),
    };
    let opened = match within {
        None => parts::open(len, &mut medium, passwords, out)?,
        Some(open) => match Ole::open(&mut medium, len) {
            Ok(ole) => open(Locked { ole: &ole, len, medium: &mut medium, passwords, out })?,
            // Its reader says what is wrong with it.
            Err(_) => None,
        },
    };
    medium.check()?;
    input.bytes.seek(SeekFrom::Start(0)).map_err(|error| Failure::ReadError(error.to_string()))?;
    Ok(opened)
}

/// A compound file that may be locked, and what it is tried with.
struct Locked<'l, 'm> {
    ole: &'l Ole,
    len: u64,
    medium: &'l mut Medium<'m>,
    passwords: &'l Passwords,
    out: &'l mut dyn Emit,
}

type Opening = fn(Locked<'_, '_>) -> Result<Option<Opened>, Failure>;

impl Locked<'_, '_> {
    /// What the first password that fits gives, and what is to be said of it.
    fn fitting<K>(&mut self, try_one: impl Fn(&str) -> Option<K>) -> Result<Option<(K, &'static str)>, Failure> {
        fitting(self.passwords, self.out, try_one)
    }

    /// The whole file, to be changed where it is locked.
    fn whole(&mut self) -> Result<Vec<u8>, Failure> {
        if self.len > MOST_BYTES {
            return Err(too_large());
        }
        self.medium.part(0, self.len)
    }
}

/// The package within a compound file.
fn package(mut locked: Locked<'_, '_>) -> Result<Option<Opened>, Failure> {
    let ole = locked.ole;
    let (Some(info), Some(package)) = (ole.find("EncryptionInfo"), ole.find("EncryptedPackage")) else {
        return Ok(None);
    };
    let info = ole.read(info, INFO_BYTES, locked.medium)?.bytes;
    let Some(lock) = PackageLock::parse(&info) else { return Ok(None) };
    let Some((key, finding)) = locked.fitting(|password| lock.open(password))? else { return Ok(None) };
    if package.size > MOST_BYTES {
        return Err(too_large());
    }
    let mut bytes = ole.read(package, MOST_BYTES, locked.medium)?.bytes;
    let Some(size) = u32_at(&bytes, 0).zip(u32_at(&bytes, 4)) else { return Ok(None) };
    let size = u64::from(size.0) | u64::from(size.1) << 32;
    bytes.drain(..8);
    lock.unlock(&key, &mut bytes);
    bytes.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    Ok(Some(Opened::whole(bytes, finding)))
}

/// How a package is locked.
enum PackageLock {
    Agile(agile::Lock),
    Standard(standard::Lock),
}

impl PackageLock {
    fn parse(info: &[u8]) -> Option<PackageLock> {
        match (u16_at(info, 0)?, u16_at(info, 2)?) {
            (4, 4) => agile::Lock::parse(info.get(8..)?).map(PackageLock::Agile),
            (2..=4, 2) => standard::Lock::parse(info.get(4..)?).map(PackageLock::Standard),
            _ => None,
        }
    }

    fn open(&self, password: &str) -> Option<Vec<u8>> {
        match self {
            PackageLock::Agile(lock) => lock.open(password),
            PackageLock::Standard(lock) => lock.open(password),
        }
    }

    fn unlock(&self, key: &[u8], bytes: &mut [u8]) {
        match self {
            PackageLock::Agile(lock) => lock.unlock(key, bytes),
            PackageLock::Standard(_) => standard::unlock(key, bytes),
        }
    }
}

/// What the first password that fits gives, and what is to be said of it.
fn fitting<K>(
    passwords: &Passwords,
    out: &mut dyn Emit,
    try_one: impl Fn(&str) -> Option<K>,
) -> Result<Option<(K, &'static str)>, Failure> {
    let tried = std::iter::once((BY_ITSELF, OPENS_ITSELF)).chain(passwords.iter().map(|word| (word, OPENED)));
    for (password, finding) in tried {
        // Each takes a while by design.
        out.alive()?;
        if let Some(key) = try_one(password) {
            return Ok(Some((key, finding)));
        }
    }
    Ok(None)
}

fn too_large() -> Failure {
    Failure::LimitHit(format!("a locked file of more than {} MiB", MOST_BYTES >> 20))
}

/// A password as these files have it.
fn wide(password: &str) -> Vec<u8> {
    password.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
