//! Long texts cut into sections of at most 64 KiB: at a paragraph if there is one, else at a line, else between words.

use anchor::text::unit_text;
use anchor::{Unit, UnitKind};

use super::{Emit, Failure, Limits};

/// Most bytes of one section's text.
pub(crate) const SECTION_BYTES: usize = 64 << 10;

/// Cuts a text. The pieces joined are the text again.
pub(crate) fn cut(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (piece, after) = rest.split_at(cut_point(rest));
        rest = after;
        Some(piece)
    })
}

/// Where the first piece of a text ends, in bytes.
fn cut_point(text: &str) -> usize {
    if text.len() <= SECTION_BYTES {
        return text.len();
    }
    let end = text.floor_char_boundary(SECTION_BYTES);
    // A paragraph that begins in the first half leaves too little.
    let half = text.floor_char_boundary(end / 2);
    let late = &text[half..end];
    let paragraph = late.rfind("\n\n").map(|at| at + 2);
    let line = || late.rfind('\n').map(|at| at + 1);
    let word = || {
        let (at, space) = late.char_indices().rev().find(|(_, c)| c.is_whitespace())?;
        Some(at + space.len_utf8())
    };
    paragraph.or_else(line).or_else(word).map_or(end, |at| half + at)
}

/// Gives texts as units, within the bytes of text a document may have.
pub(crate) struct Sections<'a> {
    out: &'a mut dyn Emit,
    engine: &'static str,
    left: u64,
}

impl<'a> Sections<'a> {
    pub(crate) fn new(out: &'a mut dyn Emit, engine: &'static str, limits: Limits) -> Sections<'a> {
        Sections { out, engine, left: limits.max_text_bytes }
    }

    /// What the units go to.
    pub(crate) fn out(&mut self) -> &mut dyn Emit {
        self.out
    }

    /// Gives a text of any length: labelled `whole` where it takes one unit, else `part 1`, `part 2`…
    pub(crate) fn give(&mut self, kind: UnitKind, whole: &str, part: &str, raw: &str) -> Result<(), Failure> {
        let text = unit_text(raw);
        let text = text.trim_matches('\n').trim_end();
        if text.len() <= SECTION_BYTES {
            return if text.is_empty() { Ok(()) } else { self.unit(kind, whole.to_owned(), text) };
        }
        for (index, piece) in cut(text).enumerate() {
            self.unit(kind, format!("{part} {}", index + 1), piece.trim_end())?;
        }
        Ok(())
    }

    fn unit(&mut self, kind: UnitKind, label: String, text: &str) -> Result<(), Failure> {
        let n_bytes = text.len() as u64;
        if n_bytes > self.left {
            return Err(Failure::LimitHit("too much text for one document".to_owned()));
        }
        self.left -= n_bytes;
        self.out.unit(Unit {
            kind,
            label,
            text: text.to_owned(),
            engine: self.engine.to_owned(),
            quality: None,
            page: None,
            boxes: Vec::new(),
            table: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{SECTION_BYTES, cut};

    #[test]
    fn texts_are_cut_where_a_reader_would() {
        let check = |text: &str, ends: &[&str]| {
            let pieces: Vec<&str> = cut(text).collect();
            assert_eq!(pieces.len(), ends.len());
            for (piece, end) in pieces.iter().zip(ends) {
                assert!(piece.ends_with(end), "{:?}", &piece[piece.len().saturating_sub(20)..]);
            }
        };
        let words = "word ".repeat(10_000);
        check("", &[]);
        check("short", &["short"]);
        check(&format!("{words}\n\n{words}"), &["word \n\n", "word "]);
        check(&format!("{words}\n{words}"), &["word \n", "word "]);
        check(&format!("{words}{words}end"), &["word ", "end"]);
        check(&"字".repeat(30_000), &["字", "字"]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost(parts in prop::collection::vec("[a字\u{301}]{0,9000}[ \n]{0,3}", 0..12)) {
            let text = parts.concat();
            prop_assert_eq!(cut(&text).collect::<String>(), text.clone());
            prop_assert!(cut(&text).all(|piece| !piece.is_empty() && piece.len() <= SECTION_BYTES));
        }
    }
}
