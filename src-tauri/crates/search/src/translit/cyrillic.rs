//! Cyrillic in Latin letters: BGN/PCGN and ALA-LC, passports (ICAO 9303), ISO 9 and the scholars' way with their marks
//! folded away, German, French. A word is spelled by one of them from its first letter to its last. As folding makes `ё` an
//! `е`, one `е` of a word may be either.

use super::{add, squeezed};

/// Letters that all systems write alike.
const PLAIN: [(char, &str); 21] = [
    ('а', "a"),
    ('б', "b"),
    ('ґ', "g"),
    ('д', "d"),
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

/// What a system adds to its letters.
struct Sounds {
    /// Stands before an `е` that begins a word, if it is written.
    at_start: &'static [&'static str],
    /// Stands before an `е` after a vowel, and before one after `ь` or `ъ`: `Sergeyev`, `Prokofyev`, `Prokofiev`.
    within: &'static [[&'static str; 2]],
    /// How `ё` is written, besides as `е`.
    yo: &'static [&'static str],
}

/// The sounds of each of `SYSTEMS`.
const SOUNDS: [Sounds; 7] = [
    Sounds { at_start: &["", "y"], within: &[["", ""], ["y", "y"], ["y", "i"]], yo: &["yo"] },
    Sounds { at_start: &["", "y"], within: &[["", ""], ["i", "i"]], yo: &["io"] },
    Sounds { at_start: &["", "y"], within: &[["", ""]], yo: &[] },
    Sounds { at_start: &["", "y"], within: &[["", ""]], yo: &[] },
    Sounds { at_start: &["", "y", "j"], within: &[["", ""], ["j", "j"]], yo: &["jo"] },
    Sounds { at_start: &["", "y", "j"], within: &[["", ""], ["j", "j"]], yo: &["jo"] },
    Sounds { at_start: &["", "y"], within: &[["", ""], ["i", "i"]], yo: &["io"] },
];

/// Letters of Ukrainian passports that are written otherwise where they begin a word.
const PASSPORT: usize = 2;
const AT_START: [(char, &str); 5] = [('ю', "yu"), ('я', "ya"), ('є', "ye"), ('ї', "yi"), ('й', "y")];

/// The most places of a word where `е` may be `ё`: the last ones, as family names have it in their endings.
const MOST_YO: usize = 4;

/// Endings that are written shorter, as in `Dostoevsky` and `Yulia`, or otherwise, as in `Alexander`.
const ENDINGS: [(&str, &[&str]); 10] = [
    ("iy", &["y", "i"]),
    ("yy", &["y", "i"]),
    ("ii", &["y", "i"]),
    ("yi", &["y", "i"]),
    ("ij", &["y", "i"]),
    ("yj", &["y", "i"]),
    ("iya", &["ia"]),
    ("iia", &["ia"]),
    ("ija", &["ia"]),
    ("dr", &["der"]),
];

/// A letter of a word that is spelled.
#[derive(Clone, Copy)]
enum Letter {
    /// One that all systems write alike.
    Plain(&'static str),
    /// A number in `LETTERS`.
    Own(usize),
    /// An `е`, which may be a `ё` that folding has made one: what it stands after.
    E(After),
}

#[derive(Clone, Copy, PartialEq)]
enum After {
    Nothing,
    Vowel,
    /// `ь` or `ъ`.
    Sign,
    /// `ж`, `ч`, `ш` or `щ`, after which `ё` is also written `o`.
    Husher,
    Other,
}

/// The ways in which a folded word is written in Latin letters; none if a letter has none.
pub(crate) fn spelled(term: &str) -> Vec<String> {
    let Some(letters) = letters_of(term) else { return Vec::new() };
    let is_e = |after: After| move |letter: &Letter| matches!(letter, Letter::E(of) if *of == after);
    let begins = letters.iter().any(is_e(After::Nothing));
    let (after_vowel, after_sign) = (letters.iter().any(is_e(After::Vowel)), letters.iter().any(is_e(After::Sign)));
    let places: Vec<usize> = (0..letters.len()).rev().filter(|&at| matches!(letters[at], Letter::E(_))).collect();
    let mut all = Vec::new();
    for (system, sounds) in SOUNDS.iter().enumerate() {
        let at_start = if begins { sounds.at_start } else { &[""] };
        let within = sounds.within.iter().enumerate().filter(|(number, [vowel, sign])| {
            let is_new = after_sign && !sign.is_empty() || after_vowel && !vowel.is_empty();
            // The third is as the second but for the signs.
            *number == 0 || (is_new && (*number == 1 || after_sign))
        });
        let within: Vec<&[&str; 2]> = within.map(|(_, within)| within).collect();
        for start in at_start {
            for [vowel, sign] in &within {
                let write = |yo: Option<(usize, &str)>| written(&letters, system, [start, vowel, sign], yo);
                with_variants(&mut all, write(None));
                for &at in places.iter().take(MOST_YO) {
                    sounds.yo.iter().for_each(|yo| with_variants(&mut all, write(Some((at, yo)))));
                    if !sounds.yo.is_empty() && is_e(After::Husher)(&letters[at]) {
                        with_variants(&mut all, write(Some((at, "o"))));
                    }
                }
            }
        }
    }
    all
}

fn letters_of(term: &str) -> Option<Vec<Letter>> {
    let mut after = After::Nothing;
    let mut letters = Vec::new();
    for c in term.chars() {
        let own = || LETTERS.iter().position(|&letter| letter == c).map(Letter::Own);
        let plain = || PLAIN.iter().find(|(of, _)| *of == c).map(|(_, latin)| Letter::Plain(latin));
        letters.push(if c == 'е' { Letter::E(after) } else { own().or_else(plain)? });
        after = match c {
            'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я' | 'і' | 'ї' | 'є' => After::Vowel,
            'ь' | 'ъ' => After::Sign,
            'ж' | 'ч' | 'ш' | 'щ' => After::Husher,
            _ => After::Other,
        };
    }
    Some(letters)
}

/// A word by one system: what stands before an `е` at its start, after a vowel and after a sign; and where it has a `ё`.
fn written(letters: &[Letter], system: usize, before: [&str; 3], yo: Option<(usize, &str)>) -> String {
    let mut word = String::with_capacity(2 * letters.len());
    for (at, letter) in letters.iter().enumerate() {
        match *letter {
            Letter::Plain(latin) => word.push_str(latin),
            Letter::Own(number) => {
                let at_start = AT_START.iter().find(|(of, _)| system == PASSPORT && at == 0 && *of == LETTERS[number]);
                word.push_str(at_start.map_or(SYSTEMS[system][number], |(_, latin)| latin));
            }
            Letter::E(after) => match yo {
                Some((place, yo)) if place == at => word.push_str(yo),
                _ => {
                    word.push_str(match after {
                        After::Nothing => before[0],
                        After::Vowel => before[1],
                        After::Sign => before[2],
                        After::Husher | After::Other => "",
                    });
                    word.push('e');
                }
            },
        }
    }
    word
}

fn with_variants(all: &mut Vec<String>, word: String) {
    let mut words = vec![word];
    for (long, short) in [("shch", "sch"), ("kh", "h"), ("ks", "x")] {
        let shorter: Vec<String> =
            words.iter().filter(|word| word.contains(long)).map(|word| word.replace(long, short)).collect();
        words.extend(shorter);
    }
    for word in words {
        for (ending, others) in ENDINGS {
            if let Some(stem) = word.strip_suffix(ending) {
                others.iter().for_each(|other| add(all, format!("{stem}{other}")));
            }
        }
        add(all, word);
    }
}

/// What all ways of writing a word have in common: letters that no system writes otherwise. By this a dictionary is looked
/// through without spelling each of its words.
pub(crate) fn frame(term: &str) -> String {
    let frame = |c| "рлмнбпдљњђџ".chars().position(|of| of == c).and_then(|at| "rlmnbpdlndd".chars().nth(at));
    term.chars().filter_map(frame).collect()
}

/// The sounds of a word that Arabic and Cyrillic write alike, repeated ones once. By this a dictionary is looked through for an
/// Arabic name.
pub(crate) fn liquids(term: &str) -> String {
    squeezed(term.chars().filter_map(|c| {
        Some(match c {
            'р' => 'r',
            'л' | 'љ' => 'l',
            'м' => 'm',
            'н' | 'њ' => 'n',
            _ => return None,
        })
    }))
}

/// The same of consonants as [`super::arabic::bones`] tells them.
pub(crate) fn liquids_of_bones(bones: &str) -> String {
    squeezed(bones.chars().filter(|c| "rlmn".contains(*c)))
}

/// The same as [`frame`] of a word in Latin letters.
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
            (
                "хрущев",
                &[
                    "khrushchev",
                    "hrushchev",
                    "khrushchov",
                    "chruscev",
                    "chruschtschow",
                    "chruschtschew",
                    "khrouchtchev",
                ],
            ),
            ("юлия", &["yuliya", "yulia", "julia", "iuliia", "julija"]),
            ("юлія", &["yuliia"]),
            ("прокофьев", &["prokofiev", "prokofyev", "prokofev", "prokofjev", "prokofjew"]),
            ("королев", &["korolyov", "koroliov", "korolev", "koroljov", "koroljow"]),
            ("соловьев", &["solovyov", "soloviev", "solovyev", "soloviov", "solovjov", "solowjow"]),
            ("горбачев", &["gorbachev", "gorbachyov", "gorbachov", "gorbatschow", "gorbatchev"]),
            ("чайковский", &["tchaikovsky", "chaikovsky", "chaykovskiy", "tschaikowski"]),
            ("федор", &["fyodor", "fedor", "fiodor", "fjodor"]),
            ("сергеевич", &["sergeyevich", "sergeevich", "sergejewitsch"]),
            ("юрьевич", &["yuryevich", "yurievich"]),
            ("ильин", &["ilin"]),
            ("семенова", &["semyonova", "semenova"]),
            ("наталья", &["natalya", "natalia", "natalja"]),
            ("александр", &["aleksandr", "alexandr", "alexander"]),
            ("ельцин", &["yeltsin", "eltsin", "elcin", "elzin", "jelzin"]),
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

    #[test]
    fn a_word_is_spelled_by_one_system_and_no_letter_is_lost() {
        for (cyrillic, latin) in [
            ("прокофьев", &["prokofov", "prokofyow", "prokofv"][..]),
            ("королев", &["korolov", "korolow", "korlev"]),
            ("семенов", &["syomyonov"]),
            ("юлия", &["ula", "yula", "ali"]),
        ] {
            let ways = spelled(cyrillic);
            for way in latin {
                assert!(!ways.iter().any(|spelled| spelled == way), "{cyrillic}: {way} is in {ways:?}");
            }
        }
    }

    #[test]
    fn a_long_word_has_no_more_spellings_than_a_name() {
        assert!(spelled(&"е".repeat(64)).len() < 200);
        assert!(spelled(&"ьеще".repeat(16)).len() < 400);
    }
}
