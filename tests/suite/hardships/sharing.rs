//! One case, several programs; and cases that may not be written.

use std::fs;

use crate::bench::Bench;

#[test]
fn a_case_that_somebody_writes_in_is_read_by_others_and_written_by_nobody_else() {
    let bench = Bench::with_case();
    bench.file("in/a.txt", "words");
    bench.take_in();
    let held = bench.hold("tern");
    let ran = bench.run(&["ingest", "tern", "in"]);
    assert_eq!(ran.code, 1);
    for words in ["Somebody else is writing", "another machine, process 7", "since 2025-07-01", "taking in files"] {
        assert!(ran.err.contains(words), "{words:?} is not in {}", ran.err);
    }
    assert_eq!(bench.json(&["search", "tern", "words"])["total"], 1);
    bench.ledger().expect(&[("a.txt", "indexed")]);
    bench.sound();
    // Where no list is behind, looking for what came since writes nothing.
    bench.done(&["sweep", "news", "tern"]);
    drop(held);
    bench.done(&["ingest", "tern", "in"]);
}

#[test]
fn a_search_while_somebody_writes_says_what_is_not_searchable_yet() {
    let bench = Bench::with_case();
    bench.file("in/a.txt", "alpenglow words");
    bench.take_in();
    let (index, earlier) = (bench.dir().join("tern/index"), bench.dir().join("earlier"));
    fn copy(from: &std::path::Path, to: &std::path::Path) {
        fs::create_dir(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let to = to.join(entry.file_name());
            match entry.file_type().unwrap().is_dir() {
                true => copy(&entry.path(), &to),
                false => drop(fs::copy(entry.path(), to).unwrap()),
            }
        }
    }
    copy(&index, &earlier);
    bench.file("more/b.txt", "breakwater words");
    bench.done(&["ingest", "tern", "more"]);
    fs::remove_dir_all(&index).unwrap();
    copy(&earlier, &index);
    let held = bench.hold("tern");
    let found = bench.json(&["search", "tern", "words"]);
    assert_eq!((&found["total"], &found["behind"], &found["unreadable"]), (&1.into(), &1.into(), &0.into()));
    let said = bench.done(&["search", "tern", "words"]).out;
    assert!(said.contains("1 hit; 1 document is not searchable yet"), "{said}");
    fs::remove_dir_all(&index).unwrap();
    let ran = bench.run(&["search", "tern", "words"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("not there yet") && ran.err.contains("--exact"), "{}", ran.err);
    assert_eq!(bench.json(&["search", "tern", "--exact", "words"])["total"], 2);
    drop(held);
    let found = bench.json(&["search", "tern", "words"]);
    assert_eq!((&found["total"], &found["behind"]), (&2.into(), &0.into()));
    bench.sound();
}

#[test]
fn a_case_on_a_medium_that_cannot_be_written_is_read() {
    if !rustix::process::geteuid().is_root() {
        return read_only_by_permissions();
    }
    read_only_by_mount();
}

/// Permissions bind anybody but the superuser.
fn read_only_by_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::with_case();
    bench.file("in/a.txt", "words");
    bench.take_in();
    let case = bench.dir().join("tern");
    let set = |mode: u32| {
        let all = std::iter::once(case.clone()).chain(fs::read_dir(&case).unwrap().map(|e| e.unwrap().path()));
        for path in all.collect::<Vec<_>>() {
            let mode = if path.is_dir() { mode | 0o111 } else { mode };
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    set(0o444);
    let (search, ingest) = (bench.run(&["search", "tern", "words"]), bench.run(&["ingest", "tern", "in"]));
    set(0o644);
    assert_eq!(search.code, 0, "{}", search.err);
    assert_eq!(ingest.code, 1);
    assert!(ingest.err.contains("can only be read"), "{}", ingest.err);
}

/// The superuser is refused by a mount alone, made where no other process sees it.
fn read_only_by_mount() {
    let bench = Bench::with_case();
    bench.file("in/a.txt", "words");
    bench.take_in();
    let program = crate::bench::program().display();
    let script = format!(
        "mount --bind tern tern && mount -o remount,ro,bind tern || exit 77
         {program} search tern words --json; echo search $?
         {program} ledger tern >/dev/null; echo ledger $?
         {program} check tern >/dev/null; echo check $?
         {program} ingest tern in; echo ingest $?"
    );
    let ran = bench.sh_in_own_mounts(&script);
    if ran.code == 77 {
        // A container that may not mount cannot make such a medium.
        return;
    }
    for line in ["search 0", "ledger 0", "check 0", "ingest 1"] {
        assert!(ran.out.lines().any(|l| l == line), "{line}: {}{}", ran.out, ran.err);
    }
    assert!(ran.out.contains("\"total\": 1"), "{}", ran.out);
    assert!(ran.err.contains("can only be read"), "{}", ran.err);
}
