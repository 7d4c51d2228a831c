//! The parser of the query language. Grammar, loosest first:
//!
//! ```text
//! query    = and ("OR" and)*
//! and      = not ("AND"? not)*
//! not      = ("NOT" | "-") not | leaf
//! leaf     = "(" query ")" | way ":" (word | quoted) | field ":" (word | quoted) | quoted | word | word "*"
//! ```

use crate::SyntaxError;
use crate::alike::{Alike, Way};
use crate::codes::n_in_parts;
use crate::near::{MOST_WORDS, Near, WIDEST};
use crate::pattern::{FARTHEST, Pattern};
use crate::query::{Field, FieldTerm, Form, Query, Words};

/// How deep parentheses and negations may be nested.
const DEEPEST: usize = 100;

impl Query {
    /// Understands a query.
    ///
    /// # Errors
    /// [`SyntaxError`] at the place that cannot be understood. Nothing is ever passed over in silence.
    pub fn parse(text: &str) -> Result<Query, SyntaxError> {
        let mut parser = Parser { chars: text.chars().collect(), pos: 0, depth: 0 };
        let query = parser.or()?;
        match parser.peek() {
            Next::End => Ok(query),
            _ => Err(parser.error_at(parser.pos, 1, "this parenthesis closes nothing", "remove it or open it before")),
        }
    }
}

struct Parser {
    chars: Vec<char>,
    pos: usize,
    depth: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    End,
    Open,
    Close,
    Quote,
    And,
    Or,
    Not,
    Minus,
    Word,
}

impl Parser {
    fn or(&mut self) -> Result<Query, SyntaxError> {
        let mut parts = vec![self.and()?];
        while self.peek() == Next::Or {
            let at = self.pos;
            self.pos += 2;
            if self.at_end_of_group() {
                return Err(self.lone(at, 2, "OR", "after"));
            }
            parts.push(self.and()?);
        }
        Ok(single_or(parts, Query::Or))
    }

    fn and(&mut self) -> Result<Query, SyntaxError> {
        let mut parts = Vec::new();
        // Words that only white space parts may be one number.
        let mut firm = Vec::new();
        let mut after_and = false;
        loop {
            match self.peek() {
                Next::And => {
                    let at = self.pos;
                    if parts.is_empty() {
                        return Err(self.lone(at, 3, "AND", "before"));
                    }
                    self.pos += 3;
                    if self.at_end_of_group() || matches!(self.peek(), Next::And | Next::Or) {
                        return Err(self.lone(at, 3, "AND", "after"));
                    }
                    after_and = true;
                }
                Next::Or if parts.is_empty() => return Err(self.lone(self.pos, 2, "OR", "before")),
                Next::End if parts.is_empty() => {
                    return Err(self.error_at(self.chars.len(), 0, "there is nothing to search for", "type a word"));
                }
                Next::Close if parts.is_empty() && self.depth > 0 => {
                    return Err(self.error_at(
                        self.pos,
                        1,
                        "there is nothing in the parentheses",
                        "put words between them",
                    ));
                }
                Next::Close if parts.is_empty() => {
                    let hint = "remove it or open it before";
                    return Err(self.error_at(self.pos, 1, "this parenthesis closes nothing", hint));
                }
                Next::End | Next::Close | Next::Or => break,
                _ => {
                    firm.push(std::mem::take(&mut after_and));
                    parts.push(self.not()?);
                }
            }
        }
        Ok(single_or(in_parts(parts, &firm), Query::And))
    }

    fn not(&mut self) -> Result<Query, SyntaxError> {
        let (len, name) = match self.peek() {
            Next::Not => (3, "NOT"),
            Next::Minus => (1, "-"),
            _ => return self.leaf(),
        };
        let at = self.pos;
        self.pos += len;
        let spaced = self.chars.get(self.pos).is_none_or(|c| c.is_whitespace());
        if self.at_end_of_group() || matches!(self.peek(), Next::And | Next::Or) || (name == "-" && spaced) {
            return Err(self.lone(at, len, name, "after"));
        }
        self.deeper(at)?;
        let part = self.not()?;
        self.depth -= 1;
        Ok(Query::Not(Box::new(part)))
    }

    fn leaf(&mut self) -> Result<Query, SyntaxError> {
        match self.peek() {
            Next::Open => {
                let at = self.pos;
                self.pos += 1;
                self.deeper(at)?;
                let query = self.or()?;
                self.depth -= 1;
                if self.peek() != Next::Close {
                    return Err(self.error_at(at, 1, "this parenthesis is not closed", "add ) where it should end"));
                }
                self.pos += 1;
                Ok(query)
            }
            Next::Quote => self.quoted(),
            _ => self.word(),
        }
    }

    fn quoted(&mut self) -> Result<Query, SyntaxError> {
        let at = self.pos;
        let text = self.quoted_text()?;
        match self.chars.get(self.pos) {
            Some('~') => return self.near(&text, at),
            Some('*') => {
                let hint = "put the star after a word without quotes";
                return Err(self.error_at(self.pos, 1, "a star cannot follow a phrase", hint));
            }
            _ => {}
        }
        self.words(&text, Form::Quoted, at)
    }

    /// What follows a phrase from `~` on: how far apart its words may stand.
    fn near(&mut self, text: &str, at: usize) -> Result<Query, SyntaxError> {
        let tilde = self.pos;
        let len = self.chars[tilde..].iter().take_while(|&&c| !ends_word(c)).count();
        let digits: String = self.chars[tilde + 1..tilde + len].iter().collect();
        self.pos += len;
        let within = digits.parse().ok().filter(|within| *within <= WIDEST);
        let Some(within) = within.filter(|_| digits.chars().all(|c| c.is_ascii_digit())) else {
            let hint = format!("write how many words may stand between, from 0 to {WIDEST}, as in \"vessel crew\"~5");
            return Err(self.error_at(tilde, len, "~ after a phrase needs a number", &hint));
        };
        let near = Near::new(text, within);
        match near.rows.len() {
            2..=MOST_WORDS => Ok(Query::Near(near)),
            0 | 1 => {
                let hint = "write at least two words with a space between them";
                Err(self.error_at(at, self.pos - at, "there are no two words to be near each other", hint))
            }
            _ => {
                let hint = format!("write at most {MOST_WORDS}");
                Err(self.error_at(at, self.pos - at, "these are too many words to be near each other", &hint))
            }
        }
    }

    fn quoted_text(&mut self) -> Result<String, SyntaxError> {
        let at = self.pos;
        self.pos += 1;
        let Some(len) = self.chars[self.pos..].iter().position(|&c| is_quote(c)) else {
            return Err(self.error_at(at, 1, "this quote is not closed", "add \" where the phrase ends"));
        };
        let text = self.chars[self.pos..self.pos + len].iter().collect();
        self.pos += len + 1;
        Ok(text)
    }

    fn word(&mut self) -> Result<Query, SyntaxError> {
        let at = self.pos;
        let len = self.chars[at..].iter().take_while(|&&c| !ends_word(c)).count();
        let raw = &self.chars[at..at + len];
        if let Some(colon) = raw.iter().position(|&c| c == ':')
            && raw[..colon].first().is_some_and(|c| c.is_alphabetic())
            && raw[..colon].iter().all(|&c| c.is_alphanumeric() || c == '_')
        {
            return self.field(at, colon, len);
        }
        let text: String = raw.iter().collect();
        self.pos += len;
        if let Some((word, steps)) = text.split_once('~')
            && !word.is_empty()
            && steps.chars().all(|c| c.is_ascii_digit())
        {
            return self.similar(word, steps, at);
        }
        match text.find('*') {
            None => return self.words(&text, Form::Bare, at),
            Some(star) if star > 0 && star + 1 == text.len() => return self.words(&text[..star], Form::Prefix, at),
            Some(_) => {}
        }
        Pattern::open(&text, (at, len)).map(Query::Pattern).ok_or_else(|| {
            let hint = "write it within one word of letters and digits, as in sh*ping";
            self.error_at(at, len, "a star stands for letters of one word", hint)
        })
    }

    /// A word, and what follows its `~`: how many letters it may be off.
    fn similar(&self, word: &str, steps: &str, at: usize) -> Result<Query, SyntaxError> {
        let place = (at, self.pos - at);
        let distance = match steps {
            "" | "1" => 1,
            "2" => FARTHEST,
            _ => {
                let tilde = at + word.chars().count();
                let hint = "write ~1 or ~2 after a word: how many letters it may be off";
                return Err(self.error_at(tilde, self.pos - tilde, "this is not how far a word may be off", hint));
            }
        };
        Pattern::near(word, distance, place).map(Query::Pattern).ok_or_else(|| {
            let hint = "write one word of letters and digits before it, as in meridian~1";
            self.error_at(at, place.1, "only one word can be searched for with ~", hint)
        })
    }

    fn field(&mut self, at: usize, colon: usize, len: usize) -> Result<Query, SyntaxError> {
        let name: String = self.chars[at..at + colon].iter().collect();
        if name.eq_ignore_ascii_case("in") {
            return self.scope(at, colon, len);
        }
        let way = Way::ALL.into_iter().find(|way| way.name().eq_ignore_ascii_case(&name));
        if let Some(way) = way {
            return self.alike(way, at, colon, len);
        }
        let Some(field) = Field::ALL.into_iter().find(|field| field.name().eq_ignore_ascii_case(&name)) else {
            let names = Field::ALL.map(|field| format!("{}:", field.name())).join(" ");
            let hint = format!("fields are {names}; put the text in quotes to search for the colon's words");
            return Err(self.error_at(at, colon + 1, &format!("there is no field {name}"), &hint));
        };
        let value_at = at + colon + 1;
        let value = self.value(at, colon, len)?;
        if value.trim().is_empty() {
            let hint = format!("write a value right after the colon, as in {}:…", field.name());
            return Err(self.error_at(at, colon + 1, "this field has no value", &hint));
        }
        Ok(Query::Field(FieldTerm { field, value, at: value_at, len: self.pos - value_at }))
    }

    /// What stands right after a colon: a word, or something in quotes; empty if there is neither.
    fn value(&mut self, at: usize, colon: usize, len: usize) -> Result<String, SyntaxError> {
        self.pos = at + len;
        if len > colon + 1 {
            Ok(self.chars[at + colon + 1..at + len].iter().collect())
        } else if self.chars.get(self.pos).copied().is_some_and(is_quote) {
            self.quoted_text()
        } else {
            Ok(String::new())
        }
    }

    /// A name that may be written otherwise.
    fn alike(&mut self, way: Way, at: usize, colon: usize, len: usize) -> Result<Query, SyntaxError> {
        let value = self.value(at, colon, len)?;
        Alike::new(&value, way).map(Query::Alike).ok_or_else(|| {
            let hint = format!("write a name right after the colon, as in {}:\"Meridian Shipping\"", way.name());
            self.error_at(at, colon + 1, "there is no name after the colon", &hint)
        })
    }

    /// `in:document` and what it is asked of: the words or the parentheses after it.
    fn scope(&mut self, at: usize, colon: usize, len: usize) -> Result<Query, SyntaxError> {
        let value: String = self.chars[at + colon + 1..at + len].iter().collect();
        if !value.eq_ignore_ascii_case("document") {
            let hint =
                "write in:document (…); without it words are looked for within one page, message, section or row";
            return Err(self.error_at(at, len, "a search can only be widened to the document", hint));
        }
        self.pos = at + len;
        if self.at_end_of_group() || matches!(self.peek(), Next::And | Next::Or | Next::Not | Next::Minus) {
            let hint = "write what is looked for in parentheses, as in in:document (vessel NOT crew)";
            return Err(self.error_at(at, len, "in:document has nothing after it", hint));
        }
        // Parentheses count where they open, so that what is shown with them is no deeper than what was typed without.
        if self.peek() == Next::Open {
            return Ok(Query::InDocument(Box::new(self.leaf()?)));
        }
        self.deeper(at)?;
        let part = self.leaf()?;
        self.depth -= 1;
        Ok(Query::InDocument(Box::new(part)))
    }

    fn words(&self, text: &str, form: Form, at: usize) -> Result<Query, SyntaxError> {
        Words::new(text, form).map(Query::Words).ok_or_else(|| {
            let hint = "signs without letters or digits can only be found with exact search";
            self.error_at(at, self.pos - at, "there is no word in this", hint)
        })
    }

    /// What comes next, after white space.
    fn peek(&mut self) -> Next {
        while self.chars.get(self.pos).is_some_and(|c| c.is_whitespace()) {
            self.pos += 1;
        }
        let rest = &self.chars[self.pos..];
        let keyword = |word: &str| {
            let n_chars = word.len();
            rest.len() >= n_chars
                && word.chars().eq(rest[..n_chars].iter().copied())
                && rest.get(n_chars).copied().is_none_or(ends_word)
        };
        match rest.first() {
            None => Next::End,
            Some('(') => Next::Open,
            Some(')') => Next::Close,
            Some('-') => Next::Minus,
            Some(&c) if is_quote(c) => Next::Quote,
            _ if keyword("AND") => Next::And,
            _ if keyword("OR") => Next::Or,
            _ if keyword("NOT") => Next::Not,
            _ => Next::Word,
        }
    }

    fn at_end_of_group(&mut self) -> bool {
        matches!(self.peek(), Next::End | Next::Close)
    }

    fn deeper(&mut self, at: usize) -> Result<(), SyntaxError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.error_at(at, 1, "this is nested too deeply", "write it with fewer parentheses"));
        }
        Ok(())
    }

    fn lone(&self, at: usize, len: usize, name: &str, side: &str) -> SyntaxError {
        let hint = format!("to search for the word itself, put it in quotes or in small letters, not {name}");
        let hint = if name == "-" { "write it right before a word, or leave it out" } else { &hint };
        self.error_at(at, len, &format!("{name} has nothing {side} it"), hint)
    }

    fn error_at(&self, at: usize, len: usize, message: &str, hint: &str) -> SyntaxError {
        SyntaxError { at, len, message: message.to_owned(), hint: hint.to_owned() }
    }
}

/// Puts words together that may be one number in parts; those that `AND` parts from the one before stay apart.
fn in_parts(parts: Vec<Query>, firm: &[bool]) -> Vec<Query> {
    fn bare(part: &Query) -> Option<&Words> {
        match part {
            Query::Words(words) if words.form == Form::Bare => Some(words),
            _ => None,
        }
    }
    let mut put = Vec::with_capacity(parts.len());
    let mut at = 0;
    while at < parts.len() {
        let apart = firm[at + 1..].iter().position(|firm| *firm).map_or(parts.len(), |n| at + 1 + n);
        // Not gathered for each word anew: a page of words may have been pasted.
        let run = || parts[at..apart].iter().map_while(bare);
        match n_in_parts(run()) {
            0 => {
                put.push(parts[at].clone());
                at += 1;
            }
            n => {
                put.push(Query::Parts(run().take(n).cloned().collect()));
                at += n;
            }
        }
    }
    put
}

fn single_or(mut parts: Vec<Query>, many: fn(Vec<Query>) -> Query) -> Query {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            many(parts)
        }
        None => many(parts),
    }
}

pub(crate) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂')
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || c == '(' || c == ')' || is_quote(c)
}
