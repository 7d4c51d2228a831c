//! The locks of Office 97 to 2003 ([MS-OFFCRYPTO], 2.3.5 and 2.3.6): RC4 with a key for each stretch of a stream.

use md5::{Digest, Md5};

use super::cipher::Hash;
use super::wide;
use crate::format::package::{u16_at, u32_at};

/// How a file's streams are locked.
pub(super) enum Lock {
    /// With 40 bits, as Office 97 does.
    Short { salt: [u8; 16], verifier: [u8; 16], hash: [u8; 16] },
    /// As the system's own library does.
    Long { salt: [u8; 16], verifier: [u8; 16], hash: [u8; 20], key_bytes: usize },
}

/// What the keys of stretches are made of.
pub(super) enum Keys {
    Short([u8; 5]),
    Long { hash: Vec<u8>, key_bytes: usize },
}

impl Lock {
    /// Reads a description that begins with its version.
    pub(super) fn parse(info: &[u8]) -> Option<Lock> {
        let array = |at: usize| info.get(at..at + 16)?.try_into().ok();
        match (u16_at(info, 0)?, u16_at(info, 2)?) {
            (1, 1) => Some(Lock::Short { salt: array(4)?, verifier: array(20)?, hash: array(36)? }),
            (2..=4, 2) => {
                let header_len = u32_at(info, 8)? as usize;
                let header = info.get(12..)?.get(..header_len)?;
                let rest = info.get(12 + header_len..)?;
                let array = |at: usize| rest.get(at..at + 16)?.try_into().ok();
                // None means 40.
                let n_bits = Some(u32_at(header, 16)? as usize).filter(|bits| *bits > 0).unwrap_or(40);
                Some(Lock::Long {
                    salt: array(4)?,
                    verifier: array(20)?,
                    hash: rest.get(40..60)?.try_into().ok()?,
                    key_bytes: (n_bits / 8).min(16),
                })
            }
            _ => None,
        }
    }

    /// What the keys are made of, if this is the password.
    pub(super) fn open(&self, password: &str) -> Option<Keys> {
        match self {
            Lock::Short { salt, verifier, hash } => {
                let word = Md5::digest(wide(password));
                let mut hasher = Md5::new();
                for _ in 0..16 {
                    hasher.update(&word[..5]);
                    hasher.update(salt);
                }
                let keys = Keys::Short(hasher.finalize()[..5].try_into().ok()?);
                let (verifier, hash) = keys.verified(verifier, hash);
                (Md5::digest(verifier)[..] == hash).then_some(keys)
            }
            Lock::Long { salt, verifier, hash, key_bytes } => {
                let keys = Keys::Long { hash: Hash::Sha1.of(&[salt, &wide(password)]), key_bytes: *key_bytes };
                let (verifier, hash) = keys.verified(verifier, hash);
                (Hash::Sha1.of(&[&verifier]) == hash).then_some(keys)
            }
        }
    }
}

impl Keys {
    /// A verifier and its hash, unlocked one after the other.
    fn verified(&self, verifier: &[u8], hash: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let mut both = [verifier, hash].concat();
        self.of(0).apply(&mut both);
        let hash = both.split_off(verifier.len());
        (both, hash)
    }

    /// Unlocks a whole stream whose key changes after each stretch of so many bytes.
    pub(super) fn unlock(&self, stream: &mut [u8], stretch: usize) {
        for (number, bytes) in (0_u32..).zip(stream.chunks_mut(stretch)) {
            self.of(number).apply(bytes);
        }
    }

    /// What unlocks one stretch, at its start.
    pub(super) fn of(&self, number: u32) -> Rc4 {
        match self {
            Keys::Short(base) => Rc4::new(&Md5::new().chain_update(base).chain_update(number.to_le_bytes()).finalize()),
            Keys::Long { hash, key_bytes } => {
                let mut key = Hash::Sha1.of(&[hash, &number.to_le_bytes()]);
                key.truncate(*key_bytes);
                if *key_bytes == 5 {
                    // 40 bits are filled up with zeros.
                    key.resize(16, 0);
                }
                Rc4::new(&key)
            }
        }
    }
}

/// The stream cipher RC4.
pub(super) struct Rc4 {
    state: [u8; 256],
    i: u8,
    j: u8,
}

impl Rc4 {
    fn new(key: &[u8]) -> Rc4 {
        let mut state = [0; 256];
        state.iter_mut().zip(0..=255).for_each(|(place, value)| *place = value);
        let mut j = 0_u8;
        for i in 0..256 {
            let of_key = key.get(i % key.len().max(1)).copied().unwrap_or_default();
            j = j.wrapping_add(state[i]).wrapping_add(of_key);
            state.swap(i, usize::from(j));
        }
        Rc4 { state, i: 0, j: 0 }
    }

    pub(super) fn apply(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.i = self.i.wrapping_add(1);
            self.j = self.j.wrapping_add(self.state[usize::from(self.i)]);
            self.state.swap(usize::from(self.i), usize::from(self.j));
            let at = self.state[usize::from(self.i)].wrapping_add(self.state[usize::from(self.j)]);
            *byte ^= self.state[usize::from(at)];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What msoffcrypto-tool makes of the numbers 0 to 39, in stretches of 16, and of a verifier and its hash.
    #[test]
    fn keys_are_those_of_another_program() {
        let check = |lock: Lock, locked: &str| {
            let mut stream = (0..40).collect::<Vec<u8>>();
            lock.open("graureiher").expect("the password").unlock(&mut stream, 16);
            assert_eq!(stream.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), locked);
            assert!(lock.open("graureihe").is_none());
        };
        let bytes = |hex: &str| -> Vec<u8> {
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")).collect()
        };
        let salt = *b"sixteen of salt!";
        let short = bytes("c0ae2e8b02b662c44bcfd053d0dbc3b4a34d6c901ba100ad78384a354ec448ea");
        let info = [&[1, 0, 1, 0][..], &salt, &short].concat();
        check(
            Lock::parse(&info).expect("a lock"),
            "a18f5aed74da02aa26b4fa37baf6fc8d01471b960080991f8f6275beb920f783a496c88f9550d39c",
        );
        let long = [
            (
                128,
                "2a158c8255dd180c0ab917e06888046a4a4749cc4e3e1b7b6becaf1f6768a4c2d6cc6b19",
                "4b34f8e423b1786267c23d8402a53b53fb07c94e9d270509eabf2452baf48d42d6417674021d8e7a",
            ),
            (
                40,
                "72cd7ded3de613e221fee4229b86655efb196d2f5897e84cd1d920a194b34a925efd69c9",
                "13ec098b4b8a738c4c85ce46f1ab5a67358f6dae4f17184ff9dc895b6d2200a2320435d7740ffa67",
            ),
        ];
        for (bits, verifier, locked) in long {
            let (verifier, hash) = (bytes(&verifier[..32]), bytes(&verifier[32..]));
            let key_bytes = bits / 8;
            let array = |bytes: Vec<u8>| bytes.try_into().expect("16 bytes");
            let lock =
                Lock::Long { salt, verifier: array(verifier), hash: hash.try_into().expect("20 bytes"), key_bytes };
            check(lock, locked);
        }
    }

    #[test]
    fn the_cipher_is_rc4() {
        let mut bytes = *b"Plaintext";
        Rc4::new(b"Key").apply(&mut bytes);
        assert_eq!(bytes, [0xbb, 0xf3, 0x16, 0xe8, 0xd9, 0x40, 0xaf, 0x0a, 0xd3]);
    }
}
