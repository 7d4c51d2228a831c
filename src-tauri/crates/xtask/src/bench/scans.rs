//! How well words are read off pictures of pages: set by the samples' PDF writer, drawn by `casebound` as it draws them for
//! a reader at 200 to the inch, and read as they are, with noise, and askew and blurred.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::{Value, json};

use super::{Bench, Goal, parsed};
use crate::{Stop, cargo, root, samples};

/// Least share of letters and of words that are read, by how the picture was spoilt.
const LEAST: [(&str, f64); 3] = [("clean", 0.99), ("noisy", 0.99), ("askew", 0.97)];
const LEAST_WORDS: f64 = 0.95;
/// Most seconds of one core for a page, and most megabytes held.
const MOST_CPU_S: f64 = 6.0;
const MOST_MB: f64 = 700.0;

pub(super) fn measure(bench: &Bench, goals: &mut Vec<Goal>) -> Result<Value, Stop> {
    let pictures = bench.work.join("pictures");
    fs::create_dir(&pictures).map_err(Stop::io(pictures.display().to_string()))?;
    draw(bench, &pictures)?;
    let output = Command::new(cargo::build_measure()?)
        .arg(root().join("target/models"))
        .arg(&pictures)
        .arg("--spoil")
        .stderr(Stdio::inherit())
        .output()
        .map_err(Stop::io("what reads pictures"))?;
    if !output.status.success() {
        return Err(Stop::failed(format!("what reads pictures ended with {}", output.status)));
    }
    let pages: Vec<Value> = output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(parsed)
        .collect::<Result<_, _>>()?;
    for page in &pages {
        let number = |key: &str| page[key].as_f64().unwrap_or(f64::NAN);
        let what = format!(
            "{} page, {}",
            page["page"].as_str().unwrap_or_default(),
            page["spoilt"].as_str().unwrap_or_default()
        );
        let least = LEAST.iter().find(|(how, _)| page["spoilt"] == *how).map_or(1.0, |(_, least)| *least);
        goals.push(Goal::at_least(format!("share of letters read, {what}"), least, number("accuracy")));
        goals.push(Goal::at_least(format!("share of words read, {what}"), LEAST_WORDS, number("word_recall")));
        goals.push(Goal::below(format!("CPU seconds, {what}"), MOST_CPU_S, number("cpu_s")));
        goals.push(Goal::below(format!("megabytes held, {what}"), MOST_MB, number("peak_mb")));
    }
    Ok(json!(pages))
}

/// Draws each page, and writes what stands on it beside.
fn draw(bench: &Bench, pictures: &Path) -> Result<(), Stop> {
    let (case, files) = (bench.case("scans")?, bench.work.join("scans-as-pdf"));
    let write = |path: &Path, bytes: &[u8]| fs::write(path, bytes).map_err(Stop::io(path.display().to_string()));
    fs::create_dir(&files).map_err(Stop::io(files.display().to_string()))?;
    let pages = samples::pages_to_read();
    for (name, pdf, words) in &pages {
        write(&files.join(format!("{name}.pdf")), pdf)?;
        write(&pictures.join(format!("{name}.txt")), words.as_bytes())?;
    }
    bench.json(bench.command(&["ingest", "--json"]).arg(&case).arg(&files), &[0])?;
    for (name, _, _) in &pages {
        let mut drawing = bench.command(&["page", "--json", "--unit", "1", "--dpi", "200", "--out"]);
        drawing.arg(pictures.join(format!("{name}.png"))).arg(&case).arg(format!("{name}.pdf"));
        let drawn = bench.json(&mut drawing, &[0])?;
        if drawn["notes"].as_array().is_some_and(|notes| notes.iter().any(|note| note["code"] == "font_missing")) {
            return Err(Stop::failed(format!(
                "the {name} page lacks letters: install a font for it, as fonts-noto-cjk"
            )));
        }
    }
    Ok(())
}
