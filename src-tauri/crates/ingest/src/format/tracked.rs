//! Changes that were tracked in a text: what is said of them all.

use std::collections::BTreeSet;

use super::said::said;

/// Longest words of an insertion that are repeated, in characters: the text has them, and each would be found twice.
const MOST_REPEATED: usize = 200;

/// The line for an insertion.
pub(crate) fn inserted(author: &str, date: Option<&str>, words: &str) -> String {
    match words.char_indices().nth(MOST_REPEATED) {
        Some((end, _)) => said(author, date, &format!("{}…", words[..end].trim_end())),
        None => said(author, date, words),
    }
}

/// Who made each change; a name may be empty.
#[derive(Debug, Default)]
pub(crate) struct Tracked<'a> {
    pub(crate) inserted: Vec<&'a str>,
    pub(crate) deleted: Vec<&'a str>,
    /// Changes without words: of how something looks, of paragraphs and cells.
    pub(crate) others: Vec<&'a str>,
}

impl Tracked<'_> {
    /// What is said of the changes, if there are any.
    pub(crate) fn finding(&self) -> Option<String> {
        let all = [("insertion", &self.inserted), ("deletion", &self.deleted), ("other change", &self.others)];
        let made = all.iter().filter(|(_, authors)| !authors.is_empty());
        let counts: Vec<String> = made.clone().map(|(what, authors)| counted(authors.len(), what)).collect();
        if counts.is_empty() {
            return None;
        }
        let by: Vec<String> = made.filter_map(|(what, authors)| by(what, authors)).collect();
        let by = if by.is_empty() { String::new() } else { format!(" ({})", by.join("; ")) };
        Some(format!("changes were tracked: {}{by}", counts.join(", ")))
    }
}

fn counted(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

fn by(what: &str, authors: &[&str]) -> Option<String> {
    let names: BTreeSet<&str> = authors.iter().copied().filter(|author| !author.is_empty()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    (!names.is_empty()).then(|| format!("{what}s by {}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::{Tracked, inserted};

    #[test]
    fn long_insertions_are_not_repeated_whole() {
        assert_eq!(inserted("Ivo", Some("2025-03-05"), "left"), "Ivo, 2025-03-05: left");
        assert_eq!(inserted("", None, &"crate ".repeat(100)).chars().count(), 201);
    }

    #[test]
    fn changes_are_counted_with_who_made_them() {
        let check = |inserted: &[&'static str], deleted: &[&'static str], others: &[&'static str], expect: &str| {
            let tracked = Tracked { inserted: inserted.to_vec(), deleted: deleted.to_vec(), others: others.to_vec() };
            assert_eq!(tracked.finding().unwrap_or_default(), expect);
        };
        check(&[], &[], &[], "");
        check(&[""], &[], &[], "changes were tracked: 1 insertion");
        check(
            &["Ivo", "Mara", "Ivo"],
            &["Mara"],
            &["Ilse"],
            "changes were tracked: 3 insertions, 1 deletion, 1 other change \
             (insertions by Ivo, Mara; deletions by Mara; other changes by Ilse)",
        );
    }
}
