//! What may be privileged: set aside before anybody reads it, found by nobody, opened by name and reason alone.

use std::io::{Cursor, Write};

use zip::{ZipWriter, write::SimpleFileOptions};

use crate::bench::Bench;

const ADVICE: &str = "From: Ida Kolb <ida@brand-kolb.example>\r\nTo: m.quell@asterholm.example\r\nSubject: our advice\r\n\
    Content-Type: multipart/mixed; boundary=X\r\n\r\n--X\r\n\r\nMy advice on the crates.\r\n--X\r\n\
    Content-Type: text/plain; name=draft.txt\r\nContent-Disposition: attachment; filename=draft.txt\r\n\r\n\
    A draft on crates.\r\n--X--\r\n";

fn box_of_files() -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("advice.eml", ADVICE), ("list.txt", "Eight crates.")] {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Total hits and how many documents are said to be set aside, in each way of searching.
fn searched(bench: &Bench, words: &str) -> Vec<(u64, u64)> {
    let ways: [&[&str]; 3] = [&[], &["--exact"], &["--regex"]];
    let answers = ways.map(|way| bench.json(&[&["search", "tern"], way, &["--", words]].concat()));
    answers.iter().map(|a| (a["total"].as_u64().unwrap(), a["quarantined"].as_u64().unwrap())).collect()
}

#[test]
fn what_matches_the_list_is_set_aside_with_all_inside_it() {
    let bench = Bench::with_case();
    bench.done(&["privilege", "add", "tern", "--domain", "@brand-kolb.example"]);
    bench.file("in/box.zip", box_of_files());
    bench.take_in().expect(&[
        ("box.zip", "indexed"),
        ("box.zip//advice.eml", "set_aside"),
        ("box.zip//advice.eml//draft.txt", "set_aside"),
        ("box.zip//list.txt", "indexed"),
    ]);
    assert_eq!(searched(&bench, "crates"), [(1, 2); 3]);
    let said = bench.done(&["search", "tern", "crates"]).out;
    assert!(said.contains("1 hit; 2 documents are set aside, as they may be privileged"), "{said}");
    // Nor is it found in what is made anew.
    bench.done(&["reindex", "tern"]);
    assert_eq!(searched(&bench, "crates"), [(1, 2); 3]);
    bench.sound();
}

#[test]
fn a_domain_or_name_is_looked_for_wherever_a_document_names_it() {
    for list_comes_first in [true, false] {
        let bench = Bench::with_case();
        let add = || {
            bench.done(&["privilege", "add", "tern", "--domain", "brand-kolb.example"]);
            bench.done(&["privilege", "add", "tern", "--name", "Ida Kolb"]);
        };
        if list_comes_first {
            add();
        }
        let mail = |header: &str| format!("From: a@asterholm.example\r\n{header}\r\n\r\nEight crates.\r\n");
        bench.file("in/printed.txt", "From: ida@brand-kolb.example\nEight crates.\n");
        bench.file("in/sender.eml", mail("Sender: ida@brand-kolb.example"));
        bench.file("in/resent.eml", mail("Resent-To: Ida <ida@mail.brand-kolb.example>"));
        bench.file("in/path.eml", mail("Return-Path: <ida@brand-kolb.example>"));
        bench.file(
            "in/call.ics",
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Eight crates\r\n\
            ATTENDEE:mailto:ida@brand-kolb.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        );
        bench.file("in/Ida Kolb memo.txt", "Eight crates, noted.\n");
        bench.file("in/open.txt", "Eight crates, and nothing of brand-kolb.\n");
        bench.done(&["ingest", "tern", "in"]);
        if !list_comes_first {
            add();
        }
        assert_eq!(searched(&bench, "crates"), [(1, 6); 3], "{list_comes_first}");
        bench.sound();
    }
}

#[test]
fn another_name_of_what_was_read_sets_it_aside() {
    let bench = Bench::with_case();
    bench.done(&["privilege", "add", "tern", "--name", "Ida Kolb"]);
    bench.file("in/memo.txt", "Eight crates, noted.\n");
    bench.file("in/list.txt", "Eight crates, listed.\n");
    bench.done(&["ingest", "tern", "in"]);
    assert_eq!(searched(&bench, "crates"), [(2, 0); 3]);
    bench.file("more/Ida Kolb.txt", "Eight crates, noted.\n");
    bench.done(&["ingest", "tern", "more"]);
    assert_eq!(searched(&bench, "crates"), [(1, 1); 3]);
    bench.done(&["reindex", "tern"]);
    assert_eq!(searched(&bench, "crates"), [(1, 1); 3]);
    bench.sound();
}

#[test]
fn what_lies_in_several_messages_that_are_set_aside_is_set_aside() {
    for list_comes_first in [true, false] {
        let bench = Bench::with_case();
        let add = || bench.done(&["privilege", "add", "tern", "--domain", "brand-kolb.example"]);
        if list_comes_first {
            add();
        }
        bench.file("in/advice.eml", ADVICE);
        bench.file("in/again.eml", ADVICE.replace("our advice", "our advice, again"));
        bench.done(&["ingest", "tern", "in"]);
        if !list_comes_first {
            add();
        }
        // The draft, which is attached to both, is one document.
        assert_eq!(searched(&bench, "crates"), [(0, 3); 3], "{list_comes_first}");
        let ledger = bench.ledger();
        let twin = &ledger.entry("again.eml//draft.txt").reason;
        assert_eq!(twin, "same bytes as advice.eml//draft.txt (set_aside)");
        // In a message that was released it may be read.
        bench.done(&["privilege", "release", "tern", "again.eml", "--because", "not by a lawyer"]);
        bench.done(&["privilege", "add", "tern", "--word", "nothing"]);
        assert_eq!(searched(&bench, "again"), [(1, 2); 3], "{list_comes_first}");
        bench.sound();
    }
}

#[test]
fn only_who_opened_it_by_name_and_reason_reads_it() {
    let bench = Bench::with_case();
    bench.file("in/advice.eml", ADVICE);
    bench.done(&["ingest", "tern", "in"]);
    assert_eq!(searched(&bench, "advice"), [(1, 0); 3]);
    // The list may come after the files.
    let added = bench.json(&["privilege", "add", "tern", "--name", "Ida Kolb"]);
    assert_eq!((&added["newly"], &added["set_aside"]), (&2.into(), &2.into()));
    assert_eq!(searched(&bench, "advice"), [(0, 2); 3]);

    let out = bench.dir().join("copy.eml");
    let out = out.to_str().unwrap();
    let shut: [&[&str]; 5] = [
        &["text", "tern", "advice.eml"],
        &["unit", "tern", "advice.eml"],
        &["reveals", "tern", "advice.eml"],
        &["copy", "tern", "advice.eml", "--original", "--out", out],
        &["cite", "tern", "advice.eml", "--unit", "1", "--quote", "advice on"],
    ];
    for command in shut {
        let ran = bench.run(command);
        assert_eq!(ran.code, 1, "{command:?}: {}", ran.out);
        assert!(
            ran.err.starts_with("advice.eml is set aside, as it may be privileged: matches Ida Kolb."),
            "{}",
            ran.err
        );
    }
    assert_eq!(bench.run(&["similar", "tern", "advice.eml"]).code, 1);
    assert_eq!(bench.run(&["like", "tern", "advice.eml"]).code, 1);
    // Nor is what it is called told by whether it fits.
    let told = bench.json(&["explain", "tern", "advice.eml", "--filter", "title:advice", "title:advice"]);
    assert_eq!((&told["filter"]["standing"], &told["tree"]["standing"]), (&"absent".into(), &"absent".into()));
    let known = bench.json(&["document", "tern", "advice.eml"]);
    assert_eq!((&known["state"], &known["title"]), (&"set_aside".into(), &serde_json::Value::Null));
    assert_eq!(known["meta"], serde_json::json!({}));

    let nameless = bench.run(&["privilege", "open", "tern", "advice.eml", "--because", "to see", "--author", ""]);
    assert_eq!(nameless.code, 2, "{}", nameless.err);
    bench.done(&["privilege", "open", "tern", "advice.eml", "--because", "to tell whether it is advice"]);
    assert!(bench.done(&["text", "tern", "advice.eml"]).out.contains("My advice on the crates."));
    assert_eq!(bench.run(&["text", "tern", "advice.eml", "--author", "Tovin Ashgrove"]).code, 1, "nobody else");
    assert_eq!(searched(&bench, "advice"), [(0, 2); 3], "it is found by nobody");
    assert!(bench.done(&["log", "tern", "--json"]).out.contains("to tell whether it is advice"));

    bench.done(&["privilege", "keep", "tern", "advice.eml//draft.txt", "--because", "a draft of it"]);
    bench.done(&["privilege", "release", "tern", "advice.eml", "--because", "an invitation"]);
    assert_eq!(searched(&bench, "advice"), [(1, 1); 3]);
    assert!(bench.done(&["text", "tern", "advice.eml", "--author", "Tovin Ashgrove"]).out.contains("My advice"));
    let listed = bench.json(&["privilege", "list", "tern"]);
    let standings: Vec<_> =
        listed["documents"].as_array().unwrap().iter().map(|line| line["standing"].clone()).collect();
    assert_eq!(standings, ["released", "kept"]);
    bench.done(&["retry", "tern"]);
    assert_eq!(searched(&bench, "advice"), [(1, 1); 3], "what was decided stays so");
    bench.sound();
}

#[test]
fn a_line_that_can_match_nothing_is_refused() {
    let bench = Bench::with_case();
    for line in ["§§", "— …"] {
        let ran = bench.run(&["privilege", "add", "tern", "--word", line]);
        assert_eq!(ran.code, 2, "{}", ran.out);
        assert!(ran.err.contains("has no letter and no digit: no document could match it"), "{}", ran.err);
    }
    assert_eq!(bench.json(&["privilege", "list", "tern"])["rules"], serde_json::json!([]));
}

#[test]
fn names_are_matched_as_the_search_folds_them() {
    let bench = Bench::with_case();
    bench.done(&["privilege", "add", "tern", "--name", "Jörg Brändle", "--name", "華強律師"]);
    bench.file("in/a.txt", "Signed: JOERG BRAENDLE");
    bench.file("in/b.txt", "见华强律师的信。");
    bench.file("in/c.txt", "Signed: Jorgen Brand");
    bench.take_in().expect(&[("a.txt", "set_aside"), ("b.txt", "set_aside"), ("c.txt", "indexed")]);
}

/// Another version may have let such a line in.
#[test]
fn with_a_line_that_can_match_nothing_on_the_list_nothing_is_taken_in() {
    let bench = Bench::with_case();
    let mut case = store::CaseMut::open(&bench.dir().join("tern"), &bench.desk().world).unwrap();
    let mut tx = case.begin("Mara Quell", "adding to the privilege list").unwrap();
    tx.add_privilege_rule(store::RuleKind::Word, "§§").unwrap();
    tx.commit().unwrap();
    drop(case);
    bench.file("in/advice.eml", ADVICE);
    let ran = bench.run(&["ingest", "tern", "in"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.err.contains("“§§”, which has no letter and no digit. Nothing was read"), "{}", ran.err);
    assert_eq!(bench.json(&["ledger", "tern"])["found"], 0);
    bench.done(&["privilege", "remove", "tern", "§§"]);
    bench.take_in().expect(&[("advice.eml", "indexed"), ("advice.eml//draft.txt", "indexed")]);
}

/// A tar archive of a letter and so many other names of it; the last of them names a lawyer.
fn of_many_names(n: usize) -> Vec<u8> {
    let header = |name: &str, flag: u8, link: &str, size: usize| {
        let mut block = vec![0; 512];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[100..108].copy_from_slice(b"0000644\0");
        block[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
        block[136..148].copy_from_slice(b"14700000000\0");
        block[156] = flag;
        block[157..157 + link.len()].copy_from_slice(link.as_bytes());
        block[257..265].copy_from_slice(b"ustar\x0000");
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        block
    };
    let letter = b"Eight crates left.";
    let mut bytes = [header("letter.txt", b'0', "", letter.len()), letter.to_vec()].concat();
    bytes.resize(1024, 0);
    for n in 1..n {
        bytes.extend(header(&format!("copy-{n}.txt"), b'1', "letter.txt", 0));
    }
    bytes.extend(header("to Ida Kolb.txt", b'1', "letter.txt", 0));
    bytes.extend([0; 1024]);
    bytes
}

#[test]
fn properties_past_those_that_are_kept_are_looked_through_and_told_of() {
    let before = Bench::with_case();
    before.done(&["privilege", "add", "tern", "--name", "Ida Kolb"]);
    before.file("in/box.tar", of_many_names(1_100));
    before.take_in().expect(&[("box.tar", "set_aside"), ("box.tar//letter.txt", "set_aside")]);

    let after = Bench::with_case();
    after.file("in/box.tar", of_many_names(1_100));
    let ledger = after.take_in();
    ledger.expect(&[("box.tar", "partly"), ("box.tar//letter.txt", "indexed")]);
    let rows = after.json(&["ledger", "tern"])["rows"].clone();
    assert!(rows[0]["reason"].as_str().unwrap().contains(" of its properties are left out"), "{rows:#}");
    let said = after.done(&["privilege", "add", "tern", "--name", "Ida Kolb"]).err;
    assert!(said.contains("1 document has more properties than are kept"), "{said}");
    after.done(&["retry", "tern", "--state", "partly"]);
    let states = after.ledger();
    states.expect(&[("box.tar", "set_aside"), ("box.tar//letter.txt", "set_aside")]);
}

#[test]
fn a_conversation_leaves_out_what_a_message_that_is_set_aside_is_about() {
    let bench = Bench::with_case();
    let mail = |head: &str| format!("{head}\nDate: Tue, 4 Mar 2025 10:15:00 +0100\n\nIn a word.\n");
    bench.file("in/one.eml", mail("Message-ID: <one@kolb>\nFrom: Ida <ida@brand-kolb.example>\nSubject: our defence"));
    bench.file(
        "in/two.eml",
        mail("Message-ID: <two@tern>\nIn-Reply-To: <one@kolb>\nFrom: m@tern.example\nSubject: Re: it"),
    );
    bench.done(&["privilege", "add", "tern", "--domain", "brand-kolb.example"]);
    bench.done(&["ingest", "tern", "in"]);
    let found = bench.json(&["conversation", "tern", "two.eml"]);
    assert!(!found.to_string().contains("defence") && !found.to_string().contains("ida@"), "{found}");
    let aside: Vec<_> = found["messages"].as_array().unwrap().iter().map(|message| &message["set_aside"]).collect();
    assert_eq!(aside, [true, false]);
    bench.done(&["privilege", "open", "tern", "one.eml", "--because", "to decide"]);
    assert_eq!(bench.json(&["conversation", "tern", "two.eml"])["messages"][0]["subject"], "our defence");
}

#[test]
fn what_is_nearly_the_same_leaves_out_what_is_set_aside_and_counts_it() {
    let bench = Bench::with_case();
    let words = "The crates left the yard on Monday with the papers of two buyers and came back on Friday without \
        any of them, though the broker had signed for both and the harbour master had seen the seals himself.";
    bench.file("in/copy.txt", words);
    bench.file("in/draft.txt", words.replace("Friday", "Saturday"));
    let letter = format!("From: Ida <ida@brand-kolb.example>\nTo: m@tern.example\nSubject: x\n\n{words}\n");
    bench.file("in/letter.eml", letter);
    bench.done(&["privilege", "add", "tern", "--domain", "brand-kolb.example"]);
    bench.done(&["ingest", "tern", "in"]);
    let paths = |found: &serde_json::Value| found.to_string().contains("letter.eml");
    let like = bench.json(&["similar", "tern", "copy.txt"]);
    assert_eq!((&like["total"], &like["quarantined"], paths(&like)), (&1.into(), &1.into(), false));
    let groups = bench.json(&["similar", "tern"]);
    assert_eq!((&groups["total"], &groups["quarantined"], paths(&groups)), (&1.into(), &1.into(), false));
    let said = bench.done(&["similar", "tern"]).out;
    assert!(said.ends_with("1 group of nearly equal documents\n1 document is set aside and left out\n"), "{said}");
    bench.done(&["privilege", "release", "tern", "letter.eml", "--because", "a copy"]);
    assert_eq!(bench.json(&["similar", "tern", "copy.txt"])["total"], 2);
}
