//! Words of a page that no browser shows: comments, what stands in for scripts, templates, descriptions for search engines,
//! data that scripts make the page of.

use std::collections::HashSet;

use html5ever::tokenizer::Tag;
use serde_json::Value;

use super::facts::Facts;
use super::walk::{attr, page};
use crate::format::said::one_line;

/// Data longer than this is taken as it stands.
const DATA_BYTES: usize = 16 << 20;
/// Each is looked for in the page's text, where they are not too many.
const LOOKED_FOR: usize = 200;
const LOOKED_IN_BYTES: usize = 4 << 20;

/// What a script holds that is not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// Words for machines: they are not looked at.
    Code,
    /// Facts about the page.
    Linked,
    Data,
    /// A piece of a page.
    Template,
}

impl Script {
    pub(super) fn of(tag: &Tag) -> Script {
        let kind = attr(tag, "type").unwrap_or_default().trim().to_ascii_lowercase();
        let bare = kind.split(';').next().unwrap_or_default().trim();
        match bare {
            "application/ld+json" => Script::Linked,
            "importmap" | "speculationrules" => Script::Code,
            _ if bare.ends_with("json") => Script::Data,
            _ if bare.contains("template") || bare.contains("tmpl") => Script::Template,
            "text/html" | "text/plain" | "text/x-handlebars" | "text/x-mustache" => Script::Template,
            _ => Script::Code,
        }
    }
}

/// The words found so far, with what they are.
#[derive(Debug, Default)]
pub(super) struct Unseen {
    said: Vec<(&'static str, String)>,
    known: HashSet<String>,
}

impl Unseen {
    pub(super) fn say(&mut self, what: &'static str, words: &str) {
        let words = words.trim();
        if words.chars().any(char::is_alphanumeric) && self.known.insert(one_line(words)) {
            self.said.push((what, words.to_owned()));
        }
    }

    /// Takes what an element says of the page, or of itself.
    pub(super) fn tag(&mut self, tag: &Tag) {
        match &*tag.name {
            "meta" => {
                let key = attr(tag, "name").or_else(|| attr(tag, "property")).unwrap_or_default().to_ascii_lowercase();
                let what = match key.as_str() {
                    "description" | "og:description" | "twitter:description" | "dc.description" => "description",
                    "keywords" | "news_keywords" | "article:tag" => "keywords",
                    _ => return,
                };
                self.say(what, attr(tag, "content").unwrap_or_default());
            }
            "link" | "style" | "script" => {}
            "frame" => self.say("frame", attr(tag, "src").unwrap_or_default()),
            _ => self.say("tooltip", attr(tag, "title").unwrap_or_default()),
        }
    }

    /// Takes a comment. What was a piece of the page is read as one; what old programs are told (`[if IE 8]`) is left out.
    pub(super) fn comment(&mut self, comment: &str) {
        let words = comment.trim();
        let words = match words.strip_prefix("[if ").and_then(|rest| rest.split_once(']')) {
            Some((_, rest)) => rest.trim_start_matches('>').trim_end_matches("<![endif]"),
            None => words,
        };
        if words != "<![endif]" && words != "[endif]" {
            self.markup("comment", words);
        }
    }

    /// Takes what stood in a script.
    pub(super) fn script(&mut self, script: Script, words: &str) {
        match script {
            Script::Code => {}
            Script::Template => self.markup("template", words),
            Script::Linked | Script::Data => match serde_json::from_str::<Value>(words) {
                Ok(data) if words.len() <= DATA_BYTES => self.data(&data),
                _ => self.say("data", words),
            },
        }
    }

    /// All that does not stand in the page's text, and is not told as a fact about it.
    pub(super) fn finish(self, text: &str, facts: &Facts) -> String {
        let is_looked_for = self.said.len() <= LOOKED_FOR && text.len() <= LOOKED_IN_BYTES;
        let shown = if is_looked_for { one_line(text) } else { String::new() };
        let is_told = |words: &str| facts.best_title() == Some(words) || facts.bylines.iter().any(|name| name == words);
        let is_shown = |words: &str| is_looked_for && shown.contains(&one_line(words));
        let hidden = self.said.iter().filter(|(_, words)| !is_told(words) && !is_shown(words));
        hidden.map(|(what, words)| format!("{what}: {words}")).collect::<Vec<_>>().join("\n\n")
    }

    /// Takes what was a piece of the page.
    pub(super) fn markup(&mut self, what: &'static str, words: &str) {
        if !words.contains('<') {
            return self.say(what, words);
        }
        match words.find("<o:DocumentProperties>") {
            // What a word processor says of the document, in elements of one word each.
            Some(at) => self.properties(&words[at..]),
            None => self.say(what, &page(words).text),
        }
    }

    fn properties(&mut self, xml: &str) {
        for element in xml.split("<o:").skip(1) {
            if let Some((name, rest)) = element.split_once('>')
                && let Some((value, _)) = rest.split_once("</o:")
                && !value.contains('<')
                && !value.trim().is_empty()
            {
                self.say("document property", &format!("{name}: {}", page(value).text));
            }
        }
    }

    /// Takes the texts in it that people would read: what is one word is for machines.
    fn data(&mut self, data: &Value) {
        let mut rest = vec![data];
        while let Some(value) = rest.pop() {
            match value {
                Value::Array(values) => rest.extend(values.iter().rev()),
                Value::Object(fields) => rest.extend(fields.values().rev()),
                Value::String(words) if is_prose(words) => self.markup("data", words),
                _ => {}
            }
        }
    }
}

fn is_prose(words: &str) -> bool {
    let words = words.trim();
    words.contains(char::is_whitespace) || words.chars().any(|c| c >= '\u{2e80}')
}
