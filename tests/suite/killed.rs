//! Taking in that is killed at any moment, or asked to stop: the next run ends as an undisturbed one.

#[cfg(target_os = "linux")]
mod deep;
#[cfg(target_os = "linux")]
mod heap;

use std::{
    collections::BTreeMap,
    io::{Cursor, Write},
    path::Path,
    process::Child,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::Value;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::bench::{Bench, mix};

/// How often the program is killed before it is let through.
const N_ROUNDS: u64 = 8;
/// Picks the moments of the kills.
const SEED: u64 = 20_250_701;

/// Some three hundred small files: texts, tables, copies, archives with files of their own, things that are no files.
fn fill(bench: &Bench) {
    for n in 0..240 {
        let text = format!("note {n}: crate {} seen at gate {}\n", mix(n) % 1000, n % 7).repeat(1 + n as usize % 40);
        bench.file(&format!("in/notes/{}/note-{n}.txt", n % 5), text);
    }
    for n in 0..30 {
        let rows: String = (0..50).map(|row| format!("{row},crate-{},{n}\n", mix(n * 50 + row) % 9999)).collect();
        bench.file(&format!("in/lists/list-{n}.csv"), format!("row,crate,list\n{rows}"));
    }
    for n in 0..20 {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for entry in 0..6 {
            zip.start_file(format!("entry-{entry}.txt"), SimpleFileOptions::default()).unwrap();
            // Every archive shares an entry with the next one, and one with a note.
            writeln!(zip, "packed {}", if entry == 0 { n + 1 } else { n * 10 + entry % 5 }).unwrap();
        }
        bench.file(&format!("in/packed/{n}.zip"), zip.finish().unwrap().into_inner());
    }
    for n in 0..10 {
        bench.file(&format!("in/odd/{n}.bin"), mix(n).to_le_bytes().repeat(100));
        bench.file(&format!("in/odd/{n}.txt"), "the same words in ten files\n");
    }
}

/// What must be the same however often it was disturbed: for each path its bytes and whether, and how, they were read.
fn account(bench: &Bench) -> BTreeMap<String, (Value, Value)> {
    let documents = bench.json(&["documents", "tern"]);
    let documents = documents["documents"].as_array().unwrap();
    let by_id: BTreeMap<&str, &Value> = documents.iter().map(|d| (d["id"].as_str().unwrap(), d)).collect();
    assert_eq!(by_id.len(), documents.len());
    let ledger = bench.json(&["ledger", "tern"]);
    let rows = ledger["rows"].as_array().unwrap();
    let account: BTreeMap<_, _> = rows
        .iter()
        .map(|row| {
            let document = row["document"].as_str().map_or(&Value::Null, |id| by_id[id]);
            // Which of two twins is the duplicate depends on who came first; what both hold does not.
            (row["path"].as_str().unwrap().to_owned(), (document["sha256"].clone(), document["state"].clone()))
        })
        .collect();
    assert_eq!(account.len(), rows.len(), "a path is in the ledger twice");
    account
}

/// Starts the real program on the folder `in` as a shell does: in a process group of its own, which is what Ctrl-C reaches.
fn start(bench: &Bench) -> Child {
    std::os::unix::process::CommandExt::process_group(&mut bench.command(&["ingest", "tern", "in", "--jobs", "2"]), 0)
        .spawn()
        .unwrap()
}

/// Waits until the case has grown to so many bytes, or the program has ended before. Points in the work, not moments: a
/// slow machine is killed at the same places as a fast one.
fn until_grown(bench: &Bench, child: &mut Child, bytes: u64) {
    while child.try_wait().unwrap().is_none() && size(&bench.dir().join("tern")) < bytes {
        std::thread::yield_now();
    }
}

/// Bytes of all files under a folder, in which files come and go meanwhile.
fn size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(meta) if meta.is_dir() => size(&entry.path()),
            Ok(meta) => meta.len(),
            Err(_) => 0,
        })
        .sum()
}

/// Runs to the end, and asserts that the case is as if nothing had happened.
fn finish(bench: &Bench, undisturbed: &BTreeMap<String, (Value, Value)>, n_hits: &Value) {
    let last = bench.json(&["ingest", "tern", "in"]);
    assert_eq!(last["found"], undisturbed.len());
    bench.sound();
    assert_eq!(account(bench), *undisturbed);
    assert_eq!(bench.json(&["search", "tern", "crate"])["total"], *n_hits);
    let again = bench.json(&["ingest", "tern", "in"]);
    assert_eq!((&again["found"], &again["added"]), (&Value::from(undisturbed.len()), &Value::from(0)));
}

#[test]
fn a_killed_run_loses_doubles_and_spoils_nothing() {
    let calm = Bench::with_case();
    fill(&calm);
    let ended = start(&calm).wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(3), "{}", String::from_utf8_lossy(&ended.stderr));
    let undisturbed = account(&calm);
    assert_eq!(undisturbed.len(), 240 + 30 + 20 * 7 + 20);
    let n_hits = calm.json(&["search", "tern", "crate"])["total"].clone();
    let whole = size(&calm.dir().join("tern"));

    let bench = Bench::with_case();
    fill(&bench);
    for round in 0..N_ROUNDS {
        let before = size(&bench.dir().join("tern"));
        let mut child = start(&bench);
        // Somewhere in the first part of what is left, so that the later rounds have work, too.
        let left = whole.saturating_sub(before);
        until_grown(&bench, &mut child, before + left * (mix(SEED + round) % 1000) / 4000);
        child.kill().unwrap();
        child.wait().unwrap();
        // Whatever was reached can be opened and is sound, before anybody goes on.
        let check = bench.run(&["check", "tern"]);
        assert_eq!(check.code, 0, "after kill {round}: {}{}", check.out, check.err);
    }
    finish(&bench, &undisturbed, &n_hits);
}

#[test]
fn a_run_that_is_asked_to_stop_stops_soon_and_the_next_goes_on() {
    let calm = Bench::with_case();
    fill(&calm);
    calm.done(&["ingest", "tern", "in"]);
    let undisturbed = account(&calm);
    let n_hits = calm.json(&["search", "tern", "crate"])["total"].clone();

    let bench = Bench::with_case();
    fill(&bench);
    let mut child = start(&bench);
    let before = size(&bench.dir().join("tern"));
    until_grown(&bench, &mut child, before + 200_000);
    kill_process_group(Pid::from_child(&child), Signal::INT).unwrap();
    let asked = Instant::now();
    let ended = child.wait_with_output().unwrap();
    assert!(asked.elapsed() < Duration::from_secs(10), "it took {:?} to stop", asked.elapsed());
    let said = String::from_utf8_lossy(&ended.stdout);
    assert!(said.contains("Stopped before the end"), "{said}");
    assert_eq!(ended.status.code(), Some(1), "{said}");
    bench.sound();
    finish(&bench, &undisturbed, &n_hits);
}
