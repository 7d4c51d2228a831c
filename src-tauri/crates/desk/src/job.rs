//! Long work: what it tells while it runs, and how it is stopped.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use serde::Serialize;
use ts_rs::TS;

/// Asks a running command to stop. What is done by then stays done.
#[derive(Debug, Clone, Default)]
pub struct CancelToken(Arc<AtomicBool>);

impl CancelToken {
    /// Asks for the stop.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// The flag itself, for those who only look.
    pub fn flag(&self) -> &AtomicBool {
        &self.0
    }
}

/// What a running command tells.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
#[ts(rename = "JobEvent")]
pub enum Event {
    /// How far a long job is.
    Progress(Progress),
    /// Something worth knowing that is not the answer.
    Note {
        /// The words.
        message: String,
    },
    /// A job that goes on has changed the case: it took files in, or read what somebody waits for.
    TookIn {
        /// How many were new in the ledger.
        added: u64,
    },
    /// What came has names of a list that is watched.
    Named(NewNames),
}

/// Names of a list that is watched, in what came since it was looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct NewNames {
    /// The list, by its id.
    pub sweep: String,
    /// What it is called.
    pub list: String,
    /// The first few of the names, in the order of the list.
    pub names: Vec<String>,
    /// How many there are.
    pub n: u64,
}

/// How far a long job is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
pub struct Progress {
    /// What is being done: `taking in`, `indexing`.
    pub doing: String,
    /// Things done.
    pub done: u64,
    /// Things known to be there.
    pub total: u64,
    /// Bytes done.
    pub bytes: u64,
    /// Bytes known to be there.
    pub total_bytes: u64,
    /// Things that gave trouble.
    pub problems: u64,
    /// Milliseconds since the start.
    pub elapsed_ms: u64,
    /// The file at hand.
    pub current: String,
}

/// One run of a command.
pub struct Job<'a> {
    /// Where events go.
    pub events: &'a mut dyn FnMut(Event),
    /// Set to stop it.
    pub cancel: CancelToken,
}

impl Job<'_> {
    /// Tells something worth knowing.
    pub fn note(&mut self, message: impl Into<String>) {
        (self.events)(Event::Note { message: message.into() });
    }
}
