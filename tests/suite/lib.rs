//! The suite: what only shows when the whole of Casebound works together.
//!
//! Every test drives the command line, most of them as a function in this process ([`bench::Bench`]), a few as the real
//! program, where signals and limits matter. One binary holds them all, as linking it costs more than running most.

#![cfg(test)]
#![allow(clippy::unwrap_used, reason = "a test that panics is a test that fails")]

mod alike;
mod answers;
mod arrows;
mod bench;
mod changes;
mod copies;
mod dated;
mod exports;
mod facts;
mod feeds;
mod full_disk;
mod grouped;
mod hardships;
mod killed;
mod languages;
mod ledger;
mod names;
mod ocr;
mod old_cases;
mod pages;
mod passwords;
mod privilege;
mod promises;
mod recordings;
mod renewing;
mod rereading;
mod reveals;
mod saved;
mod saved_pages;
mod scanned;
mod second;
mod selections;
mod sheets;
mod side_by_side;
mod snapshots;
mod standing;
mod sweeps;
mod time_limit;
mod unread;
mod watching;
mod window;
