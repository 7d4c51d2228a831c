//! Address books (vCard 2.1, 3.0 and 4.0): every contact a unit with its properties as lines, its pictures children.

#[cfg(test)]
mod tests;
mod words;

use std::collections::HashMap;

use anchor::UnitKind;

use super::property::{Line, Properties, Property, value};
use super::records::{Entry, Records};
use super::{Emit, Failure, Input, Limits, MetaKey};

const MOST_OPEN: usize = 16;
/// Past this many bytes in groups, properties no longer wait for their labels.
const GROUPED_BYTES: usize = 1 << 20;

/// Gives the contacts of an address book as units.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut book = Book::new(input.limits);
    let mut properties = Properties::of(input, out)?;
    while let Some(line) = properties.next(out)? {
        match line {
            Line::Property(property)
                if property.name == "BEGIN" && property.value.trim().eq_ignore_ascii_case("VCARD") =>
            {
                book.begin(out)?;
            }
            Line::Property(property) if property.name == "END" => book.end(out)?,
            Line::Property(property) => book.property(property, out)?,
            Line::Other(line) => book.odd(&line, out)?,
        }
    }
    book.finish(out)?;
    properties.tell(out)
}

/// What is open while an address book is read.
struct Book {
    records: Records,
    open: Vec<Contact>,
    n_contacts: u32,
    /// Lines that are in no contact.
    outside: Entry,
    name: Option<String>,
}

struct Contact {
    entry: Entry,
    name: Option<String>,
    /// Whether the contact that follows is this one's agent (vCard 2.1).
    has_agent_next: bool,
    /// Properties that wait for the label of their group, which may stand behind them.
    grouped: Vec<Vec<Property>>,
    /// Where each group stands among them.
    groups: HashMap<String, usize>,
    n_grouped_bytes: usize,
}

impl Book {
    fn new(limits: Limits) -> Book {
        Book {
            records: Records::new("vcf", limits),
            open: Vec::new(),
            n_contacts: 0,
            outside: Entry::new("outside of contacts".to_owned()),
            name: None,
        }
    }

    fn begin(&mut self, out: &mut dyn Emit) -> Result<(), Failure> {
        // Only an agent stands within another contact: what is still open lost its end.
        while self.open.last().is_some_and(|last| !last.has_agent_next) || self.open.len() >= MOST_OPEN {
            self.close_torn(out)?;
        }
        self.n_contacts = self.n_contacts.saturating_add(1);
        let entry = Entry::new(format!("contact {}", self.n_contacts));
        self.open.push(Contact {
            entry,
            name: None,
            has_agent_next: false,
            grouped: Vec::new(),
            groups: HashMap::new(),
            n_grouped_bytes: 0,
        });
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Emit) -> Result<(), Failure> {
        if self.open.is_empty() {
            return self.odd("END:VCARD", out);
        }
        self.close(out)
    }

    fn property(&mut self, property: Property, out: &mut dyn Emit) -> Result<(), Failure> {
        if words::is_fetched(&property) {
            out.meta(MetaKey::RemoteReference, property.value.trim().to_owned())?;
        }
        let Some(open) = self.open.last_mut() else {
            let line = words::line(&property, None);
            return self.odd(&line, out);
        };
        open.has_agent_next = property.name == "AGENT";
        if let Some(held) = value::held(&property) {
            let name = words::name(&property.name);
            let of = format!("{} of {}", name.to_lowercase(), open.entry.label);
            let given = self.records.held(None, &of, &held, out)?;
            return self.records.line(&mut open.entry, &format!("{name}: {given}"), out);
        }
        match property.name.as_str() {
            "VERSION" => Ok(()),
            "AGENT" if property.value.trim().is_empty() => Ok(()),
            _ => {
                if property.name == "FN" || (property.name == "N" && open.name.is_none()) {
                    open.name = Some(value::parts(&property.value)).filter(|name| !name.is_empty());
                }
                match property.group.clone() {
                    Some(group) if open.n_grouped_bytes < GROUPED_BYTES => {
                        open.keep(group, property);
                        Ok(())
                    }
                    _ => self.records.line(&mut open.entry, &words::line(&property, None), out),
                }
            }
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
        let Some(Contact { mut entry, name, grouped, .. }) = self.open.pop() else { return Ok(()) };
        for properties in grouped {
            let label = properties.iter().find(|property| property.name == "X-ABLABEL").map(words::label);
            let (labels, rest): (Vec<_>, Vec<_>) = properties.iter().partition(|property| property.name == "X-ABLABEL");
            for property in &rest {
                self.records.line(&mut entry, &words::line(property, label.as_deref()), out)?;
            }
            if rest.is_empty() {
                for label in labels {
                    self.records.line(&mut entry, &words::line(label, None), out)?;
                }
            }
        }
        self.name = name;
        self.records.give(UnitKind::Section, entry, out)
    }

    fn finish(mut self, out: &mut dyn Emit) -> Result<(), Failure> {
        while !self.open.is_empty() {
            self.close_torn(out)?;
        }
        self.records.give(UnitKind::Section, self.outside, out)?;
        self.records.tell_odd("an address book", out)?;
        match self.name.filter(|_| self.n_contacts == 1) {
            Some(name) => out.meta(MetaKey::Title, name),
            None => Ok(()),
        }
    }
}

impl Contact {
    fn keep(&mut self, group: String, property: Property) {
        self.n_grouped_bytes += group.len() + property.value.len();
        let place = *self.groups.entry(group).or_insert(self.grouped.len());
        match self.grouped.get_mut(place) {
            Some(properties) => properties.push(property),
            None => self.grouped.push(vec![property]),
        }
    }
}
