//! Files are locked here as office programs lock them, and opened again.

#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cfb::{CompoundFile, Version};
use md5::{Digest, Md5};
use proptest::prelude::*;

use super::cipher::{Aes, Hash};
use super::rc4::Keys;
use super::{OPENED, OPENS_ITSELF, Opened, open, wide};
use crate::format::probe::{Probe, damage, probe};
use crate::format::{Failure, Input, Limits, workbook};
use crate::kind::{self, Kind};
use crate::passwords::Passwords;

const SALT: [u8; 16] = *b"sixteen of salt!";
const WORD: &str = "graureiher";

fn try_to_open(kind: Kind, bytes: &[u8], words: &[&str]) -> Result<Option<Opened>, Failure> {
    let passwords = Passwords::new(words.iter().map(|word| (*word).to_owned()));
    let mut source = Cursor::new(bytes);
    let (len, limits) = (bytes.len() as u64, Limits::DESKTOP);
    let mut input = Input { bytes: &mut source, len, name: None, limits, resume: None, passwords: &passwords };
    assert_eq!(kind::detect(&mut input).unwrap(), kind);
    open(kind, &mut input, &mut Probe::default())
}

fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        file.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes.resize(bytes.len().next_multiple_of(16), 0);
    bytes
}

fn chained(key: &[u8], bytes: &[u8], mut before: [u8; 16]) -> Vec<u8> {
    let aes = Aes::new(key).unwrap();
    let mut bytes = padded(bytes);
    for block in bytes.as_chunks_mut::<16>().0 {
        block.iter_mut().zip(before).for_each(|(byte, other)| *byte ^= other);
        aes.encrypt(block);
        before = *block;
    }
    bytes
}

fn alone(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let aes = Aes::new(key).unwrap();
    let mut bytes = padded(bytes);
    bytes.as_chunks_mut::<16>().0.iter_mut().for_each(|block| aes.encrypt(block));
    bytes
}

/// A package as Office 2010 and later lock it.
fn agile(package: &[u8], word: &str, (name, hash, bits): (&str, Hash, usize)) -> Vec<u8> {
    const SPINS: u32 = 300;
    let key = hash.of(&[b"a key"]).repeat(2)[..bits / 8].to_vec();
    let spun = hash.spun(&SALT, &wide(word), SPINS);
    let part = |purpose: [u8; 8], bytes: &[u8]| {
        let mut part = hash.of(&[&spun, &purpose]);
        part.resize(bits / 8, 0x36);
        STANDARD.encode(chained(&part, bytes, SALT))
    };
    let verifier = *b"a verifier of 16";
    let xml = format!(
        "<encryption xmlns:p=\"urn:p\"><keyData saltSize=\"16\" blockSize=\"16\" keyBits=\"{bits}\" cipherAlgorithm=\"AES\" \
         cipherChaining=\"ChainingModeCBC\" hashAlgorithm=\"{name}\" saltValue=\"{salt}\"/><keyEncryptors><keyEncryptor>\
         <p:encryptedKey spinCount=\"{SPINS}\" saltSize=\"16\" blockSize=\"16\" keyBits=\"{bits}\" cipherAlgorithm=\"AES\" \
         cipherChaining=\"ChainingModeCBC\" hashAlgorithm=\"{name}\" saltValue=\"{salt}\" encryptedVerifierHashInput=\"{}\" \
         encryptedVerifierHashValue=\"{}\" encryptedKeyValue=\"{}\"/></keyEncryptor></keyEncryptors></encryption>",
        part([0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79], &verifier),
        part([0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e], &hash.of(&[&verifier])),
        part([0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6], &key),
        salt = STANDARD.encode(SALT),
    );
    let info = [&[4, 0, 4, 0, 0x40, 0, 0, 0][..], xml.as_bytes()].concat();
    let mut locked = (package.len() as u64).to_le_bytes().to_vec();
    for (number, piece) in (0_u32..).zip(package.chunks(4096)) {
        let start = hash.of(&[&SALT, &number.to_le_bytes()]);
        locked.extend(chained(&key, piece, start[..16].try_into().unwrap()));
    }
    compound(&[("EncryptionInfo", &info), ("EncryptedPackage", &locked)])
}

/// A package as Office 2007 locks it.
fn standard(package: &[u8], word: &str) -> Vec<u8> {
    let spun = Hash::Sha1.spun(&SALT, &wide(word), 50_000);
    let hash = Hash::Sha1.of(&[&spun, &[0; 4]]);
    let mut block = [0x36; 64];
    block.iter_mut().zip(&hash).for_each(|(byte, other)| *byte ^= other);
    let key = &Hash::Sha1.of(&[&block])[..16];
    let verifier = *b"a verifier of 16";
    let header = [&[0x24, 0, 0, 0, 0, 0, 0, 0, 0x0e, 0x66, 0, 0, 4, 0x80, 0, 0, 0x80, 0, 0, 0][..], &[0; 12]].concat();
    let info = [
        &[3, 0, 2, 0, 0x24, 0, 0, 0][..],
        &(header.len() as u32).to_le_bytes(),
        &header,
        &[16, 0, 0, 0],
        &SALT,
        &alone(key, &verifier),
        &[20, 0, 0, 0],
        &alone(key, &Hash::Sha1.of(&[&verifier])),
    ];
    let locked = [&(package.len() as u64).to_le_bytes()[..], &alone(key, package)].concat();
    compound(&[("EncryptionInfo", &info.concat()), ("EncryptedPackage", &locked)])
}

fn package() -> Vec<u8> {
    b"PK\x03\x04 and the rest of a package, ".repeat(300)
}

#[test]
fn packages_are_opened_by_the_password_that_fits() {
    let schemes = [
        ("SHA1", Hash::Sha1, 128),
        ("SHA256", Hash::Sha256, 192),
        ("SHA384", Hash::Sha384, 256),
        ("SHA512", Hash::Sha512, 256),
    ];
    let agile = schemes.map(|scheme| agile(&package(), WORD, scheme));
    for locked in agile.into_iter().chain([standard(&package(), WORD)]) {
        let opened = try_to_open(Kind::LockedOffice, &locked, &["not this", WORD]).unwrap().unwrap();
        assert_eq!(opened.bytes, package());
        assert_eq!(opened.finding, OPENED);
        assert!(try_to_open(Kind::LockedOffice, &locked, &["not this", ""]).unwrap().is_none());
    }
}

#[test]
fn what_programs_open_by_themselves_is_opened() {
    let locked = agile(&package(), "VelvetSweatshop", ("SHA512", Hash::Sha512, 256));
    let opened = try_to_open(Kind::LockedOffice, &locked, &[]).unwrap().unwrap();
    assert_eq!((opened.bytes, opened.finding), (package(), OPENS_ITSELF));
}

/// The lock of Office 97, and what its keys are made of.
fn short_lock() -> (Vec<u8>, Keys) {
    let word = Md5::digest(wide(WORD));
    let mixed = Md5::digest([&word[..5], &SALT].concat().repeat(16));
    let keys = Keys::Short(mixed[..5].try_into().unwrap());
    let verifier = *b"a verifier of 16";
    let mut locked = [&verifier[..], &Md5::digest(verifier)].concat();
    keys.unlock(&mut locked, 512);
    ([&[1, 0, 1, 0][..], &SALT, &locked].concat(), keys)
}

/// The lock of the system's library, with this many bits.
fn long_lock(bits: u32) -> (Vec<u8>, Keys) {
    let keys = Keys::Long { hash: Hash::Sha1.of(&[&SALT, &wide(WORD)]), key_bytes: bits as usize / 8 };
    let verifier = *b"a verifier of 16";
    let mut locked = [&verifier[..], &Hash::Sha1.of(&[&verifier])].concat();
    keys.unlock(&mut locked, 512);
    let mut header = [0; 34];
    header[8..12].copy_from_slice(&0x6801_u32.to_le_bytes());
    header[16..20].copy_from_slice(&bits.to_le_bytes());
    let (verifier, hash) = locked.split_at(16);
    let head = [&[2, 0, 2, 0, 4, 0, 0, 0][..], &34_u32.to_le_bytes(), &header, &[16, 0, 0, 0], &SALT];
    ([&head.concat()[..], verifier, &[20, 0, 0, 0], hash].concat(), keys)
}

fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(body.len() as u16).to_le_bytes(), body].concat()
}

/// A workbook of one sheet with one text, as Excel 97 writes it; locked where there is a lock.
fn xls(lock: Option<(Vec<u8>, Keys)>, text: &str) -> Vec<u8> {
    let bof = |part: u8| record(0x809, &[0, 6, part, 0, 0xbb, 0x0d, 0xcc, 0x07, 0, 0, 0, 0, 6, 0, 0, 0]);
    let of_lock = lock.as_ref().map(|(lock, _)| record(0x2f, &[&[1, 0][..], lock].concat())).unwrap_or_default();
    let globals = [bof(5), of_lock, record(0x42, &[0xb0, 4])].concat();
    let sheet_at = globals.len() + 4 + 14 + 4;
    let sheet = [&(sheet_at as u32).to_le_bytes()[..], &[0, 0, 6, 0], b"Ladung"].concat();
    let label = [&[0; 6][..], &(text.len() as u16).to_le_bytes(), &[0], text.as_bytes()].concat();
    let parts = [globals, record(0x85, &sheet), record(10, &[]), bof(0x10), record(0x204, &label), record(10, &[])];
    let mut stream = parts.concat();
    // Streams this short lie elsewhere: both kinds are tried.
    if text.len() > 100 {
        stream.extend(vec![0; 5000]);
    }
    if let Some((_, keys)) = lock {
        let mut locked = stream.clone();
        keys.unlock(&mut locked, 1024);
        let mut at = 0;
        while at + 4 <= stream.len() {
            let (kind, len) = (u16::from_le_bytes([stream[at], stream[at + 1]]), stream[at + 2]);
            let body = at + 4..at + 4 + usize::from(len);
            let clear = match kind {
                0x809 | 0x2f => body.len(),
                0x85 => 4,
                _ => 0,
            };
            stream[body.start + clear..body.end].copy_from_slice(&locked[body.start + clear..body.end]);
            at = body.end;
        }
    }
    compound(&[("Workbook", &stream)])
}

/// The pattern of "testpass", as other programs make it ([MS-OFFCRYPTO], 2.3.7.2).
const PATTERN: [u8; 16] =
    [0x5d, 0xe1, 0xde, 0x69, 0x5f, 0xe3, 0xde, 0xea, 0xba, 0xac, 0x98, 0x0e, 0x98, 0xac, 0xbb, 0x13];

/// A workbook with the pattern laid over it; of Excel 95 where `old`.
fn patterned(old: bool, text: &str) -> Vec<u8> {
    let lock = [&[0, 0][..if old { 0 } else { 2 }], &0xa6ce_u16.to_le_bytes(), &0x9727_u16.to_le_bytes()].concat();
    let mut plain = CompoundFile::open(Cursor::new(xls(None, text))).unwrap();
    let mut stream = Vec::new();
    plain.open_stream("Workbook").unwrap().read_to_end(&mut stream).unwrap();
    let bof = 4 + usize::from(stream[2]);
    let of_lock = record(0x2f, &lock);
    stream.splice(bof..bof, of_lock.iter().copied());
    let mut at = 0;
    while at + 4 <= stream.len() {
        let (kind, len) = (u16::from_le_bytes([stream[at], stream[at + 1]]), usize::from(stream[at + 2]));
        let body = at + 4;
        if kind == 0x85 {
            let sheet: [u8; 4] = stream[body..body + 4].try_into().unwrap();
            let moved = u32::from_le_bytes(sheet) + of_lock.len() as u32;
            stream[body..body + 4].copy_from_slice(&moved.to_le_bytes());
        }
        let n_clear = match kind {
            0x809 | 0x2f => len,
            0x85 => 4,
            _ => 0,
        };
        for n in n_clear..len {
            stream[body + n] = stream[body + n].rotate_left(5) ^ PATTERN[(body + len + n) % 16];
        }
        at = body + len;
    }
    compound(&[(if old { "Book" } else { "Workbook" }, &stream)])
}

#[test]
fn workbooks_under_a_pattern_are_opened_in_place() {
    for (old, text) in [(false, "eight crates".to_owned()), (true, "eight crates ".repeat(15))] {
        let locked = patterned(old, &text);
        assert_eq!(probe(workbook::read, &locked).0, Err(Failure::Encrypted));
        assert!(try_to_open(Kind::Xls, &locked, &["not this"]).unwrap().is_none());
        let opened = try_to_open(Kind::Xls, &locked, &["not this", "testpass"]).unwrap().unwrap();
        let (outcome, found) = probe(workbook::read, &opened.bytes);
        assert_eq!((outcome, found.text()), (Ok(()), text));
    }
}

#[test]
fn older_workbooks_are_opened_in_place() {
    for text in ["eight crates", &"eight crates ".repeat(15)] {
        assert!(try_to_open(Kind::Xls, &xls(None, text), &[WORD]).unwrap().is_none());
        for lock in [short_lock, || long_lock(128), || long_lock(40)] {
            let locked = xls(Some(lock()), text);
            assert_eq!(probe(workbook::read, &locked).0, Err(Failure::Encrypted));
            assert!(try_to_open(Kind::Xls, &locked, &["not this"]).unwrap().is_none());
            let opened = try_to_open(Kind::Xls, &locked, &["not this", WORD]).unwrap().unwrap();
            let (outcome, found) = probe(workbook::read, &opened.bytes);
            assert_eq!(outcome, Ok(()));
            assert_eq!(found.text(), text);
        }
    }
}

/// Locks a Word document: its table gets room for the lock before all else.
pub(crate) fn locked_document(plain: &[u8], short: bool) -> Vec<u8> {
    let (lock, keys) = if short { short_lock() } else { long_lock(128) };
    let mut file = CompoundFile::open(Cursor::new(plain)).unwrap();
    let mut all = |name: &str| {
        let mut bytes = Vec::new();
        file.open_stream(name).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    let (mut document, table, mut data) = (all("WordDocument"), all("1Table"), all("Data"));
    let n = u16::from_le_bytes([document[0x98], document[0x99]]);
    for pair in 0..usize::from(n) {
        let at = 0x9a + 8 * pair;
        let place: [u8; 4] = document[at..at + 4].try_into().unwrap();
        let moved = u32::from_le_bytes(place) + lock.len() as u32;
        document[at..at + 4].copy_from_slice(&moved.to_le_bytes());
    }
    document[11] |= 1;
    document[14..18].copy_from_slice(&(lock.len() as u32).to_le_bytes());
    let head = document[..68].to_vec();
    let mut table = [lock.clone(), table].concat();
    [&mut document, &mut table, &mut data].into_iter().for_each(|stream| keys.unlock(stream, 512));
    document[..68].copy_from_slice(&head);
    table[..lock.len()].copy_from_slice(&lock);
    compound(&[("WordDocument", &document), ("1Table", &table), ("Data", &data)])
}

/// A Word document with the pattern of "testpass" laid over it: the flag that says so, and how much is left clear, are its version's.
pub(crate) fn patterned_document(plain: &[u8], flag: u8, n_clear: usize) -> Vec<u8> {
    let mut file = CompoundFile::open(Cursor::new(plain)).unwrap();
    let names: Vec<String> = file.walk().filter(cfb::Entry::is_stream).map(|entry| entry.name().to_owned()).collect();
    let mut streams = Vec::new();
    for name in &names {
        let mut bytes = Vec::new();
        file.open_stream(name).unwrap().read_to_end(&mut bytes).unwrap();
        let mut n_kept = 0;
        if name == "WordDocument" {
            bytes[11] |= 1 | flag;
            bytes[14..16].copy_from_slice(&0x9727_u16.to_le_bytes());
            bytes[16..18].copy_from_slice(&0xa6ce_u16.to_le_bytes());
            n_kept = n_clear;
        }
        for (byte, over) in bytes.iter_mut().zip(PATTERN.iter().cycle()).skip(n_kept) {
            if *byte != 0 && byte != over {
                *byte ^= over;
            }
        }
        streams.push((name.as_str(), bytes));
    }
    compound(&streams.iter().map(|(name, bytes)| (*name, &bytes[..])).collect::<Vec<_>>())
}

/// A lock of 128 bits, and what lays it over a stretch by its number.
pub(crate) fn lock_of_stretches() -> (Vec<u8>, impl Fn(u32, &mut [u8])) {
    let (lock, keys) = long_lock(128);
    (lock, move |number, bytes: &mut [u8]| keys.of(number).apply(bytes))
}

/// A locked file, opened.
pub(crate) fn opened(kind: Kind, locked: &[u8]) -> Vec<u8> {
    assert!(try_to_open(kind, locked, &["not this"]).unwrap().is_none());
    let opened = try_to_open(kind, locked, &["not this", WORD, "testpass"]).unwrap().unwrap();
    assert_eq!((opened.finding, opened.damaged.len()), (OPENED, 0));
    opened.bytes
}

/// A package of OpenDocument as LibreOffice locks it, part by part.
pub(crate) fn locked_package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    const SPINS: u32 = 100;
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut manifest = "<manifest:manifest>".to_owned();
    for (name, bytes) in parts.iter().filter(|(name, _)| *name != "META-INF/manifest.xml") {
        writer.start_file(*name, stored).unwrap();
        if *name == "mimetype" {
            writer.write_all(bytes).unwrap();
            continue;
        }
        let mut deflater = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        deflater.write_all(bytes).unwrap();
        let mut deflated = deflater.finish().unwrap();
        let sum = Hash::Sha256.of(&[&deflated[..deflated.len().min(1024)]]);
        let salt = Hash::Sha256.of(&[name.as_bytes()])[..16].to_vec();
        let key = super::pbkdf2(&Hash::Sha256.of(&[WORD.as_bytes()]), &salt, SPINS, 32).unwrap();
        let n_added = 16 - deflated.len() % 16;
        deflated.resize(deflated.len() + n_added, n_added as u8);
        writer.write_all(&chained(&key, &deflated, SALT)).unwrap();
        manifest.push_str(&format!(
            "<manifest:file-entry manifest:full-path=\"{name}\" manifest:size=\"{}\"><manifest:encryption-data \
             manifest:checksum-type=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0#sha256-1k\" \
             manifest:checksum=\"{}\"><manifest:algorithm \
             manifest:algorithm-name=\"http://www.w3.org/2001/04/xmlenc#aes256-cbc\" \
             manifest:initialisation-vector=\"{}\"/><manifest:key-derivation manifest:key-derivation-name=\"PBKDF2\" \
             manifest:key-size=\"32\" manifest:iteration-count=\"{SPINS}\" manifest:salt=\"{}\"/>\
             <manifest:start-key-generation \
             manifest:start-key-generation-name=\"http://www.w3.org/2000/09/xmldsig#sha256\" manifest:key-size=\"32\"/>\
             </manifest:encryption-data></manifest:file-entry>",
            bytes.len(),
            STANDARD.encode(sum),
            STANDARD.encode(SALT),
            STANDARD.encode(salt),
        ));
    }
    writer.start_file("META-INF/manifest.xml", stored).unwrap();
    writer.write_all(format!("{manifest}</manifest:manifest>").as_bytes()).unwrap();
    writer.finish().unwrap().into_inner()
}

const ODT: &[u8] = b"application/vnd.oasis.opendocument.text";

#[test]
fn a_part_that_is_damaged_behind_its_lock_costs_no_other() {
    let words = b"<office:text>eight crates</office:text>".repeat(4);
    let noise: Vec<u8> = (0..20_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let mut locked = locked_package(&[("mimetype", ODT), ("content.xml", &words), ("Pictures/a.png", &noise)]);
    let middle = locked.len() / 2;
    locked[middle..middle + 64].fill(0);
    let opened = try_to_open(Kind::Odt, &locked, &[WORD]).unwrap().unwrap();
    assert_eq!(opened.damaged, ["Pictures/a.png"]);
    let (_, found) = probe(crate::format::zip::read, &opened.bytes);
    assert_eq!(found.children[1].1, words);
}

#[test]
fn a_package_with_a_lock_that_is_not_known_is_left_as_it_is() {
    let locked = locked_package(&[("mimetype", ODT), ("content.xml", b"<a/>")]);
    let of_another_kind = |from: &str, to: &str| {
        let at = locked.windows(from.len()).position(|found| found == from.as_bytes()).unwrap();
        let mut bytes = locked.clone();
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
        bytes
    };
    assert!(try_to_open(Kind::Odt, &locked, &[WORD]).unwrap().is_some());
    for (from, to) in [("aes256-cbc", "aes256-gcm"), ("PBKDF2", "ARGON2"), ("xmldsig#sha256", "xmldsig#sha999")] {
        assert!(try_to_open(Kind::Odt, &of_another_kind(from, to), &[WORD]).unwrap().is_none(), "{to}");
    }
}

fn any_locked() -> Vec<Vec<u8>> {
    let small = agile(&package()[..40], WORD, ("SHA256", Hash::Sha256, 128));
    let of_books = [short_lock(), long_lock(128)].map(|lock| xls(Some(lock), "crate"));
    let package = locked_package(&[("mimetype", ODT), ("content.xml", b"<office:text>eight crates</office:text>")]);
    [vec![small, standard(b"PK\x03\x04", WORD), patterned(false, "crate"), package], of_books.to_vec()].concat()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_locks_never_panic(
        which in 0..6_usize,
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..12),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let locked = any_locked().swap_remove(which);
        let damaged = damage(&locked, &changes, cut);
        for kind in [Kind::LockedOffice, Kind::Xls, Kind::Doc, Kind::Ppt, Kind::Odt] {
            let passwords = Passwords::new([WORD.to_owned(), "testpass".to_owned()]);
            let mut source = Cursor::new(&damaged);
            let (len, limits) = (damaged.len() as u64, Limits::DESKTOP);
            let mut input = Input { bytes: &mut source, len, name: None, limits, resume: None, passwords: &passwords };
            let _ = open(kind, &mut input, &mut Probe::default());
        }
    }
}
