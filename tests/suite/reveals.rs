//! What a file tells besides its words, through the whole program.

use crate::bench::Bench;

const MAIL: &str = "Received: from laptop-ilse.lan ([203.0.113.7]) by mx.example; Tue, 4 Mar 2025 10:15:16 +0800\r\n\
    User-Agent: Heron Mail 3\r\nFrom: i.brandt@asterholm.example\r\nBcc: t.wren@asterholm.example\r\n\
    Subject: crates\r\nDate: Tue, 4 Mar 2025 10:15:16 +0800\r\n\r\nEight crates.\r\n";

#[test]
fn a_message_tells_its_way_and_a_folder_its_owner() {
    let bench = Bench::with_case();
    bench.file("in/home/ibrandt/crates.eml", MAIL);
    bench.file("in/plain.txt", "Nothing but words.");
    bench.done(&["ingest", "tern", "in"]);
    let answer = bench.json(&["reveals", "tern", "home/ibrandt/crates.eml"]);
    let words: Vec<_> =
        answer["reveals"].as_array().unwrap().iter().map(|line| line["words"].as_str().unwrap()).collect();
    assert_eq!(
        words,
        [
            "a recipient that the others did not see: t.wren@asterholm.example",
            "a folder of the user ibrandt: home/ibrandt/crates.eml",
            "laptop-ilse.lan [203.0.113.7] to mx.example",
            "made with: Heron Mail 3",
        ]
    );
    let shown = bench.done(&["reveals", "tern", "home/ibrandt/crates.eml"]).out;
    assert!(shown.contains("\nThe way it was sent\n  laptop-ilse.lan [203.0.113.7] to mx.example\n"), "{shown}");
    let plain = bench.done(&["reveals", "tern", "plain.txt"]).out;
    assert!(plain.contains("Nothing besides its words was found."), "{plain}");
}
