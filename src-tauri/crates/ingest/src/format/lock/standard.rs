//! The lock of packages as Office 2007 makes it ([MS-OFFCRYPTO], 2.3.4.5 to 2.3.4.9).

use super::cipher::{Aes, Hash};
use super::wide;
use crate::format::package::u32_at;

const N_SPINS: u32 = 50_000;
/// The ciphers of these numbers are AES.
const AES: std::ops::RangeInclusive<u32> = 0x660e..=0x6610;

/// How a package is locked.
pub(super) struct Lock {
    salt: [u8; 16],
    verifier: [u8; 16],
    verifier_hash: [u8; 32],
    key_bytes: usize,
}

impl Lock {
    /// Reads what follows the version.
    pub(super) fn parse(info: &[u8]) -> Option<Lock> {
        let header_len = u32_at(info, 4)? as usize;
        let header = info.get(8..)?.get(..header_len)?;
        let rest = info.get(8 + header_len..)?;
        let key_bytes = u32_at(header, 16)? as usize / 8;
        if !AES.contains(&u32_at(header, 8)?) || u32_at(rest, 0)? != 16 {
            return None;
        }
        Some(Lock {
            salt: rest.get(4..20)?.try_into().ok()?,
            verifier: rest.get(20..36)?.try_into().ok()?,
            verifier_hash: rest.get(40..72)?.try_into().ok()?,
            key_bytes,
        })
    }

    /// The package's key, if this is the password.
    pub(super) fn open(&self, password: &str) -> Option<Vec<u8>> {
        let spun = Hash::Sha1.spun(&self.salt, &wide(password), N_SPINS);
        let hash = Hash::Sha1.of(&[&spun, &0_u32.to_le_bytes()]);
        let mixed = |fill: u8| {
            let mut block = [fill; 64];
            block.iter_mut().zip(&hash).for_each(|(byte, other)| *byte ^= other);
            Hash::Sha1.of(&[&block])
        };
        let mut key = [mixed(0x36), mixed(0x5c)].concat();
        key.truncate(self.key_bytes);
        let aes = Aes::new(&key)?;
        let (mut verifier, mut expected) = (self.verifier, self.verifier_hash);
        aes.decrypt_alone(&mut verifier);
        aes.decrypt_alone(&mut expected);
        expected.starts_with(&Hash::Sha1.of(&[&verifier])).then_some(key)
    }
}

/// Unlocks the package in place.
pub(super) fn unlock(key: &[u8], bytes: &mut [u8]) {
    if let Some(aes) = Aes::new(key) {
        aes.decrypt_alone(bytes);
    }
}
