//! Characters of Chinese, Japanese and Korean fonts that carry no mapping of their own.
//!
//! The interpreter knows the character of a glyph by the font's `ToUnicode` map. Embedded fonts without one still say
//! much by their encoding and character collection (ISO 32000-1 §9.10.2): the code is Unicode itself, or a predefined
//! map leads to a character id whose meaning Adobe's collections give.

use std::collections::HashMap;
use std::rc::Rc;

use hayro_interpret::font::OutlineGlyph;
use hayro_interpret::hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as Text};

/// What is known of the document's composite fonts, by PostScript name. Read when the first unknown glyph comes.
pub(super) struct Collections<'p> {
    pdf: &'p Pdf,
    fonts: Option<HashMap<String, Rc<Decoder>>>,
}

/// From a code to a character.
struct Decoder {
    /// From code to character id; `None` where the code is UTF-16.
    encoding: Option<CMap>,
    /// From character id to character.
    characters: Option<CMap>,
}

impl<'p> Collections<'p> {
    pub(super) fn new(pdf: &'p Pdf) -> Self {
        Self { pdf, fonts: None }
    }

    /// Appends the character of a glyph, if the font's character collection tells.
    pub(super) fn look_up(&mut self, glyph: &OutlineGlyph, out: &mut String) {
        let Some(name) = glyph.font_data().and_then(|data| data.postscript_name) else {
            return;
        };
        let fonts = self.fonts.get_or_insert_with(|| composite_fonts(self.pdf));
        if let Some(decoder) = fonts.get(&name) {
            decoder.decode(glyph.char_code(), out);
        }
    }
}

impl Decoder {
    fn decode(&self, code: u32, out: &mut String) {
        let Some(encoding) = &self.encoding else {
            let units = [(code >> 16) as u16, code as u16];
            let units = if code > 0xffff { &units[..] } else { &units[1..] };
            out.extend(char::decode_utf16(units.iter().copied()).flatten());
            return;
        };
        let shortest = match code {
            0..=0xff => 1,
            0x100..=0xffff => 2,
            _ => 4,
        };
        let cid = (shortest..=4).find_map(|length| encoding.lookup_cid_code(code, length));
        let characters = self.characters.as_ref();
        match cid.and_then(|cid| characters?.lookup_bf_string(cid)) {
            Some(BfString::Char(c)) => out.push(c),
            Some(BfString::String(s)) => out.push_str(&s),
            None => {}
        }
    }
}

fn composite_fonts(pdf: &Pdf) -> HashMap<String, Rc<Decoder>> {
    let mut fonts = HashMap::new();
    for object in pdf.objects() {
        let Object::Dict(font) = object else {
            continue;
        };
        let is_composite = font.get::<Name<'_>>(b"Subtype").is_some_and(|s| &*s == b"Type0");
        if !is_composite || font.contains_key(b"ToUnicode") {
            continue;
        }
        let Some(name) = font.get::<Name<'_>>(b"BaseFont") else {
            continue;
        };
        let name = match name.as_str().split_once('+') {
            Some((prefix, rest)) if prefix.len() == 6 => rest.to_owned(),
            _ => name.as_str().to_owned(),
        };
        if let Some(decoder) = decoder(&font) {
            fonts.insert(name, Rc::new(decoder));
        }
    }
    fonts
}

fn decoder(font: &Dict<'_>) -> Option<Decoder> {
    let encoding = match font.get::<Object<'_>>(b"Encoding")? {
        Object::Name(name) if is_utf16(&name) => None,
        Object::Name(name) => Some(predefined(CMapName::from_bytes(&name))?),
        Object::Stream(stream) => Some(from_stream(&stream)?),
        _ => return None,
    };
    let characters = family(font).and_then(|family| predefined(family.ucs2_cmap()?));
    (encoding.is_none() || characters.is_some()).then_some(Decoder { encoding, characters })
}

/// Predefined maps from UCS-2 and UTF-16: `UniGB-UCS2-H` and its kin (ISO 32000-1 table 118).
fn is_utf16(name: &[u8]) -> bool {
    name.starts_with(b"Uni") && (name.windows(4).any(|w| w == b"UCS2") || name.windows(5).any(|w| w == b"UTF16"))
}

fn predefined(name: CMapName<'_>) -> Option<CMap> {
    match name {
        CMapName::IdentityH => Some(CMap::identity_h()),
        CMapName::IdentityV => Some(CMap::identity_v()),
        name => CMap::parse(load_embedded(name)?, load_embedded),
    }
}

fn from_stream(stream: &Stream<'_>) -> Option<CMap> {
    CMap::parse(&stream.decoded_data().ok()?, load_embedded)
}

fn family(font: &Dict<'_>) -> Option<CidFamily> {
    let descendant = font.get::<Array<'_>>(b"DescendantFonts")?.iter::<Dict<'_>>().next()?;
    let info = descendant.get::<Dict<'_>>(b"CIDSystemInfo")?;
    let registry = info.get::<Text<'_>>(b"Registry")?;
    let ordering = info.get::<Text<'_>>(b"Ordering")?;
    Some(CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes()))
}
