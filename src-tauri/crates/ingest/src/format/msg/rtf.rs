//! The words of a message's RTF, or the HTML that was put into RTF ([MS-OXRTFEX]) as it was before.

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::code;
use crate::format::codepage;
use crate::format::rtf::token::{Token, Tokens};

/// Groups deeper than this are read as if they were no deeper.
const MOST_DEPTH: usize = 1000;

/// What RTF says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Words {
    Text(String),
    Html(String),
}

/// Reads RTF.
pub(super) fn words(rtf: &[u8]) -> Words {
    let head = &rtf[..rtf.len().min(4096)];
    let is_html = memchr::memmem::find(head, b"\\fromhtml").is_some();
    let mut reading = Reading::new(is_html);
    let mut tokens = Tokens::new(rtf);
    while let Some(token) = tokens.next() {
        match token {
            Token::Open => reading.open(),
            Token::Close => reading.close(),
            Token::Byte(byte) => reading.byte(byte),
            Token::Sign(sign) => reading.sign(sign),
            Token::Word(word, number) => reading.word(&word, number),
            Token::Binary(n) => {
                tokens.take(n, 0, &mut Vec::new());
            }
        }
    }
    reading.flush();
    if is_html { Words::Html(reading.text) } else { Words::Text(reading.text) }
}

/// What counts within a group.
#[derive(Debug, Clone, Copy)]
struct State {
    /// Whether it is no part of the words.
    is_skipped: bool,
    /// Whether it is RTF that only stands in for the HTML.
    is_stand_in: bool,
    /// Whether it is the HTML's own text, whatever it looks like.
    is_tag: bool,
    is_font_table: bool,
    font: i32,
    /// How many characters stand in for one that is given by its number.
    n_fallback: u32,
}

struct Reading {
    is_html: bool,
    text: String,
    /// Bytes that are not decoded yet, and the encoding they are in.
    pending: Vec<u8>,
    state: State,
    outer: Vec<State>,
    n_too_deep: u64,
    /// Whether the group has just begun with the mark of a destination that may be unknown.
    is_starred: bool,
    n_to_skip: u32,
    page: &'static Encoding,
    fonts: HashMap<i32, &'static Encoding>,
    wide: Option<u16>,
}

impl Reading {
    fn new(is_html: bool) -> Reading {
        let state = State {
            is_skipped: false,
            is_stand_in: false,
            is_tag: false,
            is_font_table: false,
            font: -1,
            n_fallback: 1,
        };
        Reading {
            is_html,
            text: String::new(),
            pending: Vec::new(),
            state,
            outer: Vec::new(),
            n_too_deep: 0,
            is_starred: false,
            n_to_skip: 0,
            page: WINDOWS_1252,
            fonts: HashMap::new(),
            wide: None,
        }
    }

    fn open(&mut self) {
        self.flush();
        self.n_to_skip = 0;
        if self.outer.len() < MOST_DEPTH {
            self.outer.push(self.state);
        } else {
            self.n_too_deep += 1;
        }
    }

    fn close(&mut self) {
        self.flush();
        self.n_to_skip = 0;
        if self.n_too_deep > 0 {
            self.n_too_deep -= 1;
        } else if let Some(outer) = self.outer.pop() {
            self.state = outer;
        }
    }

    fn sign(&mut self, sign: u8) {
        match sign {
            b'*' => self.is_starred = true,
            b'~' => self.put('\u{a0}'),
            b'_' => self.put('-'),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let is_starred = std::mem::take(&mut self.is_starred);
        match word {
            "ansicpg" => self.page = number.and_then(known_page).unwrap_or(self.page),
            "mac" => self.page = encoding_rs::MACINTOSH,
            "uc" => self.state.n_fallback = u32::try_from(number.unwrap_or(1)).unwrap_or(1).min(16),
            "u" => self.unicode(number.unwrap_or(0)),
            "f" => {
                self.flush();
                self.state.font = number.unwrap_or(-1);
            }
            "fcharset" if self.state.is_font_table => {
                if let Some(found) = number.and_then(|number| codepage::of_charset(u32::try_from(number).ok()?)) {
                    self.fonts.insert(self.state.font, found);
                }
            }
            "plain" => {
                self.flush();
                self.state.font = -1;
            }
            "htmlrtf" => {
                self.flush();
                self.state.is_stand_in = number != Some(0);
            }
            "htmltag" if self.is_html => {
                self.state.is_skipped = false;
                self.state.is_tag = true;
            }
            "fonttbl" => {
                self.state.is_skipped = true;
                self.state.is_font_table = true;
            }
            "colortbl" | "stylesheet" | "info" | "pict" | "object" | "header" | "footer" | "headerl" | "headerr"
            | "footerl" | "footerr" | "listtable" | "fldinst" | "pntext" | "mhtmltag" => {
                self.state.is_skipped = true;
            }
            "par" | "line" | "row" | "sect" | "page" => self.put('\n'),
            "tab" | "cell" | "nestcell" => self.put('\t'),
            "lquote" => self.put('‘'),
            "rquote" => self.put('’'),
            "ldblquote" => self.put('“'),
            "rdblquote" => self.put('”'),
            "bullet" => self.put('•'),
            "endash" => self.put('–'),
            "emdash" => self.put('—'),
            "emspace" | "enspace" | "qmspace" => self.put(' '),
            _ if is_starred => self.state.is_skipped = true,
            _ => {}
        }
    }

    /// A character by its number: halves of a pair come one after the other.
    fn unicode(&mut self, number: i32) {
        let unit = number as u16;
        let c = match (self.wide.take(), unit) {
            (_, 0xd800..=0xdbff) => {
                self.wide = Some(unit);
                None
            }
            (Some(high), 0xdc00..=0xdfff) => char::decode_utf16([high, unit]).next().and_then(Result::ok),
            _ => Some(char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER)),
        };
        if let Some(c) = c {
            self.n_to_skip = 0;
            self.put(c);
        }
        self.n_to_skip = self.state.n_fallback;
    }

    fn byte(&mut self, byte: u8) {
        if self.n_to_skip > 0 {
            self.n_to_skip -= 1;
        } else if self.is_heard() {
            self.pending.push(byte);
        }
    }

    fn put(&mut self, c: char) {
        if self.n_to_skip > 0 {
            self.n_to_skip -= 1;
        } else if self.is_heard() {
            self.flush();
            self.text.push(c);
        }
    }

    fn is_heard(&self) -> bool {
        let State { is_skipped, is_stand_in, is_tag, .. } = self.state;
        !is_skipped && (is_tag || !is_stand_in || !self.is_html)
    }

    fn flush(&mut self) {
        if !self.pending.is_empty() {
            let page = self.fonts.get(&self.state.font).filter(|_| !self.state.is_tag).copied().unwrap_or(self.page);
            self.text.push_str(&page.decode_without_bom_handling(&self.pending).0);
            self.pending.clear();
        }
    }
}

fn known_page(number: i32) -> Option<&'static Encoding> {
    u32::try_from(number).ok().and_then(code::page)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Words, words};

    #[test]
    fn text_is_read_with_its_encodings() {
        let check =
            |rtf: &str, expect: &str| assert_eq!(words(rtf.as_bytes()), Words::Text(expect.to_owned()), "{rtf}");
        check("{\\rtf1\\ansi\\ansicpg1251 \\'cf\\'ee\\'f1\\'f2\\par two\\tab three}", "Пост\ntwo\tthree");
        check(
            "{\\rtf1{\\fonttbl{\\f0\\fcharset134 SimSun;}{\\f1\\fcharset0 Arial;}}\\f0 \\'bb\\'f5\\f1  caf\\'e9}",
            "货 café",
        );
        check(
            "{\\rtf1 \\uc1\\u36135?\\u-10179?\\u-8694?!{\\*\\generator Riched;}{\\info{\\author X}}\\{a\\}}",
            "货😊!{a}",
        );
        check("{\\rtf1 a{\\pict\\bin4 }}}}b}c", "ac");
        check("{\\rtf1 one\r\ntwo", "onetwo");
        check("\\", "");
    }

    #[test]
    fn html_is_recovered() {
        let rtf = "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl{\\f0\\fswiss Arial;}}\r\n{\\*\\htmltag64 <html>}\
            {\\*\\htmltag84 <p class=\\'22a\\'22>}\\htmlrtf {\\htmlrtf0 Crates {\\*\\htmltag84 <b>}\\htmlrtf {\\b\\htmlrtf0 left\
            {\\*\\htmltag92 </b>}\\htmlrtf }\\htmlrtf0 \\u36135?.\\htmlrtf\\par}\\htmlrtf0{\\*\\mhtmltag84 <x>}{\\*\\htmltag84 &nbsp;}}";
        let Words::Html(html) = words(rtf.as_bytes()) else { unreachable!("it says that it is HTML") };
        assert_eq!(html, "<html><p class=\"a\">Crates <b>left</b>货.&nbsp;");
    }

    proptest! {
        #[test]
        fn any_bytes_never_panic(text in "(\\{|\\}|\\\\[a-z]{1,8}-?[0-9]{0,12}|\\\\'[0-9a-g]{0,2}|\\\\\\*|[ -~]|\\PC){0,200}") {
            words(text.as_bytes());
            words(format!("{{\\rtf1\\fromhtml1 {text}").as_bytes());
        }
    }
}
