//! The operation log: every change ever made to the case, in chains that cannot be altered unseen.

pub mod cbor;
mod clock;
mod operation;
mod verify;

pub use clock::HybridTime;
pub use operation::{Head, OpId, Operation, Scope, commitment};
pub use verify::{ChainTrouble, Verifier};
