//! A heap that is killed at any moment, its readers, too: inside archives a reading goes on where it was.
//!
//! `cargo xtask kill` does the same more often, over a larger heap.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
    process::Child,
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use store::Case;

use super::{account, heap, size, start, until_grown};
use crate::bench::{Bench, mix};

/// Picks the moments of the kills.
const SEED: u64 = 20_261_126;

/// How often the program is killed, and how many containers of each kind the heap has.
fn wanted() -> (u64, u64) {
    let rounds = std::env::var("CASEBOUND_KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok());
    rounds.map_or((4, 1), |rounds| (rounds, 3))
}

/// All that must be the same however often it was disturbed.
#[derive(Debug, PartialEq)]
struct Whole {
    /// For each path its bytes and their state.
    places: BTreeMap<String, (Value, Value)>,
    /// For each document, by its bytes, what its reading told, and its words.
    readings: BTreeMap<[u8; 32], String>,
    /// Hits.
    searches: Vec<(Value, Value)>,
}

impl Whole {
    fn of(bench: &Bench) -> Whole {
        bench.sound();
        let case = Case::open(&bench.dir().join("tern"), &bench.desk().world).unwrap();
        let documents: HashMap<_, _> = case.documents().unwrap().into_iter().map(|d| (d.id, d.sha256)).collect();
        let readings: BTreeMap<_, _> =
            case.readings_since(0).unwrap().iter().map(|r| (documents[&r.document], told(&case, r))).collect();
        assert_eq!(readings.len(), documents.len(), "a document was not read");
        let log = case.log().unwrap();
        let n_read = log.iter().filter(|op| op.head.kind == "document.read").count();
        assert_eq!(n_read, documents.len(), "what had been read was read again");
        let search = |query: &[&str]| {
            let hits = bench.json(&[&["search", "tern", "--group", "--limit", "1"], query].concat());
            (hits["total"].clone(), hits["documents"].clone())
        };
        let queries: [&[&str]; 4] =
            [&["crate"], &["\"deep note\""], &["--exact", "taped note"], &["--regex", "gate [1-3]"]];
        Whole { places: account(bench), readings, searches: queries.iter().map(|query| search(query)).collect() }
    }
}

/// What a reading told, and its words.
fn told(case: &Case, reading: &store::Reading) -> String {
    let result = &reading.result;
    // How long it took is no finding.
    let mut details = result.details.clone();
    details.as_object_mut().unwrap().remove("ms");
    let mut words = DefaultHasher::new();
    if let Some(text) = result.text {
        let mut text = case.text(&text).unwrap();
        for number in 1..=text.n_units() {
            text.unit(number).unwrap().map(|unit| (&unit.label, &unit.text)).hash(&mut words);
        }
    }
    format!(
        "{:?} {} {} {} {:?} {:?} {} {}",
        result.state,
        result.reason,
        result.kind,
        result.units,
        result.language,
        result.date,
        details,
        words.finish()
    )
}

/// The processes that a process started and that still run.
fn children_of(parent: u32) -> Vec<Pid> {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|entry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            // The name is in brackets and may hold anything.
            let of: u32 = stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()?;
            (of == parent).then(|| Pid::from_raw(pid)).flatten()
        })
        .collect()
}

/// Kills the readers of a run, if they have been started.
fn kill_readers(child: &Child) {
    for reader in children_of(child.id()) {
        // One that has just ended by itself needs no killing.
        let _ = kill_process(reader, Signal::KILL);
    }
}

/// The checkpoint of the document that was taken in first.
fn checkpoint(bench: &Bench) -> Option<String> {
    let case = Case::open(&bench.dir().join("tern"), &bench.desk().world).unwrap();
    let first = case.document_at(1).unwrap()?;
    case.checkpoint(&first.id).unwrap()
}

#[test]
fn a_mailbox_that_was_half_read_goes_on_where_it_was() {
    let calm = Bench::with_case();
    calm.file("in/box.mbox", heap::mailbox(0, 1500));
    calm.done(&["ingest", "tern", "in", "--jobs", "2"]);
    let undisturbed = Whole::of(&calm);
    let bench = Bench::new();
    bench.file("in/box.mbox", heap::mailbox(0, 1500));
    // A machine that is busy otherwise may be through before it is looked at.
    let reached = (0..8).find_map(|_| {
        let _ = std::fs::remove_dir_all(bench.dir().join("tern"));
        bench.done(&["new", "tern"]);
        let mut child = start(&bench);
        while child.try_wait().unwrap().is_none() && checkpoint(&bench).is_none() {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        checkpoint(&bench)
    });
    assert!(reached.is_some(), "it was always done before it could be killed");
    let before = bench.json(&["ledger", "tern"])["found"].as_u64().unwrap();
    let last = bench.json(&["ingest", "tern", "in"]);
    let n_found = undisturbed.places.len() as u64;
    assert_eq!((last["found"].as_u64().unwrap(), last["added"].as_u64().unwrap()), (n_found, n_found - before));
    assert_eq!(Whole::of(&bench), undisturbed);
}

#[test]
fn inside_archives_too_nothing_is_lost_doubled_or_read_again() {
    let (n_rounds, n_each) = wanted();
    let calm = Bench::with_case();
    heap::fill(&calm, n_each);
    let ended = start(&calm).wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(3), "{}", String::from_utf8_lossy(&ended.stderr));
    let undisturbed = Whole::of(&calm);
    let n_found = undisturbed.places.len();
    let whole = size(&calm.dir().join("tern"));

    let bench = Bench::with_case();
    heap::fill(&bench, n_each);
    for round in 0..n_rounds {
        let before = size(&bench.dir().join("tern"));
        let mut child = start(&bench);
        let step = |share: u64| whole.saturating_sub(before) * (mix(SEED + 2 * round + share) % 1000) / 3000;
        until_grown(&bench, &mut child, before + step(0));
        if round % 2 == 1 {
            kill_readers(&child);
            until_grown(&bench, &mut child, before + step(0) + step(1) / 2);
        }
        child.kill().unwrap();
        let has_ended = child.wait().unwrap().code().is_some();
        let check = bench.run(&["check", "tern"]);
        assert_eq!(check.code, 0, "after kill {round}: {}{}", check.out, check.err);
        if has_ended {
            // It was done before it could be killed: the next rounds have a fresh case.
            assert_eq!(Whole::of(&bench), undisturbed, "after kill {round}");
            std::fs::remove_dir_all(bench.dir().join("tern")).unwrap();
            bench.done(&["new", "tern"]);
        }
    }
    let last = bench.json(&["ingest", "tern", "in"]);
    assert_eq!(last["found"], n_found);
    assert_eq!(Whole::of(&bench), undisturbed);
    let again = bench.json(&["ingest", "tern", "in"]);
    assert_eq!((&again["found"], &again["added"]), (&Value::from(n_found), &Value::from(0)));
}
