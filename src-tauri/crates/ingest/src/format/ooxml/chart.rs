//! The words and numbers of a chart (ECMA-376 part 1, 21.2), as last drawn: titles, and a table of its series. Charts of
//! the newer kinds, such as trees and funnels ([MS-ODRAWXML], 2.24.3), keep their data apart from the series that show it.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::{BytesStart, Event};

use super::{attr, each_event, resolved};
use crate::format::flow::Flow;
use crate::format::said::one_line;

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
    /// Whether it is of a newer kind, and what its series at hand is called.
    is_newer: bool,
    pending_name: String,
}

#[derive(Default)]
struct Series {
    /// The number of its data, in the newer kinds.
    id: String,
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
            Event::Empty(tag) if tag.local_name().as_ref() == "dataId" => self.name_data(&attr(tag, "val")),
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
            "chartData" => self.is_newer = true,
            "data" if self.is_newer => self.add_data(attr(tag, "id").unwrap_or_default()),
            "series" if self.is_newer => self.is_series = true,
            "strDim" => self.list = List::Categories,
            "numDim" => {
                // Of several lists of numbers each has a column.
                let id = self.series.last().filter(|last| !last.values.is_empty()).map(|last| last.id.clone());
                id.into_iter().for_each(|id| self.add_data(id));
                self.list = List::Values;
            }
            "pt" => {
                self.index = attr(tag, "idx").and_then(|index| index.parse().ok()).unwrap_or_default();
                self.is_value = self.is_newer;
                self.value.clear();
            }
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
            "ser" | "series" => self.is_series = false,
            "tx" | "cat" | "xVal" | "val" | "yVal" | "strDim" | "numDim" => self.list = List::None,
            "pt" if !self.is_newer => {}
            "v" | "pt" => {
                self.is_value = false;
                self.keep();
            }
            "t" => self.is_title_text = false,
            "p" => self.titles.line(),
            _ => {}
        }
    }

    fn add_data(&mut self, id: String) {
        self.series.push(Series { id, ..Series::default() });
    }

    /// Says what data are called: by the series that shows them.
    fn name_data(&mut self, id: &Option<String>) {
        let name = std::mem::take(&mut self.pending_name);
        let is_shown = |series: &&mut Series| id.as_ref() == Some(&series.id) && series.name.is_empty();
        if let Some(series) = self.series.iter_mut().find(is_shown).filter(|_| self.is_newer && !name.is_empty()) {
            series.name.push(name);
        }
    }

    fn keep(&mut self) {
        let value = one_line(&self.value);
        match (self.list, self.series.last_mut()) {
            (List::Name, _) if self.is_newer => self.pending_name = value,
            (List::None, _) if self.is_newer => {
                self.titles.words(&value);
                self.titles.line();
            }
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

#[cfg(test)]
mod tests {
    use super::chart;

    #[test]
    fn charts_of_the_newer_kinds_have_titles_and_data() {
        let xml = r#"<cx:chartSpace><cx:chartData><cx:data id="0"><cx:strDim type="cat"><cx:f>Sheet1!A2:A3</cx:f>
<cx:lvl ptCount="2"><cx:pt idx="0">Porto</cx:pt><cx:pt idx="1">Gdynia</cx:pt></cx:lvl></cx:strDim>
<cx:numDim type="size"><cx:lvl ptCount="2"><cx:pt idx="0">12</cx:pt><cx:pt idx="1">8</cx:pt></cx:lvl></cx:numDim></cx:data></cx:chartData>
<cx:chart><cx:title><cx:tx><cx:rich><a:p><a:r><a:t>Servers by port</a:t></a:r></a:p></cx:rich></cx:tx></cx:title>
<cx:plotArea><cx:plotAreaRegion><cx:series layoutId="treemap"><cx:tx><cx:txData><cx:f>x</cx:f><cx:v>landed</cx:v></cx:txData></cx:tx><cx:dataId val="0"/></cx:series></cx:plotAreaRegion>
<cx:axis id="1"><cx:title><cx:tx><cx:txData><cx:v>crates</cx:v></cx:txData></cx:tx></cx:title></cx:axis></cx:plotArea></cx:chart></cx:chartSpace>"#;
        let (text, fault) = chart(xml);
        assert_eq!(fault, None);
        assert_eq!(text, "Servers by port\ncrates\n\tlanded\nPorto\t12\nGdynia\t8");
    }
}
