//! Chats as WhatsApp exports them to text: every message a unit, who and when in its first line.
//!
//! The order of day, month and year is that of the phone's country, and is not written down: it is found from all dates of
//! the chat. Where it cannot be found, this is told and dates stand as they are written; they always stand beside what
//! was made of them. Times have no zone.

mod clock;
mod line;
mod order;
#[cfg(test)]
mod tests;

use std::io::{Seek, SeekFrom};

use anchor::UnitKind;
use encoding_rs::Encoding;

pub(crate) use line::looks_like_one;
use order::{Order, Tally};

use super::decoded::Decoded;
use super::medium::Medium;
use super::records::{Entry, Records};
use super::text::find_encoding;
use super::{Emit, Failure, Input, Limits, MetaKey, Problem, ProblemCode, Source};
use line::{Start, begins};

const FILL_BYTES: usize = 256 << 10;
/// A line longer than this is cut into several.
const LINE_BYTES: usize = 4 << 20;
const MOST_PEOPLE: usize = 1000;

/// Gives the messages of a chat as units, the people in it, and when it began and ended.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let (encoding, mark) = find_encoding(input.bytes, out)?;
    out.meta(MetaKey::Encoding, encoding.name().to_lowercase())?;

    let mut tally = Tally::default();
    let mut style = None;
    each_line(input.bytes, encoding, mark as u64, out, |line, _| {
        if let Some(start) = begins(line, style) {
            style = Some(start.style);
            tally.feed(&start);
        }
        Ok(())
    })?;
    let Some(style) = style else { return Err(Failure::Corrupt("there is no message in it".to_owned())) };
    let order = tally.order();
    if order.is_none() {
        let message =
            "whether the day or the month stands first in its dates cannot be told; they are given as written";
        out.problem(Problem { code: ProblemCode::Quality, message: message.to_owned(), unit: None })?;
    }

    let mut chat = Chat::new(order, input.limits);
    let is_damaged = each_line(input.bytes, encoding, mark as u64, out, |line, out| match begins(line, Some(style)) {
        Some(start) => chat.begin(&start, out),
        None => chat.go_on(line, out),
    })?;
    chat.finish(out)?;
    if is_damaged {
        let message = format!("some bytes are not {}; each is shown as \u{fffd}", encoding.name());
        out.problem(Problem { code: ProblemCode::Encoding, message, unit: None })?;
    }
    Ok(())
}

/// A chat as it is read.
struct Chat {
    order: Option<Order>,
    records: Records,
    open: Option<Entry>,
    n_messages: u64,
    people: Vec<String>,
    n_left_out: u64,
    n_bad_dates: u64,
    first: Option<String>,
    last: Option<String>,
}

impl Chat {
    fn new(order: Option<Order>, limits: Limits) -> Chat {
        Chat {
            order,
            records: Records::new("whatsapp", limits),
            open: None,
            n_messages: 0,
            people: Vec::new(),
            n_left_out: 0,
            n_bad_dates: 0,
            first: None,
            last: None,
        }
    }

    fn begin(&mut self, start: &Start<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
        self.close(out)?;
        self.n_messages += 1;
        let moment = self.order.and_then(|order| start.moment(order));
        self.n_bad_dates += u64::from(moment.is_none() && self.order.is_some());
        let written = start.written();
        let when = match moment {
            Some(moment) => {
                // Phones that write no seconds do not say that there were none.
                let by_minute = Some(moment.format("%Y-%m-%dT%H:%M").to_string()).filter(|_| !start.has_seconds());
                let edtf = by_minute.unwrap_or_else(|| dates::Date::from_naive(moment).edtf().to_owned());
                self.first.get_or_insert_with(|| edtf.clone());
                self.last = Some(edtf);
                let form = if start.has_seconds() { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d %H:%M" };
                format!("{} ({written})", moment.format(form))
            }
            None => written,
        };
        let (person, text) = start.said();
        let head = match person {
            Some(person) => format!("{person}, {when}"),
            None => when,
        };
        if let Some(person) = person
            && self.people.len() < MOST_PEOPLE
            && !self.people.iter().any(|known| known == person)
        {
            self.people.push(person.to_owned());
        }
        self.n_left_out += u64::from(is_left_out(text));
        let entry = self.open.insert(Entry::new(format!("message {}", self.n_messages)));
        self.records.line(entry, &head, out)?;
        if text.is_empty() { Ok(()) } else { self.records.line(entry, text, out) }
    }

    fn go_on(&mut self, line: &str, out: &mut dyn Emit) -> Result<(), Failure> {
        let entry = self.open.get_or_insert_with(|| Entry::new("before the first message".to_owned()));
        self.records.line(entry, line, out)
    }

    fn close(&mut self, out: &mut dyn Emit) -> Result<(), Failure> {
        match self.open.take() {
            Some(entry) => self.records.give(UnitKind::Message, entry, out),
            None => Ok(()),
        }
    }

    fn finish(&mut self, out: &mut dyn Emit) -> Result<(), Failure> {
        self.close(out)?;
        for person in std::mem::take(&mut self.people) {
            out.meta(MetaKey::From, person)?;
        }
        for (key, value) in [(MetaKey::Created, self.first.take()), (MetaKey::Modified, self.last.take())] {
            if let Some(value) = value {
                out.meta(key, value)?;
            }
        }
        if self.n_left_out > 0 {
            let files = if self.n_left_out == 1 {
                "one file was".to_owned()
            } else {
                format!("{} files were", self.n_left_out)
            };
            out.meta(MetaKey::Finding, format!("{files} sent in the chat and left out of the export"))?;
        }
        if self.n_bad_dates > 0 {
            let dates = if self.n_bad_dates == 1 {
                "one date is".to_owned()
            } else {
                format!("{} dates are", self.n_bad_dates)
            };
            let message = format!("{dates} impossible in the order of the others, and given as written");
            out.problem(Problem { code: ProblemCode::Quality, message, unit: None })?;
        }
        Ok(())
    }
}

/// Whether a message is nothing but the note, in whatever language, that a file was not exported.
fn is_left_out(said: &str) -> bool {
    let text = said.trim_matches(|c: char| c.is_whitespace() || c == '\u{200e}');
    let bracketed = text.strip_prefix('<').and_then(|text| text.strip_suffix('>'));
    bracketed.is_some_and(|note| note.chars().count() <= 40 && !note.contains(['<', '>', ':', '/']))
        || is_noted(said, text)
}

/// Whether it is what one kind of phone notes for a file: `image omitted`, behind a mark of direction in its own language.
fn is_noted(said: &str, text: &str) -> bool {
    const ENGLISH: [&str; 6] =
        ["image omitted", "video omitted", "audio omitted", "document omitted", "sticker omitted", "GIF omitted"];
    const OMITTED: [&str; 22] = [
        "omitted",
        "weggelassen",
        "absente",
        "absent",
        "omis",
        "omise",
        "omitida",
        "omitido",
        "omessa",
        "omesso",
        "ocultada",
        "ocultado",
        "oculto",
        "weggelaten",
        "utelämnad",
        "utelatt",
        "udeladt",
        "edilmedi",
        "отсутствует",
        "pominięto",
        "忽略",
        "省略",
    ];
    let is_short = text.chars().count() <= 40 && text.split_whitespace().count() <= 4;
    ENGLISH.contains(&text)
        || said.starts_with('\u{200e}') && is_short && OMITTED.iter().any(|word| text.ends_with(word))
}

/// Goes over all lines. Returns whether bytes had to be replaced.
fn each_line(
    bytes: &mut dyn Source,
    encoding: &'static Encoding,
    mark: u64,
    out: &mut dyn Emit,
    mut take: impl FnMut(&str, &mut dyn Emit) -> Result<(), Failure>,
) -> Result<bool, Failure> {
    let unread = |error: std::io::Error| Failure::ReadError(error.to_string());
    let mut medium = Medium::new(bytes);
    medium.seek(SeekFrom::Start(mark)).map_err(unread)?;
    let mut decoded = Decoded::new(medium, encoding);
    let mut text = String::new();
    loop {
        decoded.fill(&mut text, FILL_BYTES).map_err(unread)?;
        let mut at = 0;
        while let Some(end) = memchr::memchr(b'\n', &text.as_bytes()[at..]) {
            take(text[at..at + end].trim_end_matches('\r'), out)?;
            at += end + 1;
        }
        text.drain(..at);
        if text.len() > LINE_BYTES || decoded.is_over() && !text.is_empty() {
            take(text.trim_end_matches('\r'), out)?;
            text.clear();
        }
        if decoded.is_over() {
            return Ok(decoded.is_damaged);
        }
        out.alive()?;
    }
}
