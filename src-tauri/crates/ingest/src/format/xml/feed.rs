//! Feeds of news (RSS 2.0, RSS 1.0, RFC 4287): an item a unit, its title first, then what is told of it, then its words.

use quick_xml::events::{BytesStart, Event};

use super::events::attributes;
use super::outline::one_line;
use crate::format::html;
use crate::format::news::Item;
use crate::format::ooxml::resolved;
use crate::format::unpacking::problem;
use crate::format::{Emit, Failure, Limits, MetaKey, ProblemCode};

const WORDS_BYTES: usize = 16 << 20;
const MOST_FIELDS: usize = 1000;

/// The items read so far.
pub(super) struct Feed<'a> {
    out: &'a mut dyn Emit,
    limits: Limits,
    /// How deep the elements stand, and at which depth the item began.
    depth: usize,
    item_at: Option<usize>,
    fields: Vec<Field>,
    field: Option<Field>,
    n_items: u32,
    has_title: bool,
    has_subject: bool,
    has_lost: bool,
}

/// One thing told of an item, or of the feed.
struct Field {
    name: String,
    value: String,
    /// Whether the value's own elements stand in it as such.
    is_markup: bool,
}

impl<'a> Feed<'a> {
    pub(super) fn new(out: &'a mut dyn Emit, limits: Limits) -> Feed<'a> {
        let fields = Vec::new();
        Feed {
            out,
            limits,
            depth: 0,
            item_at: None,
            fields,
            field: None,
            n_items: 0,
            has_title: false,
            has_subject: false,
            has_lost: false,
        }
    }

    pub(super) fn take(&mut self, event: &Event<'_>) -> Result<(), Failure> {
        match event {
            Event::Start(tag) => {
                self.start(tag);
                Ok(())
            }
            Event::Empty(tag) => {
                self.start(tag);
                self.end(tag.local_name().as_ref())
            }
            Event::End(tag) => self.end(tag.local_name().as_ref()),
            Event::Text(text) => self.words(&text.xml10_content()),
            Event::CData(text) => self.words(&text.xml10_content()),
            Event::GeneralRef(reference) => self.words(&resolved(reference)),
            _ => Ok(()),
        }
    }

    pub(super) fn finish(mut self) -> Result<&'a mut dyn Emit, Failure> {
        self.fields.extend(self.field.take());
        self.give_item()?;
        if self.has_lost {
            let message = "words beside the fields of an item, or very long ones, are left out";
            self.out.problem(problem(ProblemCode::Unreadable, message.to_owned()))?;
        }
        Ok(self.out)
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
            (None, None) if matches!(name.as_str(), "item" | "entry") => self.item_at = Some(self.depth),
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
            return self.give_item();
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
                if !told.is_empty() {
                    self.out.meta(if is_title { MetaKey::Title } else { MetaKey::Subject }, told)?;
                }
            }
            None => {}
        }
        Ok(())
    }

    fn words(&mut self, words: &str) -> Result<(), Failure> {
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
        Ok(())
    }

    fn give_item(&mut self) -> Result<(), Failure> {
        self.item_at = None;
        let fields = std::mem::take(&mut self.fields);
        if fields.is_empty() {
            return Ok(());
        }
        self.n_items += 1;
        let mut item = Item::default();
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
        item.give(self.n_items, "xml", &mut self.limits, self.out)
    }
}
