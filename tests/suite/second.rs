//! The second engine for PDF: what it read and drew is said, and what is cited of it holds.

use crate::bench::Bench;

/// A page with a form field whose look the file does not hold, called iv.
fn form() -> String {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/PageLabels<</Nums[0<</S/r/St 4>>]>>/AcroForm<</Fields[4 0 R]/DA(/Helv 12 Tf 0 g)\
         /DR<</Font<</Helv<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>",
        "<</Type/Page/Parent 2 0 R/Resources<<>>/Annots[4 0 R]>>",
        "<</Type/Annot/Subtype/Widget/F 4/FT/Tx/T(consignee)/DA(/Helv 12 Tf 0 g)/V(Quillmarrow Ltd)/Rect[72 690 300 704]>>",
    ];
    let objects = (1..).zip(objects).map(|(number, object)| format!("{number} 0 obj\n{object}\nendobj\n"));
    format!("%PDF-1.7\n{}trailer\n<</Size 5/Root 1 0 R>>\n%%EOF\n", objects.collect::<String>())
}

#[test]
fn a_page_says_what_read_and_what_drew_it() {
    let bench = Bench::with_second_engine();
    bench.file("in/form.pdf", form());
    bench.done(&["ingest", "tern", "in"]);
    let document = &bench.json(&["documents", "tern"])["documents"][0];
    assert_eq!(document["engines"], serde_json::json!({ "hayro": 1 }));
    assert_eq!(document["quality"], 1.0);
    let text = bench.json(&["text", "tern", "form.pdf"]);
    assert_eq!(text["units"][0]["text"], "Quillmarrow Ltd");
    assert_eq!(text["units"][0]["label"], "p. iv (1 in the file)");
    let drawn = |engine: &[&str]| {
        let args = ["page", "tern", "form.pdf", "--unit", "1", "--out", "page.png", "--force"];
        let page = bench.json(&[&args[..], engine].concat());
        let engine = page["engine"].as_str().unwrap_or_default().split(' ').next().unwrap_or_default().to_owned();
        (engine, page["notes"].as_array().map_or(0, Vec::len))
    };
    assert_eq!(drawn(&[]), ("pdfium".to_owned(), 0));
    assert_eq!(drawn(&["--engine", "hayro"]), ("hayro".to_owned(), 1));
    assert_eq!(drawn(&["--engine", "other"]), ("hayro".to_owned(), 1));
    assert_eq!(drawn(&["--engine", "pdfium"]), ("pdfium".to_owned(), 0));
    let ran = bench.run(&["page", "tern", "form.pdf", "--unit", "1", "--out", "page.png", "--engine", "ghost"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
}

#[test]
fn what_is_cited_names_the_page_as_the_document_does_and_holds() {
    let bench = Bench::with_second_engine();
    bench.file("in/form.pdf", form());
    bench.done(&["ingest", "tern", "in"]);
    let cited = bench.json(&["cite", "tern", "form.pdf", "--unit", "1", "--quote", "Quillmarrow Ltd"]);
    let area = bench.json(&["cite", "tern", "form.pdf", "--unit", "1", "--box", "72,95,228,15"]);
    let cite = [&cited, &area].map(|cited| cited["citation"].as_str().unwrap_or_default().to_owned());
    let [words, place] = &cite;
    let add =
        ["entity", "add", "tern", "--schema", "Company", "--name", "Quillmarrow Ltd", "--cite", words, "--cite", place];
    let company = bench.json(&add)["id"].as_str().unwrap_or_default().to_owned();
    let shown = bench.done(&["entity", "show", "tern", &company]).out;
    assert!(shown.contains("page iv (1 in the file)"), "{shown}");
    let verified = bench.json(&["verify", "tern"]);
    assert_eq!(verified["citations"]["in_place"], 2);
}
