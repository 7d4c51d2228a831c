//! The fields of the index and how their tokens are made.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{BoxTokenStream, TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use crate::codes::each_code;
use crate::stem::Stems;
use crate::tokens::{Token as Word, n_words, tokens, tokens_into};

/// Parts the language from the text in a value of the stem field, and the text from what it goes on with in one of the
/// field for that.
pub(crate) const BORDER: char = '\u{0}';

/// The fields; nothing is stored but the four numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// Folded tokens with positions.
    pub text: Field,
    /// Stems, marked with their language.
    pub stem: Field,
    /// Codes: numbers and identifiers put together and in part.
    pub code: Field,
    /// The first words of what the text goes on with, their positions counted on from the text's own.
    pub ahead: Field,
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
        ahead: builder.add_text_field("ahead", words("ahead", IndexRecordOption::WithFreqsAndPositions)),
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
        let (text, stem) = (find(fields.text)?, find(fields.stem)?);
        Some(Fields {
            text,
            stem,
            // Stems are marked with their language: no code is one, so that none is found.
            code: find(fields.code).unwrap_or(stem),
            // Looked into besides the words of a text, those words give nothing more.
            ahead: find(fields.ahead).unwrap_or(text),
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
    manager.register("ahead", TextAnalyzer::from(WordsAhead));
    manager.register("stemmed", TextAnalyzer::from(StemmedWords::default()));
    manager
}

thread_local! {
    /// The text that was cut last, and its words: an entry's text comes again for each field.
    static LAST: RefCell<(String, Rc<Vec<Word>>)> = RefCell::default();
}

fn words_of(text: &str) -> Rc<Vec<Word>> {
    LAST.with_borrow_mut(|(last, words)| {
        if last != text {
            text.clone_into(last);
            match Rc::get_mut(words) {
                Some(words) => tokens_into(text, words),
                None => *words = Rc::new(tokens(text).collect()),
            }
        }
        Rc::clone(words)
    })
}

#[derive(Clone)]
struct FoldedWords;

#[derive(Clone)]
struct WordsAhead;

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

struct Words {
    words: Rc<Vec<Word>>,
    next: usize,
    /// The number of the first word.
    from: u32,
    token: Token,
    /// Whether the other form of the last word is due at the same place.
    also: bool,
}

/// Codes one after another in one piece of memory.
#[derive(Default)]
struct Codes {
    all: String,
    ends: Vec<usize>,
    next: usize,
    token: Token,
}

struct StemsOfWords<'a> {
    words: Rc<Vec<Word>>,
    next: usize,
    stems: &'a mut Stems,
    token: Token,
}

impl Words {
    fn new(words: Rc<Vec<Word>>, from: u32) -> Words {
        Words { words, next: 0, from, token: Token::default(), also: false }
    }
}

impl Tokenizer for FoldedWords {
    type TokenStream<'a> = Words;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Words {
        Words::new(words_of(text), 0)
    }
}

impl Tokenizer for WordsAhead {
    type TokenStream<'a> = Words;

    fn token_stream<'a>(&'a mut self, value: &'a str) -> Words {
        let (text, ahead) = value.rsplit_once(BORDER).unwrap_or((value, ""));
        Words::new(Rc::new(tokens(ahead).collect()), n_words(&words_of(text)))
    }
}

impl Tokenizer for CodesOfWords {
    type TokenStream<'a> = Codes;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Codes {
        // The field keeps no positions, yet the index adds to each token's: by default that overflows.
        let mut found = Codes { token: Token { position: 0, ..Token::default() }, ..Codes::default() };
        each_code(text, &words_of(text), |term, _| {
            found.all.push_str(term);
            found.ends.push(found.all.len());
        });
        found
    }
}

impl Tokenizer for StemmedWords {
    type TokenStream<'a> = BoxTokenStream<'a>;

    fn token_stream<'a>(&'a mut self, value: &'a str) -> BoxTokenStream<'a> {
        let (language, text) = value.split_once(BORDER).unwrap_or(("", ""));
        if !self.0.contains_key(language)
            && let Some(stems) = Stems::of(language)
        {
            self.0.insert(language.to_owned(), stems);
        }
        match self.0.get_mut(language) {
            Some(stems) => {
                BoxTokenStream::new(StemsOfWords { words: words_of(text), next: 0, stems, token: Token::default() })
            }
            None => BoxTokenStream::new(Words::new(Rc::default(), 0)),
        }
    }
}

impl TokenStream for Words {
    fn advance(&mut self) -> bool {
        if std::mem::take(&mut self.also)
            && let Some(also) = self.words.get(self.next - 1).and_then(|word| word.also.as_ref())
        {
            also.clone_into(&mut self.token.text);
            return true;
        }
        let Some(word) = self.words.get(self.next) else { return false };
        self.next += 1;
        self.token.position = (word.position() + self.from * 2) as usize;
        word.term.clone_into(&mut self.token.text);
        self.also = word.also.is_some();
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
        let Some(&end) = self.ends.get(self.next) else { return false };
        let begin = self.next.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.next += 1;
        self.all[begin..end].clone_into(&mut self.token.text);
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
        while let Some(word) = self.words.get(self.next) {
            self.next += 1;
            if let Some(plain) = word.stemmable() {
                self.token.position = word.position() as usize;
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
