//! The signs an RTF file is made of, read as a stream.

use std::io::{BufRead, ErrorKind};

/// Longest word that is told apart: there is none as long.
const WORD_BYTES: usize = 40;

/// One sign.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Token {
    Open,
    Close,
    /// A control word and the number behind it.
    Word(String, Option<i32>),
    /// A control sign: `\~`.
    Sign(u8),
    /// A byte of text, as it stands or written as `\'e9`.
    Byte(u8),
    /// So many bytes that are no text follow; the reader must take them.
    Binary(u64),
}

/// Cuts a stream into signs.
pub(crate) struct Tokens<R> {
    bytes: R,
}

impl<R: BufRead> Tokens<R> {
    pub(crate) fn new(bytes: R) -> Tokens<R> {
        Tokens { bytes }
    }

    /// The next sign; `None` at the end of the file. A medium that fails ends it too and remembers that it did.
    pub(crate) fn next(&mut self) -> Option<Token> {
        loop {
            return Some(match self.byte()? {
                b'{' => Token::Open,
                b'}' => Token::Close,
                b'\r' | b'\n' | 0 => continue,
                b'\t' => Token::Word("tab".to_owned(), None),
                b'\\' => self.control()?,
                byte => Token::Byte(byte),
            });
        }
    }

    /// Takes bytes as they stand, at most `most` of them into `kept`. Says whether all were there.
    pub(crate) fn take(&mut self, n: u64, most: usize, kept: &mut Vec<u8>) -> bool {
        let mut left = n;
        while left > 0 {
            let Some(available) = self.peek() else { return false };
            let n_taken = available.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let n_kept = n_taken.min(most.saturating_sub(kept.len()));
            kept.extend_from_slice(&available[..n_kept]);
            self.bytes.consume(n_taken);
            left -= n_taken as u64;
        }
        true
    }

    /// How many bytes follow that are more than line ends.
    pub(super) fn count_rest(&mut self) -> u64 {
        let mut n = 0;
        while let Some(available) = self.peek() {
            n += available.iter().filter(|byte| !byte.is_ascii_whitespace() && **byte != 0).count() as u64;
            let n_bytes = available.len();
            self.bytes.consume(n_bytes);
        }
        n
    }

    fn control(&mut self) -> Option<Token> {
        let first = self.byte()?;
        if first == b'\'' {
            let (Some(high), Some(low)) = (self.digit(), self.digit()) else { return Some(Token::Sign(b'\'')) };
            return Some(Token::Byte(high << 4 | low));
        }
        if !first.is_ascii_alphabetic() {
            return Some(match first {
                b'\\' | b'{' | b'}' => Token::Byte(first),
                b'\r' | b'\n' => Token::Word("par".to_owned(), None),
                b'\t' => Token::Word("tab".to_owned(), None),
                sign => Token::Sign(sign),
            });
        }
        let mut word = String::from(char::from(first));
        while let Some(letter) = self.next_if(|byte| byte.is_ascii_alphabetic()) {
            if word.len() < WORD_BYTES {
                word.push(char::from(letter));
            }
        }
        let number = self.number();
        self.next_if(|byte| byte == b' ');
        Some(match (word.as_str(), number) {
            ("bin", Some(n)) => Token::Binary(u64::try_from(n).unwrap_or_default()),
            _ => Token::Word(word, number),
        })
    }

    fn number(&mut self) -> Option<i32> {
        let is_negative = self.next_if(|byte| byte == b'-').is_some();
        let mut number: Option<i32> = None;
        while let Some(digit) = self.next_if(|byte| byte.is_ascii_digit()) {
            let known = number.unwrap_or_default();
            number = Some(known.saturating_mul(10).saturating_add(i32::from(digit - b'0')));
        }
        number.map(|number| if is_negative { -number } else { number })
    }

    fn digit(&mut self) -> Option<u8> {
        let digit = self.next_if(|byte| byte.is_ascii_hexdigit())?;
        char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
    }

    fn byte(&mut self) -> Option<u8> {
        self.next_if(|_| true)
    }

    fn next_if(&mut self, wanted: impl FnOnce(u8) -> bool) -> Option<u8> {
        let byte = *self.peek()?.first()?;
        if !wanted(byte) {
            return None;
        }
        self.bytes.consume(1);
        Some(byte)
    }

    /// The bytes at hand; `None` at the end.
    fn peek(&mut self) -> Option<&[u8]> {
        loop {
            match self.bytes.fill_buf() {
                Ok([]) => return None,
                Ok(_) => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return None,
            }
        }
        self.bytes.fill_buf().ok()
    }
}
