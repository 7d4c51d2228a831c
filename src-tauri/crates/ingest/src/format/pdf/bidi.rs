//! Right-to-left text from the order it stands on the page to the order it is read.
//!
//! A page has no memory of how its text was typed: glyphs have places only. This turns a line round by the rules that
//! matter of the Unicode Bidirectional Algorithm (UAX 9): right-to-left words run leftwards, numbers and words of other
//! scripts inside them do not. Brackets stay as the file names them.

/// What a part of a line contributes to direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Left,
    Right,
    Neutral,
}

/// Puts words (each a list of items in the order they stand, left to right) into reading order. `first` gives an
/// item's character.
pub(super) fn logical<W, T>(
    mut words: Vec<W>,
    items: impl Fn(&mut W) -> &mut Vec<T>,
    first: impl Fn(&T) -> char,
) -> Vec<W> {
    let directions: Vec<Direction> = words.iter_mut().map(|w| of_word(items(w).iter().map(&first))).collect();
    if !directions.contains(&Direction::Right) {
        return words;
    }
    for (word, direction) in words.iter_mut().zip(&directions) {
        if *direction == Direction::Right {
            turn(items(word), |item| of_item(first(item)));
        }
    }
    let n = |wanted| directions.iter().filter(|&&d| d == wanted).count();
    let mut marked: Vec<(Direction, W)> = directions.iter().copied().zip(words).collect();
    if n(Direction::Right) >= n(Direction::Left) {
        turn(&mut marked, |(direction, _)| *direction);
    } else {
        reverse_runs(&mut marked, Direction::Right, |(direction, _)| *direction);
    }
    marked.into_iter().map(|(_, word)| word).collect()
}

/// Reverses the whole, then what runs rightwards inside it back again.
fn turn<T>(items: &mut [T], direction: impl Fn(&T) -> Direction) {
    items.reverse();
    reverse_runs(items, Direction::Left, direction);
}

/// Reverses every run that starts and ends with `wanted` and has nothing of the other direction in it.
fn reverse_runs<T>(items: &mut [T], wanted: Direction, direction: impl Fn(&T) -> Direction) {
    let mut i = 0;
    while i < items.len() {
        if direction(&items[i]) != wanted {
            i += 1;
            continue;
        }
        let mut last = i;
        let mut next = i + 1;
        while next < items.len() {
            match direction(&items[next]) {
                Direction::Neutral => {}
                d if d == wanted => last = next,
                _ => break,
            }
            next += 1;
        }
        items[i..=last].reverse();
        i = next;
    }
}

fn of_word(chars: impl Iterator<Item = char>) -> Direction {
    let mut found = Direction::Neutral;
    for c in chars {
        if is_right(c) {
            return Direction::Right;
        }
        if c.is_alphabetic() {
            found = Direction::Left;
        }
    }
    found
}

/// Inside a right-to-left word numbers run rightwards, too.
fn of_item(c: char) -> Direction {
    if is_right(c) {
        Direction::Right
    } else if c.is_alphanumeric() {
        Direction::Left
    } else {
        Direction::Neutral
    }
}

/// Letters of Hebrew, Arabic, Syriac, Thaana, N'Ko and their presentation forms; not Arabic digits.
fn is_right(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{65f}' | '\u{66a}'..='\u{6ef}' | '\u{6fa}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(drawn: &str, read: &str) {
        let words: Vec<Vec<char>> = drawn.split(' ').map(|w| w.chars().collect()).collect();
        let words = logical(words, |w| w, |&c| c);
        let text: Vec<String> = words.into_iter().map(String::from_iter).collect();
        assert_eq!(text.join(" "), read);
    }

    #[test]
    fn lines_are_turned_round() {
        check("plain words 12", "plain words 12");
        check("םלוע םולש", "שלום עולם");
        check("2024 תנשב 15", "15 בשנת 2024");
        check("Acme Ltd לש תרבח", "חברת של Acme Ltd");
        check("the word םולש here", "the word שלום here");
        check("the words םולש םולש here too", "the words שלום שלום here too");
        check("123ב", "ב123");
    }
}
