//! Traditional characters that count as simplified ones. The list is OpenCC's `TSCharacters` (Apache-2.0), a line for each
//! simplified character: itself, then those that became it.

use std::sync::LazyLock;

const LIST: &str = include_str!("simplified.txt");
/// All characters of the list lie from here on.
const FIRST: u32 = 0x3400;

static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let lines = || LIST.lines().filter_map(|line| line.chars().next().map(|first| (first, line.chars().skip(1))));
    let last = LIST.chars().map(u32::from).max().unwrap_or(FIRST);
    let mut table: Vec<char> = (FIRST..=last).map(|c| char::from_u32(c).unwrap_or('\0')).collect();
    for (simplified, traditional) in lines() {
        for c in traditional {
            if let Some(entry) = (c as u32).checked_sub(FIRST).and_then(|at| table.get_mut(at as usize)) {
                *entry = simplified;
            }
        }
    }
    table
});

/// The simplified character for `c`; itself if it is none of the traditional ones.
pub(crate) fn simplified(c: char) -> char {
    let at = (c as u32).checked_sub(FIRST);
    at.and_then(|at| SIMPLIFIED.get(at as usize)).copied().filter(|&simple| simple != '\0').unwrap_or(c)
}
