//! The Linux sandbox: resource limits, Landlock where there, and a seccomp allow-list over all threads.

mod cell;

use std::collections::BTreeMap;

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, LandlockStatus, Ruleset, RulesetAttr, RulesetStatus,
    Scope,
};
use rustix::process::{Pid, Resource, Rlimit, getppid, setrlimit};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
};

use super::{SandboxReport, selftest};

pub(super) use cell::become_program;

/// Address space a process needs beside what it holds: the program, its stacks, what the allocator sets aside.
const ADDRESS_SLACK: u64 = 768 << 20;
/// Descriptors: the pipes, their originals, and one to spare.
const MAX_FILES: u64 = 8;

pub(super) fn lock_in(memory: u64) -> Result<SandboxReport, String> {
    let said = |what: &'static str| move |error: &dyn std::fmt::Display| format!("{what}: {error}");
    let host = getppid().unwrap_or(Pid::INIT);
    limit_memory(memory)?;
    limit(Resource::Nofile, MAX_FILES, "open files")?;
    limit(Resource::Fsize, 0, "written files")?;
    limit(Resource::Nproc, 0, "processes")?;
    let landlock = landlock().map_err(|error| said("landlock")(&error))?;
    let allowed = filter(allow_list()?)?;
    seccompiler::apply_filter_all_threads(&allowed).map_err(|error| said("seccomp")(&error))?;
    selftest::run(memory, host)?;
    Ok(SandboxReport { limits: true, seccomp: true, landlock, off: None })
}

pub(super) fn limit_memory(memory: u64) -> Result<(), String> {
    limit(Resource::Core, 0, "core dumps")?;
    limit(Resource::Data, memory, "memory")?;
    limit(Resource::As, memory.saturating_add(ADDRESS_SLACK), "address space")
}

fn limit(resource: Resource, most: u64, what: &str) -> Result<(), String> {
    let limit = Rlimit { current: Some(most), maximum: Some(most) };
    setrlimit(resource, limit).map_err(|error| format!("limit of {what}: {error}"))
}

/// Denies every file, every port and every abstract socket the kernel's Landlock knows of; `None` where it has none.
fn landlock() -> Result<Option<u32>, landlock::RulesetError> {
    let newest = ABI::V6;
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(newest))?
        .handle_access(AccessNet::from_all(newest))?
        .scope(Scope::from_all(newest))?
        .create()?
        .restrict_self()?;
    Ok(match (status.ruleset, status.landlock) {
        (RulesetStatus::NotEnforced, _) => None,
        (_, LandlockStatus::Available { effective_abi, .. }) => Some((effective_abi as u32).min(newest as u32)),
        _ => None,
    })
}

type Rules = Vec<(libc::c_long, Vec<SeccompRule>)>;

/// What is not on the list fails with "not permitted", so that libraries make do instead of dying.
fn filter(rules: Rules) -> Result<BpfProgram, String> {
    let arch =
        TargetArch::try_from(std::env::consts::ARCH).map_err(|_| "seccomp: no rules for this processor".to_owned())?;
    let rules: BTreeMap<i64, Vec<SeccompRule>> = rules.into_iter().collect();
    SeccompFilter::new(rules, SeccompAction::Errno(libc::EPERM as u32), SeccompAction::Allow, arch)
        .and_then(BpfProgram::try_from)
        .map_err(|error| format!("seccomp: {error}"))
}

/// All that a program needs to compute, to hold memory and to use pipes that are open already.
fn allow_list() -> Result<Rules, String> {
    let free = [
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_lseek,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_brk,
        libc::SYS_futex,
        libc::SYS_sched_yield,
        libc::SYS_sched_getaffinity,
        libc::SYS_membarrier,
        libc::SYS_rseq,
        libc::SYS_set_robust_list,
        libc::SYS_exit,
        libc::SYS_exit_group,
        libc::SYS_restart_syscall,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_clock_gettime,
        libc::SYS_clock_getres,
        libc::SYS_clock_nanosleep,
        libc::SYS_nanosleep,
        libc::SYS_gettimeofday,
        libc::SYS_getrandom,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_ppoll,
    ];
    let mut rules: Rules = free.into_iter().map(|call| (call, vec![])).collect();
    #[cfg(target_arch = "x86_64")]
    rules.push((libc::SYS_poll, vec![]));
    // memory that can be run is how a hijacked parser would go on
    let not_executable = || condition(2, SeccompCmpOp::MaskedEq(libc::PROT_EXEC as u64), 0);
    rules.push((libc::SYS_mmap, vec![rule(not_executable()?)?]));
    rules.push((libc::SYS_mprotect, vec![rule(not_executable()?)?]));
    // asking about a descriptor, not changing who gets its signals
    let ask = |command: i32| condition(1, SeccompCmpOp::Eq, command as u64).and_then(rule);
    rules.push((libc::SYS_fcntl, vec![ask(libc::F_GETFD)?, ask(libc::F_GETFL)?]));
    // a program may end itself by a signal, and no other
    let me = u64::from(std::process::id());
    rules.push((libc::SYS_tgkill, vec![rule(condition(0, SeccompCmpOp::Eq, me)?)?]));
    Ok(rules)
}

fn condition(argument: u8, operator: SeccompCmpOp, value: u64) -> Result<SeccompCondition, String> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, operator, value)
        .map_err(|error| format!("seccomp: {error}"))
}

fn rule(condition: SeccompCondition) -> Result<SeccompRule, String> {
    SeccompRule::new(vec![condition]).map_err(|error| format!("seccomp: {error}"))
}
