//! Has the program, and the web view's processes that it starts, give back memory that they do not use.
//!
//! A page is some megabytes of pixels, in the worker, here and in the web view. The C library maps a large piece of memory
//! apart and gives it back when it is freed; but it takes the first such piece as a sign that more will come, and keeps
//! pieces of that size, and twice as much that is free. The web view's cleaning of what scripts leave behind passes over
//! what has stayed once, until its memory has doubled. Both are sound for a program that is alone with a large memory; a
//! desk is open all day beside other programs. Start at [`settle`], which is called before anything else.

#![expect(unsafe_code, reason = "the C library's own settings, and the environment of processes to be started")]

use std::{env, ffi::OsString};

use libc::{M_MMAP_THRESHOLD, M_TRIM_THRESHOLD, c_int};

/// Pieces from this size on are given back when they are freed, and so much that is free is kept: what the C library
/// begins with. Told by name, it stays so.
const LARGE: c_int = 128 << 10;

/// What processes read that are started from here, the web view's before all; and what of it this one is told, as it read
/// its own when it began.
const VARIABLES: [(&str, &str, Option<c_int>); 3] = [
    ("MALLOC_MMAP_THRESHOLD_", "131072", Some(M_MMAP_THRESHOLD)),
    ("MALLOC_TRIM_THRESHOLD_", "131072", Some(M_TRIM_THRESHOLD)),
    // Every cleaning up looks at all there is: some ten megabytes, beside what the window draws.
    ("JSC_useGenerationalGC", "0", None),
];

/// Settles how much is kept, here and in processes to be started. What somebody has set stays as it is.
///
/// To be called before there is a second thread.
pub(crate) fn settle() {
    for (name, value, setting) in missing(|name| env::var_os(name)) {
        // SAFETY: nothing else runs yet that could read or write the environment.
        unsafe { env::set_var(name, value) };
        if let Some(setting) = setting {
            // SAFETY: stores a number in the C library; no memory of ours is touched.
            unsafe { libc::mallopt(setting, LARGE) };
        }
    }
}

fn missing(
    variable: impl Fn(&str) -> Option<OsString>,
) -> impl Iterator<Item = (&'static str, &'static str, Option<c_int>)> {
    VARIABLES.into_iter().filter(move |(name, ..)| variable(name).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_has_set_stays_as_it_is() {
        let set = |name: &str| (name == "MALLOC_TRIM_THRESHOLD_").then(|| OsString::from("1"));
        let names: Vec<&str> = missing(set).map(|(name, ..)| name).collect();
        assert_eq!(names, ["MALLOC_MMAP_THRESHOLD_", "JSC_useGenerationalGC"]);
    }

    #[test]
    fn this_program_and_those_it_starts_are_told_the_same() {
        let told = VARIABLES.iter().filter(|(.., setting)| setting.is_some());
        assert!(told.map(|(_, value, _)| value.parse()).eq([Ok(LARGE), Ok(LARGE)]));
    }
}
