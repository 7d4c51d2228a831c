//! Characters of Chinese, Japanese and Korean fonts that carry no mapping of their own.

use hayro_interpret::font::OutlineGlyph;

/// What is known of the document's composite fonts.
#[derive(Debug, Default)]
pub(super) struct Collections {}

impl Collections {
    /// Appends the character of a glyph, if the font's character collection tells.
    pub(super) fn look_up(&mut self, _glyph: &OutlineGlyph, _out: &mut String) {}
}
