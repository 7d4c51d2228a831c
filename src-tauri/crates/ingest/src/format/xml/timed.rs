//! Timed text (W3C, "Timed Text Markup Language 2"): what is said, with times, as subtitles are given.

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};

use super::events::attributes;
use super::outline::one_line;
use crate::format::ooxml::resolved;
use crate::format::subtitles::{Cue, Moment, Track};
use crate::format::{Emit, Failure, Limits, MetaKey};

const WORDS_BYTES: usize = 64 << 10;
const MOST_AGENTS: usize = 1000;

/// The paragraphs read so far.
pub(super) struct Timed<'a> {
    out: &'a mut dyn Emit,
    track: Track,
    clock: Clock,
    /// Who may speak, by the names that the document has for them.
    agents: HashMap<String, String>,
    agent: Option<String>,
    /// The element whose words are wanted, and those words.
    within: Within,
    words: String,
    cue: Option<(Moment, Moment)>,
    has_title: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Nothing,
    Paragraph,
    Title,
    Agent,
}

/// How the document counts time.
struct Clock {
    frames: f64,
    ticks: f64,
}

impl<'a> Timed<'a> {
    pub(super) fn new(out: &'a mut dyn Emit, limits: Limits) -> Timed<'a> {
        Timed {
            out,
            track: Track::new(limits),
            clock: Clock { frames: 30.0, ticks: 1.0 },
            agents: HashMap::new(),
            agent: None,
            within: Within::Nothing,
            words: String::new(),
            cue: None,
            has_title: false,
        }
    }

    pub(super) fn take(&mut self, event: &Event<'_>) -> Result<(), Failure> {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::Empty(tag) if tag.local_name().as_ref() == "br" => {
                self.say(" ");
                Ok(())
            }
            Event::End(tag) => self.end(tag.local_name().as_ref()),
            Event::Text(text) => {
                self.say(&text.xml10_content());
                Ok(())
            }
            Event::CData(text) => {
                self.say(&text.xml10_content());
                Ok(())
            }
            Event::GeneralRef(reference) => {
                self.say(&resolved(reference));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    pub(super) fn finish(mut self) -> Result<&'a mut dyn Emit, Failure> {
        self.end("p")?;
        self.track.finish(self.out)?;
        Ok(self.out)
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Failure> {
        let told = attributes(tag);
        let value = |name: &str| told.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        match tag.local_name().as_ref() {
            "tt" => {
                self.clock = Clock::of(&value);
                if let Some(language) = value("lang").filter(|language| !language.is_empty()) {
                    self.out.meta(MetaKey::Language, language.to_owned())?;
                }
            }
            "title" => self.begin(Within::Title),
            "agent" => self.agent = value("id").map(str::to_owned),
            "name" if self.agent.is_some() => self.begin(Within::Agent),
            "br" => self.say(" "),
            "p" => {
                self.end("p")?;
                self.begin(Within::Paragraph);
                let start = value("begin").and_then(|time| self.clock.moment(time));
                let length = value("dur").and_then(|time| self.clock.moment(time));
                let end = value("end").and_then(|time| self.clock.moment(time));
                let end = end.or_else(|| Some(start?.after(length?))).or(start);
                self.cue = start.zip(end);
                if let Some(name) = value("agent").and_then(|agent| self.agents.get(agent)) {
                    self.words = format!("{name}: ");
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, within: Within) {
        self.within = within;
        self.words.clear();
    }

    fn say(&mut self, words: &str) {
        if self.within != Within::Nothing && self.words.len() < WORDS_BYTES {
            self.words.push_str(words);
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Failure> {
        let is_end = match self.within {
            Within::Nothing => false,
            Within::Paragraph => name == "p",
            Within::Title => name == "title",
            Within::Agent => name == "name",
        };
        if !is_end {
            return Ok(());
        }
        let words = one_line(&std::mem::take(&mut self.words));
        match std::mem::replace(&mut self.within, Within::Nothing) {
            _ if words.is_empty() => Ok(()),
            Within::Title if !self.has_title => {
                self.has_title = true;
                self.out.meta(MetaKey::Title, words)
            }
            Within::Agent => {
                if let Some(agent) = self.agent.take().filter(|_| self.agents.len() < MOST_AGENTS) {
                    self.agents.insert(agent, words);
                }
                Ok(())
            }
            Within::Paragraph => match self.cue.take() {
                Some((start, end)) => self.track.give(Cue { start, end, text: words }, self.out),
                None => self.track.give_odd(&words, self.out),
            },
            _ => Ok(()),
        }
    }
}

impl Clock {
    fn of<'v>(value: &impl Fn(&str) -> Option<&'v str>) -> Clock {
        let number = |name: &str| value(name).and_then(|text| text.trim().parse::<f64>().ok()).filter(|n| *n >= 1.0);
        let frames = number("frameRate");
        let scale = value("frameRateMultiplier").and_then(|text| {
            let mut parts = text.split([' ', ':']).filter_map(|part| part.parse::<f64>().ok());
            let (over, under) = (parts.next()?, parts.next()?);
            Some(over / under).filter(|scale| scale.is_finite() && *scale > 0.0)
        });
        let rate = frames.unwrap_or(30.0) * scale.unwrap_or(1.0);
        // Without a word of ticks there is one a frame, without one of frames one a second.
        Clock { frames: rate, ticks: number("tickRate").or(frames).unwrap_or(1.0) }
    }

    /// A time: `00:01:02.5`, `00:01:02:12` with frames, or a number of a measure, as `62.5s`.
    fn moment(&self, written: &str) -> Option<Moment> {
        let written = written.trim();
        let seconds = if written.contains(':') {
            let parts: Vec<f64> = written.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
            match parts.as_slice() {
                [hours, minutes, seconds] => hours * 3600.0 + minutes * 60.0 + seconds,
                [hours, minutes, seconds, frames] => hours * 3600.0 + minutes * 60.0 + seconds + frames / self.frames,
                _ => return None,
            }
        } else {
            let at = written.find(|c: char| !c.is_ascii_digit() && c != '.')?;
            let number: f64 = written[..at].parse().ok()?;
            match &written[at..] {
                "h" => number * 3600.0,
                "m" => number * 60.0,
                "s" => number,
                "ms" => number / 1000.0,
                "f" => number / self.frames,
                "t" => number / self.ticks,
                _ => return None,
            }
        };
        // A million hours are longer than any recording.
        (0.0..3.6e9).contains(&seconds).then(|| Moment::of_millis((seconds * 1000.0) as u64))
    }
}
