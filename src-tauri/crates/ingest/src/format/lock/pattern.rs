//! The lock of Excel 5 to 2003 and of Word 6 to 2003 that is none ([MS-OFFCRYPTO], 2.3.7, "XOR obfuscation"): a pattern of 16
//! bytes made of the password, laid over the file.

const INITIAL: [u16; 15] = [
    0xe1f0, 0x1d0f, 0xcc9c, 0x84c0, 0x110c, 0x0e10, 0xf1ce, 0x313e, 0x1872, 0xe139, 0xd40f, 0x84f9, 0x280c, 0xa96a,
    0x4ec3,
];
const PAD: [u8; 15] = [0xbb, 0xff, 0xff, 0xba, 0xff, 0xff, 0xb9, 0x80, 0, 0xbe, 0x0f, 0, 0xbf, 0x0f, 0];
/// Seven for each character of a password.
const MATRIX: [[u16; 7]; 15] = [
    [0xaefc, 0x4dd9, 0x9bb2, 0x2745, 0x4e8a, 0x9d14, 0x2a09],
    [0x7b61, 0xf6c2, 0xfda5, 0xeb6b, 0xc6f7, 0x9dcf, 0x2bbf],
    [0x4563, 0x8ac6, 0x05ad, 0x0b5a, 0x16b4, 0x2d68, 0x5ad0],
    [0x0375, 0x06ea, 0x0dd4, 0x1ba8, 0x3750, 0x6ea0, 0xdd40],
    [0xd849, 0xa0b3, 0x5147, 0xa28e, 0x553d, 0xaa7a, 0x44d5],
    [0x6f45, 0xde8a, 0xad35, 0x4a4b, 0x9496, 0x390d, 0x721a],
    [0xeb23, 0xc667, 0x9cef, 0x29ff, 0x53fe, 0xa7fc, 0x5fd9],
    [0x47d3, 0x8fa6, 0x0f6d, 0x1eda, 0x3db4, 0x7b68, 0xf6d0],
    [0xb861, 0x60e3, 0xc1c6, 0x93ad, 0x377b, 0x6ef6, 0xddec],
    [0x45a0, 0x8b40, 0x06a1, 0x0d42, 0x1a84, 0x3508, 0x6a10],
    [0xaa51, 0x4483, 0x8906, 0x022d, 0x045a, 0x08b4, 0x1168],
    [0x76b4, 0xed68, 0xcaf1, 0x85c3, 0x1ba7, 0x374e, 0x6e9c],
    [0x3730, 0x6e60, 0xdcc0, 0xa9a1, 0x4363, 0x86c6, 0x1dad],
    [0x3331, 0x6662, 0xccc4, 0x89a9, 0x0373, 0x06e6, 0x0dcc],
    [0x1021, 0x2042, 0x4084, 0x8108, 0x1231, 0x2462, 0x48c4],
];

/// What a file says of its pattern.
pub(super) struct Lock {
    pub(super) key: u16,
    pub(super) verifier: u16,
}

/// The pattern.
pub(super) struct Pattern([u8; 16]);

impl Lock {
    /// The pattern, if this is the password. About one in a billion others fits as well.
    pub(super) fn open(&self, password: &str) -> Option<Pattern> {
        let word: Vec<u8> = password.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect::<Option<_>>()?;
        let is_it =
            (1..=INITIAL.len()).contains(&word.len()) && verifier(&word) == self.verifier && key(&word) == self.key;
        is_it.then(|| pattern(&word))
    }
}

impl Pattern {
    /// Unlocks part of a stretch of `len` bytes that begins at `at`, from `from` on.
    pub(super) fn unlock(&self, at: usize, len: usize, from: usize, bytes: &mut [u8]) {
        for (n, byte) in (from..).zip(bytes) {
            *byte = (*byte ^ self.0[(at + len + n) % self.0.len()]).rotate_right(5);
        }
    }

    /// Unlocks a document's stream from its start. Where a byte is zero, or would become so, nothing was laid over it.
    pub(super) fn unlock_document(&self, stream: &mut [u8]) {
        for (byte, over) in stream.iter_mut().zip(self.0.iter().cycle()) {
            if *byte != 0 && *byte != *over {
                *byte ^= over;
            }
        }
    }
}

fn verifier(word: &[u8]) -> u16 {
    let bytes = word.iter().rev().copied().chain([word.len() as u8]);
    bytes.fold(0_u16, |verifier, byte| ((verifier >> 14 & 1) | (verifier << 1 & 0x7fff)) ^ u16::from(byte)) ^ 0xce4b
}

fn key(word: &[u8]) -> u16 {
    let of_char = |(byte, row): (&u8, &[u16; 7])| {
        let bits = row.iter().rev().zip(0..).filter(|(_, n)| byte << n & 0x40 != 0);
        bits.fold(0, |key, (element, _)| key ^ element)
    };
    let initial = word.len().checked_sub(1).and_then(|idx| INITIAL.get(idx)).copied().unwrap_or_default();
    word.iter().rev().zip(MATRIX.iter().rev()).map(of_char).fold(initial, |key, of| key ^ of)
}

fn pattern(word: &[u8]) -> Pattern {
    let [low, high] = key(word).to_le_bytes();
    let with_pad = word.iter().chain(&PAD).copied().zip([low, high].into_iter().cycle());
    let mut pattern = [0; 16];
    pattern.iter_mut().zip(with_pad).for_each(|(place, (byte, key))| *place = (byte ^ key).rotate_right(1));
    Pattern(pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As other programs make them, Excel 16 among them.
    #[test]
    fn keys_verifiers_and_patterns_are_those_of_other_programs() {
        let check = |word: &str, known: (u16, u16), hex: &str| {
            assert_eq!((key(word.as_bytes()), verifier(word.as_bytes())), known, "{word}");
            let pattern = pattern(word.as_bytes()).0;
            assert_eq!(pattern.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), hex, "{word}");
        };
        check("testpass", (0xa6ce, 0x9727), "5de1de695fe3deeabaac980e98acbb13");
        check("VelvetSweatshop", (0xb359, 0x9a0a), "876b9ae21ee305621e699660986e9404");
        check("a", (0x9d77, 0xce88), "0b134431e6314412fbcee449bb113cce");
    }

    #[test]
    fn no_password_of_another_length_or_script_is_tried() {
        let lock = Lock { key: key(b"a"), verifier: verifier(b"a") };
        assert!(lock.open("a").is_some());
        for word in ["", "b", "鹭", "sixteen letters!"] {
            assert!(lock.open(word).is_none(), "{word}");
        }
    }
}
