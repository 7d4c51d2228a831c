//! An entry as the engine takes it: its texts in one piece of memory, of which every field is lent a part.

use std::ops::Range;

use tantivy::Document;
use tantivy::schema::document::{ReferenceValue, ReferenceValueLeaf};
use tantivy::schema::{Field, Value};

use crate::Entry;
use crate::schema::{BORDER, Fields};
use crate::stem::has_stems;
use crate::tokens::beginning;

/// How many fields the schema has.
const N_FIELDS: usize = 8;

/// An entry on its way into the index.
pub(crate) struct Written {
    fields: Fields,
    /// The language, a border, the text, a border, what it goes on with.
    texts: Box<str>,
    text: Range<usize>,
    has_codes: bool,
    has_stems: bool,
    has_ahead: bool,
    doc: u64,
    unit: u64,
    row: u64,
    start: u64,
}

impl Written {
    pub fn new(entry: &Entry<'_>, fields: Fields) -> Written {
        let language = entry.language.filter(|language| has_stems(language)).unwrap_or_default();
        let ahead = entry.ahead.map(beginning).unwrap_or_default();
        let mut texts = String::with_capacity(language.len() + entry.text.len() + ahead.len() + 2);
        texts.push_str(language);
        texts.push(BORDER);
        let begin = texts.len();
        texts.push_str(entry.text);
        let text = begin..texts.len();
        texts.push(BORDER);
        // The border before it must be the last one.
        texts.extend(ahead.chars().map(|c| if c == BORDER { ' ' } else { c }));
        Written {
            fields,
            texts: texts.into(),
            text,
            // Every code has a digit in it; most prose has none.
            has_codes: entry.text.chars().any(char::is_numeric),
            has_stems: !language.is_empty(),
            has_ahead: !ahead.is_empty(),
            doc: entry.doc,
            unit: u64::from(entry.unit),
            row: entry.row.map_or(0, |row| u64::from(row) + 1),
            start: u64::from(entry.start),
        }
    }
}

/// What a field of an entry holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Held<'a> {
    Text(&'a str),
    Number(u64),
}

impl<'a> Value<'a> for Held<'a> {
    type ArrayIter = std::iter::Empty<Self>;
    type ObjectIter = std::iter::Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match *self {
            Held::Text(text) => ReferenceValueLeaf::Str(text),
            Held::Number(number) => ReferenceValueLeaf::U64(number),
        })
    }
}

impl Document for Written {
    type Value<'a> = Held<'a>;
    type FieldsValuesIter<'a> = std::iter::Flatten<std::array::IntoIter<Option<(Field, Held<'a>)>, N_FIELDS>>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        let fields = &self.fields;
        let text = |field, part: &'_ Range<usize>| (field, Held::Text(&self.texts[part.clone()]));
        let with_language = 0..self.text.end;
        let with_ahead = self.text.start..self.texts.len();
        [
            Some(text(fields.text, &self.text)),
            self.has_stems.then(|| text(fields.stem, &with_language)),
            self.has_codes.then(|| text(fields.code, &self.text)),
            self.has_ahead.then(|| text(fields.ahead, &with_ahead)),
            Some((fields.doc, Held::Number(self.doc))),
            Some((fields.unit, Held::Number(self.unit))),
            Some((fields.row, Held::Number(self.row))),
            Some((fields.start, Held::Number(self.start))),
        ]
        .into_iter()
        .flatten()
    }
}
