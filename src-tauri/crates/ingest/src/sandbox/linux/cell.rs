//! Locking this process in before it becomes a program of the system's that reads pixels and writes words.
//!
//! That program has to open its libraries and its data, so Landlock is what holds it here: without it nothing is run. It
//! may read these files and run itself, no more: no other file, no socket, no further process, no writing.

use std::fs::File;
use std::net::UdpSocket;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetCreated,
    RulesetCreatedAttr, RulesetStatus, Scope, path_beneath_rules,
};
use rustix::process::Resource;

use super::{MAX_FILES, Rules, allow_list, filter, limit, limit_memory};

/// Where systems keep libraries that programs are linked with, and what says where which of them is.
const LIBRARIES: [&str; 6] = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache"];
/// What starts programs that are linked with libraries.
const LOADERS: [&str; 3] =
    ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-linux-riscv64-lp64d.so.1"];
/// Longest that it may compute, in seconds.
const MOST_SECONDS: u64 = 300;

/// Becomes `program`, which may read `data` besides its libraries and hold so much memory. Comes back only with the
/// reason why it did not.
pub(in crate::sandbox) fn become_program(
    program: &Path,
    args: &[String],
    data: &Path,
    memory: u64,
    env: &[(&str, &str)],
) -> String {
    match lock_in(program, data, memory) {
        Ok(()) => {
            let mut command = Command::new(program);
            command.args(args).env_clear().envs(env.iter().copied());
            format!("{} could not be run: {}", program.display(), command.exec())
        }
        Err(why) => why,
    }
}

fn lock_in(program: &Path, data: &Path, memory: u64) -> Result<(), String> {
    limit_memory(memory)?;
    limit(Resource::Cpu, MOST_SECONDS, "time")?;
    limit(Resource::Nofile, 2 * MAX_FILES, "open files")?;
    limit(Resource::Fsize, 0, "written files")?;
    limit(Resource::Nproc, 0, "processes")?;
    landlock(program, data)?;
    let allowed = filter(rules()?)?;
    seccompiler::apply_filter_all_threads(&allowed).map_err(|error| format!("seccomp: {error}"))?;
    prove()
}

fn landlock(program: &Path, data: &Path) -> Result<(), String> {
    let newest = ABI::V6;
    let read: BitFlags<AccessFs> = AccessFs::ReadFile | AccessFs::ReadDir;
    let run: BitFlags<AccessFs> = AccessFs::ReadFile | AccessFs::Execute;
    // A link is allowed by where it leads.
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let readable: Vec<PathBuf> = LIBRARIES.iter().map(Path::new).chain([data]).map(real).collect();
    let runnable: Vec<PathBuf> = LOADERS.iter().map(Path::new).chain([program]).map(real).collect();
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(newest))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(newest)))
        .and_then(|rules| rules.scope(Scope::from_all(newest)))
        .and_then(Ruleset::create)
        .and_then(|rules| rules.add_rules(path_beneath_rules(readable, read)))
        .and_then(|rules| rules.add_rules(path_beneath_rules(runnable, run)))
        .and_then(RulesetCreated::restrict_self)
        .map_err(|error| format!("landlock: {error}"))?;
    match status.ruleset {
        RulesetStatus::NotEnforced => Err("this system has no Landlock, without which it cannot be locked in".into()),
        _ => Ok(()),
    }
}

/// What a worker may do, and what starting a program and its libraries takes.
fn rules() -> Result<Rules, String> {
    let mut rules: Rules = allow_list()?;
    // Libraries are code: mapping them to be run is what the loader does.
    rules.retain(|(call, _)| *call != libc::SYS_mmap && *call != libc::SYS_mprotect);
    let more = [
        libc::SYS_mmap,
        libc::SYS_mprotect,
        libc::SYS_execve,
        libc::SYS_openat,
        libc::SYS_newfstatat,
        libc::SYS_fstat,
        libc::SYS_statx,
        libc::SYS_faccessat,
        libc::SYS_readlinkat,
        libc::SYS_getdents64,
        libc::SYS_pread64,
        libc::SYS_prlimit64,
        libc::SYS_set_tid_address,
        libc::SYS_sysinfo,
        libc::SYS_uname,
    ];
    rules.extend(more.into_iter().map(|call| (call, vec![])));
    #[cfg(target_arch = "x86_64")]
    rules.extend([libc::SYS_access, libc::SYS_arch_prctl, libc::SYS_readlink].into_iter().map(|call| (call, vec![])));
    Ok(rules)
}

/// Tries what must fail; the error names what worked.
fn prove() -> Result<(), String> {
    let attempts: [(&str, &dyn Fn() -> bool); 5] = [
        ("reading a file of the system's", &|| File::open("/etc/passwd").is_ok()),
        ("looking into a folder", &|| std::fs::read_dir("/").is_ok()),
        ("writing a file", &|| File::create("/tmp/casebound-cell").is_ok()),
        ("a socket", &|| UdpSocket::bind(("127.0.0.1", 0)).is_ok()),
        ("starting a program", &|| Command::new("/bin/true").spawn().is_ok()),
    ];
    if let Some((what, _)) = attempts.iter().find(|(_, works)| works()) {
        return Err(format!("the sandbox does not hold: {what} worked"));
    }
    // Where this works nothing of us is left to go on, and whoever waits for words gets none.
    match Command::new("/bin/true").exec().kind() {
        std::io::ErrorKind::PermissionDenied => Ok(()),
        _ => Err("the sandbox does not hold: becoming another program was not refused".into()),
    }
}
