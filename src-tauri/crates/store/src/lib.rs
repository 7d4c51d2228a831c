//! The case on disk: the SQLite file, the vault that all bytes pass through, the operation log, and the tables that
//! are a projection of it.
//!
//! A case is a folder: `case.casebound` (marker), `case.sqlite`, `vault/`, `index/`, `pages/`, `lock` and,
//! while somebody writes, `lock.holder`. Only this crate knows a path inside it and writes its SQL. Start at [`Case`]
//! (reading), [`CaseMut`] (writing) and [`Transaction`].
//!
//! Not here: what text means (`anchor`), what may be asserted (`facts`), reading formats (`ingest`), the inside of the
//! index (`search`, which is only given a folder).

mod case;
mod check;
mod connection;
mod disk;
mod erase;
mod error;
mod layout;
mod legal_hold;
mod lock;
mod migrate;
pub mod oplog;
mod password;
mod preference;
mod privilege;
mod registry;
mod resting;
mod saved;
mod share;
mod sketch;
mod sweep;
pub mod table;
mod transaction;
mod undo;
pub mod vault;
mod within;
mod world;
mod writing;

pub use case::{Case, Mode, Moment, ReadOnly, TextPlace};
pub use check::{CheckReport, LogReport};
pub use erase::{EraseReason, Erased, Target};
pub use error::Error;
pub use legal_hold::{HoldOn, LegalHold};
pub use lock::{Held, Holder};
pub use password::{Password, holds_password};
pub use privilege::{Rule, RuleKind, SetAside, Standing};
pub use resting::Resting;
pub use saved::{NewSearch, SavedSearch};
pub use sketch::{Kin, NewSketch};
pub use sweep::holds_sweep;
pub use table::acquisition::{Acquisition, Found, Inside, LedgerRow, NewAcquisition, ReadPlace, name_of_erased};
pub use table::document::{Document, NewDocument, to_hex};
pub use table::mail::MailRole;
pub use table::reading::{NewReading, Reading, State};
pub use table::seen::SeenPage;
pub use table::source::{Audience, NewSource, Source, SourceKind};
pub use table::state::{CurrentText, Unsearched};
pub use table::text::{Made, Maker, NewText, TextVersion};
pub use transaction::Transaction;
pub use undo::{Undone, WhyNotUndone};
pub use world::World;
pub use writing::CaseMut;

/// Result with this crate's error.
pub type Result<T, E = Error> = std::result::Result<T, E>;
