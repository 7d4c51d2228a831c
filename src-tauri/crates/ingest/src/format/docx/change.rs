//! Words with who changed or said them, and when.

use quick_xml::events::BytesStart;

use crate::format::moment::edtf;
use crate::format::ooxml::attr;
use crate::format::said::said;
use crate::format::tracked::inserted;

/// Words with who changed or said them.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) author: String,
    /// EDTF.
    pub(super) date: Option<String>,
    pub(super) words: String,
    /// What its last paragraph is called, where it is a comment.
    pub(super) paragraph: String,
}

impl Change {
    pub(super) fn of(tag: &BytesStart<'_>) -> Change {
        Change {
            author: attr(tag, "author").unwrap_or_default(),
            date: attr(tag, "date").as_deref().and_then(edtf),
            ..Change::default()
        }
    }

    /// `author, date: words`.
    pub(super) fn line(&self) -> String {
        said(&self.author, self.date.as_deref(), &self.words)
    }

    /// The same of an insertion, whose words stand in the text, too.
    pub(super) fn inserted(&self) -> String {
        inserted(&self.author, self.date.as_deref(), &self.words)
    }
}
