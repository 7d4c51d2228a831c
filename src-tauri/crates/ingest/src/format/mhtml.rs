//! Pages that a browser saved as one file (MHTML, RFC 2557): the page as any web page is read, its pictures and the pages
//! in its frames as children.

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use mail_parser::decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode};
use mail_parser::{ContentType, HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::address::{is_for_programs, name_of};
use super::children::{Children, Naming};
use super::html::{self, Page};
use super::mail::{self, part};
use super::sections::Sections;
use super::unpacking::problem;
use super::{Emit, Failure, Input, Limits, ProblemCode, encoding};

/// Gives the page's words, where it was saved from and when, and what is in it.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let bytes = mail::whole(input)?;
    let Some(message) = MessageParser::default().parse(bytes.as_slice()) else {
        return Err(Failure::Corrupt("it has no parts that can be found".to_owned()));
    };
    let outcome = match root(&message) {
        Some(root) => give(&message, root, input.limits, out),
        // What holds no page is a message after all.
        None => mail::give(&message, input.limits, out),
    };
    mail::take_apart(message);
    outcome
}

fn give(message: &Message<'_>, root: usize, limits: Limits, out: &mut dyn Emit) -> Result<(), Failure> {
    let Some(main) = message.parts.get(root) else { return Ok(()) };
    let mut page = html::whole_page(&words(message, main));
    let known: HashSet<&str> = parts(message).filter_map(|(_, part)| location(part)).collect();
    // What the file brings along would not be fetched.
    page.facts.references.retain(|reference| !known.contains(reference.as_str()));
    tell(message, main, &mut page, out)?;
    if main.is_encoding_problem {
        let text = "the page is cut off or not packed as it says; it is shown as it stands";
        out.problem(problem(ProblemCode::Encoding, text.to_owned()))?;
    }
    html::give(&page, &mut Sections::new(out, html::ENGINE, limits))?;

    let mut children = Children::new(limits, "part");
    let mut n_for_programs = 0_u32;
    for (_, part) in parts(message).filter(|(index, _)| *index != root) {
        if is_for_programs(&media_type(part)) {
            n_for_programs += 1;
            continue;
        }
        let bytes = part::bytes(message, part);
        if !bytes.is_empty() || !part.is_encoding_problem {
            let naming = naming(message, part, children.next());
            children.give(naming, &bytes, out)?;
        }
    }
    let n_for_programs = n_for_programs + page.held.n_for_programs();
    page.held.give(n_for_programs, &mut children, out)
}

/// Tells what the browser noted, before what the page says of itself.
fn tell(message: &Message<'_>, main: &MessagePart<'_>, page: &mut Page, out: &mut dyn Emit) -> Result<(), Failure> {
    let value = |name: &HeaderName<'_>| mail::shown_values(message, name).into_iter().next();
    let noted = value(&HeaderName::Other("Snapshot-Content-Location".into()));
    let address = noted.as_deref().or_else(|| location(main));
    let date = value(&HeaderName::Date);
    page.facts.saved(address, date.as_deref(), "the head of the saved page");
    if page.facts.best_title().is_none()
        && let Some(subject) = value(&HeaderName::Subject)
    {
        page.facts.title(&subject);
    }
    html::tell(page, out)
}

/// The part that is the page: the one that is named as such, the one from the noted address, or the first.
fn root(message: &Message<'_>) -> Option<usize> {
    let start = message.root_part().content_type().and_then(|kind| kind.attribute("start"));
    let start = start.map(|id| id.trim_matches(['<', '>']));
    let noted = mail::shown_values(message, &HeaderName::Other("Snapshot-Content-Location".into()));
    let pages = || parts(message).filter(|(_, part)| is_page(part));
    let is_start = |part: &MessagePart<'_>| start.is_some() && part.content_id() == start;
    let is_noted = |part: &MessagePart<'_>| location(part).is_some_and(|at| noted.first().is_some_and(|n| n == at));
    let found = pages().find(|(_, part)| is_start(part)).or_else(|| pages().find(|(_, part)| is_noted(part)));
    found.or_else(|| pages().next()).map(|(index, _)| index)
}

fn parts<'m, 'x>(message: &'m Message<'x>) -> impl Iterator<Item = (usize, &'m MessagePart<'x>)> {
    message.parts.iter().enumerate().filter(|(_, part)| !matches!(part.body, PartType::Multipart(_)))
}

fn is_page(part: &MessagePart<'_>) -> bool {
    matches!(part.body, PartType::Html(_)) || matches!(media_type(part).as_str(), "text/html" | "application/xhtml+xml")
}

fn words(message: &Message<'_>, part: &MessagePart<'_>) -> String {
    if matches!(part.body, PartType::Html(_)) && !part.is_encoding_problem {
        return part::text(message, part);
    }
    let bytes = part::bytes(message, part);
    // One that is cut off is left packed.
    let packed = part.content_transfer_encoding().unwrap_or_default().to_ascii_lowercase();
    let unpacked = match packed.as_str() {
        "quoted-printable" if part.is_encoding_problem => quoted_printable_decode(&bytes),
        "base64" if part.is_encoding_problem => base64_decode(&bytes[..bytes.len() & !3]),
        _ => None,
    };
    let bytes = unpacked.unwrap_or(bytes);
    let (encoding, mark) = encoding::of(&bytes);
    encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned()
}

fn media_type(part: &MessagePart<'_>) -> String {
    let written = |kind: &ContentType<'_>| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default());
    part.content_type().map(written).unwrap_or_default().to_ascii_lowercase()
}

fn location<'p>(part: &'p MessagePart<'_>) -> Option<&'p str> {
    part.content_location().map(str::trim).filter(|location| !location.is_empty())
}

/// Parts are called by their addresses. What has none but a number is called by its kind.
fn naming(message: &Message<'_>, part: &MessagePart<'_>, number: u64) -> Naming {
    let is_place = |location: &&str| !["cid:", "data:"].iter().any(|scheme| location.starts_with(scheme));
    match location(part).filter(is_place) {
        Some(location) => {
            let (name, raw_name) = name_of(location);
            Naming { name, raw_name, modified: None, broken: part::broken(part) }
        }
        None => part::naming(message, part, number),
    }
}
