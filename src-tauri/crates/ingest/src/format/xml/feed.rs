//! Feeds of news (RSS 2.0, RSS 1.0, RFC 4287): an item a document, its title first, then what is told of it, then its words.

use quick_xml::Writer;
use quick_xml::events::{BytesStart, Event};

use super::events::attributes;
use super::outline::one_line;
use crate::format::html;
use crate::format::moment::edtf;
use crate::format::news::{ITEM_BYTES, Item, Items};
use crate::format::ooxml::resolved;
use crate::format::unpacking::problem;
use crate::format::{Emit, Failure, Limits, MetaKey, Problem, ProblemCode};

const WORDS_BYTES: usize = 16 << 20;
const MOST_FIELDS: usize = 1000;

/// The items read so far.
pub(super) struct Feed<'a> {
    items: Items<'a>,
    /// What stands around each item when it is a document, and the item as it is written; `None` where that is too long.
    frame: Frame,
    copy: Option<Writer<Vec<u8>>>,
    /// Whether words are no markup unless they say so.
    is_atom: bool,
    /// How deep the elements stand, the one that is second, and at which depth the item began.
    depth: usize,
    second: String,
    item_at: Option<usize>,
    fields: Vec<Field>,
    /// The elements that stand in each other where the reading is.
    open: Vec<Field>,
    has_title: bool,
    has_subject: bool,
    has_lost: bool,
}

/// The outermost element, with what names it declares.
struct Frame {
    head: Vec<u8>,
    tail: String,
}

impl Frame {
    fn of(root: &BytesStart<'_>) -> Frame {
        let mut head = Writer::new(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_vec());
        // Writing to memory does not fail.
        let _ = head.write_event(Event::Start(root.borrow()));
        let (mut head, mut tail) = (head.into_inner(), format!("</{}>", root.name().as_ref()));
        if root.local_name().as_ref() == "rss" {
            head.extend_from_slice(b"<channel>");
            tail.insert_str(0, "</channel>");
        }
        Frame { head, tail }
    }
}

/// One thing told of an item, or of the feed.
struct Field {
    name: String,
    value: String,
    /// Where its attributes lead, and what else they say.
    led_to: String,
    others: String,
    /// What it tells of the feed.
    key: Option<MetaKey>,
    depth: usize,
    holds: Holds,
    /// Whether elements stand in the value as such.
    is_markup: bool,
}

/// What an element has in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// A value, or elements that are told by themselves.
    Fact,
    /// Words as they stand.
    Plain,
    /// Words of a page.
    Page,
}

impl Field {
    fn of(tag: &BytesStart<'_>, within: Option<&Field>, is_atom: bool, depth: usize) -> Field {
        let local = tag.local_name().as_ref().to_owned();
        let is_of_media = tag.name().as_ref().starts_with("media:");
        let attributes = attributes(tag);
        let said = |key: &str| attributes.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value.as_str());
        let name = match (local.as_str(), said("rel")) {
            ("link", rel) if !matches!(rel, "" | "alternate") => format!("link {rel}"),
            _ if is_of_media && within.is_none() => format!("media {local}"),
            _ => local.clone(),
        };
        let name = match within {
            Some(outer) if name == "name" => outer.name.clone(),
            Some(outer) => format!("{} {name}", outer.name),
            None => name,
        };
        let has_words = match local.as_str() {
            "content" | "title" => !is_of_media && within.is_none(),
            local => matches!(local, "description" | "summary" | "encoded"),
        };
        let holds = match said("type") {
            _ if !has_words => Holds::Fact,
            "" | "text" | "text/plain" if is_atom => Holds::Plain,
            _ => Holds::Page,
        };
        let led_to = ["href", "url", "term", "src"].map(said).into_iter().find(|value| !value.is_empty());
        let known = ["rel", "type", "label", "lang", "base", "space", "href", "url", "term", "src"];
        let others = attributes.iter().filter(|(key, _)| !has_words && !known.contains(&key.as_str()));
        Field {
            value: said("label").to_owned(),
            led_to: led_to.unwrap_or_default().to_owned(),
            others: others.map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" "),
            name,
            key: None,
            depth,
            holds,
            is_markup: false,
        }
    }

    /// Its words, where they are those of a page or may be, and where links in them lead.
    fn page(&self) -> (String, Vec<String>) {
        match self.holds {
            Holds::Plain if !self.is_markup => (self.value.clone(), Vec::new()),
            // What stands in angle brackets in a name is an address.
            Holds::Fact if self.value.contains('<') => (self.value.clone(), Vec::new()),
            _ => {
                let page = html::page(&self.value);
                let links = page.links.lines(|_| false);
                (page.text, links)
            }
        }
    }

    fn words(&self) -> String {
        self.page().0
    }

    /// Its value, with where it leads; what else its attributes say is for programs, unless there is nothing but that.
    fn fact(&self) -> String {
        let (value, led_to) = (one_line(&self.words()), one_line(&self.led_to));
        match (value.is_empty(), led_to.is_empty()) {
            (true, true) => one_line(&self.others),
            (true, false) => led_to,
            (false, false) if value != led_to => format!("{value} <{led_to}>"),
            _ => value,
        }
    }
}

impl<'a> Feed<'a> {
    pub(super) fn new(root: &BytesStart<'_>, out: &'a mut dyn Emit, limits: Limits) -> Feed<'a> {
        Feed {
            items: Items::new(out, "xml", limits),
            frame: Frame::of(root),
            copy: None,
            is_atom: root.local_name().as_ref() == "feed",
            depth: 0,
            second: String::new(),
            item_at: None,
            fields: Vec::new(),
            open: Vec::new(),
            has_title: false,
            has_subject: false,
            has_lost: false,
        }
    }

    pub(super) fn take(&mut self, event: &Event<'_>) -> Result<(), Failure> {
        match event {
            Event::Start(tag) => {
                self.start(tag);
                self.copy(event);
                Ok(())
            }
            Event::Empty(tag) => {
                self.start(tag);
                self.copy(event);
                self.end(tag.local_name().as_ref())
            }
            Event::End(tag) => {
                self.copy(event);
                self.end(tag.local_name().as_ref())
            }
            other => {
                self.copy(other);
                match other {
                    Event::Text(text) => self.words(&text.xml10_content()),
                    Event::CData(text) => self.words(&text.xml10_content()),
                    Event::GeneralRef(reference) => self.words(&resolved(reference)),
                    _ => {}
                }
                Ok(())
            }
        }
    }

    /// Writes what stands in an item as it stands there.
    fn copy(&mut self, event: &Event<'_>) {
        if let Some(copy) = &mut self.copy {
            let is_written = copy.write_event(event.borrow()).is_ok();
            if !is_written || copy.get_ref().len() > ITEM_BYTES {
                self.copy = None;
            }
        }
    }

    pub(super) fn finish(mut self) -> Result<&'a mut dyn Emit, Failure> {
        self.close_fields();
        let broken = "the feed breaks off within it".to_owned();
        self.give_item(Some(problem(ProblemCode::Unreadable, broken)))?;
        if self.has_lost {
            let message = "words beside the fields of an item, or very long ones, are left out";
            self.items.out.problem(problem(ProblemCode::Unreadable, message.to_owned()))?;
        }
        self.items.finish()
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        let name = tag.local_name().as_ref().to_owned();
        self.depth += 1;
        if self.depth == 2 {
            self.second.clone_from(&name);
        }
        let has_room = self.fields.len() + self.open.len() < MOST_FIELDS;
        match self.open.last_mut() {
            // What is marked up within an item's words is read as a page, at its end.
            Some(field) if field.holds != Holds::Fact => {
                field.is_markup = true;
                if field.value.len() < WORDS_BYTES {
                    let said = attributes(tag).into_iter();
                    let said: String = said.map(|(key, value)| format!(" {key}=\"{}\"", escaped(&value))).collect();
                    field.value.push_str(&format!("<{name}{said}>"));
                }
            }
            None if self.item_at.is_none() && matches!(name.as_str(), "item" | "entry") => {
                self.item_at = Some(self.depth);
                self.copy = Some(Writer::new(self.frame.head.clone()));
            }
            within if self.item_at.is_some() => {
                if has_room {
                    let field = Field::of(tag, within.as_deref(), self.is_atom, self.depth);
                    self.open.push(field);
                }
            }
            None => {
                if let Some(key) = self.of_feed(&name) {
                    self.open.push(Field { key: Some(key), ..Field::of(tag, None, self.is_atom, self.depth) });
                }
            }
            Some(_) => {}
        }
    }

    /// What an element that stands here tells of the feed.
    fn of_feed(&self, name: &str) -> Option<MetaKey> {
        let is_own = match self.depth {
            2 => self.is_atom,
            3 => self.second == "channel" || (self.is_atom && self.second == "author" && name == "name"),
            _ => false,
        };
        let key = match name {
            "title" if !self.has_title => MetaKey::Title,
            "description" | "subtitle" | "tagline" if !self.has_subject => MetaKey::Subject,
            "link" => MetaKey::Address,
            "language" => MetaKey::Language,
            "name" | "managingEditor" | "creator" => MetaKey::Author,
            "updated" | "modified" | "lastBuildDate" => MetaKey::Modified,
            "generator" => MetaKey::Application,
            _ => return None,
        };
        is_own.then_some(key)
    }

    fn end(&mut self, name: &str) -> Result<(), Failure> {
        let depth = self.depth;
        self.depth = self.depth.saturating_sub(1);
        if self.item_at.is_some_and(|at| self.depth < at) {
            self.close_fields();
            return self.give_item(None);
        }
        let is_of_words = self.open.last().is_some_and(|field| field.holds != Holds::Fact && depth > field.depth);
        if is_of_words {
            if let Some(field) = self.open.last_mut()
                && field.value.len() < WORDS_BYTES
                && !matches!(name, "br" | "img" | "hr" | "input")
            {
                field.value.push_str(&format!("</{name}>"));
            }
            return Ok(());
        }
        let Some(field) = self.open.pop_if(|field| depth <= field.depth) else { return Ok(()) };
        if self.item_at.is_some() {
            self.fields.push(field);
            return Ok(());
        }
        let told = one_line(&field.words());
        let told = match field.key {
            Some(MetaKey::Title) if !told.is_empty() => {
                self.has_title = true;
                return self.items.title(told);
            }
            Some(MetaKey::Modified) => edtf(&told),
            Some(MetaKey::Address) => Some(field.fact()).filter(|_| field.name == "link"),
            _ => Some(told),
        };
        let Some((key, told)) = field.key.zip(told.filter(|told| !told.is_empty())) else { return Ok(()) };
        self.has_subject |= key == MetaKey::Subject;
        self.items.out.meta(key, told)
    }

    fn words(&mut self, words: &str) {
        match self.open.last_mut() {
            Some(field) if field.value.len() + words.len() <= WORDS_BYTES => {
                if field.is_markup {
                    field.value.push_str(&escaped(words));
                } else {
                    field.value.push_str(words);
                }
            }
            // What is told of the feed beside its name and what it is about is for programs.
            Some(_) => self.has_lost = true,
            None => self.has_lost |= self.item_at.is_some() && !words.trim().is_empty(),
        }
    }

    fn close_fields(&mut self) {
        self.fields.extend(self.open.drain(..).rev());
    }

    fn give_item(&mut self, broken: Option<Problem>) -> Result<(), Failure> {
        self.item_at = None;
        let fields = std::mem::take(&mut self.fields);
        let document = self.copy.take().map(|copy| {
            let mut document = copy.into_inner();
            document.extend_from_slice(self.frame.tail.as_bytes());
            document
        });
        if fields.is_empty() {
            return Ok(());
        }
        let mut item = Item::new(document, broken);
        for field in fields {
            let is_page = field.holds != Holds::Fact;
            match field.name.as_str() {
                "title" if is_page && item.title.is_empty() => item.title = one_line(&field.words()),
                name if is_page && name != "title" => {
                    let (words, links) = field.page();
                    item.say(words);
                    links.iter().for_each(|link| item.tell("leads to", link));
                    if !field.led_to.is_empty() {
                        item.tell(name, &field.led_to);
                    }
                }
                name => {
                    let told = field.fact();
                    if !told.is_empty() && (name != "title" || told != item.title) {
                        item.tell(name, &told);
                    }
                }
            }
        }
        self.items.give(item)
    }
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
