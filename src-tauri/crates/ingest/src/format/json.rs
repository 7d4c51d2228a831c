//! JSON, and JSON Lines: records of plain values as a table, all else as an outline a person can read. Feeds of news (JSON
//! Feed) are given item by item.
//!
//! A list of records is looked at from its start: where they are alike and hold no other records, their keys are the
//! columns. Any length is read in bounded memory.

mod feed;
mod outline;
mod rows;
mod survey;
#[cfg(test)]
mod tests;
mod tokens;

use std::io::{Read, Seek, SeekFrom};

use encoding_rs::Encoding;

use feed::Feed;
use outline::Outline;
use rows::Rows;
use survey::survey;
use tokens::{Fault, Token, Tokens};

use super::decoded::Decoded;
use super::medium::Medium;
use super::text::find_encoding;
use super::unpacking::problem;
use super::{Emit, Failure, Input, MetaKey, ProblemCode};

/// Gives the values. Lines that are not JSON are told of where most are, and end the reading else.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let (encoding, mark) = find_encoding(input.bytes, out)?;
    out.meta(MetaKey::Encoding, encoding.name().to_lowercase())?;
    let mut medium = Medium::new(&mut *input.bytes);
    let is_feed = feed::begins(&mut medium)?;
    let mut look = survey(&mut begin(&mut medium, encoding, mark)?)?;
    let mut tokens = begin(&mut medium, encoding, mark)?;
    let limits = input.limits;
    let mut read = match look.columns {
        _ if is_feed => Reading::Feed(Feed::new(out, limits)),
        Some(columns) => Reading::Rows(Rows::new(out, columns, look.is_list, limits)?),
        None => Reading::Outline(Outline::new(out, look.is_list || look.n_values > 1, look.is_list, limits)),
    };
    let (mut odd, mut first) = (Odd::default(), First::default());
    let outcome = loop {
        match tokens.next() {
            Ok(Some(token)) => {
                // What stands behind a list is no record of it.
                if look.is_list && first.is_over {
                    look.is_list = false;
                    read = Reading::Outline(Outline::new(read.finish(&mut tokens)?, false, false, limits));
                }
                first.token(&token);
                read.token(token, &mut tokens)?;
            }
            Ok(None) => break Ok(()),
            Err(Fault::Medium(error)) => return Err(Failure::ReadError(error.to_string())),
            Err(Fault::Syntax) if look.n_values > 1 && !look.is_list => {
                odd.line(tokens.line);
                read.end_value()?;
                if !tokens.next_line().unwrap_or(false) {
                    break Ok(());
                }
            }
            Err(fault) => break Err(failure(&fault, tokens.line)),
        }
    };
    let (has_cut, is_damaged) = (tokens.has_cut, tokens.is_damaged());
    let out = read.finish(&mut tokens)?;
    odd.tell(out)?;
    if has_cut {
        out.problem(problem(ProblemCode::Limit, "a text is longer than 1 MiB; its rest is left out".to_owned()))?;
    }
    if is_damaged {
        let message = format!("some bytes are not {}; each is shown as \u{fffd}", encoding.name());
        out.problem(problem(ProblemCode::Encoding, message))?;
    }
    outcome
}

fn begin<'a, 'm>(
    medium: &'a mut Medium<'m>,
    encoding: &'static Encoding,
    mark: usize,
) -> Result<Tokens<&'a mut Medium<'m>>, Failure> {
    medium.seek(SeekFrom::Start(mark as u64)).map_err(|error| Failure::ReadError(error.to_string()))?;
    Ok(Tokens::new(Decoded::new(medium, encoding)))
}

fn failure(fault: &Fault, line: u64) -> Failure {
    match fault {
        Fault::TooDeep => Failure::LimitHit(format!("values within values are too deep on line {line}")),
        Fault::BreaksOff => Failure::Corrupt(format!("it breaks off within a value on line {line}")),
        _ => Failure::Corrupt(format!("what stands on line {line} is not JSON; the rest was not read")),
    }
}

/// The first of several values, as far as it goes.
#[derive(Default)]
struct First {
    depth: usize,
    is_over: bool,
}

impl First {
    fn token(&mut self, token: &Token) {
        match token {
            Token::Open(_) => self.depth += 1,
            Token::Close(_) => {
                self.depth = self.depth.saturating_sub(1);
                self.is_over |= self.depth == 0;
            }
            _ => {}
        }
    }
}

/// What becomes of the values.
enum Reading<'a> {
    Feed(Feed<'a>),
    Rows(Rows<'a>),
    Outline(Outline<'a>),
}

impl<'a> Reading<'a> {
    fn token<R: Read>(&mut self, token: Token, tokens: &mut Tokens<R>) -> Result<(), Failure> {
        match self {
            Reading::Feed(feed) => feed.token(token, tokens),
            Reading::Rows(rows) => rows.token(token),
            Reading::Outline(outline) => outline.token(token),
        }
    }

    /// Ends the value that was begun, which goes on no further.
    fn end_value(&mut self) -> Result<(), Failure> {
        match self {
            Reading::Feed(_) => Ok(()),
            Reading::Rows(rows) => rows.end_value(),
            Reading::Outline(outline) => outline.end_value(),
        }
    }

    fn finish<R: Read>(self, tokens: &mut Tokens<R>) -> Result<&'a mut dyn Emit, Failure> {
        match self {
            Reading::Feed(feed) => feed.finish(tokens),
            Reading::Rows(rows) => rows.finish(),
            Reading::Outline(outline) => outline.finish(),
        }
    }
}

/// Lines that are not JSON among those that are.
#[derive(Default)]
struct Odd {
    first: Option<u64>,
    n_lines: u64,
}

impl Odd {
    fn line(&mut self, line: u64) {
        self.first.get_or_insert(line);
        self.n_lines += 1;
    }

    fn tell(&self, out: &mut dyn Emit) -> Result<(), Failure> {
        let Some(first) = self.first else { return Ok(()) };
        let message = match self.n_lines {
            1 => format!("line {first} is damaged and was read only in part"),
            n => format!("{n} lines are damaged and were read only in part, line {first} first"),
        };
        out.problem(problem(ProblemCode::Unreadable, message))
    }
}
