//! The lock of packages that a description in XML tells of ([MS-OFFCRYPTO], 2.3.4.10 to 2.3.4.15).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::cipher::{Aes, Hash};
use super::wide;
use crate::format::xml::attributes;

/// What parts of the key are made with.
const VERIFIER: [u8; 8] = [0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79];
const VERIFIER_HASH: [u8; 8] = [0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e];
const KEY: [u8; 8] = [0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6];
/// The package is locked in pieces of this size.
const PIECE: usize = 4096;
/// Office writes 100,000. More than this would hold a worker for minutes.
const MOST_SPINS: u32 = 2_000_000;
/// What fills a key or a start that is too short.
const FILL: u8 = 0x36;

/// How a package is locked.
pub(super) struct Lock {
    package: Scheme,
    key: Scheme,
    n_spins: u32,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
    locked_key: Vec<u8>,
}

/// A cipher, a hash and a salt.
struct Scheme {
    salt: Vec<u8>,
    key_bytes: usize,
    hash: Hash,
}

impl Lock {
    pub(super) fn parse(xml: &[u8]) -> Option<Lock> {
        let xml = std::str::from_utf8(xml).ok()?.trim_end_matches('\0');
        let mut reader = Reader::from_str(xml);
        let (mut package, mut key) = (None, None);
        loop {
            match reader.read_event().ok()? {
                Event::Start(tag) | Event::Empty(tag) => {
                    let found = Attributes(attributes(&tag));
                    match tag.local_name().as_ref() {
                        "keyData" => package = Some(found),
                        "encryptedKey" => key = key.or(Some(found)),
                        _ => {}
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        let key = key?;
        Some(Lock {
            package: package?.scheme()?,
            n_spins: key.get("spinCount")?.parse().ok().filter(|spins| *spins <= MOST_SPINS)?,
            verifier: key.bytes("encryptedVerifierHashInput")?,
            verifier_hash: key.bytes("encryptedVerifierHashValue")?,
            locked_key: key.bytes("encryptedKeyValue")?,
            key: key.scheme()?,
        })
    }

    /// The package's key, if this is the password.
    pub(super) fn open(&self, password: &str) -> Option<Vec<u8>> {
        let hash = self.key.hash;
        let spun = hash.spun(&self.key.salt, &wide(password), self.n_spins);
        let unlocked = |locked: &[u8], purpose: &[u8]| {
            let key = filled(hash.of(&[&spun, purpose]), self.key.key_bytes);
            let mut bytes = locked.to_vec();
            Aes::new(&key)?.decrypt_chain(&mut bytes, start(&self.key.salt));
            Some(bytes)
        };
        let verifier = unlocked(&self.verifier, &VERIFIER)?;
        let expected = unlocked(&self.verifier_hash, &VERIFIER_HASH)?;
        let found = hash.of(&[&verifier]);
        if expected.get(..found.len())? != found {
            return None;
        }
        let mut key = unlocked(&self.locked_key, &KEY)?;
        key.truncate(self.package.key_bytes);
        Some(key)
    }

    /// Unlocks the package in place.
    pub(super) fn unlock(&self, key: &[u8], bytes: &mut [u8]) {
        let Some(aes) = Aes::new(key) else { return };
        for (number, piece) in (0_u32..).zip(bytes.chunks_mut(PIECE)) {
            let salt = self.package.hash.of(&[&self.package.salt, &number.to_le_bytes()]);
            aes.decrypt_chain(piece, start(&salt));
        }
    }
}

struct Attributes(Vec<(String, String)>);

impl Attributes {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        STANDARD.decode(self.get(name)?.trim()).ok()
    }

    fn scheme(&self) -> Option<Scheme> {
        let is_known = self.get("cipherAlgorithm")? == "AES"
            && self.get("cipherChaining")? == "ChainingModeCBC"
            && self.get("blockSize")? == "16";
        let n_bits: usize = self.get("keyBits")?.parse().ok()?;
        let hash = Hash::named(self.get("hashAlgorithm")?)?;
        is_known.then_some(Scheme { salt: self.bytes("saltValue")?, key_bytes: n_bits / 8, hash })
    }
}

/// A key of the right length.
fn filled(mut bytes: Vec<u8>, len: usize) -> Vec<u8> {
    bytes.resize(len.min(64), FILL);
    bytes
}

/// What the first block is chained to.
fn start(salt: &[u8]) -> [u8; 16] {
    let mut block = [FILL; 16];
    block.iter_mut().zip(salt).for_each(|(byte, salt)| *byte = *salt);
    block
}
