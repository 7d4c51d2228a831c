use facts::{PersonId, RuleId};

use super::*;

fn rule((kind, text): &(RuleKind, &str)) -> Rule {
    Rule {
        id: RuleId::from_uuid(uuid::Uuid::nil()),
        kind: *kind,
        text: (*text).to_owned(),
        author: PersonId::from_uuid(uuid::Uuid::nil()),
        at: 0,
    }
}

fn made(rules: &[(RuleKind, &str)]) -> Result<Option<Matcher>> {
    Matcher::new(&rules.iter().map(rule).collect::<Vec<_>>())
}

fn found(rules: &[(RuleKind, &str)], text: &str) -> Vec<String> {
    let matcher = made(rules).expect("a list").expect("there are rules");
    let mut found = Matched::default();
    matcher.look(text, &mut found);
    found.0.into_iter().collect()
}

#[test]
fn domains_match_addresses_and_what_lies_below_them() {
    let rules = [(RuleKind::Domain, "brand-kolb.example")];
    for address in [
        "Ida Kolb <ida@brand-kolb.example>",
        "x@MAIL.Brand-Kolb.example",
        "a@b.example, c@brand-kolb.example.",
        "ida＠brand-kolb．example",
        "ida@brand\u{ad}-kolb.example",
        "> On Monday Ida <ida@brand-kolb.example> wrote:",
        "@@@ida@@brand-kolb.example@x",
    ] {
        assert_eq!(found(&rules, address), ["@brand-kolb.example"], "{address}");
    }
    for address in ["x@notbrand-kolb.example", "x@brand-kolb.example.net", "brand-kolb.example", "@"] {
        assert!(found(&rules, address).is_empty(), "{address}");
    }
}

#[test]
fn what_a_file_is_called_is_looked_at_with_and_without_its_kind() {
    let matcher = made(&[(RuleKind::Domain, "brand-kolb.example"), (RuleKind::Name, "Ida Kolb")]);
    let matcher = matcher.expect("a list").expect("there are rules");
    let matched = |path: &str| {
        let mut found = Matched::default();
        matcher.look_at_name(path, &mut found);
        found.0.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(matched("mail/ida@brand-kolb.example.txt"), ["@brand-kolb.example"]);
    assert_eq!(matched("box.zip//to ida@brand-kolb.example"), ["@brand-kolb.example"]);
    assert_eq!(matched("memo Ida Kolb 2.txt"), ["Ida Kolb"]);
    assert!(matched("Ida Kolb/list.txt").is_empty());
}

#[test]
fn names_and_words_match_whole_whatever_their_letters() {
    let rules = [(RuleKind::Name, "Ida Kolb"), (RuleKind::Word, "Mandantengeheimnis"), (RuleKind::Name, "律师")];
    assert_eq!(found(&rules, "so IDA\n  kolb wrote"), ["Ida Kolb"]);
    assert_eq!(found(&rules, "Betreff: MANDANTENGEHEIMNIS!"), ["Mandantengeheimnis"]);
    assert_eq!(found(&rules, "他的律师说"), ["律师"]);
    assert!(found(&rules, "Frida Kolb and Ida Kolbe").is_empty());
}

#[test]
fn letters_fold_as_they_do_in_the_search() {
    let check = |line: &str, text: &str| {
        let rules = [(RuleKind::Name, line)];
        assert_eq!(found(&rules, text), [line], "{line} in {text}");
    };
    check("Müller", "Herr MU\u{308}LLER");
    check("Müller & Söhne", "mueller und Muller Soehne, Mueller, Sohne");
    check("Mueller", "von Müller");
    check("Işık", "AVUKAT IŞIK");
    check("華強律師", "见华强律师函");
    check("Королёв", "адвокат Королев");
    check("ｉｄａ", "Ida");
    check("Kolb", "Ko\u{ad}lb");
    check("Mandantengeheimnis", "das Mandanten-\ngeheimnis gilt");
    check("Ida Mandantengeheimnis gilt", "Ida Mandanten-\ngeheimnis gilt");
    check("ทนายความ", "เขาเป็นทนายความของเรา");
    let rules = [(RuleKind::Name, "Mueller")];
    assert!(found(&rules, "Muller").is_empty(), "as the search has it");
}

#[test]
fn overlapping_lines_are_all_found() {
    let rules = [(RuleKind::Name, "Ida Kolb"), (RuleKind::Name, "Kolb Brand"), (RuleKind::Name, "Ida Kolb Brand")];
    assert_eq!(found(&rules, "Ida Ida Kolb Brand"), ["Ida Kolb", "Ida Kolb Brand", "Kolb Brand"]);
}

#[test]
fn an_empty_list_matches_nothing() {
    assert!(made(&[]).expect("a list").is_none());
    assert!(Matched::default().is_empty());
}

#[test]
fn a_line_that_can_match_nothing_fails_the_whole_list() {
    for (kind, line) in [(RuleKind::Name, "§§"), (RuleKind::Word, "—…"), (RuleKind::Domain, "..")] {
        let error = made(&[(RuleKind::Name, "Ida Kolb"), (kind, line)]).err().expect("refused");
        assert_eq!(error.code, Code::Refused);
        assert!(error.message.contains(line), "{}", error.message);
        assert!(Matcher::trouble(kind, line).is_some());
    }
    let wide = "ä ".repeat(7);
    assert!(Matcher::trouble(RuleKind::Word, &wide).is_some());
    assert!(Matcher::trouble(RuleKind::Name, "Ida Kolb").is_none());
}

#[test]
fn lists_are_told_apart_whatever_their_order() {
    let (a, b) = ((RuleKind::Name, "Ida Kolb"), (RuleKind::Domain, "kolb.example"));
    let stamp = |rules: &[(RuleKind, &str)]| made(rules).expect("a list").expect("rules").stamp().to_owned();
    assert_eq!(stamp(&[a, b]), stamp(&[b, a]));
    assert_ne!(stamp(&[a]), stamp(&[a, b]));
    assert_ne!(stamp(&[a]), stamp(&[(RuleKind::Word, "Ida Kolb")]));
}

/// Whether the words of a line stand in a row in a text, looked for at every place by itself.
fn stands_in(line: &str, text: &str) -> bool {
    let sought: Vec<search::Token> = search::tokens(line).filter(|token| !token.joined).collect();
    let there: Vec<search::Token> = search::tokens(text).collect();
    fn follows(sought: &[search::Token], there: &[search::Token], at: u32) -> bool {
        let Some((first, rest)) = sought.split_first() else { return true };
        let here = there.iter().filter(|token| token.index == at);
        here.filter(|token| token.forms().any(|form| first.forms().any(|wanted| wanted == form)))
            .any(|token| follows(rest, there, at + 1 + u32::from(token.joined)))
    }
    there.iter().any(|token| follows(&sought, &there, token.index))
}

proptest::proptest! {
    #[test]
    fn lines_match_where_their_words_stand_in_a_row(
        lines in proptest::collection::vec(proptest::collection::vec(0_usize..9, 1..4), 1..5),
        text in proptest::collection::vec(0_usize..9, 0..24),
    ) {
        const WORDS: [&str; 9] = ["Ida", "KOLB", "Müller", "mueller", "Muller", "华強", "華", "so", "Kol-\nmüller"];
        let said = |words: &[usize]| words.iter().map(|n| WORDS[*n]).collect::<Vec<_>>().join(" ");
        let (lines, text): (Vec<String>, String) = (lines.iter().map(|words| said(words)).collect(), said(&text));
        let rules: Vec<(RuleKind, &str)> = lines.iter().map(|line| (RuleKind::Word, line.as_str())).collect();
        let mut expect: Vec<String> = lines.iter().filter(|line| stands_in(line, &text)).cloned().collect();
        expect.sort();
        expect.dedup();
        proptest::prop_assert_eq!(found(&rules, &text), expect);
    }
}
