//! The words that locked files are tried with.

use serde::{Deserialize, Serialize};

/// Most passwords that one reading is lent: each costs a locked file a tenth of a second.
pub const MOST: usize = 100;
/// Most characters of one.
pub const MOST_CHARS: usize = 255;

/// Passwords, in the order they are tried. They are shown nowhere: [`Debug`](std::fmt::Debug) says how many there are.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passwords(Vec<String>);

/// No password at all.
pub static NONE: Passwords = Passwords(Vec::new());

impl Passwords {
    /// The first [`MOST`] of these that are neither empty nor too long.
    #[must_use]
    pub fn new(words: impl IntoIterator<Item = String>) -> Passwords {
        let fits = |word: &String| !word.is_empty() && word.chars().count() <= MOST_CHARS;
        Passwords(words.into_iter().filter(fits).take(MOST).collect())
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} passwords", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_a_password_is_left_out_and_none_is_shown() {
        let long = "x".repeat(MOST_CHARS + 1);
        let words = ["heron", "", long.as_str(), "ter n"].map(str::to_owned);
        let passwords = Passwords::new(words);
        assert_eq!(passwords.iter().collect::<Vec<_>>(), ["heron", "ter n"]);
        assert_eq!(format!("{passwords:?}"), "2 passwords");
        let many = Passwords::new((0..1000).map(|n| n.to_string()));
        assert_eq!(many.iter().count(), MOST);
    }
}
