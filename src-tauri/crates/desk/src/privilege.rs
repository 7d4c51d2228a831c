//! Telling what may be between a lawyer and a client: by domains in mail addresses, by names, by words. They are looked for
//! in the words of a document, in all that its reader tells of it, and in what it is called.
//!
//! Matching is deliberately coarse: what is set aside wrongly is released by a person in a moment, what is read wrongly
//! cannot be unread. Words are the search's words, letters fold as in the search: what a search would find by a line of
//! the list, the line sets aside.

mod phrases;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{Rule, RuleKind};

use crate::{Code, Error, Result};
use phrases::Phrases;

/// No host that can be reached is written longer than this, folded or not.
const HOST_BYTES: usize = 1024;
/// What stands between a name and a host, and the forms of it that fold to it.
const AT_SIGNS: [char; 3] = ['@', '＠', '﹫'];

/// The list of rules, made ready.
pub struct Matcher {
    /// Folded, and as they are shown.
    domains: Vec<(String, String)>,
    names: Phrases,
    /// Tells this list from any other.
    stamp: String,
}

/// What of the list a document matches.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matched(BTreeSet<String>);

impl Matcher {
    /// Of a list; `None` where there is nothing on it.
    ///
    /// # Errors
    ///
    /// [`Code::Refused`] where a line of it can match nothing, or in too many spellings to be looked for: a list that
    /// holds less than it says would let by what is to be set aside.
    pub fn new(rules: &[Rule]) -> Result<Option<Matcher>> {
        if rules.is_empty() {
            return Ok(None);
        }
        let mut matcher = Matcher { domains: Vec::new(), names: Phrases::default(), stamp: stamp(rules) };
        for rule in rules {
            matcher.take(rule.kind, &rule.text).map_err(|why| unusable(&rule.text, why))?;
        }
        Ok(Some(matcher))
    }

    /// Why a line could not be held against anything; `None` where it can.
    pub fn trouble(kind: RuleKind, text: &str) -> Option<&'static str> {
        let mut alone = Matcher { domains: Vec::new(), names: Phrases::default(), stamp: String::new() };
        alone.take(kind, text).err()
    }

    fn take(&mut self, kind: RuleKind, text: &str) -> Result<(), &'static str> {
        if kind != RuleKind::Domain {
            return self.names.add(text, text);
        }
        let domain = search::folded(text);
        if !domain.chars().any(char::is_alphanumeric) {
            return Err(phrases::NO_WORD);
        }
        self.domains.push((domain, format!("@{}", text.to_lowercase())));
        Ok(())
    }

    /// Tells this list from any other.
    pub fn stamp(&self) -> &str {
        &self.stamp
    }

    /// Whether the list still has what was matched once.
    pub fn has(&self, shown: &str) -> bool {
        self.names.has(shown) || self.domains.iter().any(|(_, domain)| domain == shown)
    }

    /// Looks through words, and the addresses among them.
    pub fn look(&self, text: &str, found: &mut Matched) {
        self.names.each_in(text, |name| {
            if !found.0.contains(name) {
                found.0.insert(name.to_owned());
            }
        });
        if self.domains.is_empty() {
            return;
        }
        // A host has no such sign in it, so that no letter is folded twice, however many signs stand in a row.
        for behind in text.split(AT_SIGNS).skip(1) {
            self.look_at_host(&behind[..behind.floor_char_boundary(HOST_BYTES)], found);
        }
    }

    /// Looks at what a text says behind the sign of an address.
    fn look_at_host(&self, behind: &str, found: &mut Matched) {
        let folded = search::folded(behind);
        let end = folded.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(folded.len());
        let host = folded[..end].trim_end_matches('.');
        for (domain, shown) in &self.domains {
            let is_below = || host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'));
            if host == domain || is_below() {
                found.0.insert(shown.clone());
            }
        }
    }

    /// Looks at what the last part of a path is called.
    pub fn look_at_name(&self, path: &str, found: &mut Matched) {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.look(name, found);
        // What kind of file it is stands behind an address it is called by.
        if let Some((name, _)) = name.rsplit_once('.') {
            self.look(name, found);
        }
    }
}

impl Matched {
    /// Whether anything matched.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What of this the list still has.
    pub fn still_on(&self, list: &Matcher) -> Matched {
        Matched(self.0.iter().filter(|shown| list.has(shown)).cloned().collect())
    }

    /// Adds what matched elsewhere.
    pub fn join(&mut self, other: Matched) {
        self.0.extend(other.0);
    }

    /// What matched, in words for the ledger.
    pub fn words(&self) -> String {
        format!("matches {}", self.0.iter().cloned().collect::<Vec<_>>().join(", "))
    }
}

fn stamp(rules: &[Rule]) -> String {
    let mut lines: Vec<(u8, &str)> = rules.iter().map(|rule| (rule.kind as u8, rule.text.as_str())).collect();
    lines.sort_unstable();
    let mut hasher = Sha256::new();
    for (kind, text) in lines {
        hasher.update([kind]);
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text);
    }
    store::to_hex(&hasher.finalize())
}

fn unusable(text: &str, why: &str) -> Error {
    Error::new(
        Code::Refused,
        format!("The privilege list has the line “{text}”, which {why}. Nothing was read: what it is to set aside would get by."),
    )
    .hint(format!("Take the line off the list, and add it in other words: casebound privilege remove CASE \"{text}\""))
}
