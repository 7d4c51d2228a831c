//! What a shape says in its list of properties ([MS-ODRAW], 2.2.7 and 2.3): words drawn as a picture, what describes it.

use encoding_rs::UTF_16LE;

use super::Record;
use crate::format::package::{u16_at, u32_at};

/// The record that lists a shape's properties.
pub(crate) const PROPERTIES: u16 = 0xf00b;

const PROPERTY_BYTES: usize = 6;
/// The value stands behind the list, and here is its length.
const IS_APART: u16 = 0x8000;
const DRAWN: u16 = 0x00c0;
const PICTURE_NAME: u16 = 0x0105;
const DESCRIPTION: u16 = 0x0381;

/// Words that are no text of the shape.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ShapeWords {
    /// Words that are drawn, such as a stamp behind the text.
    pub(crate) drawn: Option<String>,
    /// What is said of a picture: a description, the file it was.
    pub(crate) descriptions: Vec<String>,
}

/// Reads a list of properties.
pub(crate) fn shape_words(list: &Record<'_>) -> ShapeWords {
    let mut said = ShapeWords::default();
    let n = usize::from(list.instance);
    let mut rest = list.content.get(PROPERTY_BYTES * n..).unwrap_or_default();
    for place in 0..n {
        let at = PROPERTY_BYTES * place;
        let (Some(head), Some(len)) = (u16_at(list.content, at), u32_at(list.content, at + 2)) else { break };
        if head & IS_APART == 0 {
            continue;
        }
        let Some((held, behind)) = rest.split_at_checked(whole(rest, len as usize)) else { break };
        rest = behind;
        match head & 0x3fff {
            DRAWN => said.drawn = text(held),
            PICTURE_NAME | DESCRIPTION => said.descriptions.extend(text(held)),
            _ => {}
        }
    }
    said
}

/// How long a value is: that of a list may leave out the six bytes it begins with.
fn whole(rest: &[u8], len: usize) -> usize {
    const HALVES_OF_FOUR: u16 = 0xfff0;
    let (Some(n), Some(size)) = (u16_at(rest, 0), u16_at(rest, 4)) else { return len };
    let size = if size == HALVES_OF_FOUR { 4 } else { usize::from(size) };
    if len > 0 && usize::from(n) * size == len { len + 6 } else { len }
}

/// A text that ends with a zero; `None` where it is none.
fn text(held: &[u8]) -> Option<String> {
    let text = UTF_16LE.decode_without_bom_handling(held).0;
    let text = text.trim_end_matches('\0').trim();
    let is_text = !text.is_empty() && !text.contains(|c: char| c == '\u{fffd}' || c < '\t');
    is_text.then(|| text.to_owned())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{PROPERTIES, ShapeWords, shape_words};
    use crate::format::officeart::record;

    /// A record that lists properties whose values stand behind the list.
    pub(crate) fn listed(properties: &[(u16, &[u8])]) -> Vec<u8> {
        let mut content: Vec<u8> = Vec::new();
        for (id, value) in properties {
            content.extend((id | 0x8000).to_le_bytes());
            content.extend((value.len() as u32).to_le_bytes());
        }
        properties.iter().for_each(|(_, value)| content.extend(*value));
        let mut bytes = ((properties.len() as u16) << 4 | 3).to_le_bytes().to_vec();
        bytes.extend(PROPERTIES.to_le_bytes());
        bytes.extend((content.len() as u32).to_le_bytes());
        bytes.extend(content);
        bytes
    }

    /// A text as such a value.
    pub(crate) fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn words_stand_behind_lists_of_points() {
        let points = [2, 0, 2, 0, 0xf0, 0xff, 1, 0, 1, 0, 2, 0, 2, 0];
        let (drawn, described) = (wide("DRAFT"), wide("the yard"));
        let mut bytes = listed(&[(0x00c0, &drawn), (0x0145, &points), (0x0381, &described)]);
        // The points are said to be as long as they are without their head.
        bytes[8 + 6 + 2] = 8;
        let said = shape_words(&record(&bytes, 0).expect("a record"));
        let expect = ShapeWords { drawn: Some("DRAFT".to_owned()), descriptions: vec!["the yard".to_owned()] };
        assert_eq!(said, expect);
        assert_eq!(shape_words(&record(&bytes[..bytes.len() - 4], 0).expect("a record")).descriptions, [""; 0]);
    }
}
