//! How much room taking files in needs, told before any is opened, by their names and sizes.

use store::CaseMut;

use super::scan::Finding;
use crate::{Code, Error, Result};

/// Free space to leave: a database needs room to work in, and what is inflated for a reading lies there as long.
const RESERVE_BYTES: u64 = 256 << 20;

/// What becomes of files, and what they make a case grow by beside their copy, in hundredths of their size.
const GROWTH: [(u64, &[&str]); 3] = [
    // Words by the line, packed, and the index of them.
    (
        120,
        &[
            "csv", "tsv", "txt", "json", "jsonl", "ndjson", "xml", "html", "htm", "md", "log", "sql", "srt", "vtt",
            "ics", "vcf", "dbf", "sqlite", "db", "rtf",
        ],
    ),
    // Others lie in them, unpacked or decoded, and are kept by themselves where they are small.
    (
        150,
        &[
            "eml", "emlx", "msg", "mbox", "mbx", "pst", "ost", "mht", "mhtml", "7z", "rar", "bz2", "xz", "zst", "tbz",
            "txz", "tbz2", "warc", "wacz",
        ],
    ),
    // What is large in them is read where it stands.
    (60, &["zip", "tar", "gz", "tgz"]),
];
/// Papers, pictures, recordings, and what nobody knows: few words for their size, if any.
const OF_OTHERS: u64 = 25;

/// What taking these files in may need.
pub(super) fn room_for<'a>(findings: impl Iterator<Item = &'a Finding>) -> u64 {
    findings.map(|finding| growth(&finding.path, finding.bytes)).fold(RESERVE_BYTES, u64::saturating_add)
}

fn growth(path: &str, bytes: u64) -> u64 {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let known = GROWTH.iter().find(|(_, endings)| endings.contains(&ending.as_str()));
    let hundredths = known.map_or(OF_OTHERS, |(hundredths, _)| *hundredths);
    bytes.saturating_add((bytes / 100).saturating_mul(hundredths))
}

/// Refuses to start what cannot fit.
pub(super) fn leave_room<'a>(case: &CaseMut, findings: impl Iterator<Item = &'a Finding>) -> Result<()> {
    let needed = room_for(findings);
    match case.vault().free_bytes() {
        Some(free) if free < needed => {
            let message = format!(
                "Not enough space: these files need about {} MB, {} MB are free. Nothing was taken in.",
                needed >> 20,
                free >> 20
            );
            Err(Error::new(Code::NoSpace, message).hint("Free some space, or take in fewer files at a time."))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::growth;

    #[test]
    fn a_file_needs_its_copy_and_what_is_made_of_it() {
        let check = |path: &str, expect: u64| assert_eq!(growth(path, 1_000), expect, "{path}");
        check("leak/films.ZIP", 1_600);
        check("leak/rows.csv", 2_200);
        check("box.mbox", 2_500);
        check("scan.pdf", 1_250);
        check("folder.csv/README", 1_250);
        assert_eq!(growth("a.csv", u64::MAX), u64::MAX);
    }
}
