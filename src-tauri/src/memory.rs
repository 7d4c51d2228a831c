//! Has the program, and the web view's processes that it starts, give back memory that they do not use.
//!
//! A page is some megabytes of pixels, in the worker, here and in the web view. The C library maps a large piece of memory
//! apart and gives it back when it is freed; but it takes the first such piece as a sign that more will come, and keeps
//! pieces of that size, and twice as much that is free. The web view's cleaning of what scripts leave behind passes over
//! what has stayed once, until its memory has doubled. Both are sound for a program that is alone with a large memory; a
//! desk is open all day beside other programs. Start at [`settle`], which is called before anything else.

#![expect(unsafe_code, reason = "the C library's own settings, and the environment of processes to be started")]

use std::{env, ffi::OsString};

use desk::GIVE_BACK;
use libc::{M_MMAP_THRESHOLD, M_TRIM_THRESHOLD, c_int};

/// What the variables of [`GIVE_BACK`] set, in their order: this program read its own when it began, and is told.
const SETTINGS: [c_int; GIVE_BACK.len()] = [M_MMAP_THRESHOLD, M_TRIM_THRESHOLD];

/// Read by the web view's processes. Every cleaning up then looks at all there is: some ten megabytes, beside what the window
/// draws.
const OF_WEB_VIEW: (&str, &str) = ("JSC_useGenerationalGC", "0");

/// Settles how much is kept, here and in processes to be started. What somebody has set stays as it is.
///
/// To be called before there is a second thread.
pub(crate) fn settle() {
    for (name, value, setting) in missing(|name| env::var_os(name)) {
        // SAFETY: nothing else runs yet that could read or write the environment.
        unsafe { env::set_var(name, value) };
        if let Some((setting, bytes)) = setting.zip(value.parse().ok()) {
            // SAFETY: stores a number in the C library; no memory of ours is touched.
            unsafe { libc::mallopt(setting, bytes) };
        }
    }
}

fn missing(
    variable: impl Fn(&str) -> Option<OsString>,
) -> impl Iterator<Item = (&'static str, &'static str, Option<c_int>)> {
    let ours = GIVE_BACK.into_iter().zip(SETTINGS).map(|((name, value), setting)| (name, value, Some(setting)));
    let of_web_view = (OF_WEB_VIEW.0, OF_WEB_VIEW.1, None);
    ours.chain([of_web_view]).filter(move |(name, ..)| variable(name).is_none())
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
    fn this_program_is_told_what_those_it_starts_read() {
        let told = missing(|_| None).filter_map(|(_, value, setting)| Some((setting?, value.parse::<c_int>())));
        assert!(told.eq([(M_MMAP_THRESHOLD, Ok(128 << 10)), (M_TRIM_THRESHOLD, Ok(128 << 10))]));
    }
}
