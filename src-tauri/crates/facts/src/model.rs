//! What a case knows: statements, the citations they rest on, the ties between the two, and judgements.
//!
//! All times are milliseconds since 1970 in UTC.

mod citation;
mod judgement;
mod statement;

pub use citation::{Citation, SaidBy, Stance, Tie, Translation};
pub use judgement::{Judgement, Verdict};
pub use statement::{Entity, Standing, Statement, Withdrawal};
