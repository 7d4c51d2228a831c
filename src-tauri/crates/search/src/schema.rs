//! The fields of the index and how their tokens are made.

use std::collections::HashMap;

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{BoxTokenStream, TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use crate::codes::{Code, codes};
use crate::stem::Stems;
use crate::tokens::{Tokens, tokens};

/// Parts the language from the text in a value of the stem field.
pub(crate) const LANGUAGE_END: char = '\u{0}';

/// The fields; nothing is stored but the four numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// Folded tokens with positions.
    pub text: Field,
    /// Stems, marked with their language.
    pub stem: Field,
    /// Codes: numbers and identifiers put together and in part.
    pub code: Field,
    /// The caller's ordinal of the document.
    pub doc: Field,
    /// The unit's number.
    pub unit: Field,
    /// The row's number plus one; 0 where there are no rows.
    pub row: Field,
    /// Where the row's text begins in its unit.
    pub start: Field,
}

/// The schema; the same for every index of this format.
pub(crate) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let words = |tokenizer, option| {
        let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option);
        TextOptions::default().set_indexing_options(indexing)
    };
    let number: NumericOptions = FAST.into();
    let fields = Fields {
        text: builder.add_text_field("text", words("folded", IndexRecordOption::WithFreqsAndPositions)),
        stem: builder.add_text_field("stem", words("stemmed", IndexRecordOption::WithFreqs)),
        code: builder.add_text_field("code", words("codes", IndexRecordOption::WithFreqs)),
        doc: builder.add_u64_field("doc", FAST | INDEXED),
        unit: builder.add_u64_field("unit", number.clone()),
        row: builder.add_u64_field("row", number.clone()),
        start: builder.add_u64_field("start", number),
    };
    (builder.build(), fields)
}

impl Fields {
    /// The fields of an index of an earlier format; `None` if one that all have is missing or of another kind.
    pub(crate) fn of_older(older: &Schema) -> Option<Fields> {
        let (ours, fields) = schema();
        let find = |field: Field| {
            let wanted = ours.get_field_entry(field);
            let found = older.get_field(wanted.name()).ok()?;
            (older.get_field_entry(found).field_type() == wanted.field_type()).then_some(found)
        };
        let stem = find(fields.stem)?;
        Some(Fields {
            text: find(fields.text)?,
            stem,
            // Stems are marked with their language: no code is one, so that none is found.
            code: find(fields.code).unwrap_or(stem),
            doc: find(fields.doc)?,
            unit: find(fields.unit)?,
            row: find(fields.row)?,
            start: find(fields.start)?,
        })
    }
}

/// The tokenizers the schema names.
pub(crate) fn tokenizers() -> TokenizerManager {
    // The engine also asks for a tokenizer for the number that documents are deleted by, so its own stay.
    let manager = TokenizerManager::default();
    manager.register("folded", TextAnalyzer::from(FoldedWords));
    manager.register("codes", TextAnalyzer::from(CodesOfWords));
    manager.register("stemmed", TextAnalyzer::from(StemmedWords::default()));
    manager
}

#[derive(Clone)]
struct FoldedWords;

#[derive(Clone)]
struct CodesOfWords;

/// Keeps the stemmers it has used, with what they remember, from text to text.
#[derive(Default)]
struct StemmedWords(HashMap<String, Stems>);

impl Clone for StemmedWords {
    fn clone(&self) -> Self {
        Self::default()
    }
}

struct Words<'a> {
    tokens: Tokens<'a>,
    token: Token,
    /// The other form of the last word, due at the same place.
    also: Option<String>,
}

struct Codes {
    codes: std::vec::IntoIter<Code>,
    token: Token,
}

struct StemsOfWords<'a> {
    tokens: Tokens<'a>,
    stems: &'a mut Stems,
    token: Token,
}

impl Tokenizer for FoldedWords {
    type TokenStream<'a> = Words<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Words<'a> {
        Words { tokens: tokens(text), token: Token::default(), also: None }
    }
}

impl Tokenizer for CodesOfWords {
    type TokenStream<'a> = Codes;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Codes {
        let tokens: Vec<_> = tokens(text).collect();
        // The field keeps no positions, yet the index adds to each token's: by default that overflows.
        let token = Token { position: 0, ..Token::default() };
        Codes { codes: codes(text, &tokens).into_iter(), token }
    }
}

impl Tokenizer for StemmedWords {
    type TokenStream<'a> = BoxTokenStream<'a>;

    fn token_stream<'a>(&'a mut self, value: &'a str) -> BoxTokenStream<'a> {
        let (language, text) = value.split_once(LANGUAGE_END).unwrap_or(("", ""));
        if !self.0.contains_key(language)
            && let Some(stems) = Stems::of(language)
        {
            self.0.insert(language.to_owned(), stems);
        }
        match self.0.get_mut(language) {
            Some(stems) => BoxTokenStream::new(StemsOfWords { tokens: tokens(text), stems, token: Token::default() }),
            None => BoxTokenStream::new(Words { tokens: tokens(""), token: Token::default(), also: None }),
        }
    }
}

impl TokenStream for Words<'_> {
    fn advance(&mut self) -> bool {
        if let Some(also) = self.also.take() {
            self.token.text = also;
            return true;
        }
        let Some(next) = self.tokens.next() else { return false };
        self.token.position = next.position() as usize;
        self.token.text = next.term;
        self.also = next.also;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

impl TokenStream for Codes {
    fn advance(&mut self) -> bool {
        let Some(next) = self.codes.next() else { return false };
        self.token.text = next.term;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

impl TokenStream for StemsOfWords<'_> {
    fn advance(&mut self) -> bool {
        for next in self.tokens.by_ref() {
            if let Some(plain) = next.stemmable() {
                self.token.position = next.position() as usize;
                self.token.text.clear();
                self.token.text.push_str(self.stems.term(plain));
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
