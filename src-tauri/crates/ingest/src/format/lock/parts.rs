//! The lock of OpenDocument packages (ODF 1.3, part 2, 3.4 and 4.8): each part is deflated, then locked by a key of its own
//! that is made of the password. What comes out is a package whose parts are not locked.

use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Read, Seek, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{Datelike, NaiveDateTime, Timelike};
use flate2::read::DeflateDecoder;
use quick_xml::events::Event;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::cipher::{Aes, Hash, pbkdf2};
use super::{MOST_BYTES, OPENED, Opened, too_large};
use crate::format::medium::Medium;
use crate::format::ooxml::{attr, each_event};
use crate::format::zip::Archive;
use crate::format::{Emit, Failure};
use crate::passwords::Passwords;

const MANIFEST: &str = "META-INF/manifest.xml";
const MANIFEST_BYTES: u64 = 16 << 20;
/// All parts together, unpacked.
const UNPACKED_BYTES: u64 = 1 << 30;
/// LibreOffice writes 100,000. More than this would hold a worker for minutes.
const MOST_SPINS: u32 = 2_000_000;
/// The checksum is that of so many bytes.
const SUMMED_BYTES: usize = 1024;
const BLOCK: usize = 16;

/// Opens a package.
pub(super) fn open(
    len: u64,
    medium: &mut Medium<'_>,
    passwords: &Passwords,
    out: &mut dyn Emit,
) -> Result<Option<Opened>, Failure> {
    let mut magic = [0; 2];
    medium.read_at(0, &mut magic)?;
    // Its reader says what is wrong with it.
    let Some(archive) = Some(magic).filter(|magic| magic == b"PK").and_then(|_| Archive::open(medium, len).ok()) else {
        return Ok(None);
    };
    let manifest = match archive.read(MANIFEST, MANIFEST_BYTES, medium) {
        Ok(Some(manifest)) => manifest,
        Ok(None) | Err(Failure::LimitHit(_)) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    // What is locked in another way, if only in part, is left as it is.
    let Some(locks) = locks(&String::from_utf8_lossy(&manifest.bytes)).filter(|locks| !locks.is_empty()) else {
        return Ok(None);
    };
    if len > MOST_BYTES {
        return Err(too_large());
    }
    let locks: HashMap<&str, &Lock> = locks.iter().map(|lock| (lock.path.as_str(), lock)).collect();
    let Some(password) = fitting(&archive, &locks, medium, passwords, out)? else { return Ok(None) };
    unlocked(&archive, &locks, &password, medium, out).map(Some)
}

/// How one part is locked.
struct Lock {
    path: String,
    start: [u8; BLOCK],
    salt: Vec<u8>,
    n_spins: u32,
    key_bytes: usize,
    /// What the password is hashed by first.
    hash: Hash,
    /// Of the part's deflated bytes.
    checksum: Option<(Hash, Vec<u8>)>,
}

/// A lock as far as the manifest has told of it.
#[derive(Default)]
struct Told {
    path: String,
    start: Option<[u8; BLOCK]>,
    salt: Vec<u8>,
    n_spins: u32,
    key_bytes: usize,
    hash: Option<Hash>,
    checksum: Option<(Hash, Vec<u8>)>,
}

/// The parts that are locked; `None` where one is in a way that is not known here.
fn locks(manifest: &str) -> Option<Vec<Lock>> {
    let mut found: Vec<Option<Lock>> = Vec::new();
    let mut told = Told::default();
    each_event(manifest, |event| match event {
        Event::Start(tag) | Event::Empty(tag) => {
            let get = |name| attr(tag, name).unwrap_or_default();
            let bytes = |name| STANDARD.decode(get(name).trim()).unwrap_or_default();
            match tag.local_name().as_ref() {
                // Where nothing is said, it is as OpenDocument 1.1 had it.
                "file-entry" => told = Told { path: get("full-path"), hash: Some(Hash::Sha1), ..Told::default() },
                "encryption-data" => {
                    let kind = get("checksum-type").to_ascii_lowercase();
                    let hash = [("sha256", Hash::Sha256), ("sha1", Hash::Sha1)];
                    let hash = hash.into_iter().find(|(name, _)| kind.contains(name) && kind.ends_with("1k"));
                    told.checksum = hash.map(|(_, hash)| (hash, bytes("checksum")));
                }
                "algorithm" if is_aes(&get("algorithm-name")) => {
                    told.start = bytes("initialisation-vector").try_into().ok();
                }
                "key-derivation" if get("key-derivation-name").to_ascii_lowercase().ends_with("pbkdf2") => {
                    told.salt = bytes("salt");
                    told.n_spins = get("iteration-count").parse().unwrap_or_default();
                    told.key_bytes = get("key-size").parse().unwrap_or(BLOCK);
                }
                "start-key-generation" => told.hash = start_hash(&get("start-key-generation-name")),
                _ => {}
            }
            if matches!(event, Event::Empty(_)) && tag.local_name().as_ref() == "encryption-data" {
                found.push(std::mem::take(&mut told).lock());
            }
        }
        Event::End(tag) if tag.local_name().as_ref() == "encryption-data" => {
            found.push(std::mem::take(&mut told).lock());
        }
        _ => {}
    });
    found.into_iter().collect()
}

fn is_aes(name: &str) -> bool {
    ["aes128-cbc", "aes192-cbc", "aes256-cbc"].iter().any(|known| name.to_ascii_lowercase().ends_with(known))
}

fn start_hash(name: &str) -> Option<Hash> {
    let name = name.to_ascii_lowercase();
    [("sha256", Hash::Sha256), ("sha1", Hash::Sha1)]
        .into_iter()
        .find(|(known, _)| name.ends_with(known))
        .map(|(_, hash)| hash)
}

impl Told {
    fn lock(self) -> Option<Lock> {
        let is_known = (1..=MOST_SPINS).contains(&self.n_spins) && matches!(self.key_bytes, 16 | 24 | 32);
        let Told { path, start, salt, n_spins, key_bytes, hash, checksum } = self;
        Some(Lock { path, start: start.filter(|_| is_known)?, salt, n_spins, key_bytes, hash: hash?, checksum })
    }
}

impl Lock {
    /// The part's deflated bytes.
    fn unlock(&self, password: &str, mut bytes: Vec<u8>) -> Option<Vec<u8>> {
        let word = self.hash.of(&[password.as_bytes()]);
        let key = pbkdf2(&word, &self.salt, self.n_spins, self.key_bytes)?;
        Aes::new(&key)?.decrypt_chain(&mut bytes, self.start);
        // The last byte says how many were added to fill a block.
        let n_added = usize::from(*bytes.last()?);
        if (1..=BLOCK).contains(&n_added) {
            bytes.truncate(bytes.len().saturating_sub(n_added));
        }
        Some(bytes)
    }

    /// Whether these are the deflated bytes: their checksum says so, or that they can be inflated.
    fn is_right(&self, deflated: &[u8]) -> bool {
        match &self.checksum {
            Some((hash, sum)) => hash.of(&[&deflated[..deflated.len().min(SUMMED_BYTES)]]) == *sum,
            None => std::io::copy(&mut DeflateDecoder::new(deflated).take(1 << 20), &mut std::io::sink()).is_ok(),
        }
    }
}

/// The password that a small part is opened by.
fn fitting(
    archive: &Archive,
    locks: &HashMap<&str, &Lock>,
    medium: &mut Medium<'_>,
    passwords: &Passwords,
    out: &mut dyn Emit,
) -> Result<Option<String>, Failure> {
    // So little can be opened by a wrong password, too.
    const FEW_BYTES: usize = 64;
    let weight = |bytes: &Vec<u8>| (bytes.len() < FEW_BYTES, bytes.len());
    let mut chosen: Option<(&Lock, Vec<u8>)> = None;
    for (path, lock) in locks {
        out.alive()?;
        let Some(part) = archive.read(path, MOST_BYTES, medium)? else { continue };
        if chosen.as_ref().is_none_or(|(_, bytes)| weight(&part.bytes) < weight(bytes)) {
            chosen = Some((*lock, part.bytes));
        }
    }
    let Some((lock, bytes)) = chosen else { return Ok(None) };
    for password in passwords.iter() {
        // Each takes a while by design.
        out.alive()?;
        if lock.unlock(password, bytes.clone()).is_some_and(|deflated| lock.is_right(&deflated)) {
            return Ok(Some(password.to_owned()));
        }
    }
    Ok(None)
}

/// The package with its parts unlocked. Its manifest is left out: what it says of locks is no longer so.
fn unlocked(
    archive: &Archive,
    locks: &HashMap<&str, &Lock>,
    password: &str,
    medium: &mut Medium<'_>,
    out: &mut dyn Emit,
) -> Result<Opened, Failure> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let (mut damaged, mut left) = (Vec::new(), UNPACKED_BYTES);
    let mut known = HashSet::from([MANIFEST]);
    for name in archive.names().filter(|name| known.insert(*name)) {
        out.alive()?;
        let Some(part) = archive.read(name, MOST_BYTES, medium)? else { continue };
        let mut options = SimpleFileOptions::default();
        if let Some(time) = part.modified.as_deref().and_then(time) {
            options = options.last_modified_time(time);
        }
        let lock = locks.get(name);
        // A package says what it is in a part that stands as it is.
        let options = match lock {
            None => options.compression_method(CompressionMethod::Stored),
            Some(_) => options.compression_method(CompressionMethod::Deflated).compression_level(Some(1)),
        };
        writer.start_file(name, options).map_err(unwritten)?;
        let is_whole = match lock {
            None => pour(&mut &part.bytes[..], &mut writer, &mut left, out)?,
            Some(lock) => match lock.unlock(password, part.bytes).filter(|deflated| lock.is_right(deflated)) {
                Some(deflated) => pour(&mut DeflateDecoder::new(&deflated[..]), &mut writer, &mut left, out)?,
                None => false,
            },
        };
        if !is_whole || part.broken.is_some() {
            damaged.push(name.to_owned());
        }
    }
    let bytes = writer.finish().map_err(unwritten)?.into_inner();
    Ok(Opened { bytes, finding: OPENED, damaged })
}

/// Writes what can be read of a part, and says whether that was all.
fn pour<W: Write + Seek>(
    part: &mut dyn Read,
    writer: &mut ZipWriter<W>,
    left: &mut u64,
    out: &mut dyn Emit,
) -> Result<bool, Failure> {
    let mut buf = vec![0; 256 << 10];
    loop {
        let Ok(n_read) = part.read(&mut buf) else { return Ok(false) };
        if n_read == 0 {
            return Ok(true);
        }
        let limit = || Failure::LimitHit(format!("a locked file of more than {} MiB unpacked", UNPACKED_BYTES >> 20));
        *left = left.checked_sub(n_read as u64).ok_or_else(limit)?;
        writer.write_all(&buf[..n_read]).map_err(unwritten)?;
        out.alive()?;
    }
}

/// A part's time, as archives have it.
fn time(edtf: &str) -> Option<zip::DateTime> {
    let time = NaiveDateTime::parse_from_str(edtf.trim_end_matches('Z'), "%Y-%m-%dT%H:%M:%S").ok()?;
    let small = |number: u32| u8::try_from(number).ok();
    zip::DateTime::from_date_and_time(
        u16::try_from(time.year()).ok()?,
        small(time.month())?,
        small(time.day())?,
        small(time.hour())?,
        small(time.minute())?,
        small(time.second())?,
    )
    .ok()
}

/// What is written into memory fails only where an archive cannot hold it.
fn unwritten(error: impl std::fmt::Display) -> Failure {
    Failure::Corrupt(format!("its parts cannot be put together: {error}"))
}
