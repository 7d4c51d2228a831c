//! The only composer: what the window and the command line can do with a case, as one table of commands.
//!
//! Start at [`command::COMMANDS`]: every command is declared there once, as a name, its arguments and a function from a
//! request to a response. [`Desk`] carries the world they run in; [`Job`] carries progress out and cancellation in.
//! [`pages::Pages`] draws what a reader shows.
//! Nothing below this crate knows of commands, jobs or prose for people; nothing here knows of windows or terminals.

mod alike;
mod catalogue;
pub mod command;
mod comparison;
mod conversation;
mod dating;
mod deriving;
mod differing;
mod doubtful;
mod error;
mod findings;
mod headings;
mod host;
mod indexes;
mod job;
mod known;
mod library;
mod lookup;
mod naming;
pub mod pages;
mod placing;
mod privilege;
mod recording;
mod renewing;
mod reveals;
mod sameness;
mod scans;
mod searching;
mod seeing;
mod sentence;
mod setting_aside;
mod sweeping;
mod taking_in;
mod transcripts;
mod typed;
mod types;
mod wanted;
mod world;

pub use catalogue::Catalogues;
pub use dating::date_words;
pub use error::{Code, Error};
pub use facts::Standing;
pub use host::{CopyMade, DropPhase, Host, HostEvent, Listener};
pub use indexes::Indexes;
pub use ingest::host::GIVE_BACK;
pub use job::{CancelToken, Event, Job, NewNames, Progress};
pub use scans::Scans;
pub use seeing::models::FILES as MODEL_FILES;
pub use typed::text_of;
pub use types::{Shape, typescript};
pub use wanted::Wanted;
pub use world::Desk;

/// Result with this crate's error.
pub type Result<T, E = Error> = std::result::Result<T, E>;
