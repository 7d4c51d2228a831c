//! The parts of a query as they are told of one document.

use facts::DocumentId;
use search::{Field, Form, Marks, Part, Query};
use store::{Case, State};

use super::{
    attributes::Attributes,
    explaining::{At, ExplainPart, ExplainPlace, ExplainStanding},
    found::{SNIPPET_CHARS, label},
    literal::Literal,
};
use crate::{Result, searching};

/// What the parts are told with.
pub(super) struct Shown<'a> {
    pub case: &'a Case,
    pub document: DocumentId,
    pub ordinal: u64,
    pub entries: &'a [At],
    pub attributes: &'a Attributes,
    pub has_text: bool,
}

/// How the whole stands that a part belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    /// It holds somewhere.
    Holds,
    /// All its parts are in the document, but not in one place.
    Apart,
    /// A part of it is nowhere in the document.
    Lacks,
}

impl Shown<'_> {
    pub fn part(&self, part: &Part<'_>, whole: Whole) -> Result<ExplainPart> {
        let kind = kind(part.query);
        let is_field = matches!(part.query, Query::Field(_));
        let standing = match part.query {
            _ if is_field => {
                if part.of_document {
                    ExplainStanding::Matched
                } else {
                    ExplainStanding::Absent
                }
            }
            _ if !self.has_text => ExplainStanding::Unknown,
            Query::Not(_) if part.n == 0 => ExplainStanding::Forbidden,
            _ if part.n > 0 && whole == Whole::Holds => ExplainStanding::Matched,
            _ if part.n > 0 => ExplainStanding::Elsewhere,
            Query::And(_) if part.of_document => ExplainStanding::Loose,
            _ if part.n_loose > 0 || part.is_scattered() => ExplainStanding::Loose,
            _ => ExplainStanding::Absent,
        };
        let is_leaf = part.parts.is_empty() && !is_field;
        let named: Vec<(usize, Marks)> = match part.loose {
            _ if !is_leaf => Vec::new(),
            Some(loose) if part.first.is_empty() => vec![(loose, Marks::default())],
            _ => part.first.clone(),
        };
        let of_parts = match part.query {
            _ if whole == Whole::Holds && part.n > 0 => Whole::Holds,
            Query::And(_) if !part.parts.iter().all(|inner| inner.of_document || inner.n > 0) => Whole::Lacks,
            _ if whole == Whole::Lacks => Whole::Lacks,
            _ => Whole::Apart,
        };
        let parts = part.parts.iter().map(|inner| self.part(inner, of_parts)).collect::<Result<_>>()?;
        Ok(ExplainPart {
            text: part.query.to_string(),
            kind,
            standing,
            says: self.says(part, kind, standing, whole),
            units: part.n,
            places: self.places(&named)?,
            parts,
        })
    }

    /// A filter is made of fields, which are true or not.
    pub fn filter_part(&self, query: &Query) -> Result<ExplainPart> {
        let holds = self.attributes.filter(self.case, query)?.contains(self.ordinal);
        let parts = match query {
            Query::And(parts) | Query::Or(parts) => {
                parts.iter().map(|part| self.filter_part(part)).collect::<Result<_>>()?
            }
            Query::Not(part) => vec![self.filter_part(part)?],
            _ => Vec::new(),
        };
        let standing = match (holds, query) {
            (true, _) => ExplainStanding::Matched,
            (false, Query::Not(_)) => ExplainStanding::Forbidden,
            (false, _) => ExplainStanding::Absent,
        };
        let says = match (query, holds) {
            (Query::Field(term), false) => self.instead(term.field),
            (_, true) => "fits".to_owned(),
            (_, false) => "does not fit, so the filter leaves it out".to_owned(),
        };
        Ok(ExplainPart {
            text: query.to_string(),
            kind: kind(query),
            standing,
            says,
            units: 0,
            places: Vec::new(),
            parts,
        })
    }

    fn says(&self, part: &Part<'_>, kind: &str, standing: ExplainStanding, whole: Whole) -> String {
        let times = match part.n {
            1 => "in 1 place".to_owned(),
            n => format!("in {n} places"),
        };
        match (part.query, standing) {
            (Query::Field(term), ExplainStanding::Absent) => self.instead(term.field),
            (Query::Field(_), _) => "fits".to_owned(),
            (_, ExplainStanding::Unknown) => "cannot be told: there are no words to look into".to_owned(),
            (Query::Not(_), ExplainStanding::Forbidden) => {
                "stands everywhere in this document, so it is left out".to_owned()
            }
            (Query::Not(_), _) if part.n == 1 => "1 place is without it".to_owned(),
            (Query::Not(_), _) => format!("{} places are without it", part.n),
            (Query::And(_), ExplainStanding::Loose) => {
                "each part is in this document, but no page, message, section or row has them all".to_owned()
            }
            (Query::And(_), ExplainStanding::Absent) => "a part of it is nowhere in this document".to_owned(),
            (_, ExplainStanding::Matched) => format!("found {times}"),
            (_, ExplainStanding::Elsewhere) if whole == Whole::Lacks => format!("in this document, {times}"),
            (_, ExplainStanding::Elsewhere) => format!("in this document ({times}), but not where the rest is"),
            (_, ExplainStanding::Loose) if kind == "near" => "its words are there, but farther apart".to_owned(),
            (_, ExplainStanding::Loose) if part.n_loose == 0 => {
                "its words are in this document, but no page, message, section or row has them all".to_owned()
            }
            (_, ExplainStanding::Loose) => "its words are there, but not in a row".to_owned(),
            (_, ExplainStanding::Absent | ExplainStanding::Forbidden) => "not in this document".to_owned(),
        }
    }

    /// What the document has in place of what was asked for.
    fn instead(&self, field: Field) -> String {
        let catalogue = &self.attributes.catalogue;
        let Some(known) = catalogue.document(self.ordinal) else { return "does not fit".to_owned() };
        let has = match field {
            Field::Type => known.kind.map(|kind| catalogue.kinds.name(kind).to_owned()),
            Field::Lang => known.language.map(|language| catalogue.languages.name(language).to_owned()),
            Field::Source => {
                let names: Vec<&str> = known.sources.iter().map(|source| catalogue.sources.name(*source)).collect();
                (!names.is_empty()).then(|| names.join(", "))
            }
            Field::Date => known.date.as_ref().map(|date| date.edtf().to_owned()),
            Field::State => Some(known.state.as_str().to_owned()),
            Field::Title => known.titles.first().cloned().filter(|_| known.state != State::SetAside),
            Field::Path | Field::Entity | Field::Tag | Field::Has => return "does not fit".to_owned(),
        };
        match has {
            Some(has) => format!("does not fit: its {} is {has}", field.name()),
            None => format!("does not fit: it has no {}", field.name()),
        }
    }

    /// What is looked for as it stands has no parts.
    pub fn literal(&self, typed: &str, literal: &Literal, found: &[(usize, Marks)], n: u64) -> Result<ExplainPart> {
        let (standing, says) = match (self.has_text, n) {
            (false, _) => (ExplainStanding::Unknown, "cannot be told: there are no words to look into".to_owned()),
            (true, 0) => (ExplainStanding::Absent, "does not stand in this document so".to_owned()),
            (true, 1) => (ExplainStanding::Matched, "found in 1 place".to_owned()),
            (true, n) => (ExplainStanding::Matched, format!("found in {n} places")),
        };
        Ok(ExplainPart {
            text: typed.to_owned(),
            kind: literal.mode(),
            standing,
            says,
            units: n,
            places: self.places(found)?,
            parts: Vec::new(),
        })
    }

    fn places(&self, named: &[(usize, Marks)]) -> Result<Vec<ExplainPlace>> {
        let hash = match self.case.reading(&self.document)?.and_then(|reading| reading.result.text) {
            Some(hash) if !named.is_empty() => hash,
            _ => return Ok(Vec::new()),
        };
        let mut pack = self.case.text(&hash)?;
        let mut places = Vec::with_capacity(named.len());
        for (number, marks) in named {
            let Some(At { unit: unit_number, row }) = self.entries.get(*number) else { continue };
            let Some(unit) = pack.unit(*unit_number)? else { continue };
            let Some(scope) = searching::scopes(*unit_number, unit).find(|scope| scope.row == *row) else { continue };
            let snippet = search::snippet(scope.text, &marks.spans, SNIPPET_CHARS);
            places.push(ExplainPlace {
                unit: *unit_number,
                row: *row,
                label: label(unit, *row),
                snippet: snippet.text,
                snippet_spans: snippet.spans,
                snippet_cut: snippet.cut,
            });
        }
        Ok(places)
    }
}

fn kind(query: &Query) -> &'static str {
    match query {
        Query::And(_) => "and",
        Query::Or(_) => "or",
        Query::Not(_) => "not",
        Query::Words(words) => match words.form {
            Form::Bare => "word",
            Form::Quoted => "phrase",
            Form::Prefix => "prefix",
        },
        Query::Parts(_) => "word",
        Query::Near(_) => "near",
        Query::Pattern(_) | Query::Alike(_) => "like",
        Query::InDocument(_) => "document",
        Query::Field(_) => "field",
    }
}
