//! The part of the bench that calls commands in its own process.

use std::{path::Path, process::Command};

use serde_json::{Value, json};

use super::{Bench, Goal, fed};
use crate::{Stop, cargo};

/// Slowest median and 95th percentile of drawing a page, in milliseconds.
const PAGE_P50_MS: f64 = 150.0;
const PAGE_P95_MS: f64 = 400.0;

/// Gives it a plan; what it measured.
pub(super) fn run(bench: &Bench, plan: &Value) -> Result<Value, Stop> {
    let mut command = Command::new(cargo::build_inside()?);
    fed(command.env("CASEBOUND_PROFILE", bench.profile()), plan, "the bench's inside")
}

/// Draws the first `n_pages` pages of every PDF in a case.
pub(super) fn draw(bench: &Bench, case: &Path, n_pages: u32, goals: &mut Vec<Goal>) -> Result<Value, Stop> {
    let worker = bench.casebound.display().to_string();
    let plan = json!({ "case": case.display().to_string(), "worker": worker, "pages": n_pages });
    let drawn = run(bench, &plan)?;
    let cold = |name: &str| drawn["cold"][name].as_f64().unwrap_or(f64::NAN);
    goals.push(Goal::below("milliseconds to draw a page, median", PAGE_P50_MS, cold("p50_ms")));
    goals.push(Goal::below("milliseconds to draw a page, 95 in 100", PAGE_P95_MS, cold("p95_ms")));
    Ok(drawn)
}
