//! An item of a feed of news, whatever the feed is written in: its title, then what is told of it, then its words.

use anchor::UnitKind;

use super::sections::Sections;
use super::{Emit, Failure, Limits};

/// An item, as far as it was told.
#[derive(Default)]
pub(crate) struct Item {
    pub(crate) title: String,
    told: Vec<String>,
    words: Vec<String>,
}

impl Item {
    /// Something that is told of it.
    pub(crate) fn tell(&mut self, name: &str, value: &str) {
        self.told.push(format!("{name}: {value}"));
    }

    /// Words of it: an excerpt that stands in what came before is not said again.
    pub(crate) fn say(&mut self, words: String) {
        if !self.words.iter().any(|known| known.contains(words.trim())) {
            self.words.push(words);
        }
    }

    /// Gives it as number `n` of the feed; `limits` hold how much text may still be given.
    pub(crate) fn give(
        self,
        n: u32,
        engine: &'static str,
        limits: &mut Limits,
        out: &mut dyn Emit,
    ) -> Result<(), Failure> {
        let text = [self.title, self.told.join("\n"), self.words.join("\n\n")];
        let text = text.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("\n\n");
        let label = format!("item {n}");
        let mut sections = Sections::new(out, engine, *limits);
        sections.give(UnitKind::Section, &label, &format!("{label}, part"), &text)?;
        limits.max_text_bytes = limits.max_text_bytes.saturating_sub(text.len() as u64);
        Ok(())
    }
}
