//! The list of what is in a book: what it is called, its files, the order in which they are read (EPUB 3.3, 5; OCF 4).

use std::collections::{HashMap, HashSet};

use quick_xml::events::{BytesStart, Event};

use crate::format::MetaKey;
use crate::format::address;
use crate::format::moment::edtf;
use crate::format::ooxml::{Words, attr, each_event, resolve};

const MOST_ITEMS: usize = 100_000;
const MOST_FACTS: usize = 200;
const VALUE_CHARS: usize = 2000;

/// What is in a book.
#[derive(Debug, Default)]
pub(super) struct Package {
    pub(super) facts: Vec<(MetaKey, String)>,
    /// The files that are read one after another.
    pub(super) chapters: Vec<String>,
    /// Pages that are in no order.
    pub(super) pages: Vec<String>,
    /// Style sheets, scripts, typefaces and lists.
    for_programs: HashSet<String>,
}

impl Package {
    /// Whether a file is only there to show the book.
    pub(super) fn is_for_programs(&self, name: &str) -> bool {
        const ENDINGS: [&str; 11] = ["css", "js", "otf", "ttf", "woff", "woff2", "ncx", "opf", "xpgt", "pls", "smil"];
        let lower = name.to_ascii_lowercase();
        let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
        lower == "mimetype"
            || lower.starts_with("meta-inf/")
            || ENDINGS.contains(&ending)
            || self.for_programs.contains(name)
    }
}

/// Where the list stands.
pub(super) fn rootfile(container: &str) -> Option<String> {
    let mut path = None;
    each_event(container, |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && tag.local_name().as_ref() == "rootfile"
            && path.is_none()
        {
            path = attr(tag, "full-path").filter(|path| !path.is_empty());
        }
    });
    path
}

/// The files that are locked. Typefaces that are only veiled are none (EPUB 3.3, 4.3 and 4.4).
pub(super) fn locked(encryption: &str) -> HashSet<String> {
    const VEILS: [&str; 2] = ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"];
    let mut locked = HashSet::new();
    let mut is_veil = false;
    each_event(encryption, |event| {
        let (Event::Start(tag) | Event::Empty(tag)) = event else { return };
        match tag.local_name().as_ref() {
            "EncryptedData" => is_veil = false,
            // The key has a method of its own, which says nothing of the file.
            "EncryptionMethod" => {
                is_veil |= attr(tag, "Algorithm").is_some_and(|method| VEILS.contains(&method.as_str()));
            }
            "CipherReference" if !is_veil && locked.len() < MOST_ITEMS => {
                locked.extend(attr(tag, "URI").map(|path| resolve("", &address::decoded(&path))));
            }
            _ => {}
        }
    });
    locked
}

/// Reads the list. Returns also what was wrong, if it broke off.
pub(super) fn package(path: &str, xml: &str) -> (Package, Option<String>) {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut list = List { folder, ..List::default() };
    let fault = each_event(xml, |event| list.take(event));
    (list.finish(), fault)
}

/// A file as the list names it.
struct Item {
    path: String,
    media_type: String,
    is_nav: bool,
}

#[derive(Default)]
struct List<'a> {
    folder: &'a str,
    facts: Vec<(MetaKey, String)>,
    items: Vec<Item>,
    places: HashMap<String, usize>,
    order: Vec<String>,
    property: Option<String>,
    words: Words,
}

impl List<'_> {
    fn take(&mut self, event: &Event<'_>) {
        if let Event::Start(tag) | Event::Empty(tag) = event {
            self.start(tag);
        }
        if let Some((element, words)) = self.words.ended(event) {
            self.fact(&element, words);
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "item" if self.items.len() < MOST_ITEMS => {
                let href = attr(tag, "href").unwrap_or_default();
                let href = href.split('#').next().unwrap_or_default();
                let item = Item {
                    path: resolve(self.folder, &address::decoded(href)),
                    media_type: attr(tag, "media-type").unwrap_or_default().to_ascii_lowercase(),
                    is_nav: attr(tag, "properties").is_some_and(|all| all.split_whitespace().any(|one| one == "nav")),
                };
                self.places.insert(attr(tag, "id").unwrap_or_default(), self.items.len());
                self.items.push(item);
            }
            "itemref" if self.order.len() < MOST_ITEMS => self.order.extend(attr(tag, "idref")),
            "meta" => {
                self.property = attr(tag, "property");
                // The older edition has its own facts in attributes.
                if attr(tag, "name").is_some_and(|name| name == "generator") {
                    self.facts.extend(attr(tag, "content").map(|program| (MetaKey::Application, program)));
                }
            }
            _ => {}
        }
    }

    fn fact(&mut self, element: &str, words: String) {
        if words.is_empty() || self.facts.len() >= MOST_FACTS {
            return;
        }
        let words: String = words.chars().take(VALUE_CHARS).collect();
        let fact = match element {
            "title" => Some((MetaKey::Title, words)),
            "creator" => Some((MetaKey::Author, words)),
            "subject" | "description" => Some((MetaKey::Subject, words)),
            "language" => Some((MetaKey::Language, words)),
            "date" => edtf(&words).map(|date| (MetaKey::Published, date)),
            "meta" if self.property.as_deref() == Some("dcterms:modified") => {
                edtf(&words).map(|date| (MetaKey::Modified, date))
            }
            _ => None,
        };
        self.facts.extend(fact);
    }

    fn finish(self) -> Package {
        let List { facts, items, places, order, .. } = self;
        let chapters: Vec<String> =
            order.iter().filter_map(|id| items.get(*places.get(id)?)).map(|item| item.path.clone()).collect();
        let is_read: HashSet<&String> = chapters.iter().collect();
        let mut pages = Vec::new();
        let mut for_programs = HashSet::new();
        for item in &items {
            let is_page =
                matches!(item.media_type.as_str(), "application/xhtml+xml" | "text/html" | "text/x-oeb1-document");
            if is_read.contains(&item.path) {
                continue;
            }
            // The list of contents repeats the headings.
            if item.is_nav || address::is_for_programs(&item.media_type) {
                for_programs.insert(item.path.clone());
            } else if is_page {
                pages.push(item.path.clone());
            }
        }
        Package { facts, chapters, pages, for_programs }
    }
}
