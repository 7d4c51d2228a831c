//! Words gathered into lines and paragraphs, the way a page flows.

/// How two runs of words are parted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
    Paragraph,
}

/// A text in the making. Gaps count only between words, and the widest of several counts.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    text: String,
    gap: Gap,
    /// Stands before the next words.
    mark: String,
}

impl Flow {
    /// Adds words: white space parts them and is no more than that.
    pub(crate) fn words(&mut self, words: &str) {
        for word in words.split_inclusive(is_space) {
            let bare = word.trim_end_matches(is_space);
            if !bare.is_empty() {
                self.close_gap();
                self.text.push_str(bare);
            }
            if bare.len() < word.len() {
                self.gap = self.gap.max(Gap::Space);
            }
        }
    }

    /// Adds words as they stand, line ends included.
    pub(crate) fn verbatim(&mut self, text: &str) {
        if !text.is_empty() {
            self.close_gap();
            self.text.push_str(text);
        }
    }

    /// Parts by a line end at least.
    pub(crate) fn line(&mut self) {
        self.gap = self.gap.max(Gap::Line);
    }

    /// Begins an item of a list: the next words stand behind `mark`, whatever line ends come first.
    pub(crate) fn item(&mut self, mark: String) {
        self.line();
        self.mark = mark;
    }

    /// Ends a list: what follows is no item, even where the last had no words.
    pub(crate) fn end_items(&mut self) {
        self.mark.clear();
    }

    /// Parts by a line end, and by a blank line where there is one already.
    pub(crate) fn another_line(&mut self) {
        self.gap = if self.gap >= Gap::Line { Gap::Paragraph } else { Gap::Line };
    }

    /// Parts by a blank line.
    pub(crate) fn paragraph(&mut self) {
        self.gap = Gap::Paragraph;
    }

    /// Parts by a space at least.
    pub(crate) fn space(&mut self) {
        self.gap = self.gap.max(Gap::Space);
    }

    /// How many bytes of text there are so far.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// The text.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    fn close_gap(&mut self) {
        match std::mem::take(&mut self.gap) {
            _ if self.text.is_empty() => {}
            Gap::None => {}
            Gap::Space if self.text.ends_with('\n') => {}
            Gap::Space => self.text.push(' '),
            Gap::Line => self.text.push('\n'),
            Gap::Paragraph => self.text.push_str("\n\n"),
        }
        self.text.push_str(&self.mark);
        self.mark.clear();
    }
}

/// The white space of HTML and XML: other kinds, such as the one that does not break, are characters.
fn is_space(c: char) -> bool {
    c.is_ascii_whitespace()
}
