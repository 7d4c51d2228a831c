//! Cyrillic in Latin letters: BGN/PCGN and ALA-LC, passports (ICAO 9303), ISO 9 and the scholars' way with their marks
//! folded away, German, French. A word is spelled by one of them from its first letter to its last.

use super::add;

/// Letters that all systems write alike.
const PLAIN: [(char, &str); 22] = [
    ('а', "a"),
    ('б', "b"),
    ('ґ', "g"),
    ('д', "d"),
    ('е', "e"),
    ('і', "i"),
    ('ј', "j"),
    ('к', "k"),
    ('л', "l"),
    ('м', "m"),
    ('н', "n"),
    ('о', "o"),
    ('п', "p"),
    ('р', "r"),
    ('т', "t"),
    ('ф', "f"),
    ('љ', "lj"),
    ('њ', "nj"),
    ('ђ', "dj"),
    ('ћ', "c"),
    ('џ', "dz"),
    ('ь', ""),
];

const LETTERS: [char; 21] =
    ['в', 'ж', 'з', 'й', 'с', 'у', 'х', 'ц', 'ч', 'ш', 'щ', 'ъ', 'ы', 'э', 'ю', 'я', 'ї', 'є', 'ў', 'и', 'г'];

/// How each system writes the letters of `LETTERS`; the third is that of Ukrainian passports.
const SYSTEMS: [[&str; 21]; 7] = [
    [
        "v", "zh", "z", "y", "s", "u", "kh", "ts", "ch", "sh", "shch", "", "y", "e", "yu", "ya", "yi", "ye", "u", "i",
        "g",
    ],
    [
        "v", "zh", "z", "i", "s", "u", "kh", "ts", "ch", "sh", "shch", "ie", "y", "e", "iu", "ia", "i", "ie", "u", "i",
        "g",
    ],
    ["v", "zh", "z", "i", "s", "u", "kh", "ts", "ch", "sh", "shch", "", "y", "e", "iu", "ia", "i", "ie", "u", "y", "h"],
    ["v", "z", "z", "j", "s", "u", "h", "c", "c", "s", "s", "", "y", "e", "u", "a", "i", "e", "u", "i", "g"],
    ["v", "z", "z", "j", "s", "u", "ch", "c", "c", "s", "sc", "", "y", "e", "ju", "ja", "ji", "je", "u", "i", "g"],
    [
        "w", "sch", "s", "i", "s", "u", "ch", "z", "tsch", "sch", "schtsch", "", "y", "e", "ju", "ja", "ji", "je", "u",
        "i", "g",
    ],
    [
        "v", "j", "z", "i", "s", "ou", "kh", "ts", "tch", "ch", "chtch", "", "y", "e", "iou", "ia", "i", "ie", "ou",
        "i", "g",
    ],
];

/// Endings that are written shorter, as in `Dostoevsky`.
const ENDINGS: [(&str, [&str; 2]); 6] = [
    ("iy", ["y", "i"]),
    ("yy", ["y", "i"]),
    ("ii", ["y", "i"]),
    ("yi", ["y", "i"]),
    ("ij", ["y", "i"]),
    ("yj", ["y", "i"]),
];

/// The ways in which a folded word is written in Latin letters; none if a letter has none.
pub(crate) fn spelled(term: &str) -> Vec<String> {
    let mut all = Vec::new();
    for system in &SYSTEMS {
        let mut word = String::new();
        for c in term.chars() {
            let at = LETTERS.iter().position(|&letter| letter == c);
            let latin = at.map(|at| system[at]);
            let Some(latin) = latin.or_else(|| PLAIN.iter().find(|(of, _)| *of == c).map(|(_, latin)| *latin)) else {
                return Vec::new();
            };
            word.push_str(latin);
        }
        with_variants(&mut all, word, term);
    }
    all
}

fn with_variants(all: &mut Vec<String>, word: String, term: &str) {
    for (ending, short) in ENDINGS {
        if let Some(stem) = word.strip_suffix(ending) {
            short.iter().for_each(|end| add(all, format!("{stem}{end}")));
        }
    }
    if word.contains("shch") {
        add(all, word.replace("shch", "sch"));
    }
    if word.contains("kh") {
        add(all, word.replace("kh", "h"));
    }
    if word.contains("ks") {
        add(all, word.replace("ks", "x"));
    }
    if term.starts_with('е') {
        add(all, format!("y{word}"));
    }
    add(all, word);
}

/// What all ways of writing a word have in common: letters that no system writes otherwise. By this a dictionary is looked
/// through without spelling each of its words.
pub(crate) fn frame(term: &str) -> String {
    let frame = |c| "рлмнбпдљњђџ".chars().position(|of| of == c).and_then(|at| "rlmnbpdlndd".chars().nth(at));
    term.chars().filter_map(frame).collect()
}

/// The same of a word in Latin letters.
pub(crate) fn latin_frame(key: &str) -> String {
    key.chars().filter(|c| "rlmnbpd".contains(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_in_the_ways_that_are_in_use() {
        for (cyrillic, latin) in [
            ("щербаков", &["shcherbakov", "scherbakov", "serbakov", "schtscherbakow", "chtcherbakov"][..]),
            ("достоевский", &["dostoevskiy", "dostoevskii", "dostoevsky", "dostoevski", "dostoevskij"]),
            ("хрущев", &["khrushchev", "hrushchev", "chruscev", "chruschtschew", "khrouchtchev"]),
            ("юлия", &["yuliya", "iuliia", "julija"]),
            ("александр", &["aleksandr", "alexandr"]),
            ("ельцин", &["yeltsin", "eltsin", "elcin", "elzin"]),
            ("київ", &["kyiv", "kiiv"]),
        ] {
            let ways = spelled(cyrillic);
            for way in latin {
                assert!(ways.iter().any(|spelled| spelled == way), "{cyrillic}: {way} is not in {ways:?}");
            }
            assert!(ways.iter().all(|way| latin_frame(way) == frame(cyrillic)), "{cyrillic}");
        }
        assert!(spelled("ѣ").is_empty());
    }
}
