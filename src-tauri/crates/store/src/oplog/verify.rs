//! Checking that the log is the log that was written.

use std::collections::{HashMap, HashSet};

use facts::ReplicaId;
use serde::Serialize;

use super::{OpId, Operation, commitment};

/// What is wrong with an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChainTrouble {
    /// The operation.
    pub operation: OpId,
    /// The replica whose chain it stands in.
    pub replica: ReplicaId,
    /// Its number there.
    pub seq: u64,
    /// What is wrong, in words.
    pub why: &'static str,
}

/// Verifies operations one by one, replica by replica in the order of their numbers: every id, every link to the one
/// before, every commitment whose value is still there. Holds one entry per replica and what is wrong.
#[derive(Debug)]
pub struct Verifier<'a> {
    may_lack_value: &'a HashSet<OpId>,
    heads: HashMap<ReplicaId, (u64, OpId)>,
    troubles: Vec<ChainTrouble>,
}

impl<'a> Verifier<'a> {
    /// Starts; the values of operations in `may_lack_value` were erased.
    pub fn new(may_lack_value: &'a HashSet<OpId>) -> Verifier<'a> {
        Verifier { may_lack_value, heads: HashMap::new(), troubles: Vec::new() }
    }

    /// Looks at the next operation.
    pub fn look(&mut self, operation: &Operation) {
        let head = &operation.head;
        if head.id() != operation.id {
            self.note(operation, "its content is not what its id was made from");
        }
        let (last_seq, last_id) = match self.heads.get(&head.replica) {
            Some(&(seq, id)) => (seq, Some(id)),
            None => (0, None),
        };
        if head.seq != last_seq + 1 {
            self.note(operation, "operations are missing before it");
        } else if head.prev != last_id {
            self.note(operation, "it does not follow the operation before it");
        }
        match (&operation.salt, &operation.value, head.commitment) {
            (Some(salt), Some(value), Some(expected)) if commitment(salt, value) != expected => {
                self.note(operation, "its value is not the one that was written");
            }
            (Some(_), Some(_), Some(_)) | (None, None, None) => {}
            (None, None, Some(_)) if self.may_lack_value.contains(&operation.id) => {}
            (None, None, Some(_)) => self.note(operation, "its value is gone though nothing erased it"),
            _ => self.note(operation, "its value does not fit its head"),
        }
        self.heads.insert(head.replica, (head.seq, operation.id));
    }

    /// Notes something else that is wrong with an operation.
    pub fn note(&mut self, operation: &Operation, why: &'static str) {
        let Operation { id, head, .. } = operation;
        self.troubles.push(ChainTrouble { operation: *id, replica: head.replica, seq: head.seq, why });
    }

    /// What was found wrong.
    pub fn finish(self) -> Vec<ChainTrouble> {
        self.troubles
    }
}
