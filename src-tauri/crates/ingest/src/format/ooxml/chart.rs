//! The words and numbers of a chart (ECMA-376 part 1, 21.2), as last drawn: titles, and a table of its series.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::{BytesStart, Event};

use super::{attr, each_event, resolved};
use crate::format::flow::Flow;

const MOST_CELLS: usize = 1_000_000;

/// Reads a chart: a line for each title, then a row for each category. Says why the part breaks off, if it does.
pub(crate) fn chart(xml: &str) -> (String, Option<String>) {
    let mut walk = Walk::default();
    let fault = each_event(xml, |event| walk.event(event));
    let table = table(&walk.series);
    let parts = [walk.titles.finish(), table];
    (parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n"), fault)
}

#[derive(Default)]
struct Walk {
    titles: Flow,
    series: Vec<Series>,
    /// Which of a series' lists the points belong to.
    list: List,
    index: u32,
    is_series: bool,
    is_title_text: bool,
    is_value: bool,
    value: String,
}

#[derive(Default)]
struct Series {
    name: Vec<String>,
    categories: BTreeMap<u32, String>,
    values: BTreeMap<u32, String>,
}

#[derive(Default, Clone, Copy)]
enum List {
    #[default]
    None,
    Name,
    Categories,
    Values,
}

impl Walk {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag.local_name().as_ref()),
            Event::Text(text) => self.words(&text.xml10_content()),
            Event::GeneralRef(reference) => self.words(&resolved(reference)),
            _ => {}
        }
    }

    fn words(&mut self, words: &str) {
        if self.is_title_text {
            self.titles.words(words);
        } else if self.is_value {
            self.value.push_str(words);
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "ser" => {
                self.is_series = true;
                self.series.push(Series::default());
            }
            "tx" if self.is_series => self.list = List::Name,
            "cat" | "xVal" => self.list = List::Categories,
            "val" | "yVal" => self.list = List::Values,
            "dLbls" => self.list = List::None,
            "pt" => self.index = attr(tag, "idx").and_then(|index| index.parse().ok()).unwrap_or_default(),
            "v" => {
                self.is_value = true;
                self.value.clear();
            }
            "t" => self.is_title_text = true,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "ser" => self.is_series = false,
            "tx" | "cat" | "xVal" | "val" | "yVal" => self.list = List::None,
            "v" => {
                self.is_value = false;
                self.keep();
            }
            "t" => self.is_title_text = false,
            "p" => self.titles.line(),
            _ => {}
        }
    }

    fn keep(&mut self) {
        let value = self.value.split_whitespace().collect::<Vec<_>>().join(" ");
        match (self.list, self.series.last_mut()) {
            (List::Name, Some(series)) => series.name.push(value),
            // Categories of several levels say the same index again.
            (List::Categories, Some(series)) => {
                let known = series.categories.entry(self.index).or_default();
                if !known.is_empty() {
                    known.push(' ');
                }
                known.push_str(&value);
            }
            (List::Values, Some(series)) => drop(series.values.insert(self.index, value)),
            (List::None, _) | (_, None) => {}
        }
    }
}

/// A row for each category, or where that would be mostly empty, one series after another.
fn table(series: &[Series]) -> String {
    let indices: BTreeSet<u32> = series.iter().flat_map(Series::indices).collect();
    if series.len().saturating_mul(indices.len()) > MOST_CELLS {
        let alone = series.iter().map(|series| rows(std::slice::from_ref(series), &series.indices().collect()));
        return alone.collect::<Vec<_>>().join("\n");
    }
    rows(series, &indices)
}

fn rows(series: &[Series], indices: &BTreeSet<u32>) -> String {
    let names: Vec<String> = series.iter().map(|series| series.name.join(" ")).collect();
    let mut rows = Vec::new();
    if !names.concat().is_empty() {
        rows.push(format!("\t{}", names.join("\t")));
    }
    for index in indices {
        let category = series.iter().find_map(|series| series.categories.get(index)).map_or("", String::as_str);
        let values: Vec<&str> =
            series.iter().map(|series| series.values.get(index).map_or("", String::as_str)).collect();
        rows.push(format!("{category}\t{}", values.join("\t")).trim_end_matches('\t').to_owned());
    }
    rows.join("\n")
}

impl Series {
    fn indices(&self) -> impl Iterator<Item = u32> {
        self.categories.keys().chain(self.values.keys()).copied()
    }
}
