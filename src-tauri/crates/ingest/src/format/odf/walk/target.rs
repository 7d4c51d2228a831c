//! Where words go while a part is read: the body, or what stands beside it.

use super::Slide;
use crate::format::grid::Grids;
use crate::format::moment::edtf;
use crate::format::said::said;

/// What a target is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    #[default]
    Body,
    /// A text box: it stands behind the paragraph it hangs on.
    Box,
    Footnote,
    Endnote,
    Comment,
    Deletion,
    /// Who inserted something, and how it looked before it was changed: no words.
    Insertion,
    Form,
    Header,
    Footer,
    Master,
    Slide {
        is_hidden: bool,
    },
    /// A slide's notes.
    Notes,
    Dropped,
}

/// Words on their way to one place.
#[derive(Default)]
pub(super) struct Target {
    pub(super) aim: Aim,
    /// The element that opened it, and how many of the same name are open within.
    name: String,
    n_within: u32,
    pub(super) grids: Grids,
    pub(super) boxes: Vec<String>,
    pub(super) comments: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) descriptions: Vec<String>,
    pub(super) author: String,
    pub(super) date: String,
    /// Paragraphs open.
    n_paragraphs: u32,
    /// Elements open whose words are not shown in the text.
    n_silent: u32,
    /// Whether the next words are marked not to be shown.
    pub(super) is_hidden: bool,
    field: Field,
}

/// What is said of a comment or a deletion.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Field {
    #[default]
    None,
    Author,
    Date,
}

impl Target {
    pub(super) fn new(aim: Aim, name: &str) -> Target {
        // The words of a header that slides share stand in no paragraph.
        let n_paragraphs = u32::from(name.ends_with("-decl"));
        Target { aim, name: name.to_owned(), n_paragraphs, ..Target::default() }
    }

    pub(super) fn is_in_text(&self) -> bool {
        self.n_paragraphs > 0
    }

    /// Whether words that come are text.
    pub(super) fn is_open(&self) -> bool {
        self.field == Field::None && self.n_paragraphs > 0 && self.n_silent == 0
    }

    /// Takes words. Says whether they are the first after a mark not to show them.
    pub(super) fn take(&mut self, words: &str) -> bool {
        match self.field {
            Field::Author => self.author.push_str(words),
            Field::Date => self.date.push_str(words),
            Field::None if self.n_paragraphs > 0 && self.n_silent == 0 => {
                self.grids.flow().words(words);
                return !words.trim().is_empty() && std::mem::take(&mut self.is_hidden);
            }
            Field::None => {}
        }
        false
    }

    pub(super) fn start(&mut self, name: &str) {
        self.n_within += u32::from(name == self.name);
        match name {
            "p" => self.n_paragraphs += 1,
            "h" => {
                self.n_paragraphs += 1;
                self.grids.flow().paragraph();
            }
            "creator" if self.n_paragraphs == 0 => self.field = Field::Author,
            "date" if self.n_paragraphs == 0 => self.field = Field::Date,
            _ if self.n_paragraphs > 0 && is_silent(name) => self.n_silent += 1,
            "tab" => self.grids.flow().verbatim("\t"),
            "s" => self.grids.flow().space(),
            "line-break" => self.grids.flow().line(),
            "table" => self.grids.start("table"),
            "table-row" => self.grids.start("tr"),
            "table-cell" | "covered-table-cell" => self.grids.start("td"),
            name if is_shape(name) && self.n_paragraphs == 0 => self.grids.flow().paragraph(),
            _ => {}
        }
    }

    pub(super) fn end(&mut self, name: &str) {
        if name == self.name {
            self.n_within = self.n_within.saturating_sub(1);
        }
        match name {
            "p" | "h" => {
                self.n_paragraphs = self.n_paragraphs.saturating_sub(1);
                self.is_hidden = false;
                let boxes = std::mem::take(&mut self.boxes);
                let flow = self.grids.flow();
                flow.another_line();
                for text in boxes {
                    flow.line();
                    flow.verbatim(&text);
                    flow.line();
                }
            }
            "creator" | "date" if self.n_paragraphs == 0 => self.field = Field::None,
            "span" => self.is_hidden = false,
            _ if self.n_paragraphs > 0 && is_silent(name) => self.n_silent = self.n_silent.saturating_sub(1),
            "table" => self.grids.end("table"),
            "table-row" => self.grids.end("tr"),
            "table-cell" | "covered-table-cell" => self.grids.end("td"),
            name if is_shape(name) && self.n_paragraphs == 0 => {
                self.is_hidden = false;
                self.grids.flow().paragraph();
            }
            _ => {}
        }
    }

    /// Whether the end of an element is the end of what opened this.
    pub(super) fn is_over(&self, name: &str) -> bool {
        name == self.name && self.n_within == 0
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        let boxes = self.boxes.into_iter();
        let texts = std::iter::once(self.grids.finish()).chain(boxes);
        texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// The text with who said it, where that is known.
    pub(super) fn finish_line(mut self) -> String {
        let author = std::mem::take(&mut self.author);
        let date = edtf(&self.date);
        let text = self.finish();
        if text.is_empty() { text } else { said(author.trim(), date.as_deref(), &text) }
    }

    /// A slide's text, and what stands beside it.
    pub(super) fn finish_slide(mut self, is_hidden: bool) -> Slide {
        let notes = std::mem::take(&mut self.notes);
        let comments = std::mem::take(&mut self.comments);
        let descriptions = std::mem::take(&mut self.descriptions);
        Slide { text: self.finish(), notes, comments, descriptions, is_hidden }
    }
}

/// Whether an element is a shape that stands for itself.
pub(super) fn is_shape(name: &str) -> bool {
    matches!(name, "frame" | "custom-shape" | "rect" | "ellipse" | "g")
}

/// Elements within text whose words are no part of it: the number of a note or page, the name of a sheet or picture, a reading aid, scripts.
/// Hidden words are taken from beside the element.
fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "note-citation"
            | "page-number"
            | "sheet-name"
            | "title"
            | "desc"
            | "ruby-text"
            | "hidden-text"
            | "script"
            | "binary-data"
            | "event-listeners"
    )
}
