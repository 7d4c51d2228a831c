//! Who may know whom: the arrows of the house, and the rooms that alone may name a library.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Every arrow between our crates. A new one is a design decision, written in `src-tauri/ARCHITECTURE.md`.
const ARROWS: &[(&str, &[&str])] = &[
    ("casebound-app", &["desk", "world"]),
    ("cli", &["desk", "world"]),
    // `ingest` for the worker that a program can become, `store` for the world it lends.
    ("world", &["desk", "ingest", "store"]),
    ("desk", &["anchor", "dates", "facts", "ingest", "search", "store"]),
    ("store", &["anchor", "dates", "facts"]),
    ("facts", &["anchor", "dates"]),
    ("ingest", &["anchor", "dates", "ocr", "pdfium"]),
    ("ocr", &[]),
    ("pdfium", &[]),
    ("search", &["anchor", "dates"]),
    ("anchor", &[]),
    ("dates", &[]),
];

/// Libraries that one room keeps to itself.
const KEPT: &[(&str, &[&str])] = &[("tantivy", &["search"]), ("rusqlite", &["store"]), ("tauri", &["casebound-app"])];

/// Crates that no other builds on.
const APART: &[&str] = &["xtask", "casebound-tests", "casebound-fuzz", "casebound-testhost"];

/// What each package of the workspace needs outside its own tests.
fn needs() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new().manifest_path("Cargo.toml").no_deps().exec().unwrap();
    let packages = metadata.packages.iter().map(|package| {
        let needs = package.dependencies.iter().filter(|need| need.kind != DependencyKind::Development);
        (package.name.to_string(), needs.map(|need| need.name.clone()).collect())
    });
    packages.collect()
}

#[test]
fn crates_know_only_whom_they_may_know() {
    let needs = needs();
    let ours: BTreeSet<&str> = needs.keys().map(String::as_str).collect();
    for (name, needs) in &needs {
        let known: Vec<&str> = needs.iter().map(String::as_str).filter(|need| ours.contains(need)).collect();
        if APART.contains(&name.as_str()) {
            continue;
        }
        let Some((_, allowed)) = ARROWS.iter().find(|(from, _)| from == name) else {
            panic!("{name} has no place in the list of arrows");
        };
        for to in known {
            assert!(allowed.contains(&to), "{name} → {to} is no arrow of the house");
            assert!(!APART.contains(&to), "{name} → {to}: nothing builds on it");
        }
    }
}

#[test]
fn libraries_stay_in_their_rooms() {
    for (name, needs) in needs() {
        for (library, rooms) in KEPT {
            let names_it = needs.iter().any(|need| need == library || need.starts_with(&format!("{library}-")));
            assert!(!names_it || rooms.contains(&name.as_str()), "{name} names {library}");
        }
    }
}

/// The command line's contract.
const CONTRACT: &str = "new, ingest, ledger, retry, correct, documents, page, text, search, cite, suggest, \
    entity add, entity list, entity show, entity merge, entity split, entity withdraw, \
    link add, link list, link withdraw, event add, event list, event withdraw, tie, untie, prefer, uses, timeline, \
    verify, log, undo, redo, check, reindex, erase, hold, demo, \
    entity mentions, entity state, case, citation, document, unit, mark, tags, settings, searches, sources, source set, paste, vocabulary, save picture, \
    copy, estimate, ocr, sheet, watch, reread, password add, password list, password remove, reveals, similar, conversation, \
    address, explain, like, compare, sweep, sweep list, sweep show, sweep again, sweep news, sweep watch, sweep remove, saved add, saved list, saved run, saved seen, saved rename, saved remove, \
    privilege add, privilege list, privilege remove, privilege open, privilege release, privilege keep";

#[test]
fn every_command_of_the_contract_is_there_and_documented() {
    for name in CONTRACT.split(", ") {
        let words: Vec<&str> = name.split(' ').collect();
        let command = desk::command::find(&words).unwrap_or_else(|| panic!("there is no command {name}"));
        assert!(!command.about.is_empty() && !command.examples.is_empty(), "{name} does not say what it does");
        for arg in command.args {
            assert!(!arg.help.is_empty(), "{name} does not say what {} is", arg.name);
        }
    }
}

#[test]
fn no_command_is_outside_the_contract() {
    let contract: Vec<&str> = CONTRACT.split(", ").collect();
    for command in desk::command::COMMANDS {
        assert!(contract.contains(&command.name.join(" ").as_str()), "{:?} is not in the contract", command.name);
    }
}
