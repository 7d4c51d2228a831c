//! Feeds of news (RSS 2.0, RSS 1.0, RFC 4287): an item a document, its title first, then what is told of it, then its words.

use quick_xml::Writer;
use quick_xml::events::{BytesStart, Event};

use super::events::attributes;
use super::outline::one_line;
use crate::format::html;
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
    /// How deep the elements stand, and at which depth the item began.
    depth: usize,
    item_at: Option<usize>,
    fields: Vec<Field>,
    field: Option<Field>,
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
    /// Whether the value's own elements stand in it as such.
    is_markup: bool,
}

impl<'a> Feed<'a> {
    pub(super) fn new(root: &BytesStart<'_>, out: &'a mut dyn Emit, limits: Limits) -> Feed<'a> {
        Feed {
            items: Items::new(out, "xml", limits),
            frame: Frame::of(root),
            copy: None,
            depth: 0,
            item_at: None,
            fields: Vec::new(),
            field: None,
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
        self.fields.extend(self.field.take());
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
        match (&mut self.field, self.item_at) {
            (Some(field), _) => {
                // What is marked up within an item's words is read as a page, at its end.
                field.is_markup = true;
                if field.value.len() < WORDS_BYTES {
                    field.value.push_str(&format!("<{name}>"));
                }
            }
            (None, None) if matches!(name.as_str(), "item" | "entry") => {
                self.item_at = Some(self.depth);
                self.copy = Some(Writer::new(self.frame.head.clone()));
            }
            (None, Some(_)) if self.fields.len() < MOST_FIELDS => {
                let led_to =
                    attributes(tag).into_iter().find(|(key, _)| matches!(key.as_str(), "href" | "url" | "term"));
                let value = led_to.map_or_else(String::new, |(_, value)| value);
                self.field = Some(Field { name, value, is_markup: false });
            }
            (None, None)
                if (name == "title" && !self.has_title)
                    || (matches!(name.as_str(), "description" | "subtitle") && !self.has_subject) =>
            {
                self.field = Some(Field { name, value: String::new(), is_markup: false });
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Failure> {
        self.depth = self.depth.saturating_sub(1);
        let level = self.item_at.unwrap_or(self.depth);
        if self.item_at.is_some_and(|at| self.depth < at) {
            self.fields.extend(self.field.take());
            return self.give_item(None);
        }
        match self.field.take() {
            Some(mut field) if self.depth > level => {
                if field.value.len() < WORDS_BYTES {
                    field.value.push_str(&format!("</{name}>"));
                }
                self.field = Some(field);
            }
            Some(field) if self.item_at.is_some() => self.fields.push(field),
            Some(field) => {
                let is_title = field.name == "title";
                self.has_title |= is_title;
                self.has_subject |= !is_title;
                let told = one_line(&field.value);
                match is_title {
                    _ if told.is_empty() => {}
                    true => self.items.title(told)?,
                    false => self.items.out.meta(MetaKey::Subject, told)?,
                }
            }
            None => {}
        }
        Ok(())
    }

    fn words(&mut self, words: &str) {
        match &mut self.field {
            Some(field) if field.value.len() + words.len() <= WORDS_BYTES => {
                if field.is_markup {
                    field.value.push_str(&words.replace('&', "&amp;").replace('<', "&lt;"));
                } else {
                    field.value.push_str(words);
                }
            }
            // What is told of the feed beside its name and what it is about is for programs.
            Some(_) => self.has_lost = true,
            None => self.has_lost |= self.item_at.is_some() && !words.trim().is_empty(),
        }
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
            match field.name.as_str() {
                "title" => item.title = one_line(&html::page(&field.value).text),
                "description" | "summary" | "content" | "encoded" => item.say(html::page(&field.value).text),
                name => {
                    let value = one_line(&html::page(&field.value).text);
                    if !value.is_empty() {
                        item.tell(name, &value);
                    }
                }
            }
        }
        self.items.give(item)
    }
}
