//! Compressed RTF ([MS-OXRTFCP]): the words of Outlook's own messages.

use crate::format::crc::crc;

const HEADER_BYTES: usize = 16;
const WINDOW_BYTES: usize = 4096;
/// What the window holds before the first byte ([MS-OXRTFCP] 2.1.2.1).
const PRELOADED: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \
\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// RTF as it was before, as far as it goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unpacked {
    pub(super) rtf: Vec<u8>,
    /// Set where it breaks off or its checksum disagrees.
    pub(super) fault: Option<&'static str>,
}

/// Unpacks RTF. The result is at most nine times as long as what it is made of.
pub(super) fn unpack(packed: &[u8]) -> Option<Unpacked> {
    let field = |at: usize| Some(u32::from_le_bytes(packed.get(at..at + 4)?.try_into().ok()?));
    let (n_raw, kind, checksum) = (field(4)? as usize, field(8)?, field(12)?);
    // The length counts what follows its own four bytes; what is behind that belongs to nobody.
    let end = (field(0)? as usize).saturating_add(4).clamp(HEADER_BYTES, packed.len().max(HEADER_BYTES));
    let body = packed.get(HEADER_BYTES..end)?;
    match &kind.to_le_bytes() {
        b"MELA" => {
            let rtf = body[..body.len().min(n_raw)].to_vec();
            let fault = (rtf.len() < n_raw).then_some("it breaks off");
            Some(Unpacked { rtf, fault })
        }
        b"LZFu" => {
            let (rtf, is_whole) = inflate(body);
            let fault = match () {
                () if !is_whole => Some("it breaks off"),
                () if crc(body) != checksum => Some("its checksum is not the one given"),
                () => None,
            };
            Some(Unpacked { rtf, fault })
        }
        _ => None,
    }
}

/// Returns what it makes and whether it came to its end.
fn inflate(packed: &[u8]) -> (Vec<u8>, bool) {
    let mut window = [b' '; WINDOW_BYTES];
    window[..PRELOADED.len()].copy_from_slice(PRELOADED);
    let mut at = PRELOADED.len();
    let mut out = Vec::new();
    let mut rest = packed.iter().copied();
    let mut put = |byte: u8, window: &mut [u8; WINDOW_BYTES], at: &mut usize| {
        out.push(byte);
        window[*at] = byte;
        *at = (*at + 1) % WINDOW_BYTES;
    };
    let is_whole = loop {
        let Some(control) = rest.next() else { break false };
        let mut is_over = None;
        for bit in 0..8 {
            if control >> bit & 1 == 0 {
                match rest.next() {
                    Some(byte) => put(byte, &mut window, &mut at),
                    None => is_over = Some(false),
                }
            } else if let (Some(high), Some(low)) = (rest.next(), rest.next()) {
                let word = usize::from(u16::from_be_bytes([high, low]));
                let (from, n_bytes) = (word >> 4, (word & 15) + 2);
                if from == at {
                    is_over = Some(true);
                } else {
                    for step in 0..n_bytes {
                        let byte = window[(from + step) % WINDOW_BYTES];
                        put(byte, &mut window, &mut at);
                    }
                }
            } else {
                is_over = Some(false);
            }
            if is_over.is_some() {
                break;
            }
        }
        if let Some(is_whole) = is_over {
            break is_whole;
        }
    };
    (out, is_whole)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::unpack;

    /// The first example of [MS-OXRTFCP] 3.1.
    const EXAMPLE: &[u8] = &[
        0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0, 0x0a, 0, 0x72, 0x63,
        0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0, 0x20, 0x62, 0x77, 0x05,
        0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
    ];

    #[test]
    fn the_example_of_the_specification_is_unpacked() {
        let unpacked = unpack(EXAMPLE).unwrap();
        assert_eq!(unpacked.rtf, b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
        assert_eq!(unpacked.fault, None);
    }

    #[test]
    fn faults_are_told() {
        let mut wrong = EXAMPLE.to_vec();
        wrong[25] ^= 1;
        assert!(unpack(&wrong).unwrap().fault.unwrap().contains("checksum"));
        let cut = unpack(&EXAMPLE[..35]).unwrap();
        assert!(cut.rtf.starts_with(b"{\\rtf1\\ansi\\ansicpg1252"));
        assert_eq!(cut.fault, Some("it breaks off"));
        assert!(unpack(&EXAMPLE[..10]).is_none());
        let stored = [&[0x10, 0, 0, 0, 4, 0, 0, 0][..], b"MELA", &[0; 4], b"{\\x}"].concat();
        assert_eq!(unpack(&stored).unwrap().rtf, b"{\\x}");
    }

    proptest! {
        #[test]
        fn any_bytes_never_panic_and_stay_small(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            for head in [&[][..], &EXAMPLE[..16]] {
                let packed = [head, &bytes].concat();
                if let Some(unpacked) = unpack(&packed) {
                    prop_assert!(unpacked.rtf.len() <= packed.len() * 9);
                }
            }
        }
    }
}
