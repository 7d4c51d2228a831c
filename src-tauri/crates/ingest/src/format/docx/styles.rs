//! Styles that hide the words that have them (ECMA-376 part 1, 17.7 and 17.3.2.41).

use std::collections::{HashMap, HashSet};

use quick_xml::events::Event;

use crate::format::ooxml::{attr, each_event};

/// Styles that rest on others beyond this depth hide nothing.
const DEEPEST: usize = 32;

/// The styles of a document, as far as they matter to its words.
#[derive(Debug, Default)]
pub(super) struct Styles {
    hidden: HashSet<String>,
}

impl Styles {
    /// Whether words of that style are not shown.
    pub(super) fn hides(&self, style: &str) -> bool {
        self.hidden.contains(style)
    }
}

/// Reads the list of styles.
pub(super) fn styles(xml: &str) -> Styles {
    // Hardly any document has one.
    if !xml.contains("vanish") {
        return Styles::default();
    }
    let mut style = String::new();
    let mut parents: HashMap<String, String> = HashMap::new();
    let mut says: HashMap<String, bool> = HashMap::new();
    each_event(xml, |event| {
        let (Event::Start(tag) | Event::Empty(tag)) = event else { return };
        match tag.local_name().as_ref() {
            "style" => style = attr(tag, "styleId").unwrap_or_default(),
            "basedOn" => drop(parents.insert(style.clone(), attr(tag, "val").unwrap_or_default())),
            "vanish" => drop(says.insert(style.clone(), is_on(attr(tag, "val")))),
            _ => {}
        }
    });
    let is_hidden = |style: &&String| {
        let mut at = *style;
        for _ in 0..DEEPEST {
            match (says.get(at), parents.get(at)) {
                (Some(says), _) => return *says,
                (None, Some(parent)) => at = parent,
                (None, None) => return false,
            }
        }
        false
    };
    Styles { hidden: says.keys().chain(parents.keys()).filter(is_hidden).cloned().collect() }
}

/// Whether a mark holds: it does where it says nothing.
pub(super) fn is_on(value: Option<String>) -> bool {
    value.is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off"))
}
