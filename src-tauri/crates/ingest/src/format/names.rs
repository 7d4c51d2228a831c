//! Names in archives: bytes in a code nobody wrote down, made readable.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::shown::shown;

const FED_BYTES: usize = 1 << 20;

/// The code that an archive's names are in, guessed over all of them: one name alone is too short.
pub(crate) struct NameCode {
    detector: EncodingDetector,
    n_fed: usize,
    /// Whether all bytes past ASCII are accented letters of code page 437, the DOS of the West.
    is_dos: bool,
}

/// A name to show, and the stored bytes where they are not its UTF-8.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) shown: String,
    pub(crate) raw: Option<Vec<u8>>,
}

impl NameCode {
    pub(crate) fn new() -> NameCode {
        NameCode { detector: EncodingDetector::new(Iso2022JpDetection::Deny), n_fed: 0, is_dos: true }
    }

    /// Looks at one more name.
    pub(crate) fn feed(&mut self, raw: &[u8]) {
        if self.n_fed >= FED_BYTES || str::from_utf8(raw).is_ok() {
            return;
        }
        self.detector.feed(raw, false);
        self.detector.feed(b"\n", false);
        self.n_fed += raw.len() + 1;
        self.is_dos &= raw.iter().all(|byte| matches!(byte, 0..=0xa5 | 0xe1));
    }

    /// The code found, `None` for code page 437.
    pub(crate) fn guess(&self) -> Option<&'static Encoding> {
        if self.n_fed == 0 {
            return Some(UTF_8);
        }
        let guess = self.detector.guess(None, Utf8Detection::Deny);
        let is_western = guess == WINDOWS_1252 || guess.is_single_byte() && guess.name().starts_with("ISO-8859");
        (!is_western || !self.is_dos).then_some(guess)
    }
}

/// Makes an entry's name readable; `unicode` is the name in UTF-8 where it stands beside the stored one. Folders are parted by `/`, control and direction marks stand as `\u{fffd}`:
/// a name is shown to people, and must not be able to play tricks on them.
pub(crate) fn name(raw: &[u8], unicode: Option<&str>, code: Option<&'static Encoding>) -> Name {
    let decoded = match (unicode, str::from_utf8(raw), code) {
        (Some(name), ..) => name.to_owned(),
        (None, Ok(name), _) => name.to_owned(),
        (None, Err(_), Some(code)) => code.decode_without_bom_handling(raw).0.into_owned(),
        (None, Err(_), None) => raw.iter().map(|byte| dos_char(*byte)).collect(),
    };
    let with_folders = if decoded.contains('/') { decoded } else { decoded.replace('\\', "/") };
    let shown = shown(&with_folders);
    let raw = (shown.as_bytes() != raw).then(|| raw.to_vec());
    Name { shown, raw }
}

/// A character of code page 437.
pub(crate) fn dos_char(byte: u8) -> char {
    const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
    if byte < 0x80 {
        return char::from(byte);
    }
    UPPER.chars().nth(usize::from(byte - 0x80)).unwrap_or('\u{fffd}')
}
