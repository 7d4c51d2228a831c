//! Which messages are one conversation: those whose numbers name each other, over any number of steps.
//!
//! Subjects are not looked at: "Re: invoice" names nobody, and a conversation whose subject was changed goes on.

use std::collections::{HashMap, HashSet, VecDeque};

use facts::DocumentId;
use store::{Case, MailRole};

use crate::Result;

/// A conversation is followed so far; some programs give thousands of messages one number.
const MOST_MESSAGES: usize = 1_000;
const MOST_IDS: usize = 20_000;

/// A conversation as it was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Conversation {
    /// Every message of it that is in the case.
    pub messages: Vec<Message>,
    /// Numbers of messages that are not in the case, in the order they were first named.
    pub missing: Vec<Missing>,
    /// Whether it goes on beyond what was followed.
    pub goes_on: bool,
}

/// A message in the case.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    pub document: DocumentId,
    /// Its own number.
    pub id: Option<String>,
    /// The number of the message it answers: what it says it answers, else the last it refers to.
    pub answers: Option<String>,
}

/// A message that is named and not in the case.
#[derive(Debug, PartialEq, Eq)]
pub struct Missing {
    pub id: String,
    /// Messages that answer it or refer to it.
    pub named_by: Vec<DocumentId>,
    /// Whether one of them answers it.
    pub is_answered: bool,
}

/// Where numbers are looked up.
pub trait Numbers {
    /// What a message says of itself.
    fn of(&self, document: &DocumentId) -> Result<Vec<(MailRole, String)>>;
    /// The messages that say something of a number, as many as `most`.
    fn with(&self, id: &str, most: usize) -> Result<Vec<(MailRole, DocumentId)>>;
}

impl Numbers for Case {
    fn of(&self, document: &DocumentId) -> Result<Vec<(MailRole, String)>> {
        Ok(self.mail_ids(document)?)
    }

    fn with(&self, id: &str, most: usize) -> Result<Vec<(MailRole, DocumentId)>> {
        Ok(self.mails_with(id, most)?)
    }
}

/// The conversation that a message belongs to; without any message where the document is none.
pub fn around(numbers: &impl Numbers, document: DocumentId) -> Result<Conversation> {
    let mut following = Following { known: HashSet::from([document]), ..Following::default() };
    let mut messages = Vec::new();
    let mut waiting = VecDeque::from([document]);
    while let Some(document) = waiting.pop_front() {
        let own = numbers.of(&document)?;
        if own.is_empty() {
            continue;
        }
        messages.push(message(document, &own));
        for (role, id) in own {
            following.note(document, role, &id);
            if following.begins(&id) {
                waiting.extend(following.others(&id, numbers.with(&id, MOST_MESSAGES + 1)?));
            }
        }
    }
    Ok(Conversation { messages, goes_on: following.goes_on, missing: following.missing() })
}

/// What is known while a conversation is followed.
#[derive(Default)]
struct Following {
    known: HashSet<DocumentId>,
    /// Numbers that were looked up.
    seen: HashSet<String>,
    /// Numbers that messages of the case have.
    there: HashSet<String>,
    /// Numbers that messages name, each with its place among them.
    named: HashMap<String, (usize, Missing)>,
    goes_on: bool,
}

impl Following {
    fn note(&mut self, document: DocumentId, role: MailRole, id: &str) {
        if role == MailRole::Own {
            self.there.insert(id.to_owned());
            return;
        }
        let next = self.named.len();
        let new = || (next, Missing { id: id.to_owned(), named_by: Vec::new(), is_answered: false });
        let (_, named) = self.named.entry(id.to_owned()).or_insert_with(new);
        if named.named_by.last() != Some(&document) {
            named.named_by.push(document);
        }
        named.is_answered |= role == MailRole::Answers;
    }

    /// Whether a number is to be looked up: each once, and not without end.
    fn begins(&mut self, id: &str) -> bool {
        if self.seen.contains(id) {
            return false;
        }
        let is_room = self.seen.len() < MOST_IDS;
        self.goes_on |= !is_room;
        is_room && self.seen.insert(id.to_owned())
    }

    /// The messages of a number that were not met before.
    fn others(&mut self, id: &str, with: Vec<(MailRole, DocumentId)>) -> Vec<DocumentId> {
        let mut new = Vec::new();
        for (role, document) in with {
            if role == MailRole::Own {
                self.there.insert(id.to_owned());
            }
            if self.known.contains(&document) {
                continue;
            }
            if self.known.len() >= MOST_MESSAGES {
                self.goes_on = true;
            } else {
                self.known.insert(document);
                new.push(document);
            }
        }
        new
    }

    fn missing(self) -> Vec<Missing> {
        let Following { named, there, .. } = self;
        let mut missing: Vec<_> = named.into_values().filter(|(_, named)| !there.contains(&named.id)).collect();
        missing.sort_by_key(|(place, _)| *place);
        missing.into_iter().map(|(_, missing)| missing).collect()
    }
}

fn message(document: DocumentId, own: &[(MailRole, String)]) -> Message {
    let of = |wanted: MailRole| own.iter().filter(move |(role, _)| *role == wanted).map(|(_, id)| id.clone());
    Message {
        document,
        id: of(MailRole::Own).next(),
        answers: of(MailRole::Answers).next().or_else(|| of(MailRole::Refers).next_back()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Messages by what their headers say: own number, answers, refers to.
    struct Mailbox(Vec<(DocumentId, Vec<(MailRole, String)>)>);

    fn doc(n: u8) -> DocumentId {
        DocumentId::from_bytes([n; 32])
    }

    fn boxed(messages: &[(&str, &[&str], &[&str])]) -> Mailbox {
        let one = |(own, answers, refers): &(&str, &[&str], &[&str])| {
            let ids = |role, ids: &[&str]| ids.iter().map(|id| (role, (*id).to_owned())).collect::<Vec<_>>();
            [ids(MailRole::Own, &[*own]), ids(MailRole::Answers, answers), ids(MailRole::Refers, refers)].concat()
        };
        Mailbox(messages.iter().zip(1..).map(|(message, n)| (doc(n), one(message))).collect())
    }

    impl Numbers for Mailbox {
        fn of(&self, document: &DocumentId) -> Result<Vec<(MailRole, String)>> {
            Ok(self.0.iter().find(|(id, _)| id == document).map(|(_, own)| own.clone()).unwrap_or_default())
        }

        fn with(&self, id: &str, most: usize) -> Result<Vec<(MailRole, DocumentId)>> {
            let all =
                self.0.iter().flat_map(|(document, own)| own.iter().map(move |(role, id)| (id, *role, *document)));
            Ok(all.filter(|(found, ..)| *found == id).map(|(_, role, document)| (role, document)).take(most).collect())
        }
    }

    fn numbers(found: &Conversation) -> Vec<&str> {
        let mut ids: Vec<&str> = found.messages.iter().filter_map(|m| m.id.as_deref()).collect();
        ids.sort_unstable();
        ids
    }

    #[test]
    fn a_conversation_is_the_same_from_wherever_it_is_looked_at() {
        let all = boxed(&[
            ("a", &[], &[]),
            ("b", &["a"], &["a"]),
            ("c", &["b"], &["a", "b"]),
            ("other", &[], &[]),
            ("d", &["lost"], &["a", "lost"]),
        ]);
        for n in [1, 2, 3, 5] {
            let found = around(&all, doc(n)).expect("found");
            assert_eq!(numbers(&found), ["a", "b", "c", "d"], "from {n}");
            assert_eq!(found.missing, [Missing { id: "lost".into(), named_by: vec![doc(5)], is_answered: true }]);
            assert!(!found.goes_on);
        }
        let alone = around(&all, doc(4)).expect("found");
        assert_eq!((numbers(&alone), alone.missing.len()), (vec!["other"], 0));
        assert_eq!(around(&all, doc(99)).expect("found"), Conversation::default());
    }

    #[test]
    fn messages_are_tied_by_one_that_is_missing() {
        let found = around(&boxed(&[("a", &["lost"], &[]), ("b", &[], &["older", "lost"])]), doc(1)).expect("found");
        assert_eq!(numbers(&found), ["a", "b"]);
        assert_eq!(found.messages[1].answers.as_deref(), Some("lost"), "the last it refers to");
        let missing: Vec<_> = found.missing.iter().map(|m| (m.id.as_str(), m.named_by.len(), m.is_answered)).collect();
        assert_eq!(missing, [("lost", 2, true), ("older", 1, false)]);
    }

    #[test]
    fn circles_end_and_what_goes_on_for_ever_is_cut_and_told() {
        let circle = around(&boxed(&[("a", &["b"], &["a"]), ("b", &["a"], &[])]), doc(1)).expect("found");
        assert_eq!((numbers(&circle), circle.missing.len()), (vec!["a", "b"], 0));
        let many: Vec<(DocumentId, Vec<(MailRole, String)>)> = (0..3_000_u32)
            .map(|n| {
                let mut id = [0; 32];
                id[..4].copy_from_slice(&n.to_be_bytes());
                (DocumentId::from_bytes(id), vec![(MailRole::Own, format!("m{n}")), (MailRole::Refers, "list".into())])
            })
            .collect();
        let found = around(&Mailbox(many), DocumentId::from_bytes([0; 32])).expect("found");
        assert_eq!((found.messages.len(), found.goes_on), (MOST_MESSAGES, true));
    }
}
