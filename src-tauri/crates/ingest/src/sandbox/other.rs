//! Platforms without a sandbox of their own yet.

use std::path::Path;

use super::{OffBecause, SandboxReport};

pub(super) fn lock_in(_memory: u64) -> Result<SandboxReport, String> {
    Ok(SandboxReport::off(OffBecause::Platform))
}

pub(super) fn limit_memory(_memory: u64) -> Result<(), String> {
    Ok(())
}

/// A program that is not ours is run nowhere without a sandbox.
pub(super) fn become_program(_: &Path, _: &[String], _: &Path, _: u64, _: &[(&str, &str)]) -> String {
    "this system has nothing to lock it in with".into()
}
