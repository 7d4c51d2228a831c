//! The table of commands. The command line, the window and the tests are all built from it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use ts_rs::TS;

use crate::{Code, Desk, Error, Job, Result, Shape};

mod addressing;
mod attributes;
mod audiences;
mod bars;
pub(crate) mod cases;
mod chips;
mod citing;
mod comparing;
mod conversation;
mod copying;
mod correcting;
mod counting;
mod demo;
mod documents;
mod erasing;
mod explained;
mod explaining;
mod exporting;
mod expression;
mod facets;
mod facts_of;
mod fitting;
mod formats;
mod found;
mod headings;
mod history;
mod ledger;
mod likes;
mod literal;
pub(crate) mod marks;
mod mentions;
mod ordering;
mod page;
mod passwords;
mod paste;
mod preferring;
mod privileged;
mod queries;
mod reader;
mod reindexing;
mod rereading;
mod revealing;
mod saved;
mod saving;
mod scan;
mod searches;
mod settings;
mod sheet;
mod similar;
mod sources;
mod statements;
mod suggest;
mod svg;
mod sweeps;
mod table;
mod timeline;
mod undoing;
mod unread;
mod verify;
mod views;
mod vocabulary;
mod watching;

pub(crate) use cases::count_states;
pub(crate) use settings::author;
pub use table::COMMANDS;

/// A command: declared once, run from anywhere.
pub struct Command {
    /// Its words: `["entity", "add"]`.
    pub name: &'static [&'static str],
    /// One line: what it does.
    pub about: &'static str,
    /// Lines to try, each a whole command line without the program's name.
    pub examples: &'static [&'static str],
    /// What it takes. A request is a JSON object with these names, `-` written `_`.
    pub args: &'static [Arg],
    /// What a request looks like.
    pub request: Shape,
    /// What it answers.
    pub response: Shape,
    /// Whether what it does is recorded under somebody's name.
    pub signs: bool,
    /// Runs it.
    pub run: fn(&Desk, &mut Job<'_>, Value) -> Result<Answer>,
}

impl Command {
    /// Whether only a window has a use for it: it hands over what was drawn there.
    pub fn is_for_windows_alone(&self) -> bool {
        matches!(self.name, ["save", "picture"])
    }
}

/// One argument of a command.
#[derive(Debug, Clone, Copy)]
pub struct Arg {
    /// Its name: `case`, `unit`.
    pub name: &'static str,
    /// How it is given.
    pub form: Form,
    /// What its value is called in help: `CASE`, `N`.
    pub value: &'static str,
    /// What it is, in a few words.
    pub help: &'static str,
}

/// How an argument is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// In its place, always.
    Needed,
    /// In its place, or left out.
    Optional,
    /// In its place, once or more.
    Many,
    /// In its place, as often as wanted.
    Any,
    /// `--name VALUE`.
    Option,
    /// `--name VALUE`, always.
    NeededOption,
    /// Asked for or read from standard input, always: the list of processes and a shell's history show what is typed.
    Secret,
    /// `--name N`: a whole number.
    Number,
    /// `--name VALUE`, as often as wanted.
    Repeated,
    /// `--name`.
    Flag,
    /// A path, in its place, always.
    NeededPath,
    /// A path, in its place, or left out.
    OptionalPath,
    /// Paths, in their place, once or more.
    ManyPaths,
    /// `--name FILE`: a path.
    PathOption,
    /// `--name FILE`: a path, or `-` for what stands on standard input, which the request has as `text` instead.
    Input,
}

/// What a command answers.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The response.
    pub value: Value,
    /// Whether the work was done but something could not be read.
    pub unreadable: bool,
    /// Whether what was asked about turned out wrong, as damage that a check found.
    pub failed: bool,
}

impl Answer {
    fn of<T: Serialize>(response: T) -> Result<Answer> {
        let value = serde_json::to_value(response).map_err(|e| Error::internal("the answer", &e))?;
        Ok(Answer { value, unreadable: false, failed: false })
    }
}

/// The command of these words.
pub fn find(words: &[&str]) -> Option<&'static Command> {
    COMMANDS.iter().find(|c| c.name == words)
}

/// Runs a command by name, as the window and tests do.
pub fn run(desk: &Desk, job: &mut Job<'_>, words: &[&str], request: Value) -> Result<Answer> {
    let command =
        find(words).ok_or_else(|| Error::new(Code::Usage, format!("there is no command {}", words.join(" "))))?;
    (command.run)(desk, job, request)
}

fn request<T: DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(|e| Error::new(Code::Usage, e.to_string()))
}

/// A request that names nothing but the case.
#[derive(Deserialize, TS)]
struct OfCase {
    case: PathBuf,
}

/// A request that names one thing in the case.
#[derive(Deserialize, TS)]
struct OfId {
    case: PathBuf,
    id: String,
}
