//! Small things several commands share: opening cases, times and ids as people read them.

use std::path::Path;

use chrono::DateTime;
use store::{Case, CaseMut, State};

use crate::{Code, Desk, Error, Result};

/// Opens a case for reading.
pub fn open(desk: &Desk, path: &Path) -> Result<Case> {
    Ok(Case::open(path, &desk.world)?)
}

/// Opens a case for writing.
pub fn open_mut(desk: &Desk, path: &Path) -> Result<CaseMut> {
    Ok(CaseMut::open(path, &desk.world)?)
}

/// A moment as `2025-03-04 10:15 UTC`.
pub fn moment(millis: u64) -> String {
    DateTime::from_timestamp_millis(millis.cast_signed())
        .map_or_else(|| "an unknown time".to_owned(), |t| t.format("%Y-%m-%d %H:%M UTC").to_string())
}

/// A state as a person wrote it.
pub fn state(word: &str) -> Result<State> {
    State::ALL.into_iter().find(|s| s.as_str() == word).ok_or_else(|| {
        let known: Vec<_> = State::ALL.iter().map(|s| s.as_str()).collect();
        Error::new(Code::Usage, format!("{word} is not a state.")).hint(format!("States are: {}", known.join(", ")))
    })
}

/// Picks the one item whose id starts or ends with `prefix` (at least four digits of it): ids made together share their
/// beginning, which is the time.
pub fn by_prefix<T>(
    what: &'static str,
    prefix: &str,
    items: impl IntoIterator<Item = T>,
    id: impl Fn(&T) -> String,
) -> Result<T> {
    let wanted = prefix.to_lowercase();
    let mut found: Vec<T> = if wanted.len() < 4 {
        Vec::new()
    } else {
        items.into_iter().filter(|item| is_meant(&id(item), &wanted)).collect()
    };
    match found.len() {
        0 => Err(Error::not_found(what, prefix)),
        1 => Ok(found.swap_remove(0)),
        count => {
            let message = format!("{prefix} fits {count} of this kind ({what}).");
            Err(Error::new(Code::Ambiguous, message).hint("Give more digits of the id, or its last ones."))
        }
    }
}

fn is_meant(id: &str, digits: &str) -> bool {
    id.starts_with(digits) || id.ends_with(digits)
}

/// The one thing a person means, of several kinds that were looked through with [`by_prefix`].
pub fn one_of<T>(what: &str, text: &str, found: impl IntoIterator<Item = Result<T>>) -> Result<T> {
    let mut things = Vec::new();
    for one in found {
        match one {
            Ok(thing) => things.push(thing),
            Err(error) if error.code == Code::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    match things.len() {
        0 => Err(Error::not_found(what, text)),
        1 => Ok(things.swap_remove(0)),
        n => Err(Error::new(Code::Ambiguous, format!("{text} fits {n} things.")).hint("Give more digits of the id.")),
    }
}
