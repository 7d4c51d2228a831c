//! A look at the first records: whether they make a table, and of which columns.

use std::collections::HashMap;
use std::io::Read;

use super::tokens::{Fault, Shape, Token, Tokens};
use crate::format::Failure;

const SEEN_RECORDS: u64 = 1000;
const SEEN_BYTES: u64 = 4 << 20;
const MOST_COLUMNS: usize = 200;

/// What was seen.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// Whether all is one list, whose items are the records.
    pub(super) is_list: bool,
    /// Values one after another, as far as they were counted.
    pub(super) n_values: u64,
    /// The columns where the records make a table.
    pub(super) columns: Option<Vec<String>>,
}

/// Looks at the first records.
pub(super) fn survey<R: Read>(tokens: &mut Tokens<R>) -> Result<Look, Failure> {
    let mut look = Look::default();
    let mut records = Records::default();
    let mut depth = 0_usize;
    while records.n < SEEN_RECORDS && tokens.n_read < SEEN_BYTES {
        let token = match tokens.next() {
            Ok(Some(token)) => token,
            Err(Fault::Medium(error)) => return Err(Failure::ReadError(error.to_string())),
            Err(Fault::Syntax) if look.n_values > 0 && tokens.next_line().unwrap_or(false) => {
                look.n_values += 1;
                depth = 0;
                continue;
            }
            Ok(None) | Err(_) => break,
        };
        if depth == 0 && token == Token::Open(Shape::Array) && look.n_values == 0 {
            look.is_list = true;
        }
        let is_close = matches!(token, Token::Close(_));
        depth -= usize::from(is_close && depth > 0);
        records.token(&token, depth, usize::from(look.is_list));
        depth += usize::from(matches!(token, Token::Open(_)));
        look.n_values += u64::from(depth == 0 && !matches!(token, Token::Key(_)));
    }
    let has_lists = look.is_list && look.n_values > 1;
    look.is_list &= !has_lists;
    look.columns = records.columns().filter(|_| !has_lists);
    Ok(look)
}

#[derive(Default)]
struct Records {
    n: u64,
    n_cells: u64,
    places: HashMap<String, usize>,
    is_uneven: bool,
}

impl Records {
    /// `level` is the depth at which records stand.
    fn token(&mut self, token: &Token, depth: usize, level: usize) {
        match token {
            Token::Open(Shape::Object) if depth == level => self.n += 1,
            Token::Key(key) if depth == level + 1 => {
                self.n_cells += 1;
                if self.places.len() < MOST_COLUMNS || self.places.contains_key(key) {
                    let next = self.places.len();
                    self.places.entry(key.clone()).or_insert(next);
                } else {
                    self.is_uneven = true;
                }
            }
            // A list of plain values fits a cell, a record does not.
            Token::Open(Shape::Array) if depth == level + 1 => {}
            Token::Open(_) if depth >= level => self.is_uneven = true,
            Token::Value(_) | Token::Null if depth == level => self.is_uneven = true,
            _ => {}
        }
    }

    /// Records that have little in common make no table, nor does a single one.
    fn columns(self) -> Option<Vec<String>> {
        let n_columns = self.places.len() as u64;
        if self.is_uneven || self.n < 2 || n_columns < 2 || n_columns * self.n > self.n_cells * 4 {
            return None;
        }
        let mut columns: Vec<(String, usize)> = self.places.into_iter().collect();
        columns.sort_by_key(|(_, place)| *place);
        Some(columns.into_iter().map(|(key, _)| key).collect())
    }
}
