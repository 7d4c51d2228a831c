//! Values as an outline: a line for each, what belongs to another indented under it.

use super::tokens::{Shape, Token};
use crate::format::outlines::Records;
use crate::format::{Emit, Failure, Limits};

/// The outline in the making.
pub(super) struct Outline<'a> {
    records: Records<'a>,
    /// The depth at which records stand.
    level: usize,
    depth: usize,
    key: Option<String>,
    /// Lists that begin on the next line.
    n_dashes: usize,
}

impl<'a> Outline<'a> {
    pub(super) fn new(out: &'a mut dyn Emit, has_records: bool, is_list: bool, limits: Limits) -> Outline<'a> {
        let records = Records::new(out, "json", has_records, limits);
        Outline { records, level: usize::from(is_list), depth: 0, key: None, n_dashes: 0 }
    }

    pub(super) fn token(&mut self, token: Token) -> Result<(), Failure> {
        match token {
            Token::Open(_) => {
                if self.depth > self.level {
                    match self.key.take() {
                        Some(key) => self.line(0, &format!("{key}:"))?,
                        None => self.n_dashes += 1,
                    }
                } else if self.depth == self.level {
                    self.records.begin();
                }
                self.depth += 1;
            }
            Token::Close(shape) => {
                if self.n_dashes > 0 {
                    self.line(0, if shape == Shape::Object { "{}" } else { "[]" })?;
                }
                self.depth = self.depth.saturating_sub(1);
                if self.depth == self.level {
                    return self.end_value();
                }
            }
            Token::Key(key) => self.key = Some(key),
            Token::Value(_) | Token::Null => {
                let value = if let Token::Value(value) = token { value } else { String::new() };
                if self.depth <= self.level {
                    self.line(0, &value)?;
                    return self.end_value();
                }
                match self.key.take() {
                    Some(key) => self.line(0, format!("{key}: {value}").trim_end())?,
                    None => {
                        self.n_dashes += 1;
                        self.line(1, &value)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Ends a record as far as it goes.
    pub(super) fn end_value(&mut self) -> Result<(), Failure> {
        self.depth = self.level;
        self.key = None;
        self.n_dashes = 0;
        self.records.end()
    }

    pub(super) fn finish(self) -> Result<&'a mut dyn Emit, Failure> {
        self.records.finish()
    }

    /// Writes a line `n_deeper` than what is open, behind the dashes of the lists that begin with it.
    fn line(&mut self, n_deeper: usize, words: &str) -> Result<(), Failure> {
        let depth = (self.depth + n_deeper).saturating_sub(self.level + 1);
        self.records.line(depth, std::mem::take(&mut self.n_dashes), words)
    }
}
