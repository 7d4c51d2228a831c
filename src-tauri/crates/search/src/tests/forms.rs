//! Identifiers, phone numbers and addresses, as people write them in texts and in queries.

use super::{found, index_of};
use crate::Query;

/// Each way one thing is written, and each query that must find all of these ways.
const FORMS: [(&[&str], &[&str]); 8] = [
    (
        &["MSKU 123456-7", "MSKU1234567", "MSKU-123456-7", "MSKU 1234567", "msku 123456-7", "MSKU 123456 7"],
        &[
            "MSKU1234567",
            "MSKU 123456-7",
            "MSKU-1234567",
            "msku1234567",
            "MSKU 1234567",
            "MSKU 123456 7",
            "1234567",
            "123456-7",
        ],
    ),
    (
        &[
            "900-21010-0000-000",
            "900210100000000",
            "900 21010 0000 000",
            "900.21010.0000.000",
            "P/N 900-21010-0000-000",
        ],
        &["900-21010-0000-000", "900210100000000", "900 21010 0000 000", "900.21010-0000.000"],
    ),
    (
        &["+49 30 1234-5678", "+49 (30) 12345678", "+493012345678", "0049/30/1234 5678 or +49.30.1234.5678"],
        &["+49 30 1234-5678", "+493012345678", "493012345678", "+49 30 12345678", "+49-30-12345678"],
    ),
    (
        &["+65 6123 4567", "+6561234567", "+65-6123-4567", "(+65) 6123-4567"],
        &["+65 6123 4567", "+6561234567", "6561234567", "+65 61234567"],
    ),
    (
        &[
            "a.vale@meridian-trade.example",
            "A.Vale@Meridian-Trade.Example",
            "<a.vale@meridian-trade.example>",
            "mailto:a.vale@meridian-trade.example",
        ],
        &[
            "a.vale@meridian-trade.example",
            "vale@meridian-trade",
            "meridian-trade.example",
            "vale",
            "meridian",
            "\"a.vale\"",
            "meridian-tra*",
        ],
    ),
    (&["nº123", "No. 123", "№ 123", "Nº 123", "n° 123"], &["123", "nº123", "№123", "№ 123"]),
    (
        &["DE 89 3704 0044 0532 0130 00", "DE89370400440532013000", "DE89 3704 0044 0532 0130 00"],
        &["DE89370400440532013000", "DE89 3704 0044 0532 0130 00"],
    ),
    (
        &["80 GB of H100-SXM5", "80GB of H100 SXM5", "80-GB of H100SXM5"],
        &["H100", "SXM5", "H100-SXM5", "H100SXM5", "80GB", "80-GB"],
    ),
];

#[test]
fn each_query_finds_each_way_of_writing() {
    let mut missed = Vec::new();
    for (written, queries) in FORMS {
        let texts: Vec<String> = written.iter().map(|form| format!("They wrote {form}, and no more.")).collect();
        let mut texts: Vec<(&str, Option<&str>)> = texts.iter().map(|text| (text.as_str(), None)).collect();
        texts.push((
            "They wrote MSKU 765432-1, 900-21011-0000-000, +49 40 8765-4321 and b.vole@meridien.example.",
            None,
        ));
        let dir = tempfile::tempdir().unwrap();
        let index = index_of(dir.path(), &texts);
        for query in queries {
            let found = found(&index, query);
            missed.extend(
                (0..written.len())
                    .filter(|doc| !found.contains(&(*doc as u64)))
                    .map(|doc| format!("{query} in {}", written[doc])),
            );
            if found.contains(&(written.len() as u64)) {
                missed.push(format!("{query} finds another"));
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn numbers_in_parts_are_shown_as_they_are_understood() {
    let check = |typed: &str, expect: &str| {
        let query = Query::parse(typed).unwrap();
        assert_eq!(query.to_string(), expect);
        assert_eq!(Query::parse(expect).unwrap(), query, "{expect}");
    };
    check("+49 30 1234-5678", "+49 30 1234-5678");
    check("lease 80 GB", "lease AND (80 GB)");
    check("+49 (30) 12345678", "+49 30 12345678");
    check("NOT (MSKU 123456 7)", "NOT (MSKU 123456 7)");
    check("49 AND 30 40", "49 AND (30 40)");
    check("49 30 AND 40", "(49 30) AND 40");
    check("in 2024 lease", "in AND 2024 AND lease");
    check("49 \"30\"", "49 AND \"30\"");
}
