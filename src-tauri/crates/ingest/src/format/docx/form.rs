//! Fields of a form that show what was chosen and have it in no text (ECMA-376 part 1, 17.16.17).

use quick_xml::events::BytesStart;

use crate::format::ooxml::attr;

/// A list to choose from, or a box to check.
#[derive(Default)]
pub(super) struct Form {
    entries: Vec<String>,
    /// Which entry was chosen, or whether the box is checked; and what that is where nobody chose.
    chosen: Option<String>,
    usual: Option<String>,
}

impl Form {
    /// Takes an element within the field.
    pub(super) fn start(&mut self, tag: &BytesStart<'_>) {
        let value = attr(tag, "val");
        match tag.local_name().as_ref() {
            "listEntry" => self.entries.extend(value),
            "default" => self.usual = value,
            "result" => self.chosen = value,
            // It says nothing where it is so.
            "checked" => self.chosen = Some(value.unwrap_or_else(|| "1".to_owned())),
            _ => {}
        }
    }

    /// The entry that is shown.
    pub(super) fn entry(&self) -> &str {
        let place: usize = self.value().parse().unwrap_or_default();
        self.entries.get(place).map_or("", String::as_str)
    }

    /// What the box looks like.
    pub(super) fn mark(&self) -> &'static str {
        if matches!(self.value(), "1" | "true" | "on") { "☒" } else { "☐" }
    }

    fn value(&self) -> &str {
        self.chosen.as_deref().or(self.usual.as_deref()).unwrap_or_default()
    }
}
