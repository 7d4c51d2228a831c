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
