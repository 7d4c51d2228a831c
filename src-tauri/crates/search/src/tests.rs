//! The index as its callers see it.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

mod borders;
mod codes;
mod disk;
mod folding;
mod forms;
mod grouping;
mod holding;
mod liking;
mod narrowing;
mod parsing;
mod plain;
mod random;
mod recall;
mod running;
mod shelf;
mod showing;
mod sweeping;

use std::path::Path;

use crate::{Answer, DocSet, Entry, Error, Field, Index, Page, Query, Sort, Unresolved};

const MEMORY: usize = 16_000_000;

const FIRST: Page = Page { offset: 0, limit: 1000 };

/// An index of texts; the number of a text is its document.
fn index_of(dir: &Path, texts: &[(&str, Option<&str>)]) -> Index {
    let index = Index::create(dir).unwrap();
    let mut writer = index.writer(1, MEMORY).unwrap();
    for (doc, &(text, language)) in texts.iter().enumerate() {
        writer.add(&Entry { doc: doc as u64, unit: 1, row: None, start: 0, text, ahead: None, language }).unwrap();
    }
    writer.commit(1).unwrap();
    index
}

/// `tag:even` and `tag:odd` are what they say; other tags are refused, other fields have no documents.
fn parity(field: Field, value: &str) -> Result<DocSet, Unresolved> {
    match (field, value) {
        (Field::Tag, "even") => Ok((0..1000).filter(|doc| doc % 2 == 0).collect()),
        (Field::Tag, "odd") => Ok((0..1000).filter(|doc| doc % 2 == 1).collect()),
        (Field::Tag, "one") => Ok(DocSet::from_iter([1])),
        (Field::Tag, _) => Err(Unresolved::Value { message: format!("no tag {value}"), hint: "even, odd, one".into() }),
        (Field::Path, _) => Err(Unresolved::Failed("the disk is gone".into())),
        _ => Ok(DocSet::new()),
    }
}

fn run(index: &Index, query: &str) -> Result<Answer, Error> {
    index.search(&Query::parse(query)?, &parity, None, Sort::Relevance, FIRST)
}

/// The documents found, in order.
fn found(index: &Index, query: &str) -> Vec<u64> {
    let answer = run(index, query).unwrap();
    assert_eq!(answer.total, answer.hits.len() as u64, "{query}");
    let mut docs: Vec<u64> = answer.hits.iter().map(|hit| hit.doc).collect();
    docs.sort_unstable();
    docs
}
