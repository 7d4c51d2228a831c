//! Feeds of news as JSON (JSON Feed 1.1): an item a unit, its title first, then what is told of it, then its words.

use anchor::UnitKind;

use super::tokens::Token;
use crate::format::html;
use crate::format::medium::Medium;
use crate::format::sections::Sections;
use crate::format::unpacking::problem;
use crate::format::{Emit, Failure, Limits, MetaKey, ProblemCode};

/// What a feed says of itself stands within this, in all that programs write.
const HEAD_BYTES: usize = 64 << 10;
const MARK: &[u8] = b"jsonfeed.org/version/1";
const MOST_FIELDS: usize = 1000;
const ITEM_BYTES: usize = 16 << 20;
const VALUE_CHARS: usize = 2000;

/// Whether the text says that it is a feed.
pub(super) fn begins(medium: &mut Medium<'_>) -> Result<bool, Failure> {
    let mut head = vec![0; HEAD_BYTES];
    let n_read = medium.read_at(0, &mut head)?;
    let head: Vec<u8> = head[..n_read].iter().copied().filter(|byte| *byte != b'\\').collect();
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
        let mut title = String::new();
        let mut told = Vec::new();
        let mut words: Vec<String> = Vec::new();
        for (name, value) in fields {
            let text = match name.as_str() {
                "title" => {
                    title = one_line(&value);
                    continue;
                }
                "content_html" => html::page(&value).text,
                "content_text" | "summary" => value,
                name => {
                    told.push(format!("{}: {}", name.replace('_', " "), one_line(&value)));
                    continue;
                }
            };
            if !words.iter().any(|known| known.contains(text.trim())) {
                words.push(text);
            }
        }
        let text = [title, told.join("\n"), words.join("\n\n")];
        let text = text.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("\n\n");
        let label = format!("item {}", self.n_items);
        let mut sections = Sections::new(self.out, "json", self.limits);
        sections.give(UnitKind::Section, &label, &format!("{label}, part"), &text)?;
        self.limits.max_text_bytes = self.limits.max_text_bytes.saturating_sub(text.len() as u64);
        Ok(())
    }
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
