//! Messages as Outlook saves them ([MS-OXMSG]): headers and body are one unit, attachments are children.
//!
//! A message within the message is written into a file of its own and so is read as the same kind of message again. The
//! body is the plain text, else the HTML, else what can be had from the RTF; where both are there, the richer one is a
//! second unit only if it says more, as with other mail.

mod body;
mod code;
mod enclosed;
mod lzfu;
mod making;
mod named;
mod people;
mod rtf;
mod store;
#[cfg(test)]
mod tests;

use std::io::Read;
use std::path::Path;

use anchor::UnitKind;
use dates::Date;
use mail_parser::HeaderName;

pub(in crate::format) use code::decode;
pub(in crate::format) use making::{Making, Property, stream_name, width, without_mark};
pub(in crate::format) use store::moment;

use body::Body;
use people::People;
use store::{Properties, Store, TOP_HEADER, id};

use super::children::Children;
use super::html::{give_links, hidden_finding};
use super::mail;
use super::medium::Medium;
use super::sections::Sections;
use super::{Emit, Failure, Input, MetaKey, Problem, ProblemCode};

const MOST_BYTES: u64 = 320 << 20;

/// Gives a message's headers and words as units, what it holds as children.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    if input.len > MOST_BYTES {
        return Err(Failure::LimitHit("larger than 320 MiB, too large for one message".to_owned()));
    }
    let mut bytes = Vec::new();
    let mut medium = Medium::new(&mut *input.bytes);
    medium.read_to_end(&mut bytes).map_err(|error| Failure::ReadError(error.to_string()))?;
    let mut store = Store::open(bytes)?;
    let mut message = store.properties(Path::new("/"), TOP_HEADER);
    let page = message.number(id::MESSAGE_PAGE).or_else(|| message.number(id::INTERNET_PAGE));
    message.page = page.and_then(code::page);

    let headers = Headers::of(&mut store, &message);
    headers.tell(out)?;
    let body = Body::of(&mut store, &message);
    tell_body(&body, &headers, out)?;
    let further = named::lines(&mut store, &message, &headers.class);
    let links = mail::unsaid_links(&body.links, &body.text);
    let text = [headers.lines().join("\n"), further.join("\n"), body.text];
    let text: Vec<&str> = text.iter().map(String::as_str).filter(|part| !part.trim().is_empty()).collect();
    let mut sections = Sections::new(out, "msg", input.limits);
    sections.give(UnitKind::Message, "message", "message", &text.join("\n\n"))?;
    if let Some(alternative) = &body.alternative {
        sections.give(UnitKind::Message, "message as HTML", "message as HTML", alternative)?;
    }
    give_links(UnitKind::Section, &links, &mut sections)?;
    if store.n_broken > 0 {
        out.problem(problem(ProblemCode::Unreadable, "some of its properties break off"))?;
    }
    let mut children = Children::new(input.limits, "attachment");
    enclosed::give(&mut store, &message, &mut children, out)?;
    body.held.give(0, &mut children, out)
}

/// What stands above the words of a message.
struct Headers {
    class: String,
    people: People,
    subject: Option<String>,
    /// When it was sent: as its header has it, with the zone, and as EDTF.
    date: Option<(String, String)>,
    received: Option<String>,
    ids: Vec<(MetaKey, String)>,
    reply_to: Vec<String>,
}

impl Headers {
    fn of(store: &mut Store, message: &Properties) -> Headers {
        let transport = store.text(message, id::HEADERS).unwrap_or_default();
        let values = |name: HeaderName<'_>| mail::values(transport.as_bytes(), &name);
        let edtf = |time| Date::from_datetime(time).edtf().to_owned();
        // The header knows the zone that it was written in; the property is in UTC.
        let by_header = values(HeaderName::Date).into_iter().find_map(|written| {
            let date = Date::from_mail_header(&written).ok()?;
            Some((written, date.edtf().to_owned()))
        });
        let sent = message.time(id::SUBMITTED).map(edtf).map(|date| (date.clone(), date));
        let mut ids = Vec::new();
        for (key, property, header) in [
            (MetaKey::MessageId, id::MESSAGE_ID, HeaderName::MessageId),
            (MetaKey::InReplyTo, id::IN_REPLY_TO, HeaderName::InReplyTo),
            (MetaKey::References, id::REFERENCES, HeaderName::References),
        ] {
            let found = store.line(message, property).or_else(|| values(header).into_iter().next()).unwrap_or_default();
            let bare = found.split_whitespace().map(|one| one.trim_matches(['<', '>', ',']).to_owned());
            ids.extend(bare.filter(|one| !one.is_empty()).map(|one| (key, one)));
        }
        Headers {
            class: store.line(message, id::MESSAGE_CLASS).unwrap_or_default(),
            people: People::of(store, message),
            subject: store.line(message, id::SUBJECT).or_else(|| store.line(message, id::NORMAL_SUBJECT)),
            date: by_header.or(sent),
            received: message.time(id::DELIVERED).map(edtf),
            ids,
            reply_to: values(HeaderName::ReplyTo),
        }
    }

    fn tell(&self, out: &mut dyn Emit) -> Result<(), Failure> {
        let People { from, to, cc, bcc, n_left_out, .. } = &self.people;
        for (key, people) in
            [(MetaKey::To, to), (MetaKey::Cc, cc), (MetaKey::Bcc, bcc), (MetaKey::ReplyTo, &self.reply_to)]
        {
            for person in people {
                out.meta(key, person.clone())?;
            }
        }
        let one = [
            (MetaKey::From, from),
            (MetaKey::Title, &self.subject),
            (MetaKey::Subject, &self.subject),
            (MetaKey::Sent, &self.date.clone().map(|(_, date)| date)),
            (MetaKey::Received, &self.received),
        ];
        for (key, value) in one {
            if let Some(value) = value {
                out.meta(key, value.clone())?;
            }
        }
        for (key, value) in &self.ids {
            out.meta(*key, value.clone())?;
        }
        if *n_left_out > 0 {
            out.problem(problem(ProblemCode::Limit, &format!("{n_left_out} of its recipients are left out")))?;
        }
        Ok(())
    }

    /// The headers a reader sees, one per line.
    fn lines(&self) -> Vec<String> {
        let People { from, sender, to, cc, bcc, .. } = &self.people;
        let many = |people: &[String]| (!people.is_empty()).then(|| people.join(", "));
        let seen = [
            ("From", from.clone()),
            ("Sender", sender.clone()),
            ("To", many(to)),
            ("Cc", many(cc)),
            ("Bcc", many(bcc)),
            ("Date", self.date.clone().map(|(written, _)| written)),
            ("Subject", self.subject.clone()),
        ];
        seen.into_iter().filter_map(|(label, value)| Some(format!("{label}: {}", value?))).collect()
    }
}

fn tell_body(body: &Body, headers: &Headers, out: &mut dyn Emit) -> Result<(), Failure> {
    for reference in &body.references {
        out.meta(MetaKey::RemoteReference, reference.clone())?;
    }
    if body.n_hidden > 0 {
        out.meta(MetaKey::Finding, hidden_finding(body.n_hidden))?;
    }
    let class = headers.class.to_ascii_lowercase();
    if class == "ipm.note.smime" || class.starts_with("ipm.note.rpmsg") {
        out.problem(problem(ProblemCode::Encrypted, "the body is locked"))?;
    }
    match body.fault {
        Some(fault) => {
            out.problem(problem(ProblemCode::Unreadable, &format!("the formatted body is damaged: {fault}")))
        }
        None => Ok(()),
    }
}

fn problem(code: ProblemCode, message: &str) -> Problem {
    Problem { code, message: message.to_owned(), unit: None }
}
