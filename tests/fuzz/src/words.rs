//! Text: unit text and exact quotes, dates, values of facts.

use std::sync::OnceLock;

use anchor::text::{cell_text, is_unit_text, unit_text};
use anchor::{
    Anchor, Hold, Needle, Span, TextAnchor, TextHasher, TextIndex, Unit, UnitKind, attach, attach::count_quote,
};
use dates::Date;
use facts::value::check_for;
use facts::{IdentifierKind, Property, Schema, Vocabulary, identifier_check};

use crate::targets::Target;

/// Feeds a text and a quote, parted by a zero byte, to the exact matcher; what it finds is cited and found again.
pub(crate) fn quotes(_: &Target, bytes: &[u8]) {
    let raw = String::from_utf8_lossy(bytes);
    let (quote, raw) = raw.split_once('\0').unwrap_or(("", &raw));
    let text = unit_text(raw);
    assert!(is_unit_text(&text), "{text:?}");
    assert_eq!(unit_text(&text), text, "bringing it into unit text again changes nothing");
    assert!(is_unit_text(&cell_text(raw)));
    let Some(needle) = Needle::new(quote) else { return };
    let index = TextIndex::new(&text);
    let unit = page(text.clone());
    let version = TextHasher::new(b"document");
    let other = version.clone().finish();
    let mut hasher = version;
    hasher.unit(&unit);
    let version = hasher.finish();
    let mut last = 0;
    for span in needle.find_all(&text).into_iter().take(8) {
        assert!(span.start.0 >= last && span.start < span.end, "{span} after {last}");
        last = span.end.0;
        let words = index.slice(span).expect("a place in the text");
        assert!(needle.is_in(words), "{words:?} has what was found in it");
        let units = std::slice::from_ref(&unit);
        let occurrences = count_quote(words, units).unwrap_or_default();
        let Ok(anchor) = TextAnchor::make(version, 1, &text, span, occurrences) else { continue };
        let (start, end) = (anchor.start.0, anchor.end.0);
        assert!(span.start.0 <= start && start < end && end <= span.end.0);
        let mut anchor = Anchor::Text(anchor);
        let held = attach(&anchor, &version, units).unwrap_or_else(|never| match never {});
        assert_eq!(held.outcome.hold(), Hold::InPlace);
        // the same words, cited from another version that read the same
        if let Anchor::Text(text) = &mut anchor {
            text.version = other;
        }
        let held = attach(&anchor, &version, units).unwrap_or_else(|never| match never {});
        assert!(matches!(held.outcome.hold(), Hold::InPlace | Hold::Moved | Hold::Lost));
        assert!(held.occurrences.is_none_or(|n| n > 0), "the words are there");
    }
    for at in 0..=index.end().0.min(64) {
        let at = anchor::CharOffset(at);
        let (byte, utf16) = (index.byte_of(at), index.utf16_of(at));
        assert_eq!(byte.and_then(|byte| index.char_of_byte(byte)), Some(at));
        assert_eq!(utf16.and_then(|utf16| index.char_of_utf16(utf16)), Some(at));
    }
    let _ = index.slice(Span::new(last, u32::MAX));
}

fn page(text: String) -> Unit {
    let (label, engine) = ("1".to_owned(), "fuzz".to_owned());
    Unit { kind: UnitKind::Section, label, text, engine, quality: None, page: None, boxes: Vec::new(), table: None }
}

/// Feeds anchors as they are kept.
pub(crate) fn anchors(_: &Target, bytes: &[u8]) {
    let Ok(anchor) = serde_json::from_slice::<Anchor>(bytes) else { return };
    let kept = serde_json::to_string(&anchor).expect("an anchor can be kept");
    let again: Anchor = serde_json::from_str(&kept).expect("what was kept can be read");
    assert_eq!(serde_json::to_string(&again).expect("and kept again"), kept);
    let _ = (anchor.kind(), anchor.unit(), anchor.version(), anchor.quote());
    let units = [page("one two\nthree\tfour".into())];
    let version = TextHasher::new(b"document").finish();
    let held = attach(&anchor, &version, units.as_slice()).unwrap_or_else(|never| match never {});
    let _ = held.outcome.hold();
}

/// Feeds partial dates and what mail headers call one.
pub(crate) fn edtf(_: &Target, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(date) = Date::parse(&text) {
        check_date(&date);
    }
    if let Ok(date) = Date::from_mail_header(&text) {
        check_date(&date);
    }
}

fn check_date(date: &Date) {
    let again = Date::parse(date.edtf()).expect("EDTF of ours can be read");
    assert_eq!(again.edtf(), date.edtf());
    assert_eq!((again.earliest(), again.latest()), (date.earliest(), date.latest()), "{}", date.edtf());
    if let (Some(earliest), Some(latest)) = (date.earliest(), date.latest()) {
        assert!(earliest <= latest, "{}", date.edtf());
    }
    let _ = (date.precision(), date.is_interval(), date.to_string(), date.cmp_for_drawing(&again));
    let _ = (date.before(&again), date.overlaps(&again));
}

/// Feeds running text with dates in it.
pub(crate) fn dates(_: &Target, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let index = TextIndex::new(&text);
    let reference = Date::parse("2025-05-20").expect("a date");
    for reference in [None, Some(&reference)] {
        let mut last = 0;
        for found in dates::find(&text, reference) {
            assert!(last <= found.start && found.start < found.end, "{found:?}");
            last = found.end;
            assert_eq!(index.slice(Span::new(found.start, found.end)), Some(found.words.as_str()));
            assert!(!found.readings.is_empty());
            for reading in found.readings {
                check_date(&reading.date);
            }
        }
    }
}

/// Feeds values of facts: what is canonical stays as it is.
pub(crate) fn values(_: &Target, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for property in properties() {
        let Ok(canonical) = check_for(property, &text) else { continue };
        let again = check_for(property, &canonical.value).map(|again| again.value);
        assert_eq!(again.as_deref(), Ok(canonical.value.as_str()), "{}", property.name);
    }
    for kind in [IdentifierKind::Container, IdentifierKind::Imo, IdentifierKind::Lei, IdentifierKind::Iban] {
        let _ = identifier_check(kind, &text);
    }
}

/// One property of each form.
fn properties() -> &'static [&'static Property] {
    static PROPERTIES: OnceLock<Vec<&Property>> = OnceLock::new();
    PROPERTIES.get_or_init(|| {
        let mut forms: Vec<&Property> = Vec::new();
        for property in Vocabulary::standard().schemata().iter().flat_map(Schema::properties) {
            if !forms.iter().any(|form| (form.kind, form.format) == (property.kind, property.format)) {
                forms.push(property);
            }
        }
        forms
    })
}
