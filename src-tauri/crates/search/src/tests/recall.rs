//! Names in the scripts our sources write in, planted in running text.

use super::{found, index_of};
use crate::stem::Stems;
use crate::tokens;

const TEXTS: [&str; 12] = [
    "根据合同，深圳市华岭半导体有限公司向新加坡的星桥贸易公司出售服务器。",
    "会议由王建国主持，星桥公司未派人参加。",
    "株式会社東雲データは、ｶﾞﾘﾚｵ計画のためのサーバーを購入した。",
    "田中さくら氏はガリレオ計画を否定した。",
    "한빛반도체는 2025년 3월 서울에서 서버를 넘겼다.",
    "김민서 대표는 한빛과의 거래를 부인했다.",
    "وقّعت شركة الأفق للتجارة عقدًا مع مُحَمَّد إبراهيم.",
    "نفى محمد ابراهيم ذلك، وقال إن الشركة مـــسجلة في دبي.",
    "Компания «Северный Путь» принадлежит Алексею Королёву.",
    "Королев отказался от комментариев.",
    "Die Nordlicht Rechenzentrum GmbH aus Köln lieferte an Jürgen Weiß.",
    "Juergen Weiss und JÜRGEN WEIß bestreiten das; Koln ist Köln.",
];

#[test]
fn planted_names_are_found() {
    let dir = tempfile::tempdir().unwrap();
    let index = index_of(dir.path(), &TEXTS.map(|text| (text, None)));
    let check = |query: &str, expect: &[u64]| assert_eq!(found(&index, query), expect, "{query}");
    check("深圳市华岭半导体有限公司", &[0]);
    check("华岭", &[0]);
    check("星桥", &[0, 1]);
    check("星桥 王建国", &[1]);
    check("桥星", &[]);
    check("東雲データ", &[2]);
    check("ガリレオ", &[2, 3]);
    check("ｶﾞﾘﾚｵ", &[2, 3]);
    check("カリレオ", &[]);
    check("田中さくら", &[3]);
    check("한빛반도체", &[4]);
    check("한빛", &[4, 5]);
    check("김민서", &[5]);
    check("الأفق", &[6]);
    check("\"محمد إبراهيم\"", &[6, 7]);
    check("مسجلة", &[7]);
    check("Королёв*", &[8, 9]);
    check("\"северный путь\"", &[8]);
    check("深圳市華嶺半導體有限公司", &[0]);
    check("东云", &[2]);
    check("Jürgen", &[10, 11]);
    check("Juergen", &[10, 11]);
    check("\"juergen weiss\"", &[10, 11]);
    check("\"jurgen weiß\"", &[10, 11]);
    check("Juerg*", &[10, 11]);
    check("Weiss", &[10, 11]);
    check("Muller", &[]);
    check("Köln", &[10, 11]);
    check("KOLN", &[10, 11]);
}

#[test]
fn stems_follow_the_document_language() {
    let texts = [
        ("They were shipping the containers.", Some("en")),
        ("They were shipping the containers.", None),
        ("Die Lieferungen kamen später.", Some("deu")),
        ("Компании владели заводами.", Some("ru")),
        ("Les sociétés écrans ont été dissoutes.", Some("fr-CH")),
        ("Contractors shipped a container", Some("en")),
        ("公司公司", Some("zh")),
    ];
    let dir = tempfile::tempdir().unwrap();
    let index = index_of(dir.path(), &texts);
    let check = |query: &str, expect: &[u64]| assert_eq!(found(&index, query), expect, "{query}");
    check("container", &[0, 5]);
    check("\"container\"", &[5]);
    check("ships", &[0, 5]);
    check("containers", &[0, 1, 5]);
    check("Lieferung", &[2]);
    check("компания", &[3]);
    check("société", &[4]);
    check("\"container ships\"", &[]);
    check("公司", &[6]);
}

#[test]
fn words_broken_at_a_line_end_are_found_in_phrases() {
    let texts = [
        ("sold to Aurora semi-\nconductor holdings of Penang", None),
        ("sold to Aurora semiconductor holdings of Penang", None),
        ("two Aurora semi, conductor holdings", None),
        ("a Penang-based trans-\nship-\nment", None),
    ];
    let dir = tempfile::tempdir().unwrap();
    let index = index_of(dir.path(), &texts);
    let check = |query: &str, expect: &[u64]| assert_eq!(found(&index, query), expect, "{query}");
    check("semiconductor", &[0, 1]);
    check("\"aurora semiconductor holdings of penang\"", &[0, 1]);
    check("\"semiconductor hold\"", &[]);
    check("\"aurora semiconductor conductor\"", &[]);
    check("\"semi conductor holdings\"", &[0, 2]);
    check("\"semi semiconductor\"", &[]);
    check("semi-conductor", &[0, 2]);
    check("aurora-semicond*", &[0, 1]);
    check("transship shipment", &[3]);
    check("transshipment", &[]);
}

/// Other stems make another index: if this fails, [`crate::FOLDING_VERSION`] goes up.
#[test]
fn stems_are_those_of_the_stamp() {
    let check = |language: &str, word: &str, expect: &str| {
        let token = tokens(word).next().unwrap();
        let stem = Stems::of(language).map(|mut stems| stems.term(token.stemmable().unwrap()).to_owned());
        assert_eq!(stem.as_deref().unwrap_or("none"), expect, "{word}");
    };
    check("en", "Shipments", "en:shipment");
    check("de", "Lieferungen", "de:liefer");
    check("fr", "sociétés", "fr:societ");
    check("es", "empresas", "es:empres");
    check("ru", "компаниями", "ru:компан");
    check("ar", "الشركات", "ar:شرك");
    check("tr", "şirketler", "tr:sirket");
    check("nob", "selskapene", "no:selskap");
    check("zh", "x", "none");
    check("", "x", "none");
}
