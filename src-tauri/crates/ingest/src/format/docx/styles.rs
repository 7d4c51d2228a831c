//! Styles that hide the words that have them, whiten them or shade what is behind them (ECMA-376 part 1, 17.7 and
//! 17.3.2.41).

use std::collections::{HashMap, HashSet};

use quick_xml::events::Event;

use crate::format::ooxml::{attr, each_event};

use super::pale::{is_shade, is_white_ink};

/// Styles that rest on others beyond this depth hide nothing.
const DEEPEST: usize = 32;

/// The styles of a document, as far as they matter to its words.
#[derive(Debug, Default)]
pub(super) struct Styles {
    hidden: HashSet<String>,
    /// Those that say whether their words are white.
    white: HashMap<String, bool>,
    shaded: HashSet<String>,
}

impl Styles {
    /// Whether words of that style are not shown.
    pub(super) fn hides(&self, style: &str) -> bool {
        self.hidden.contains(style)
    }

    /// Whether words of that style are white, where it says anything of their colour.
    pub(super) fn is_white(&self, style: &str) -> Option<bool> {
        self.white.get(style).copied()
    }

    /// Whether something other than white is behind words of that style, or somewhere in a table of it.
    pub(super) fn shades(&self, style: &str) -> bool {
        self.shaded.contains(style)
    }
}

/// Reads the list of styles.
pub(super) fn styles(xml: &str) -> Styles {
    // Many documents have none that matters.
    if !["vanish", "shd", "FFFFFF", "ffffff"].iter().any(|mark| xml.contains(mark)) {
        return Styles::default();
    }
    let (mut style, mut is_table) = (String::new(), false);
    let mut parents: HashMap<String, String> = HashMap::new();
    let [mut hidden, mut white, mut shaded]: [HashMap<String, bool>; 3] = Default::default();
    each_event(xml, |event| {
        let (Event::Start(tag) | Event::Empty(tag)) = event else { return };
        match tag.local_name().as_ref() {
            "style" => {
                style = attr(tag, "styleId").unwrap_or_default();
                is_table = attr(tag, "type").is_some_and(|kind| kind == "table");
            }
            "basedOn" => drop(parents.insert(style.clone(), attr(tag, "val").unwrap_or_default())),
            "vanish" => drop(hidden.insert(style.clone(), is_on(attr(tag, "val")))),
            // A table has its own for its head and its rows.
            "color" if !is_table => drop(white.insert(style.clone(), is_white_ink(tag))),
            "shd" => *shaded.entry(style.clone()).or_default() |= is_shade(tag),
            _ => {}
        }
    });
    let named = |says: &HashMap<String, bool>| -> HashMap<String, bool> {
        let names = says.keys().chain(parents.keys());
        names.filter_map(|name| Some((name.clone(), inherited(name, says, &parents)?))).collect()
    };
    let those = |says: &HashMap<String, bool>| named(says).into_iter().filter(|(_, is)| *is).map(|(name, _)| name);
    Styles { hidden: those(&hidden).collect(), white: named(&white), shaded: those(&shaded).collect() }
}

/// What a style says, or the nearest it rests on.
fn inherited(style: &str, says: &HashMap<String, bool>, parents: &HashMap<String, String>) -> Option<bool> {
    let mut at = style;
    for _ in 0..DEEPEST {
        if let Some(says) = says.get(at) {
            return Some(*says);
        }
        at = parents.get(at)?;
    }
    None
}

/// Whether a mark holds: it does where it says nothing.
pub(super) fn is_on(value: Option<String>) -> bool {
    value.is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off"))
}
