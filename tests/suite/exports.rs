//! Tables for other programs: complete, harmless, and silent about who must stay unnamed.

use crate::bench::Bench;

#[cfg(unix)]
#[test]
fn tables_name_and_quote_protected_sources_only_when_asked() {
    let bench = Bench::with_case();
    bench.file("leak/salary-of-dorn.txt", "Maret Dorn was paid on 3 March 2025.\n");
    bench.file("leak/salary-copy.txt", "Maret Dorn was paid on 3 March 2025.\n");
    bench.file("news/=notice.txt", "The notice of 4 March 2025 says nothing.\n");
    bench.file("news/broken.pdf", "%PDF-1.7 and nothing more");
    std::os::unix::fs::symlink("/nowhere", bench.dir().join("leak/link-to-dorn")).unwrap();
    bench.done(&["ingest", "tern", "leak", "--source", "HERON", "--kind", "received"]);
    bench.run(&["ingest", "tern", "news", "--source", "KIOSK", "--kind", "news"]);
    let ids: Vec<String> = [("salary-of-dorn.txt", "3 March 2025"), ("=notice.txt", "4 March 2025")]
        .map(|(doc, quote)| {
            let cited = bench.json(&["cite", "tern", doc, "--unit", "1", "--quote", quote]);
            cited["citation"].as_str().unwrap().to_owned()
        })
        .to_vec();
    bench
        .done(&["event", "add", "tern", "--title", "A day", "--date", "2025-03", "--cite", &ids[0], "--cite", &ids[1]]);

    let table = |args: &[&str]| {
        bench.done(&[args, &["--csv", "out.csv", "--force"]].concat());
        std::fs::read_to_string(bench.dir().join("out.csv")).unwrap()
    };
    let unnamed = table(&["ledger", "tern"]);
    assert_eq!(unnamed.lines().count(), 6, "every file is accounted for: {unnamed}");
    assert_eq!(unnamed.lines().filter(|line| line.starts_with("protected source,")).count(), 3, "{unnamed}");
    assert!(!unnamed.contains("dorn") && !unnamed.contains("salary"), "{unnamed}");
    assert!(unnamed.contains("'=notice.txt"), "no cell is a formula: {unnamed}");
    let named = table(&["ledger", "tern", "--with-protected"]);
    assert!(named.contains("salary-of-dorn.txt") && named.contains("link-to-dorn"), "{named}");
    assert_eq!(bench.json(&["ledger", "tern", "--state", "unreadable"])["rows"][0]["path"], "broken.pdf");

    let unnamed = table(&["timeline", "tern"]);
    assert!(unnamed.contains("supports protected source") && !unnamed.contains("3 March"), "{unnamed}");
    assert!(unnamed.contains("=notice.txt") && unnamed.contains("4 March 2025"), "{unnamed}");
    let named = table(&["timeline", "tern", "--with-protected"]);
    assert!(named.contains("salary-copy.txt") && named.contains("3 March 2025"), "{named}");
}

#[test]
fn hits_carry_the_citations_of_their_row_and_no_trace_of_who_stays_unnamed() {
    let bench = Bench::with_case();
    bench.file("open/ships.tsv", "id\tname\n1\tNorthwind crates\n2\tEastwind crates\n");
    bench.file("given/dorn.eml", "From: a@b.example\r\nDate: Tue, 02 Jun 2026 10:00:00 +0000\r\n\r\nEight crates\r\n");
    bench.done(&["ingest", "tern", "open", "--source", "PORT", "--kind", "news"]);
    bench.done(&["ingest", "tern", "given", "--source", "HERON", "--kind", "received"]);
    bench.done(&["cite", "tern", "ships.tsv", "--unit", "1", "--quote", "Eastwind"]);
    let export = |query: &[&str]| {
        bench.done(&[&["search", "tern", "--export", "hits.json", "--force"], query].concat());
        std::fs::read_to_string(bench.dir().join("hits.json")).unwrap()
    };
    let hits: serde_json::Value = serde_json::from_str(&export(&["--sort", "path", "crates"])).unwrap();
    let rows = hits["hits"].as_array().unwrap();
    let cited = |row: u64| {
        let hit = rows.iter().find(|hit| hit["row"] == row).unwrap();
        hit["citations"].as_array().unwrap().iter().map(|c| c["quote"].as_str().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!((cited(2), cited(3)), (vec![], vec!["Eastwind"]));
    for query in ["crates path:dorn.eml", "crates path:*Dorn*"] {
        let told = export(&[query]);
        assert!(told.contains("protected source"), "{told}");
        assert!(!told.to_lowercase().contains("dorn") && !told.contains("2026-06-02"), "{told}");
    }
    assert!(export(&["crates path:ships.tsv"]).contains("path:ships.tsv"));
}
