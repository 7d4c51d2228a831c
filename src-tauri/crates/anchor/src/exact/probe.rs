//! Which part of a needle to look for first.

use super::Gap;

/// A part of a needle inside which nothing may stand in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Probe {
    pub(super) literal: String,
    /// Index of its first character in the needle.
    pub(super) first: usize,
    pub(super) n_chars: usize,
}

impl Probe {
    /// Longer literals find no faster.
    const MAX_CHARS: usize = 24;

    /// The rarest part by guess: the longest one, and among equals the one of the rarer characters. Between two CJK
    /// characters a line may break, so that there each part is one character. `None` for an empty needle.
    pub(super) fn choose(chars: &[char], gaps: &[Gap]) -> Option<Probe> {
        let mut best: Option<(u32, usize, usize)> = None;
        let mut first = 0;
        for end in 1..=chars.len() {
            if gaps.get(end - 1) == Some(&Gap::Closed) {
                continue;
            }
            let rarity = chars[first..end].iter().map(|c| rarity(*c)).sum();
            if best.is_none_or(|(most, ..)| rarity > most) {
                best = Some((rarity, first, end));
            }
            first = end;
        }
        let (_, first, end) = best?;
        let end = end.min(first + Probe::MAX_CHARS);
        Some(Probe { literal: chars[first..end].iter().collect(), first, n_chars: end - first })
    }
}

/// A rough weight: the more, the fewer texts hold the character.
fn rarity(c: char) -> u32 {
    match c {
        'a'..='z' => 2,
        'A'..='Z' | '0'..='9' => 3,
        '的' | '一' | '是' | '不' | '在' | '有' | '中' | '公' | '司' | '年' | '月' | '日' | 'の' | 'に' | 'は'
        | 'を' => 3,
        '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF20}' => 2,
        '\0'..='\x7F' => 1,
        '\u{3040}'..='\u{30FF}' => 4,
        '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' => 5,
        _ => 3,
    }
}
