//! Where a page's links lead: addresses that its words do not say.

use std::collections::HashSet;

use html5ever::tokenizer::Tag;

use super::walk::attr;
use crate::format::said::one_line;

const ADDRESS_BYTES: usize = 4 << 10;
const WORDS_BYTES: usize = 300;

/// The links of a page.
#[derive(Debug, Default)]
pub(crate) struct Links {
    all: Vec<(String, String)>,
    known: HashSet<String>,
    open: Option<(String, String)>,
}

impl Links {
    pub(super) fn start(&mut self, tag: &Tag) {
        if !matches!(&*tag.name, "a" | "area") {
            return;
        }
        self.end("a");
        let address = attr(tag, "href").map(str::trim).filter(|address| leads_elsewhere(address));
        self.open = address.map(|address| (one_line(attr(tag, "alt").unwrap_or_default()), address.to_owned()));
        if &*tag.name == "area" {
            self.end("a");
        }
    }

    pub(super) fn words(&mut self, words: &str) {
        if let Some((said, _)) = self.open.as_mut().filter(|(said, _)| said.len() < WORDS_BYTES) {
            said.push_str(&words[..words.floor_char_boundary(WORDS_BYTES)]);
        }
    }

    pub(super) fn end(&mut self, name: &str) {
        if name != "a" {
            return;
        }
        let Some((words, address)) = self.open.take() else { return };
        let words = one_line(&words);
        let bare = address.strip_prefix("mailto:").unwrap_or(&address);
        if !words.contains(bare) && self.known.insert(address.clone()) {
            self.all.push((words, address));
        }
    }

    /// A line for each address, but for those that `is_known`.
    pub(crate) fn lines(&self, mut is_known: impl FnMut(&str) -> bool) -> Vec<String> {
        let unknown = self.all.iter().filter(|(_, address)| !is_known(address));
        unknown
            .map(|(words, address)| if words.is_empty() { address.clone() } else { format!("{words} <{address}>") })
            .collect()
    }
}

/// Whether it is a whole address, and none of a place on this page or of what the page does; or that of a file beside the
/// page which is no page.
fn leads_elsewhere(address: &str) -> bool {
    let scheme = address.split(':').next().filter(|scheme| scheme.len() < address.len()).unwrap_or_default();
    let is_scheme =
        !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte));
    let is_own = ["javascript", "data", "about", "blob", "cid"].iter().any(|own| scheme.eq_ignore_ascii_case(own));
    let is_beside = scheme.is_empty() && is_file(address);
    address.len() <= ADDRESS_BYTES && (is_scheme && !is_own || address.starts_with("//") || is_beside)
}

fn is_file(address: &str) -> bool {
    const PAGES: [&str; 10] = ["htm", "html", "xhtml", "shtml", "php", "asp", "aspx", "jsp", "cgi", "cfm"];
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let ending =
        path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| {
        let is_ending = (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_ending && !PAGES.contains(&ending.as_str())
    })
}
