//! Looking at what was given: every file, and every thing that is no file, once, in a stable order.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::CancelToken;

/// Something found under a root.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    /// Where it is now.
    pub place: PathBuf,
    /// Path relative to its root, readable, with `/`.
    pub path: String,
    /// The path's bytes as hex, where it is not UTF-8.
    pub raw_path: Option<String>,
    /// Size in bytes.
    pub bytes: u64,
    /// Its bytes, where they were pasted and lie in no file.
    pub pasted: Option<std::sync::Arc<[u8]>>,
    /// Set if it will not be read, and why.
    pub trouble: Option<Trouble>,
}

/// Why something found is not read.
#[derive(Debug, Clone)]
pub(super) enum Trouble {
    /// It is a link, a pipe, a device.
    Skipped(String),
    /// It could not be looked at.
    Unreadable(String),
}

/// Walks the roots. Links are not followed: they could lead out of what was given. The case's own folder is passed over.
pub(super) fn scan(roots: &[PathBuf], case_root: &Path, cancel: &CancelToken) -> Vec<Finding> {
    let case_root = case_root.canonicalize().ok();
    let mut findings = Vec::new();
    for root in roots {
        let is_own_case = |path: &Path| {
            case_root
                .as_ref()
                .is_some_and(|own| path.file_name() == own.file_name() && path.canonicalize().is_ok_and(|p| p == *own))
        };
        let base = if root.is_dir() { root.as_path() } else { root.parent().unwrap_or(Path::new("")) };
        let walk = WalkDir::new(root)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|e| !(e.file_type().is_dir() && is_own_case(e.path())));
        for entry in walk {
            if cancel.is_cancelled() {
                return findings;
            }
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => findings.push(look(entry.path(), base)),
                Err(error) => {
                    let place = error.path().map(Path::to_path_buf).unwrap_or_else(|| root.clone());
                    let why =
                        error.io_error().map_or_else(|| "it could not be looked at".to_owned(), ToString::to_string);
                    findings.push(Finding { trouble: Some(Trouble::Unreadable(why)), ..named(&place, base) });
                }
            }
        }
    }
    findings
}

fn look(place: &Path, base: &Path) -> Finding {
    let finding = named(place, base);
    match place.symlink_metadata() {
        Ok(meta) if meta.is_file() => Finding { bytes: meta.len(), ..finding },
        Ok(meta) if meta.is_symlink() => {
            let target = std::fs::read_link(place).map(|t| t.display().to_string()).unwrap_or_default();
            Finding {
                trouble: Some(Trouble::Skipped(format!("a link to {target}; links are not followed"))),
                ..finding
            }
        }
        Ok(_) => Finding { trouble: Some(Trouble::Skipped("not a file: a pipe, socket or device".into())), ..finding },
        Err(error) => Finding { trouble: Some(Trouble::Unreadable(error.to_string())), ..finding },
    }
}

fn named(place: &Path, base: &Path) -> Finding {
    let relative = place.strip_prefix(base).unwrap_or(place);
    let bytes = relative.as_os_str().as_encoded_bytes();
    let (path, raw_path) = match std::str::from_utf8(bytes) {
        Ok(path) => (path.to_owned(), None),
        Err(_) => (readable(bytes), Some(store::to_hex(bytes))),
    };
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path };
    Finding { place: place.to_path_buf(), path, raw_path, bytes: 0, pasted: None, trouble: None }
}

/// A name that is not UTF-8, as well as it can be read.
fn readable(bytes: &[u8]) -> String {
    ingest::readable_name(bytes)
}
