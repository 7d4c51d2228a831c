//! A line of the text around what was found.

/// One line of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The line: a part of the text, character by character, with line ends and other control characters as spaces.
    pub text: String,
    /// Where the line begins in the text, in Unicode scalar values.
    pub start: u32,
    /// What was found, in Unicode scalar values of the line.
    pub spans: Vec<[u32; 2]>,
    /// Whether the text goes on before the line and after it.
    pub cut: [bool; 2],
}

/// The most telling `width` characters of `text`: those with the most of `spans`, the first of several. Cut between words
/// where there are any; a single found place longer than the width is cut at its end.
pub fn snippet(text: &str, spans: &[[u32; 2]], width: usize) -> Snippet {
    let chars: Vec<char> = text.chars().collect();
    let (from, to) = window(spans, chars.len(), width);
    let (from, to) = at_words(&chars, from, to, spans);
    let line = chars[from..to].iter().map(|&c| if breaks_line(c) { ' ' } else { c }).collect();
    let inside = spans.iter().filter_map(|&[start, end]| {
        let start = (start as usize).max(from);
        let end = (end as usize).min(to);
        (start < end).then(|| [(start - from) as u32, (end - from) as u32])
    });
    Snippet { text: line, start: from as u32, spans: inside.collect(), cut: [from > 0, to < chars.len()] }
}

/// The stretch with the most places in it, with what is left of the width shared before and after.
fn window(spans: &[[u32; 2]], n_chars: usize, width: usize) -> (usize, usize) {
    let mut best = (0, 0, 0);
    let mut last = 0;
    for (first, &[start, end]) in spans.iter().enumerate() {
        last = last.max(first);
        while spans.get(last + 1).is_some_and(|next| (next[1] - start) as usize <= width) {
            last += 1;
        }
        if last + 1 - first > best.0 {
            best = (last + 1 - first, start as usize, spans[last][1].max(end) as usize);
        }
    }
    let (_, start, end) = best;
    let spare = width.saturating_sub(end - start);
    let from = start.saturating_sub(spare / 2).min(n_chars.saturating_sub(width));
    (from.min(n_chars), (from + width).min(n_chars))
}

/// Moves both ends inward to the nearest gap between words, but never past what was found.
fn at_words(chars: &[char], from: usize, to: usize, spans: &[[u32; 2]]) -> (usize, usize) {
    let inside = || spans.iter().filter(|span| span[0] as usize >= from && (span[0] as usize) < to);
    let first = inside().next().map_or(to, |span| span[0] as usize);
    let last = inside().next_back().map_or(from, |span| (span[1] as usize).min(to));
    let mut new_from = from;
    if from > 0 && !chars[from - 1].is_whitespace() {
        let gap = chars[from..first.max(from)].iter().position(|c| c.is_whitespace());
        new_from = gap.map_or(from, |gap| from + gap);
    }
    while new_from < first && chars[new_from].is_whitespace() {
        new_from += 1;
    }
    let mut new_to = to;
    if to < chars.len() && !chars[to].is_whitespace() {
        let gap = chars[last.max(new_from)..to].iter().rposition(|c| c.is_whitespace());
        new_to = gap.map_or(to, |gap| last.max(new_from) + gap);
    }
    while new_to > last.max(new_from) && chars[new_to - 1].is_whitespace() {
        new_to -= 1;
    }
    (new_from, new_to)
}

/// Characters that would break the line or turn it round.
fn breaks_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
