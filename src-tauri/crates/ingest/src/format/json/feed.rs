//! Feeds of news as JSON (JSON Feed 1.1): an item a unit, its title first, then what is told of it, then its words.

use super::tokens::Token;
use crate::format::html;
use crate::format::medium::Medium;
use crate::format::news::Item;
use crate::format::said::one_line;
use crate::format::unpacking::problem;
use crate::format::{Emit, Failure, Limits, MetaKey, ProblemCode};

/// What a feed says of itself stands within this, in all that programs write.
const HEAD_BYTES: u64 = 64 << 10;
const MARK: &[u8] = b"jsonfeed.org/version/1";
const MOST_FIELDS: usize = 1000;
const ITEM_BYTES: usize = 16 << 20;
const VALUE_CHARS: usize = 2000;

/// Whether the text says that it is a feed.
pub(super) fn begins(medium: &mut Medium<'_>) -> Result<bool, Failure> {
    let mut head = medium.part(0, HEAD_BYTES)?;
    head.retain(|byte| *byte != b'\\');
    Ok(memchr::memmem::find(&head, MARK).is_some() && memchr::memmem::find(&head, b"\"items\"").is_some())
}

/// The items read so far.
pub(super) struct Feed<'a> {
    out: &'a mut dyn Emit,
    limits: Limits,
    /// The keys that lead to where the reading is; empty ones for lists.
    path: Vec<String>,
    fields: Vec<(String, String)>,
    n_bytes: usize,
    n_items: u32,
    has_lost: bool,
}

impl<'a> Feed<'a> {
    pub(super) fn new(out: &'a mut dyn Emit, limits: Limits) -> Feed<'a> {
        Feed { out, limits, path: Vec::new(), fields: Vec::new(), n_bytes: 0, n_items: 0, has_lost: false }
    }

    pub(super) fn token(&mut self, token: Token) -> Result<(), Failure> {
        match token {
            Token::Open(_) => self.path.push(String::new()),
            Token::Key(key) => {
                if let Some(last) = self.path.last_mut() {
                    *last = key;
                }
            }
            Token::Close(_) => {
                self.path.pop();
                if self.path.len() == 2 && self.is_item() {
                    return self.give_item();
                }
            }
            Token::Value(value) => return self.value(value),
            Token::Null => {}
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<&'a mut dyn Emit, Failure> {
        self.give_item()?;
        if self.has_lost {
            let message = "very long items are not given in full".to_owned();
            self.out.problem(problem(ProblemCode::Limit, message))?;
        }
        Ok(self.out)
    }

    fn is_item(&self) -> bool {
        self.path.first().is_some_and(|key| key == "items")
    }

    fn value(&mut self, value: String) -> Result<(), Failure> {
        if value.trim().is_empty() {
            return Ok(());
        }
        if self.is_item() && self.path.len() > 1 {
            self.n_bytes += value.len();
            if self.fields.len() < MOST_FIELDS && self.n_bytes <= ITEM_BYTES {
                let keys = self.path[2..].iter().filter(|key| !key.is_empty());
                let name = keys.map(|key| key.chars().take(100).collect()).collect::<Vec<String>>().join(" ");
                self.fields.push((name, value));
            } else {
                self.has_lost = true;
            }
            return Ok(());
        }
        let keys: Vec<&str> = self.path.iter().map(String::as_str).filter(|key| !key.is_empty()).collect();
        let key = match keys[..] {
            ["title"] => MetaKey::Title,
            ["description"] => MetaKey::Subject,
            ["home_page_url"] => MetaKey::Address,
            ["language"] => MetaKey::Language,
            ["authors" | "author", "name"] => MetaKey::Author,
            // The rest is for programs.
            _ => return Ok(()),
        };
        self.out.meta(key, one_line(&value).chars().take(VALUE_CHARS).collect())
    }

    fn give_item(&mut self) -> Result<(), Failure> {
        let fields = std::mem::take(&mut self.fields);
        self.n_bytes = 0;
        if fields.is_empty() {
            return Ok(());
        }
        self.n_items += 1;
        let mut item = Item::default();
        for (name, value) in fields {
            match name.as_str() {
                "title" => item.title = one_line(&value),
                "content_html" => item.say(html::page(&value).text),
                "content_text" | "summary" => item.say(value),
                name => item.tell(&name.replace('_', " "), &one_line(&value)),
            }
        }
        item.give(self.n_items, "json", &mut self.limits, self.out)
    }
}
