use proptest::prelude::*;

use crate::tokens;

fn check(text: &str, expect: &[&str]) {
    let found: Vec<String> = tokens(text).map(|token| token.term).collect();
    assert_eq!(found, expect, "{text:?}");
}

#[test]
fn letters_fold() {
    check("", &[]);
    check("  … — !", &[]);
    check("Müller Ångström Đorđe Łódź", &["muller", "angstrom", "dorde", "lodz"]);
    check("Mu\u{308}ller", &["muller"]);
    check("Nguyễn Văn Thiệu", &["nguyen", "van", "thieu"]);
    check("STRASSE Straße", &["strasse", "straße"]);
    check("IŞIK Işık İstanbul ISIK", &["isik", "isik", "istanbul", "isik"]);
    check("Ἀθῆναι ΑΘΗΝΑΣ Αθήνας", &["αθηναι", "αθηνασ", "αθηνασ"]);
    check("ﬁnance ｆｕｌｌ ＷＩＤＴＨ １２３", &["finance", "full", "width", "123"]);
    check("Алексей Королёв Сергеи\u{306}", &["алексей", "королев", "сергей"]);
    check("e\u{308}нот", &["eнот"]);
    check("شَرِكَة الأمل", &["شركة", "الامل"]);
    check("مـــحـمد إبراهيم آل مصطفى علی", &["محمد", "ابراهيم", "ال", "مصطفي", "علي"]);
    check("मुंबई हिन्दी", &["मुंबई", "हिन्दी"]);
    check("שָׁלוֹם", &["שָׁלוֹם"]);
    check("data\u{ad}base x\u{200d}y \u{202e}abc\u{202c}", &["database", "xy", "abc"]);
}

#[test]
fn letters_that_are_also_written_as_two() {
    let check = |text: &str, expect: &[(&str, &str)]| {
        let found = tokens(text).map(|token| (token.term, token.also.unwrap_or_default())).collect::<Vec<_>>();
        assert_eq!(found, expect.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect::<Vec<_>>(), "{text}");
    };
    check("Müller MU\u{308}LLER Mueller", &[("muller", "mueller"), ("muller", "mueller"), ("mueller", "")]);
    check("Straßenbühne", &[("straßenbuhne", "strassenbuehne")]);
    check("Ærø Œuvre ÅRHUS", &[("æro", "aeroe"), ("œuvre", "oeuvre"), ("arhus", "aarhus")]);
    check("Señor", &[("senor", "")]);
    check("Liefer-\nüber", &[("liefer", ""), ("lieferuber", "lieferueber"), ("uber", "ueber")]);
}

#[test]
fn traditional_characters_are_simplified() {
    check("華強電子臺灣後裏", &["华", "强", "电", "子", "台", "湾", "后", "里"]);
    check("东京 東京 气氣", &["东", "京", "东", "京", "气", "气"]);
}

#[test]
fn one_token_per_character() {
    check("深圳市华强电子", &["深", "圳", "市", "华", "强", "电", "子"]);
    check("ガス カ\u{3099}ス ｶﾞｽ か", &["ガ", "ス", "ガ", "ス", "ガ", "ス", "か"]);
    check("서울 서울", &["서", "울", "서", "울"]);
    check("SK하이닉스H100", &["sk", "하", "이", "닉", "스", "h100"]);
    check("㈱東京 ㍿", &["株", "东", "京", "株", "式", "会", "社"]);
    check("データー・センター", &["デ", "ー", "タ", "ー", "セ", "ン", "タ", "ー"]);
    check("葛\u{e0100}城 𠮷野", &["葛", "城", "𠮷", "野"]);
    check("第12号", &["第", "12", "号"]);
}

#[test]
fn a_korean_letter_after_another_script_is_no_part_of_the_word_before() {
    let spans = |text: &str| tokens(text).map(|token| (token.term, token.start, token.end)).collect::<Vec<_>>();
    let vowel = "\u{1173}".to_owned();
    assert_eq!(spans("Port\u{ffda}"), [("port".to_owned(), 0, 4), (vowel.clone(), 4, 5)]);
    assert_eq!(spans("深\u{1173}"), [("深".to_owned(), 0, 1), (vowel, 1, 2)]);
    // With one that it makes a syllable with, it does.
    assert_eq!(spans("\u{1109}\u{1165}울"), [("서".to_owned(), 0, 2), ("울".to_owned(), 2, 3)]);
}

#[test]
fn words_split() {
    check("MSKU1234567", &["msku1234567"]);
    check("900-21010-0000-000", &["900", "21010", "0000", "000"]);
    check("O'Neill_b a.b@c.example 1,234.5", &["o", "neill", "b", "a", "b", "c", "example", "1", "234", "5"]);
    check("½ x² ③", &["1", "2", "x2", "3"]);
    let long = "a".repeat(300);
    check(&long, &[&long[..128], &long[..128], &long[..44]]);
}

#[test]
fn line_ends_join() {
    check("semi-\nconductor plant", &["semi", "semiconductor", "conductor", "plant"]);
    check("semi\u{ad}\nconductor", &["semi", "semiconductor", "conductor"]);
    check("semi\u{2010} \n conductor", &["semi", "semiconductor", "conductor"]);
    check("Hong-\nKong", &["hong", "kong"]);
    check("a-\n\nb", &["a", "b"]);
    check("a -\nb", &["a", "b"]);
    check("H100-\nx", &["h100", "x"]);
    check("中-\nb", &["中", "b"]);
    check("o-\nver-\nland", &["o", "over", "ver", "verland", "land"]);
    check("Liefer-\nüber", &["liefer", "lieferuber", "uber"]);
}

#[test]
fn places_count_characters() {
    let places: Vec<_> =
        tokens("Ünï\u{ad}co\u{308}de 中\u{ad}x-\ny ").map(|t| (t.term.clone(), t.start, t.end)).collect();
    let expect = [("unicode", 0, 9), ("中", 10, 11), ("x", 12, 13), ("xy", 12, 16), ("y", 15, 16)];
    assert_eq!(places, expect.map(|(term, start, end)| (term.to_owned(), start, end)));
}

proptest! {
    #[test]
    fn any_text_gives_sound_tokens(text in "\\PC{0,60}|[a-z가-힣ｦ-ﾟ\u{300}-\u{330}\u{ad}\u{200b}-\u{202e}\n -]{0,60}") {
        let n_chars = text.chars().count() as u32;
        let mut last = (0, 0, 0);
        for token in tokens(&text) {
            prop_assert!(!token.term.is_empty());
            prop_assert!(token.start < token.end && token.end <= n_chars);
            prop_assert!(token.position() >= last.0);
            prop_assert!(token.start >= last.1);
            last = (token.position(), token.start, token.end);
        }
    }

    #[test]
    fn capitals_do_not_matter_in_english(text in "[a-zA-Z0-9 .,-]{0,40}") {
        let terms = |text: &str| tokens(text).map(|token| token.term).collect::<Vec<_>>();
        prop_assert_eq!(terms(&text.to_uppercase()), terms(&text.to_lowercase()));
    }
}

#[test]
fn a_text_folds_with_its_signs() {
    let check = |text: &str, expect: &str| assert_eq!(crate::folded(text), expect, "{text:?}");
    check("Ida.KOLB@Brand-Kolb.EXAMPLE", "ida.kolb@brand-kolb.example");
    check("ｉｄａ＠ＫＯＬＢ．example", "ida@kolb.example");
    check("Mu\u{308}ller, Łódź \u{ad}華強", "muller, lodz 华强");
    check("", "");
}
