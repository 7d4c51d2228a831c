//! How far a reading had come that was interrupted, or ended by a limit of time or memory: the reader's own mark, and what
//! had been told of the document by then.
//!
//! Children are in the case by the time a checkpoint is, and nothing else is: properties and problems come with the
//! reading, which an interruption takes away. So they lie in the checkpoint. Properties past the first thousand are not
//! kept; what of them matched the privilege list is, with the list it was held against.

use std::collections::BTreeMap;

use ingest::{
    format::{MetaKey, Problem},
    kind::Kind,
};
use serde::{Deserialize, Serialize};

use super::sink::Found;
use crate::privilege::{Matched, Matcher};

/// A checkpoint is not worth more than this.
const MOST_BYTES: usize = 8 << 20;

/// What a checkpoint holds.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    /// The version that wrote it: another might mean something else by the mark.
    version: String,
    /// The reader's mark.
    pub token: String,
    kind: Option<Kind>,
    meta: BTreeMap<MetaKey, Vec<String>>,
    problems: Vec<Problem>,
    n_problems: u64,
    n_children: u64,
    /// How many properties there were, kept or not.
    n_meta: usize,
    matched: Matched,
    /// The list that the properties were held against.
    list: Option<String>,
}

impl Checkpoint {
    /// What is written down at a reader's mark; nothing where it would be too much.
    pub fn write(token: &str, found: &Found, matcher: Option<&Matcher>) -> Option<String> {
        let checkpoint = Checkpoint {
            version: super::version().to_owned(),
            token: token.to_owned(),
            kind: found.kind,
            meta: found.meta.clone(),
            problems: found.problems.clone(),
            n_problems: found.n_problems,
            n_children: found.n_children,
            n_meta: found.n_meta,
            matched: found.gist.matched.clone(),
            list: matcher.map(|matcher| matcher.stamp().to_owned()),
        };
        serde_json::to_string(&checkpoint).ok().filter(|text| text.len() <= MOST_BYTES)
    }

    /// A checkpoint as it was written, if this very version did, and if nothing that it no longer has would have to be held
    /// against another privilege list than it was.
    pub fn read(text: &str, matcher: Option<&Matcher>) -> Option<Checkpoint> {
        let checkpoint: Checkpoint = serde_json::from_str(text).ok()?;
        let n_kept: usize = checkpoint.meta.values().map(Vec::len).sum();
        let is_same_list = || matcher.is_none_or(|matcher| checkpoint.list.as_deref() == Some(matcher.stamp()));
        (checkpoint.version == super::version() && (checkpoint.n_meta <= n_kept || is_same_list()))
            .then_some(checkpoint)
    }

    /// What had been found by then, held against the privilege list as it is now.
    pub fn found(&self, matcher: Option<&Matcher>) -> Found {
        let mut found = Found {
            kind: self.kind,
            meta: self.meta.clone(),
            problems: self.problems.clone(),
            n_problems: self.n_problems,
            n_children: self.n_children,
            n_meta: self.n_meta,
            ..Found::default()
        };
        if let Some(matcher) = matcher {
            found.gist.matched = self.matched.still_on(matcher);
            for values in self.meta.values() {
                values.iter().for_each(|value| matcher.look(value, &mut found.gist.matched));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use facts::{PersonId, RuleId};
    use ingest::format::ProblemCode;
    use store::{Rule, RuleKind};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_was_told_before_an_interruption_is_kept() {
        let problem = Problem { code: ProblemCode::Unreadable, message: "entry 3 is a link".into(), unit: None };
        let found = Found {
            kind: Some(Kind::Tar),
            meta: BTreeMap::from([(MetaKey::Finding, vec!["entry 4 is a device".to_owned()])]),
            problems: vec![problem.clone()],
            n_problems: 1,
            n_children: 64,
            n_meta: 1,
            ..Found::default()
        };
        let text = Checkpoint::write("64:64:70000:12", &found, None).expect("it is small");
        let read = Checkpoint::read(&text, None).expect("this version wrote it");
        assert_eq!(read.token, "64:64:70000:12");
        let again = read.found(None);
        assert_eq!((again.kind, again.n_children, again.n_meta), (Some(Kind::Tar), 64, 1));
        assert_eq!((again.meta, again.problems, again.n_problems), (found.meta, vec![problem], 1));
    }

    fn list(names: &[&str]) -> Option<Matcher> {
        let (id, author) = (RuleId::from_uuid(Uuid::nil()), PersonId::from_uuid(Uuid::nil()));
        let rule = |name: &&str| Rule { id, kind: RuleKind::Name, text: (*name).to_owned(), author, at: 0 };
        Matcher::new(&names.iter().map(rule).collect::<Vec<_>>()).expect("a list")
    }

    #[test]
    fn what_may_be_privileged_is_known_after_an_interruption_too() {
        let finding = "entry 4, to Ida Kolb.eml, is another name of letter.eml".to_owned();
        let found = Found { meta: BTreeMap::from([(MetaKey::Finding, vec![finding])]), n_meta: 1, ..Found::default() };
        let text = Checkpoint::write("64:64:70000:12", &found, None).expect("it is small");
        let matched = |name: &str| {
            let list = list(&[name]);
            Checkpoint::read(&text, list.as_ref()).expect("all it was told is in it").found(list.as_ref()).gist.matched
        };
        assert_eq!(matched("Ida Kolb").words(), "matches Ida Kolb");
        assert!(matched("Per Brand").is_empty());
    }

    #[test]
    fn what_matched_past_the_properties_that_are_kept_is_known_too() {
        let before = list(&["Ida Kolb", "Per Brand"]);
        let matcher = before.as_ref().expect("a list");
        let mut found = Found { n_meta: 1_001, ..Found::default() };
        matcher.look("entry 1001, to Ida Kolb.eml, is a link", &mut found.gist.matched);
        let text = Checkpoint::write("64:64:70000:12", &found, Some(matcher)).expect("it is small");

        let read = Checkpoint::read(&text, before.as_ref()).expect("the same list");
        assert_eq!(read.found(before.as_ref()).gist.matched.words(), "matches Ida Kolb");
        // What was not kept cannot be held against another list: the document is read from its beginning.
        for other in [list(&["Ida Kolb"]), list(&["Ida Kolb", "Per Brand", "Ostrand"])] {
            assert!(Checkpoint::read(&text, other.as_ref()).is_none());
        }
        assert!(Checkpoint::read(&text, None).is_some_and(|read| read.found(None).gist.matched.is_empty()));
    }

    #[test]
    fn what_another_version_wrote_is_not_gone_on_from() {
        let text = Checkpoint::write("64:9", &Found::default(), None).expect("it is small");
        let current = format!("\"version\":\"{}\"", crate::taking_in::version());
        assert!(Checkpoint::read(&text.replace(&current, "\"version\":\"0.0.0\""), None).is_none());
        assert!(Checkpoint::read("64:9", None).is_none());
    }
}
