//! What a document tells of itself as a whole: scripts, a form of the other kind, signatures.
#![allow(unsafe_code, reason = "calls into a library of another language")]

use crate::{Document, Error, text, turn};

/// Most signatures that are looked at.
const MAX_SIGNATURES: i32 = 1_000;

/// What a signature says of itself, as far as the library tells it; empty where it says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Why it was signed.
    pub reason: String,
    /// When, as the file has it.
    pub time: String,
}

impl Document<'_> {
    /// Whether it has scripts of its own, beside those of marks and actions.
    ///
    /// # Errors
    /// [`Error::Absent`].
    pub fn has_scripts(&self) -> Result<bool, Error> {
        let calls = self.engine.trait_calls()?;
        let _turn = turn();
        // SAFETY: the document is open.
        Ok(unsafe { (calls.FPDFDoc_GetJavaScriptActionCount)(self.handle) > 0 })
    }

    /// Whether its form is of the kind called XFA.
    ///
    /// # Errors
    /// [`Error::Absent`].
    pub fn has_xfa(&self) -> Result<bool, Error> {
        let calls = self.engine.trait_calls()?;
        let _turn = turn();
        // SAFETY: the document is open.
        Ok(unsafe { (calls.FPDF_GetXFAPacketCount)(self.handle) > 0 })
    }

    /// The signatures of its form that say something.
    ///
    /// # Errors
    /// [`Error::Absent`], [`Error::Size`].
    pub fn signatures(&self) -> Result<Vec<Signature>, Error> {
        let calls = self.engine.trait_calls()?;
        let _turn = turn();
        // SAFETY: the document is open.
        let n = unsafe { (calls.FPDF_GetSignatureCount)(self.handle) }.min(MAX_SIGNATURES);
        let mut signatures = Vec::new();
        for at in 0..n {
            // SAFETY: the document is open, the index one of its signatures.
            let handle = unsafe { (calls.FPDF_GetSignatureObject)(self.handle, at) };
            if handle.is_null() {
                continue;
            }
            // SAFETY: the signature is the document's, the room as large as is said.
            let (reason, time) = unsafe {
                (
                    text::wide(|room, n_bytes| (calls.FPDFSignatureObj_GetReason)(handle, room, n_bytes))?,
                    text::narrow(|room, n_bytes| (calls.FPDFSignatureObj_GetTime)(handle, room, n_bytes))?,
                )
            };
            if !(reason.is_empty() && time.is_empty()) {
                signatures.push(Signature { reason, time });
            }
        }
        Ok(signatures)
    }
}
