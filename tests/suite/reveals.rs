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

#[test]
fn words_that_a_page_does_not_show_are_told_and_can_be_found() {
    let bench = Bench::with_case();
    let drawing = "BT /F1 10 Tf 72 700 Td (Eight crates.) Tj ET 1 g BT /F1 10 Tf 72 600 Td (Paid by Tern.) Tj ET";
    let page = format!(
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
         2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1\
         /BaseFont/Helvetica>>>>>>>>endobj\n\
         4 0 obj<</Length {}>>stream\n{drawing}\nendstream endobj\ntrailer<</Root 1 0 R>>\n",
        drawing.len()
    );
    bench.file("in/crates.pdf", page);
    bench.done(&["ingest", "tern", "in"]);
    let shown = bench.done(&["reveals", "tern", "crates.pdf"]).out;
    let told =
        "\nNot shown, and there\n  hidden words on p. 1, in the colour of what is behind them: “Paid by Tern.”\n";
    assert!(shown.contains(told), "{shown}");
    assert!(shown.contains("\nNot looked for: words hidden on or under pictures, on layers"), "{shown}");
    assert!(bench.done(&["search", "tern", "\"paid by tern\""]).out.contains("crates.pdf"));
}
