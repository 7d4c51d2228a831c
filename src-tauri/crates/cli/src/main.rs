//! The `casebound` command.

fn main() {}
