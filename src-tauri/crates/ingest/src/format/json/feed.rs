//! Feeds of news as JSON (JSON Feed 1.1): an item a document, its title first, then what is told of it, then its words.

use std::io::Read;

use super::tokens::{Shape, Token, Tokens};
use crate::format::html;
use crate::format::medium::Medium;
use crate::format::news::{ITEM_BYTES, Item, Items};
use crate::format::said::one_line;
use crate::format::unpacking::problem;
use crate::format::{Emit, Failure, Limits, MetaKey, Problem, ProblemCode};

/// What a feed says of itself stands within this, in all that programs write.
const HEAD_BYTES: u64 = 64 << 10;
const MARK: &[u8] = b"jsonfeed.org/version/1";
/// What stands around an item that is a document of its own.
const HEAD: &str = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [";
const TAIL: &str = "]}\n";
const MOST_FIELDS: usize = 1000;
const VALUE_CHARS: usize = 2000;

/// Whether the text says that it is a feed.
pub(super) fn begins(medium: &mut Medium<'_>) -> Result<bool, Failure> {
    let mut head = medium.part(0, HEAD_BYTES)?;
    head.retain(|byte| *byte != b'\\');
    Ok(memchr::memmem::find(&head, MARK).is_some() && memchr::memmem::find(&head, b"\"items\"").is_some())
}

/// The items read so far.
pub(super) struct Feed<'a> {
    items: Items<'a>,
    /// The keys that lead to where the reading is; empty ones for lists.
    path: Vec<String>,
    fields: Vec<(String, String)>,
    n_bytes: usize,
    has_lost: bool,
}

impl<'a> Feed<'a> {
    pub(super) fn new(out: &'a mut dyn Emit, limits: Limits) -> Feed<'a> {
        let items = Items::new(out, "json", limits);
        Feed { items, path: Vec::new(), fields: Vec::new(), n_bytes: 0, has_lost: false }
    }

    /// Takes the piece that was read last.
    pub(super) fn token<R: Read>(&mut self, token: Token, tokens: &mut Tokens<R>) -> Result<(), Failure> {
        match token {
            Token::Open(shape) => {
                self.path.push(String::new());
                if shape == Shape::Object && self.path.len() == 3 && self.is_item() {
                    tokens.keep_from_last(ITEM_BYTES);
                }
            }
            Token::Key(key) => {
                if let Some(last) = self.path.last_mut() {
                    *last = key;
                }
            }
            Token::Close(_) => {
                self.path.pop();
                if self.path.len() == 2 && self.is_item() {
                    let written = tokens.kept();
                    let document = written.map(|item| format!("{HEAD}{item}{TAIL}").into_bytes());
                    return self.give_item(document, None);
                }
            }
            Token::Value(value) => return self.value(value),
            Token::Null => {}
        }
        Ok(())
    }

    /// Ends the feed; `tokens` are the pieces as far as they were read.
    pub(super) fn finish<R: Read>(mut self, tokens: &mut Tokens<R>) -> Result<&'a mut dyn Emit, Failure> {
        let broken = problem(ProblemCode::Unreadable, "the feed breaks off within it".to_owned());
        let document = tokens.kept().map(|item| format!("{HEAD}{item}").into_bytes());
        self.give_item(document, Some(broken))?;
        if self.has_lost {
            let message = "very long items are not given in full".to_owned();
            self.items.out.problem(problem(ProblemCode::Limit, message))?;
        }
        self.items.finish()
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
        let told = one_line(&value).chars().take(VALUE_CHARS).collect();
        if key == MetaKey::Title { self.items.title(told) } else { self.items.out.meta(key, told) }
    }

    fn give_item(&mut self, document: Option<Vec<u8>>, broken: Option<Problem>) -> Result<(), Failure> {
        let fields = std::mem::take(&mut self.fields);
        self.n_bytes = 0;
        if fields.is_empty() {
            return Ok(());
        }
        let mut item = Item::new(document, broken);
        for (name, value) in fields {
            match name.as_str() {
                "title" => item.title = one_line(&value),
                "content_html" => {
                    let page = html::page(&value);
                    let links = page.links.lines(|_| false);
                    item.say(page.text);
                    links.iter().for_each(|link| item.tell("leads to", link));
                }
                "content_text" | "summary" => item.say(value),
                name => item.tell(&name.replace('_', " "), &one_line(&value)),
            }
        }
        self.items.give(item)
    }
}
