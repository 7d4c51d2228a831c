//! A folder that is watched: what appears is taken in, and the folder may go and come back.

use desk::{CancelToken, Event, Job};
use serde_json::{Value, json};

use crate::bench::Bench;

/// Watches the folder `drop` and does something at each event, until it says that it is enough.
fn watch(bench: &Bench, mut each: impl FnMut(&Event) -> bool) -> Value {
    let cancel = CancelToken::default();
    let stop = cancel.clone();
    let mut events = |event: Event| {
        if each(&event) {
            stop.cancel();
        }
    };
    let mut job = Job { events: &mut events, cancel };
    let request = json!({
        "case": bench.dir().join("tern"), "folder": bench.dir().join("drop"), "settle": 0, "source": "HERON",
    });
    desk::command::run(bench.desk(), &mut job, &["watch"], request).unwrap().value
}

/// How many files have been taken in, where an event says so.
fn taken(event: &Event) -> Option<u64> {
    match event {
        Event::Progress(progress) if progress.doing == "watching" => Some(progress.done),
        _ => None,
    }
}

#[test]
fn what_appears_is_taken_in_and_the_folder_may_go_and_come_back() {
    let bench = Bench::with_case();
    bench.file("drop/first.txt", "The first crate.\n");
    bench.file("drop/letter.txt.part", "Half a let");
    let (drop, away) = (bench.dir().join("drop"), bench.dir().join("away"));
    let (mut step, mut said) = (0, Vec::new());
    let watched = watch(&bench, |event| {
        if let Event::Note { message } = event {
            said.push(message.contains("not there now"));
        }
        match (step, taken(event)) {
            (0, Some(1)) => {
                bench.file("drop/in/second.csv", "crate,gate\n2,north\n");
                std::fs::rename(drop.join("letter.txt.part"), drop.join("letter.txt")).unwrap();
                step = 1;
            }
            (1, Some(3)) => {
                std::fs::rename(&drop, &away).unwrap();
                step = 2;
            }
            (2, Some(3)) if said == [true] => {
                std::fs::write(away.join("third.txt"), "The third crate.\n").unwrap();
                std::fs::rename(&away, &drop).unwrap();
                step = 3;
            }
            (3, Some(4)) => return true,
            _ => {}
        }
        false
    });
    assert_eq!((said, &watched["added"]), (vec![true, false], &json!(4)));
    let ledger = bench.json(&["ledger", "tern"]);
    let mut paths: Vec<_> =
        ledger["rows"].as_array().unwrap().iter().map(|row| row["path"].as_str().unwrap()).collect();
    paths.sort();
    assert_eq!(paths, ["first.txt", "in/second.csv", "letter.txt", "third.txt"]);
    assert_eq!(bench.json(&["search", "tern", "crate"])["total"], 3);
    bench.sound();
}

#[test]
fn who_watches_again_takes_in_only_what_is_new_and_waits_for_others_who_write() {
    let bench = Bench::with_case();
    bench.file("drop/first.txt", "The first crate.\n");
    bench.done(&["ingest", "tern", "drop", "--source", "HERON"]);
    bench.file("drop/second.txt", "The second crate.\n");
    let mut held = Some(bench.hold("tern"));
    let watched = watch(&bench, |event| match taken(event) {
        Some(0) => {
            held = None;
            false
        }
        Some(n) => n == 1,
        None => false,
    });
    assert_eq!(watched["added"], 1);
    assert_eq!(bench.json(&["ledger", "tern"])["found"], 2);
}

#[test]
fn what_is_no_folder_is_not_watched() {
    let bench = Bench::with_case();
    let file = bench.file("drop.txt", "no folder");
    for (folder, expect) in [
        (file.as_path(), "is no folder"),
        (&bench.dir().join("gone"), "cannot be found"),
        (&bench.dir().join("tern"), "part of this case"),
    ] {
        let ran = bench.run(&["watch", "tern", &folder.to_string_lossy()]);
        assert_eq!(ran.code, 1);
        assert!(ran.err.contains(expect), "{}", ran.err);
    }
}
