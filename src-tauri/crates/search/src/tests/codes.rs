//! Numbers and identifiers as people write them.

use super::{found, index_of};
use crate::{Query, Scope, Token, codes::codes, spans, tokens};

fn of(text: &str) -> Vec<String> {
    let all: Vec<Token> = tokens(text).collect();
    codes(text, &all).into_iter().map(|code| code.term).collect()
}

#[test]
fn codes_are_put_together_and_taken_apart() {
    assert_eq!(of("MSKU 123456-7"), ["msku123456", "msku1234567", "1234567"]);
    assert_eq!(of("MSKU1234567"), ["1234567", "msku"]);
    assert_eq!(of("900-21010-0000"), ["90021010", "900210100000", "210100000"]);
    assert_eq!(of("+49 (30) 123456"), ["4930123456", "30123456"]);
    assert_eq!(of("H100 A100"), ["h100a100"]);
    assert_eq!(of("no numbers at all - or so"), [""; 0]);
    assert_eq!(of("in 2024, 15 ships"), [""; 0]);
    assert_eq!(of("第12345号"), [""; 0]);
    assert_eq!(of("H-100, H 20, a-800"), ["h100", "h20", "a800"]);
    assert_eq!(of("A 100 thousand, in 20, I 50"), [""; 0]);
    assert_eq!(of("1,500,000"), ["1500000", "500000"]);
    assert_eq!(of("1'500'000, then 12’345"), ["1500000", "500000", "12345"]);
    assert_eq!(of("7,5 then 2024,2025"), [""; 0]);
    assert_eq!(of("1,234 then 12:30:45"), ["1234"]);
    assert_eq!(of("MSKU\n1234567, EUR\n250"), ["msku1234567"]);
    assert_eq!(of("900-21010-\n0000"), ["90021010", "900210100000", "210100000"]);
    assert_eq!(of("12345\n67890\n12345"), [""; 0]);
    assert_eq!(of("MSKU\t1234567\t12345\tin\t20250301"), ["msku1234567"]);
}

#[test]
fn models_and_sums_are_found_however_they_are_written() {
    let texts = [
        ("chip H-100", None),
        ("chip H 100", None),
        ("chip H100", None),
        ("A 100 of those", None),
        ("paid 1,500,000 USD", None),
        ("paid 1'500'000 CHF", None),
        ("paid 1.500.000 EUR", None),
        ("paid 1500000", None),
        ("ratio 15, paragraph 1230", None),
        ("ratio 1.5 at 12:30", None),
        ("paid 1,234 at 12:30:45", None),
        ("paid 1234 for 123045", None),
        ("box MSKU\n765432-1 and part 900-21010-0000-\n000", None),
        ("box MSKU\t7654321", None),
    ];
    let dir = tempfile::tempdir().unwrap();
    let index = index_of(dir.path(), &texts);
    let check = |query: &str, expect: &[u64]| assert_eq!(found(&index, query), expect, "{query}");
    for query in ["H100", "H-100", "h-100"] {
        check(query, &[0, 1, 2]);
    }
    check("A100", &[]);
    for query in ["1500000", "1,500,000", "1.500.000"] {
        check(query, &[4, 5, 6, 7]);
    }
    check("1.5", &[9]);
    check("12:30", &[9, 10]);
    check("15", &[8]);
    check("12:30:45", &[10]);
    check("123045", &[11]);
    check("1234", &[10, 11]);
    check("1,234", &[10, 11]);
    check("MSKU7654321", &[12, 13]);
    check("900210100000000", &[12]);
}

#[test]
fn a_code_is_found_however_it_is_written() {
    let texts = [
        ("container MSKU 123456-7 was moved", None),
        ("container MSKU1234567 was moved", None),
        ("part 900-21010-0000-000", None),
        ("part 900210100000000", None),
        ("invoice nº123 and №456, call +49 30 1234-5678", None),
        ("write to a.vale@meridian.example", None),
        ("MSKU1234568 is another", None),
    ];
    let dir = tempfile::tempdir().unwrap();
    let index = index_of(dir.path(), &texts);
    let check = |query: &str, expect: &[u64]| assert_eq!(found(&index, query), expect, "{query}");
    for query in ["MSKU1234567", "MSKU-1234567", "MSKU123456-7", "1234567"] {
        check(query, &[0, 1]);
    }
    check("msku", &[0, 1, 6]);
    check("\"MSKU1234567\"", &[1]);
    check("\"msku\"", &[0]);
    check("900-21010-0000-000", &[2, 3]);
    check("900210100000000", &[2, 3]);
    check("21010", &[2]);
    check("21010-0000", &[2]);
    check("nº123", &[4]);
    check("123", &[4]);
    check("456", &[4]);
    check("№456", &[4]);
    check("+493012345678", &[4]);
    check("30-12345678", &[4]);
    check("meridian", &[5]);
    check("vale@meridian.example", &[5]);
}

#[test]
fn what_is_marked_is_the_whole_code() {
    let query = Query::parse("MSKU1234567").unwrap();
    let text = "box MSKU 123456-7.";
    let resolved = crate::Resolved::default();
    let scope = Scope { text, ahead: None, language: None, doc: 0, resolved: &resolved };
    assert_eq!(spans(&query, &scope), [[4, 17]]);
}
