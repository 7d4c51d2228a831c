//! Full-text search over the texts of a case: folding, index, query language, hits, spans, snippets.
//!
//! One entry of the index is one page, message, section or table row. The index keeps no text, no names and no
//! attributes: a document is an ordinal that the caller gave, whatever is known about it (source, tags, dates) reaches a
//! search as a set of such ordinals, and snippets are cut from the text the caller stores. The index is derived and may be
//! deleted at any time. Exact and regular-expression search are not here: they scan stored text. Only this crate names
//! Tantivy, and none of its types are seen outside.
//!
//! Start with [`Query::parse`] and [`Index::search`]; [`tokens`] says what a word is, for text and query alike. [`Names`]
//! are thousands of names looked for at once.

mod alike;
mod codes;
mod compile;
mod docset;
mod document;
mod error;
mod explain;
mod folding;
mod grouped;
mod holding;
mod index;
mod like;
mod matching;
mod narrowing;
mod near;
mod parse;
mod pattern;
mod phrase;
mod query;
mod readonly;
mod run;
mod schema;
mod shelf;
mod snippet;
mod spans;
mod stamp;
mod stem;
mod sweep;
mod tally;
mod tokens;
mod translit;
mod writer;

pub use alike::{Alike, Way};
pub use docset::DocSet;
pub use error::{Error, SyntaxError, Unresolved};
pub use explain::{Explaining, MOST_NAMED, Part};
pub use folding::{FOLDING_VERSION, folded, runs_on};
pub use grouped::{At, Fold, Grouped, GroupedHit, Grouping, by_document};
pub use holding::{Sieve, Units};
pub use index::Index;
pub use like::{Like, LikeHit, LikeHits};
pub use narrowing::Narrowing;
pub use near::Near;
pub use pattern::Pattern;
pub use query::{Field, FieldTerm, Form, Query, Words};
pub use run::{Answer, Hit, Order, Page, Resolved, Resolver, Sort};
pub use shelf::Shelf;
pub use snippet::{Snippet, snippet};
pub use spans::{Marks, Scope, marks, spans};
pub use stamp::FORMAT_VERSION;
pub use sweep::{Layer, Layers, Names, Sweeper, as_phrase, is_name, query_of};
pub use tally::Tally;
pub use tokens::{Token, Tokens, tokens};
pub use writer::{Entry, Writer};

#[cfg(test)]
mod tests;
