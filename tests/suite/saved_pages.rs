//! Pages that were saved: from where and when, by the page's word or a person's.

use serde_json::json;

use crate::bench::Bench;

#[test]
fn a_page_that_does_not_say_where_it_is_from_is_asked_about() {
    let bench = Bench::with_case();
    bench.file("in/ship.html", "<html><body><p>The ship left at night.</p></body></html>");
    bench.file(
        "in/told.html",
        "<!-- saved from url=(0031)https://news.example.org/1 -->\n<html><head><title>t</title></head><body>\
         <p>The other ship.</p></body></html>",
    );
    bench.run(&["ingest", "tern", "in"]);
    assert_eq!(bench.json(&["document", "tern", "ship.html"])["asks_address"], json!(true));
    // The address alone is half of it.
    let told = bench.json(&["document", "tern", "told.html"]);
    assert_eq!(
        (&told["meta"]["address"], &told["asks_address"]),
        (&json!(["https://news.example.org/1"]), &json!(true))
    );

    let refused = bench.run(&["address", "tern", "ship.html", "--url", "news.example.org"]);
    assert_eq!(refused.code, 2);
    bench.json(&["address", "tern", "ship.html", "--url", "https://news.example.org/2"]);
    let said = bench.json(&["address", "tern", "ship.html", "--saved-at", "2025-03-04"]);
    assert_eq!((&said["address"], &said["saved_at"]), (&json!("https://news.example.org/2"), &json!("2025-03-04")));
    let page = bench.json(&["document", "tern", "ship.html"]);
    assert_eq!((&page["said"]["saved_at"], &page["asks_address"]), (&json!("2025-03-04"), &json!(false)));

    // What was said of it is taken back like any other change.
    bench.run(&["undo", "tern"]);
    assert_eq!(bench.json(&["document", "tern", "ship.html"])["said"]["saved_at"], json!(null));
    bench.json(&["address", "tern", "ship.html", "--url", ""]);
    assert_eq!(bench.json(&["document", "tern", "ship.html"])["said"], json!(null));
    bench.sound();
}

#[test]
fn a_page_of_a_web_archive_is_from_where_the_archive_fetched_it() {
    let bench = Bench::with_case();
    let page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>The ship left at night.</p><iframe srcdoc='<p>in a frame'></iframe>";
    let head = "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example.org/a?id=1\r\n\
        WARC-Date: 2025-03-04T10:15:16Z\r\nContent-Type: application/http; msgtype=response\r\n";
    bench.file("in/ship.warc", format!("{head}Content-Length: {}\r\n\r\n{page}\r\n\r\n", page.len()));
    bench.run(&["ingest", "tern", "in"]);
    let found = bench.json(&["document", "tern", "ship.warc//news.example.org/a?id=1"]);
    assert_eq!(
        (&found["meta"]["address"], &found["meta"]["saved_at"], &found["asks_address"]),
        (&json!(["https://news.example.org/a?id=1"]), &json!(["2025-03-04T10:15:16Z"]), &json!(false))
    );
    assert_eq!(found["meta"]["read_from"][0], "address https://news.example.org/a?id=1: the web archive it lies in");
    // That of a frame is the page's.
    let frame = found["children"][0]["document"].as_str().unwrap_or_default();
    assert_eq!(bench.json(&["document", "tern", frame])["asks_address"], json!(false));
    bench.sound();
}
