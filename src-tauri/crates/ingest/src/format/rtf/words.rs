//! RTF signs turned into text and what stands beside it.

mod close;

use std::io::BufRead;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::object::Objects;
use super::place::{Aside, Info, Place, aside, character, place};
use super::state::{Found, State, Target};
use super::token::{Token, Tokens};
use crate::format::{Emit, Failure, Problem, ProblemCode, about, codepage};

/// Groups within groups beyond this depth change what holds around them.
const DEEPEST: usize = 10_000;
const MOST_TEXT_BYTES: usize = 192 << 20;
const SIGNS_PER_ALIVE: u64 = 1 << 20;

/// Reads all signs. Pictures and objects are given as they are found.
pub(super) fn words<R: BufRead>(
    tokens: &mut Tokens<R>,
    objects: &mut Objects,
    out: &mut dyn Emit,
) -> Result<Found, Failure> {
    let mut walk = Walk::new(objects);
    let mut n_signs = 0u64;
    while let Some(token) = tokens.next() {
        n_signs += 1;
        if n_signs.is_multiple_of(SIGNS_PER_ALIVE) {
            out.alive()?;
        }
        if walk.n_text > MOST_TEXT_BYTES {
            walk.tell(ProblemCode::Limit, "its text takes more than 192 MiB; the rest is left out");
            break;
        }
        match token {
            Token::Binary(n) => walk.binary(n, tokens),
            token => walk.token(token, out)?,
        }
        if walk.is_over {
            break;
        }
    }
    if !walk.is_over && walk.n_text <= MOST_TEXT_BYTES {
        walk.tell(ProblemCode::Unreadable, "it breaks off before its end; what there is was read");
    }
    walk.finish(out)
}

struct Walk<'a> {
    objects: &'a mut Objects,
    found: Found,
    state: State,
    /// The states around the group being read.
    stack: Vec<State>,
    n_deeper: u64,
    is_over: bool,
    /// The body, and what is open beside it. Never empty until the end.
    targets: Vec<Target>,
    /// Bytes of text not yet decoded.
    bytes: Vec<u8>,
    /// What a place that is no text holds so far.
    field: String,
    date: [i32; 5],
    /// Characters for older programs that are passed over.
    n_skipped: u32,
    high: Option<u16>,
    is_starred: bool,
    page: &'static Encoding,
    font: i32,
    comment_author: String,
    /// What the property being read is called.
    property: String,
    shape_property: String,
    was_hidden: bool,
    was_inserted: bool,
    was_deleted: bool,
    n_text: usize,
}

impl<'a> Walk<'a> {
    fn new(objects: &'a mut Objects) -> Walk<'a> {
        Walk {
            objects,
            found: Found::default(),
            state: State::default(),
            // The outermost group has been opened.
            stack: vec![State::default()],
            n_deeper: 0,
            is_over: false,
            targets: vec![Target::default()],
            bytes: Vec::new(),
            field: String::new(),
            date: [0; 5],
            n_skipped: 0,
            high: None,
            is_starred: false,
            page: WINDOWS_1252,
            font: 0,
            comment_author: String::new(),
            property: String::new(),
            shape_property: String::new(),
            was_hidden: false,
            was_inserted: false,
            was_deleted: false,
            n_text: 0,
        }
    }

    fn tell(&mut self, code: ProblemCode, message: &str) {
        self.found.problems.push(Problem { code, message: message.to_owned(), unit: None });
    }

    fn token(&mut self, token: Token, out: &mut dyn Emit) -> Result<(), Failure> {
        match token {
            Token::Byte(_) | Token::Sign(_) if self.n_skipped > 0 => self.n_skipped -= 1,
            Token::Byte(byte) => self.byte(byte),
            Token::Open => {
                self.flush();
                self.n_skipped = 0;
                if self.stack.len() < DEEPEST {
                    self.stack.push(self.state);
                } else {
                    self.n_deeper += 1;
                }
            }
            Token::Close => {
                self.flush();
                self.n_skipped = 0;
                self.close(true, out)?;
            }
            Token::Sign(b'*') => self.is_starred = true,
            Token::Sign(sign) => {
                self.flush();
                self.sign(sign);
            }
            Token::Word(word, number) => {
                self.flush();
                self.n_skipped = 0;
                self.word(&word, number);
            }
            Token::Binary(_) => {}
        }
        Ok(())
    }

    fn byte(&mut self, byte: u8) {
        self.is_starred = false;
        match self.state.place {
            Place::Silent | Place::Skip | Place::Fonts => {}
            Place::Picture | Place::ObjectData => self.objects.digit(byte),
            _ => self.bytes.push(byte),
        }
        let n = self.bytes.len();
        if n >= 64 << 10 && byte.is_ascii_whitespace() || n >= 1 << 20 {
            self.flush();
        }
    }

    fn binary<R: BufRead>(&mut self, n: u64, tokens: &mut Tokens<R>) {
        let is_picture = matches!(self.state.place, Place::Picture | Place::ObjectData);
        let (most, kept) = self.objects.room();
        let mut dropped = Vec::new();
        let is_whole = if is_picture { tokens.take(n, most, kept) } else { tokens.take(n, 0, &mut dropped) };
        if !is_whole {
            self.tell(ProblemCode::Unreadable, "bytes within it are fewer than it says");
        }
    }

    fn sign(&mut self, sign: u8) {
        match sign {
            b'~' => self.text("\u{a0}"),
            b'_' => self.text("\u{2011}"),
            b'-' => self.text("\u{ad}"),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let is_starred = std::mem::take(&mut self.is_starred);
        match self.state.place {
            Place::Skip => {
                if let ("ud", Some(choice)) = (word, self.state.choice) {
                    self.open(choice);
                }
                return;
            }
            // What is told of a picture in groups of its own is none of its bytes.
            Place::Picture if word == "picprop" => return self.open(Place::Silent),
            Place::Picture if is_starred && self.stack.len() > self.state.place_depth => return self.open(Place::Skip),
            Place::Picture => return self.objects.kind(word),
            _ => {}
        }
        if let Some(aside) = aside(word) {
            return self.open_aside(aside);
        }
        if word == "sv" && matches!(self.shape_property.as_str(), "gtextUNICODE" | "wzDescription" | "pibName") {
            return self.open(Place::ShapeValue);
        }
        if let Some(place) = place(word) {
            return self.open(place);
        }
        if word == "upr" {
            self.state.choice = Some(self.state.place);
            return self.open(Place::Skip);
        }
        if is_starred && !matches!(word, "shppict" | "ud" | "moMath" | "moMathPara") {
            return self.open(Place::Skip);
        }
        match (self.state.place, number) {
            (Place::Fonts, number) => self.font_word(word, number.unwrap_or_default()),
            (Place::Info(Info::Created | Info::Modified | Info::Printed), Some(number)) => self.date_word(word, number),
            (_, number) => self.text_word(word, number),
        }
    }

    fn text_word(&mut self, word: &str, number: Option<i32>) {
        if let Some(character) = character(word) {
            return self.text(character);
        }
        let is_on = number != Some(0);
        match word {
            "u" => self.unicode(number.unwrap_or_default()),
            "uc" => self.state.n_older = u32::try_from(number.unwrap_or(1)).unwrap_or_default(),
            "par" | "line" | "page" | "sect" | "tab" | "cell" | "nestcell" | "row" | "nestrow" => self.mark(word),
            "trowd" | "intbl" => self.state.is_in_table = true,
            "pard" => self.state.is_in_table = false,
            "plain" => {
                self.state.is_hidden = false;
                self.state.is_deleted = false;
                self.state.is_inserted = false;
                self.font(self.font);
            }
            "v" => self.state.is_hidden = is_on,
            "revised" => self.state.is_inserted = is_on,
            "deleted" => self.state.is_deleted = is_on,
            "revauthdel" => self.state.author = number.unwrap_or_default(),
            // A time whose year is late enough reads as a negative number.
            "revauth" => self.state.inserter = number.unwrap_or_default(),
            "revdttm" => self.state.inserted = number.unwrap_or_default().cast_unsigned(),
            "revdttmdel" => self.state.date = number.unwrap_or_default().cast_unsigned(),
            "f" => self.font(number.unwrap_or_default()),
            "deff" => {
                self.font = number.unwrap_or_default();
            }
            "edmins" => self.tell_of(number.and_then(|n| about::editing(u64::try_from(n).ok()?))),
            "version" => self.tell_of(number.and_then(|n| about::savings(&n.to_string()))),
            "ansicpg" | "mac" | "pc" | "pca" => self.page(word, number),
            "ftnalt" => {
                if let Some(target) = self.targets.last_mut().filter(|target| target.aside == Some(Aside::Footnote)) {
                    target.aside = Some(Aside::Endnote);
                }
            }
            _ => {}
        }
    }

    fn page(&mut self, word: &str, number: Option<i32>) {
        let page = match word {
            "mac" => 10000,
            "pc" => 437,
            "pca" => 850,
            _ => u32::try_from(number.unwrap_or_default()).unwrap_or_default(),
        };
        match codepage::of_page(page) {
            Some(encoding) => self.page = encoding,
            None => {
                let message = format!("its code page {page} is not known; letters beyond ASCII may be wrong");
                self.tell(ProblemCode::Encoding, &message);
            }
        }
        self.state.encoding = self.page;
    }

    fn font_word(&mut self, word: &str, number: i32) {
        let encoding = match word {
            "f" => {
                self.font = number;
                return;
            }
            "fcharset" => codepage::of_charset(number.unsigned_abs()),
            "cpg" => codepage::of_page(number.unsigned_abs()),
            _ => return,
        };
        if let Some(encoding) = encoding.filter(|_| self.found.fonts.len() < DEEPEST) {
            self.found.fonts.insert(self.font, encoding);
        }
    }

    fn font(&mut self, font: i32) {
        self.state.encoding = self.found.fonts.get(&font).copied().unwrap_or(self.page);
    }

    fn date_word(&mut self, word: &str, number: i32) {
        let place = ["yr", "mo", "dy", "hr", "min"].iter().position(|name| *name == word);
        if let Some(part) = place.and_then(|place| self.date.get_mut(place)) {
            *part = number;
        }
    }

    fn unicode(&mut self, number: i32) {
        self.n_skipped = self.state.n_older;
        let wide = (number & 0xffff) as u16;
        let pair = [self.high.take().unwrap_or(0x20), wide];
        let units = if pair[0] == 0x20 { &pair[1..] } else { &pair[..] };
        match char::decode_utf16(units.iter().copied()).next() {
            Some(Ok(c)) => self.text(c.encode_utf8(&mut [0; 4])),
            _ if (0xd800..0xdc00).contains(&wide) => self.high = Some(wide),
            _ => self.text("\u{fffd}"),
        }
    }
}
