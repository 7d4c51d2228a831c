//! The world the commands run in, as the shell around them gives it.

use std::path::PathBuf;

use ingest::{
    host::{Settings, WorkerCommand},
    sandbox::Sandbox,
    tesseract::Tesseract,
};

use crate::{Catalogues, Indexes, Scans, Wanted};

/// What a shell (the command line, the window, a test) lends to the commands.
#[derive(Debug, Clone)]
pub struct Desk {
    /// Clock, randomness and profile folder.
    pub world: store::World,
    /// How to start a worker process.
    pub worker: WorkerCommand,
    /// Who signs, unless a request says otherwise; empty for somebody who did not say.
    pub author: String,
    /// How many workers run at once unless a request says otherwise.
    pub n_jobs: usize,
    /// Whether workers must be confined.
    pub sandbox: Sandbox,
    /// How workers that read what is taken in live and what they may spend; how many and how confined stands above.
    pub reading: Settings,
    /// Where this system keeps its fonts: pages in files that bring none along are drawn with them.
    pub font_dirs: Vec<PathBuf>,
    /// The folder of the sample files, where there is one.
    pub samples: Option<PathBuf>,
    /// The folder of the models that read words off pictures, where there is one.
    pub models: Option<PathBuf>,
    /// Tesseract, where the system has it.
    pub tesseract: Option<Tesseract>,
    /// What scans found, for their next pages: a program that stays open need not look through all texts for each.
    pub scans: Scans,
    /// What is known of documents besides their words, for the next search.
    pub catalogues: Catalogues,
    /// The index that was searched last, for the next search.
    pub indexes: Indexes,
    /// What somebody waits for while a case is being read.
    pub wanted: Wanted,
}
