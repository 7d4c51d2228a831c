//! What the reader shows: a document as a whole; one page, message, section or block of rows of it; a citation.

mod citation;
mod document;
mod unit;

pub(super) use citation::{CitationPage, citation};
pub(super) use document::{DocumentPage, OfDocument, document};
pub(super) use unit::{OfUnit, UnitPage, unit};
