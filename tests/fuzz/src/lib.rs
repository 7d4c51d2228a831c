//! Bytes nobody would write, for every parser of ours and for what worker and host say to each other.
//!
//! [`targets::TARGETS`] names what is fed; [`run`] feeds it once. The program beside this library feeds it files; built
//! with the feature `engine` it is libFuzzer, which makes up the bytes itself (`cargo xtask fuzz`). What a target checks
//! beyond "does not panic" stands with it: [`reading`] has the host look at every frame, as it would at a hostile worker's.
//!
//! `seeds` beside this folder has what each target starts from, made by the tests of its crate; all of it is fed in the
//! ordinary tests. Deliberately not here: parsers that are not ours. One of them that panics has its document told as our
//! fault in the ledger, and is named on standard error.

mod asking;
mod guard;
mod log;
mod messages;
mod package;
mod reading;
pub mod targets;
mod unpacking;
mod words;

pub use guard::{begin, run};

libfuzzer_sys::fuzz_target!(init: guard::begin_engine(), |bytes: &[u8]| guard::run_engine(bytes));
