//! A sweep finds what a search for each name finds.

use proptest::prelude::*;

use super::{MEMORY, index_of, run};
use crate::{Entry, Index, Layer, Layers, Names, Query, as_phrase, is_name, query_of};

const PARTS: [&str; 63] = [
    "MSKU ",
    "MSKU1234567 ",
    "123456-7 ",
    "H-100 ",
    "H100 ",
    "Petrov ",
    "petrow ",
    "Петров ",
    "Петровa ",
    "Ivan ",
    "Иван ",
    "ИВАН\n",
    "Shen",
    "zhen",
    "Shenzhen ",
    "shen zhen ",
    "深圳",
    "深",
    "圳",
    "華強",
    "华强",
    "电子",
    "Huaqiang ",
    "Hua ",
    "qiang ",
    "Шэньчжэнь ",
    "Шеньчжень ",
    "shen1zhen4 ",
    "Müller ",
    "Mueller ",
    "muller ",
    "Mullér-\nson ",
    "Meridian ",
    "Meridan ",
    "Merdiian ",
    "Ship-\nping ",
    "shipping ",
    "shiping ",
    "محمد ",
    "Mohammed ",
    "muhammad ",
    "الرشيد ",
    "al-Rashid ",
    "Rashid ",
    "Χρήστου ",
    "Christou ",
    "X1 ",
    ", ",
    "吕",
    "Ali ",
    "علي ",
    "من ",
    "عبد ",
    "الله ",
    "عبدالله ",
    "Abdullah ",
    "Abd ",
    "Юлия ",
    "Yulia ",
    "Korolyov ",
    "Королёв ",
    "Прокофьев ",
    "Prokofiev ",
];

const NAMES: [&str; 44] = [
    "MSKU1234567",
    "MSKU 123456-7",
    "H100",
    "H-100",
    "Petrov",
    "Ivan Petrov",
    "Иван Петров",
    "Петров",
    "Shenzhen",
    "Shen Zhen",
    "深圳",
    "Шэньчжэнь",
    "shēn zhèn",
    "华强电子",
    "Huaqiang",
    "Müller",
    "Mueller",
    "muller",
    "Meridian",
    "Meridian Shipping",
    "Ship-ping",
    "محمد",
    "Mohammed",
    "al-Rashid",
    "الرشيد",
    "Rashid",
    "Χρήστου",
    "Christou",
    "X1",
    "Petrow",
    "Lü",
    "圳深",
    "Ltd «Petrov»",
    "Shen1 zhen4",
    "Ali",
    "علي",
    "Min",
    "عبد الله",
    "عبدالله",
    "Abdullah",
    "Abdul Rahman",
    "Юлия",
    "Korolyov",
    "Прокофьев",
];

const ALL: Layers = Layers { fuzzy: true, transliterated: true };

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn each_count_is_the_total_of_its_search(
        texts in prop::collection::vec(prop::collection::vec(prop::sample::select(&PARTS[..]), 0..12), 1..12),
        run_on in prop::collection::vec(prop::bool::ANY, 12),
        names in prop::collection::vec(prop::collection::vec(prop::sample::select(&NAMES[..]), 1..3), 1..8),
        per_commit in 2..9_usize,
    ) {
        let names: Vec<String> = names.iter().map(|parts| parts.join(" ")).collect();
        let dir = tempfile::tempdir().unwrap();
        let index = Index::create(dir.path()).unwrap();
        let mut writer = index.writer(1, MEMORY).unwrap();
        let made = Names::new(names.iter().map(String::as_str), ALL);
        let mut sweeper = made.sweeper();
        let mut counts = vec![[0_u64; 3]; names.len()];
        for (number, parts) in texts.iter().enumerate() {
            let text = parts.concat();
            let next = texts.get(number + 1).filter(|_| run_on[number]).map(|parts| parts.concat());
            let ahead = next.as_deref();
            let entry = Entry { doc: number as u64, unit: 1, row: None, start: 0, text: &text, ahead, language: None };
            writer.add(&entry).unwrap();
            if number % per_commit == per_commit - 1 {
                writer.commit(number as u64).unwrap();
            }
            sweeper.look(&text, ahead, |name, layer| counts[name][layer as usize] += 1);
        }
        writer.commit(99).unwrap();
        for (name, counts) in names.iter().zip(&counts) {
            for layer in Layer::ALL {
                let query = query_of(name, layer);
                let answer = run(&index, &query).unwrap();
                prop_assert_eq!(answer.total, counts[layer as usize], "{} in {:?}", query, texts);
            }
            prop_assert!(counts[0] <= counts[1] && counts[0] <= counts[2]);
        }
    }
}

#[test]
fn names_find_each_other_across_scripts() {
    let texts = [
        "Offices in Shenzhen and Rotterdam.",
        "该公司在深圳设有办事处。",
        "Офис в Шэньчжэне: город Шэньчжэнь.",
        "an office at Shēn zhèn",
        "Shen1 zhen4",
        "Ivan Shcherbakov signed",
        "подписал Иван Щербаков",
        "Iwan Schtscherbakow unterschrieb",
        "Ιωάννης Παπαδόπουλος",
        "Ioannis Papadopoulos",
        "وقع محمد الرشيد العقد",
        "Mohammed al-Rashid signed the contract",
        "nothing of the kind: Shenyang, Щукин, Rashida",
    ];
    let dir = tempfile::tempdir().unwrap();
    let index = index_of(dir.path(), &texts.map(|text| (text, None)));
    let of = |query: &str| super::found(&index, query);
    for name in ["Shenzhen", "深圳", "Шэньчжэнь", "\"shen zhen\"", "SHĒNZHÈN", "shen1zhen4"] {
        assert_eq!(of(&format!("translit:{name}")), [0, 1, 2, 3, 4], "{name}");
    }
    assert_eq!(of("translit:\"Ivan Shcherbakov\""), [5, 6]);
    assert_eq!(of("translit:\"Иван Щербаков\""), [5, 6, 7]);
    assert_eq!(of("translit:Щербаков"), [5, 6, 7]);
    assert_eq!(of("translit:Papadopoulos"), [8, 9]);
    assert_eq!(of("translit:Παπαδόπουλος"), [8, 9]);
    assert_eq!(of("translit:\"Mohammed al-Rashid\""), [10, 11]);
    assert_eq!(of("translit:\"محمد الرشيد\""), [10, 11]);
    assert_eq!(of("translit:Rashid"), [10, 11]);
}

#[test]
fn short_and_joined_names_and_soft_signs_are_found_in_an_index() {
    let texts = [
        "التقى علي في دبي",
        "Ali went to Dubai",
        "Юлия из Дубая: Дубай",
        "قال عبد الله إلى من",
        "قال عبدالله",
        "Abdullah said to Yulia",
        "Иван Прокофьев, Королёв",
        "Prokofiev, Korolyov",
        "Sergei Prokofyev, Korolev",
    ];
    let dir = tempfile::tempdir().unwrap();
    let index = index_of(dir.path(), &texts.map(|text| (text, None)));
    let of = |query: &str| super::found(&index, query);
    for (names, expect) in [
        (&["Ali", "علي"][..], &[0, 1][..]),
        (&["دبي", "Dubai", "Дубай"], &[0, 1, 2]),
        (&["Abdullah", "عبدالله", "\"عبد الله\""], &[3, 4, 5]),
        (&["Юлия", "Yulia"], &[2, 5]),
        (&["من"], &[3]),
        (&["Min"], &[]),
        (&["Прокофьев"], &[6, 7, 8]),
        (&["Prokofiev", "Korolyov"], &[6, 7]),
        (&["Королев"], &[6, 7, 8]),
    ] {
        for name in names {
            assert_eq!(of(&format!("translit:{name}")), expect, "{name}");
        }
    }
}

#[test]
fn a_query_is_shown_as_it_was_understood_and_errors_point_at_the_place() {
    for (typed, shown) in [
        ("translit:深圳 AND vessel", "translit:\"深圳\" AND vessel"),
        ("FUZZY:\"Meridian Shiping\"", "fuzzy:\"Meridian Shiping\""),
        ("NOT translit:Петров", "NOT translit:\"Петров\""),
    ] {
        let query = Query::parse(typed).unwrap();
        assert_eq!(query.to_string(), shown);
        assert_eq!(Query::parse(shown).unwrap(), query);
    }
    let typed = Query::parse("vessel translit:深圳").unwrap().without_transliteration().map(|query| query.to_string());
    assert_eq!(typed.as_deref(), Some("vessel AND \"深圳\""));
    assert_eq!(Query::parse("vessel fuzzy:crew").unwrap().without_transliteration(), None);
    for typed in ["crew translit:", "crew fuzzy:\"…\"", "crew translit: Petrov"] {
        let error = Query::parse(typed).unwrap_err();
        assert_eq!(error.at, 5, "{typed}");
    }
}

#[test]
fn a_name_of_one_syllable_is_not_looked_for_in_chinese() {
    let dir = tempfile::tempdir().unwrap();
    let index = index_of(dir.path(), &[("李明在这里", None), ("Li", None), ("Ли", None)]);
    assert_eq!(super::found(&index, "translit:Li"), [1, 2]);
    assert_eq!(super::found(&index, "translit:李"), [0]);
    assert_eq!(super::found(&index, "translit:\"Li Ming\""), [0]);
}

#[test]
fn what_is_no_name_is_known_as_that() {
    assert!(!is_name("…") && !is_name("") && is_name("X") && is_name("深"));
    assert_eq!(as_phrase(" Ltd «Petrov» "), "Ltd Petrov");
    let names = Names::new(["…", "Petrov"], Layers::default());
    let mut found = Vec::new();
    names.sweeper().look("Petrov … Petrov", None, |name, layer| found.push((name, layer)));
    assert_eq!(found, [(1, Layer::Folded)]);
}

/// Names as they stand in other scripts, and words beside them that sound nearly so.
const PLANTED: [(&str, &[&str], &[&str]); 10] = [
    (
        "Shenzhen",
        &["深圳", "Шэньчжэнь", "shen zhen", "Shēnzhèn", "Шеньчжень"],
        &["沈阳", "Шэньян", "shenyang", "深证书"],
    ),
    ("Guangzhou", &["广州", "廣州", "Гуанчжоу", "guang zhou"], &["光州市长", "Гуаньчжоу", "杭州", "Guangxi"]),
    ("Zhang Xueliang", &["张学良", "張學良", "Чжан Сюэлян", "zhang xue liang"], &["张学友", "章学亮吗", "Чжан Сюэю"]),
    ("Petrov", &["Петров"], &["Петрова", "Петровский", "Патров", "Petrova"]),
    ("Ivanova", &["Иванова"], &["Иванов", "Иваново", "Ivanov"]),
    ("Yeltsin", &["Ельцин"], &["Ельцина", "Елькин"]),
    ("Papadopoulos", &["Παπαδόπουλος"], &["Παπαδόπουλου", "Παπαδάκης"]),
    ("Khalid", &["خالد"], &["خلود", "الخلد", "خلدون"]),
    ("Mohammed", &["محمد", "محمّد"], &["محمود", "احمد", "محمدي"]),
    ("Yusuf", &["يوسف"], &["يوسفي", "وسف"]),
];

/// Of what transliteration finds here, at least so much is the name. Three of the words beside the names are written or
/// sound just as they do, but for tones and short vowels, and no spelling tells them apart: 光州, 章学亮, الخلد.
const LEAST_PRECISION: f64 = 0.87;

#[test]
fn transliteration_finds_planted_names_and_hardly_anything_else() {
    let running = [
        "该公司去年在当地设立了办事处，并与三家供应商签订了合同，价格没有公开，交货时间也没有确定。",
        "Компания открыла представительство в прошлом году и подписала договоры с тремя поставщиками, цена не раскрывается.",
        "Η εταιρεία άνοιξε γραφείο πέρυσι και υπέγραψε συμβάσεις με τρεις προμηθευτές.",
        "افتتحت الشركة مكتبا في العام الماضي ووقعت عقودا مع ثلاثة موردين ولم يعلن السعر",
        "The company opened an office last year and signed contracts with three suppliers; the price was not made public.",
    ];
    let mut texts: Vec<String> = running.iter().map(|text| (*text).to_owned()).collect();
    let mut is_named: Vec<Option<usize>> = vec![None; texts.len()];
    for (number, (_, written, near)) in PLANTED.iter().enumerate() {
        for (word, is_it) in written.iter().map(|w| (w, true)).chain(near.iter().map(|w| (w, false))) {
            for text in running {
                texts.push(format!("{text} {word} {text}"));
                is_named.push(is_it.then_some(number));
            }
        }
    }
    let names = Names::new(PLANTED.iter().map(|(name, ..)| *name), ALL);
    let mut sweeper = names.sweeper();
    let (mut right, mut wrong) = (0_usize, 0_usize);
    let mut missed: usize = is_named.iter().filter(|named| named.is_some()).count();
    for (text, named) in texts.iter().zip(&is_named) {
        sweeper.look(text, None, |name, layer| {
            if layer != Layer::Transliterated {
                return;
            }
            if *named == Some(name) {
                right += 1;
                missed -= 1;
            } else {
                wrong += 1;
            }
        });
    }
    let precision = right as f64 / (right + wrong) as f64;
    assert_eq!(missed, 0, "right {right}, wrong {wrong}");
    assert_eq!(wrong, 3 * running.len(), "right {right}, wrong {wrong}");
    assert!(precision >= LEAST_PRECISION, "{precision}: right {right}, wrong {wrong}");
}

#[test]
fn identifiers_are_found_however_they_are_written() {
    let dir = tempfile::tempdir().unwrap();
    let texts = ["box MSKU 123456-7", "box MSKU1234567", "chip H-100", "chip H100"];
    let index = index_of(dir.path(), &texts.map(|text| (text, None)));
    for (name, query, expect) in [
        ("MSKU1234567", "MSKU1234567", [true, true, false, false]),
        ("MSKU 123456-7", "\"MSKU 123456-7\" OR msku1234567", [true, true, false, false]),
        ("H-100", "\"H-100\" OR h100", [false, false, true, true]),
        ("Box", "\"Box\"", [true, true, false, false]),
    ] {
        assert_eq!(query_of(name, Layer::Folded), query);
        assert_eq!(run(&index, query).unwrap().total, 2, "{name}");
        let names = Names::new([name], Layers::default());
        let mut sweeper = names.sweeper();
        for (text, is_there) in texts.iter().zip(expect) {
            let mut n = 0;
            sweeper.look(text, None, |_, _| n += 1);
            assert_eq!(n, u32::from(is_there), "{name} in {text}");
        }
    }
}
