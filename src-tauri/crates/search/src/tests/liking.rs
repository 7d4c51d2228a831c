use super::{FIRST, index_of};
use crate::{DocSet, Page};

const COMMON: &str = "the report says that the company sent a letter about the matter in the year";

fn texts() -> Vec<(String, Option<&'static str>)> {
    let mut texts: Vec<_> = (0..80).map(|n| (format!("{COMMON} number{n} other{n}"), Some("en"))).collect();
    texts.push((
        "Quillmarrow moved accelerator boards to Hall Three in Johor; the accelerator boards were counted".into(),
        Some("en"),
    ));
    texts.push(("accelerator boards counted in Hall Three, said Quillmarrow".into(), Some("en")));
    texts.push(("the hall was empty and some letters came".into(), Some("en")));
    texts.push(("深圳市鹭港贸易有限公司向柔佛数据中心出售加速卡".into(), Some("zh")));
    texts.push(("鹭港贸易的加速卡已经运到柔佛".into(), Some("zh")));
    texts
}

#[test]
fn documents_that_share_the_telling_words_are_found_the_likest_first() {
    let dir = tempfile::tempdir().unwrap();
    let texts = texts();
    let index = index_of(dir.path(), &texts.iter().map(|(text, lang)| (text.as_str(), *lang)).collect::<Vec<_>>());
    let check = |doc: u64, expect: &[u64], words: &[&str]| {
        let like = index.telling_words([texts[doc as usize].0.as_str()]).unwrap();
        let found = index.search_like(&like, &DocSet::from_iter([doc]), None, FIRST).unwrap();
        let docs: Vec<u64> = found.hits.iter().map(|found| found.hit.doc).collect();
        assert_eq!((docs.as_slice(), found.total), (expect, expect.len() as u64), "{:?}", like.words());
        for word in words {
            assert!(like.words().contains(word), "{word} in {:?}", like.words());
        }
        assert!(!like.words().contains(&"the"), "{:?}", like.words());
    };
    check(80, &[81], &["accelerator", "boards", "Quillmarrow"]);
    check(81, &[80], &["accelerator"]);
    check(83, &[84], &["加速", "柔佛", "鹭港"]);
}

#[test]
fn the_words_in_common_are_marked() {
    let dir = tempfile::tempdir().unwrap();
    let texts = texts();
    let index = index_of(dir.path(), &texts.iter().map(|(text, lang)| (text.as_str(), *lang)).collect::<Vec<_>>());
    let like = index.telling_words([texts[80].0.as_str()]).unwrap();
    let other = "Boards of an accelerator";
    let marked: Vec<String> = like
        .spans(other)
        .into_iter()
        .map(|[start, end]| other.chars().skip(start as usize).take((end - start) as usize).collect())
        .collect();
    assert_eq!(marked, ["Boards", "accelerator"]);
    let mut common = like.common_with(other);
    common.sort_unstable();
    assert_eq!(common, ["accelerator", "boards"]);
    let like = index.telling_words([texts[83].0.as_str()]).unwrap();
    // Pairs of characters that run into each other are one place.
    assert_eq!(like.spans("说加速卡。"), [[1, 4]]);
}

#[test]
fn pages_neither_overlap_nor_leave_anything_out_and_sets_are_kept_to() {
    let dir = tempfile::tempdir().unwrap();
    let texts: Vec<String> = (0..60)
        .map(|n| if n % 6 == 0 { format!("meridian ledger harbour {n}") } else { format!("something else {n}") })
        .collect();
    let index = index_of(dir.path(), &texts.iter().map(|text| (text.as_str(), None)).collect::<Vec<_>>());
    let like = index.telling_words(["meridian ledger harbour"]).unwrap();
    let page = |offset, limit| -> Vec<u64> {
        let found = index.search_like(&like, &DocSet::from_iter([0]), None, Page { offset, limit }).unwrap();
        assert_eq!(found.total, 9);
        found.hits.iter().map(|found| found.hit.doc).collect()
    };
    let all = page(0, 100);
    assert_eq!([page(0, 4), page(4, 4), page(8, 4)].concat(), all);
    let within: DocSet = (0..11).collect();
    let found = index.search_like(&like, &DocSet::new(), Some(&within), FIRST).unwrap();
    assert_eq!(found.total, 2);
}

#[test]
fn what_has_no_telling_words_is_like_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let index = index_of(dir.path(), &[("alpha beta", None)]);
    for text in ["", "…", "7 8 9", "nowhere"] {
        let like = index.telling_words([text]).unwrap();
        assert!(like.words().is_empty(), "{text}");
        assert_eq!(index.search_like(&like, &DocSet::new(), None, FIRST).unwrap().total, 0);
    }
}
