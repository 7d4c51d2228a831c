//! Elements as an outline.

use quick_xml::events::{BytesStart, Event};

use super::events::attributes;
use crate::format::ooxml::resolved;
use crate::format::outlines::Records;
use crate::format::{Emit, Failure, Limits};

/// Deepest nesting that is followed.
const DEEPEST: usize = 512;
/// Words of one element past this length go on as a further line.
const WORDS_BYTES: usize = 1 << 20;

/// The outline in the making.
pub(super) struct Outline<'a> {
    records: Records<'a>,
    open: Vec<Element>,
    /// How many of them have lines of their own.
    depth: usize,
}

struct Element {
    /// Name and attributes, until they are written.
    head: Option<String>,
    words: String,
    /// An element in the midst of words, which is part of them.
    is_inline: bool,
}

impl<'a> Outline<'a> {
    pub(super) fn new(out: &'a mut dyn Emit, limits: Limits) -> Outline<'a> {
        Outline { records: Records::new(out, "xml", false, limits), open: Vec::new(), depth: 0 }
    }

    pub(super) fn take(&mut self, event: &Event<'_>) -> Result<(), Failure> {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::Empty(tag) => {
                self.start(tag)?;
                self.end()
            }
            Event::End(_) => self.end(),
            Event::Text(text) => self.words(&text.xml10_content()),
            Event::CData(text) => self.words(&text.xml10_content()),
            Event::GeneralRef(reference) => self.words(&resolved(reference)),
            Event::Comment(comment) => {
                let words = one_line(&comment.xml10_content());
                if words.is_empty() {
                    return Ok(());
                }
                self.write_head()?;
                self.records.line(self.depth, 0, &format!("comment: {words}"))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn finish(mut self) -> Result<&'a mut dyn Emit, Failure> {
        while !self.open.is_empty() {
            self.end()?;
        }
        self.records.finish()
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Failure> {
        if self.open.len() >= DEEPEST {
            return Err(Failure::LimitHit(format!("more than {DEEPEST} elements in each other")));
        }
        let is_inline = self.open.last().is_some_and(|parent| parent.is_inline || !parent.words.trim().is_empty());
        let attributes = attributes(tag);
        if is_inline {
            // How words look is not what they say.
            let is_told = |name: &str| !matches!(name, "class" | "style" | "xmlns");
            let told = attributes.iter().filter(|(name, _)| is_told(name));
            let shown: String = told.map(|(name, value)| format!(" [{name}={}] ", one_line(value))).collect();
            self.open.push(Element { head: None, words: String::new(), is_inline });
            return self.words(&shown);
        }
        self.write_head()?;
        let mut head = tag.local_name().as_ref().to_owned();
        for (name, value) in attributes {
            let value = one_line(&value);
            let quote = if value.contains(' ') || value.is_empty() { "\"" } else { "" };
            head.push_str(&format!(" {name}={quote}{value}{quote}"));
        }
        self.open.push(Element { head: Some(head), words: String::new(), is_inline });
        self.depth += 1;
        Ok(())
    }

    fn end(&mut self) -> Result<(), Failure> {
        if self.open.last().is_none_or(|element| element.is_inline) {
            self.open.pop();
            return Ok(());
        }
        self.write_words()?;
        self.write_head()?;
        self.open.pop();
        self.depth -= 1;
        // What stands right in the outermost element is where a reader would part it.
        if self.depth == 1 { self.records.end() } else { Ok(()) }
    }

    /// Adds to the words of the innermost element that has a line.
    fn words(&mut self, words: &str) -> Result<(), Failure> {
        let Some(element) = self.open.iter_mut().rev().find(|element| !element.is_inline) else {
            // Nothing should stand outside the outermost element; what does is kept.
            let words = one_line(words);
            return if words.is_empty() { Ok(()) } else { self.records.line(0, 0, &words) };
        };
        element.words.push_str(words);
        if element.words.len() > WORDS_BYTES { self.write_words() } else { Ok(()) }
    }

    /// Writes name and attributes of the innermost element, before what stands in it.
    fn write_head(&mut self) -> Result<(), Failure> {
        match self.open.last_mut().and_then(|element| element.head.take()) {
            Some(head) => self.records.line(self.depth - 1, 0, &head),
            None => Ok(()),
        }
    }

    /// Writes the words of the innermost element with a line, on that line if nothing stands between.
    fn write_words(&mut self) -> Result<(), Failure> {
        let Some(element) = self.open.iter_mut().rev().find(|element| !element.is_inline) else { return Ok(()) };
        let words = one_line(&std::mem::take(&mut element.words));
        if words.is_empty() {
            return Ok(());
        }
        match element.head.take() {
            Some(head) => self.records.line(self.depth - 1, 0, &format!("{head}: {words}")),
            None => self.records.line(self.depth, 0, &words),
        }
    }
}

/// White space parts words and is no more than that.
pub(super) fn one_line(words: &str) -> String {
    words.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}
