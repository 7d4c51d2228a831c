//! Queries: understood, shown, understood again, and run over a small index.

use std::sync::OnceLock;

use search::{DocSet, Entry, Error, Field, Index, Page, Query, Scope, Sort, Unresolved, snippet, spans};

use crate::targets::Target;

/// Texts of several scripts, with what queries are about: codes, phrases, words broken at a line end.
const TEXTS: [(&str, Option<&str>); 6] = [
    ("The vessel left with crew and 900-21010-0000 in MSKU 123456-7", Some("en")),
    ("forty trans-\nshipments of servers, shipped on 12 May", Some("en")),
    ("深圳市有限公司 出口 H100 设备", None),
    ("Der Frachter Müller & Söhne, Straße 5", Some("de")),
    ("судно Ёлка вышло из порта", Some("ru")),
    ("ガラス 서울 주식회사 O'Neill", None),
];

struct Shelf {
    index: Index,
    _folder: tempfile::TempDir,
}

fn shelf() -> &'static Shelf {
    static SHELF: OnceLock<Shelf> = OnceLock::new();
    SHELF.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let index = Index::create(folder.path()).expect("an index can be made");
        let mut writer = index.writer(1, 32 << 20).expect("a writer");
        for (number, (text, language)) in TEXTS.into_iter().enumerate() {
            let entry =
                Entry { doc: number as u64, unit: 1, row: None, start: 0, text, language, ahead: ahead(number) };
            writer.add(&entry).expect("it is added");
        }
        writer.commit(1).expect("it is there");
        Shelf { index, _folder: folder }
    })
}

/// What a text runs on into: every other one is the first page of two.
fn ahead(number: usize) -> Option<&'static str> {
    TEXTS.get(number + 1).filter(|_| number.is_multiple_of(2)).map(|(text, _)| *text)
}

/// Feeds a query.
pub(crate) fn query(_: &Target, bytes: &[u8]) {
    let Ok(typed) = std::str::from_utf8(bytes) else { return };
    let n_chars = typed.chars().count();
    let query = match Query::parse(typed) {
        Ok(query) => query,
        Err(error) => {
            assert!(error.at + error.len <= n_chars, "{error:?} points past the end of {typed:?}");
            return;
        }
    };
    for term in query.field_terms() {
        assert!(term.at + term.len <= n_chars, "{term:?}");
    }
    let shown = query.to_string();
    let again = Query::parse(&shown).unwrap_or_else(|error| panic!("{shown:?} cannot be read: {error:?}"));
    assert_eq!(again.to_string(), shown);
    run(&query, n_chars);
}

fn run(query: &Query, n_chars: usize) {
    let resolve = |field: Field, value: &str| match field {
        Field::Date => Err(Unresolved::Value { message: format!("no date {value}"), hint: String::new() }),
        _ => Ok((0..value.len() as u64).filter(|doc| doc % 2 == 0).fold(DocSet::new(), |mut documents, doc| {
            documents.insert(doc);
            documents
        })),
    };
    let page = Page { offset: 0, limit: 10 };
    let answer = match shelf().index.search(query, &resolve, None, Sort::Relevance, page) {
        Ok(answer) => answer,
        Err(Error::Syntax(error)) => {
            assert!(error.at + error.len <= n_chars, "{error:?}");
            return;
        }
        Err(error) => panic!("{error}"),
    };
    assert_eq!(answer.total, answer.hits.len() as u64);
    for (number, (text, language)) in TEXTS.into_iter().enumerate() {
        let scope = Scope { text, language, doc: number as u64, ahead: ahead(number), resolved: &answer.resolved };
        let places = spans(query, &scope);
        let len = text.chars().count() as u32;
        let mut last = 0;
        for &[start, end] in &places {
            assert!(last <= start && start < end && end <= len, "{places:?} in {text:?}");
            last = end;
        }
        let is_hit = answer.hits.iter().any(|hit| hit.doc == number as u64);
        assert!(is_hit || places.is_empty(), "{places:?} in what was not found: {text:?}");
        let line = snippet(text, &places, 20);
        let cut: String = text.chars().skip(line.start as usize).take(line.text.chars().count()).collect();
        assert_eq!(cut.replace('\n', " "), line.text);
    }
}
