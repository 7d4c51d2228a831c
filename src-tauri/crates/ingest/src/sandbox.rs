//! Locking a worker in, before it sees the first byte of a file.
//!
//! On Linux three layers: resource limits, a seccomp allow-list and, where the kernel has it, Landlock. Then the worker
//! tries what it must not be able to do ([`selftest`]); if anything works it refuses to serve. Elsewhere there is no
//! sandbox yet: workers are processes of their own with a deadline, and every report says so.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod other;
#[cfg(target_os = "linux")]
mod selftest;
mod stdio;

pub use stdio::take_stdio;

use serde::{Deserialize, Serialize};

#[cfg(target_os = "linux")]
use linux as platform;
#[cfg(not(target_os = "linux"))]
use other as platform;

/// Whether workers lock themselves in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sandbox {
    /// A worker that cannot lock itself in reads nothing, on platforms that have a sandbox.
    Required,
    /// Runs without, because somebody asked for it. The report says so.
    Off,
}

/// What holds a worker in, for the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SandboxReport {
    /// Memory, files and core dumps are limited.
    pub limits: bool,
    /// Only system calls that compute, and reading and writing of the two pipes.
    pub seccomp: bool,
    /// The Landlock version in force, where the kernel has one.
    pub landlock: Option<u32>,
    /// Set where there is no sandbox, with the reason.
    pub off: Option<OffBecause>,
}

/// Why a worker runs without a sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OffBecause {
    /// Somebody asked for it.
    Asked,
    /// There is none for this platform yet.
    Platform,
}

impl SandboxReport {
    /// A worker without a sandbox.
    #[must_use]
    pub const fn off(reason: OffBecause) -> Self {
        SandboxReport { limits: false, seccomp: false, landlock: None, off: Some(reason) }
    }
}

/// Locks this process in and becomes `program`, which may read `data` beside its own libraries and hold so much memory.
/// Comes back only with the reason why it did not.
pub(crate) fn become_program(
    program: &std::path::Path,
    args: &[String],
    data: &std::path::Path,
    memory: u64,
    env: &[(&str, &str)],
) -> String {
    platform::become_program(program, args, data, memory, env)
}

/// Locks this process in and proves it; `memory` is the most it may hold, in bytes. The error says what did not hold.
///
/// With [`Sandbox::Off`] memory is still limited where the platform can.
pub fn enter(sandbox: Sandbox, memory: u64) -> Result<SandboxReport, String> {
    match sandbox {
        Sandbox::Required => platform::lock_in(memory),
        Sandbox::Off => {
            platform::limit_memory(memory)?;
            Ok(SandboxReport::off(OffBecause::Asked))
        }
    }
}
