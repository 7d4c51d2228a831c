//! Names in the seven languages our sources write in, planted in running text, against a scan of every row.

use std::collections::BTreeSet;

use crate::bench::Bench;

/// Sentences with a place for a name, names with the other ways they are written in, and what is only nearly one.
struct Language {
    sentences: [&'static str; 3],
    names: &'static [&'static [&'static str]],
    near: &'static [&'static str],
}

const LANGUAGES: [Language; 7] = [
    Language {
        sentences: ["根据合同，{}向新加坡出售服务器。", "会议由{}主持。", "检查人员没有找到{}"],
        names: &[&["华岭半导体", "華嶺半導體"], &["王建国", "王建國"], &["星桥贸易公司", "星橋貿易公司"]],
        near: &["华岭导体", "岭华半导体", "王国建", "王建", "星桥贸公司"],
    },
    Language {
        sentences: ["契約によると、{}はサーバーを購入した。", "会議では{}が発言した。", "検査官が見つけたのは{}"],
        names: &[&["東雲データ"], &["ガリレオ計画", "ｶﾞﾘﾚｵ計画"], &["田中さくら"]],
        near: &["東雲テータ", "カリレオ計画", "田中さら", "ガリレオの計画"],
    },
    Language {
        sentences: ["계약에 따르면 {}는 서버를 넘겼다.", "회의에는 {}만 참석했다.", "검사관이 찾은 것은 {}"],
        names: &[&["한빛반도체"], &["김민서"], &["새벽 물류"]],
        near: &["한빛반도", "한빚반도체", "김서민", "물류 새벽"],
    },
    Language {
        sentences: ["وفقا للعقد باعت {} الخوادم في دبي.", "حضر الاجتماع {} وحده.", "لم يجد المفتشون {}"],
        names: &[&["شركة الأفق", "شركة الافق", "شَرِكة الأفق"], &["محمد إبراهيم", "مُحَمَّد ابراهيم", "مـــحمد إبراهيم"]],
        near: &["شركة الأفاق", "محمود إبراهيم", "إبراهيم محمد"],
    },
    Language {
        sentences: ["По договору {} продаёт серверы.", "На встрече был только {}.", "Инспекторы не нашли {}"],
        names: &[&["Алексей Королёв", "Алексей Королев", "АЛЕКСЕЙ КОРОЛЁВ"], &["Северный Путь", "СЕВЕРНЫЙ ПУТЬ"]],
        near: &["Алексею Королёву", "Королёв Алексей", "Северный Путьский", "Алексей Королёвич"],
    },
    Language {
        sentences: [
            "Laut Vertrag lieferte {} die Server.",
            "Nur {} kam zur Sitzung.",
            "Die Prüfer fanden nichts von {}",
        ],
        names: &[
            &["Jürgen Weiß", "Juergen Weiss", "JÜRGEN WEISS", "Ju\u{308}rgen Weiß"],
            &["Nordlicht Rechenzentrum", "NORDLICHT RECHENZENTRUM"],
        ],
        near: &["Jürgen Weise", "Jörgen Weiß", "Weiß Jürgen", "Nordlichter Rechenzentrum", "Nordlicht Rechenzentrums"],
    },
    Language {
        sentences: [
            "Under the contract {} sold the servers.",
            "Only {} came to the meeting.",
            "Inspectors found no {}",
        ],
        names: &[&["Meridian Shipping", "MERIDIAN SHIPPING"], &["Elena Marsh", "elena marsh"]],
        near: &["Meridian Shippings", "Meridan Shipping", "Shipping Meridian", "Elena Marshall", "Elena and Marsh"],
    },
];

/// Whether a name stands in a text, as words of their own where the script parts words.
fn stands(text: &str, name: &str) -> bool {
    let runs_on = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff66}'..='\u{ff9f}');
    let parts = |c: Option<char>| c.is_none_or(|c| runs_on(c) || !c.is_alphanumeric());
    text.match_indices(name).any(|(at, _)| {
        let is_apart = |inner: Option<char>, outer: Option<char>| inner.is_some_and(runs_on) || parts(outer);
        is_apart(name.chars().next(), text[..at].chars().next_back())
            && is_apart(name.chars().next_back(), text[at + name.len()..].chars().next())
    })
}

#[test]
fn every_planted_name_is_found_and_hardly_anything_else() {
    let rows: Vec<String> = LANGUAGES
        .iter()
        .flat_map(|language| {
            let words = language.names.iter().copied().flatten().chain(language.near);
            words.flat_map(|word| language.sentences.map(|sentence| sentence.replace("{}", word)))
        })
        .collect();
    let bench = Bench::with_case();
    bench.file(
        "in/rows.csv",
        format!("text\nbeginning\n{}\n", rows.iter().map(|row| format!("\"{row}\"")).collect::<Vec<_>>().join("\n")),
    );
    for (nth, row) in rows.iter().enumerate() {
        bench.file(&format!("in/{nth}.txt"), format!("{row}\n"));
    }
    bench.done(&["ingest", "tern", "in"]);
    let first = bench.json(&["search", "tern", "type:csv beginning"])["hits"][0]["row"].as_u64().unwrap() + 1;
    // The rows of the table and the files that a search finds, each by its number.
    let found = |mode: &[&str], query: &str| {
        let answer = bench.json(&[&["search", "tern", "--limit", "100000"], mode, &["--", query]].concat());
        let hits = answer["hits"].as_array().unwrap();
        assert_eq!(answer["total"], hits.len(), "{query}");
        let of = |is_table: bool| {
            let hits = hits.iter().filter(|hit| (hit["path"] == "rows.csv") == is_table);
            let number = |hit: &serde_json::Value| match hit["row"].as_u64() {
                Some(row) => (row - first) as usize,
                None => hit["path"].as_str().unwrap().trim_end_matches(".txt").parse().unwrap(),
            };
            hits.map(number).collect::<BTreeSet<usize>>()
        };
        [of(true), of(false)]
    };
    let (mut right, mut wrong, mut missed) = (0, 0, Vec::new());
    let mut check = |found: [BTreeSet<usize>; 2], name: &str, is_there: &dyn Fn(&str) -> bool| {
        let there: BTreeSet<usize> = (0..rows.len()).filter(|nth| is_there(&rows[*nth])).collect();
        assert!(there.len() >= 3, "{name}");
        for found in found {
            right += found.intersection(&there).count();
            wrong += found.difference(&there).count();
            missed.extend(there.difference(&found).map(|nth| format!("{name} in {}", rows[*nth])));
        }
    };
    for written in LANGUAGES.iter().flat_map(|language| language.names) {
        for name in *written {
            let phrase = format!("\"{name}\"");
            check(found(&[], &phrase), &phrase, &|row| written.iter().any(|form| stands(row, form)));
            // Signs that are one letter in two ways of storing it are no other text.
            let stored = |text: &str| text.replace("u\u{308}", "ü");
            check(found(&["--exact"], name), name, &|row| stored(row).contains(&stored(name)));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    assert!(f64::from(right as u32) >= 0.998 * f64::from((right + wrong) as u32), "right {right}, wrong {wrong}");
}

#[test]
fn what_the_readme_says_is_the_same_is_found() {
    let bench = Bench::with_case();
    let pairs: [(&str, &[&str]); 14] = [
        ("müller", &["MÜLLER", "Muller", "Mueller"]),
        ("strasse", &["Straße"]),
        ("işık", &["IŞIK"]),
        ("łódź", &["Lodz"]),
        ("華強電子", &["按华强电子之约"]),
        ("лёд", &["лед"]),
        ("أحمد", &["احمد", "أَحْمَد"]),
        ("MSKU1234567", &["MSKU 123456-7", "MSKU\n123456-7"]),
        ("MSKU", &["MSKU1234567"]),
        ("1234567", &["MSKU1234567"]),
        ("H100", &["H-100", "H 100", "H100SXM5"]),
        ("1500000", &["1,500,000", "1'500'000"]),
        ("+49 30 1234", &["49301234"]),
        ("*21010*", &["900210100000000"]),
    ];
    for (nth, (_, written)) in pairs.iter().enumerate() {
        for (idx, written) in written.iter().enumerate() {
            bench.file(&format!("in/{nth}-{idx}.txt"), format!("{written} was seen, no. {nth}.\n"));
        }
    }
    bench.done(&["ingest", "tern", "in"]);
    for (nth, (typed, written)) in pairs.iter().enumerate() {
        let answer = bench.json(&["search", "tern", "--limit", "100", "--", typed]);
        let hits = answer["hits"].as_array().unwrap();
        for idx in 0..written.len() {
            let path = format!("{nth}-{idx}.txt");
            assert!(hits.iter().any(|hit| hit["path"] == path), "{typed} in {}", written[idx]);
        }
    }
}
