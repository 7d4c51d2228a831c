//! What a page says about itself: title, byline, dates, addresses, and what it would fetch.

use html5ever::tokenizer::Tag;
use serde_json::Value;

use super::walk::attr;
use crate::format::moment::edtf;
use crate::format::said::one_line;

const MOST_REFERENCES: usize = 200;
const MOST_PLACES: usize = 40;
const VALUE_BYTES: usize = 2 << 10;
const DEEPEST_DATA: u32 = 16;

/// What a page says about itself. Dates are EDTF.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) title: Option<String>,
    pub(crate) bylines: Vec<String>,
    pub(crate) published: Option<String>,
    pub(crate) modified: Option<String>,
    pub(crate) saved_at: Option<String>,
    /// Where the page was found, by its own word: the address it was saved from goes first.
    pub(crate) addresses: Vec<String>,
    pub(crate) language: Option<String>,
    pub(crate) application: Option<String>,
    /// Where each of these is said, the ones not chosen among them: `published 2025-03-04: meta date`.
    pub(crate) places: Vec<String>,
    /// What showing the page would fetch.
    pub(crate) references: Vec<String>,
    /// What stands for a title where the page has none.
    other_title: Option<String>,
    /// The first time element: a guess, if nothing better is said.
    first_time: Option<String>,
}

impl Facts {
    /// Takes what a start tag says.
    pub(super) fn tag(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        match name {
            "html" => set(&mut self.language, attr(tag, "lang").map(str::to_owned)),
            "meta" => self.meta(tag),
            "time" if self.first_time.is_none() => {
                self.first_time = attr(tag, "datetime").and_then(edtf);
                self.place("published", self.first_time.clone(), "the first time element");
            }
            "link" => self.link(tag),
            _ => {}
        }
        if attr(tag, "itemprop") == Some("datePublished") {
            let written = attr(tag, "content").or_else(|| attr(tag, "datetime"));
            self.published(written, "itemprop datePublished");
        }
        let fetched: &[&str] = match name {
            "img" | "script" | "iframe" | "frame" | "embed" | "audio" | "source" | "track" | "input" => &["src"],
            "video" => &["src", "poster"],
            "object" => &["data"],
            "image" => &["href", "xlink:href"],
            "body" | "table" | "td" | "th" | "tr" => &["background"],
            _ => &[],
        };
        for key in fetched {
            self.reference(attr(tag, key));
        }
        if let Some(style) = attr(tag, "style") {
            for found in style.split("url(").skip(1) {
                let end = found.find(')').unwrap_or(found.len());
                self.reference(Some(found[..end].trim_matches(['"', '\'', ' '])));
            }
        }
        if name == "img"
            && let Some(first) = attr(tag, "srcset").and_then(|set| set.split_whitespace().next())
        {
            self.reference(Some(first));
        }
    }

    fn meta(&mut self, tag: &Tag) {
        let Some(content) = attr(tag, "content").map(str::trim).filter(|content| !content.is_empty()) else { return };
        let key = attr(tag, "property").or_else(|| attr(tag, "name")).or_else(|| attr(tag, "http-equiv"));
        let key = key.unwrap_or_default().to_ascii_lowercase();
        let place = format!("meta {key}");
        match key.as_str() {
            "og:title" | "twitter:title" | "dc.title" | "dcterms.title" => self.other_title(content, &place),
            "author" | "article:author" | "dc.creator" | "dcterms.creator" | "byl" | "parsely-author" => {
                self.byline(content, &place);
            }
            "article:published_time"
            | "datepublished"
            | "dc.date"
            | "dcterms.date"
            | "dc.date.issued"
            | "dcterms.created"
            | "date"
            | "pubdate"
            | "publishdate"
            | "publish-date"
            | "sailthru.date"
            | "parsely-pub-date" => self.published(Some(content), &place),
            "article:modified_time" | "og:updated_time" | "dcterms.modified" => self.modified(Some(content), &place),
            "og:url" => self.address(content, &place),
            "generator" => set(&mut self.application, Some(content.to_owned())),
            "refresh" => {
                let target = content
                    .to_ascii_lowercase()
                    .find("url=")
                    .map(|at| content[at + 4..].trim_matches(['"', '\'', ' ']));
                self.reference(target);
            }
            _ => {}
        }
    }

    fn link(&mut self, tag: &Tag) {
        let rel = attr(tag, "rel").unwrap_or_default().to_ascii_lowercase();
        let Some(href) = attr(tag, "href") else { return };
        match rel.as_str() {
            "canonical" => self.address(href, "link rel=canonical"),
            "alternate" | "author" | "next" | "prev" | "license" | "amphtml" | "shortlink" => {}
            _ => self.reference(Some(href)),
        }
    }

    pub(crate) fn title(&mut self, words: &str) {
        let title = one_line(words);
        self.place("title", Some(title.clone()), "the title element");
        set(&mut self.title, Some(title));
    }

    pub(super) fn byline(&mut self, words: &str, place: &str) {
        let byline = one_line(words);
        // What stands here as an address is somebody's page, not their name.
        if byline.is_empty() || byline.len() > 300 || byline.starts_with("http") {
            return;
        }
        self.place("author", Some(byline.clone()), place);
        if !self.bylines.contains(&byline) && self.bylines.len() < 20 {
            self.bylines.push(byline);
        }
    }

    /// Takes schema.org data.
    pub(super) fn linked_data(&mut self, json: &str) {
        if let Ok(data) = serde_json::from_str::<Value>(json) {
            self.data(&data, 0);
        }
    }

    fn data(&mut self, data: &Value, depth: u32) {
        if depth > DEEPEST_DATA {
            return;
        }
        match data {
            Value::Array(values) => values.iter().for_each(|value| self.data(value, depth + 1)),
            Value::Object(object) => {
                let text = |key: &str| object.get(key).and_then(Value::as_str);
                self.published(text("datePublished"), "JSON-LD datePublished");
                self.modified(text("dateModified"), "JSON-LD dateModified");
                if let Some(headline) = text("headline") {
                    self.other_title(headline, "JSON-LD headline");
                    // Others than articles have addresses, too: their publisher's, their pictures'.
                    self.address(text("url").unwrap_or_default(), "JSON-LD url");
                }
                if let Some(author) = object.get("author") {
                    self.authors(author);
                }
                for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                    if let Some(inner) = object.get(key) {
                        self.data(inner, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }

    fn authors(&mut self, author: &Value) {
        let authors = author.as_array().map_or(std::slice::from_ref(author), Vec::as_slice);
        for author in authors {
            if let Some(name) = author.as_str().or_else(|| author.get("name").and_then(Value::as_str)) {
                self.byline(name, "JSON-LD author");
            }
        }
    }

    /// Takes when the page was saved, and where from, as a browser or an archivist noted it.
    pub(crate) fn saved(&mut self, address: Option<&str>, written: Option<&str>, place: &str) {
        let edtf = written.and_then(edtf);
        self.place("saved", edtf.clone(), place);
        set(&mut self.saved_at, edtf);
        let Some(address) = address.map(str::trim) else { return };
        self.address(address, place);
        if let Some(at) = self.addresses.iter().position(|known| known == address) {
            self.addresses[..=at].rotate_right(1);
        }
    }

    fn other_title(&mut self, words: &str, place: &str) {
        let title = one_line(words);
        self.place("title", Some(title.clone()), place);
        set(&mut self.other_title, Some(title));
    }

    fn published(&mut self, written: Option<&str>, place: &str) {
        let edtf = written.and_then(edtf);
        self.place("published", edtf.clone(), place);
        set(&mut self.published, edtf);
    }

    fn modified(&mut self, written: Option<&str>, place: &str) {
        let edtf = written.and_then(edtf);
        self.place("changed", edtf.clone(), place);
        set(&mut self.modified, edtf);
    }

    /// Notes where something is said. Each thing is noted once for each of its places.
    fn place(&mut self, what: &str, value: Option<String>, place: &str) {
        let Some(value) = value.filter(|value| !value.is_empty() && value.len() <= VALUE_BYTES) else { return };
        let line = format!("{what} {value}: {place}");
        if self.places.len() < MOST_PLACES && !self.places.contains(&line) {
            self.places.push(line);
        }
    }

    fn address(&mut self, address: &str, place: &str) {
        let address = address.trim();
        if is_remote(address) {
            self.place("address", Some(address.to_owned()), place);
        }
        let is_new = !self.addresses.iter().any(|known| known == address);
        if is_remote(address) && address.len() <= VALUE_BYTES && is_new && self.addresses.len() < 10 {
            self.addresses.push(address.to_owned());
        }
    }

    fn reference(&mut self, target: Option<&str>) {
        let Some(target) = target.map(str::trim).filter(|target| is_remote(target)) else { return };
        let target = &target[..target.floor_char_boundary(VALUE_BYTES)];
        if self.references.len() < MOST_REFERENCES && !self.references.iter().any(|known| known == target) {
            self.references.push(target.to_owned());
        }
    }

    /// The best title there is.
    pub(crate) fn best_title(&self) -> Option<&str> {
        self.title.as_deref().or(self.other_title.as_deref())
    }

    /// The best publishing date there is.
    pub(crate) fn best_published(&self) -> Option<&str> {
        self.published.as_deref().or(self.first_time.as_deref())
    }
}

/// Whether following it would leave this machine, Windows shares included.
fn is_remote(target: &str) -> bool {
    let head = target.get(..8).unwrap_or(target).to_ascii_lowercase();
    ["http:", "https:", "ftp:", "//", "\\\\", "ws:", "wss:"].iter().any(|scheme| head.starts_with(scheme))
        || head.starts_with("file://") && !target.starts_with("file:///")
}

fn set(slot: &mut Option<String>, value: Option<String>) {
    if slot.is_none() {
        *slot = value.filter(|value| !value.is_empty() && value.len() <= VALUE_BYTES);
    }
}
