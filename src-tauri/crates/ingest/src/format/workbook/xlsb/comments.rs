//! The comments of one sheet of a binary workbook ([MS-XLSB], part Comments).

use super::super::hidden::column_name;
use super::globals::each_record;
use super::records::{rich, wide};
use crate::format::medium::Medium;
use crate::format::ooxml::PART_BYTES;
use crate::format::package::u32_at;
use crate::format::zip::Archive;
use crate::format::{Emit, Failure};

/// Longest name of an author: programs write 54 characters.
const AUTHOR_CHARS: usize = 1000;

/// A comment.
#[derive(Debug, Default)]
pub(crate) struct Comment {
    /// Empty where it is not said.
    pub(crate) cell: String,
    pub(crate) author: String,
    pub(crate) words: String,
}

/// The comments of a part, as far as it can be read.
pub(crate) fn comments(
    archive: &Archive,
    part: &str,
    medium: &mut Medium<'_>,
    out: &mut dyn Emit,
) -> Result<Vec<Comment>, Failure> {
    let mut authors: Vec<String> = Vec::new();
    let mut comments: Vec<Comment> = Vec::new();
    let mut left = PART_BYTES;
    each_record(archive, part, medium, out, |record| match record.kind {
        0x278 => {
            left = left.saturating_sub(record.data.len() as u64 + 24);
            let name = wide(record.data, 0).map(|(name, _)| name).unwrap_or_default();
            authors.push(name.chars().take(AUTHOR_CHARS).collect());
        }
        0x27b if left > 0 => {
            let number = |at| u32_at(record.data, at);
            let author = number(0).and_then(|author| authors.get(author as usize)).cloned().unwrap_or_default();
            left = left.saturating_sub(author.len() as u64 + 128);
            // Rows and columns are counted from 0.
            let place = number(4).zip(number(12));
            let place = place.and_then(|(row, column)| row.checked_add(1).zip(column.checked_add(1)));
            let cell = place.map(|(row, column)| format!("{}{row}", column_name(column)));
            comments.push(Comment { cell: cell.unwrap_or_default(), author, words: String::new() });
        }
        0x27d if left > 0 => {
            let words = rich(record.data, 0).unwrap_or_default();
            left = left.saturating_sub(words.len() as u64 + 128);
            match comments.last_mut().filter(|comment| comment.words.is_empty()) {
                Some(comment) => comment.words = words,
                // Words that no place stands before are words all the same.
                None => comments.push(Comment { words, ..Comment::default() }),
            }
        }
        _ => {}
    })?;
    if left == 0 {
        return Err(Failure::LimitHit(format!("{part} takes more than {} MiB", PART_BYTES >> 20)));
    }
    archive.spend(PART_BYTES - left)?;
    Ok(comments)
}
