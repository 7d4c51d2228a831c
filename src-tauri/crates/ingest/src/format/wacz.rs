//! Web archives in packages (WACZ 1.1): a ZIP of WARC files, page lists and logs. Each is a child; the package's own words
//! are told, and the digests it gives of its files compared.

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::medium::Medium;
use super::moment::edtf;
use super::unpacking::problem;
use super::zip::{self, Archive};
use super::{Emit, Failure, Input, MetaKey, ProblemCode};

const PACKAGE: &str = "datapackage.json";
const PACKAGE_BYTES: u64 = 16 << 20;
const MOST_FILES: usize = 10_000;
const VALUE_CHARS: usize = 2000;

/// Gives what is in a package as children.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    if input.resume.is_none() {
        let mut medium = Medium::new(&mut *input.bytes);
        let archive = Archive::open(&mut medium, input.len)?;
        match archive.read(PACKAGE, PACKAGE_BYTES, &mut medium)? {
            Some(part) => match serde_json::from_slice::<Value>(&part.bytes) {
                Ok(package) => {
                    tell(&package, out)?;
                    compare(&package, &archive, input.limits.max_child_bytes, &mut medium, out)?;
                }
                Err(_) => out.problem(unreadable())?,
            },
            None => out.problem(unreadable())?,
        }
    }
    zip::read(input, out)
}

fn unreadable() -> super::Problem {
    problem(ProblemCode::Unreadable, "what the package says of itself cannot be read".to_owned())
}

fn tell(package: &Value, out: &mut dyn Emit) -> Result<(), Failure> {
    let word = |key: &str| {
        let word = package.get(key).and_then(Value::as_str).map(str::trim).filter(|word| !word.is_empty());
        word.map(|word| word.chars().take(VALUE_CHARS).collect::<String>())
    };
    let date = |key: &str| word(key).and_then(|written| edtf(&written));
    for (key, value) in [
        (MetaKey::Title, word("title")),
        (MetaKey::Subject, word("description")),
        (MetaKey::Created, date("created")),
        (MetaKey::Modified, date("modified")),
        (MetaKey::SavedAt, date("mainPageDate")),
        (MetaKey::Address, word("mainPageUrl")),
        (MetaKey::Application, word("software")),
    ] {
        if let Some(value) = value {
            out.meta(key, value)?;
        }
    }
    Ok(())
}

/// Compares the files with the digests that the package gives.
fn compare(
    package: &Value,
    archive: &Archive,
    mut left: u64,
    medium: &mut Medium<'_>,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    let listed = package.get("resources").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let (mut differing, mut missing) = (Vec::new(), Vec::new());
    let names: HashSet<String> = archive.names().map(str::to_ascii_lowercase).collect();
    let mut seen = HashSet::new();
    for file in listed.iter().take(MOST_FILES) {
        let word = |key: &str| file.get(key).and_then(Value::as_str);
        let Some(path) = word("path") else { continue };
        let Some(expected) = word("hash").and_then(|hash| hash.strip_prefix("sha256:")) else { continue };
        if !seen.insert(path) {
            continue;
        }
        if !names.contains(&path.to_ascii_lowercase()) {
            missing.push(path);
            continue;
        }
        let mut digest = Sha256::new();
        let mut n_bytes = 0_u64;
        archive.scan(path, left, medium, &mut |piece| {
            digest.update(piece);
            n_bytes += piece.len() as u64;
            out.alive()
        })?;
        left = left.saturating_sub(n_bytes);
        let found: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        if left > 0 && !found.eq_ignore_ascii_case(expected) {
            differing.push(path);
        }
    }
    let files = [
        (differing, "does not agree", "do not agree", "with the digest that the package gives"),
        (missing, "is", "are", "listed and not there"),
    ];
    for (paths, one, many, what) in files {
        let Some(first) = paths.first() else { continue };
        let first: String = first.chars().take(200).collect();
        let message = match paths.len() {
            1 => format!("a file {one} {what}: {first}"),
            n => format!("{n} files {many} {what}, the first is {first}"),
        };
        out.problem(problem(ProblemCode::Checksum, message))?;
    }
    Ok(())
}
