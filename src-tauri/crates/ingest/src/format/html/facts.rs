//! What a page says about itself: title, byline, dates, addresses, and what it would fetch.

use html5ever::tokenizer::Tag;
use serde_json::Value;

use super::walk::attr;
use crate::format::moment::edtf;

const MOST_REFERENCES: usize = 200;
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
    /// What showing the page would fetch.
    pub(crate) references: Vec<String>,
    /// A page's word that is not a heading but stands for one.
    og_title: Option<String>,
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
            "time" => set(&mut self.first_time, attr(tag, "datetime").and_then(edtf)),
            "link" => self.link(tag),
            _ => {}
        }
        if attr(tag, "itemprop") == Some("datePublished") {
            let written = attr(tag, "content").or_else(|| attr(tag, "datetime"));
            set(&mut self.published, written.and_then(edtf));
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
        match key.unwrap_or_default().to_ascii_lowercase().as_str() {
            "og:title" => set(&mut self.og_title, Some(content.to_owned())),
            "author" | "article:author" | "dc.creator" | "dcterms.creator" | "byl" | "parsely-author" => {
                self.byline(content);
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
            | "parsely-pub-date" => {
                set(&mut self.published, edtf(content));
            }
            "article:modified_time" | "og:updated_time" | "dcterms.modified" => set(&mut self.modified, edtf(content)),
            "og:url" => self.address(content),
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
            "canonical" => self.address(href),
            "alternate" | "author" | "next" | "prev" | "license" | "amphtml" | "shortlink" => {}
            _ => self.reference(Some(href)),
        }
    }

    /// Takes the notes that browsers and archivers leave in saved pages.
    pub(super) fn comment(&mut self, comment: &str) {
        if let Some((_, rest)) = comment.split_once("saved from url=(")
            && let Some((_, address)) = rest.split_once(')')
        {
            self.saved_from(address.split_whitespace().next().unwrap_or_default());
        }
        if !comment.contains("saved with SingleFile") {
            return;
        }
        for line in comment.lines().map(str::trim) {
            if let Some(address) = line.strip_prefix("url:") {
                self.saved_from(address.trim());
            } else if let Some(written) = line.strip_prefix("saved date:") {
                set(&mut self.saved_at, edtf(written));
            }
        }
    }

    pub(super) fn title(&mut self, words: &str) {
        set(&mut self.title, Some(one_line(words)));
    }

    pub(super) fn byline(&mut self, words: &str) {
        let byline = one_line(words);
        let is_new = !self.bylines.contains(&byline);
        // What stands here as an address is somebody's page, not their name.
        if !byline.is_empty() && byline.len() <= 300 && is_new && !byline.starts_with("http") && self.bylines.len() < 20
        {
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
                set(&mut self.published, text("datePublished").and_then(edtf));
                set(&mut self.modified, text("dateModified").and_then(edtf));
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
                self.byline(name);
            }
        }
    }

    fn saved_from(&mut self, address: &str) {
        self.address(address);
        if let Some(at) = self.addresses.iter().position(|known| known == address) {
            self.addresses[..=at].rotate_right(1);
        }
    }

    fn address(&mut self, address: &str) {
        let address = address.trim();
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
        self.title.as_deref().or(self.og_title.as_deref())
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

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
