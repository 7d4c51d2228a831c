//! SVG: the words in a drawing. What it draws is not looked at.

#[cfg(test)]
mod tests;

use anchor::UnitKind;
use quick_xml::events::Event;

use super::flow::Flow;
use super::medium::Medium;
use super::ooxml::resolved;
use super::sections::Sections;
use super::unpacking::problem;
use super::xml::{Events, attributes};
use super::{Emit, Failure, Input, MetaKey, ProblemCode};

const MOST_REFERENCES: usize = 1000;
const MOST_BYTES: usize = 64 << 20;

/// Gives a drawing's words; titles and descriptions are words as well.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut medium = Medium::new(&mut *input.bytes);
    let mut events = Events::begin(&mut medium, out)?;
    let mut drawing = Drawing::default();
    let outcome = loop {
        match events.next() {
            Ok(Some(event)) => drawing.take(&event),
            Ok(None) => break Ok(()),
            Err(failure) => break Err(failure),
        }
        if drawing.n_bytes > MOST_BYTES {
            break Err(Failure::LimitHit("more than 64 MiB of words in one drawing".to_owned()));
        }
    };
    for reference in drawing.references {
        out.meta(MetaKey::RemoteReference, reference)?;
    }
    if drawing.has_script {
        out.meta(MetaKey::Finding, "it has a script, which was not run".to_owned())?;
    }
    let text = drawing.flow.finish();
    if text.is_empty() && outcome.is_ok() {
        let message = "no text was read from this drawing";
        out.problem(problem(ProblemCode::NoText, message.to_owned()))?;
    }
    Sections::new(out, "xml", input.limits).give(UnitKind::Section, "drawing", "section", &text)?;
    medium.check()?;
    outcome
}

#[derive(Default)]
struct Drawing {
    flow: Flow,
    n_bytes: usize,
    /// How many elements with words are open.
    n_open: usize,
    references: Vec<String>,
    has_script: bool,
}

impl Drawing {
    fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => {
                let name = tag.local_name();
                self.start(name.as_ref());
                self.refer(attributes(tag));
            }
            Event::Empty(tag) => self.refer(attributes(tag)),
            Event::End(tag) if has_words(tag.local_name().as_ref()) => {
                self.n_open = self.n_open.saturating_sub(1);
                self.flow.line();
            }
            Event::Text(text) => self.words(&text.xml10_content()),
            Event::CData(text) => self.words(&text.xml10_content()),
            Event::GeneralRef(reference) => self.words(&resolved(reference)),
            _ => {}
        }
    }

    fn start(&mut self, name: &str) {
        match name {
            "script" => self.has_script = true,
            // Each line of a text is a span; whether it stands beside or below another only a drawing would show.
            "tspan" => self.flow.space(),
            _ if has_words(name) => {
                self.n_open += 1;
                self.flow.line();
            }
            _ => {}
        }
    }

    fn words(&mut self, words: &str) {
        if self.n_open > 0 {
            self.n_bytes += words.len();
            self.flow.words(words);
        }
    }

    fn refer(&mut self, attributes: Vec<(String, String)>) {
        let led_to = attributes.into_iter().filter(|(name, value)| name == "href" && value.contains("://"));
        let room = MOST_REFERENCES.saturating_sub(self.references.len());
        self.references.extend(led_to.map(|(_, value)| value).take(room));
    }
}

fn has_words(name: &str) -> bool {
    matches!(name, "text" | "title" | "desc" | "foreignObject")
}
