use crate::run::Resolved;
use crate::{Query, Scope, snippet, spans};

use super::parity;

/// The text with what matched in brackets.
fn check(query: &str, language: Option<&str>, text: &str, expect: &str) {
    let query = Query::parse(query).unwrap();
    let resolved = Resolved::fields_of(&query, &parity).unwrap();
    let found = spans(&query, &Scope { text, ahead: None, language, doc: 2, resolved: &resolved });
    let mut shown = String::new();
    for (at, c) in text.chars().enumerate() {
        let at = at as u32;
        shown.extend(found.iter().filter(|span| span[1] == at).map(|_| ']'));
        shown.extend(found.iter().filter(|span| span[0] == at).map(|_| '['));
        shown.push(c);
    }
    shown.extend(found.iter().filter(|span| span[1] as usize == text.chars().count()).map(|_| ']'));
    assert_eq!(shown, expect, "{query}");
}

#[test]
fn what_matched_is_marked() {
    check("aurora", None, "Aurora and AURORA.", "[Aurora] and [AURORA].");
    check("\"sold to\" au*", None, "sold to Aurora, to sold; Sold,\nto", "[sold to] [Aurora], to sold; [Sold,\nto]");
    check("华岭", None, "深圳华岭华岭", "深圳[华岭][华岭]");
    check("a-b-c", None, "a b c a-b c-a b", "[a b c] [a-b c]-a b");
    check("\"a a\"", None, "a a a", "[a a a]");
    check("müller", None, "Mu\u{308}ller!", "[Mu\u{308}ller]!");
    check("ships", Some("en"), "shipping shipped ship", "[shipping] [shipped] [ship]");
    check("\"ship\"", Some("en"), "shipping shipped ship", "shipping shipped [ship]");
    check("ships", None, "shipping ships", "shipping [ships]");
    check("semiconductor", None, "semi-\nconductor", "[semi-\nconductor]");
    check("\"a semiconductor plant\"", None, "a semi-\nconductor plant", "[a semi-\nconductor plant]");
    check("semi*", None, "semi-\nconductor", "[semi-\nconductor]");
    check("MSKU-12*", None, "MSKU-1234567 MSKU-99", "[MSKU-1234567] MSKU-99");
}

#[test]
fn only_true_branches_are_marked() {
    check("(a b) OR c", None, "a c", "a [c]");
    check("(a b) OR c", None, "b a", "[b] [a]");
    check("a -b", None, "a c", "[a] c");
    check("a -b", None, "a b", "a b");
    check("NOT (b OR NOT a)", None, "a", "a");
    check("tag:even a", None, "a", "[a]");
    check("(tag:odd a) OR b", None, "a b", "a [b]");
    check("-tag:odd a", None, "a", "[a]");
    check("x", None, "", "");
}

#[test]
fn snippets_are_one_line_around_the_find() {
    let check = |text: &str, spans: &[[u32; 2]], width: usize, expect: &str| {
        let shown = snippet(text, spans, width);
        let chars: Vec<char> = text.chars().collect();
        for (line, whole) in shown.text.chars().zip(&chars[shown.start as usize..]) {
            assert!(line == *whole || line == ' ');
        }
        assert!(shown.text.chars().count() <= width);
        let cut = [shown.start > 0, shown.start as usize + shown.text.chars().count() < chars.len()];
        assert_eq!(shown.cut, cut);
        let words: Vec<String> = shown
            .spans
            .iter()
            .map(|&[start, end]| shown.text.chars().skip(start as usize).take((end - start) as usize).collect())
            .collect();
        assert_eq!(format!("{}|{}", shown.text, words.join("|")), expect, "{text}");
    };
    check("", &[], 20, "|");
    check("short\ntext", &[[6, 10]], 20, "short text|text");
    check("one two three four five six seven", &[[14, 18]], 16, "three four five|four");
    check("one two three four five six seven", &[], 10, "one two|");
    check("a b c d e f g hit x hit y z", &[[0, 1], [14, 17], [20, 23]], 12, "hit x hit y|hit|hit");
    check("没有空格的长句子里有华岭这个名字", &[[10, 12]], 8, "子里有华岭这个名|华岭");
    check("abcdefghij", &[[2, 9]], 4, "cdef|cdef");
    check("word", &[[0, 4]], 0, "|");
}
