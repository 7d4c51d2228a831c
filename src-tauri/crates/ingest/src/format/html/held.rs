//! What a page holds within itself: pictures and files that are written into it as addresses (RFC 2397), and the pages in
//! its frames. Programs that save a page as one file put all of it there.

use std::collections::HashSet;

use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, Engine};
use html5ever::tokenizer::Tag;
use sha2::{Digest, Sha256};

use super::walk::attr;
use crate::format::address::{is_for_programs, programs_finding, unescaped};
use crate::format::children::{Children, Naming};
use crate::format::shown::shown;
use crate::format::unpacking::problem;
use crate::format::{Emit, Failure, MetaKey, ProblemCode};

/// All that one page holds is kept until its words are given.
const MOST_BYTES: usize = 256 << 20;
/// A picture smaller than this is a dot, or stands where another is drawn.
const DOT_BYTES: usize = 100;
/// What an address says before its bytes is not longer.
const HEAD_BYTES: usize = 200;
const NAME_CHARS: usize = 100;

/// What a page holds.
#[derive(Debug, Default)]
pub(crate) struct Held {
    all: Vec<Piece>,
    /// The same picture may be shown many times.
    known: HashSet<[u8; 32]>,
    n_bytes: usize,
    n_left_out: u32,
    n_for_programs: u32,
}

/// A document within a page.
#[derive(Debug)]
struct Piece {
    noun: &'static str,
    /// By its own word.
    name: Option<String>,
    media_type: String,
    bytes: Vec<u8>,
    is_broken: bool,
}

impl Held {
    /// Takes what an element holds.
    pub(super) fn tag(&mut self, tag: &Tag) {
        for attribute in &tag.attrs {
            let value: &str = &attribute.value;
            match &*attribute.name.local {
                "srcdoc" if &*tag.name == "iframe" => self.frame(value),
                "style" | "srcset" => self.style(value),
                _ if is_data(value) => self.data(value, attr(tag, "download")),
                _ => {}
            }
        }
    }

    /// Takes what a style sheet holds, or a list of pictures to choose from.
    pub(super) fn style(&mut self, css: &str) {
        let mut rest = css;
        while let Some(at) = rest.find("data:") {
            let (before, address) = rest.split_at(at);
            let end = match before.chars().next_back() {
                Some(quote @ ('"' | '\'')) => address.find(quote),
                Some('(') => address.find(')'),
                _ => address.find(char::is_whitespace),
            };
            let (address, after) = address.split_at(end.unwrap_or(address.len()));
            if is_data(address) {
                self.data(address, None);
            }
            rest = after;
        }
    }

    /// How many style sheets, scripts and typefaces are among it, which are not given.
    pub(crate) fn n_for_programs(&self) -> u32 {
        self.n_for_programs
    }

    /// Gives all of it as documents, and tells what of it is not given.
    pub(crate) fn give(self, n_for_programs: u32, children: &mut Children, out: &mut dyn Emit) -> Result<(), Failure> {
        let Held { all, n_left_out, .. } = self;
        for piece in all {
            let number = children.next();
            let name = piece.name.unwrap_or_else(|| match ending(&piece.media_type) {
                Some(ending) => format!("{} {number}.{ending}", piece.noun),
                None => format!("{} {number}", piece.noun),
            });
            let broken = piece.is_broken.then(|| {
                let message = "it is cut off or not packed as the page says; it is given as far as it goes";
                problem(ProblemCode::Unreadable, message.to_owned())
            });
            let naming = Naming { name, broken, ..Naming::default() };
            children.give(naming, &piece.bytes, out)?;
        }
        if let Some(finding) = programs_finding(n_for_programs) {
            out.meta(MetaKey::Finding, finding)?;
        }
        match n_left_out {
            0 => Ok(()),
            n => {
                let message = format!("{n} of the pictures and files written into the page are too large together");
                out.problem(problem(ProblemCode::Limit, message))
            }
        }
    }

    fn frame(&mut self, html: &str) {
        if !html.trim().is_empty() {
            let bytes = html.as_bytes().to_vec();
            self.keep(Piece { noun: "frame", name: None, media_type: "text/html".to_owned(), bytes, is_broken: false });
        }
    }

    fn data(&mut self, address: &str, name: Option<&str>) {
        let Some((media_type, is_packed, written)) = parts(address) else { return };
        let bytes = unescaped(written.as_bytes());
        let (bytes, is_broken) = if is_packed { unpacked(&bytes) } else { (bytes, false) };
        if is_for_programs(&media_type) || is_typeface(&bytes) {
            self.n_for_programs += 1;
            return;
        }
        let is_picture = media_type.starts_with("image/");
        let has_words = memchr::memmem::find(&bytes, b"<text").is_some();
        if bytes.is_empty() || is_picture && bytes.len() < DOT_BYTES && !has_words {
            return;
        }
        let noun = match media_type.as_str() {
            "text/html" | "application/xhtml+xml" => "frame",
            _ if is_picture => "picture",
            _ => "file",
        };
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        let name = name.map(|name| shown(&name.chars().take(NAME_CHARS).collect::<String>()));
        self.keep(Piece { noun, name, media_type, bytes, is_broken });
    }

    fn keep(&mut self, piece: Piece) {
        if !self.known.insert(Sha256::digest(&piece.bytes).into()) {
            return;
        }
        self.n_bytes = self.n_bytes.saturating_add(piece.bytes.len());
        if self.n_bytes > MOST_BYTES {
            self.n_left_out += 1;
        } else {
            self.all.push(piece);
        }
    }
}

fn is_data(address: &str) -> bool {
    parts(address).is_some()
}

/// The media type of such an address, whether its bytes are written in base 64, and these.
fn parts(address: &str) -> Option<(String, bool, &str)> {
    let rest = address.trim_start();
    let rest = rest.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("data:")).map(|_| &rest[5..])?;
    let near = &rest[..rest.floor_char_boundary(HEAD_BYTES)];
    let (head, written) = rest.split_at(near.find(',')?);
    let (media_type, more) = head.split_once(';').unwrap_or((head, ""));
    let is_media_type = media_type.is_empty() || media_type.contains('/') && !media_type.contains(char::is_whitespace);
    let is_packed = more.split(';').any(|word| word.trim().eq_ignore_ascii_case("base64"));
    is_media_type.then(|| (media_type.to_ascii_lowercase(), is_packed, &written[1..]))
}

/// Base 64 as it is met: with its padding or without.
const BASE_64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Bytes written in base 64 (RFC 4648, 4), and whether something else stands among them.
fn unpacked(written: &[u8]) -> (Vec<u8>, bool) {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let is_of_it = |byte: &u8| is_digit(byte) || *byte == b'=' || byte.is_ascii_whitespace();
    let mut digits: Vec<u8> = written.iter().copied().filter(is_digit).collect();
    // One digit alone says nothing: more were there.
    let is_short = digits.len() % 4 == 1;
    digits.truncate(digits.len() - usize::from(is_short));
    let is_broken = is_short || !written.iter().all(is_of_it);
    BASE_64.decode(digits).map_or((Vec::new(), true), |bytes| (bytes, is_broken))
}

/// Typefaces are often said to be something else.
fn is_typeface(bytes: &[u8]) -> bool {
    [&b"wOFF"[..], b"wOF2", b"OTTO", b"\0\x01\0\0\0"].iter().any(|mark| bytes.starts_with(mark))
}

fn ending(media_type: &str) -> Option<&str> {
    match media_type.split_once('/')? {
        ("text", "plain") => Some("txt"),
        ("image", "jpeg") => Some("jpg"),
        ("image", "svg+xml") => Some("svg"),
        ("application", "xhtml+xml") => Some("html"),
        (_, subtype) => {
            let is_ending = subtype.len() <= 5 && subtype.bytes().all(|byte| byte.is_ascii_alphanumeric());
            is_ending.then_some(subtype)
        }
    }
}
