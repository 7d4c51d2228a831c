//! What holds within a group of RTF, and what is found beside the text.

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::place::{Aside, Place};
use crate::format::cells::Cells;
use crate::format::once::Once;
use crate::format::{MetaKey, Problem};

/// What a group inherits and may change.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    pub(super) place: Place,
    /// How deep the group lies that has the place.
    pub(super) place_depth: usize,
    /// The place around a choice between an older and a newer wording.
    pub(super) choice: Option<Place>,
    pub(super) encoding: &'static Encoding,
    /// How many characters for older programs stand behind each of Unicode.
    pub(super) n_older: u32,
    pub(super) is_hidden: bool,
    pub(super) is_inserted: bool,
    pub(super) is_deleted: bool,
    /// Who deleted, as a place in the list of authors, and when.
    pub(super) author: i32,
    pub(super) date: u32,
    /// The same of who inserted.
    pub(super) inserter: i32,
    pub(super) inserted: u32,
    pub(super) is_in_table: bool,
}

impl Default for State {
    fn default() -> State {
        State {
            place: Place::Text,
            place_depth: 0,
            choice: None,
            encoding: WINDOWS_1252,
            n_older: 1,
            is_hidden: false,
            is_inserted: false,
            is_deleted: false,
            author: 0,
            date: 0,
            inserter: 0,
            inserted: 0,
            is_in_table: false,
        }
    }
}

/// Text on its way: the body, or what stands beside it.
#[derive(Default)]
pub(super) struct Target {
    pub(super) aside: Option<Aside>,
    /// How deep the group lies that opened it.
    pub(super) depth: usize,
    pub(super) cells: Cells,
    pub(super) boxes: Vec<String>,
    /// Who says it, where it is a comment.
    pub(super) author: String,
    pub(super) date: Option<String>,
}

impl Target {
    /// Puts boxes behind the paragraph they hang on.
    pub(super) fn place_boxes(&mut self, is_in_table: bool) {
        for text in std::mem::take(&mut self.boxes) {
            let flow = self.cells.flow(is_in_table);
            flow.line();
            flow.verbatim(&text);
            flow.line();
        }
    }

    pub(super) fn finish(mut self) -> String {
        self.place_boxes(false);
        self.cells.finish()
    }
}

/// Words that were deleted or inserted, with who did it and when.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub(super) author: i32,
    pub(super) date: u32,
    pub(super) words: String,
}

/// All that is found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) text: String,
    pub(super) footnotes: Vec<String>,
    pub(super) endnotes: Vec<String>,
    pub(super) comments: Vec<String>,
    pub(super) headers: Once,
    pub(super) footers: Once,
    pub(super) deletions: Vec<Change>,
    /// What was inserted, which is in the text, too.
    pub(super) insertions: Vec<Change>,
    pub(super) authors: Vec<String>,
    pub(super) n_hidden: u32,
    pub(super) fields: Vec<String>,
    /// What is said of pictures.
    pub(super) descriptions: Once,
    pub(super) metas: Vec<(MetaKey, String)>,
    pub(super) problems: Vec<Problem>,
    pub(super) fonts: HashMap<i32, &'static Encoding>,
}
