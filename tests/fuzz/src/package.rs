//! Zip packages whose checksums are made right again, so that what a fuzzer changes inside a part reaches the part's
//! reader. Seeds of such formats are stored, not packed.

/// Writes the checksum of each stored part over the one its headers give.
pub(crate) fn mend(bytes: &mut [u8]) {
    let mut at = 0;
    while let Some(found) = find(bytes, at, b"PK\x01\x02") {
        at = found + 4;
        let local = number(bytes, found + 42);
        let Some(header) = bytes.get(local..local + 30).filter(|header| header.starts_with(b"PK\x03\x04")) else {
            continue;
        };
        let begin = local + 30 + usize::from(word(header, 26)) + usize::from(word(header, 28));
        let Some(part) = bytes.get(begin..begin.saturating_add(number(bytes, found + 20))) else { continue };
        let sum = crc(part).to_le_bytes();
        for place in [local + 14, found + 16] {
            if let Some(old) = bytes.get_mut(place..place + 4) {
                old.copy_from_slice(&sum);
            }
        }
    }
}

fn find(bytes: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    bytes.get(from..)?.windows(what.len()).position(|window| window == what).map(|at| from + at)
}

fn word(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |bytes| u16::from_le_bytes([bytes[0], bytes[1]]))
}

fn number(bytes: &[u8], at: usize) -> usize {
    usize::from(word(bytes, at)) | usize::from(word(bytes, at + 2)) << 16
}

/// CRC-32 as zip has it (ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for &byte in bytes {
        sum ^= u32::from(byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg());
        }
    }
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_of_the_standard() {
        assert_eq!(crc(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn a_changed_part_gets_the_checksum_it_should_have() {
        let part = b"heron";
        let mut bytes = [b"PK\x03\x04".as_slice(), &[0; 22], &[1, 0, 0, 0], b"n", part].concat();
        let directory = bytes.len();
        let size = (part.len() as u32).to_le_bytes();
        bytes.extend([b"PK\x01\x02".as_slice(), &[0; 16], &size, &size, &[0; 18]].concat());
        mend(&mut bytes);
        assert_eq!(bytes[14..18], crc(part).to_le_bytes());
        assert_eq!(bytes[directory + 16..directory + 20], crc(part).to_le_bytes());
    }
}
