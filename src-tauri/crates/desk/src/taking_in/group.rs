//! A group of messages on its way into the case: written in one transaction, then indexed, queued and counted.

use std::collections::HashMap;

use facts::DocumentId;
use store::{Found, Made, Transaction};

use super::{
    child::Arrived,
    committer::{FoundPlace, Message, ReadDocument},
    queue::Queued,
};
use crate::{
    Result,
    privilege::{Matched, Matcher},
};

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
    /// Documents that were read before and are set aside now, by another name they have.
    pub shut: Vec<DocumentId>,
    /// How far long readings have come. Only the last of a document holds: all it stands for is in this group or an
    /// earlier one.
    checkpoints: HashMap<DocumentId, String>,
}

impl Written {
    /// Writes what a message tells. With a list of what may be privileged, what matches is set aside.
    pub fn take(
        &mut self,
        tx: &mut Transaction<'_>,
        message: Message,
        take_erased_again: bool,
        matcher: Option<&Matcher>,
    ) -> Result<()> {
        match message {
            Message::Found(found) => self.found(tx, *found, take_erased_again, matcher)?,
            Message::Read(read) => {
                let ReadDocument { document, reading, text, maker, mut matched, sketch, go_on } = *read;
                if let Some(text) = text {
                    let language = reading.language.clone();
                    let made = Made::extracted(&reading.parser, &reading.parser_version, language);
                    tx.add_text(document, text, Made { maker, ..made })?;
                }
                tx.add_reading(document, &reading)?;
                if let Some(matcher) = matcher {
                    for place in tx.case().acquisitions(&document)? {
                        matcher.look_at_name(&place.path, &mut matched);
                    }
                    tx.set_aside_unread(&document, (!matched.is_empty()).then(|| matched.words()))?;
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

    fn found(
        &mut self,
        tx: &mut Transaction<'_>,
        found: FoundPlace,
        take_erased_again: bool,
        matcher: Option<&Matcher>,
    ) -> Result<()> {
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
        if let (true, Some(matcher), Some(document)) = (found.is_new, matcher, &acquisition.document) {
            self.name(tx, matcher, document, &acquisition.path)?;
        }
        self.counted.push((found, erased_before));
        if let (false, Some(document)) = (found.is_new || in_hand, acquisition.document) {
            self.known.push(document);
        }
        if let Some(id) = acquisition.document.filter(|_| !in_hand) {
            self.to_read.push(Queued { id, source: acquisition.source, path: acquisition.path, depth });
        }
        Ok(())
    }

    /// Sets a document aside for what it is called, if it was read under another name: else its reading tells.
    fn name(&mut self, tx: &mut Transaction<'_>, matcher: &Matcher, document: &DocumentId, path: &str) -> Result<()> {
        let mut matched = Matched::default();
        matcher.look_at_name(path, &mut matched);
        let case = tx.case();
        if !matched.is_empty() && case.reading(document)?.is_some() && case.standing(document)?.is_none() {
            tx.set_aside_unread(document, Some(matched.words()))?;
            self.shut.push(*document);
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
