//! A group of messages on its way into the case: written in one transaction, then indexed, queued and counted.

use std::collections::HashMap;

use facts::DocumentId;
use store::{Found, Made, Transaction};

use super::{
    child::Arrived,
    committer::{FoundPlace, Message, ReadDocument},
    queue::Queued,
};
use crate::Result;

/// What is left to do once a group is written.
#[derive(Default)]
pub(super) struct Written {
    /// Documents that may have to be read.
    pub to_read: Vec<Queued>,
    /// Documents whose words go into the index.
    pub to_index: Vec<DocumentId>,
    /// Tasks that are done.
    pub done: Vec<Message>,
    /// Rows of the ledger that were found, and whether they were passed over because they had been erased.
    pub counted: Vec<(Found, bool)>,
    /// Documents that were known before, and what lies in them with them.
    pub known: Vec<DocumentId>,
    /// How far long readings have come. Only the last of a document holds: all it stands for is in this group or an
    /// earlier one.
    checkpoints: HashMap<DocumentId, String>,
}

impl Written {
    /// Writes what a message tells. `watches` says whether there is a list of what may be privileged.
    pub fn take(
        &mut self,
        tx: &mut Transaction<'_>,
        message: Message,
        take_erased_again: bool,
        watches: bool,
    ) -> Result<()> {
        match message {
            Message::Found(found) => self.found(tx, *found, take_erased_again)?,
            Message::Read(read) => {
                let ReadDocument { document, reading, text, maker, aside, sketch, go_on } = *read;
                if let Some(text) = text {
                    let language = reading.language.clone();
                    let made = Made::extracted(&reading.parser, &reading.parser_version, language);
                    tx.add_text(document, text, Made { maker, ..made })?;
                }
                tx.add_reading(document, &reading)?;
                if watches {
                    tx.set_aside_unread(&document, aside)?;
                }
                if let Some(sketch) = sketch {
                    tx.keep_sketch(&sketch)?;
                }
                match go_on {
                    Some(text) => drop(self.checkpoints.insert(document, text)),
                    None => drop(self.checkpoints.remove(&document)),
                }
                self.to_index.push(document);
            }
            Message::Checkpoint { document, text } => drop(self.checkpoints.insert(document, text)),
            finished @ Message::Finished { .. } => self.done.push(finished),
            Message::Broken(error) => return Err(error),
        }
        Ok(())
    }

    fn found(&mut self, tx: &mut Transaction<'_>, found: FoundPlace, take_erased_again: bool) -> Result<()> {
        let FoundPlace { acquisition, bytes, depth, in_hand, erased_before } = found;
        if let (true, Some(document)) = (take_erased_again, &acquisition.document) {
            tx.readmit(document)?;
        }
        match bytes {
            Some(Arrived::Staged(staged)) => {
                tx.add_document(staged)?;
            }
            Some(Arrived::Standing(derived)) => {
                tx.add_derived(&derived)?;
            }
            None => {}
        }
        let found = tx.add_acquisition(&acquisition)?;
        self.counted.push((found, erased_before));
        if let (false, Some(document)) = (found.is_new || in_hand, acquisition.document) {
            self.known.push(document);
        }
        if let Some(id) = acquisition.document.filter(|_| !in_hand) {
            self.to_read.push(Queued { id, source: acquisition.source, path: acquisition.path, depth });
        }
        Ok(())
    }

    /// Writes how far long readings have come.
    pub fn mark(&self, tx: &mut Transaction<'_>) -> Result<()> {
        for (document, text) in &self.checkpoints {
            tx.set_checkpoint(document, text)?;
        }
        Ok(())
    }
}
