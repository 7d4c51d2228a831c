//! What the pages of a document are called in it: `iv`, `A-3`. A PDF says it in ranges (ISO 32000-1 §12.4.2).

/// The labels of a document's pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageLabels {
    /// By their first page.
    ranges: Vec<Range>,
}

/// Pages that are counted on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Range {
    /// Its first page, from 1.
    pub first: u32,
    /// How its numbers are written: `D`, `R`, `r`, `A`, `a` as in the file, or `-` for no number.
    pub style: char,
    /// The number of its first page.
    pub start: u32,
    /// What stands before each number.
    pub prefix: String,
}

/// Ends a prefix that is kept: it may end in a blank.
const END: char = '|';
/// Longest label.
const MAX_CHARS: usize = 60;
/// Most ranges that are made of labels.
const MAX_RANGES: usize = 2_000;

impl PageLabels {
    pub(crate) fn new(mut ranges: Vec<Range>) -> Self {
        ranges.sort_by_key(|range| range.first);
        PageLabels { ranges }
    }

    /// From what the pages are called one by one, in as few ranges as they fall into. A page that is called nothing has its
    /// number.
    pub(crate) fn of_labels(labels: &[String]) -> Self {
        let mut ranges: Vec<Range> = Vec::new();
        let (mut at, mut number) = (0, 1);
        while let Some(label) = labels.get(at) {
            let n_held = |range: &Range| {
                let holds = |label: &String, number| range.label(number).is_some_and(|own| own == tidy(label));
                labels[at..].iter().zip(number..).take_while(|(label, number)| holds(label, *number)).count()
            };
            let ways = ways(number, label).into_iter().map(|range| (n_held(&range), range));
            // Of those that hold equally long, the first.
            let best = ways.rev().max_by_key(|(n, _)| *n).filter(|(n, _)| *n > 0);
            let nameless = Range { first: number, style: '-', start: 1, prefix: String::new() };
            if ranges.len() >= MAX_RANGES {
                ranges.push(nameless);
                break;
            }
            let n = best.as_ref().map_or(1, |(n, _)| *n);
            let range = best.map_or(nameless, |(_, range)| range);
            if ranges.last().is_none_or(|last| !(last.is_nameless() && range.is_nameless())) {
                ranges.push(range);
            }
            at += n;
            number += n as u32;
        }
        PageLabels::new(ranges)
    }

    fn is_plain(&self) -> bool {
        self.ranges.iter().all(|range| range.style == 'D' && range.start == range.first && range.prefix.is_empty())
    }

    /// The ranges as they are kept, none where pages are called by their numbers: first page, style, number of the first
    /// page, prefix and its end, parted by blanks.
    #[must_use]
    pub fn kept(&self) -> Vec<String> {
        let line = |Range { first, style, start, prefix }: &Range| match prefix.as_str() {
            "" => format!("{first} {style} {start}"),
            prefix => format!("{first} {style} {start} {prefix}{END}"),
        };
        let ranges = if self.is_plain() { &[] } else { &self.ranges[..] };
        ranges.iter().map(line).collect()
    }

    /// From what was kept. What is no range is left out.
    #[must_use]
    pub fn of_kept<'t>(kept: impl IntoIterator<Item = &'t str>) -> Self {
        let range = |line: &str| {
            let mut words = line.splitn(4, ' ');
            let mut word = || words.next();
            let first = word()?.parse().ok()?;
            let style = word()?.chars().next()?;
            let start = word()?.parse().ok()?;
            let prefix = word().unwrap_or_default();
            Some(Range { first, style, start, prefix: prefix.strip_suffix(END).unwrap_or(prefix).to_owned() })
        };
        PageLabels::new(kept.into_iter().filter_map(range).collect())
    }

    /// What a page is called, by its number from 1: its label and, where that is another, its number in the file.
    #[must_use]
    pub fn name(&self, number: u32) -> String {
        let plain = number.to_string();
        match self.label(number) {
            Some(label) if label != plain => format!("{label} ({plain} in the file)"),
            _ => plain,
        }
    }

    fn label(&self, number: u32) -> Option<String> {
        let after = self.ranges.partition_point(|range| range.first <= number);
        self.ranges.get(after.checked_sub(1)?)?.label(number)
    }
}

impl Range {
    fn is_nameless(&self) -> bool {
        self.style == '-' && self.prefix.is_empty()
    }

    /// What a page of it is called.
    fn label(&self, number: u32) -> Option<String> {
        let n = self.start.saturating_add(number - self.first);
        let written = match self.style {
            'D' => n.to_string(),
            'R' => roman(n)?,
            'r' => roman(n)?.to_lowercase(),
            'A' => letters(n)?,
            'a' => letters(n)?.to_lowercase(),
            _ => String::new(),
        };
        let label = tidy(&(self.prefix.clone() + &written));
        (!label.is_empty() && label.chars().count() <= MAX_CHARS).then_some(label)
    }
}

/// A label as it is shown.
fn tidy(label: &str) -> String {
    let label: String = label.chars().filter(|c| !c.is_control()).collect();
    label.trim().to_owned()
}

/// The ranges that a page, by its number from 1, may begin by what it is called. What they say of it is to be compared.
fn ways(first: u32, label: &str) -> Vec<Range> {
    let label: String = label.chars().filter(|c| !c.is_control()).take(2 * MAX_CHARS).collect();
    let starts = || label.char_indices().map(|(at, _)| at);
    let parted = |style: char, number: &dyn Fn(&str) -> Option<u32>| {
        let (at, start) = starts().find_map(|at| number(&label[at..]).map(|n| (at, n)))?;
        Some(Range { first, style, start, prefix: label[..at].to_owned() })
    };
    let upper = |text: &str| text.to_uppercase();
    let is_lower = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase());
    let digits = |text: &str| text.parse().ok().filter(|n: &u32| n.to_string() == text);
    let whole = Range { first, style: '-', start: 1, prefix: label.clone() };
    let ways = [
        parted('D', &digits),
        parted('r', &|text| Some(text).filter(|text| is_lower(text)).and_then(|text| of_roman(&upper(text)))),
        parted('R', &of_roman),
        parted('a', &|text| Some(text).filter(|text| is_lower(text)).and_then(|text| of_letters(&upper(text)))),
        parted('A', &of_letters),
        Some(whole),
    ];
    let mut ways: Vec<Range> = ways.into_iter().flatten().collect();
    // The last letters of a word are hardly a number.
    ways.sort_by_key(|range| {
        matches!(range.style, 'r' | 'R' | 'a' | 'A') && range.prefix.ends_with(char::is_alphabetic)
    });
    ways
}

/// What [`roman`] wrote.
fn of_roman(written: &str) -> Option<u32> {
    let mut rest = written;
    let mut n = 0_u32;
    for (value, letters) in ROMAN {
        while let Some(after) = rest.strip_prefix(letters) {
            n = n.checked_add(value)?;
            rest = after;
        }
    }
    roman(n).filter(|text| text == written).map(|_| n)
}

/// What [`letters`] wrote.
fn of_letters(written: &str) -> Option<u32> {
    let first = written.bytes().next().filter(u8::is_ascii_uppercase)?;
    let n = (written.len() as u32 - 1).checked_mul(26)? + u32::from(first - b'A') + 1;
    letters(n).filter(|text| text == written).map(|_| n)
}

/// What Roman letters stand for.
const ROMAN: [(u32, &str); 13] = [
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
];

/// A number as the Romans wrote it, as far as they had letters for it.
fn roman(n: u32) -> Option<String> {
    let mut rest = (1..10_000).contains(&n).then_some(n)?;
    let mut written = String::new();
    for (value, letters) in ROMAN {
        written.push_str(&letters.repeat((rest / value) as usize));
        rest %= value;
    }
    Some(written)
}

/// A to Z, then AA to ZZ.
fn letters(n: u32) -> Option<String> {
    let index = n.checked_sub(1)?;
    let letter = char::from(b'A' + (index % 26) as u8);
    let n_times = index / 26 + 1;
    (n_times as usize <= MAX_CHARS).then(|| letter.to_string().repeat(n_times as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_called_by_their_labels() {
        let kept = ["1 r 1", "5 D 1", "9 A 27 annex |", "12 - 1 Cover|", "13 D 13", "x", "20 R 4000000"];
        let labels = PageLabels::of_kept(kept);
        let check = |number: u32, expect: &str| assert_eq!(labels.name(number), expect);
        check(1, "i (1 in the file)");
        check(4, "iv (4 in the file)");
        check(5, "1 (5 in the file)");
        check(9, "annex AA (9 in the file)");
        check(12, "Cover (12 in the file)");
        check(13, "13");
        check(20, "20");
        check(u32::MAX, &u32::MAX.to_string());
        assert_eq!(PageLabels::of_kept(labels.kept().iter().map(String::as_str)), labels);
        assert_eq!(PageLabels::default().name(3), "3");
    }

    #[test]
    fn ranges_are_found_in_labels_one_by_one() {
        let check = |labels: &str, expect: &[&str]| {
            let labels: Vec<String> = labels.split(',').map(str::to_owned).collect();
            let found = PageLabels::of_labels(&labels);
            assert_eq!(found.kept(), expect, "{labels:?}");
            for (number, label) in (1..).zip(&labels) {
                assert_eq!(found.label(number).unwrap_or_default(), tidy(label), "{labels:?}");
            }
        };
        check("i,ii,iii,1,2,3", &["1 r 1", "4 D 1"]);
        check("iv", &["1 r 4"]);
        check("b,c,d", &["1 a 2"]);
        check("c,ci,cii", &["1 r 100"]);
        check("A,B,IX,X", &["1 A 1", "3 R 9"]);
        check("annex AA,annex BB", &["1 A 27 annex |"]);
        check("A-08,A-09,A-10", &["1 D 8 A-0|", "3 D 10 A-|"]);
        check("Cover,,,1", &["1 - 1 Cover|", "2 - 1", "4 D 1"]);
        check("1,2,3", &[]);
        check("99999999999,4294967295", &["1 D 999999999 99|", "2 D 4294967295"]);
        // One that is too long to be shown.
        assert_eq!(PageLabels::of_labels(&["long ".repeat(20)]).name(1), "1");
        // Past the limit nothing is claimed.
        let many: Vec<String> = (0..4_000).map(|n| format!("{}", 7 * (n % 3) + n)).collect();
        let found = PageLabels::of_labels(&many);
        assert!((1..).zip(&many).all(|(number, label)| found.label(number).is_none_or(|own| own == *label)));
    }

    #[test]
    fn numbers_are_written_in_every_style() {
        assert_eq!(
            [1, 4, 9, 14, 40, 90, 400, 1999].map(|n| roman(n).unwrap_or_default()).join(" "),
            "I IV IX XIV XL XC CD MCMXCIX"
        );
        assert_eq!((roman(0), letters(0), letters(u32::MAX)), (None, None, None));
        assert_eq!([1, 26, 27, 53].map(|n| letters(n).unwrap_or_default()).join(" "), "A Z AA AAA");
    }
}
