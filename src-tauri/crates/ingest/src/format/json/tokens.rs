//! JSON piece by piece (RFC 8259), in bounded memory. Several values one after another are as good as one.

use std::io::Read;

use crate::format::decoded::Decoded;

/// Deepest nesting that is followed.
const DEEPEST: usize = 128;
/// Texts past this length are cut.
const TEXT_BYTES: usize = 1 << 20;
const NUMBER_BYTES: usize = 4 << 10;
const FILL_BYTES: usize = 64 << 10;

/// What holds other values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Object,
    Array,
}

/// The next piece.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    Open(Shape),
    Close(Shape),
    Key(String),
    /// A text, a number as it is written, `true` or `false`.
    Value(String),
    Null,
}

/// Why there is no next piece.
#[derive(Debug)]
pub(super) enum Fault {
    Medium(std::io::Error),
    /// What stands there is not JSON.
    Syntax,
    TooDeep,
    /// The text ends within a value.
    BreaksOff,
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Fault {
        Fault::Medium(error)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// A value, or the end of what is open.
    First,
    /// A value, and nothing else.
    Value,
    /// A comma or the end.
    Next,
}

/// The pieces of a text.
pub(super) struct Tokens<R> {
    decoded: Decoded<R>,
    text: String,
    at: usize,
    open: Vec<Shape>,
    expect: Expect,
    /// The line the next piece stands on, from 1.
    pub(super) line: u64,
    /// Whether a text was cut.
    pub(super) has_cut: bool,
    /// Bytes of text read so far.
    pub(super) n_read: u64,
    tape: Option<Tape>,
}

/// What passes is kept as it is written.
struct Tape {
    kept: String,
    /// Where in the text what is not kept yet begins.
    from: usize,
    most: usize,
}

impl<R: Read> Tokens<R> {
    pub(super) fn new(decoded: Decoded<R>) -> Tokens<R> {
        let (text, open) = (String::new(), Vec::new());
        Tokens { decoded, text, at: 0, open, expect: Expect::Value, line: 1, has_cut: false, n_read: 0, tape: None }
    }

    /// From the last byte read on, all is kept as it is written, up to a length.
    pub(super) fn keep_from_last(&mut self, most: usize) {
        self.tape = Some(Tape { kept: String::new(), from: self.at.saturating_sub(1), most });
    }

    /// What was kept up to here; `None` where it was too long.
    pub(super) fn kept(&mut self) -> Option<String> {
        self.wind();
        self.tape.take().map(|tape| tape.kept)
    }

    /// Keeps what was read of the text at hand.
    fn wind(&mut self) {
        if let Some(tape) = &mut self.tape {
            let read = &self.text[tape.from.min(self.at)..self.at];
            if tape.kept.len() + read.len() > tape.most {
                self.tape = None;
                return;
            }
            tape.kept.push_str(read);
            tape.from = self.at;
        }
    }

    /// Whether bytes had to be replaced so far.
    pub(super) fn is_damaged(&self) -> bool {
        self.decoded.is_damaged
    }

    /// The next piece; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Token>, Fault> {
        loop {
            self.skip_space()?;
            let Some(first) = self.peek()? else {
                return if self.open.is_empty() { Ok(None) } else { Err(Fault::BreaksOff) };
            };
            let shape = self.open.last().copied();
            match (first, self.expect, shape) {
                // A comma before the end is an error that many programs make.
                (b',', Expect::Next, Some(_)) => {
                    self.at += 1;
                    self.expect = Expect::First;
                }
                (b'}', Expect::First | Expect::Next, Some(Shape::Object))
                | (b']', Expect::First | Expect::Next, Some(Shape::Array)) => return Ok(self.close()),
                (_, Expect::Next, Some(_)) => return Err(Fault::Syntax),
                (b'"', Expect::First, Some(Shape::Object)) => return self.key().map(Some),
                (_, Expect::First, Some(Shape::Object)) => return Err(Fault::Syntax),
                _ => return self.value(first).map(Some),
            }
        }
    }

    /// Passes over the rest of the line and closes all that is open. Returns whether something follows.
    pub(super) fn next_line(&mut self) -> Result<bool, Fault> {
        self.open.clear();
        self.expect = Expect::Value;
        while self.peek()?.is_some() {
            match memchr::memchr(b'\n', &self.text.as_bytes()[self.at..]) {
                Some(end) => {
                    self.at += end;
                    return Ok(true);
                }
                None => self.at = self.text.len(),
            }
        }
        Ok(false)
    }

    fn close(&mut self) -> Option<Token> {
        self.at += 1;
        self.expect = Expect::Next;
        let shape = self.open.pop();
        self.after_value();
        shape.map(Token::Close)
    }

    fn after_value(&mut self) {
        self.expect = if self.open.is_empty() { Expect::Value } else { Expect::Next };
    }

    fn key(&mut self) -> Result<Token, Fault> {
        let key = self.string()?;
        self.skip_space()?;
        match self.peek()? {
            Some(b':') => self.at += 1,
            Some(_) => return Err(Fault::Syntax),
            None => return Err(Fault::BreaksOff),
        }
        self.expect = Expect::Value;
        Ok(Token::Key(key))
    }

    fn value(&mut self, first: u8) -> Result<Token, Fault> {
        let shape = match first {
            b'{' => Shape::Object,
            b'[' => Shape::Array,
            b'"' => {
                let text = self.string()?;
                self.after_value();
                return Ok(Token::Value(text));
            }
            _ => {
                let bare = self.bare()?;
                self.after_value();
                return bare;
            }
        };
        if self.open.len() >= DEEPEST {
            return Err(Fault::TooDeep);
        }
        self.at += 1;
        self.open.push(shape);
        self.expect = Expect::First;
        Ok(Token::Open(shape))
    }

    /// A number or a word.
    fn bare(&mut self) -> Result<Result<Token, Fault>, Fault> {
        let mut bare = String::new();
        while let Some(byte) = self.peek()? {
            if !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')) || bare.len() > NUMBER_BYTES {
                break;
            }
            bare.push(char::from(byte));
            self.at += 1;
        }
        let is_number = || serde_json::from_str::<serde::de::IgnoredAny>(&bare).is_ok();
        Ok(match bare.as_str() {
            "null" => Ok(Token::Null),
            "true" | "false" => Ok(Token::Value(bare)),
            number if number.starts_with(|c: char| c == '-' || c.is_ascii_digit()) && is_number() => {
                Ok(Token::Value(bare))
            }
            word if self.peek()?.is_none() && !word.is_empty() => Err(Fault::BreaksOff),
            _ => Err(Fault::Syntax),
        })
    }

    fn string(&mut self) -> Result<String, Fault> {
        self.at += 1;
        let mut found = String::new();
        loop {
            let Some(byte) = self.peek()? else { return Err(Fault::BreaksOff) };
            match byte {
                b'"' => {
                    self.at += 1;
                    return Ok(found);
                }
                b'\\' => {
                    self.at += 1;
                    let escaped = self.escape(&mut found)?;
                    self.push(&mut found, escaped.encode_utf8(&mut [0; 4]));
                }
                _ => {
                    let rest = &self.text[self.at..];
                    let end = memchr::memchr2(b'"', b'\\', rest.as_bytes()).unwrap_or(rest.len());
                    let run = rest[..end].to_owned();
                    self.line += run.bytes().filter(|byte| *byte == b'\n').count() as u64;
                    self.at += end;
                    self.push(&mut found, &run);
                }
            }
        }
    }

    fn push(&mut self, found: &mut String, run: &str) {
        let room = TEXT_BYTES.saturating_sub(found.len());
        self.has_cut |= run.len() > room;
        found.push_str(&run[..run.floor_char_boundary(room)]);
    }

    fn escape(&mut self, found: &mut String) -> Result<char, Fault> {
        let Some(byte) = self.peek()? else { return Err(Fault::BreaksOff) };
        if byte != b'u' {
            let character = match byte {
                b'b' => '\u{8}',
                b'f' => '\u{c}',
                b'n' => '\n',
                b'r' => '\r',
                b't' => '\t',
                b'"' | b'\\' | b'/' => char::from(byte),
                _ => return Err(Fault::Syntax),
            };
            self.at += 1;
            return Ok(character);
        }
        let high = self.unit()?;
        if !(0xd800..0xdc00).contains(&high) || self.peek()? != Some(b'\\') {
            return Ok(char::from_u32(high).unwrap_or('\u{fffd}'));
        }
        self.at += 1;
        if self.peek()? != Some(b'u') {
            // Half a pair stands for nothing; the escape behind it does. What was read before may be gone by now.
            self.push(found, "\u{fffd}");
            return self.escape(found);
        }
        let low = self.unit()?;
        let pair = (0xdc00..0xe000).contains(&low).then(|| 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
        Ok(pair.and_then(char::from_u32).unwrap_or('\u{fffd}'))
    }

    /// The four digits behind a `u`.
    fn unit(&mut self) -> Result<u32, Fault> {
        self.at += 1;
        let mut unit = 0;
        for _ in 0..4 {
            let Some(byte) = self.peek()? else { return Err(Fault::BreaksOff) };
            unit = unit * 16 + char::from(byte).to_digit(16).ok_or(Fault::Syntax)?;
            self.at += 1;
        }
        Ok(unit)
    }

    fn skip_space(&mut self) -> Result<(), Fault> {
        while let Some(byte) = self.peek()? {
            // A mark of UTF-8 stands before each part of texts that were put together.
            let width = match byte {
                b' ' | b'\t' | b'\r' | b'\n' => 1,
                0xef if self.text[self.at..].starts_with('\u{feff}') => 3,
                _ => return Ok(()),
            };
            self.line += u64::from(byte == b'\n');
            self.at += width;
        }
        Ok(())
    }

    fn peek(&mut self) -> Result<Option<u8>, Fault> {
        if self.at >= self.text.len() {
            self.wind();
            if let Some(tape) = &mut self.tape {
                tape.from = 0;
            }
            self.n_read += self.text.len() as u64;
            self.text.clear();
            self.at = 0;
            self.decoded.fill(&mut self.text, FILL_BYTES)?;
        }
        Ok(self.text.as_bytes().get(self.at).copied())
    }
}
