//! Rich text (RTF 1.9.1): body with tables and boxes, notes, comments, headers and footers, changes that were
//! tracked; pictures and objects as children. Nothing is followed, no field is worked out.

mod object;
mod place;
mod state;
#[cfg(test)]
mod tests;
pub(crate) mod token;
mod words;

use std::io::{BufReader, Seek, SeekFrom};

use anchor::UnitKind;

use object::Objects;
use state::{Change, Found};
use token::{Token, Tokens};

use super::about;
use super::docx::{field_findings, field_target};
use super::dttm::dttm;
use super::medium::Medium;
use super::ooxml::tell_references;
use super::said::said;
use super::sections::Sections;
use super::tracked::{Tracked, inserted};
use super::{Emit, Failure, Input, MetaKey};

const ENGINE: &str = "rtf";
const MOST_WRITERS: usize = 500;

/// Gives the body in sections, then footnotes, endnotes, comments, headers, footers, inserted and deleted text.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut medium = Medium::new(&mut *input.bytes);
    let start = medium.seek(SeekFrom::Start(0));
    start.map_err(|error| medium.blame(Failure::ReadError(error.to_string())))?;
    let mut objects = Objects::new(input.limits);
    let (found, n_rest) = {
        let mut tokens = Tokens::new(BufReader::with_capacity(64 << 10, &mut medium));
        // White space may stand before the first group.
        let first = std::iter::from_fn(|| tokens.next()).find(|token| *token != Token::Byte(b' '));
        let second = tokens.next();
        let is_rtf = matches!((&first, &second), (Some(Token::Open), Some(Token::Word(word, _))) if word == "rtf");
        if !is_rtf {
            return Err(medium.blame(Failure::Corrupt("it does not begin as rich text does".to_owned())));
        }
        let found = words::words(&mut tokens, &mut objects, out)?;
        (found, tokens.count_rest())
    };
    medium.check()?;
    tell(&found, n_rest, out)?;
    give(&found, &mut Sections::new(out, ENGINE, input.limits))?;
    objects.finish()
}

fn give(found: &Found, sections: &mut Sections<'_>) -> Result<(), Failure> {
    sections.give(UnitKind::Section, "section 1", "section", &found.text)?;
    let inserted: Vec<String> = found.insertions.iter().map(|change| line(change, found, inserted)).collect();
    let deleted: Vec<String> = found.deletions.iter().map(|change| line(change, found, said)).collect();
    for (label, text) in [
        ("footnotes", found.footnotes.join("\n\n")),
        ("endnotes", found.endnotes.join("\n\n")),
        ("comments", found.comments.join("\n\n")),
        ("header", found.headers.join("\n")),
        ("footer", found.footers.join("\n")),
        ("descriptions of pictures", found.descriptions.join("\n")),
        ("inserted text", inserted.join("\n")),
        ("deleted text", deleted.join("\n")),
    ] {
        sections.give(UnitKind::Section, label, label, &text)?;
    }
    Ok(())
}

fn line(change: &Change, found: &Found, said: impl Fn(&str, Option<&str>, &str) -> String) -> String {
    said(author(change, found), dttm(change.date).as_deref(), change.words.trim())
}

fn author<'a>(change: &Change, found: &'a Found) -> &'a str {
    let name = usize::try_from(change.author).ok().and_then(|place| found.authors.get(place));
    name.map_or("", String::as_str)
}

fn tell(found: &Found, n_rest: u64, out: &mut dyn Emit) -> Result<(), Failure> {
    for (key, value) in &found.metas {
        out.meta(*key, value.clone())?;
    }
    // The first stands for those who are not known.
    let known = found.authors.iter().filter(|name| *name != "Unknown");
    let mut writers = known.take(MOST_WRITERS).filter_map(|name| about::writer(name, ""));
    writers.try_for_each(|(key, words)| out.meta(key, words))?;
    found.problems.iter().try_for_each(|problem| out.problem(problem.clone()))?;
    tell_references(found.fields.iter().filter_map(|field| field_target(field)).collect(), out)?;
    let mut findings = Vec::new();
    findings.extend(field_findings(&found.fields));
    let authors = |changes: &[Change]| changes.iter().map(|change| author(change, found)).collect();
    let (inserted, deleted) = (authors(&found.insertions), authors(&found.deletions));
    findings.extend(Tracked { inserted, deleted, others: Vec::new() }.finding());
    let paths = found.descriptions.iter().filter_map(|words| about::picture(words));
    findings.extend(paths.map(|(_, words)| words));
    if found.n_hidden > 0 {
        findings.push(super::html::hidden_finding(found.n_hidden));
    }
    if n_rest > 0 {
        findings.push(format!("{n_rest} more bytes stand behind its end, where no program shows them"));
    }
    findings.into_iter().try_for_each(|finding| out.meta(MetaKey::Finding, finding))
}
