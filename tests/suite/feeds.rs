//! Feeds of news: each item is a document.

use serde_json::json;

use crate::bench::Bench;

const FEED: &str = "<rss version=\"2.0\"><channel><title>Harbour News</title>\
    <item><title>Servers left</title><pubDate>Tue, 04 Mar 2025 10:15:16 +0100</pubDate>\
    <link>https://news.example.org/1</link><description>Twelve crates of H100 boards left by night.</description></item>\
    <item><title>Two</title><description>A quiet day.</description></item></channel></rss>";

#[test]
fn an_item_of_a_feed_is_found_dated_and_cited() {
    let bench = Bench::with_case();
    bench.file("in/harbour.xml", FEED);
    bench.run(&["ingest", "tern", "in"]);

    let feed = bench.json(&["document", "tern", "harbour.xml"]);
    assert_eq!(
        (&feed["state"], &feed["title"], &feed["units"]),
        (&json!("indexed"), &json!("Harbour News"), &json!(0))
    );
    assert_eq!(feed["children"].as_array().unwrap().len(), 2);

    let found = bench.json(&["search", "tern", "H100"]);
    assert_eq!(found["total"], json!(1));
    let hit = &found["hits"][0];
    let item = bench.json(&["document", "tern", hit["document"].as_str().unwrap()]);
    assert_eq!((&item["title"], &item["date"]), (&json!("Servers left"), &json!("2025-03-04T10:15:16+01:00")));
    assert_eq!(item["meta"]["address"], json!(["https://news.example.org/1"]));
    let cited =
        bench.json(&["cite", "tern", hit["document"].as_str().unwrap(), "--unit", "1", "--quote", "Twelve crates"]);
    assert!(cited["citation"].is_string(), "{cited}");
}
