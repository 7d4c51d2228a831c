//! Putting a line of a page right: its words change, the places of all words stay or are shared out anew.

use anchor::{Unit, WordBox, exact::is_cjk};

/// The unit with other words in one of its lines, counted from 1; `None` where there is no such line.
pub(crate) fn with_line(unit: &Unit, line: u32, words: &str) -> Option<Unit> {
    let line_idx = (line as usize).checked_sub(1)?;
    let mut lines: Vec<&str> = unit.text.split('\n').collect();
    let old: Vec<char> = lines.get(line_idx)?.chars().collect();
    let start: u32 = lines[..line_idx].iter().map(|line| line.chars().count() as u32 + 1).sum();
    let end = start + old.len() as u32;
    let new: Vec<char> = words.chars().collect();
    lines[line_idx] = words;
    let text = lines.join("\n");
    let (mut boxes, mut of_line, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for word in &unit.boxes {
        match word {
            word if word.end <= start => boxes.push(*word),
            word if word.start >= end => after.push(*word),
            word => of_line.push(*word),
        }
    }
    boxes.extend(shared_out(&of_line, start, &old, &new));
    let moved = |at: u32| at - old.len() as u32 + new.len() as u32;
    boxes.extend(after.into_iter().map(|word| WordBox { start: moved(word.start), end: moved(word.end), ..word }));
    Some(Unit { text, boxes, ..unit.clone() })
}

/// Places for the words of a line's new text: words that stayed keep theirs, the others share what lies between.
fn shared_out(boxes: &[WordBox], start: u32, old: &[char], new: &[char]) -> Vec<WordBox> {
    if boxes.is_empty() {
        return Vec::new();
    }
    let words = runs(new);
    let said = |word: &WordBox| {
        let at = |place: u32| (place.saturating_sub(start) as usize).min(old.len());
        &old[at(word.start)..at(word.end)]
    };
    let same = |(word, run): &(&WordBox, &(usize, usize))| said(word) == &new[run.0..run.1];
    let n_head = boxes.iter().zip(&words).take_while(same).count();
    let rest = (boxes.len() - n_head).min(words.len() - n_head);
    let n_tail = boxes.iter().rev().zip(words.iter().rev()).take(rest).take_while(same).count();
    let (held, changed) = (&boxes[n_head..boxes.len() - n_tail], &words[n_head..words.len() - n_tail]);
    let placed = |word: &WordBox, run: &(usize, usize)| WordBox {
        start: start + run.0 as u32,
        end: start + run.1 as u32,
        ..*word
    };
    let mut out: Vec<WordBox> = boxes.iter().zip(&words).take(n_head).map(|(word, run)| placed(word, run)).collect();
    if held.len() == changed.len() {
        out.extend(held.iter().zip(changed).map(|(word, run)| placed(word, run)));
    } else {
        let room = room(held, boxes, n_head);
        out.extend(cut(&room, changed).map(|(part, run)| placed(&part, run)));
    }
    let tail = boxes.iter().skip(boxes.len() - n_tail).zip(words.iter().skip(words.len() - n_tail));
    out.extend(tail.map(|(word, run)| placed(word, run)));
    out
}

/// Where the changed words stood; where none did, between their neighbours.
fn room(held: &[WordBox], boxes: &[WordBox], n_before: usize) -> WordBox {
    if let Some(room) = held.iter().copied().reduce(around) {
        return room;
    }
    let (before, after) = (n_before.checked_sub(1).and_then(|idx| boxes.get(idx)), boxes.get(n_before));
    match (before, after) {
        (Some(before), Some(after)) => {
            let left = before.x + before.width;
            WordBox { x: left.min(after.x), width: (after.x - left).max(0.0), ..around(*before, *after) }
        }
        (Some(before), None) => WordBox { x: before.x + before.width, width: before.height, ..*before },
        (None, Some(after)) => WordBox { x: (after.x - after.height).max(0.0), width: after.height, ..*after },
        (None, None) => boxes[0],
    }
}

/// The smallest box around two.
fn around(a: WordBox, b: WordBox) -> WordBox {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    let (right, bottom) = ((a.x + a.width).max(b.x + b.width), (a.y + a.height).max(b.y + b.height));
    WordBox { x, y, width: right - x, height: bottom - y, ..a }
}

/// Cuts a box into one for each run, as long as its letters are many; along its longer side where that is its height by far.
fn cut<'a>(room: &WordBox, runs: &'a [(usize, usize)]) -> impl Iterator<Item = (WordBox, &'a (usize, usize))> {
    let (Some(first), Some(last)) = (runs.first(), runs.last()) else { return Vec::new().into_iter() };
    let whole = (last.1 - first.0).max(1) as f32;
    let is_upright = room.height > 1.5 * room.width && runs.len() > 1;
    let part = |run: &(usize, usize)| {
        let (from, share) = ((run.0 - first.0) as f32 / whole, (run.1 - run.0) as f32 / whole);
        match is_upright {
            true => WordBox { y: room.y + from * room.height, height: share * room.height, ..*room },
            false => WordBox { x: room.x + from * room.width, width: share * room.width, ..*room },
        }
    };
    runs.iter().map(|run| (part(run), run)).collect::<Vec<_>>().into_iter()
}

/// Where the words of a line stand: Chinese, Japanese and Korean characters stand alone.
fn runs(line: &[char]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, c) in line.iter().enumerate().filter(|(_, c)| !c.is_whitespace()) {
        match runs.last_mut() {
            Some((_, end)) if *end == at && !is_cjk(*c) && !is_cjk(line[at - 1]) => *end = at + 1,
            _ => runs.push((at, at + 1)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use anchor::{PageBox, UnitKind};

    use super::*;

    /// A page whose words lie 10 points a letter from the left, 20 a line from the top.
    fn page(text: &str) -> Unit {
        let mut boxes = Vec::new();
        let mut start = 0;
        for (line_no, line) in text.split('\n').enumerate() {
            let line: Vec<char> = line.chars().collect();
            for (from, to) in runs(&line) {
                let (x, width) = (from as f32 * 10.0, (to - from) as f32 * 10.0);
                let (start, end) = (start + from as u32, start + to as u32);
                boxes.push(WordBox { start, end, x, y: line_no as f32 * 20.0, width, height: 10.0 });
            }
            start += line.len() as u32 + 1;
        }
        Unit {
            kind: UnitKind::Page,
            label: "p. 1".into(),
            text: text.into(),
            engine: "PP-OCRv6".into(),
            quality: Some(0.9),
            page: Some(PageBox { width: 595.0, height: 842.0 }),
            boxes,
            table: None,
        }
    }

    fn check(text: &str, line: u32, words: &str, expect: &[(&str, f32, f32)]) {
        let unit = with_line(&page(text), line, words).expect("a line");
        let chars: Vec<char> = unit.text.chars().collect();
        let found: Vec<(String, f32, f32)> = unit
            .boxes
            .iter()
            .map(|b| (chars[b.start as usize..b.end as usize].iter().collect(), b.x, b.width))
            .collect();
        let expect: Vec<_> = expect.iter().map(|(word, x, width)| ((*word).to_owned(), *x, *width)).collect();
        assert_eq!(found, expect, "{text:?} line {line}: {words:?}");
        assert!(unit.boxes.windows(2).all(|two| two[0].start <= two[1].start));
    }

    #[test]
    fn words_that_stay_keep_their_places() {
        let rest = [("to", 0.0, 20.0), ("Vexa", 30.0, 40.0)];
        check(
            "4 TRUCK5 in\nto Vexa",
            1,
            "4 TRUCKS in",
            &[&[("4", 0.0, 10.0), ("TRUCKS", 20.0, 60.0), ("in", 90.0, 20.0)], &rest[..]].concat(),
        );
        check("a b", 1, "a", &[("a", 0.0, 10.0)]);
        check("a b", 1, "", &[]);
        check("深坊a", 1, "深圳a", &[("深", 0.0, 10.0), ("圳", 10.0, 10.0), ("a", 20.0, 10.0)]);
    }

    #[test]
    fn words_that_were_parted_or_joined_share_the_room() {
        check(
            "MSKU1234565 x",
            1,
            "MSKU 123456 5 x",
            &[
                ("MSKU", 0.0, 33.846_153),
                ("123456", 42.307_693, 50.769_23),
                ("5", 101.538_46, 8.461_538),
                ("x", 120.0, 10.0),
            ],
        );
        check("a bb c", 1, "a c", &[("a", 0.0, 10.0), ("c", 50.0, 10.0)]);
        check("a c", 1, "a b c", &[("a", 0.0, 10.0), ("b", 10.0, 10.0), ("c", 20.0, 10.0)]);
        check("a", 1, "a b", &[("a", 0.0, 10.0), ("b", 10.0, 10.0)]);
    }

    #[test]
    fn a_line_that_is_not_there_is_not_made() {
        assert!(with_line(&page("a"), 2, "b").is_none());
        assert!(with_line(&page("a"), 0, "b").is_none());
        assert_eq!(with_line(&page("a\n\nb"), 2, "x").expect("a line").text, "a\nx\nb");
    }
}
