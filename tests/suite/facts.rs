//! Facts on citations: what is refused, what stands side by side, what comes back.

use serde_json::Value;

use crate::bench::Bench;

/// A case of two notes that disagree, and a citation of each: its id.
fn two_notes() -> (Bench, String, String) {
    let bench = Bench::with_case();
    bench.file("in/a.txt", "The crates of Pellworm Freight left on 3 March 2025.\n");
    bench.file("in/b.txt", "Pellworm Freight sent nothing before 9 March 2025.\n");
    bench.done(&["ingest", "tern", "in"]);
    let cite = |file: &str, quote: &str| {
        text(&bench.json(&["cite", "tern", file, "--unit", "1", "--quote", quote])["citation"])
    };
    let (a, b) = (cite("a.txt", "left on 3 March 2025"), cite("b.txt", "nothing before 9 March 2025"));
    (bench, a, b)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[track_caller]
fn refused(bench: &Bench, args: &[&str], words: &str) {
    let ran = bench.run(args);
    assert!(matches!(ran.code, 1 | 2), "{args:?}: {}{}", ran.out, ran.err);
    assert!(ran.err.contains(words), "{args:?}: {words:?} is not in {}", ran.err);
}

#[test]
fn what_rests_on_nothing_or_means_nothing_is_refused_by_name() {
    let (bench, cite, _) = two_notes();
    let cite = cite.as_str();
    let table: &[(&[&str], &str)] = &[
        (&["entity", "add", "tern", "--schema", "Company", "--name", "Pellworm"], "citation"),
        (&["entity", "add", "tern", "--schema", "Firm", "--name", "Pellworm", "--cite", cite], "Firm"),
        (
            &["entity", "add", "tern", "--schema", "Company", "--name", "P", "--prop", "colour=red", "--cite", cite],
            "colour",
        ),
        (
            &["entity", "add", "tern", "--schema", "Company", "--name", "P", "--prop", "colour", "--cite", cite],
            "colour",
        ),
        (
            &["entity", "add", "tern", "--schema", "Company", "--name", "P", "--standing", "sure", "--cite", cite],
            "sure",
        ),
        (&["entity", "add", "tern", "--schema", "Company", "--name", "P", "--cite", "ffffffff"], "ffffffff"),
        (
            &[
                "entity",
                "add",
                "tern",
                "--schema",
                "Company",
                "--name",
                "P",
                "--prop",
                "jurisdiction=zz",
                "--cite",
                cite,
            ],
            "`zz` is not a country",
        ),
        (&["entity", "add", "tern", "--schema", "Company", "--name", "P", "--cite", &format!("{cite}:maybe")], "maybe"),
        (&["event", "add", "tern", "--date", "2025-13", "--title", "It left", "--cite", cite], "month 13"),
        (&["event", "add", "tern", "--date", "soon", "--title", "It left", "--cite", cite], "soon"),
        (&["event", "add", "tern", "--date", "2025-03", "--title", "It left"], "citation"),
        (
            &[
                "event",
                "add",
                "tern",
                "--date",
                "2025",
                "--title",
                "It left",
                "--participant",
                "ffffffff:x",
                "--cite",
                cite,
            ],
            "ffffffff",
        ),
        (&["timeline", "tern", "--from", "2025-02-30"], "day 30"),
    ];
    for (args, words) in table {
        let ran = bench.run(args);
        assert!(matches!(ran.code, 1 | 2), "{args:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(words), "{args:?}: {words:?} is not in {}", ran.err);
    }
    assert_eq!(bench.json(&["timeline", "tern"])["total"], 0);
    assert!(bench.done(&["entity", "list", "tern"]).out.contains("0 entities"));
}

#[test]
fn sources_that_disagree_stand_side_by_side() {
    let (bench, a, b) = two_notes();
    let args = ["event", "add", "tern", "--date", "2025-03-03", "--title", "The crates left", "--cite", &a];
    let event = text(&bench.json(&args)["id"]);
    bench.done(&["tie", "tern", &format!("{event}.date"), "--cite", &format!("{b}:contradicts")]);
    let timeline = bench.json(&["timeline", "tern"]);
    let dates = timeline["events"][0]["dates"].as_array().unwrap();
    assert_eq!(dates.len(), 1);
    let ties = dates[0]["ties"].as_array().unwrap();
    let stances: Vec<_> = ties.iter().map(|tie| (text(&tie["citation"]), text(&tie["stance"]))).collect();
    assert_eq!(stances, [(a, "supports".to_owned()), (b.clone(), "contradicts".to_owned())]);
    assert!(bench.done(&["uses", "tern", &b]).out.contains("The crates left"));
    bench.done(&["undo", "tern"]);
    assert_eq!(bench.json(&["timeline", "tern"])["events"][0]["dates"][0]["ties"].as_array().unwrap().len(), 1);
    bench.sound();
}

#[test]
fn a_preferred_date_is_the_one_drawn_with_its_reason_and_the_other_stays() {
    let (bench, a, b) = two_notes();
    let args = ["event", "add", "tern", "--date", "2025-03-03", "--title", "The crates left", "--cite", &a];
    let event = text(&bench.json(&args)["id"]);
    refused(&bench, &["prefer", "tern", "The crates left.date=2025-03-03", "--because", "so"], "has no other date");
    bench.done(&["entity", "state", "tern", &event, "--prop", "date=2025-03-09", "--cite", &b]);
    let dates = || {
        let timeline = bench.json(&["timeline", "tern"]);
        let event = &timeline["events"][0];
        assert_eq!((&event["conflict"], event["dates"].as_array().unwrap().len()), (&true.into(), 2));
        let preferred = |n: usize| event["dates"][n]["preferred"].clone();
        (text(&event["date"]), preferred(0), preferred(1))
    };
    assert_eq!(dates(), ("2025-03-03".into(), Value::Null, Value::Null));
    let late = "The crates left.date=2025-03-09";
    for (args, words) in [
        (&["prefer", "tern", late][..], "needs a reason"),
        (&["prefer", "tern", late, "--because", " "], "needs a reason"),
        (&["prefer", "tern", late, "--because", "x", "--take-back"], "Choose one"),
        (&["prefer", "tern", late, "--take-back"], "Nobody prefers"),
        (&["prefer", "tern", "The crates left.date=2026", "--because", "x"], "has no date 2026"),
    ] {
        refused(&bench, args, words);
    }
    bench.done(&["--author", "R. Okafor", "prefer", "tern", late, "--because", "the port's own list"]);
    let (drawn, other, preferred) = dates();
    assert_eq!((&*drawn, other), ("2025-03-09", Value::Null));
    assert_eq!(
        (&preferred["by"], &preferred["because"], &preferred["counts"]),
        (&"R. Okafor".into(), &"the port's own list".into(), &true.into())
    );
    let shown = bench.done(&["timeline", "tern"]).out;
    assert!(shown.contains("      Preferred by R. Okafor, "), "{shown}");
    assert!(shown.contains(": the port's own list\n"), "{shown}");
    bench.done(&["timeline", "tern", "--csv", "events.csv"]);
    let table = std::fs::read_to_string(bench.dir().join("events.csv")).unwrap();
    assert!(table.contains("preferred by R. Okafor: the port's own list"), "{table}");
    assert!(bench.done(&["entity", "show", "tern", &event]).out.contains("Preferred by R. Okafor"));
    refused(&bench, &["prefer", "tern", late, "--because", "me too"], "R. Okafor prefers this already");

    bench.done(&["prefer", "tern", "The crates left.date=2025-03-03", "--because", "the driver's note"]);
    let (drawn, newer, older) = dates();
    assert_eq!((&*drawn, &newer["counts"], &older["counts"]), ("2025-03-03", &true.into(), &false.into()));
    let undone = bench.done(&["undo", "tern"]).out;
    assert!(undone.contains("preference recorded"), "{undone}");
    bench.done(&["prefer", "tern", late, "--take-back"]);
    assert_eq!(dates(), ("2025-03-03".into(), Value::Null, Value::Null));
    let undone = bench.done(&["undo", "tern"]).out;
    assert!(undone.contains("preference taken back"), "{undone}");
    assert_eq!(dates().0, "2025-03-09");
    bench.sound();
}

#[test]
fn sources_that_derive_from_one_are_one_origin() {
    let (bench, a, b) = two_notes();
    bench.file("news/paper.txt", "Pellworm Freight moved its crates on 3 March 2025, documents show.\n");
    let take_in = ["ingest", "tern", "news", "--source", "KIOSK", "--kind", "news", "--derived-from"];
    refused(&bench, &[&take_in[..], &["NOBODY"]].concat(), "no source NOBODY");
    assert_eq!(bench.json(&["documents", "tern"])["total"], 2, "nothing was taken in");
    bench.done(&[&take_in[..], &["unsorted"]].concat());
    bench.done(&[&take_in[..], &["unsorted"]].concat());
    let cite = ["cite", "tern", "paper.txt", "--unit", "1", "--quote", "on 3 March 2025"];
    let paper = text(&bench.json(&cite)["citation"]);
    let cited = ["--cite", &a, "--cite", &b, "--cite", &paper];
    let event = ["event", "add", "tern", "--date", "2025-03-03", "--title", "The crates left"];
    bench.done(&[&event[..], &cited].concat());
    let whence = || -> Vec<(Value, Value)> {
        let timeline = bench.json(&["timeline", "tern"]);
        let lines = timeline["events"][0]["sources"].as_array().unwrap().clone();
        lines.iter().map(|line| (line["sources"].clone(), line["origins"].clone())).collect()
    };
    let (leak, kiosk) = (serde_json::json!(["unsorted"]), serde_json::json!(["KIOSK"]));
    assert_eq!(whence(), [(leak.clone(), leak.clone()), (leak.clone(), leak.clone()), (kiosk.clone(), leak.clone())]);
    assert!(
        bench.done(&["sources", "tern"]).out.lines().any(|line| line.contains("KIOSK") && line.ends_with("unsorted"))
    );

    let set = |args: &[&str]| bench.done(&[&["source", "set", "tern"], args].concat());
    refused(
        &bench,
        &["source", "set", "tern", "unsorted", "--derived-from", "kiosk"],
        "KIOSK derives from unsorted itself",
    );
    refused(&bench, &["source", "set", "tern", "KIOSK", "--derived-from", "KIOSK"], "cannot derive from itself");
    refused(&bench, &["source", "set", "tern", "KIOSK"], "Say what is to be set");
    refused(&bench, &["source", "set", "tern", "KIOSK", "--own-origin", "--derived-from", "unsorted"], "Choose one");
    set(&["kiosk", "--own-origin", "--reliability", "B"]);
    assert_eq!(whence()[2], (kiosk.clone(), kiosk));
    refused(&bench, &[&take_in[..], &["unsorted"]].concat(), "was not said to derive from that");
    bench.done(&["undo", "tern"]);
    assert_eq!(whence()[2].1, leak);
    bench.sound();
}

#[test]
fn a_timeline_is_narrowed_by_source_and_words_in_every_form_it_has() {
    let (bench, a, _) = two_notes();
    bench.file("news/paper.txt", "PELLWORM took on 9 sailors in April 2025.\n");
    bench.done(&["ingest", "tern", "news", "--source", "KIOSK", "--kind", "news"]);
    let cite = ["cite", "tern", "paper.txt", "--unit", "1", "--quote", "9 sailors in April 2025"];
    let paper = text(&bench.json(&cite)["citation"]);
    for (date, title, cite) in [("2025-03-03", "The crates left", &a), ("2025-04", "Sailors come", &paper)] {
        bench.done(&["event", "add", "tern", "--date", date, "--title", title, "--cite", cite]);
    }
    let titles = |args: &[&str]| -> Vec<String> {
        let timeline = bench.json(&[&["timeline", "tern"], args].concat());
        assert_eq!(timeline["total"], timeline["events"].as_array().unwrap().len());
        timeline["events"].as_array().unwrap().iter().map(|event| text(&event["title"])).collect()
    };
    assert_eq!(titles(&["--source", "kiosk"]), ["Sailors come"]);
    assert_eq!(titles(&["--text", "CRATES left"]), ["The crates left"]);
    assert_eq!(titles(&["--text", "9 sailors", "--source", "KIOSK"]), ["Sailors come"], "the cited words count");
    assert_eq!(titles(&["--text", "crates", "--source", "KIOSK"]), [""; 0]);
    assert_eq!(titles(&["--text", " "]).len(), 2);
    refused(&bench, &["timeline", "tern", "--source", "NOBODY"], "no source NOBODY");
    bench.done(&["timeline", "tern", "--text", "sailors", "--csv", "some.csv", "--svg", "some.svg"]);
    for file in ["some.csv", "some.svg"] {
        let written = std::fs::read_to_string(bench.dir().join(file)).unwrap();
        assert!(written.contains("Sailors come") && !written.contains("The crates left"), "{written}");
    }
}

#[test]
fn what_was_merged_is_split_into_exactly_what_it_was() {
    let (bench, a, b) = two_notes();
    let add = |name: &str, cite: &str| {
        text(&bench.json(&["entity", "add", "tern", "--schema", "Company", "--name", name, "--cite", cite])["id"])
    };
    let (one, two) = (add("Pellworm Freight", &a), add("Pellworm Freight Ltd", &b));
    // What people judged is history, and stays; all that is known of each is what it was.
    let show = || {
        [&one, &two].map(|id| {
            let mut page = bench.json(&["entity", "show", "tern", id]);
            let judged = page.as_object_mut().unwrap().remove("judgements").unwrap();
            (page, judged.as_array().unwrap().iter().map(|j| text(&j["verdict"])).collect::<Vec<_>>())
        })
    };
    let before = show();
    bench.done(&["entity", "merge", "tern", &one, &two, "--because", "one address"]);
    let merged = bench.json(&["entity", "list", "tern"]);
    assert_eq!(merged["total"], 1, "{merged}");
    bench.done(&["entity", "split", "tern", &one, &two]);
    assert_eq!(bench.json(&["entity", "list", "tern"])["total"], 2);
    for ((page, judged), (page_before, judged_before)) in show().into_iter().zip(before) {
        assert_eq!(page, page_before);
        assert_eq!((judged_before.len(), judged), (0, vec!["yes".to_owned(), "no".to_owned()]));
    }
    bench.sound();
}

#[test]
fn what_rested_on_an_erased_document_says_that_nothing_supports_it() {
    let (bench, a, _) = two_notes();
    bench.done(&["event", "add", "tern", "--date", "2025-03-03", "--title", "The crates left", "--cite", &a]);
    bench.done(&["erase", "tern", "a.txt", "--reason", "source"]);
    let timeline = bench.done(&["timeline", "tern"]).out;
    assert!(timeline.contains("○ 3 March 2025  The crates left\n"), "a hollow mark, and no words below: {timeline}");
    assert_eq!(bench.json(&["search", "tern", "--exact", "--", "crates of Pellworm"])["total"], 0);
    bench.sound();
}

/// A case of two companies of which the first owns the second and sold something: their ids and that of the citation.
fn two_companies() -> (Bench, String, String, String) {
    let (bench, cite, _) = two_notes();
    let add = |name: &str, more: &[&str]| {
        let args = ["entity", "add", "tern", "--schema", "Company", "--name", name, "--cite", &cite];
        text(&bench.json(&[&args[..], more].concat())["id"])
    };
    let owner = add("Pellworm: Freight & Co. Ltd.", &["--prop", "alias=佩尔沃姆货运"]);
    let owned = add("Kestrel", &[]);
    let ends = ["--from", &owner, "--to", &owned, "--cite", &cite];
    bench.done(&[&["link", "add", "tern", "--schema", "Ownership"][..], &ends].concat());
    let seller = format!("{owner}:seller");
    let args = ["--date", "2025-03-03", "--title", "The crates left", "--participant", &seller, "--cite", &cite];
    bench.done(&[&["event", "add", "tern"][..], &args].concat());
    (bench, owner, owned, cite)
}

#[test]
fn a_connection_whose_ends_make_no_sense_is_refused() {
    let (bench, owner, owned, cite) = two_companies();
    let check = |from: &str, to: &str, more: &[&str], words: &str| {
        let args = ["link", "add", "tern", "--schema", "Ownership", "--from", from, "--to", to, "--cite", &cite];
        let ran = bench.run(&[&args[..], more].concat());
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
        assert!(ran.err.contains(words), "{words:?} is not in {}", ran.err);
    };
    check(&owner, &owner, &[], "one and the same");
    check(&owner, &owned, &["--prop", "percentage=abc"], "`abc` is not a share from 0 to 100");
    check(&owner, &owned, &["--prop", "percentage=160 %"], "share");
    let twin = text(
        &bench.json(&["entity", "add", "tern", "--schema", "Company", "--name", "Kestrel Ltd", "--cite", &cite])["id"],
    );
    bench.done(&["entity", "merge", "tern", &owned, &twin]);
    check(&owned, &twin, &[], "one and the same");
    bench.done(&["entity", "withdraw", "tern", &owner]);
    check(&owner, &owned, &[], "was withdrawn");
    check("Pellworm Freight Co Ltd", &owned, &[], "was withdrawn");
    assert_eq!(bench.json(&["link", "list", "tern"])["total"], 1);
}

#[test]
fn what_was_withdrawn_or_erased_shows_by_its_name_and_supports_nothing() {
    let (bench, owner, owned, _) = two_companies();
    bench.done(&["entity", "withdraw", "tern", &owner]);
    let link = &bench.json(&["link", "list", "tern"])["links"][0];
    assert_eq!((&link["supported"], &link["because"]), (&false.into(), &"an end was withdrawn".into()));
    let links = bench.done(&["link", "list", "tern"]).out;
    let line = "○ unsupported (an end was withdrawn) Pellworm: Freight & Co. Ltd. (withdrawn) owns Kestrel";
    assert!(links.contains(line), "{links}");
    let event = &bench.json(&["timeline", "tern"])["events"][0];
    assert_eq!((&event["supported"], &event["because"]), (&false.into(), &"a participant was withdrawn".into()));
    let timeline = bench.done(&["timeline", "tern"]).out;
    assert!(timeline.contains("Pellworm: Freight & Co. Ltd. (withdrawn) (seller)"), "{timeline}");
    assert!(bench.done(&["entity", "show", "tern", &owned]).out.contains("(withdrawn) owns Kestrel"));

    bench.done(&["undo", "tern"]);
    assert_eq!(bench.json(&["link", "list", "tern"])["links"][0]["supported"], true);
    bench.done(&["erase", "tern", &owner, "--reason", "law"]);
    let links = bench.done(&["link", "list", "tern"]).out;
    assert!(links.contains("○ unsupported (an end was erased) (erased) owns Kestrel"), "{links}");
    let ran = bench.run(&["entity", "show", "tern", &owner]);
    assert!(ran.code == 1 && ran.err.contains("was erased"), "{}", ran.err);
    bench.sound();
}

#[test]
fn an_entity_is_meant_by_any_of_its_names() {
    let (bench, owner, owned, cite) = two_companies();
    for name in ["Pellworm: Freight & Co. Ltd.", "PELLWORM FREIGHT CO LTD", "佩尔沃姆货运", &owner[owner.len() - 6..]]
    {
        assert_eq!(bench.json(&["entity", "show", "tern", name])["id"], owner.as_str(), "{name}");
        assert_eq!(bench.json(&["timeline", "tern", "--entity", name])["total"], 1, "{name}");
        assert_eq!(bench.json(&["link", "list", "tern", "--entity", name])["total"], 1, "{name}");
    }
    assert_eq!(bench.json(&["search", "tern", "--", "crates", "entity:佩尔沃姆货运"])["total"], 1);
    assert_eq!(bench.json(&["search", "tern", "--", "crates", "entity:\"pellworm freight co ltd\""])["total"], 1);
    let part_of_a_name = bench.run(&["entity", "show", "tern", "Pellworm"]);
    assert!(part_of_a_name.code == 1 && part_of_a_name.err.contains("There is no entity Pellworm"));

    // The last colon parts name and role; a name may have colons of its own, and full stops.
    for (given, role) in [
        ("Pellworm: Freight & Co. Ltd.:carrier: by sea", "carrier: by sea"),
        ("Pellworm: Freight & Co. Ltd.", ""),
        ("kestrel:buyer", "buyer"),
    ] {
        let title = format!("Something about {given}");
        let args = ["--date", "2025-04", "--title", &title, "--participant", given, "--cite", &cite];
        let event = text(&bench.json(&[&["event", "add", "tern"][..], &args].concat())["id"]);
        let events = bench.json(&["event", "list", "tern"]);
        let event = events["events"].as_array().unwrap().iter().find(|e| e["id"] == event.as_str()).unwrap();
        assert_eq!(event["participants"][0]["role"].as_str().unwrap_or_default(), role, "{given}");
    }
    bench.done(&["tie", "tern", "Pellworm: Freight & Co. Ltd..name", "--cite", &format!("{cite}:context")]);
    let namesakes: Vec<String> = (0..7)
        .map(|_| {
            let args = ["entity", "add", "tern", "--schema", "Person", "--name", "Wei Lan", "--cite", &cite];
            text(&bench.json(&args)["id"])
        })
        .collect();
    let ran = bench.run(&["entity", "withdraw", "tern", "Wei Lan"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("Wei Lan fits 7 entities") && ran.err.contains("and 2 more"), "{}", ran.err);
    assert!(namesakes[..5].iter().all(|id| ran.err.contains(id.as_str())), "{}", ran.err);
    bench.done(&["entity", "merge", "tern", "Kestrel", &namesakes[0], "--unsure"]);
    bench.done(&["entity", "withdraw", "tern", "kestrel"]);
    assert!(bench.run(&["entity", "show", "tern", &owned]).err.contains("withdrawn"));
}

#[test]
fn a_split_names_each_by_its_own_name() {
    let (bench, a, b) = two_notes();
    let add = |name: &str, cite: &str| {
        bench.done(&["entity", "add", "tern", "--schema", "Company", "--name", name, "--cite", cite]);
    };
    add("Pellworm Freight", &a);
    add("Pellworm Ltd", &b);
    bench.done(&["entity", "merge", "tern", "Pellworm Freight", "Pellworm Ltd"]);
    let split = bench.json(&["entity", "split", "tern", "Pellworm Freight", "Pellworm Ltd"]);
    assert_eq!(split["names"], serde_json::json!(["Pellworm Freight", "Pellworm Ltd"]));
}

#[test]
fn a_message_is_in_the_language_of_its_body() {
    let bench = Bench::with_case();
    let mail = "From: Ilse Quarrington-Vane <ilse.quarrington-vane@quillmarrow.example>\r\n\
         To: Thaddeus Okonmere <thaddeus.okonmere@vextorium.example>\r\nDate: Mon, 21 Oct 2024 09:00:00 +0800\r\n\
         Subject: Shipment of the remaining equipment to the new address\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n\
         六十四台服务器已经从三号机房运走，请本周之内把空机箱送到。不要在邮件里提到最终用户。\r\n";
    bench.file("in/mail.eml", mail);
    bench.done(&["ingest", "tern", "in"]);
    assert_eq!(bench.json(&["documents", "tern"])["documents"][0]["language"], "zh");
}
