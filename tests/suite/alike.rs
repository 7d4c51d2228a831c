//! Documents that are nearly the same, and messages that are one conversation, from files to answers.

use serde_json::Value;

use crate::bench::Bench;

/// A letter of some length; `item` and `place` are what two of them differ in.
fn letter(item: &str, place: &str) -> String {
    let lines = [
        "We confirm that the sixty-four chassis left the hall on the night of the third of December and were loaded",
        "into two trucks whose plates the guard wrote down in his book before he opened the gate for the drivers.",
        "The crates that came in their stead were weighed at the dock and found to be lighter by half than what the",
        "packing list says, which the clerk at the forwarder noticed and was told to leave out of the report he sent.",
    ];
    format!("{}\nEnclosed: {item}.\n{}\nKept at {place}.\n{}", lines[0..2].join("\n"), lines[2], lines[3])
}

fn path(line: &Value) -> &str {
    line["path"].as_str().unwrap()
}

#[test]
fn nearly_equal_documents_are_grouped_and_none_is_hidden() {
    let bench = Bench::with_case();
    bench.file("in/first.txt", letter("the weighing slips", "the office in Johor"));
    bench.file("in/second.txt", letter("the weighing slip", "our office in Johor").to_uppercase());
    bench.file("in/other.txt", "Nothing of the kind was ever said by anybody who had been there. ".repeat(3));
    bench.file("in/short.txt", "The sixty-four chassis left.");
    bench.take_in();
    let groups = bench.json(&["similar", "tern"]);
    assert_eq!((&groups["total"], &groups["behind"]), (&1.into(), &0.into()), "{groups:#}");
    let lines = groups["groups"][0]["documents"].as_array().unwrap();
    assert_eq!(lines.iter().map(path).collect::<Vec<_>>(), ["first.txt", "second.txt"]);
    assert_eq!(lines[0]["share"], Value::Null, "it is what the other is compared with");
    let share = lines[1]["share"].as_f64().unwrap();
    assert!(share > 0.5 && share < 1.0, "{share}");

    let like = bench.json(&["similar", "tern", "second.txt"]);
    assert_eq!((&like["total"], path(&like["documents"][0])), (&1.into(), "first.txt"));
    assert_eq!(bench.json(&["similar", "tern", "short.txt"])["too_short"], true);
    assert_eq!(bench.json(&["document", "tern", "first.txt"])["nearly_same"], 1);
    let hits = bench.json(&["search", "tern", "sixty"]);
    assert_eq!(hits["total"], 3, "each is a hit of its own");
    for hit in hits["hits"].as_array().unwrap() {
        assert_eq!(hit["nearly_same"], u32::from(path(hit) != "short.txt"));
    }
    let documents = bench.json(&["documents", "tern"]);
    let counts: Vec<_> = documents["documents"].as_array().unwrap().iter().map(|d| d["nearly_same"].clone()).collect();
    assert_eq!(counts.iter().filter(|n| **n == 1).count(), 2);
}

#[test]
fn short_messages_that_are_nearly_equal_are_grouped() {
    let bench = Bench::with_case();
    bench.file("in/first.txt", "The guard opened the gate at two and wrote both plates down.");
    bench.file("in/second.txt", "The guard opened the gate at three and wrote both plates down!");
    bench.file("in/other.txt", "The guard says that nobody came to the gate on that night.");
    bench.take_in();
    let groups = bench.json(&["similar", "tern"]);
    let lines = groups["groups"][0]["documents"].as_array().unwrap();
    assert_eq!(lines.iter().map(path).collect::<Vec<_>>(), ["first.txt", "second.txt"], "{groups:#}");
    assert_eq!(groups["total"], 1);
}

#[test]
fn groups_follow_what_comes_and_goes_and_are_made_anew_with_the_index() {
    let bench = Bench::with_case();
    bench.file("in/first.txt", letter("one", "two"));
    bench.take_in();
    assert_eq!(bench.json(&["similar", "tern"])["total"], 0);
    bench.file("more/second.txt", letter("one", "three"));
    bench.file("more/third.txt", letter("four", "three"));
    bench.done(&["ingest", "tern", "more"]);
    let before = bench.json(&["similar", "tern"]);
    assert_eq!((&before["total"], &before["groups"][0]["total"]), (&1.into(), &3.into()));
    bench.done(&["reindex", "tern"]);
    assert_eq!(bench.json(&["similar", "tern"]), before);
    bench.done(&["erase", "tern", "first.txt", "--reason", "error"]);
    let after = bench.json(&["similar", "tern"]);
    assert_eq!((&after["total"], &after["groups"][0]["total"]), (&1.into(), &2.into()));
    bench.done(&["erase", "tern", "third.txt", "--reason", "error"]);
    assert_eq!(bench.json(&["similar", "tern"])["total"], 0);
    assert_eq!(bench.run(&["check", "tern"]).code, 0);
}

fn mail(id: &str, more: &str, body: &str) -> String {
    format!(
        "From: Lin Qiao <lin@heron.example>\nTo: Sam Orre <sam@tern.example>\nDate: Tue, 05 Nov 2024 10:0{}:00 +0800\n\
         Subject: Re: chassis\nMessage-ID: <{id}@heron.example>\n{more}\n{body}\n",
        id.len() % 10
    )
}

#[test]
fn a_conversation_names_what_is_missing_and_copies_are_one_message() {
    let bench = Bench::with_case();
    bench.file("in/a.eml", mail("a", "", "When do the chassis leave?"));
    bench.file("in/b.eml", mail("bb", "In-Reply-To: <a@heron.example>\n", "On Tuesday night."));
    bench.file(
        "in/c.eml",
        mail(
            "ccc",
            "In-Reply-To: <lost@heron.example>\nReferences: <a@heron.example> <lost@heron.example>\n",
            "Agreed.",
        ),
    );
    bench.file("in/alone.eml", mail("dddd", "", "Lunch?"));
    // The same message from another mailbox: another way by which it came, one more header, the same words.
    let copy = format!(
        "Received: from relay.example\n{}",
        mail("bb", "In-Reply-To: <a@heron.example>\n", "On  Tuesday\nnight.")
    );
    bench.file("in/box.mbox", format!("From lin@heron.example Tue Nov  5 10:02:00 2024\n{copy}\n"));
    bench.file("in/forged.eml", mail("a", "", "When do the racks leave?"));
    bench.take_in();

    let found = bench.json(&["conversation", "tern", "c.eml"]);
    let messages = found["messages"].as_array().unwrap();
    let paths: Vec<_> = messages.iter().map(path).collect();
    assert_eq!(paths, ["a.eml", "forged.eml", "b.eml", "c.eml"], "{found:#}");
    assert_eq!(found["missing"].as_array().unwrap().len(), 1);
    assert_eq!(found["missing"][0]["number"], "lost@heron.example");
    assert_eq!((&found["missing"][0]["answered"], &found["missing"][0]["named_by"][0]), (&true.into(), &found["of"]));
    assert_eq!((&messages[0]["differs"], &messages[1]["differs"]), (&true.into(), &true.into()));
    let copies = messages[2]["copies"].as_array().unwrap();
    assert_eq!(copies.len(), 1, "{found:#}");
    assert!(path(&copies[0]).starts_with("box.mbox//"), "{found:#}");
    assert_eq!(messages[3]["answers"], "lost@heron.example");

    let of_copy = bench.json(&["conversation", "tern", copies[0]["document"].as_str().unwrap()]);
    assert_eq!(of_copy["total"], 4, "it is the same conversation from wherever it is looked at");
    assert_eq!(bench.json(&["conversation", "tern", "alone.eml"])["total"], 1);
    let page = bench.json(&["document", "tern", "b.eml"]);
    assert_eq!(page["copies"], messages[2]["copies"]);
    let documents = bench.json(&["documents", "tern"]);
    let n_copies = |wanted: &str| {
        let line = documents["documents"].as_array().unwrap().iter().find(|d| d["paths"][0] == wanted);
        line.unwrap()["copies"].clone()
    };
    assert_eq!((n_copies("b.eml"), n_copies("a.eml")), (1.into(), 0.into()));
    assert!(
        bench
            .done(&["conversation", "tern", "c.eml"])
            .out
            .contains("1 message of this conversation is not in this case")
    );
    bench.done(&["erase", "tern", "a.eml", "--reason", "error"]);
    bench.done(&["erase", "tern", "forged.eml", "--reason", "error"]);
    assert_eq!(bench.json(&["conversation", "tern", "c.eml"])["missing"].as_array().unwrap().len(), 2);
    assert_eq!(bench.run(&["check", "tern"]).code, 0);
}

#[test]
fn a_file_that_is_no_message_has_no_conversation() {
    let bench = Bench::with_case();
    bench
        .file("in/note.txt", "Message-ID: <a@heron.example> is only written here, it is no header of anything at all.");
    bench.take_in();
    let found = bench.json(&["conversation", "tern", "note.txt"]);
    assert_eq!((&found["total"], &found["messages"]), (&0.into(), &Value::Array(Vec::new())));
    assert!(bench.done(&["conversation", "tern", "note.txt"]).out.contains("no message"));
}

#[test]
fn a_unit_says_its_own_language_where_it_is_long_enough() {
    let bench = Bench::with_case();
    let english = "The buyer shall take delivery of the goods at the port of discharge within ten days of arrival. ";
    let german = "Der Käufer übernimmt die Ware im Bestimmungshafen innerhalb von zehn Tagen nach ihrer Ankunft. ";
    // A section holds 64 KiB at most.
    bench.file("in/contract.txt", format!("{}\n\n{}", english.repeat(1_200), german.repeat(700)));
    bench.take_in();
    let text = bench.json(&["text", "tern", "contract.txt"]);
    let languages: Vec<_> = text["units"].as_array().unwrap().iter().map(|unit| unit["language"].clone()).collect();
    assert_eq!((languages.first(), languages.last()), (Some(&"en".into()), Some(&"de".into())), "{languages:?}");
    let last = languages.len().to_string();
    assert_eq!(bench.json(&["unit", "tern", "contract.txt", "--unit", &last])["language"], "de");
    assert_eq!(bench.json(&["document", "tern", "contract.txt"])["language"], "en", "most of it is");
    bench.file("more/note.txt", "OK");
    bench.done(&["ingest", "tern", "more"]);
    assert_eq!(bench.json(&["unit", "tern", "note.txt"])["language"], Value::Null);
}
