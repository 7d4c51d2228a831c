//! The PDFs of a corpus alone: speed, and the words against those `pdftotext` finds, where that is installed.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anchor::text::unit_text;
use serde_json::{Value, json};

use super::{Bench, Goal, inside, parsed, rounded, share, watch::watch, words};
use crate::{Stop, setup};

/// Share of the PDFs `pdftotext` finds a word in that must have text.
const READABLE: f64 = 0.97;
/// Share of the PDFs of [`MANY`] words or more whose words must agree.
const AGREEING: f64 = 0.85;
/// Recall and precision from which words agree.
const AGREES: f64 = 0.9;
const MANY: usize = 20;
/// Speed to reach on two idle cores, indexing included.
const FILES_PER_SECOND: f64 = 50.0;
const PAGES_PER_SECOND: f64 = 300.0;
/// How many pages of each PDF are drawn.
const FIRST_PAGES: u32 = 3;
const PATIENCE: Duration = Duration::from_secs(20);
/// How many of the worst files are named.
const WORST: usize = 15;

/// Takes the PDFs under `given` in by themselves and compares their words.
pub(super) fn measure(bench: &Bench, given: &Path, goals: &mut Vec<Goal>) -> Result<Value, Stop> {
    let folder = bench.work.join("pdfs");
    let originals = gather(given, &folder).map_err(Stop::io(given.display().to_string()))?;
    let case = bench.case("pdf")?;
    let run = watch(bench.command(&["ingest"]).arg("--json").arg(&case).arg(&folder))?;
    run.done()?;
    let told = parsed(&run.output)?;
    let ledger = bench.json(bench.command(&["ledger", "--json"]).arg(&case), &[0])?;
    let rows = top_rows(&ledger);
    // Files that are refused or stand there twice cost nothing and must not count as speed.
    let read: Vec<&Value> = rows.values().filter(|row| row["state"] == "indexed" || row["state"] == "partly").collect();
    let n_pages: u64 = read.iter().filter_map(|row| row["units"].as_u64()).sum();
    let files_per_second = read.len() as f64 / run.seconds;
    let pages_per_second = n_pages as f64 / run.seconds;
    goals.push(Goal::at_least("PDFs a second", FILES_PER_SECOND, files_per_second));
    goals.push(Goal::at_least("PDF pages a second", PAGES_PER_SECOND, pages_per_second));
    let mut report = json!({
        "files": originals.len(),
        "files_read": read.len(),
        "pages_read": n_pages,
        "states": told["states"],
        "seconds": rounded(run.seconds),
        "files_per_second": rounded(files_per_second),
        "pages_per_second": rounded(pages_per_second),
        "cpu_seconds": run.cpu_seconds,
        "peak_memory_bytes": run.peak_all,
        "peak_worker_bytes": run.peak_worker,
    });
    report["drawing"] = inside::draw(bench, &case, FIRST_PAGES, goals)?;
    if setup::starts("pdftotext", &["-v"]) {
        report["words"] = against_pdftotext(bench, &case, &folder, &originals, &rows, goals)?;
    } else {
        eprintln!("pdftotext is not installed (poppler-utils): words are not compared");
    }
    Ok(report)
}

fn against_pdftotext(
    bench: &Bench,
    case: &Path,
    folder: &Path,
    originals: &[PathBuf],
    rows: &HashMap<String, Value>,
    goals: &mut Vec<Goal>,
) -> Result<Value, Stop> {
    let (mut n_readable, mut n_read, mut n_many, mut n_agreeing) = (0, 0, 0, 0);
    let mut worst = Vec::new();
    for (idx, original) in originals.iter().enumerate() {
        let name = file_name(idx);
        let Some(reference) = pdftotext(bench, &folder.join(&name)) else {
            continue;
        };
        let ours = match rows.get(&name).and_then(|row| row["document"].as_str()) {
            Some(document) => text_of(bench, case, document)?,
            None => String::new(),
        };
        let agreement = words::compare(&unit_text(&reference), &ours);
        if agreement.n_reference == 0 {
            continue;
        }
        n_readable += 1;
        n_read += usize::from(agreement.n_ours > 0);
        if agreement.n_reference >= MANY {
            n_many += 1;
            n_agreeing += usize::from(agreement.recall >= AGREES && agreement.precision >= AGREES);
        }
        worst.push((agreement, original));
    }
    goals.push(Goal::at_least("PDFs with text", READABLE, share(n_read, n_readable)));
    goals.push(Goal::at_least("PDFs with the same words", AGREEING, share(n_agreeing, n_many)));
    worst.sort_by(|(a, _), (b, _)| a.recall.min(a.precision).total_cmp(&b.recall.min(b.precision)));
    let worst: Vec<Value> = worst
        .iter()
        .take(WORST)
        .map(|(agreement, path)| {
            json!({
                "path": path.display().to_string(),
                "recall": rounded(agreement.recall),
                "precision": rounded(agreement.precision),
                "words": agreement.n_reference,
                "ours": agreement.n_ours,
            })
        })
        .collect();
    Ok(json!({
        "readable_by_pdftotext": n_readable,
        "with_text": n_read,
        "share_with_text": rounded(share(n_read, n_readable)),
        "of_20_words_or_more": n_many,
        "agreeing": n_agreeing,
        "share_agreeing": rounded(share(n_agreeing, n_many)),
        "worst": worst,
    }))
}

/// Rows of the ledger for files that were given, not found inside others, by file name.
fn top_rows(ledger: &Value) -> HashMap<String, Value> {
    let rows = ledger["rows"].as_array().into_iter().flatten();
    rows.filter(|row| row["parent"].is_null())
        .filter_map(|row| {
            let name = Path::new(row["path"].as_str()?).file_name()?;
            Some((name.to_string_lossy().into_owned(), row.clone()))
        })
        .collect()
}

fn text_of(bench: &Bench, case: &Path, document: &str) -> Result<String, Stop> {
    let told = bench.json(bench.command(&["text", "--json"]).arg(case).arg(document), &[0])?;
    let units = told["units"].as_array().into_iter().flatten();
    Ok(units.filter_map(|unit| unit["text"].as_str()).collect::<Vec<_>>().join("\n"))
}

/// What `pdftotext` reads; nothing if it fails or takes too long.
fn pdftotext(bench: &Bench, pdf: &Path) -> Option<String> {
    let out = bench.work.join("pdftotext.txt");
    let mut child = Command::new("pdftotext")
        .args(["-q", "-enc", "UTF-8"])
        .args([pdf, &out])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().ok()? {
            break status;
        }
        if started.elapsed() > PATIENCE {
            // It may have ended meanwhile; either way it is no reference.
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        thread::sleep(Duration::from_millis(2));
    };
    let text = fs::read(&out).ok().filter(|_| status.success());
    let _ = fs::remove_file(&out);
    text.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Puts every PDF under `from` into `to` by a plain name. Returns where they came from, in order.
fn gather(from: &Path, to: &Path) -> std::io::Result<Vec<PathBuf>> {
    fs::create_dir(to)?;
    let mut open = vec![from.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                open.push(entry.path());
            } else if kind.is_file() && is_pdf(&entry.path()) {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    for (idx, path) in found.iter().enumerate() {
        fs::copy(path, to.join(file_name(idx)))?;
    }
    Ok(found)
}

fn file_name(idx: usize) -> String {
    format!("{:05}.pdf", idx + 1)
}

/// Whether the mark stands within the first kilobyte, where readers look for it.
fn is_pdf(path: &Path) -> bool {
    let mut head = Vec::new();
    File::open(path)
        .and_then(|file| file.take(1024).read_to_end(&mut head))
        .is_ok_and(|_| head.windows(5).any(|window| window == b"%PDF-"))
}
