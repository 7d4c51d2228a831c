//! Comments on slides, of both kinds: the older with a list of authors by number, the newer with answers.

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};

use crate::format::flow::Flow;
use crate::format::moment::edtf;
use crate::format::ooxml::{attr, each_event, resolved};
use crate::format::said::said;

/// Names of those who commented, by the ids that comments give.
pub(super) type Authors = HashMap<String, String>;

/// Reads a list of authors.
pub(super) fn authors(xml: &str) -> Authors {
    let mut authors = Authors::new();
    each_event(xml, |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && matches!(tag.local_name().as_ref(), "cmAuthor" | "author")
            && let (Some(id), Some(name)) = (attr(tag, "id"), attr(tag, "name"))
        {
            authors.insert(id, name);
        }
    });
    authors
}

/// Reads a list of comments: `author, date: words`, answers behind what they answer. Says why it breaks off, if it does.
pub(super) fn comments(xml: &str, authors: &Authors) -> (Vec<String>, Option<String>) {
    let mut walk = Walk { authors, comments: Vec::new(), open: Vec::new(), is_text: false };
    let fault = each_event(xml, |event| walk.event(event));
    let lines = walk.comments.into_iter().filter_map(|comment| {
        let words = comment.flow.finish();
        (!words.is_empty()).then(|| said(&comment.author, comment.date.as_deref(), &words))
    });
    (lines.collect(), fault)
}

struct Walk<'a> {
    authors: &'a Authors,
    comments: Vec<Comment>,
    /// Where the comment being read stands: answers come within what they answer, and before its words.
    open: Vec<usize>,
    is_text: bool,
}

struct Comment {
    author: String,
    /// EDTF.
    date: Option<String>,
    flow: Flow,
}

impl Walk<'_> {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::Empty(tag) if tag.local_name().as_ref() == "br" => self.with_flow(Flow::line),
            Event::End(tag) => match tag.local_name().as_ref() {
                "cm" | "reply" => drop(self.open.pop()),
                "text" | "t" => self.is_text = false,
                "p" => self.with_flow(Flow::line),
                _ => {}
            },
            Event::Text(text) if self.is_text => self.with_flow(|flow| flow.words(&text.xml10_content())),
            Event::CData(text) if self.is_text => self.with_flow(|flow| flow.words(&text.xml10_content())),
            Event::GeneralRef(reference) if self.is_text => self.with_flow(|flow| flow.words(&resolved(reference))),
            _ => {}
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "cm" | "reply" => {
                let id = attr(tag, "authorId").unwrap_or_default();
                let date = attr(tag, "dt").or_else(|| attr(tag, "created"));
                self.open.push(self.comments.len());
                self.comments.push(Comment {
                    author: self.authors.get(&id).cloned().unwrap_or_default(),
                    date: date.as_deref().and_then(edtf),
                    flow: Flow::default(),
                });
            }
            "text" | "t" => self.is_text = true,
            _ => {}
        }
    }

    fn with_flow(&mut self, change: impl FnOnce(&mut Flow)) {
        if let Some(comment) = self.open.last().and_then(|&place| self.comments.get_mut(place)) {
            change(&mut comment.flow);
        }
    }
}
