//! Names in other scripts: what a word may be written as, and whether two words may be one name.
//!
//! - Chinese characters are read as pinyin, without tones, by each of their first [`pinyin::MOST_READINGS`] readings; as
//!   Palladius in Cyrillic. Syllables may stand together or apart.
//! - Cyrillic and Greek letters are spelled in Latin ones by several systems, each as a whole, never mixed within a word.
//! - Arabic words are compared by their consonants; the long vowels that they write must be there. Short ones are held
//!   tighter, and names with the article within them are one word or two: `Abdullah`, `عبد الله`.
//!
//! Two words of one script are the same only if they fold to the same letters: transliteration finds names in other
//! scripts, never like names in the same one.

pub(crate) mod arabic;
pub(crate) mod cyrillic;
pub(crate) mod greek;
pub(crate) mod palladius;
pub(crate) mod pinyin;

/// A script whose names can be found in others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Han,
}

/// The script of a folded word; `None` if it is mixed, has a digit in it, or is in another script.
pub(crate) fn script_of(term: &str) -> Option<Script> {
    let mut chars = term.chars();
    let script = of_char(chars.next()?)?;
    chars.all(|c| of_char(c) == Some(script)).then_some(script)
}

fn of_char(c: char) -> Option<Script> {
    Some(match c {
        'a'..='z' | '\u{df}'..='\u{24f}' => Script::Latin,
        '\u{370}'..='\u{3ff}' => Script::Greek,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        '\u{620}'..='\u{6ff}' if c.is_alphabetic() => Script::Arabic,
        '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' => Script::Han,
        _ => return None,
    })
}

/// A word as it may sound in other scripts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Spoken {
    pub script: Script,
    /// Its folded forms.
    pub forms: Vec<String>,
    /// How it is spelled in Latin letters; empty for Arabic, which leaves the vowels out.
    pub keys: Vec<String>,
    /// Its consonants, coarsely: what an Arabic word is looked up by.
    pub bones: Vec<String>,
    /// Whether the whole name is so short that an Arabic word of two letters is none of it.
    pub is_alone: bool,
}

impl Spoken {
    /// A folded word; `None` if its script has no spelling in others, or is spelled by syllables.
    pub fn of<'a>(forms: impl Iterator<Item = &'a str>) -> Option<Spoken> {
        let forms: Vec<String> = forms.map(str::to_owned).collect();
        let first = forms.first()?;
        let script = script_of(first)?;
        let keys = match script {
            Script::Latin => forms.iter().filter(|form| form.is_ascii()).cloned().collect(),
            Script::Cyrillic => cyrillic::spelled(first),
            Script::Greek => greek::spelled(first),
            Script::Arabic => Vec::new(),
            Script::Han => return None,
        };
        let mut bones: Vec<String> = match script {
            Script::Arabic => arabic::heard(first),
            _ => keys.iter().map(|key| arabic::latin_bones(key)).collect(),
        };
        bones.retain(|bones| !bones.is_empty());
        bones.sort_unstable();
        bones.dedup();
        Some(Spoken { script, forms, keys, bones, is_alone: false })
    }

    /// Whether a word of a text may be this one.
    pub fn is(&self, other: &Spoken) -> bool {
        match (self.script, other.script) {
            (one, two) if one == two => self.forms.iter().any(|form| other.forms.contains(form)),
            (Script::Arabic, _) | (_, Script::Arabic) => self.in_arabic(other),
            _ => self.keys.iter().any(|key| other.keys.contains(key)),
        }
    }

    fn in_arabic(&self, other: &Spoken) -> bool {
        let is_alone = self.is_alone || other.is_alone;
        let (arabic, other) = if self.script == Script::Arabic { (self, other) } else { (other, self) };
        let fits = |key: &String| arabic.forms.iter().any(|word| arabic::fits(word, key, is_alone));
        arabic.bones.iter().any(|bones| other.bones.contains(bones)) && other.keys.iter().any(fits)
    }

    /// How many letters it has, as one writes it who writes the vowels.
    pub fn n_letters(&self) -> usize {
        let n_chars = self.forms.first().map_or(0, |form| form.chars().count());
        n_chars + usize::from(self.script == Script::Arabic)
    }

    /// As it is met in other scripts alone.
    pub fn elsewhere(self) -> Spoken {
        match self.script {
            Script::Latin => Spoken { forms: Vec::new(), ..self },
            _ => self,
        }
    }
}

/// Repeated letters count once, as a doubled consonant is written once in Arabic.
pub(crate) fn squeezed(letters: impl Iterator<Item = char>) -> String {
    let mut all = String::new();
    letters.for_each(|c| {
        if !all.ends_with(c) {
            all.push(c);
        }
    });
    all
}

/// Adds a spelling once.
pub(crate) fn add(spellings: &mut Vec<String>, spelling: String) {
    if !spelling.is_empty() && !spellings.contains(&spelling) {
        spellings.push(spelling);
    }
}
