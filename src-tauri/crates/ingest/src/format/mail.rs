//! E-mail messages (RFC 5322 and MIME): headers and body are one unit, all else is children.
//!
//! The body is the plain text. The HTML that stands beside it as an alternative is a second unit if it has a word or a
//! number that is not in the plain text: programs and people let the two say different things.

mod encoded;
mod header;
pub(crate) mod part;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::io::Read;

use anchor::UnitKind;
use dates::Date;
use mail_parser::{HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::children::Children;
use super::html::{self, Held, Links, give_links, hidden_finding};
use super::medium::Medium;
use super::sections::Sections;
use super::{Emit, Failure, Input, Limits, MetaKey, Problem, ProblemCode};

const MOST_BYTES: u64 = 320 << 20;
const MOST_VALUES: usize = 1000;
/// Addresses are looked for in the words of a message that is not longer.
const LOOKED_IN_BYTES: usize = 256 << 10;
const MOST_NAME_CHARS: usize = 200;
const WITHIN_NUMBERS: [char; 5] = ['.', ',', ':', '/', '-'];
/// What Apple Mail writes into a part whose bytes it keeps elsewhere.
const LEFT_OUT: &str = "x-apple-content-length";

/// Gives a message's headers and words as units, its attachments, pictures and enclosed messages as children.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let bytes = whole(input)?;
    let bytes = without_envelope(&bytes);
    match MessageParser::default().parse(bytes) {
        Some(message) => {
            let outcome = give(&message, input.limits, out);
            take_apart(message);
            outcome
        }
        None if bytes.trim_ascii().is_empty() => Err(Failure::Corrupt("an empty message".to_owned())),
        None => {
            let text = "it has no headers; all of it was taken as the body";
            out.problem(problem(ProblemCode::Unreadable, text))?;
            let body = String::from_utf8_lossy(bytes);
            Sections::new(out, "mail-parser", input.limits).give(UnitKind::Message, "message", "message", &body)
        }
    }
}

/// All bytes of a message, where they are not too many.
pub(crate) fn whole(input: &mut Input) -> Result<Vec<u8>, Failure> {
    if input.len > MOST_BYTES {
        return Err(Failure::LimitHit("larger than 320 MiB, too large for one message".to_owned()));
    }
    let mut bytes = Vec::new();
    let mut medium = Medium::new(&mut *input.bytes);
    medium.read_to_end(&mut bytes).map_err(|error| Failure::ReadError(error.to_string()))?;
    Ok(bytes)
}

/// The values of the headers of a name, decoded, where there is nothing but headers.
pub(crate) fn values(head: &[u8], name: &HeaderName<'_>) -> Vec<String> {
    let message = MessageParser::default().parse_headers(head);
    message.map_or_else(Vec::new, |message| header::values(&message, name))
}

/// The values of a message's headers of a name, decoded.
pub(crate) fn shown_values(message: &Message<'_>, name: &HeaderName<'_>) -> Vec<String> {
    header::values(message, name)
}

/// What a message is called that has no name but its subject; `None` where that is empty.
pub(crate) fn named_after(subject: &str, extension: &str) -> Option<String> {
    let subject = subject.trim();
    let short: String = subject.chars().take(MOST_NAME_CHARS).collect();
    (!subject.is_empty()).then(|| format!("{}.{extension}", short.trim_end().replace(['/', '\\'], "-")))
}

/// The message behind the line that mailboxes put in front of each.
fn without_envelope(bytes: &[u8]) -> &[u8] {
    match bytes.starts_with(b"From ").then(|| memchr::memchr(b'\n', bytes)).flatten() {
        Some(end) => &bytes[end + 1..],
        None => bytes,
    }
}

/// Gives a message's words and what is in it.
pub(crate) fn give(message: &Message<'_>, limits: Limits, out: &mut dyn Emit) -> Result<(), Failure> {
    tell(message, out)?;
    let words = Words::of(message);
    for reference in &words.references {
        out.meta(MetaKey::RemoteReference, reference.clone())?;
    }
    if words.n_hidden > 0 {
        out.meta(MetaKey::Finding, hidden_finding(words.n_hidden))?;
    }
    if is_locked(message, &words.body) {
        out.problem(problem(ProblemCode::Encrypted, "the body is locked"))?;
    }
    if message.parts.iter().any(|part| part.is_encoding_problem && part.is_text()) {
        out.problem(problem(
            ProblemCode::Encoding,
            "a part is cut off or not packed as it says; it is shown as it stands",
        ))?;
    }
    let mut sections = Sections::new(out, "mail-parser", limits);
    let text = [heading(message).as_str(), &words.body].join("\n\n");
    sections.give(UnitKind::Message, "message", "message", &text)?;
    if let Some(alternative) = &words.alternative {
        sections.give(UnitKind::Message, "message as HTML", "message as HTML", alternative)?;
    }
    give_links(UnitKind::Section, &unsaid_links(&words.links, &words.body), &mut sections)?;

    let mut children = Children::new(limits, "attachment");
    for (index, part) in message.parts.iter().enumerate() {
        if words.shown.contains(&index) || matches!(part.body, PartType::Multipart(_)) {
            continue;
        }
        let bytes = part::bytes(message, part);
        if bytes.trim_ascii().is_empty()
            && part.headers.iter().any(|header| header.name().eq_ignore_ascii_case(LEFT_OUT))
        {
            let name = part::naming(message, part, children.next()).name;
            let message = format!("{name} is not in this file: the mail program kept it in a folder beside it");
            out.problem(problem(ProblemCode::Unreadable, &message))?;
            continue;
        }
        // What is left where a message breaks off between two parts is none.
        if !bytes.is_empty() || !part.is_encoding_problem {
            let naming = part::naming(message, part, children.next());
            children.give(naming, &bytes, out)?;
        }
    }
    for held in words.held {
        held.give(0, &mut children, out)?;
    }
    Ok(())
}

fn tell(message: &Message<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
    let people = [
        (MetaKey::From, HeaderName::From),
        (MetaKey::To, HeaderName::To),
        (MetaKey::Cc, HeaderName::Cc),
        (MetaKey::Bcc, HeaderName::Bcc),
        (MetaKey::ReplyTo, HeaderName::ReplyTo),
    ];
    for (key, name) in people {
        for address in header::addresses(message, &name).into_iter().take(MOST_VALUES) {
            out.meta(key, address)?;
        }
    }
    if let Some(subject) = header::values(message, &HeaderName::Subject).into_iter().next() {
        out.meta(MetaKey::Title, subject.clone())?;
        out.meta(MetaKey::Subject, subject)?;
    }
    if let Some(written) = header::values(message, &HeaderName::Date).first() {
        match Date::from_mail_header(written) {
            Ok(date) => out.meta(MetaKey::Sent, date.edtf().to_owned())?,
            Err(error) => {
                out.problem(problem(ProblemCode::Unreadable, &format!("its date cannot be read: {error}")))?
            }
        }
    }
    let ids = [
        (MetaKey::MessageId, HeaderName::MessageId),
        (MetaKey::InReplyTo, HeaderName::InReplyTo),
        (MetaKey::References, HeaderName::References),
    ];
    for (key, value) in header::ways(message) {
        out.meta(key, value)?;
    }
    for (key, name) in ids {
        for id in header::ids(message, &name).into_iter().take(MOST_VALUES) {
            out.meta(key, id)?;
        }
    }
    Ok(())
}

/// The headers a reader sees, one per line.
fn heading(message: &Message<'_>) -> String {
    let seen = [
        ("From", HeaderName::From),
        ("To", HeaderName::To),
        ("Cc", HeaderName::Cc),
        ("Bcc", HeaderName::Bcc),
        ("Date", HeaderName::Date),
        ("Subject", HeaderName::Subject),
        // Where it lay: a mailbox in one file has no folders.
        ("Labels", HeaderName::Other("X-Gmail-Labels".into())),
        ("Folder", HeaderName::Other("X-Folder".into())),
    ];
    let mut lines = Vec::new();
    for (label, name) in seen {
        lines.extend(header::values(message, &name).into_iter().map(|value| format!("{label}: {value}")));
    }
    lines.join("\n")
}

/// What a message says, and what its pages would fetch.
#[derive(Default)]
struct Words {
    body: String,
    alternative: Option<String>,
    /// The parts whose words these are.
    shown: HashSet<usize>,
    references: Vec<String>,
    n_hidden: u32,
    links: Vec<Links>,
    /// Pictures and files that stand within its pages.
    held: Vec<Held>,
}

impl Words {
    fn of(message: &Message<'_>) -> Words {
        let mut words = Words::default();
        let listed = |ids: &[u32]| -> Vec<usize> { ids.iter().map(|id| *id as usize).collect() };
        let (mut texts, pages) = (listed(&message.text_body), listed(&message.html_body));
        let is_text = |index: &usize| message.parts.get(*index).is_some_and(MessagePart::is_text);
        if !texts.iter().chain(&pages).any(is_text) {
            texts = (0..message.parts.len()).filter(|index| is_torn_body(&message.parts[*index])).collect();
        }
        let plain: Vec<String> = texts.iter().filter_map(|index| words.part(message, *index)).collect();
        let pages = pages.iter().filter(|index| !texts.contains(index));
        let pages: Vec<String> = pages.filter_map(|index| words.part(message, *index)).collect();
        let (plain, pages) = (plain.join("\n\n"), pages.join("\n\n"));
        (words.body, words.alternative) = match plain.trim() {
            "" => (pages, None),
            _ if says_more(&pages, &plain) => (plain, Some(pages)),
            _ => (plain, None),
        };
        words
    }

    fn part(&mut self, message: &Message<'_>, index: usize) -> Option<String> {
        let part = message.parts.get(index)?;
        let text = match part.body {
            PartType::Text(_) => part::text(message, part),
            PartType::Html(_) => self.page(&part::text(message, part)),
            _ => return None,
        };
        self.shown.insert(index);
        Some(text)
    }

    fn page(&mut self, html: &str) -> String {
        let page = html::page(html);
        self.n_hidden += page.n_hidden;
        let n_free = MOST_VALUES.saturating_sub(self.references.len());
        self.references.extend(page.facts.references.into_iter().take(n_free));
        self.held.push(page.held);
        self.links.push(page.links);
        page.text
    }
}

/// Where the links of a message's pages lead, but for what its words say.
pub(crate) fn unsaid_links(links: &[Links], body: &str) -> Vec<String> {
    let is_looked_in = body.len() <= LOOKED_IN_BYTES;
    let mut n_left = MOST_VALUES;
    let mut is_said = |address: &str| {
        n_left = n_left.saturating_sub(1);
        is_looked_in && n_left > 0 && body.contains(address)
    };
    links.iter().flat_map(|links| links.lines(&mut is_said)).collect()
}

/// The rule of when the HTML is a unit of its own: see above.
pub(crate) fn says_more(page: &str, plain: &str) -> bool {
    if page.trim() == plain.trim() {
        return false;
    }
    let in_plain: HashSet<String> = words(plain).collect();
    words(page).any(|word| !in_plain.contains(&word))
}

/// The words of a text, whatever their case. A number keeps what stands between its digits: 03/04 is not 04/03.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric() && !WITHIN_NUMBERS.contains(&c))
        .flat_map(|run| {
            let run = run.trim_matches(WITHIN_NUMBERS);
            let is_number = run.contains(char::is_numeric);
            run.split(move |c| !is_number && WITHIN_NUMBERS.contains(&c))
        })
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// The words of a message that was cut off before its parts were closed.
fn is_torn_body(part: &MessagePart<'_>) -> bool {
    let is_attached = part.content_disposition().is_some_and(|disposition| disposition.is_attachment());
    part.is_encoding_problem && part.is_text() && !is_attached && part.attachment_name().is_none()
}

fn is_locked(message: &Message<'_>, body: &str) -> bool {
    let is_sealed = message.root_part().content_type().is_some_and(|kind| match (kind.ctype(), kind.subtype()) {
        ("multipart", Some("encrypted")) => true,
        ("application", Some("pkcs7-mime" | "x-pkcs7-mime")) => kind.attribute("smime-type") != Some("signed-data"),
        _ => false,
    });
    is_sealed || body.lines().any(|line| line.trim_end() == "-----BEGIN PGP MESSAGE-----")
}

/// Frees a message level by level: messages within messages can be deeper than the stack.
pub(crate) fn take_apart(message: Message<'_>) {
    let mut rest = vec![message];
    while let Some(mut message) = rest.pop() {
        for part in message.parts.drain(..) {
            if let PartType::Message(inner) = part.body {
                rest.push(inner);
            }
        }
    }
}

fn problem(code: ProblemCode, message: &str) -> Problem {
    Problem { code, message: message.to_owned(), unit: None }
}
