//! Running a target once, on the stack it has in the product, and telling our panics from those of others.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::thread::Builder;

use crate::targets::{self, Target};

/// Set by a panic in code of ours, caught or not.
static OURS: AtomicBool = AtomicBool::new(false);

/// Has panics told apart from here on.
pub fn begin() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let shown = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| match is_ours(info) {
            true => {
                OURS.store(true, Ordering::SeqCst);
                shown(info);
            }
            false => tell_of_another(info),
        }));
    });
}

/// Feeds a target once.
///
/// # Panics
/// If code of ours panicked, even where a worker would have caught it.
pub fn run(target: &Target, bytes: &[u8]) {
    std::thread::scope(|scope| {
        let fed = Builder::new().stack_size(target.stack).spawn_scoped(scope, || (target.feed)(target, bytes));
        let fed = fed.expect("a thread can be started").join();
        if let Err(payload) = fed {
            std::panic::resume_unwind(payload);
        }
    });
    assert!(!OURS.swap(false, Ordering::SeqCst), "code of ours panicked");
}

/// As [`begin`], in place of libFuzzer's own hook, which would end the process for panics of others, too.
pub(crate) fn begin_engine() {
    drop(std::panic::take_hook());
    begin();
}

/// Feeds the target that `CASEBOUND_FUZZ` names, after keeping the bytes in the file that `CASEBOUND_FUZZ_LAST` names:
/// a stack that overflows leaves libFuzzer no time to keep them.
pub(crate) fn run_engine(bytes: &[u8]) {
    thread_local! {
        static SET: OnceCell<(&'static Target, Option<File>)> = const { OnceCell::new() };
    }
    SET.with(|set| {
        let (target, last) = set.get_or_init(|| {
            let name = std::env::var("CASEBOUND_FUZZ").unwrap_or_default();
            let target = targets::named(&name).unwrap_or_else(|| panic!("CASEBOUND_FUZZ names no target: {name:?}"));
            let last = std::env::var_os("CASEBOUND_FUZZ_LAST");
            let open = |path| OpenOptions::new().write(true).create(true).truncate(true).open(path);
            (target, last.map(|path| open(path).expect("the last input can be kept")))
        });
        if let Some(file) = last {
            keep(file, bytes).expect("the last input can be kept");
        }
        run(target, bytes);
    });
}

fn keep(mut file: &File, bytes: &[u8]) -> std::io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    file.write_all(bytes)?;
    file.set_len(bytes.len() as u64)
}

/// Whether a panic is of this repository: libraries are compiled from where Cargo keeps them, and the standard library
/// panics for whoever called it.
fn is_ours(info: &PanicHookInfo<'_>) -> bool {
    let Some(file) = info.location().map(std::panic::Location::file) else { return true };
    if !is_of_std(file) {
        return !is_of_cargo(file);
    }
    let trace = std::backtrace::Backtrace::force_capture().to_string();
    let at = trace.lines().filter_map(|line| line.trim().strip_prefix("at "));
    let mut callers = at.filter(|at| !is_of_std(at) && !at.contains("tests/fuzz/src/guard.rs"));
    callers.next().is_none_or(|caller| !is_of_cargo(caller))
}

fn is_of_std(file: &str) -> bool {
    file.starts_with("/rustc/") || file.contains("/lib/rustlib/")
}

fn is_of_cargo(file: &str) -> bool {
    file.contains("/registry/src/") || file.contains("/git/checkouts/")
}

/// Names each place where a library panicked once.
fn tell_of_another(info: &PanicHookInfo<'_>) {
    static TOLD: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let Some(at) = info.location().map(ToString::to_string) else { return };
    if TOLD.lock().unwrap_or_else(PoisonError::into_inner).insert(at.clone()) {
        let _ = writeln!(std::io::stderr(), "a library panicked: {at}");
    }
}
