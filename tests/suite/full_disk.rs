//! A disk that fills up: refused beforehand where it can be told, survived where it cannot.

use std::process::Command;

use crate::bench::{Bench, Ran, mix, program};

/// A few megabytes of text that does not pack well.
fn fill(bench: &Bench) {
    for n in 0..6 {
        let words: String = (0..40_000).map(|word| format!("{:x} ", mix(n * 40_000 + word))).collect();
        bench.file(&format!("in/{n}.txt"), format!("ledger of words {n}\n{words}"));
    }
}

/// Nothing is lost: the next run, with room, takes everything in.
fn completes(bench: &Bench) {
    bench.done(&["ingest", "tern", "in"]);
    let ledger = bench.ledger();
    assert_eq!(ledger.paths().len(), 6);
    for path in ledger.paths() {
        assert_eq!(ledger.state(path), "indexed", "{path}");
    }
    assert_eq!(bench.json(&["search", "tern", "ledger"])["total"], 6);
    bench.sound();
}

#[test]
fn what_cannot_fit_is_refused_before_it_starts() {
    let bench = Bench::new();
    fill(&bench);
    let program = program().display();
    let ran = bench.sh_in_own_mounts(&format!(
        "mkdir small && mount -t tmpfs -o size=3m none small || exit 77
         {program} new small/tern && {program} ingest small/tern in; echo ended $?
         {program} check small/tern >/dev/null; echo check $?
         mv small/tern ."
    ));
    if ran.code == 77 {
        // Only who may mount can make a small disk.
        return;
    }
    assert!(ran.out.contains("ended 1\n") && ran.out.contains("check 0\n"), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("Not enough space") && ran.err.contains("Nothing was taken in"), "{}", ran.err);
    completes(&bench);
}

/// A disk without room for one more file says that it is full, and the estimate, which counts bytes, cannot foresee it.
#[test]
fn a_disk_that_fills_up_meanwhile_spoils_nothing() {
    for n_files in [20, 30, 40, 50] {
        let bench = Bench::new();
        fill(&bench);
        let program = program().display();
        let ran = bench.sh_in_own_mounts(&format!(
            "mkdir small && mount -t tmpfs -o size=1g,nr_inodes=1000 none small || exit 77
             {program} new small/tern || exit 1
             mount -o remount,nr_inodes={n_files} small
             {program} ingest small/tern in; echo ended $?
             {program} ledger small/tern >/dev/null; echo ledger $?
             {program} check small/tern >/dev/null; echo check $?
             cp -a small/tern ."
        ));
        if ran.code == 77 {
            // Only who may mount can make a small disk; the test below stands for it.
            return;
        }
        assert!(ran.out.ends_with("ended 1\nledger 0\ncheck 0\n"), "{n_files}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains("The disk is full"), "{n_files}: {}", ran.err);
        completes(&bench);
    }
}

/// A limit on the size of files stands for the full disk where no mount may be made.
#[test]
fn a_file_that_cannot_grow_spoils_nothing() {
    for n_blocks in [100, 600, 1500, 4000] {
        let bench = Bench::with_case();
        fill(&bench);
        // Blocks of 512 bytes. The signal is ignored, so that writing fails as it does on a full disk.
        let script = format!("trap '' XFSZ; ulimit -f {n_blocks}; exec '{}' ingest tern in", program().display());
        let mut shell = Command::new("sh");
        shell.args(["-c", &script]);
        bench.lend(&mut shell);
        let ran = Ran::from(shell.output().unwrap());
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
        assert!(ran.err.contains("could not be"), "{}", ran.err);
        bench.sound();
        completes(&bench);
    }
}
