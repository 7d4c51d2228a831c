//! The query language: what a query is, and how it is shown as it was understood.
//!
//! Words are AND. `OR`, `NOT` and `AND` count only in capitals; `-` before a word is `NOT`. `NOT` binds strongest, then AND,
//! then `OR`: `a b OR NOT c` is `(a AND b) OR (NOT c)`. A query may consist of negations only.
//!
//! - A bare word finds its folded form and, in documents of a language with a stemmer, words of the same stem.
//! - A bare word that is several tokens (`900-21010`, `O'Neill`, any Chinese name) is a phrase of them.
//! - A bare word with a number in it, and the number or the letters of one, are also found as codes, whichever way they are
//!   separated: `MSKU1234567`, `MSKU-1234567` and `1234567` all find `MSKU 123456-7` (see `codes`).
//! - Numbers one after another (`+49 30 1234-5678`), with an owner in capitals before them (`MSKU 123456 7`) or a unit after
//!   one (`80 GB`), are each looked for, as all words are, or all together as one code.
//! - `"…"` finds just these tokens in a row. Typographic quotes count as straight ones.
//! - `pre*` finds all words that begin so; of several tokens the last is the prefix. As a Han, kana or Hangul character is a
//!   word by itself, the star adds nothing after one.
//! - `"vessel crew"~5` finds them in any order with at most five other words between them; `"深圳 有限公司"~5` takes what
//!   is written without a space as a phrase.
//! - `meridian~1` finds words at most one letter off: one put in, left out, changed, or swapped with its neighbour; `~2`
//!   two such steps. `sh*ping` and `*bank` leave a part open: any letters, or none.
//! - `fuzzy:"Meridian Shipping"` finds the words in a row, each of four letters or more at most one letter off.
//! - `translit:深圳` also finds how a name is written in other scripts: `Shenzhen`, `Shen zhen`, `Шэньчжэнь` (see `translit`).
//! - `field:value`, `field:"value"` restricts to documents; which ones, the caller says.
//!
//! AND, NOT and phrases look at one entry: one page, message, section or row. `in:document (vessel NOT crew)` asks it of a
//! document as a whole, and finds those of its entries that hold any of the words to be found, or all of them if there are
//! none; phrases still stand within one entry. A word hyphenated at a line end is found by
//! its halves and as a whole, in phrases too; a word broken over three lines is found only by neighbouring parts.
//!
//! A phrase may begin on one page or section and end on the next: it is found where it begins. At most 24 of its words may
//! stand beyond the border; rows, messages and slides do not run on, nor do words near each other.

use std::fmt;

use crate::alike::Alike;
use crate::codes;
use crate::near::Near;
use crate::pattern::Pattern;
use crate::tokens::{Token, tokens};

/// A query, understood. Display gives it back with every operator spelled out; parsing that gives the same query.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// All of them.
    And(Vec<Query>),
    /// At least one of them.
    Or(Vec<Query>),
    /// Not this one.
    Not(Box<Query>),
    /// Words of the text.
    Words(Words),
    /// Words one after another that may be one number or identifier: at least two, as bare words.
    Parts(Vec<Words>),
    /// Words near each other.
    Near(Near),
    /// Words that are like what was typed.
    Pattern(Pattern),
    /// A name that may be written otherwise.
    Alike(Alike),
    /// What is asked holds for the document as a whole, not for one entry.
    InDocument(Box<Query>),
    /// An attribute of the document.
    Field(FieldTerm),
}

/// A word, a phrase or a prefix.
#[derive(Debug, Clone, PartialEq)]
pub struct Words {
    /// As typed, without quotes or star.
    pub text: String,
    /// How it was written.
    pub form: Form,
    /// The tokens it consists of, at least one.
    pub(crate) tokens: Vec<Token>,
}

/// How words were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A bare word: also finds words of the same stem.
    Bare,
    /// In quotes: these tokens in a row, no others.
    Quoted,
    /// With a star: the last token may go on.
    Prefix,
}

/// A field and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldTerm {
    /// Which field.
    pub field: Field,
    /// The value as typed, without quotes.
    pub value: String,
    /// Where the value begins in the query, in Unicode scalar values.
    pub at: usize,
    /// How many Unicode scalar values it spans.
    pub len: usize,
}

/// The attributes of documents a query can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Words of the title.
    Title,
    /// Part of a path it was found at.
    Path,
    /// Kind of document: pdf, email, table…
    Type,
    /// Language.
    Lang,
    /// Code name of a source.
    Source,
    /// Date or interval.
    Date,
    /// An entity named in it.
    Entity,
    /// Tag.
    Tag,
    /// Something it has: attachments, notes…
    Has,
    /// What came of reading it.
    State,
}

impl Field {
    /// All fields, in the order they are listed to people.
    pub const ALL: [Field; 10] = [
        Field::Title,
        Field::Path,
        Field::Type,
        Field::Lang,
        Field::Source,
        Field::Date,
        Field::Entity,
        Field::Tag,
        Field::Has,
        Field::State,
    ];

    /// As it is written before the colon.
    pub fn name(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Path => "path",
            Field::Type => "type",
            Field::Lang => "lang",
            Field::Source => "source",
            Field::Date => "date",
            Field::Entity => "entity",
            Field::Tag => "tag",
            Field::Has => "has",
            Field::State => "state",
        }
    }
}

impl Query {
    /// All field terms in the query, in order.
    pub fn field_terms(&self) -> Vec<&FieldTerm> {
        let mut found = Vec::new();
        self.each_field(&mut |term| found.push(term));
        found
    }

    fn each_field<'a>(&'a self, visit: &mut dyn FnMut(&'a FieldTerm)) {
        match self {
            Query::And(parts) | Query::Or(parts) => parts.iter().for_each(|part| part.each_field(visit)),
            Query::Not(part) | Query::InDocument(part) => part.each_field(visit),
            Query::Field(term) => visit(term),
            Query::Words(_) | Query::Parts(_) | Query::Near(_) | Query::Pattern(_) | Query::Alike(_) => {}
        }
    }

    /// Whether a part of it may begin in one entry and end in what that goes on with.
    pub fn may_run_on(&self) -> bool {
        match self {
            Query::And(parts) | Query::Or(parts) => parts.iter().any(Query::may_run_on),
            Query::Not(part) | Query::InDocument(part) => part.may_run_on(),
            Query::Words(words) => words.tokens.len() > 1,
            Query::Parts(parts) => parts.iter().any(|words| words.tokens.len() > 1),
            Query::Alike(alike) => alike.rows.iter().any(|row| row.len() > 1),
            Query::Near(_) | Query::Pattern(_) | Query::Field(_) => false,
        }
    }

    /// The words by which an entry can be found, those that must not be there left out.
    pub(crate) fn found_by(&self) -> Vec<&Query> {
        match self {
            Query::And(parts) | Query::Or(parts) => parts.iter().flat_map(Query::found_by).collect(),
            Query::InDocument(part) => part.found_by(),
            Query::Words(_) | Query::Parts(_) | Query::Near(_) | Query::Pattern(_) | Query::Alike(_) => vec![self],
            Query::Not(_) | Query::Field(_) => Vec::new(),
        }
    }

    /// What is asked of whole documents; of nested ones the inner first.
    pub(crate) fn of_documents(&self) -> Vec<&Query> {
        match self {
            Query::And(parts) | Query::Or(parts) => parts.iter().flat_map(Query::of_documents).collect(),
            Query::Not(part) => part.of_documents(),
            Query::InDocument(part) => {
                let mut inner = part.of_documents();
                inner.push(part);
                inner
            }
            Query::Words(_)
            | Query::Parts(_)
            | Query::Near(_)
            | Query::Pattern(_)
            | Query::Alike(_)
            | Query::Field(_) => Vec::new(),
        }
    }

    /// The query with every name that is looked for in other scripts as it was typed; `None` if there is none. What matches
    /// the query and not this was found by transliteration. What is asked of whole documents stays.
    pub fn without_transliteration(&self) -> Option<Query> {
        let of_parts = |parts: &[Query]| -> Option<Vec<Query>> {
            let typed: Vec<Option<Query>> = parts.iter().map(Query::without_transliteration).collect();
            let is_any = typed.iter().any(Option::is_some);
            is_any.then(|| typed.into_iter().zip(parts).map(|(typed, part)| typed.unwrap_or(part.clone())).collect())
        };
        match self {
            Query::And(parts) => of_parts(parts).map(Query::And),
            Query::Or(parts) => of_parts(parts).map(Query::Or),
            Query::Not(part) => part.without_transliteration().map(|part| Query::Not(Box::new(part))),
            Query::Alike(alike) => alike.as_typed().map(Query::Words),
            Query::Words(_)
            | Query::Parts(_)
            | Query::Near(_)
            | Query::Pattern(_)
            | Query::InDocument(_)
            | Query::Field(_) => None,
        }
    }
}

impl Words {
    /// The words of `text`; `None` if there is no letter or digit in it.
    pub(crate) fn new(text: &str, form: Form) -> Option<Words> {
        let tokens: Vec<Token> = tokens(text).filter(|token| !token.joined).collect();
        (!tokens.is_empty()).then(|| Words { text: text.to_owned(), form, tokens })
    }

    /// The code it may be, if it is a bare word.
    pub(crate) fn code(&self) -> Option<String> {
        (self.form == Form::Bare).then(|| codes::sought(&self.text, &self.tokens)).flatten()
    }

    /// The form to stem, if words of the same stem are meant.
    pub(crate) fn stemmable(&self) -> Option<&str> {
        match (self.form, self.tokens.as_slice()) {
            (Form::Bare, [token]) => token.stemmable(),
            _ => None,
        }
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Query::And(parts) => join(f, parts, " AND "),
            Query::Or(parts) => join(f, parts, " OR "),
            Query::Not(part) => {
                f.write_str("NOT ")?;
                grouped(f, part)
            }
            Query::Words(words) => match words.form {
                Form::Bare => f.write_str(&words.text),
                Form::Quoted => write!(f, "\"{}\"", words.text),
                Form::Prefix => write!(f, "{}*", words.text),
            },
            Query::Parts(parts) => {
                let texts: Vec<&str> = parts.iter().map(|words| words.text.as_str()).collect();
                f.write_str(&texts.join(" "))
            }
            Query::Near(near) => write!(f, "{near}"),
            Query::Pattern(pattern) => write!(f, "{pattern}"),
            Query::Alike(alike) => write!(f, "{alike}"),
            Query::InDocument(part) => write!(f, "in:document ({part})"),
            Query::Field(term) => {
                let bare = |c: char| !c.is_whitespace() && c != '(' && c != ')';
                if term.value.chars().all(bare) {
                    write!(f, "{}:{}", term.field.name(), term.value)
                } else {
                    write!(f, "{}:\"{}\"", term.field.name(), term.value)
                }
            }
        }
    }
}

fn join(f: &mut fmt::Formatter<'_>, parts: &[Query], with: &str) -> fmt::Result {
    for (part_idx, part) in parts.iter().enumerate() {
        if part_idx > 0 {
            f.write_str(with)?;
        }
        grouped(f, part)?;
    }
    Ok(())
}

fn grouped(f: &mut fmt::Formatter<'_>, part: &Query) -> fmt::Result {
    match part {
        Query::And(_) | Query::Or(_) | Query::Parts(_) => write!(f, "({part})"),
        _ => write!(f, "{part}"),
    }
}
