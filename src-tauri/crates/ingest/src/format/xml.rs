//! XML: a line for each element, with its attributes and its words, indented as the elements stand in each other. Feeds of
//! news (RSS, Atom) are given item by item, timed text (TTML) as subtitles are.
//!
//! Entities of a document's own are not replaced, nothing it points to is fetched. Elements in the midst of words are
//! part of the line.

mod events;
mod feed;
mod outline;
#[cfg(test)]
mod tests;
mod timed;

use quick_xml::events::Event;

pub(crate) use events::{Events, attributes};

use feed::Feed;
use outline::Outline;
use timed::Timed;

use super::medium::Medium;
use super::unpacking::problem;
use super::{Emit, Failure, Input, Limits, MetaKey, ProblemCode};

/// Gives what the elements say.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let limits = input.limits;
    let mut medium = Medium::new(&mut *input.bytes);
    let mut events = Events::begin(&mut medium, out)?;
    let mut told = Told::default();
    let mut reading = Reading::Before(out);
    let outcome = loop {
        match events.next() {
            Ok(Some(event)) => {
                told.take(&event);
                reading = reading.begun_by(&event, limits);
                reading.take(&event)?;
            }
            Ok(None) => break Ok(()),
            Err(failure) => break Err(failure),
        }
    };
    let is_damaged = events.is_damaged();
    let out = reading.finish()?;
    told.tell(out)?;
    if is_damaged {
        let message = "some bytes are no text in the encoding found; each is shown as \u{fffd}";
        out.problem(problem(ProblemCode::Encoding, message.to_owned()))?;
    }
    medium.check()?;
    outcome
}

/// What becomes of the elements.
enum Reading<'a> {
    /// The first element is still to come.
    Before(&'a mut dyn Emit),
    Outline(Outline<'a>),
    Feed(Box<Feed<'a>>),
    Timed(Timed<'a>),
}

impl<'a> Reading<'a> {
    /// The first element tells what a document is.
    fn begun_by(self, event: &Event<'_>, limits: Limits) -> Reading<'a> {
        match (self, event) {
            (Reading::Before(out), Event::Start(tag) | Event::Empty(tag)) => {
                // Others than feeds are called so, too: what they are is said by their namespace.
                let says = |namespace: &str| {
                    tag.attributes().with_checks(false).flatten().any(|at| at.value.contains(namespace))
                };
                let is_feed = match tag.local_name().as_ref() {
                    "rss" => true,
                    "feed" => says("www.w3.org/2005/Atom"),
                    "RDF" => says("purl.org/rss/"),
                    _ => false,
                };
                let is_timed = tag.local_name().as_ref() == "tt"
                    && (says("www.w3.org/ns/ttml") || says("www.w3.org/2006/10/ttaf1"));
                match (is_feed, is_timed) {
                    (true, _) => Reading::Feed(Box::new(Feed::new(tag, out, limits))),
                    (_, true) => Reading::Timed(Timed::new(out, limits)),
                    _ => Reading::Outline(Outline::new(out, limits)),
                }
            }
            (reading, _) => reading,
        }
    }

    fn take(&mut self, event: &Event<'_>) -> Result<(), Failure> {
        match self {
            Reading::Before(_) => Ok(()),
            Reading::Outline(outline) => outline.take(event),
            Reading::Feed(feed) => feed.take(event),
            Reading::Timed(timed) => timed.take(event),
        }
    }

    fn finish(self) -> Result<&'a mut dyn Emit, Failure> {
        match self {
            Reading::Before(out) => Ok(out),
            Reading::Outline(outline) => outline.finish(),
            Reading::Feed(feed) => feed.finish(),
            Reading::Timed(timed) => timed.finish(),
        }
    }
}

/// What stands before the elements and is of note.
#[derive(Default)]
struct Told {
    has_entities: bool,
    references: Vec<String>,
}

impl Told {
    fn take(&mut self, event: &Event<'_>) {
        let Event::DocType(declared) = event else { return };
        let declared = declared.xml10_content();
        self.has_entities |= declared.contains("<!ENTITY");
        let quoted = declared.split(['"', '\'']).skip(1).step_by(2);
        self.references = quoted.filter(|quoted| quoted.contains("://")).take(20).map(str::to_owned).collect();
    }

    fn tell(&self, out: &mut dyn Emit) -> Result<(), Failure> {
        for reference in &self.references {
            out.meta(MetaKey::RemoteReference, reference.clone())?;
        }
        if self.has_entities {
            let finding = "it declares stand-ins for text of its own (entities); they are shown as they stand";
            out.meta(MetaKey::Finding, finding.to_owned())?;
        }
        Ok(())
    }
}
