//! Digests as archives write them: `sha1:` or `sha256:`, then base 32 (RFC 4648) or hexadecimal.

use sha1::Sha1;
use sha2::{Digest as _, Sha256};

/// A digest in the making, and what it should be.
#[derive(Clone)]
pub(super) struct Digest {
    state: State,
    expected: String,
}

#[derive(Clone)]
enum State {
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Digest {
    /// `None` for kinds that are not known, which are not compared.
    pub(super) fn of(written: &str) -> Option<Digest> {
        let (kind, expected) = written.trim().split_once(':')?;
        let state = match kind.to_ascii_lowercase().as_str() {
            "sha1" | "sha-1" => State::Sha1(Sha1::new()),
            "sha256" | "sha-256" => State::Sha256(Sha256::new()),
            _ => return None,
        };
        Some(Digest { state, expected: expected.trim().trim_end_matches('=').to_owned() })
    }

    pub(super) fn feed(&mut self, bytes: &[u8]) {
        match &mut self.state {
            State::Sha1(state) => state.update(bytes),
            State::Sha256(state) => state.update(bytes),
        }
    }

    pub(super) fn agrees(&self) -> bool {
        let found = match &self.state {
            State::Sha1(state) => state.clone().finalize().to_vec(),
            State::Sha256(state) => state.clone().finalize().to_vec(),
        };
        let hex: String = found.iter().map(|byte| format!("{byte:02x}")).collect();
        self.expected.eq_ignore_ascii_case(&hex) || self.expected.eq_ignore_ascii_case(&base32(&found))
    }
}

fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut written, mut held, mut n_bits) = (String::new(), 0_u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        n_bits += 8;
        while n_bits >= 5 {
            n_bits -= 5;
            written.push(char::from(LETTERS[(held >> n_bits & 31) as usize]));
        }
        held &= (1 << n_bits) - 1;
    }
    if n_bits > 0 {
        written.push(char::from(LETTERS[(held << (5 - n_bits) & 31) as usize]));
    }
    written
}

#[cfg(test)]
mod tests {
    use super::Digest;

    #[test]
    fn digests_are_compared_as_written() {
        let check = |written: &str, bytes: &[u8], agrees: bool| {
            let mut digest = Digest::of(written).expect("a kind that is known");
            digest.feed(bytes);
            assert_eq!(digest.agrees(), agrees, "{written}");
        };
        check("sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709", b"", true);
        check("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", b"", true);
        check("SHA-1:3i42h3s6nnfq2msvx7xzkyayscx5qbyj", b"", true);
        check("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", b"x", false);
        check("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", b"", true);
        check("sha256:4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ====", b"", true);
        check("sha1:", b"", false);
        assert!(Digest::of("md5:abc").is_none() && Digest::of("abc").is_none());
    }
}
