//! Arabic and Persian words beside Latin ones. Short vowels are not written, so a word is compared by its consonants in
//! order: between them a Latin word may have a vowel, and where the Arabic one writes a long vowel it must.
//!
//! Of words of three letters little but their vowels is told, so they are held tighter; those of two are found within longer
//! names only, as most of them are `in`, `from` and the like.

use super::squeezed;

/// A short vowel as it is written in Latin letters.
const SHORT: [&str; 10] = ["a", "e", "i", "o", "u", "aa", "ee", "oo", "ou", "ue"];
/// The vowels that an alef at the start of a word may be.
const INITIAL: [&str; 7] = ["aa", "a", "e", "i", "o", "u", "ou"];

/// Words of so few letters are held tighter.
const MOST_OF_SMALL: usize = 3;
/// The fewest letters of a word that is a name by itself.
const FEWEST_ALONE: usize = 3;

/// What each letter may be in Latin ones, the longest first.
fn ways(c: char) -> &'static [&'static str] {
    match c {
        'ب' => &["b"],
        'پ' => &["p"],
        'ت' | 'ط' => &["t"],
        'ث' => &["th", "t", "s"],
        'ج' => &["dj", "j", "g"],
        'چ' => &["tch", "ch"],
        'ح' => &["h"],
        'خ' => &["kh", "ch", "h", "x"],
        'د' => &["d"],
        'ذ' => &["dh", "th", "z", "d"],
        'ر' => &["r"],
        'ز' => &["z", "s"],
        'ژ' => &["zh", "j"],
        'س' | 'ص' => &["s"],
        'ش' => &["sch", "sh", "ch"],
        'ض' => &["dh", "d", "z"],
        'ظ' => &["dh", "th", "z"],
        'غ' => &["gh", "g"],
        'ف' => &["ph", "f"],
        'ڤ' => &["v"],
        'ق' => &["gh", "k", "q", "g"],
        'ك' | 'ک' => &["k", "c"],
        'گ' => &["gh", "g"],
        'ل' => &["l"],
        'م' => &["m"],
        'ن' => &["n"],
        'ه' => &["h"],
        _ => &[],
    }
}

/// The word and, if it begins with the article, the word without it.
pub(crate) fn stems(term: &str) -> impl Iterator<Item = &str> {
    let bare = term.strip_prefix("ال").filter(|rest| rest.chars().count() >= 3);
    std::iter::once(term).chain(bare)
}

/// The consonants of an Arabic word in the ways it may be heard: with its article and without, and with one within it, which
/// may sound like the letter after it, as in `Abdurrahman`.
pub(crate) fn heard(term: &str) -> Vec<String> {
    let mut all: Vec<String> = stems(term).map(bones).collect();
    if let Some((first, second)) = halves(term) {
        let sounds = second.strip_prefix("ال").unwrap_or(second);
        all.push(bones(&format!("{first}{sounds}")));
    }
    all
}

/// The two words that a word with the article within it is also written as: `عبد` and `الله`.
pub(crate) fn halves(term: &str) -> Option<(&str, &str)> {
    let at = if term.starts_with(SERVANT) { SERVANT.len() } else { term.strip_suffix(GOD)?.len() };
    let (first, second) = term.split_at(at);
    (first.chars().count() >= 2 && is_with_article(second)).then_some((first, second))
}

/// Whether two words are also written as one.
pub(crate) fn are_halves(first: &str, second: &str) -> bool {
    (first == SERVANT && is_with_article(second)) || (second == GOD && first.chars().count() >= 2)
}

fn is_with_article(term: &str) -> bool {
    term.starts_with("ال") && term.chars().count() >= 4
}

/// Names begin with it: `Abdullah` is the servant of God.
pub(crate) const SERVANT: &str = "عبد";
const GOD: &str = "الله";

/// The same of a word in Latin letters: `abd` and `ullah`.
pub(crate) fn latin_halves(word: &str) -> Option<(&str, &str)> {
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
    if !word.is_ascii() {
        return None;
    }
    if let Some(rest) = word.strip_prefix("abd") {
        let is_name = rest.len() >= 4 && rest.starts_with(is_vowel);
        return is_name.then_some(("abd", rest));
    }
    let before = word.strip_suffix("llah").or_else(|| word.strip_suffix("lla"))?;
    let first = before.strip_suffix(is_vowel)?;
    (first.len() >= 3).then(|| word.split_at(first.len()))
}

/// The consonants of an Arabic word, those that sound alike as one. Letters that may be silent or vowels are left out.
pub(crate) fn bones(term: &str) -> String {
    squeezed(term.chars().filter_map(|c| {
        Some(match c {
            'ب' | 'پ' => 'b',
            'ف' => 'f',
            'ر' => 'r',
            'ل' => 'l',
            'م' => 'm',
            'ن' => 'n',
            'ت' | 'ط' | 'ث' | 'د' | 'ض' | 'ذ' | 'ظ' | 'ز' | 'س' | 'ص' | 'ش' | 'ج' | 'چ' | 'ژ' | 'ق' | 'ك' | 'ک'
            | 'گ' | 'غ' | 'خ' => 't',
            _ => return None,
        })
    }))
}

/// The same of a word in Latin letters.
pub(crate) fn latin_bones(word: &str) -> String {
    let word = word.replace("ph", "f");
    squeezed(word.chars().filter_map(|c| {
        Some(match c {
            'b' | 'p' => 'b',
            'f' => 'f',
            'r' | 'l' | 'm' | 'n' => c,
            't' | 'd' | 'z' | 's' | 'j' | 'c' | 'g' | 'k' | 'q' | 'x' => 't',
            _ => return None,
        })
    }))
}

/// Whether a folded Arabic word, with its article or without, may be written so in Latin letters; whether it is all there is of
/// a short name.
pub(crate) fn fits(arabic: &str, latin: &str, is_alone: bool) -> bool {
    let fewest = if is_alone { FEWEST_ALONE } else { 1 };
    stems(arabic).any(|stem| {
        let letters: Vec<char> = stem.chars().collect();
        // `الى`, `الان`, `التي` are no names.
        let is_particle = letters.len() <= 4 && stem.starts_with("ال") && stem != GOD;
        letters.len() >= fewest && !is_particle && Reading { latin, letters: &letters }.ends()
    })
}

/// Places in a Latin word, as bits.
type Places = u128;

/// An Arabic word that is read along a Latin one, letter by letter, from all places at once.
struct Reading<'a> {
    latin: &'a str,
    letters: &'a [char],
}

/// Where the letters so far may end.
#[derive(Clone, Copy)]
struct Ends {
    /// Without a short vowel after them; a long one may follow.
    bare: Places,
    /// After a short vowel.
    voiced: Places,
}

impl Reading<'_> {
    fn ends(&self) -> bool {
        if !self.latin.is_ascii() || self.latin.len() >= Places::BITS as usize {
            return false;
        }
        let mut ends = Ends { bare: 1, voiced: 0 };
        for at in 0..self.letters.len() {
            ends = self.step(at, ends);
            if ends.bare | ends.voiced == 0 {
                return false;
            }
        }
        (ends.bare | ends.voiced) & (1 << self.latin.len()) != 0
    }

    fn step(&self, at: usize, Ends { bare, voiced }: Ends) -> Ends {
        let letter = self.letters[at];
        let any = bare | voiced;
        let is_first = at == 0 || self.is_article(at.wrapping_sub(1));
        let is_last = at + 1 == self.letters.len();
        let is_small = self.letters.len() <= MOST_OF_SMALL;
        // `علي` is neither an ally nor Ula.
        let is_plain = matches!(self.letters, ['ع', _, 'ي']);
        let next = self.letters.get(at + 1);
        // What sounds there is the long vowel that follows.
        let next_is_long = matches!(next, Some('ا' | 'و' | 'ي'));
        let or_long = |before: Places| if next_is_long { before } else { 0 };
        match letter {
            'ا' if self.is_article(at + 1) && at > 0 => Ends { bare: any, voiced: self.after(any, &SHORT) },
            'ا' if is_first => {
                let vowels = if is_small && next != Some(&'و') { &INITIAL[..4] } else { &INITIAL[..] };
                let before_glide = if matches!(next, Some('و' | 'ي')) { any } else { 0 };
                Ends { bare: self.after(any, vowels) | before_glide, voiced: 0 }
            }
            'ا' if is_last => Ends { bare: self.after(bare, &["aa", "ah", "a"]), voiced: 0 },
            'ا' => Ends { bare: self.after(bare, &["aa", "a"]), voiced: 0 },
            'ل' if self.is_article(at) => {
                // Before some letters it sounds like them.
                let sounds_alike = matches!(next, Some(c) if "تثدذرزسشصضطظن".contains(*c));
                let doubled = if sounds_alike { any & self.doubled() } else { 0 };
                Ends { bare: self.after(any, &["l"]) | doubled, voiced: 0 }
            }
            'و' => {
                let consonant = self.after(any, &["ww", "w", "v", "uw", "ouw"]);
                let vowels: &[&str] = match is_first {
                    true => &["ou", "oo", "o", "u"],
                    false => &["ou", "oo", "uu", "au", "aw", "ow", "u", "o"],
                };
                let long = self.after(bare, vowels);
                Ends { bare: consonant | long, voiced: self.after(consonant, &SHORT) }
            }
            'ي' => {
                let consonant =
                    self.after(any, if is_first { &["y", "j", "i"] } else { &["yy", "y", "j", "iy", "iyy"] });
                let long = self.after(bare, &["ay", "ai", "aj", "ei", "ey", "ej", "ee", "iy", "y", "j", "i"]);
                let ending = match (is_last, is_small) {
                    (true, _) if is_plain => 0,
                    (true, true) => self.after(bare, &["a"]),
                    (true, false) => self.after(bare, &["a", "ah", "e", "ie"]),
                    (false, _) => self.after(bare, &["e", "ie"]),
                };
                let after = if is_last { 0 } else { self.after(consonant, &SHORT) };
                Ends { bare: consonant | long | ending, voiced: after }
            }
            'ة' => Ends { bare: self.after(bare, &["ah", "eh", "at", "et", "a", "e"]), voiced: 0 },
            // Heard in the throat, not written; what vowel goes with it is, and begins a word that begins with it.
            'ع' | 'ء' | 'ئ' | 'ؤ' if is_first => Ends { bare: or_long(any), voiced: self.after(any, &SHORT) },
            'ع' | 'ء' | 'ئ' | 'ؤ' => {
                let glide = if letter == 'ع' { 0 } else { self.after(any, &["y"]) };
                Ends { bare: any | glide, voiced: self.after(any | glide, &SHORT) }
            }
            consonant => {
                let ways = ways(consonant);
                // A doubled consonant is written once.
                let begins = |way: &str| if !is_plain && way.len() == 1 { any & self.doubled() } else { 0 };
                let once = self.after(any, ways);
                let twice = ways.iter().fold(0, |all, way| all | self.after(self.after(begins(way), &[way]), &[way]));
                let silent = if consonant == 'ه' && is_last { any } else { 0 };
                let bare = once | twice | silent;
                Ends { bare, voiced: if is_last { 0 } else { self.after(bare, &SHORT) } }
            }
        }
    }

    /// Whether the article stands there, of which this is the second letter: at the start or within a name.
    fn is_article(&self, at: usize) -> bool {
        let begins = at.checked_sub(1).is_some_and(|alef| self.letters[alef] == 'ا' && alef != 1);
        begins && self.letters.get(at) == Some(&'ل') && self.letters.len() - at > if at == 1 { 3 } else { 2 }
    }

    /// Where one of these may end that begins at one of the places.
    fn after(&self, places: Places, ways: &[&str]) -> Places {
        ways.iter().fold(0, |all, way| all | (places & self.begin(way)) << way.len())
    }

    /// Where it begins.
    fn begin(&self, way: &str) -> Places {
        let bytes = self.latin.as_bytes().windows(way.len()).enumerate();
        bytes.filter(|(_, part)| *part == way.as_bytes()).fold(0, |all, (at, _)| all | 1 << at)
    }

    /// Where a letter stands twice.
    fn doubled(&self) -> Places {
        let pairs = self.latin.as_bytes().windows(2).enumerate();
        pairs.filter(|(_, pair)| pair[0] == pair[1]).fold(0, |all, (at, _)| all | 1 << at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fit_the_ways_they_are_written_in_and_no_others() {
        for (arabic, latin) in [
            ("محمد", &["muhammad", "mohammed", "mohamed", "mehmed"][..]),
            ("احمد", &["ahmed", "ahmad"]),
            ("خالد", &["khalid", "khaled", "chalid"]),
            ("الخالد", &["alkhalid", "khalid"]),
            ("سالم", &["salem", "salim"]),
            ("عبدالله", &["abdullah", "abdallah", "abdulla"]),
            ("يوسف", &["yusuf", "youssef", "yousef"]),
            ("حسين", &["hussein", "husain", "hossein"]),
            ("فاطمة", &["fatima", "fatimah", "fatma"]),
            ("شركة", &["sharika", "shirkat"]),
            ("علي", &["ali", "aly"]),
            ("عمر", &["omar", "umar"]),
            ("دبي", &["dubai", "dubay"]),
            ("عدي", &["uday", "odai"]),
            ("مني", &["mona", "muna"]),
            ("اسد", &["asad", "assad"]),
            ("الاسد", &["alasad", "asad", "assad"]),
            ("عطا", &["atta", "ata"]),
            ("عيسي", &["isa", "issa", "eissa"]),
            ("عادل", &["adil", "adel"]),
            ("عائشة", &["aisha", "ayesha", "aicha"]),
            ("ايران", &["iran"]),
            ("اوباما", &["obama"]),
            ("الله", &["allah", "ullah", "ollah", "ulla"]),
            ("عبدالرحمن", &["abdulrahman", "abdelrahman", "abdurrahman"]),
            ("الرشيد", &["alrashid", "arrashid", "rashid", "rasheed"]),
            ("عبدالعزيز", &["abdulaziz", "abdelaziz"]),
            ("سعيد", &["said", "saeed"]),
            ("معمر", &["muammar", "moammar", "mouammar"]),
            ("فوزي", &["fawzi", "fauzi"]),
            ("داود", &["daoud", "dawood", "dawud"]),
            ("عوض", &["awad"]),
            ("زياد", &["ziad", "ziyad"]),
            ("سيد", &["sayed", "sayyid", "said"]),
            ("مصطفي", &["mustafa", "moustafa"]),
            ("الكويت", &["kuwait", "alkuwait"]),
            ("القذافي", &["gaddafi", "qadhafi"]),
            ("رضا", &["reza", "rida"]),
        ] {
            for latin in latin {
                assert!(fits(arabic, latin, false), "{arabic} {latin}");
                let (heard, bones) = (heard(arabic), latin_bones(latin));
                assert!(heard.contains(&bones), "{arabic} {latin}: {heard:?} {bones}");
            }
        }
        for (arabic, latin) in [
            ("سلام", "salem"),
            ("كريم", "karm"),
            ("محمد", "mohamedou"),
            ("خالد", "khaldun"),
            ("علي", "iuliia"),
            ("علي", "yulia"),
            ("علي", "julia"),
            ("علي", "ulia"),
            ("علي", "li"),
            ("علي", "ally"),
            ("علي", "alley"),
            ("علي", "alia"),
            ("علي", "lia"),
            ("علي", "ula"),
            ("الي", "ali"),
            ("الان", "alan"),
            ("امر", "omar"),
            ("عمر", "mr"),
            ("عمر", "miro"),
            ("عمر", "oumeira"),
            ("دبي", "deb"),
            ("دبي", "debbie"),
            ("عبدالله", "abdul"),
            ("خالدون", "khldun"),
        ] {
            assert!(!fits(arabic, latin, false), "{arabic} {latin}");
        }
    }

    #[test]
    fn a_word_of_two_letters_is_no_name_by_itself() {
        assert!(fits("بن", "bin", false) && !fits("بن", "bin", true));
        assert!(fits("عمر", "omar", true) && fits("الاسد", "asad", true));
    }

    #[test]
    fn names_with_the_article_within_them_have_two_halves() {
        for (whole, first, second) in
            [("عبدالله", "عبد", "الله"), ("عبدالرحمن", "عبد", "الرحمن"), ("نصرالله", "نصر", "الله")]
        {
            assert_eq!(halves(whole), Some((first, second)));
            assert!(are_halves(first, second));
        }
        for (whole, first, second) in
            [("abdullah", "abd", "ullah"), ("abdelaziz", "abd", "elaziz"), ("hezbollah", "hezb", "ollah")]
        {
            assert_eq!(latin_halves(whole), Some((first, second)));
        }
        assert!(["عبد", "عبدون", "الله", "محمد"].iter().all(|word| halves(word).is_none()));
        assert!(["abdou", "abd", "stella", "allah", "mohammed"].iter().all(|word| latin_halves(word).is_none()));
    }

    #[test]
    fn the_longest_words_are_compared_in_no_time() {
        let (arabic, latin) = (format!("ب{}", "ع".repeat(60)), format!("b{}h", "a".repeat(120)));
        assert!(!fits(&arabic, &latin, false));
        assert!(!fits(&arabic, &"a".repeat(128), false));
    }
}
