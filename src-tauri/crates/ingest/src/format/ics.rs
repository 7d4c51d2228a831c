//! Calendars (RFC 5545, and vCalendar 1.0 before it): every event, task and note a unit with its properties as lines.
//!
//! Definitions of time zones are left out: moments keep the name of their zone. Attached files that are in the calendar
//! are children, those elsewhere are told of and not fetched.

#[cfg(test)]
mod tests;
mod words;

use anchor::UnitKind;

use super::property::{Line, Properties, Property, value};
use super::records::{Entry, Records};
use super::{Emit, Failure, Input, Limits, MetaKey};

const MOST_OPEN: usize = 16;

/// Gives the entries of a calendar as units.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut calendar = Calendar::new(input.limits);
    let mut properties = Properties::of(input, out)?;
    while let Some(line) = properties.next(out)? {
        match line {
            Line::Property(property) if property.name == "BEGIN" => calendar.begin(property.value.trim(), out)?,
            Line::Property(property) if property.name == "END" => calendar.end(property.value.trim(), out)?,
            Line::Property(property) => calendar.property(&property, out)?,
            Line::Other(line) => calendar.odd(&line, out)?,
        }
    }
    calendar.finish(out)?;
    properties.tell(out)
}

/// What is open while a calendar is read.
struct Calendar {
    records: Records,
    open: Vec<Component>,
    /// How many entries there were of each noun.
    counts: Vec<(&'static str, u32)>,
    /// Lines that are in no entry.
    outside: Entry,
    /// The calendar's own name.
    title: Option<String>,
    /// What the last entry is about.
    summary: Option<String>,
}

struct Component {
    /// In capitals.
    name: String,
    entry: Entry,
    summary: Option<String>,
}

impl Calendar {
    fn new(limits: Limits) -> Calendar {
        Calendar {
            records: Records::new("ics", limits),
            open: Vec::new(),
            counts: Vec::new(),
            outside: Entry::new("outside of entries".to_owned()),
            title: None,
            summary: None,
        }
    }

    fn begin(&mut self, name: &str, out: &mut dyn Emit) -> Result<(), Failure> {
        // Names of components are words; a file without line breaks is one long value.
        if name.len() > 64 || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return self.odd(&format!("BEGIN:{name}"), out);
        }
        let name = name.to_ascii_uppercase();
        if name == "VCALENDAR" || words::noun(&name).is_some() {
            // No entry stands within another: what is still open lost its end.
            while self.open.last().is_some_and(|last| last.name != "VCALENDAR" || name == "VCALENDAR") {
                self.close_torn(out)?;
            }
        }
        // What is said of the calendar stands before its entries.
        if let Some(calendar) = self.open.last_mut().filter(|last| last.name == "VCALENDAR") {
            self.records.give_so_far(&mut calendar.entry, out)?;
        }
        if self.open.len() >= MOST_OPEN {
            return self.odd(&format!("BEGIN:{name}"), out);
        }
        let label = match words::noun(&name) {
            Some(noun) => self.numbered(noun),
            None if name == "VCALENDAR" => self.numbered("calendar"),
            None => name.to_ascii_lowercase(),
        };
        self.open.push(Component { name, entry: Entry::new(label), summary: None });
        Ok(())
    }

    fn end(&mut self, name: &str, out: &mut dyn Emit) -> Result<(), Failure> {
        if !self.open.iter().any(|open| open.name.eq_ignore_ascii_case(name)) {
            return self.odd(&format!("END:{name}"), out);
        }
        while let Some(last) = self.open.last() {
            if last.name.eq_ignore_ascii_case(name) {
                return self.close(out);
            }
            self.close_torn(out)?;
        }
        Ok(())
    }

    fn property(&mut self, property: &Property, out: &mut dyn Emit) -> Result<(), Failure> {
        let line = match value::held(property) {
            Some(held) => {
                let of = self.open.last().map_or("calendar", |open| open.entry.label.as_str());
                let name = property.param("FILENAME").or_else(|| property.param("X-FILENAME"));
                let name = name.or_else(|| property.param("X-APPLE-FILENAME"));
                let name = self.records.held(name, &format!("attachment of {of}"), &held, out)?;
                format!("{}: {name}", words::name(&property.name))
            }
            None => words::line(property),
        };
        if words::is_fetched(property) {
            out.meta(MetaKey::RemoteReference, property.value.trim().to_owned())?;
        }
        match self.open.last_mut() {
            Some(open) if open.name == "VCALENDAR" => match property.name.as_str() {
                "VERSION" | "CALSCALE" => Ok(()),
                "PRODID" => out.meta(MetaKey::Application, value::text(&property.value)),
                _ => {
                    if property.name == "X-WR-CALNAME" {
                        self.title = Some(value::text(&property.value));
                    }
                    self.records.line(&mut open.entry, &line, out)
                }
            },
            Some(open) => {
                if property.name == "SUMMARY" {
                    open.summary = Some(value::text(&property.value));
                }
                self.records.line(&mut open.entry, &line, out)
            }
            None => self.odd(&line, out),
        }
    }

    /// Keeps a line that is no property, or stands where none may.
    fn odd(&mut self, line: &str, out: &mut dyn Emit) -> Result<(), Failure> {
        let entry = self.open.last_mut().map_or(&mut self.outside, |open| &mut open.entry);
        self.records.odd(entry, line, out)
    }

    fn close_torn(&mut self, out: &mut dyn Emit) -> Result<(), Failure> {
        if let Some(open) = self.open.last() {
            open.entry.tell_torn(out)?;
        }
        self.close(out)
    }

    fn close(&mut self, out: &mut dyn Emit) -> Result<(), Failure> {
        let Some(Component { name, entry, summary }) = self.open.pop() else { return Ok(()) };
        if matches!(name.as_str(), "VTIMEZONE" | "STANDARD" | "DAYLIGHT") {
            return Ok(());
        }
        if let Some(parent) = self.open.last_mut().filter(|parent| parent.name != "VCALENDAR") {
            // What stands within an entry, such as its reminder, is told with it.
            let title = words::name(&name);
            let lines = entry.text.lines().map(|line| format!("{title} {line}"));
            return self.records.line(&mut parent.entry, &lines.collect::<Vec<_>>().join("\n"), out);
        }
        if words::noun(&name).is_some() {
            self.summary = summary;
        }
        self.records.give(UnitKind::Section, entry, out)
    }

    fn finish(mut self, out: &mut dyn Emit) -> Result<(), Failure> {
        while !self.open.is_empty() {
            self.close_torn(out)?;
        }
        self.records.give(UnitKind::Section, self.outside, out)?;
        self.records.tell_odd("a calendar", out)?;
        // A calendar without a name has that of its only entry.
        let n_entries: u32 = self.counts.iter().filter(|(noun, _)| *noun != "calendar").map(|(_, n)| n).sum();
        match self.title.or(self.summary.filter(|_| n_entries == 1)) {
            Some(title) if !title.is_empty() => out.meta(MetaKey::Title, title),
            _ => Ok(()),
        }
    }

    fn numbered(&mut self, noun: &'static str) -> String {
        let place = self.counts.iter().position(|(known, _)| *known == noun);
        let n = match place.and_then(|place| self.counts.get_mut(place)) {
            Some((_, n)) => {
                *n += 1;
                *n
            }
            None => {
                self.counts.push((noun, 1));
                1
            }
        };
        if noun == "calendar" && n == 1 { noun.to_owned() } else { format!("{noun} {n}") }
    }
}
