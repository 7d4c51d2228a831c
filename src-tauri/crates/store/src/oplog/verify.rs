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

/// Verifies operations that come replica by replica in the order of their numbers: every id, every link to the one
/// before, every commitment whose value is still there. Linear; holds one entry per replica and one per erased value.
pub fn verify_chains<'a>(
    operations: impl Iterator<Item = &'a Operation>,
    may_lack_value: &HashSet<OpId>,
) -> Vec<ChainTrouble> {
    let mut heads: HashMap<ReplicaId, (u64, OpId)> = HashMap::new();
    let mut troubles = Vec::new();
    for operation in operations {
        let head = &operation.head;
        let mut trouble = |why| {
            troubles.push(ChainTrouble { operation: operation.id, replica: head.replica, seq: head.seq, why });
        };
        if head.id() != operation.id {
            trouble("its content is not what its id was made from");
        }
        let (last_seq, last_id) = match heads.get(&head.replica) {
            Some(&(seq, id)) => (seq, Some(id)),
            None => (0, None),
        };
        if head.seq != last_seq + 1 {
            trouble("operations are missing before it");
        } else if head.prev != last_id {
            trouble("it does not follow the operation before it");
        }
        match (&operation.salt, &operation.value, head.commitment) {
            (Some(salt), Some(value), Some(expected)) if commitment(salt, value) != expected => {
                trouble("its value is not the one that was written");
            }
            (Some(_), Some(_), Some(_)) | (None, None, None) => {}
            (None, None, Some(_)) if may_lack_value.contains(&operation.id) => {}
            (None, None, Some(_)) => trouble("its value is gone though nothing erased it"),
            _ => trouble("its value does not fit its head"),
        }
        heads.insert(head.replica, (head.seq, operation.id));
    }
    troubles
}
