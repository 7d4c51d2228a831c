//! Kills taking in at random moments, as the suite does, but more often and over a larger heap.

use crate::{Stop, cargo};

const DEFAULT_ROUNDS: &str = "30";

/// `kill [--rounds N]`.
pub(crate) fn kill(args: &[&str]) -> Result<(), Stop> {
    let rounds = match args {
        [] => DEFAULT_ROUNDS,
        ["--rounds", n] if n.parse::<u64>().is_ok_and(|n| n > 0) => n,
        _ => return Err(Stop::usage("usage: cargo xtask kill [--rounds N]")),
    };
    let test = "killed::deep::inside_archives_too_nothing_is_lost_doubled_or_read_again";
    let args = ["test", "--package", "casebound-tests", "--lib", "--", "--exact", test];
    cargo::run_with(&args, &[("CASEBOUND_KILL_ROUNDS", rounds)])?;
    println!("killed {rounds} times: nothing lost, doubled or read again");
    Ok(())
}
