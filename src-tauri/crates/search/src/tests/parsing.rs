use proptest::prelude::*;

use crate::Query;

/// What a query is understood as, or where it goes wrong: `at+len message`.
fn check(query: &str, expect: &str) {
    let got = match Query::parse(query) {
        Ok(query) => query.to_string(),
        Err(error) => format!("{}+{} {error}", error.at, error.len),
    };
    assert_eq!(got, expect, "{query}");
}

#[test]
fn queries_are_understood() {
    check("meridian", "meridian");
    check("  shell   company ", "shell AND company");
    check("a AND b c", "a AND b AND c");
    check("a OR b c", "a OR (b AND c)");
    check("a b OR NOT c", "(a AND b) OR NOT c");
    check("-a -(b OR c)", "NOT a AND NOT (b OR c)");
    check("NOT NOT a", "NOT NOT a");
    check("(a)", "a");
    check("and or not", "and AND or AND not");
    check("\"bill of lading\" MSKU*", "\"bill of lading\" AND MSKU*");
    check("“bill of lading”", "\"bill of lading\"");
    check("a\"b c\"d", "a AND \"b c\" AND d");
    check("900-21010-0000", "900-21010-0000");
    check("a-b", "a-b");
    check("腾讯控股", "腾讯控股");
    check(
        "title:memo Source:\"blue heron\" date:2025-03..2025-05",
        "title:memo AND source:\"blue heron\" AND date:2025-03..2025-05",
    );
    check("tag:a OR -tag:b", "tag:a OR NOT tag:b");
    check("10:30", "10:30");
    check("sh*ping *bank ship** Müll*er", "sh*ping AND *bank AND ship** AND Müll*er");
    check("Meridian~ word~2", "Meridian~1 AND word~2");
    check("~5 a~b", "~5 AND a~b");
    check("“vessel crew”~5", "\"vessel crew\"~5");
    check("in:document (vessel NOT crew) a", "in:document (vessel AND NOT crew) AND a");
    check("-IN:Document vessel", "NOT in:document (vessel)");
    check("in:document in:document \"a b\"", "in:document (in:document (\"a b\"))");
}

#[test]
fn errors_point_at_the_place() {
    check("", "0+0 there is nothing to search for");
    check("   ", "3+0 there is nothing to search for");
    check("a \"b c", "2+1 this quote is not closed");
    check("(a OR b", "0+1 this parenthesis is not closed");
    check("a) b", "1+1 this parenthesis closes nothing");
    check(")", "0+1 this parenthesis closes nothing");
    check("a ()", "3+1 there is nothing in the parentheses");
    check("OR a", "0+2 OR has nothing before it");
    check("a OR", "2+2 OR has nothing after it");
    check("a OR OR b", "5+2 OR has nothing before it");
    check("AND a", "0+3 AND has nothing before it");
    check("a AND", "2+3 AND has nothing after it");
    check("a AND OR b", "2+3 AND has nothing after it");
    check("(a AND) b", "3+3 AND has nothing after it");
    check("a NOT", "2+3 NOT has nothing after it");
    check("NOT OR a", "0+3 NOT has nothing after it");
    check("a - b", "2+1 - has nothing after it");
    check("a -", "2+1 - has nothing after it");
    check("&&", "0+2 there is no word in this");
    check("a \"…\"", "2+3 there is no word in this");
    check("*", "0+1 a star stands for letters of one word");
    check("900-*-000", "0+9 a star stands for letters of one word");
    check("深*圳", "0+3 a star stands for letters of one word");
    check("\"a b\"*", "5+1 a star cannot follow a phrase");
    check("\"a b\"~", "5+1 ~ after a phrase needs a number");
    check("\"a b\"~5x", "5+3 ~ after a phrase needs a number");
    check("\"a b\"~101", "5+4 ~ after a phrase needs a number");
    check("x \"a…\"~5", "2+6 there are no two words to be near each other");
    check("\"1 2 3 4 5 6 7 8 9\"~5", "0+21 these are too many words to be near each other");
    check("x word~3", "6+2 this is not how far a word may be off");
    check("x 900-21~1", "2+8 only one word can be searched for with ~");
    check("深圳~1", "0+4 only one word can be searched for with ~");
    check("in:page a", "0+7 a search can only be widened to the document");
    check("in:document", "0+11 in:document has nothing after it");
    check("(in:document) a", "1+11 in:document has nothing after it");
    check("in:document NOT a", "0+11 in:document has nothing after it");
    check("in:document (a", "12+1 this parenthesis is not closed");
    check("ärger autor:x", "6+6 there is no field autor");
    check("http://x.example", "0+5 there is no field http");
    check("title: x", "0+6 this field has no value");
    check("title:\"\"", "0+6 this field has no value");
    check("title:\"x", "6+1 this quote is not closed");
    check(&"(".repeat(101), "100+1 this is nested too deeply");
    check(&"-".repeat(200), "100+1 this is nested too deeply");
}

#[test]
fn what_is_shown_is_no_deeper_than_what_was_typed() {
    let check = |typed: String| {
        let shown = Query::parse(&typed).unwrap().to_string();
        assert_eq!(Query::parse(&shown).unwrap().to_string(), shown, "{typed}");
    };
    check(format!("{}a", "in:document ".repeat(100)));
    check(format!("{}a{}", "in:document (".repeat(100), ")".repeat(100)));
    check(format!("{}a", "-".repeat(100)));
    check(format!("{}a{}", "(b OR (c ".repeat(50), "))".repeat(50)));
}

proptest! {
    #[test]
    fn any_text_parses_or_points_inside(text in "\\PC{0,40}|[ab ()\"*~:-]{0,30}|((AND|OR|NOT|a|\\(|\\)|tag:x|\"b c\"|\"b c\"~2|b~1|a*b|in:document) ?){0,12}") {
        match Query::parse(&text) {
            Ok(query) => {
                let shown = query.to_string();
                prop_assert_eq!(Query::parse(&shown).unwrap().to_string(), shown);
            }
            Err(error) => prop_assert!(error.at + error.len <= text.chars().count()),
        }
    }
}
