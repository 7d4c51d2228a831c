//! The ciphers and hashes that locks are made of.

use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256, Block};
use hmac::{Hmac, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// AES with a key of 16, 24 or 32 bytes.
pub(crate) enum Aes {
    Short(Box<Aes128>),
    Middle(Box<Aes192>),
    Long(Box<Aes256>),
}

impl Aes {
    pub(crate) fn new(key: &[u8]) -> Option<Aes> {
        match key.len() {
            16 => Aes128::new_from_slice(key).ok().map(|aes| Aes::Short(Box::new(aes))),
            24 => Aes192::new_from_slice(key).ok().map(|aes| Aes::Middle(Box::new(aes))),
            32 => Aes256::new_from_slice(key).ok().map(|aes| Aes::Long(Box::new(aes))),
            _ => None,
        }
    }

    pub(crate) fn encrypt(&self, block: &mut [u8; 16]) {
        let mut bytes = Block::from(*block);
        match self {
            Aes::Short(aes) => aes.encrypt_block(&mut bytes),
            Aes::Middle(aes) => aes.encrypt_block(&mut bytes),
            Aes::Long(aes) => aes.encrypt_block(&mut bytes),
        }
        *block = bytes.into();
    }

    fn decrypt(&self, block: &mut [u8; 16]) {
        let mut bytes = Block::from(*block);
        match self {
            Aes::Short(aes) => aes.decrypt_block(&mut bytes),
            Aes::Middle(aes) => aes.decrypt_block(&mut bytes),
            Aes::Long(aes) => aes.decrypt_block(&mut bytes),
        }
        *block = bytes.into();
    }

    /// Decrypts block by block, each alone. What is less than a block stays as it is.
    pub(super) fn decrypt_alone(&self, bytes: &mut [u8]) {
        bytes.as_chunks_mut::<16>().0.iter_mut().for_each(|block| self.decrypt(block));
    }

    /// Decrypts blocks that are chained. What is less than a block stays as it is.
    pub(super) fn decrypt_chain(&self, bytes: &mut [u8], mut before: [u8; 16]) {
        for block in bytes.as_chunks_mut::<16>().0 {
            let locked = *block;
            self.decrypt(block);
            block.iter_mut().zip(before).for_each(|(byte, other)| *byte ^= other);
            before = locked;
        }
    }
}

/// The hashes that locks name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(super) fn named(name: &str) -> Option<Hash> {
        match name {
            "SHA1" | "SHA-1" => Some(Hash::Sha1),
            "SHA256" | "SHA-256" => Some(Hash::Sha256),
            "SHA384" | "SHA-384" => Some(Hash::Sha384),
            "SHA512" | "SHA-512" => Some(Hash::Sha512),
            _ => None,
        }
    }

    /// The hash of parts, one after the other.
    pub(super) fn of(self, parts: &[&[u8]]) -> Vec<u8> {
        match self {
            Hash::Sha1 => digest::<Sha1>(parts),
            Hash::Sha256 => digest::<Sha256>(parts),
            Hash::Sha384 => digest::<Sha384>(parts),
            Hash::Sha512 => digest::<Sha512>(parts),
        }
    }

    /// A password's hash, hashed again so many times that guessing takes long.
    pub(super) fn spun(self, salt: &[u8], password: &[u8], n_times: u32) -> Vec<u8> {
        let mut hash = self.of(&[salt, password]);
        for round in 0..n_times {
            hash = self.of(&[&round.to_le_bytes(), &hash]);
        }
        hash
    }
}

fn digest<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut hasher = D::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().to_vec()
}

/// PBKDF2 with HMAC-SHA1 (RFC 8018, 5.2).
pub(crate) fn pbkdf2(password: &[u8], salt: &[u8], n_spins: u32, n_bytes: usize) -> Option<Vec<u8>> {
    let keyed = <Hmac<Sha1> as KeyInit>::new_from_slice(password).ok()?;
    let mut derived = Vec::new();
    for number in 1_u32.. {
        if derived.len() >= n_bytes {
            break;
        }
        let mut round = keyed.clone().chain_update(salt).chain_update(number.to_be_bytes()).finalize().into_bytes();
        let mut block = round;
        for _ in 1..n_spins {
            round = keyed.clone().chain_update(round).finalize().into_bytes();
            block.iter_mut().zip(round).for_each(|(byte, other)| *byte ^= other);
        }
        derived.extend_from_slice(&block);
    }
    derived.truncate(n_bytes);
    Some(derived)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6070.
    #[test]
    fn keys_are_those_of_the_standard() {
        let check = |word: &str, salt: &str, n_spins, n_bytes, hex: &str| {
            let key = pbkdf2(word.as_bytes(), salt.as_bytes(), n_spins, n_bytes).expect("a key");
            assert_eq!(key.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), hex);
        };
        check("password", "salt", 2, 20, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
        let (word, salt) = ("passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt");
        check(word, salt, 4096, 25, "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038");
    }
}
