//! What is hidden of a sheet, which formulas nobody worked out, and what its pages have above and below, found in a stream
//! of its XML.

use memchr::memchr;

use super::hidden::Hidden;
use super::margins::{Margins, Side};
use super::unsolved::Unsolved;
use crate::format::ooxml::unescaped;

/// Longest tag that is looked at: those of rows and columns are short.
const TAG_BYTES: usize = 64 << 10;
/// Longest header: programs write 255 characters.
const MARGIN_BYTES: usize = 64 << 10;

/// What has been found so far.
#[derive(Default)]
pub(super) struct Scan {
    pub(super) hidden: Hidden,
    pub(super) margins: Margins,
    pub(super) unsolved: Unsolved,
    rest: Vec<u8>,
    /// The header or footer that is open, and its text so far.
    open: Option<(Side, Vec<u8>)>,
}

impl Scan {
    pub(super) fn new(margins: Margins) -> Scan {
        Scan { margins, ..Scan::default() }
    }

    /// Takes the next bytes.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        let mut text = std::mem::take(&mut self.rest);
        text.extend_from_slice(bytes);
        let mut rest = text.as_slice();
        while let Some(open) = memchr(b'<', rest) {
            self.words(&rest[..open]);
            rest = &rest[open..];
            let Some(close) = memchr(b'>', rest) else {
                if rest.len() < TAG_BYTES {
                    self.rest = rest.to_vec();
                }
                return;
            };
            self.tag(&rest[1..close]);
            rest = &rest[close + 1..];
        }
        self.words(rest);
    }

    fn words(&mut self, words: &[u8]) {
        self.unsolved.words(words);
        if let Some((_, text)) = &mut self.open
            && text.len() + words.len() <= MARGIN_BYTES
        {
            text.extend_from_slice(words);
        }
    }

    fn tag(&mut self, tag: &[u8]) {
        let name_end = tag.iter().position(u8::is_ascii_whitespace).unwrap_or(tag.len());
        let (name, attributes) = tag.split_at(name_end);
        let name = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
        self.unsolved.tag(tag, name.strip_suffix(b"/").unwrap_or(name), |named| value(attributes, named));
        let is_hidden = || matches!(value(attributes, " hidden"), Some(b"1" | b"true"));
        match name {
            b"row" if is_hidden() => self.hidden.row(number(attributes, " r")),
            b"col" if is_hidden() => {
                if let (Some(first), Some(last)) = (number(attributes, " min"), number(attributes, " max")) {
                    self.hidden.columns(first, last);
                }
            }
            _ => self.margin(tag, name),
        }
    }

    /// Opens a header or footer, or closes the one that is open.
    fn margin(&mut self, tag: &[u8], name: &[u8]) {
        if let Some((side, text)) = self.open.take() {
            self.margins.coded(side, &unescaped(&String::from_utf8_lossy(&text)));
        }
        let side = match name {
            _ if tag.starts_with(b"/") || tag.ends_with(b"/") => return,
            b"oddHeader" | b"evenHeader" | b"firstHeader" => Side::Header,
            b"oddFooter" | b"evenFooter" | b"firstFooter" => Side::Footer,
            _ => return,
        };
        self.open = Some((side, Vec::new()));
    }
}

fn number(attributes: &[u8], name: &str) -> Option<u32> {
    std::str::from_utf8(value(attributes, name)?).ok()?.parse().ok()
}

/// The value of an attribute, given with the space before it.
fn value<'a>(attributes: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let at = memchr::memmem::find(attributes, format!("{name}=").as_bytes())?;
    let rest = attributes.get(at + name.len() + 1..)?;
    let (quote, rest) = rest.split_first()?;
    rest.get(..memchr(*quote, rest)?)
}

#[cfg(test)]
mod tests {
    use super::Scan;
    use crate::format::Limits;
    use crate::format::probe::Probe;
    use crate::format::sections::Sections;

    fn scanned(xml: &str, n: usize) -> Scan {
        let mut scan = Scan::default();
        xml.as_bytes().chunks(n).for_each(|bytes| scan.feed(bytes));
        scan
    }

    #[test]
    fn hidden_rows_and_columns_are_named() {
        let check = |xml: &str, expect: Option<&str>| {
            for n in [1, 7, 1000] {
                let expect = expect.map(|expect| format!("in the sheet S, {expect} hidden; all was read"));
                assert_eq!(scanned(xml, n).hidden.finding("S"), expect, "{xml}");
            }
        };
        check("<cols><col min='1' max='2'/></cols><row r='1'><c r='A1'><v>1</v></c></row>", None);
        check("<x:row r=\"3\" hidden=\"1\"/>", Some("row 3 is"));
        check(
            "<col min='28' max='29' hidden='true'/><row r='3' hidden='1'>a</row><row r='4' hidden='1'/><row r='9' hidden='1'/>",
            Some("rows 3–4, 9 and columns AB–AC are"),
        );
        check("<row hidden='0' r='3'/><row r='4' a='hidden='/><row", None);
    }

    #[test]
    fn formulas_that_nobody_worked_out_are_told() {
        let check = |xml: &str, expect: Option<&str>| {
            for n in [1, 7, 1000] {
                assert_eq!(scanned(xml, n).unsolved.told("S").as_deref(), expect, "{xml}");
            }
        };
        let (one, shared) =
            ("<c r='B2'><f>1+1</f><v></v></c>", "<x:c r=\"C3\" s='1'><x:f t='shared' si='0'/><x:v/></x:c>");
        check(
            &format!("<row r='2'><c r='A2'><v>7</v></c>{one}</row>"),
            Some("in the sheet S, what 1 formula comes to is not stored: B2 is shown empty"),
        );
        check(
            &format!("{one}{shared}<c r='D4'><f>A1</f></c>"),
            Some("in the sheet S, what 3 formulas come to is not stored: B2, C3, D4 are shown empty"),
        );
        check("<c r='A1'><f>1+1</f><v>2</v></c><c r='A2'/><c r='A3' t='str'><f>B1</f><v></v></c><f/><v/>", None);
        check("<c r='A1' t='inlineStr'><f>B1</f><is><t>x</t></is></c><c r='A2'><f>1", None);
    }

    #[test]
    fn headers_and_footers_are_found() {
        let check = |xml: &str, expect: &str| {
            for n in [1, 7, 1000] {
                let mut found = Probe::default();
                let mut sections = Sections::new(&mut found, "calamine", Limits::DESKTOP);
                assert_eq!(scanned(xml, n).margins.give(&mut sections), Ok(()));
                let texts: Vec<String> =
                    found.units.iter().map(|unit| format!("{}: {}", unit.label, unit.text)).collect();
                assert_eq!(texts.join("; "), expect, "{xml}");
            }
        };
        check(
            "</sheetData><headerFooter differentFirst='1'><oddHeader>&amp;CStrictly &lt;private&gt;</oddHeader><oddFooter>&amp;LVeld &amp;&amp; Sons</oddFooter><firstHeader>&amp;CStrictly &lt;private&gt;</firstHeader></headerFooter>",
            "header: Strictly <private>; footer: Veld & Sons",
        );
        check("<x:oddHeader xml:space='preserve'>draft</x:oddHeader><evenFooter/>words", "header: draft");
        check("<oddHeader>never closed", "");
    }
}
