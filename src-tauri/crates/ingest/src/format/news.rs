//! The items of a feed of news, whatever the feed is written in: each a document of its own, in the words of the feed; the
//! only one there is, is the document itself.

use anchor::UnitKind;

use super::children::{Children, Naming};
use super::mail::named_after;
use super::moment::edtf;
use super::sections::Sections;
use super::shown::shown;
use super::{Emit, Failure, Limits, MetaKey, Problem};

/// Items longer than this, as they are written, are no documents of their own.
pub(crate) const ITEM_BYTES: usize = 16 << 20;

/// An item, as far as it was told.
pub(crate) struct Item {
    pub(crate) title: String,
    told: Vec<(String, String)>,
    words: Vec<String>,
    /// A feed of this item alone, in the words of the one it came in; `None` where that is too long.
    document: Option<Vec<u8>>,
    broken: Option<Problem>,
}

impl Item {
    pub(crate) fn new(document: Option<Vec<u8>>, broken: Option<Problem>) -> Item {
        Item { title: String::new(), told: Vec::new(), words: Vec::new(), document, broken }
    }

    /// Something that is told of it.
    pub(crate) fn tell(&mut self, name: &str, value: &str) {
        self.told.push((name.to_owned(), value.to_owned()));
    }

    /// Words of it: an excerpt that stands in what came before is not said again.
    pub(crate) fn say(&mut self, words: String) {
        if !self.words.iter().any(|known| known.contains(words.trim())) {
            self.words.push(words);
        }
    }

    fn text(&self) -> String {
        let told: Vec<String> = self.told.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let text = [self.title.clone(), told.join("\n"), self.words.join("\n\n")];
        text.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("\n\n")
    }

    /// What is told of it in the words that every document's properties have.
    fn properties(&self) -> Vec<(MetaKey, String)> {
        let mut found: Vec<(MetaKey, String)> = Vec::new();
        for (name, value) in &self.told {
            let key = match name.to_ascii_lowercase().as_str() {
                "pubdate" | "published" | "issued" | "date" | "date published" => MetaKey::Published,
                "updated" | "modified" | "date modified" => MetaKey::Modified,
                "link" | "url" => MetaKey::Address,
                "author" | "creator" | "authors name" | "author name" => MetaKey::Author,
                "language" => MetaKey::Language,
                _ => continue,
            };
            let value = match key {
                MetaKey::Published | MetaKey::Modified => edtf(value),
                _ => Some(value.clone()),
            };
            // Of several dates or addresses the first is the item's own.
            let is_first = key == MetaKey::Author || found.iter().all(|(known, _)| *known != key);
            found.extend(value.filter(|_| is_first).map(|value| (key, value)));
        }
        found
    }
}

/// The items given so far.
pub(crate) struct Items<'a> {
    pub(crate) out: &'a mut dyn Emit,
    limits: Limits,
    /// What reads it, and what its documents end with.
    engine: &'static str,
    children: Children,
    /// The first, until it is known whether there are others.
    first: Option<Item>,
    n_items: u32,
    has_title: bool,
}

impl<'a> Items<'a> {
    pub(crate) fn new(out: &'a mut dyn Emit, engine: &'static str, limits: Limits) -> Items<'a> {
        let children = Children::new(limits, "item");
        Items { out, limits, engine, children, first: None, n_items: 0, has_title: false }
    }

    /// What the feed is called.
    pub(crate) fn title(&mut self, title: String) -> Result<(), Failure> {
        self.has_title = true;
        self.out.meta(MetaKey::Title, title)
    }

    pub(crate) fn give(&mut self, item: Item) -> Result<(), Failure> {
        self.n_items += 1;
        if self.n_items == 1 {
            self.first = Some(item);
            return Ok(());
        }
        if let Some(first) = self.first.take() {
            self.child(1, first)?;
        }
        self.child(self.n_items, item)
    }

    /// Ends the feed. What is told of the only item is told of the feed.
    pub(crate) fn finish(mut self) -> Result<&'a mut dyn Emit, Failure> {
        if let Some(only) = self.first.take() {
            if !self.has_title && !only.title.is_empty() {
                self.out.meta(MetaKey::Title, only.title.clone())?;
            }
            for (key, value) in only.properties() {
                self.out.meta(key, value)?;
            }
            if let Some(broken) = &only.broken {
                self.out.problem(broken.clone())?;
            }
            self.words(1, &only)?;
        }
        Ok(self.out)
    }

    /// Gives an item as a document; where that may not be, its words.
    fn child(&mut self, n: u32, mut item: Item) -> Result<(), Failure> {
        let document = item.document.take().filter(|_| self.limits.depth < self.limits.max_depth);
        let Some(document) = document else {
            self.children.pass();
            return self.words(n, &item);
        };
        let name = named_after(&item.title, self.engine).unwrap_or_else(|| format!("item {n}.{}", self.engine));
        let naming = Naming { name: shown(&name), raw_name: None, modified: None, broken: item.broken };
        self.children.give(naming, &document, self.out)
    }

    fn words(&mut self, n: u32, item: &Item) -> Result<(), Failure> {
        let (text, label) = (item.text(), format!("item {n}"));
        let mut sections = Sections::new(self.out, self.engine, self.limits);
        sections.give(UnitKind::Section, &label, &format!("{label}, part"), &text)?;
        self.limits.max_text_bytes = self.limits.max_text_bytes.saturating_sub(text.len() as u64);
        Ok(())
    }
}
