//! Names in seven languages, planted in running text: each is found wherever it stands, in default and in exact search,
//! and next to nothing else, as a scan that knows nothing of indexes says.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use crate::bench::{Bench, mix};

/// Of each language: names, and sentences with a place for one.
const LANGUAGES: [(&str, &[&str], &[&str]); 7] = [
    (
        "zh",
        &[
            "深圳市华岭半导体有限公司",
            "星桥贸易",
            "王建国",
            "叠鹭物流集团",
            "林秀英",
            "澜石数据",
            "赵一鸣",
            "北辰国际货运代理",
        ],
        &[
            "根据合同，@向新加坡的买方出售服务器。",
            "会议由@主持，未作记录。",
            "海关称@没有申报。",
            "昨天，@否认了这一说法。",
        ],
    ),
    (
        "ja",
        &[
            "東雲データ",
            "田中さくら",
            "ガリレオ計画",
            "北浜ロジスティクス",
            "鈴木一郎",
            "みなと半導体",
            "ヴェガ商会",
            "星野かおり",
        ],
        &[
            "株式会社@は、サーバーを購入した。",
            "@はこれを否定した。",
            "昨日の会議に@は出なかった。",
            "荷物は@の倉庫に置かれた。",
        ],
    ),
    (
        "ko",
        &["한빛반도체", "김민서", "새벽물류", "이준호", "동해데이터", "박서연", "은하무역", "푸른항만"],
        &[
            "어제 @ 서울에서 서버를 넘겼다.",
            "회의에는 @ 오지 않았다.",
            "세관은 @ 신고하지 않았다고 했다.",
            "그 창고는 @ 소유다.",
        ],
    ),
    (
        "ar",
        &[
            "شركة الأفق للتجارة",
            "محمد إبراهيم",
            "مؤسسة النورس",
            "سلمى الحداد",
            "ميناء الريحان",
            "خالد العمري",
            "شركة السدرة",
            "ليلى منصور",
        ],
        &["وقّعت @ عقدًا في دبي.", "نفى @ ذلك أمس.", "قال الجمرك إن @ لم تصرّح بشيء.", "المخزن ملك @ منذ عام."],
    ),
    (
        "ru",
        &[
            "Северный Путь",
            "Алексей Королёв",
            "Янтарь Логистик",
            "Мария Щедрина",
            "Полярный Док",
            "Игорь Ёлкин",
            "Луч-Импорт",
            "Вера Объездова",
        ],
        &[
            "Компания @ поставила серверы.",
            "По словам таможни, @ ничего не объявил.",
            "Вчера @ это отрицал.",
            "Склад записан на @ с прошлого года.",
        ],
    ),
    (
        "de",
        &[
            "Nordlicht Rechenzentrum",
            "Jürgen Weiß",
            "Krähenfuß Spedition",
            "Änne Übelhör",
            "Möwe & Söhne",
            "Groß-Lüder Handel",
            "Käthe Brößler",
            "Ölhafen Süd",
        ],
        &[
            "Die Ware ging an @ in Köln.",
            "Gestern bestritt @ das.",
            "Nach Angaben des Zolls hat @ nichts gemeldet.",
            "Das Lager gehört @ seit März.",
        ],
    ),
    (
        "en",
        &[
            "Aurora Semiconductor Holdings",
            "Ilse Varn",
            "O'Dell Freight",
            "Meridian-Quay Trading",
            "Tam Brennock",
            "Vextor Labs 7",
            "Sir Pell Ardmore",
            "North & Lyle",
        ],
        &[
            "The goods were sold to @ last week.",
            "Yesterday @ denied it.",
            "Customs say that @ declared nothing.",
            "The store belongs to @ since March.",
        ],
    ),
];

/// So many sentences of each language, two to a page; every third page is a row of a table.
const SENTENCES: usize = 96;

/// A document: its path, and the texts of its pages or rows.
fn corpus() -> Vec<(String, Vec<String>)> {
    let mut documents = Vec::new();
    for (nth, (language, names, sentences)) in (0_u64..).zip(LANGUAGES) {
        let sentence = |n: u64| {
            let draw = |salt: u64, of: usize| (mix(n * 7 + salt + nth * 1_000) % of as u64) as usize;
            // A name in pieces is no name: now and then its parts stand the wrong way round.
            let name = names[draw(1, names.len())];
            let reversed = || name.split_whitespace().rev().collect::<Vec<_>>().join(" ");
            let planted = if draw(2, 5) == 0 { reversed() } else { name.to_owned() };
            sentences[draw(3, sentences.len())].replace('@', &planted)
        };
        let all: Vec<String> = (0..SENTENCES as u64).map(sentence).collect();
        for (page, two) in all.chunks(2).enumerate() {
            if page % 3 == 2 {
                let rows: Vec<String> = two.iter().map(|sentence| sentence.replace([',', '"'], "")).collect();
                documents.push((format!("in/{language}-{page}.csv"), [vec!["words,n".to_owned()], rows].concat()));
            } else {
                documents.push((format!("in/{language}-{page}.txt"), vec![format!("{}\n{page}", two.join("\n"))]));
            }
        }
    }
    documents
}

/// Letters as a reader sees them, capitals aside: what a scan compares.
fn plain(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

fn found(bench: &Bench, mode: &[&str], query: &str) -> BTreeSet<(String, Option<u64>)> {
    let answer = bench.json(&[&["search", "tern", "--limit", "1000"], mode, &["--", query]].concat());
    let hits = answer["hits"].as_array().unwrap();
    assert_eq!(answer["total"].as_u64(), Some(hits.len() as u64));
    hits.iter().map(|hit| (format!("in/{}", hit["path"].as_str().unwrap()), hit["row"].as_u64())).collect()
}

#[test]
fn every_name_is_found_wherever_it_stands_and_little_else() {
    let bench = Bench::with_case();
    let corpus = corpus();
    for (path, texts) in &corpus {
        let is_table = path.ends_with(".csv");
        let text =
            if is_table { texts.iter().map(|row| format!("{row},{path}\n")).collect() } else { texts.join("\n\n") };
        bench.file(path, text);
    }
    bench.done(&["ingest", "tern", "in"]);
    let stands_in = |is_there: &dyn Fn(&str) -> bool| {
        let mut places = BTreeSet::new();
        for (path, texts) in &corpus {
            for (row, _) in (1..).zip(texts).filter(|(_, text)| is_there(text)) {
                places.insert((path.clone(), path.ends_with(".csv").then_some(row)));
            }
        }
        places
    };
    for (mode, is_exact) in [(&[][..], false), (&["--exact"][..], true)] {
        let (mut n_true, mut n_found, mut n_both) = (0, 0, 0);
        for name in LANGUAGES.iter().flat_map(|(_, names, _)| *names) {
            let truly = if is_exact {
                stands_in(&|text| text.contains(name))
            } else {
                let wanted = plain(name);
                stands_in(&|text| plain(text).contains(&wanted))
            };
            let query = if is_exact { (*name).to_owned() } else { format!("\"{name}\"") };
            let found = found(&bench, mode, &query);
            let missed: Vec<_> = truly.difference(&found).collect();
            assert!(missed.is_empty(), "{name} {mode:?}: {missed:?}");
            assert!(!truly.is_empty(), "{name} is planted somewhere");
            n_true += truly.len();
            n_found += found.len();
            n_both += truly.intersection(&found).count();
        }
        let (recall, precision) = (n_both as f64 / n_true as f64, n_both as f64 / n_found as f64);
        assert!(recall >= 1.0 && precision >= 0.998, "{mode:?}: recall {recall}, precision {precision}");
    }
}
