//! Taking files in, and holding what every taking in must hold: the sums reconcile, nothing comes twice, all is sound.

use std::{
    collections::BTreeMap,
    io::{Cursor, Write},
};

use serde_json::Value;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::bench::Bench;

/// A ledger by path.
#[derive(Debug)]
pub(crate) struct Ledger(BTreeMap<String, Entry>);

/// A line of it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub state: String,
    pub reason: String,
}

impl Ledger {
    /// The state of what was found at a path.
    pub fn state(&self, path: &str) -> &str {
        &self.entry(path).state
    }

    /// The line of a path.
    pub fn entry(&self, path: &str) -> &Entry {
        self.0.get(path).unwrap_or_else(|| panic!("{path:?} is not in {:#?}", self.0))
    }

    /// All paths, in order.
    pub fn paths(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }

    /// Asserts the whole ledger, path by path.
    #[track_caller]
    pub fn expect(&self, expected: &[(&str, &str)]) {
        let found: Vec<_> = self.0.iter().map(|(path, entry)| (path.as_str(), entry.state.as_str())).collect();
        assert_eq!(found, expected, "{:#?}", self.0);
    }
}

impl Bench {
    /// Takes the folder `in` into the case `tern`, twice, and reads the ledger.
    pub fn take_in(&self) -> Ledger {
        let first = self.json(&["ingest", "tern", "in"]);
        let n_added = first["added"].clone();
        assert_eq!(first["found"], n_added, "a new case knows nothing");
        let ledger = self.ledger();
        assert_eq!(n_added, ledger.0.len(), "everything added is in the ledger once");
        self.sound();
        let second = self.json(&["ingest", "tern", "in"]);
        assert_eq!((&second["found"], &second["added"], &second["known"]), (&n_added, &Value::from(0), &n_added));
        ledger
    }

    /// The ledger of the case `tern`.
    pub fn ledger(&self) -> Ledger {
        let answer = self.json(&["ledger", "tern"]);
        let rows = answer["rows"].as_array().unwrap();
        let states = answer["states"].as_object().unwrap();
        assert_eq!(answer["found"], rows.len());
        assert_eq!(answer["found"], states.values().map(|n| n.as_u64().unwrap()).sum::<u64>());
        for (state, n) in states {
            assert_eq!(*n, rows.iter().filter(|row| row["state"] == **state).count(), "{state}");
        }
        let entries = rows.iter().map(|row| {
            let [path, state, reason] = ["path", "state", "reason"].map(|key| row[key].as_str().unwrap().to_owned());
            (path, Entry { state, reason })
        });
        Ledger(entries.collect())
    }

    /// Asserts that `check` finds nothing wrong with the case `tern`.
    #[track_caller]
    pub fn sound(&self) {
        let check = self.run(&["check", "tern"]);
        assert_eq!(check.code, 0, "{}{}", check.out, check.err);
    }
}

#[test]
fn a_folder_above_one_that_was_taken_in_is_told_as_the_same_files() {
    let bench = Bench::with_case();
    bench.file("leak/mail/one.txt", "Eight crates.\n");
    bench.file("leak/mail/two.txt", "Nine crates.\n");
    bench.done(&["ingest", "tern", "leak/mail"]);
    bench.file("leak/three.txt", "Ten crates.\n");
    let ran = bench.done(&["ingest", "tern", "leak"]);
    let told = "3 new (2 of them the same files as some in the case already), 0 known";
    assert!(ran.out.contains(told), "{}", ran.out);
    let again = bench.json(&["ingest", "tern", "leak"]);
    assert_eq!((&again["added"], &again["same"], &again["known"]), (&0.into(), &0.into(), &3.into()));
    // Of two that are the same and come together, one is new and the other a copy of it.
    bench.file("twins/a.txt", "Eleven crates.\n");
    bench.file("twins/b.txt", "Eleven crates.\n");
    let twins = bench.json(&["ingest", "tern", "twins"]);
    assert_eq!((&twins["added"], &twins["same"]), (&2.into(), &1.into()));
}

#[test]
fn a_document_is_in_one_state_wherever_it_is_shown() {
    let bench = Bench::with_case();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, words) in [("spoilt.txt", "Twelve crates of brass."), ("sound.txt", "Six crates.")] {
        zip.start_file(name, stored).unwrap();
        zip.write_all(words.as_bytes()).unwrap();
    }
    let mut bytes = zip.finish().unwrap().into_inner();
    let at = bytes.windows(5).position(|some| some == b"brass").unwrap();
    bytes[at] = b'B';
    bench.file("in/box.zip", bytes);
    bench.take_in().expect(&[
        ("box.zip", "indexed"),
        ("box.zip//sound.txt", "indexed"),
        ("box.zip//spoilt.txt", "corrupt"),
    ]);
    let reason = bench.ledger().entry("box.zip//spoilt.txt").reason.clone();
    for command in ["document", "text"] {
        let told = bench.json(&[command, "tern", "box.zip//spoilt.txt"]);
        assert_eq!((&told["state"], &told["reason"]), (&"corrupt".into(), &reason.as_str().into()), "{command}");
    }
    let around = bench.json(&["document", "tern", "box.zip"]);
    let states = around["children"].as_array().unwrap().iter().map(|child| child["state"].as_str().unwrap());
    assert_eq!(states.collect::<Vec<_>>(), ["corrupt", "indexed"]);
}
