//! Folding: what counts as the same letter in the default search.
//!
//! - NFKC, then lower case by simple mappings: final `ς` is `σ`, and dotless `ı` is `i` as dotted `İ` is, because all have
//!   the capital `I` in some language and registers are written in capitals (`IŞIK` = `Işık`, `İstanbul` = `ISTANBUL`).
//! - Marks are dropped after Latin and Greek letters only (`Müller` = `Muller`), and `ł` = `l`, `đ` = `d`, `ø` = `o`.
//!   Everywhere else they are kept: kana voicing, `й`, Hangul syllables, Indic vowel signs.
//! - Letters that are also written as two are found both ways: `Müller` = `Mueller`, `Straße` = `Strasse`, `Ærø` = `Aeroe`,
//!   `Ångström` = `Aangstroem`. `Mueller` does not find `Muller`.
//! - Traditional Chinese characters are simplified: `華強電子` = `华强电子`.
//! - `ё` = `е`.
//! - Arabic vowel marks and tatweel are dropped; `أإآٱ` = `ا`; `ى` and Persian `ی` = `ي`.
//! - Passed over wherever they stand: soft hyphen, joiners and non-joiners, direction marks, variation selectors.
//!
//! Folding works on one *cluster* at a time: a character and what normalisation may join to it. So every folded character
//! knows the characters of the text it came from.

mod simplified;

pub(crate) use simplified::simplified;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible, is_combining_mark};
use unicode_normalization::{IsNormalized, is_nfkc_quick};

/// Part of the index stamp: changes whenever any text may fold or split otherwise than before.
pub const FOLDING_VERSION: u32 = 3;

/// One cluster, folded; buffers to be used again.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    /// As it is searched for.
    pub term: String,
    /// As the stemmers want it: normalised and in lower case, marks kept.
    pub plain: String,
    /// With letters written as two, as in German and the Nordic languages, where that differs from `term`; else empty.
    pub also: String,
}

/// Whether a Korean vowel or final letter stands after something that it makes no syllable with: it is a cluster of its
/// own, though in normal forms it looks back.
pub(crate) fn is_letter_alone(before: char, c: char) -> bool {
    let (mut first, mut last) = (None, None);
    decompose_compatible(c, |part| first = first.or(Some(part)));
    decompose_compatible(before, |part| last = Some(part));
    let looks_back = matches!(first, Some('\u{1161}'..='\u{1175}' | '\u{11a8}'..='\u{11c2}'));
    looks_back && !matches!(last, Some('\u{1100}'..='\u{11c2}'))
}

/// Whether a cluster begins at `c`, that is, normalisation never joins it to what stands before it.
pub(crate) fn begins_cluster(c: char) -> bool {
    if c < '\u{300}' {
        return true;
    }
    let mut first = c;
    let mut seen = false;
    decompose_compatible(c, |d| {
        if !seen {
            first = d;
            seen = true;
        }
    });
    canonical_combining_class(first) == 0
        && is_nfkc_quick(std::iter::once(first)) != IsNormalized::Maybe
        && !is_combining_mark(first)
        && !passed_over(c)
}

/// Folds one cluster.
pub(crate) fn fold(cluster: &str, folded: &mut Folded) {
    folded.term.clear();
    folded.plain.clear();
    folded.also.clear();
    let seen = || cluster.chars().filter(|&c| !passed_over(c));
    folded.plain.extend(seen().nfkc().flat_map(char::to_lowercase));
    if seen().nfkd().any(takes_no_marks) {
        let mut after_bare = false;
        let unmarked = seen().nfkd().filter(|&c| {
            if is_combining_mark(c) {
                return !after_bare;
            }
            after_bare = takes_no_marks(c);
            true
        });
        folded.term.extend(unmarked.nfc().flat_map(char::to_lowercase).filter_map(same_letter));
        if folded.plain.chars().any(|c| as_two(c).is_some()) {
            for c in folded.plain.chars() {
                match as_two(c) {
                    Some(two) => folded.also.push_str(two),
                    None => folded.also.extend(same_letter(c)),
                }
            }
        }
    } else {
        folded.term.extend(folded.plain.chars().filter_map(same_letter));
    }
}

/// A text as the default search sees its letters, all that is no letter left where it stands: for what is compared letter by
/// letter, as addresses are.
pub fn folded(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut cluster = Folded::default();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let mut before = first;
        let goes_on = |&(_, c): &(usize, char)| {
            let ends = begins_cluster(c) || is_letter_alone(before, c);
            before = c;
            ends
        };
        let end = rest.char_indices().skip(1).find(goes_on).map_or(rest.len(), |(at, _)| at);
        fold(&rest[..end], &mut cluster);
        whole.push_str(&cluster.term);
        rest = &rest[end..];
    }
    whole
}

/// Whether words of the character's script run on without a space between them, though they are tokens as they stand: Thai,
/// Lao, Myanmar, Khmer. With what [`stands_alone`] tells, this is the list of scripts without spaces.
pub fn runs_on(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{1950}'..='\u{19ff}'
        | '\u{1a20}'..='\u{1aaf}' | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aadf}')
}

/// Characters that are not there for the search: soft hyphen, joiners, direction marks, variation selectors.
pub(crate) fn passed_over(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200c}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether the character is a token by itself: Han, kana, bopomofo, Hangul.
pub(crate) fn stands_alone(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{3035}'
        | '\u{3038}'..='\u{303c}' | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}' | '\u{3105}'..='\u{312f}' | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{a960}'..='\u{a97c}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{d7b0}'..='\u{d7fb}' | '\u{f900}'..='\u{faff}' | '\u{1aff0}'..='\u{1b16f}' | '\u{20000}'..='\u{3ffff}')
}

/// Latin and Greek letters, as they are after decomposition.
fn takes_no_marks(c: char) -> bool {
    let block = matches!(c, 'A'..='Z' | 'a'..='z' | '\u{aa}' | '\u{ba}' | '\u{c0}'..='\u{2b8}' | '\u{370}'..='\u{3e1}'
        | '\u{3f0}'..='\u{3ff}' | '\u{1d00}'..='\u{1d25}' | '\u{1d26}'..='\u{1d2a}' | '\u{1d6b}'..='\u{1d9a}'
        | '\u{1e00}'..='\u{1fff}' | '\u{2c60}'..='\u{2c7f}' | '\u{a722}'..='\u{a7ff}' | '\u{ab30}'..='\u{ab68}');
    block && c.is_alphabetic()
}

/// How a small letter is written without the letter itself.
fn as_two(c: char) -> Option<&'static str> {
    Some(match c {
        'ä' | 'æ' => "ae",
        'ö' | 'ø' | 'œ' => "oe",
        'ü' => "ue",
        'å' => "aa",
        'ß' => "ss",
        _ => return None,
    })
}

/// The letter that stands for `c`; `None` if it is dropped.
fn same_letter(c: char) -> Option<char> {
    match c {
        'ς' => Some('σ'),
        'ı' => Some('i'),
        'ё' => Some('е'),
        'ł' => Some('l'),
        'đ' => Some('d'),
        'ø' => Some('o'),
        'آ' | 'أ' | 'إ' | 'ٱ' | '\u{672}' | '\u{673}' => Some('ا'),
        'ى' | 'ی' => Some('ي'),
        '\u{640}'
        | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{652}'
        | '\u{656}'..='\u{65f}'
        | '\u{670}'
        | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e4}'
        | '\u{6e7}'
        | '\u{6e8}'
        | '\u{6ea}'..='\u{6ed}' => None,
        _ => Some(simplified(c)),
    }
}
