//! The command line: arguments become requests to `desk`, answers become text.
//!
//! [`run`] is the whole program as a function of its arguments and a [`Shell`]; `main.rs` only fills the shell from the
//! real world. Which commands there are, and what they take, is `desk`'s to say: the arguments are built from its table.

mod args;
mod progress;
mod show;

use std::{
    ffi::OsString,
    io::{Read, Write},
    path::PathBuf,
    process::ExitCode,
};

use desk::command::Form;
use desk::{CancelToken, Code, Desk, Job};
use serde_json::Value;

/// What the program is lent: a desk, its two outputs, where it stands.
pub struct Shell<'a> {
    /// The world the commands run in.
    pub desk: Desk,
    /// Answers.
    pub out: &'a mut dyn Write,
    /// Progress and messages.
    pub err: &'a mut dyn Write,
    /// Whether `err` is a terminal, where progress is drawn in place.
    pub err_is_terminal: bool,
    /// Asks for what must not stand on a command line, in these words: on a terminal without showing what is typed.
    pub ask: &'a mut dyn FnMut(&str) -> std::io::Result<String>,
    /// Standard input.
    pub input: &'a mut dyn Read,
    /// The folder that relative paths are meant from.
    pub cwd: PathBuf,
    /// Set when the user asks to stop.
    pub cancel: CancelToken,
}

/// Exit codes of the command line's contract.
const FAILED: u8 = 1;
const USAGE: u8 = 2;
const UNREADABLE: u8 = 3;

/// Runs one command line (the program's name first).
pub fn run(args: &[OsString], shell: &mut Shell<'_>) -> ExitCode {
    ExitCode::from(code(args, shell))
}

/// As [`run`], with the exit code as a number.
pub fn code(args: &[OsString], shell: &mut Shell<'_>) -> u8 {
    let mut parsed = match args::parse(args, &shell.cwd) {
        Ok(parsed) => parsed,
        Err(args::Stop::Help(text)) => return finish(write!(shell.out, "{text}"), 0),
        Err(args::Stop::Usage(text)) => return finish(write!(shell.err, "{text}"), USAGE),
    };
    if let Err(error) = ask_for_secrets(&mut parsed, shell).and_then(|()| read_input(&mut parsed, shell)) {
        return finish(writeln!(shell.err, "Nothing could be read from standard input: {error}"), USAGE);
    }
    let mut desk = shell.desk.clone();
    if let Some(author) = parsed.author {
        desk.author = author;
    }
    let mut line = progress::Line::new(shell.err, shell.err_is_terminal);
    let mut events = |event| line.tell(event);
    let mut job = Job { events: &mut events, cancel: shell.cancel.clone() };
    let answer = (parsed.command.run)(&desk, &mut job, parsed.request);
    line.clear();
    match answer {
        Ok(answer) => {
            if parsed.command.signs && desk.author.is_empty() {
                // Somebody who closed standard error does not want to hear it.
                let _ = unsigned(shell.err);
            }
            let written = if parsed.json {
                serde_json::to_writer_pretty(&mut *shell.out, &answer.value)
                    .map_err(std::io::Error::from)
                    .and_then(|()| writeln!(shell.out))
            } else {
                show::show(parsed.command.name, &answer.value, shell.out)
            };
            let code = match () {
                () if answer.failed => FAILED,
                () if answer.unreadable => UNREADABLE,
                () => 0,
            };
            finish(written, code)
        }
        Err(error) => {
            let code = if error.code == Code::Usage { USAGE } else { FAILED };
            finish(complain(shell.err, &error, parsed.json), code)
        }
    }
}

/// Adds to a request what is no argument.
fn ask_for_secrets(parsed: &mut args::Parsed, shell: &mut Shell<'_>) -> std::io::Result<()> {
    for arg in parsed.command.args.iter().filter(|arg| arg.form == Form::Secret) {
        let secret = (shell.ask)(arg.value)?;
        parsed.request[arg.name] = secret.into();
    }
    Ok(())
}

/// Reads what a request has standard input for: it goes by the name of `text`.
fn read_input(parsed: &mut args::Parsed, shell: &mut Shell<'_>) -> std::io::Result<()> {
    for arg in parsed.command.args.iter().filter(|arg| arg.form == Form::Input) {
        if parsed.request[arg.name] == "-" {
            let mut bytes = Vec::new();
            shell.input.read_to_end(&mut bytes)?;
            parsed.request[arg.name] = Value::Null;
            parsed.request["text"] = desk::text_of(&bytes).into();
        }
    }
    Ok(())
}

/// The history says who did what; one who has not said it yet hears how to.
fn unsigned(err: &mut dyn Write) -> std::io::Result<()> {
    writeln!(
        err,
        "Signed by nobody: give your name with --author NAME, or for good with: casebound settings --author NAME"
    )
}

/// A reader that went away, as `head` does, is no failure of ours.
fn finish(written: std::io::Result<()>, code: u8) -> u8 {
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => FAILED,
        _ => code,
    }
}

fn complain(err: &mut dyn Write, error: &desk::Error, json: bool) -> std::io::Result<()> {
    if json {
        let text = serde_json::to_string(error).map_err(std::io::Error::from)?;
        return writeln!(err, "{text}");
    }
    writeln!(err, "{}", error.message)?;
    if !error.detail.is_empty() {
        writeln!(err, "  {}", error.detail)?;
    }
    if !error.hint.is_empty() {
        writeln!(err, "{}", error.hint)?;
    }
    Ok(())
}
