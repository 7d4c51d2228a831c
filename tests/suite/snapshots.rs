//! Whole outputs, as people and scripts see them. `INSTA_UPDATE=always cargo test -p casebound-tests` writes them anew.

use std::{fs, path::Path, time::SystemTime};

use crate::bench::{Bench, samples};

/// Compares an output with `tests/ref/NAME.snap`.
fn compare(name: &str, text: &str) {
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/ref"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// What a command says: its line, its exit code if that is not 0, standard output, then standard error.
fn said(bench: &Bench, args: &[&str]) -> String {
    let ran = bench.run(args);
    let mut text = format!("$ casebound {}\n{}", args.join(" "), ran.out);
    if !ran.err.is_empty() {
        text += &format!("--- standard error\n{}", ran.err);
    }
    if ran.code != 0 {
        text += &format!("--- exit code {}\n", ran.code);
    }
    masked(bench, &text) + "\n"
}

/// Takes away what differs from run to run and from machine to machine: where the desk stands, how long things took, how
/// workers are confined.
fn masked(bench: &Bench, text: &str) -> String {
    let text = text.replace(bench.dir().to_str().unwrap(), "/desk");
    let lines = text.lines().map(|line| {
        let cut = |at: usize, instead: &str| format!("{}{instead}\n", &line[..at]);
        match (line.find(", in "), line.find("\"seconds\":"), line.find("\"sandbox\":")) {
            (Some(at), ..) if line.ends_with(" s") => cut(at, ", in N s"),
            (_, Some(at), _) => cut(at, "\"seconds\": N,"),
            (.., Some(at)) => cut(at, "\"sandbox\": \"…\","),
            _ => format!("{line}\n"),
        }
    });
    lines.collect()
}

/// A desk with the four sample folders taken in, each as a source of its own.
fn with_samples() -> (Bench, String) {
    let bench = Bench::new();
    copy(&samples(), &bench.dir());
    let mut text = said(&bench, &["new", "tern", "--name", "Project Tern"]);
    for (folder, source, kind) in [
        ("leak", "HERON", "received"),
        ("filings", "LEDGER", "filing"),
        ("news", "KIOSK", "news"),
        ("interview", "PLOVER", "interview"),
    ] {
        text += &said(&bench, &["ingest", "tern", folder, "--source", source, "--kind", kind]);
    }
    (bench, text)
}

/// Copies a folder, with file times that do not depend on when it was checked out.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), &to).unwrap();
            let file = fs::File::options().write(true).open(&to).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        }
    }
}

/// One snapshot of several command lines.
fn check(bench: &Bench, name: &str, lines: &[&[&str]]) {
    compare(name, &lines.iter().map(|args| said(bench, args)).collect::<String>());
}

#[test]
fn help() {
    let bench = Bench::new();
    compare("help", &said(&bench, &["--help"]));
    let of = |words: &[&str]| said(&bench, &[words, &["--help"]].concat());
    compare(
        "help-commands",
        &desk::command::COMMANDS
            .iter()
            .filter(|c| !c.is_for_windows_alone())
            .map(|command| of(command.name))
            .collect::<String>(),
    );
    compare("help-groups", &["entity", "link", "event", "source"].map(|group| of(&[group])).concat());
}

#[test]
fn samples_from_taking_in_to_verifying() {
    let (bench, text) = with_samples();
    compare("ingest", &text);
    check(&bench, "ledger", &[&["ledger", "tern"], &["ledger", "tern", "--state", "encrypted", "--json"]]);
    check(&bench, "ledger-json", &[&["ledger", "tern", "--json"]]);
    check(&bench, "documents", &[&["documents", "tern"]]);
    check(&bench, "documents-json", &[&["documents", "tern", "--json"]]);
    check(
        &bench,
        "search-words",
        &[
            &["search", "tern", "empty chassis"],
            &["search", "tern", "--", "\"empty chassis\""],
            &["search", "tern", "--", "chassis NOT (empty OR inspection)"],
            &["search", "tern", "--limit", "3", "--", "Kittiwake -type:csv"],
            &["search", "tern", "source:PLOVER servers"],
            &["search", "tern", "蓝弧桥"],
            &["search", "tern", "--sort", "date", "--limit", "5", "Quillmarrow"],
            &["search", "tern", "--limit", "2", "--offset", "2", "Quillmarrow"],
            &["search", "tern", "zeppelin"],
        ],
    );
    check(
        &bench,
        "search-exact",
        &[
            &["search", "tern", "--exact", "--", "HX8-24-00417"],
            &["search", "tern", "--regex", "--limit", "3", "--", "HX8-24-004[0-9]{2}"],
            &["search", "tern", "--exact", "--", "NOT a query ("],
            &["search", "tern", "(chassis"],
        ],
    );
    check(
        &bench,
        "search-json",
        &[
            &["search", "tern", "--json", "--", "\"empty chassis\""],
            &["search", "tern", "--json", "--limit", "2", "骆霁桥"],
            &["search", "tern", "--json", "zeppelin"],
        ],
    );
    check(
        &bench,
        "text",
        &[
            &["text", "tern", "contract-VX-2024-0219.pdf", "--unit", "1"],
            &["text", "tern", "便笺.txt", "--json"],
            &["text", "tern", "gate-pass-scan.pdf"],
            &["text", "tern", "empty.txt", "--json"],
        ],
    );
    check(
        &bench,
        "cite",
        &[
            &["cite", "tern", "mail/04-empty-chassis.eml", "--unit", "1", "--quote", "empty chassis"],
            &[
                "cite",
                "tern",
                "便笺.txt",
                "--unit",
                "1",
                "--quote",
                "HX8-24-00417",
                "--said-by",
                "the writer",
                "--json",
            ],
            &["cite", "tern", "bills-of-lading-2024.csv", "--unit", "1", "--row", "91", "--json"],
            &["cite", "tern", "empty.txt", "--unit", "1", "--quote", "words"],
            &["verify", "tern"],
            &["verify", "tern", "--citations", "--json"],
            &["undo", "tern"],
            &["check", "tern"],
        ],
    );
    check(
        &bench,
        "erase",
        &[
            &["erase", "tern", "便笺.txt", "--reason", "source"],
            &["ledger", "tern", "--state", "erased"],
            &["search", "tern", "--exact", "--", "深圳华隐机房"],
            &["verify", "tern"],
            &["check", "tern"],
        ],
    );
}

#[test]
fn demo_from_building_to_undoing() {
    let bench = Bench::new();
    check(
        &bench,
        "demo",
        &[
            &["demo", "tern"],
            &["verify", "tern"],
            &["check", "tern"],
            &["entity", "list", "tern"],
            &["link", "list", "tern"],
        ],
    );
    check(&bench, "timeline", &[&["timeline", "tern"], &["timeline", "tern", "--from", "2025-05", "--json"]]);
    check(&bench, "timeline-csv", &[&["timeline", "tern", "--csv", "events.csv"]]);
    compare("timeline-csv-file", &fs::read_to_string(bench.dir().join("events.csv")).unwrap());
    let answer = bench.json(&["entity", "list", "tern"]);
    let id_of = |name: &str| {
        let entities = answer["entities"].as_array().unwrap().iter();
        let found = entities.into_iter().find(|e| e["name"] == name).unwrap_or_else(|| panic!("no {name}"));
        found["id"].as_str().unwrap().to_owned()
    };
    let (vane, dielu) = (id_of("Ilse Quarrington-Vane"), id_of("Dielu Trading (Hong Kong) Limited"));
    check(
        &bench,
        "entity",
        &[
            &["entity", "show", "tern", &vane],
            &["entity", "show", "tern", &dielu, "--json"],
            &["timeline", "tern", "--entity", &dielu],
            &["uses", "tern", "officers.tsv"],
            &["uses", "tern", &dielu],
            &["entity", "withdraw", "tern", &dielu],
            &["undo", "tern"],
            &["check", "tern"],
        ],
    );
}
