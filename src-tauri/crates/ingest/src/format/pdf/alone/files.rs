//! Files inside a document, as the second engine tells them: those it lists, and those that marks attach to pages.

use std::collections::HashSet;

use pdfium::{Attachment, Document, Page};
use sha2::{Digest, Sha256};

use crate::format::pdf::attachments::{Given, Unread};
use crate::format::pdf::meta::pdf_date;
use crate::format::{Emit, Failure, Limits, Problem, ProblemCode};

/// Most files of the document's list that are taken out: finding one takes longer the more there are.
const MAX_FILES: usize = 10_000;
/// Most bytes of one.
const MAX_BYTES: usize = 512 << 20;

/// The files that were found.
pub(super) struct Files<'l> {
    given: Given<'l>,
    /// What tells those that were given: one may stand in the list and on a page.
    seen: HashSet<[u8; 32]>,
    /// How many bytes the document has: no file in it takes more.
    n_packed: u64,
    /// There was one, and the library has no call for it.
    pub is_unsought: bool,
}

impl<'l> Files<'l> {
    pub fn new(limits: &'l Limits, n_packed: u64) -> Self {
        Files { given: Given::new(limits), seen: HashSet::new(), n_packed, is_unsought: false }
    }

    /// Gives the files of the document's list.
    pub fn of_document(&mut self, document: &Document<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
        let Ok(n_files) = document.n_attachments() else {
            self.is_unsought = true;
            return Ok(());
        };
        for index in 0..n_files.min(MAX_FILES) {
            out.alive()?;
            if let Ok(file) = document.attachment(index) {
                self.give(&file, out)?;
            }
        }
        if n_files > MAX_FILES {
            let message = format!("{} attached files were left out", n_files - MAX_FILES);
            out.problem(Problem { code: ProblemCode::Limit, message, unit: None })?;
        }
        Ok(())
    }

    /// Gives the file that a mark attaches to a page.
    pub fn of_page(&mut self, page: &Page<'_>, mark: usize, out: &mut dyn Emit) -> Result<(), Failure> {
        match page.attachment(mark) {
            Ok(file) => self.give(&file, out),
            Err(pdfium::Error::Absent) => {
                self.is_unsought = true;
                Ok(())
            }
            Err(_) => Ok(()),
        }
    }

    fn give(&mut self, file: &Attachment<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
        let name = file.name().unwrap_or_default();
        let unpacked = match file.bytes(MAX_BYTES) {
            Ok(bytes) => Ok(bytes),
            Err(pdfium::Error::Size) => Err(Unread::TooLarge),
            // It is named alone.
            Err(_) => return Ok(()),
        };
        if let Ok(bytes) = &unpacked {
            let told = Sha256::new().chain_update((name.len() as u64).to_le_bytes()).chain_update(&name);
            if !self.seen.insert(told.chain_update(bytes).finalize().into()) {
                return Ok(());
            }
        }
        let modified = file.modified().ok().and_then(|date| pdf_date(date.as_bytes()));
        self.given.begin()?;
        self.given.give(Some(name), modified, unpacked, self.n_packed, out)
    }
}
