//! Palladius: how Russian writes Chinese names. A syllable of pinyin is a syllable of Cyrillic.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::pinyin;

const INITIALS: [(&str, &str); 21] = [
    ("zh", "чж"),
    ("ch", "ч"),
    ("sh", "ш"),
    ("b", "б"),
    ("p", "п"),
    ("m", "м"),
    ("f", "ф"),
    ("d", "д"),
    ("t", "т"),
    ("n", "н"),
    ("l", "л"),
    ("g", "г"),
    ("k", "к"),
    ("h", "х"),
    ("j", "цз"),
    ("q", "ц"),
    ("x", "с"),
    ("r", "ж"),
    ("z", "цз"),
    ("c", "ц"),
    ("s", "с"),
];

const FINALS: [(&str, &str); 34] = [
    ("a", "а"),
    ("ai", "ай"),
    ("an", "ань"),
    ("ang", "ан"),
    ("ao", "ао"),
    ("e", "э"),
    ("ei", "эй"),
    ("en", "энь"),
    ("eng", "эн"),
    ("er", "эр"),
    ("o", "о"),
    ("ong", "ун"),
    ("ou", "оу"),
    ("i", "и"),
    ("ia", "я"),
    ("ian", "янь"),
    ("iang", "ян"),
    ("iao", "яо"),
    ("ie", "е"),
    ("in", "инь"),
    ("ing", "ин"),
    ("iong", "юн"),
    ("iu", "ю"),
    ("u", "у"),
    ("ua", "уа"),
    ("uai", "уай"),
    ("uan", "уань"),
    ("uang", "уан"),
    ("ui", "уй"),
    ("un", "унь"),
    ("uo", "о"),
    ("v", "юй"),
    ("ve", "юэ"),
    ("yu", "юй"),
];

/// Syllables that do not follow from their parts.
const WHOLE: [(&str, &str); 35] = [
    ("yi", "и"),
    ("ya", "я"),
    ("yan", "янь"),
    ("yang", "ян"),
    ("yao", "яо"),
    ("ye", "е"),
    ("yin", "инь"),
    ("ying", "ин"),
    ("yong", "юн"),
    ("you", "ю"),
    ("yu", "юй"),
    ("yuan", "юань"),
    ("yue", "юэ"),
    ("yun", "юнь"),
    ("wu", "у"),
    ("wa", "ва"),
    ("wai", "вай"),
    ("wan", "вань"),
    ("wang", "ван"),
    ("wei", "вэй"),
    ("wen", "вэнь"),
    ("weng", "вэн"),
    ("wo", "во"),
    ("hui", "хуэй"),
    ("zhi", "чжи"),
    ("chi", "чи"),
    ("shi", "ши"),
    ("ri", "жи"),
    ("zi", "цзы"),
    ("ci", "цы"),
    ("si", "сы"),
    ("lve", "люэ"),
    ("nve", "нюэ"),
    ("lue", "люэ"),
    ("nue", "нюэ"),
];

/// A syllable of pinyin in Cyrillic, folded.
fn of_syllable(syllable: &str) -> Option<String> {
    if let Some((_, whole)) = WHOLE.iter().find(|(of, _)| *of == syllable) {
        return Some((*whole).to_owned());
    }
    let finals = |rest: &str| FINALS.iter().find(|(of, _)| *of == rest).map(|(_, cyrillic)| *cyrillic);
    let Some((initial, cyrillic)) = INITIALS.iter().find(|(initial, _)| syllable.starts_with(initial)) else {
        return finals(syllable).map(str::to_owned);
    };
    let rest = &syllable[initial.len()..];
    // After j, q and x, u is ü.
    let rounded = match (*initial, rest) {
        ("j" | "q" | "x", "u") => Some("юй"),
        ("j" | "q" | "x", "uan") => Some("юань"),
        ("j" | "q" | "x", "ue") => Some("юэ"),
        ("j" | "q" | "x", "un") => Some("юнь"),
        _ => None,
    };
    rounded.or_else(|| finals(rest)).map(|rest| format!("{cyrillic}{rest}"))
}

static SPELLED: LazyLock<HashMap<&'static str, String>> =
    LazyLock::new(|| pinyin::syllables().filter_map(|syllable| Some((syllable, of_syllable(syllable)?))).collect());

/// Cyrillic syllables, as they are written and with `е` for `э`, as many papers do; with those of pinyin they may be.
static KNOWN: LazyLock<HashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    let mut known: HashMap<String, Vec<&'static str>> = HashMap::new();
    let mut add = |cyrillic: String, syllable: &'static str| {
        let of = known.entry(cyrillic).or_default();
        if !of.contains(&syllable) {
            of.push(syllable);
        }
    };
    for (syllable, cyrillic) in SPELLED.iter() {
        add(cyrillic.clone(), syllable);
        add(cyrillic.replace('э', "е"), syllable);
    }
    known.values_mut().for_each(|of| of.sort_unstable());
    known
});

/// Syllables of pinyin in Cyrillic, as one word: as Palladius writes it, and with `е` for `э`.
pub(crate) fn spelled(syllables: &[&str]) -> Vec<String> {
    let mut word = String::new();
    for syllable in syllables {
        let Some(next) = SPELLED.get(syllable) else { return Vec::new() };
        // `Чанъань`, as `Чанань` would be read otherwise.
        if word.ends_with('н') && next.starts_with(is_vowel) {
            word.push('ъ');
        }
        word.push_str(next);
    }
    let plain = word.replace('э', "е");
    if plain == word { vec![word] } else { vec![word, plain] }
}

/// The ways in which a folded Cyrillic word is Chinese syllables in a row; for each, those of pinyin that it may be.
pub(crate) fn cuts(word: &str) -> Vec<Vec<&'static [&'static str]>> {
    let word: String = word.chars().filter(|&c| c != 'ъ').collect();
    let mut found = pinyin::cut(&word, &|part| KNOWN.get(part).map(Vec::as_slice));
    found.sort_by_key(Vec::len);
    found.truncate(pinyin::MOST_CUTS);
    found
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'а' | 'е' | 'и' | 'о' | 'у' | 'э' | 'ю' | 'я')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_russian_papers_write_them() {
        for (syllables, cyrillic) in [
            (&["shen", "zhen"][..], "шэньчжэнь"),
            (&["bei", "jing"], "бэйцзин"),
            (&["shang", "hai"], "шанхай"),
            (&["guang", "zhou"], "гуанчжоу"),
            (&["chang", "an"], "чанъань"),
            (&["xi", "an"], "сиань"),
            (&["hua", "wei"], "хуавэй"),
            (&["zhang", "xue", "liang"], "чжансюэлян"),
            (&["zi", "qi"], "цзыци"),
            (&["hui", "zhou"], "хуэйчжоу"),
        ] {
            assert_eq!(spelled(syllables).first().map(String::as_str), Some(cyrillic));
            let pinyin = |cut: &Vec<&[&str]>| {
                cut.len() == syllables.len() && cut.iter().zip(syllables).all(|(of, one)| of.contains(one))
            };
            assert!(cuts(cyrillic).iter().any(pinyin), "{cyrillic}");
        }
        assert!(cuts("шеньчжень").iter().any(|cut| cut[0].contains(&"shen")));
        assert!(cuts("петров").is_empty());
    }

    #[test]
    fn hardly_a_syllable_has_no_spelling() {
        let missing: Vec<&str> = pinyin::syllables().filter(|s| !SPELLED.contains_key(s)).collect();
        assert!(missing.len() < 20, "{missing:?}");
    }
}
