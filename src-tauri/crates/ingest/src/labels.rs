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

impl PageLabels {
    pub(crate) fn new(mut ranges: Vec<Range>) -> Self {
        ranges.sort_by_key(|range| range.first);
        PageLabels { ranges }
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
        let range = self.ranges.get(after.checked_sub(1)?)?;
        let n = range.start.saturating_add(number - range.first);
        let written = match range.style {
            'D' => n.to_string(),
            'R' => roman(n)?,
            'r' => roman(n)?.to_lowercase(),
            'A' => letters(n)?,
            'a' => letters(n)?.to_lowercase(),
            _ => String::new(),
        };
        let label: String = range.prefix.chars().chain(written.chars()).filter(|c| !c.is_control()).collect();
        let label = label.trim();
        (!label.is_empty() && label.chars().count() <= MAX_CHARS).then(|| label.to_owned())
    }
}

/// A number as the Romans wrote it, as far as they had letters for it.
fn roman(n: u32) -> Option<String> {
    const VALUES: [(u32, &str); 13] = [
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
    let mut rest = (1..10_000).contains(&n).then_some(n)?;
    let mut written = String::new();
    for (value, letters) in VALUES {
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
    fn numbers_are_written_in_every_style() {
        assert_eq!(
            [1, 4, 9, 14, 40, 90, 400, 1999].map(|n| roman(n).unwrap_or_default()).join(" "),
            "I IV IX XIV XL XC CD MCMXCIX"
        );
        assert_eq!((roman(0), letters(0), letters(u32::MAX)), (None, None, None));
        assert_eq!([1, 26, 27, 53].map(|n| letters(n).unwrap_or_default()).join(" "), "A Z AA AAA");
    }
}
