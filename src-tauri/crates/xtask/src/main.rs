//! Set-up, run, test and bench.

fn main() {}
