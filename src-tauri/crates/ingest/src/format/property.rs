//! The lines that calendars and address books are made of: `NAME;PARAMETER=value:value`, folded (RFC 5545, 3.1; RFC
//! 6350, 3.3; vCard 2.1). One property is held at a time, whatever the length of the file.

mod unfold;
pub(super) mod value;

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use mail_parser::decoders::quoted_printable::quoted_printable_decode;

use super::decoded::Decoded;
use super::medium::Medium;
use super::text::find_encoding;
use super::{Emit, Failure, Input, MetaKey, Problem, ProblemCode};
use unfold::Unfolded;

const ALIVE_LINES: u64 = 4096;

/// One property.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Property {
    /// What stands before the name and a dot: it ties properties together.
    pub(super) group: Option<String>,
    /// In capitals.
    pub(super) name: String,
    /// Names in capitals. Those of vCard 2.1 that have no name are types.
    pub(super) params: Vec<(String, String)>,
    /// Decoded; what is escaped still is.
    pub(super) value: String,
}

/// What a line is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    Property(Property),
    /// No property: the line as it stands.
    Other(String),
}

/// The properties of a file, one after another.
pub(super) struct Properties<'a> {
    lines: Unfolded<Box<dyn Read + 'a>>,
    encoding: &'static Encoding,
    n_lines: u64,
    is_damaged: bool,
}

impl<'a> Properties<'a> {
    /// Finds the encoding and tells it.
    pub(super) fn of(input: &'a mut Input<'_>, out: &mut dyn Emit) -> Result<Properties<'a>, Failure> {
        let (encoding, mark) = find_encoding(input.bytes, out)?;
        out.meta(MetaKey::Encoding, encoding.name().to_lowercase())?;
        let mut medium = Medium::new(&mut *input.bytes);
        medium.seek(SeekFrom::Start(mark as u64)).map_err(unread)?;
        // Lines may be folded within a character, so they are put together before they are decoded, where that can be.
        let is_wide = encoding == UTF_16LE || encoding == UTF_16BE;
        let (bytes, encoding): (Box<dyn Read + 'a>, _) = match is_wide {
            true => (Box::new(Narrowed { decoded: Decoded::new(medium, encoding), text: String::new(), at: 0 }), UTF_8),
            false => (Box::new(medium), encoding),
        };
        Ok(Properties { lines: Unfolded::new(BufReader::new(bytes)), encoding, n_lines: 0, is_damaged: false })
    }

    /// The next line that is not blank.
    pub(super) fn next(&mut self, out: &mut dyn Emit) -> Result<Option<Line>, Failure> {
        self.n_lines += 1;
        if self.n_lines.is_multiple_of(ALIVE_LINES) {
            out.alive()?;
        }
        let Some(line) = self.lines.next().map_err(unread)? else { return Ok(None) };
        let line = self.parse(&line);
        if let Line::Property(Property { name, value, .. }) = &line
            && name == "VERSION"
        {
            self.lines.keeps_space = value.trim() == "2.1" || value.trim() == "1.0";
        }
        Ok(Some(line))
    }

    /// Tells what was odd about the lines as such.
    pub(super) fn tell(&self, out: &mut dyn Emit) -> Result<(), Failure> {
        if self.lines.n_cut > 0 {
            let message = format!("{} lines are longer than 48 MiB and are cut off there", self.lines.n_cut);
            out.problem(Problem { code: ProblemCode::Limit, message, unit: None })?;
        }
        if self.is_damaged {
            let message = format!("some bytes are not {}; each is shown as \u{fffd}", self.encoding.name());
            out.problem(Problem { code: ProblemCode::Encoding, message, unit: None })?;
        }
        Ok(())
    }

    fn parse(&mut self, line: &[u8]) -> Line {
        let Some(head) = unfold::head(line) else { return Line::Other(self.decode(line, None)) };
        let mut parts = split(&String::from_utf8_lossy(head), ';').into_iter();
        let full_name = parts.next().unwrap_or_default();
        let (group, name) = match full_name.rsplit_once('.') {
            Some((group, name)) => (Some(group.to_owned()), name),
            None => (None, full_name.as_str()),
        };
        let is_name =
            |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        if !is_name(name.trim()) {
            return Line::Other(self.decode(line, None));
        }
        let mut property = Property { group, name: name.trim().to_ascii_uppercase(), ..Property::default() };
        property.params = parts.flat_map(|part| param(&part)).collect();
        let said = property.param("CHARSET").and_then(|label| Encoding::for_label(label.as_bytes()));
        let value = &line[head.len() + 1..];
        property.value = if property.is_quoted_printable() {
            let unpacked = quoted_printable_decode(value).unwrap_or_else(|| value.to_vec());
            self.decode(&unpacked, said)
        } else {
            self.decode(value, said)
        };
        Line::Property(property)
    }

    fn decode(&mut self, bytes: &[u8], said: Option<&'static Encoding>) -> String {
        if let Ok(text) = str::from_utf8(bytes)
            && said.is_none_or(|said| said == UTF_8 || text.is_ascii() && said.is_ascii_compatible())
        {
            return text.to_owned();
        }
        let (text, is_damaged) = said.unwrap_or(self.encoding).decode_without_bom_handling(bytes);
        self.is_damaged |= is_damaged;
        text.into_owned()
    }
}

impl Property {
    /// The first value of a parameter.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All values of a parameter.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.params.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Whether its value is bytes packed as text.
    pub(super) fn is_packed(&self) -> bool {
        self.param("ENCODING").is_some_and(|code| code.eq_ignore_ascii_case("b") || code.eq_ignore_ascii_case("base64"))
    }

    fn is_quoted_printable(&self) -> bool {
        self.param("ENCODING").is_some_and(|code| code.eq_ignore_ascii_case("quoted-printable"))
    }
}

/// One parameter, once for each of its values.
fn param(part: &str) -> Vec<(String, String)> {
    match part.split_once('=') {
        Some((name, values)) => {
            let name = name.trim().chars().take(64).collect::<String>().to_ascii_uppercase();
            split(values, ',').iter().map(|value| (name.clone(), unquoted(value))).collect()
        }
        None => {
            let bare = part.trim();
            let is_code =
                ["base64", "quoted-printable", "8bit", "7bit"].iter().any(|code| bare.eq_ignore_ascii_case(code));
            let name = if is_code { "ENCODING" } else { "TYPE" };
            (!bare.is_empty()).then(|| (name.to_owned(), unquoted(bare))).into_iter().collect()
        }
    }
}

/// A parameter's value without marks of quotation, and with what stands for them (RFC 6868) undone.
fn unquoted(value: &str) -> String {
    let bare = value.trim().trim_matches('"');
    let mut out = String::with_capacity(bare.len());
    let mut chars = bare.chars().peekable();
    while let Some(c) = chars.next() {
        let escaped = match (c, chars.peek()) {
            ('^', Some('n')) => Some(' '),
            ('^', Some('\'')) => Some('"'),
            ('^', Some('^')) => Some('^'),
            _ => None,
        };
        if escaped.is_some() {
            chars.next();
        }
        out.push(escaped.unwrap_or(c));
    }
    out
}

/// Splits outside marks of quotation.
fn split(text: &str, at: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut is_quoted = false;
    for c in text.chars() {
        is_quoted ^= c == '"';
        match parts.last_mut() {
            Some(part) if c != at || is_quoted => part.push(c),
            _ => parts.push(String::new()),
        }
    }
    parts
}

/// A text of wide characters, as UTF-8.
struct Narrowed<'a> {
    decoded: Decoded<Medium<'a>>,
    text: String,
    at: usize,
}

impl Read for Narrowed<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.at == self.text.len() {
            self.text.clear();
            self.at = 0;
            self.decoded.fill(&mut self.text, 1)?;
        }
        let rest = &self.text.as_bytes()[self.at..];
        let n = rest.len().min(buf.len());
        buf[..n].copy_from_slice(&rest[..n]);
        self.at += n;
        Ok(n)
    }
}

fn unread(error: io::Error) -> Failure {
    Failure::ReadError(error.to_string())
}
