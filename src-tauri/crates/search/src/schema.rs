//! The fields of the index and how their tokens are made.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{
    BoxTokenStream, TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager,
};

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
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(option);
        TextOptions::default().set_indexing_options(indexing)
    };
    let number: NumericOptions = FAST.into();
    let fields = Fields {
        text: builder.add_text_field(
            "text",
            words("folded", IndexRecordOption::WithFreqsAndPositions),
        ),
        stem: builder.add_text_field("stem", words("stemmed", IndexRecordOption::WithFreqs)),
        doc: builder.add_u64_field("doc", FAST | INDEXED),
        unit: builder.add_u64_field("unit", number.clone()),
        row: builder.add_u64_field("row", number.clone()),
        start: builder.add_u64_field("start", number),
    };
    (builder.build(), fields)
}

/// The tokenizers the schema names.
pub(crate) fn tokenizers() -> TokenizerManager {
    // The engine also asks for a tokenizer for the number that documents are deleted by, so its own stay.
    let manager = TokenizerManager::default();
    manager.register("folded", TextAnalyzer::from(FoldedWords));
    manager.register("stemmed", TextAnalyzer::from(StemmedWords));
    manager
}

#[derive(Clone)]
struct FoldedWords;

#[derive(Clone)]
struct StemmedWords;

struct Words<'a> {
    tokens: Tokens<'a>,
    stems: Option<Stems>,
    token: Token,
}

impl Tokenizer for FoldedWords {
    type TokenStream<'a> = Words<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Words<'a> {
        Words {
            tokens: tokens(text),
            stems: None,
            token: Token::default(),
        }
    }
}

impl Tokenizer for StemmedWords {
    type TokenStream<'a> = BoxTokenStream<'a>;

    fn token_stream<'a>(&'a mut self, value: &'a str) -> BoxTokenStream<'a> {
        let (language, text) = value.split_once(LANGUAGE_END).unwrap_or(("", ""));
        match Stems::of(language) {
            Some(stems) => BoxTokenStream::new(Words {
                tokens: tokens(text),
                stems: Some(stems),
                token: Token::default(),
            }),
            None => BoxTokenStream::new(Words {
                tokens: tokens(""),
                stems: None,
                token: Token::default(),
            }),
        }
    }
}

impl TokenStream for Words<'_> {
    fn advance(&mut self) -> bool {
        loop {
            let Some(next) = self.tokens.next() else {
                return false;
            };
            self.token.position = next.position() as usize;
            self.token.text = match &mut self.stems {
                None => next.term,
                Some(stems) => match next.stemmable() {
                    Some(plain) => stems.term(plain),
                    None => continue,
                },
            };
            return true;
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
