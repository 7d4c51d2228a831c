//! Greek in Latin letters: ISO 843 (ELOT 743), as it is commonly written, and as in old names.

use super::add;

/// Pairs of letters that are written as one sound, in each of the systems.
const PAIRS: [(&str, [&str; 3]); 9] = [
    ("ου", ["ou", "u", "ou"]),
    ("αυ", ["av", "af", "au"]),
    ("ευ", ["ev", "ef", "eu"]),
    ("γγ", ["ng", "ng", "ng"]),
    ("γκ", ["gk", "g", "gk"]),
    ("γχ", ["nch", "nh", "nch"]),
    ("μπ", ["mp", "b", "mp"]),
    ("ντ", ["nt", "d", "nt"]),
    ("τζ", ["tz", "j", "tz"]),
];

const LETTERS: [(char, [&str; 3]); 24] = [
    ('α', ["a", "a", "a"]),
    ('β', ["v", "v", "b"]),
    ('γ', ["g", "g", "g"]),
    ('δ', ["d", "d", "d"]),
    ('ε', ["e", "e", "e"]),
    ('ζ', ["z", "z", "z"]),
    ('η', ["i", "i", "e"]),
    ('θ', ["th", "th", "th"]),
    ('ι', ["i", "i", "i"]),
    ('κ', ["k", "k", "c"]),
    ('λ', ["l", "l", "l"]),
    ('μ', ["m", "m", "m"]),
    ('ν', ["n", "n", "n"]),
    ('ξ', ["x", "ks", "x"]),
    ('ο', ["o", "o", "o"]),
    ('π', ["p", "p", "p"]),
    ('ρ', ["r", "r", "rh"]),
    ('σ', ["s", "s", "s"]),
    ('τ', ["t", "t", "t"]),
    ('υ', ["y", "i", "y"]),
    ('φ', ["f", "f", "ph"]),
    ('χ', ["ch", "h", "ch"]),
    ('ψ', ["ps", "ps", "ps"]),
    ('ω', ["o", "o", "o"]),
];

/// The ways in which a folded word is written in Latin letters; none if a letter has none.
pub(crate) fn spelled(term: &str) -> Vec<String> {
    let mut all = Vec::new();
    for system in 0..3 {
        let mut word = String::new();
        let mut rest = term;
        while let Some(c) = rest.chars().next() {
            if let Some((pair, ways)) = PAIRS.iter().find(|(pair, _)| rest.starts_with(pair)) {
                word.push_str(ways[system]);
                rest = &rest[pair.len()..];
                continue;
            }
            let Some((_, ways)) = LETTERS.iter().find(|(of, _)| *of == c) else { return Vec::new() };
            word.push_str(ways[system]);
            rest = &rest[c.len_utf8()..];
        }
        // A pair that begins a word is one sound in all of them: `Μπάκας` is Bakas.
        for (pair, sound) in [("mp", "b"), ("nt", "d"), ("gk", "g")] {
            if let Some(rest) = word.strip_prefix(pair) {
                add(&mut all, format!("{sound}{rest}"));
            }
        }
        if let Some(rest) = word.strip_prefix("gi") {
            add(&mut all, format!("yi{rest}"));
        }
        if term.contains("γγ") {
            add(&mut all, word.replace("ng", "gg"));
        }
        if word.contains("rh") {
            add(&mut all, word.replace("rh", "r"));
        }
        if word.contains("ch") {
            add(&mut all, word.replace("ch", "kh"));
            add(&mut all, word.replace("ch", "h"));
        }
        if word.contains("ph") {
            add(&mut all, word.replace("ph", "f"));
        }
        add(&mut all, word);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_in_the_ways_that_are_in_use() {
        for (greek, latin) in [
            ("παπαδοπουλοσ", "papadopoulos"),
            ("χρηστου", "christou"),
            ("χρηστου", "hristu"),
            ("χρηστου", "hristou"),
            ("μπακασ", "bakas"),
            ("ευαγγελοσ", "evangelos"),
            ("αλεξανδροσ", "alexandros"),
            ("φιλιπποσ", "philippos"),
            ("γιωργοσ", "giorgos"),
            ("γιωργοσ", "yiorgos"),
            ("αγγελικη", "angeliki"),
            ("αγγελικη", "aggeliki"),
        ] {
            let folded = greek.replace('ς', "σ");
            assert!(spelled(&folded).iter().any(|way| way == latin), "{greek}: {:?}", spelled(&folded));
        }
    }
}
