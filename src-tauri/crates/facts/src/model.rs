//! What a case knows: statements, the citations they rest on, the ties between the two, judgements and preferences.
//!
//! All times are milliseconds since 1970 in UTC.

mod citation;
mod judgement;
mod preference;
mod statement;

pub use citation::{Citation, SaidBy, Stance, Tie, Translation};
pub use judgement::{Judgement, Verdict};
pub use preference::Preference;
pub use statement::{Entity, Standing, Statement, Withdrawal};
