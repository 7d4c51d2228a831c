//! The blocks of a page as they stand in each other, and how much each says: what its main text is found by.
//!
//! No tree of the page is kept, only where in its text each block begins and ends.

use std::collections::HashMap;

use html5ever::LocalName;
use html5ever::tokenizer::Tag;

use super::walk::attr;

/// Pages of more blocks than this are not looked through.
const MOST_ZONES: usize = 200_000;
const HINT_BYTES: usize = 300;

/// What a block seems to be, by its name and by what its author called it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Plain,
    Heading,
    /// Its parts are not known: it may be figures, or lay out a whole page.
    Table,
    /// A list, a form: seldom what a page is about.
    List,
    /// The author says that it is the text.
    Article,
    /// The author's name for it sounds like the text.
    Hinted,
    /// Navigation and the like, by its element.
    Aside,
    /// Navigation and the like, by its name alone.
    HintedAside,
}

/// What was said in a block, its own blocks left out or taken in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Letters and marks; those that are words by themselves count twice.
    pub(super) chars: usize,
    /// Of these, in links.
    pub(super) linked: usize,
    pub(super) commas: usize,
}

impl Tally {
    pub(super) fn add(&mut self, other: Tally) {
        self.chars += other.chars;
        self.linked += other.linked;
        self.commas += other.commas;
    }

    /// How much is said outside of links.
    pub(super) fn plain(&self) -> usize {
        self.chars.saturating_sub(self.linked)
    }

    /// The share that is links.
    pub(super) fn density(&self) -> f64 {
        if self.chars == 0 { 0.0 } else { self.linked as f64 / self.chars as f64 }
    }
}

/// One block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Zone {
    /// The block it stands in: its place in the list, always before this one's.
    pub(super) parent: usize,
    pub(super) role: Role,
    /// 1 to 6 for headings.
    pub(super) rank: u8,
    /// Where its text begins and ends in the page's text, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) own: Tally,
}

/// The blocks seen so far. The first stands for the whole page.
pub(super) struct Zones {
    all: Vec<Zone>,
    open: Vec<(usize, LocalName)>,
    /// How many of each name are open: an end tag without a start is known at once.
    n_open: HashMap<LocalName, usize>,
    is_linked: bool,
    is_full: bool,
}

impl Default for Zones {
    fn default() -> Zones {
        let page = Zone { parent: 0, role: Role::Plain, rank: 0, start: 0, end: 0, own: Tally::default() };
        Zones { all: vec![page], open: Vec::new(), n_open: HashMap::new(), is_linked: false, is_full: false }
    }
}

impl Zones {
    /// Takes a start tag, where the page's text has come to `place`; there is none within tables.
    pub(super) fn start(&mut self, tag: &Tag, place: Option<usize>) {
        let name: &str = &tag.name;
        if name == "a" {
            self.is_linked = attr(tag, "href").is_some();
        }
        let (Some(place), true) = (place, is_zone(name)) else { return };
        if matches!(self.open.last(), Some((_, open)) if &**open == "p" || (name == "li" && &**open == "li")) {
            self.pop(place);
        }
        if self.all.len() >= MOST_ZONES {
            self.is_full = true;
            return;
        }
        let rank = match name.as_bytes() {
            [b'h', rank @ b'1'..=b'6'] => rank - b'0',
            _ => 0,
        };
        let zone = Zone { parent: self.top(), role: role(tag), rank, start: place, end: place, own: Tally::default() };
        self.open.push((self.all.len(), tag.name.clone()));
        *self.n_open.entry(tag.name.clone()).or_default() += 1;
        self.all.push(zone);
    }

    /// Takes an end tag.
    pub(super) fn end(&mut self, name: &str, place: Option<usize>) {
        if name == "a" {
            self.is_linked = false;
        }
        let Some(place) = place else { return };
        if self.n_open.get(&LocalName::from(name)).is_none_or(|n| *n == 0) {
            return;
        }
        while let Some(closed) = self.pop(place) {
            if &*closed == name {
                break;
            }
        }
    }

    /// Takes words of the block that is open.
    pub(super) fn words(&mut self, words: &str) {
        let mut said = Tally::default();
        for c in words.chars().filter(|c| !c.is_whitespace()) {
            // Chinese, Japanese and Korean say as much with half the characters.
            said.chars += if c >= '\u{2e80}' { 2 } else { 1 };
            said.commas += usize::from(matches!(c, ',' | '，' | '、' | '،'));
        }
        said.linked = if self.is_linked { said.chars } else { 0 };
        let top = self.top();
        self.all[top].own.add(said);
    }

    /// All blocks of a page whose text is so long; none where they were too many.
    pub(super) fn finish(mut self, len: usize) -> Vec<Zone> {
        while self.pop(len).is_some() {}
        self.all[0].end = len;
        if self.is_full { Vec::new() } else { self.all }
    }

    fn top(&self) -> usize {
        self.open.last().map_or(0, |(zone, _)| *zone)
    }

    fn pop(&mut self, place: usize) -> Option<LocalName> {
        let (zone, name) = self.open.pop()?;
        self.all[zone].end = place.max(self.all[zone].start);
        if let Some(n) = self.n_open.get_mut(&name) {
            *n -= 1;
        }
        Some(name)
    }
}

#[rustfmt::skip]
fn is_zone(name: &str) -> bool {
    matches!(
        name,
        "address" | "article" | "aside" | "blockquote" | "center" | "details" | "dialog" | "div" | "dl" | "fieldset"
            | "figure" | "footer" | "form" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "header" | "li" | "main" | "menu"
            | "nav" | "ol" | "p" | "pre" | "section" | "table" | "ul"
    )
}

/// What authors call the parts of a page that are not its text. They are parts of class names and ids.
const ASIDE_WORDS: [&str; 26] = [
    "advert",
    "banner",
    "breadcrumb",
    "comment",
    "cookie",
    "disqus",
    "footer",
    "menu",
    "most-read",
    "nav",
    "newsletter",
    "pagination",
    "paywall",
    "popup",
    "promo",
    "recommend",
    "related",
    "share",
    "sharing",
    "sidebar",
    "social",
    "sponsor",
    "subscribe",
    "taboola",
    "toolbar",
    "widget",
];
const TEXT_WORDS: [&str; 8] = ["article", "body", "content", "entry", "main", "post", "story", "text"];

fn role(tag: &Tag) -> Role {
    let name: &str = &tag.name;
    let said = attr(tag, "role").unwrap_or_default();
    let is_text = matches!(name, "article" | "main")
        || matches!(said, "main" | "article")
        || attr(tag, "itemprop") == Some("articleBody");
    match name {
        _ if is_text => return Role::Article,
        "table" => return Role::Table,
        "nav" | "aside" | "footer" | "dialog" | "menu" => return Role::Aside,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => return Role::Heading,
        _ if matches!(said, "navigation" | "complementary" | "contentinfo" | "banner" | "search") => {
            return Role::Aside;
        }
        _ => {}
    }
    let mut hint = String::new();
    for key in ["class", "id"] {
        let value = attr(tag, key).unwrap_or_default();
        hint.push_str(&value[..value.floor_char_boundary(HINT_BYTES)].to_ascii_lowercase());
        hint.push(' ');
    }
    let has = |words: &[&str]| words.iter().any(|word| hint.contains(word));
    match (has(&TEXT_WORDS), has(&ASIDE_WORDS)) {
        (false, true) => Role::HintedAside,
        (true, false) => Role::Hinted,
        _ if matches!(name, "ul" | "ol" | "dl" | "form" | "fieldset") => Role::List,
        _ => Role::Plain,
    }
}
