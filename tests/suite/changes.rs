//! Changes that are held, taken back, done again or destroyed, as people ask for them.

use crate::bench::Bench;

/// A case with one letter, and the id of a citation in it.
fn letter() -> (Bench, String) {
    let bench = Bench::with_case();
    bench.file("in/letter.txt", "Quillmarrow ordered sixty-four servers in March.\n");
    bench.done(&["ingest", "tern", "in", "--source", "HERON"]);
    let cited = bench.json(&["cite", "tern", "letter.txt", "--unit", "1", "--quote", "sixty-four servers"]);
    let citation = cited["citation"].as_str().unwrap().to_owned();
    (bench, citation)
}

/// An e-mail that carries `memo` as an attachment.
fn mail_with(memo: &str) -> String {
    format!(
        "From: a@example.org\r\nTo: b@example.org\r\nSubject: the memo\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nSee there.\r\n\
         --x\r\nContent-Type: text/plain; name=memo.txt\r\nContent-Disposition: attachment; \
         filename=memo.txt\r\n\r\n{memo}\r\n--x--\r\n"
    )
}

#[test]
fn what_is_held_is_not_erased_until_the_hold_is_lifted() {
    let (bench, _) = letter();
    assert_eq!(bench.json(&["hold", "tern"])["holds"].as_array().unwrap().len(), 0);
    bench.done(&["hold", "tern", "letter.txt", "--because", "court order of 3 March"]);
    let ran = bench.run(&["erase", "tern", "letter.txt", "--reason", "law"]);
    assert_eq!(ran.code, 1);
    for words in ["A legal hold is on document", "letter.txt", "court order of 3 March", "--lift"] {
        assert!(ran.err.contains(words), "{words:?} is not in {}", ran.err);
    }
    assert_eq!(bench.json(&["search", "tern", "quillmarrow"])["total"], 1, "not even from the index");
    let holds = bench.json(&["hold", "tern", "--list"]);
    assert_eq!((&holds["holds"][0]["path"], &holds["holds"][0]["by"]), (&"letter.txt".into(), &"Mara Quell".into()));
    let lifted = bench.done(&["hold", "tern", "letter.txt", "--lift"]);
    assert!(lifted.out.contains("Nothing is held"), "{}", lifted.out);
    bench.done(&["hold", "tern", "--because", "a letter from the lawyers"]);
    let ran = bench.run(&["erase", "tern", "HERON", "--reason", "source", "--json"]);
    assert!(ran.err.contains("\"code\":\"held\""), "{}", ran.err);
    bench.done(&["hold", "tern", "--lift"]);
    bench.done(&["erase", "tern", "letter.txt", "--reason", "law"]);
    bench.sound();
    for args in [
        &["hold", "tern", "letter.txt"][..],
        &["hold", "tern", "--lift", "--because", "x"],
        &["hold", "tern", "--because", " "],
        &["hold", "tern", "--list", "--lift"],
    ] {
        assert_eq!(bench.run(args).code, 2, "{args:?}");
    }
    assert_eq!(bench.run(&["hold", "tern", "--lift"]).code, 1, "there is none to lift");
}

#[test]
fn erased_bytes_are_asked_about_and_come_back_when_told_to() {
    let (bench, _) = letter();
    bench.done(&["erase", "tern", "letter.txt", "--reason", "error"]);
    let ran = bench.done(&["ingest", "tern", "in", "--source", "HERON"]);
    assert!(ran.err.contains("1 file was passed over"), "{}", ran.err);
    assert!(ran.err.contains("--take-erased-again"), "{}", ran.err);
    assert_eq!(bench.json(&["search", "tern", "quillmarrow"])["total"], 0);
    let again = bench.json(&["ingest", "tern", "in", "--source", "HERON", "--take-erased-again"]);
    assert_eq!((&again["erased_before"], &again["added"]), (&0.into(), &1.into()));
    bench.ledger().expect(&[("letter.txt", "indexed")]);
    assert_eq!(bench.json(&["search", "tern", "quillmarrow"])["total"], 1);
    bench.sound();
    bench.done(&["erase", "tern", "letter.txt", "--reason", "error"]);
    assert_eq!(bench.json(&["ingest", "tern", "in"])["erased_before"], 1, "erasing wins again");
    bench.sound();
}

#[test]
fn erased_bytes_inside_something_known_come_back_when_told_to() {
    let memo = "The memo nobody may keep.\n";
    let bench = Bench::with_case();
    bench.file("in/memo.txt", memo);
    bench.done(&["ingest", "tern", "in"]);
    bench.done(&["erase", "tern", "memo.txt", "--reason", "privilege"]);
    bench.file("more/mail.eml", mail_with(memo));
    for _ in 0..2 {
        assert_eq!(bench.json(&["ingest", "tern", "more"])["erased_before"], 1, "in a known message, too");
    }
    assert_eq!(bench.json(&["ingest", "tern", "more", "--take-erased-again"])["erased_before"], 0);
    bench.ledger().expect(&[("mail.eml", "indexed"), ("mail.eml//memo.txt", "indexed")]);
    bench.sound();
}

#[test]
fn people_and_sources_are_erased_by_name_and_undone_things_by_id() {
    let (bench, citation) = letter();
    let add = |author: &str, name: &str| {
        let args =
            ["entity", "add", "tern", "--author", author, "--schema", "Person", "--name", name, "--cite", &citation];
        bench.json(&args)["id"].as_str().unwrap().to_owned()
    };
    let undone = add("Odalys Fennimore", "Wrenna Halloway");
    bench.done(&["undo", "tern", "--author", "Odalys Fennimore"]);
    let holds = |words: &str| {
        let bytes = words.as_bytes();
        let mut files = bench.walk("tern").into_iter();
        files.any(|path| std::fs::read(path).unwrap().windows(bytes.len()).any(|w| w == bytes))
    };
    for (target, what, words) in [
        (undone.as_str(), "entity", "Wrenna Halloway"),
        ("Odalys Fennimore", "person", "Odalys Fennimore"),
        ("HERON", "source", "HERON"),
    ] {
        assert!(holds(words), "{words}: else the test shows nothing");
        assert_eq!(bench.json(&["erase", "tern", target, "--reason", "source"])["what"], what);
        assert!(!holds(words), "{words}");
    }
    let documents = bench.json(&["documents", "tern"]);
    assert_eq!((&documents["total"], &documents["documents"][0]["audience"]), (&1.into(), &"protect".into()));
    bench.sound();
}

#[test]
fn material_of_an_erased_source_is_protected_whatever_else_it_came_from() {
    let bench = Bench::with_case();
    bench.file("in/a.txt", "words");
    bench.done(&["ingest", "tern", "in", "--source", "KIOSK", "--kind", "news"]);
    bench.done(&["ingest", "tern", "in", "--source", "LEDGER", "--kind", "filing"]);
    let audience = || bench.json(&["documents", "tern"])["documents"][0]["audience"].clone();
    assert_eq!(audience(), "open");
    bench.done(&["erase", "tern", "KIOSK", "--reason", "source"]);
    assert_eq!(audience(), "protect");
}

#[test]
fn undo_and_redo_say_what_it_was_and_what_is_in_the_way() {
    let (bench, citation) = letter();
    let company = ["entity", "add", "tern", "--schema", "Company", "--name", "Quillmarrow", "--cite", &citation];
    let id = bench.json(&company)["id"].as_str().unwrap().to_owned();
    let part = format!("{id}:buyer");
    let event = ["event", "add", "tern", "--date", "2024-03", "--title", "Servers ordered", "--participant", &part];
    bench.done(&[&event[..], &["--cite", &citation]].concat());
    assert_eq!(bench.json(&["undo", "tern"])["what"], serde_json::json!(["event added"]));
    assert_eq!(bench.json(&["timeline", "tern"])["total"], 0);
    assert_eq!(bench.json(&["redo", "tern"])["what"], serde_json::json!(["event added"]));
    assert_eq!(bench.json(&["timeline", "tern"])["total"], 1);
    assert!(bench.run(&["redo", "tern"]).err.contains("nothing to redo"));
    bench.done(&["undo", "tern"]);

    let citations = format!("{citation}:context");
    bench.done(&["tie", "tern", &id, "--cite", &citations, "--author", "Tovin Ashgrove"]);
    let ran = bench.run(&["undo", "tern"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("1 citation tied to a fact by Tovin Ashgrove rests on it"), "{}", ran.err);

    bench.file("more/b.txt", "other words");
    bench.done(&["ingest", "tern", "more"]);
    bench.done(&["erase", "tern", "b.txt", "--reason", "error"]);
    let ran = bench.run(&["undo", "tern", "--author", "Mara Quell"]);
    assert!(ran.err.contains("erased a document") && ran.err.contains("--before-erase"), "{}", ran.err);
    bench.done(&["untie", "tern", &id, "--cite", &citation, "--author", "Tovin Ashgrove"]);
    bench.done(&["undo", "tern", "--before-erase"]);
    assert_eq!(bench.json(&["entity", "list", "tern"])["total"], 0);
    bench.sound();
}
