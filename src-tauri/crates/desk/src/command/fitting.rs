//! Which events of a timeline fit a source and words: the window's fields and the command line follow one rule.

use super::timeline::EventLine;

/// What is looked for besides who took part and when.
#[derive(Debug, Default)]
pub(super) struct Fitting {
    /// A source by its code name: one of the places that speak to a date was found in it.
    pub source: Option<String>,
    /// Words, each of which stands somewhere in what the event says, capitals aside, whole or in part.
    pub words: Vec<String>,
}

impl Fitting {
    /// Words as they were typed.
    pub fn new(source: Option<String>, text: &str) -> Fitting {
        Fitting { source, words: text.to_lowercase().split_whitespace().map(str::to_owned).collect() }
    }

    /// Whether an event fits: by its title, its date, who took part and as what, the wording of its dates, the cited words
    /// and the paths they stand in.
    pub fn fits(&self, event: &EventLine) -> bool {
        if self.source.as_ref().is_some_and(|name| !event.sources.iter().any(|line| line.sources.contains(name))) {
            return false;
        }
        let said = self.said(event);
        self.words.iter().all(|word| said.contains(word))
    }

    fn said(&self, event: &EventLine) -> String {
        if self.words.is_empty() {
            return String::new();
        }
        let people = event.participants.iter().flat_map(|p| [p.name.as_str(), p.role.as_deref().unwrap_or_default()]);
        let dates = event.dates.iter().filter_map(|date| date.original.as_deref());
        let cited = event.sources.iter().flat_map(|line| [line.spoken.quote.as_str(), &line.spoken.path]);
        let all = [event.title.as_str(), &event.label].into_iter().chain(people).chain(dates).chain(cited);
        all.collect::<Vec<_>>().join("\n").to_lowercase()
    }
}
