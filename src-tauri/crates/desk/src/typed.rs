//! Text that comes from outside, through a pipe.

use std::borrow::Cow;

use ingest::format::encoding;

/// What piped bytes say: UTF-8, or UTF-16; a line that is neither is in the encoding most likely for all such lines.
#[must_use]
pub fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    if encoding::utf16(bytes).is_some() {
        let (encoding, mark) = encoding::of(bytes);
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.into();
    }
    let lines = || bytes.split_inclusive(|byte| *byte == b'\n');
    let others: Vec<u8> = lines().filter(|line| std::str::from_utf8(line).is_err()).flatten().copied().collect();
    let encoding = encoding::guess(&others);
    let decoded = lines().map(|line| match std::str::from_utf8(line) {
        Ok(line) => Cow::from(line),
        Err(_) => encoding.decode_without_bom_handling(line).0,
    });
    decoded.collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_in_another_encoding_spoils_no_other() {
        assert_eq!(text_of("Müller\n深圳\n".as_bytes()), "Müller\n深圳\n");
        let mixed = [b"Oriel Freight\n".as_slice(), b"M\xfcller & S\xf6hne GmbH\n", "深圳\n".as_bytes()].concat();
        assert_eq!(text_of(&mixed), "Oriel Freight\nMüller & Söhne GmbH\n深圳\n");
        let wide: Vec<u8> = "\u{feff}Müller\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text_of(&wide), "Müller\n");
    }
}
