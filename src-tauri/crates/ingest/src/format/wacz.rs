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
/// The digest of the above, and who vouches for it.
const DIGEST: &str = "datapackage-digest.json";
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
                    compare_whole(&part.bytes, &archive, &mut medium, out)?;
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

/// Tells of files that may have been put in later.
fn tell_unlisted(listed: &HashSet<String>, archive: &Archive, out: &mut dyn Emit) -> Result<(), Failure> {
    if listed.is_empty() {
        return Ok(());
    }
    let is_own = |name: &str| matches!(name, PACKAGE | DIGEST) || name.ends_with('/');
    let mut others = archive.names().filter(|name| !is_own(name) && !listed.contains(&name.to_ascii_lowercase()));
    let Some(first) = others.next() else { return Ok(()) };
    let first: String = first.chars().take(200).collect();
    let finding = match others.count() {
        0 => format!("a file is in the package and not on its list: {first}"),
        n => format!("{} files are in the package and not on its list, the first is {first}", n + 1),
    };
    out.meta(MetaKey::Finding, finding)
}

/// Compares what the package says of itself with the digest that stands beside it.
fn compare_whole(
    package: &[u8],
    archive: &Archive,
    medium: &mut Medium<'_>,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    let Some(part) = archive.read(DIGEST, PACKAGE_BYTES, medium)? else { return Ok(()) };
    let told = serde_json::from_slice::<Value>(&part.bytes).unwrap_or_default();
    let expected = told.get("hash").and_then(Value::as_str).and_then(|hash| hash.strip_prefix("sha256:"));
    if expected.is_none_or(|expected| !expected.eq_ignore_ascii_case(&hex(&Sha256::digest(package)))) {
        let message = "what the package says of itself does not agree with the digest beside it";
        out.problem(problem(ProblemCode::Checksum, message.to_owned()))?;
    }
    let Some(signed) = told.get("signedData") else { return Ok(()) };
    let word = |key: &str| signed.get(key).and_then(Value::as_str).filter(|word| !word.is_empty());
    let signer = word("domain").or_else(|| word("software")).unwrap_or("a key without a name");
    let signer: String = signer.chars().take(200).collect();
    let date = word("created").and_then(edtf).map(|date| format!(", {date}")).unwrap_or_default();
    out.meta(MetaKey::Finding, format!("it is signed by {signer}{date}; the signature is not checked"))
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
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
    let paths = listed.iter().filter_map(|file| file.get("path").and_then(Value::as_str));
    tell_unlisted(&paths.map(str::to_ascii_lowercase).collect(), archive, out)?;
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
        let found = hex(&digest.finalize());
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
