//! What could not be read, in plain words: by reason, how much it is, what it means and what can be done.

use std::{collections::BTreeMap, fmt::Write};

use serde::Serialize;
use store::{LedgerRow, State};
use ts_rs::TS;

use super::audiences::Protected;
use crate::taking_in::outcome;

/// The page: all that could not be read, the largest group first.
#[derive(Serialize, TS)]
pub(super) struct Unread {
    /// Files that could not be read, or not fully.
    files: u64,
    /// All files of the ledger.
    of: u64,
    groups: Vec<UnreadGroup>,
    /// The same as plain text.
    pub(super) page: String,
}

/// Files that could not be read for one reason.
#[derive(Serialize, TS)]
pub(super) struct UnreadGroup {
    state: &'static str,
    title: &'static str,
    files: u64,
    bytes: u64,
    /// What it means.
    means: &'static str,
    /// What can be done.
    todo: &'static str,
    /// What the window offers: `retry`, `ocr` or nothing.
    can: Option<&'static str>,
    /// Kinds of files, the commonest first.
    kinds: Vec<Counted>,
    /// What the ledger says of them, numbers left out, the commonest first.
    reasons: Vec<Counted>,
    /// Files with other reasons than these.
    other_reasons: u64,
}

#[derive(Serialize, TS)]
pub(super) struct Counted {
    what: String,
    files: u64,
}

/// So many reasons and kinds of a group are named.
const MOST_NAMED: usize = 6;
/// Damaged files can give every one a reason of its own; past this many different ones the rest is counted together.
const MOST_KEPT: usize = 2_000;

struct Words {
    title: &'static str,
    means: &'static str,
    todo: &'static str,
    can: Option<&'static str>,
}

/// What is told of together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    State(State),
    /// Recordings without words: there are no pages to look at.
    Recording,
}

impl Sort {
    fn of(row: &LedgerRow) -> Sort {
        match row.state {
            State::NoText if outcome::is_recording(&row.kind) => Sort::Recording,
            state => Sort::State(state),
        }
    }

    fn state(self) -> State {
        match self {
            Sort::State(state) => state,
            Sort::Recording => State::NoText,
        }
    }
}

/// The words for a sort; `None` where nothing was left unread. `waits` says whether any page waits to be looked at.
fn words(sort: Sort, waits: bool) -> Option<Words> {
    let Sort::State(state) = sort else {
        return Some(Words {
            title: "Recordings",
            means: "What is said and seen in them is not read, and no search finds it.",
            todo: "If there is a transcript or there are subtitles (SRT, VTT), take them in: their words are found, and \
                   cited at the second.",
            can: None,
        });
    };
    let (title, means, todo, can) = match state {
        State::Queued => (
            "Not read yet",
            "They are safe in the case and wait to be read. Until then no search finds their words.",
            "Read again what was left: the reading goes on where it stopped.",
            Some("retry"),
        ),
        State::Partly => (
            "Read in part",
            "Some of their words can be found. The rest cannot, and a search that finds nothing proves nothing for them.",
            "Open one to see its problems. Pages that are pictures can be read as such; locked or damaged parts need \
             another copy.",
            Some("retry"),
        ),
        State::NoText if !waits => (
            "Pictures without words",
            "They were looked at, and no words were found on them. They can be cited by their areas.",
            "Look at one that should have words: another engine may read them (casebound ocr --again).",
            None,
        ),
        State::NoText => (
            "Pictures of text",
            "Their pages are pictures. They can be looked at, but no search finds what stands on them.",
            "Have the words on the pictures read.",
            Some("ocr"),
        ),
        State::Encrypted => (
            "Locked with a password",
            "Nothing in them could be read. The files are in the case as they came.",
            "Ask whoever gave them for the password and add it to the case: what it opens is read at once.",
            None,
        ),
        State::SetAside => (
            "Set aside",
            "They may be privileged and are set aside. No search looks into them.",
            "Somebody named decides, with a reason that is recorded: open one, release it or keep it aside.",
            None,
        ),
        State::Unsupported => (
            "A kind we cannot read",
            "There is no reader for this kind of file. The files are in the case as they came.",
            "Open a copy with a program that reads it, save it as PDF or text, and take that in. A later version of \
             Casebound may read it: then read again.",
            Some("retry"),
        ),
        State::Corrupt => (
            "Damaged",
            "The file breaks off or contradicts itself. What could be read of it was kept.",
            "Ask for another copy, or look whether the same file lies elsewhere in the material.",
            Some("retry"),
        ),
        State::ParserFailed => (
            "Our reader failed",
            "This is a fault of Casebound, not of the file. The files are safe in the case.",
            "Read again. If it fails again, tell us which kind of file it is.",
            Some("retry"),
        ),
        State::TimedOut => (
            "Took too long",
            "Reading them took too long and was stopped. Whatever was read before is kept.",
            "Read again while the machine has little else to do.",
            Some("retry"),
        ),
        State::LimitHit => (
            "Too large, too deep or too slow",
            "Reading them came to a limit of size, depth, memory or time. What was read up to there, if anything, is kept \
             and can be found.",
            "Where time was up, read again while the machine has little else to do: an archive or mailbox goes on where it \
             stopped. Else split the file, or open it with the program it was made with.",
            Some("retry"),
        ),
        State::ReadError => (
            "The disk did not give them",
            "The disk or the folder refused to hand them over, so they are not in the case.",
            "Check the disk and its cable, or who may read the folder, and take the files in again.",
            None,
        ),
        State::Skipped => (
            "Passed over",
            "Links, pipes and files that are only placeholders have no contents of their own; what was erased before is \
             not taken in unasked.",
            "If a placeholder stands for a file in the cloud, fetch the file and take it in again.",
            None,
        ),
        State::Indexed | State::Empty | State::Duplicate | State::Erased => return None,
    };
    Some(Words { title, means, todo, can })
}

#[derive(Default)]
struct Gathered {
    files: u64,
    bytes: u64,
    kinds: BTreeMap<String, u64>,
    /// By what they say without their numbers.
    reasons: BTreeMap<String, Reason>,
    unnamed: u64,
}

struct Reason {
    files: u64,
    /// As it was given, as long as it was the same each time.
    given: Option<String>,
}

/// Gathers what could not be read. Reasons given for files of protected sources can name what is in them: they are left
/// out. `waits` says whether any page of the case waits to be looked at.
pub(super) fn unread(rows: &[LedgerRow], protected: &Protected, waits: bool) -> Unread {
    let mut gathered: BTreeMap<Sort, Gathered> = BTreeMap::new();
    let mut files = 0;
    for (sort, row) in rows.iter().map(|row| (Sort::of(row), row)).filter(|(sort, _)| words(*sort, waits).is_some()) {
        files += u64::from(row.state.is_unreadable());
        let group = gathered.entry(sort).or_default();
        group.files += 1;
        group.bytes += row.bytes;
        if !row.kind.is_empty() {
            *group.kinds.entry(row.kind.clone()).or_default() += 1;
        }
        let reason = without_numbers(&row.reason);
        let is_named = !reason.is_empty() && !protected.row(row);
        if is_named && (group.reasons.len() < MOST_KEPT || group.reasons.contains_key(&reason)) {
            let given = Some(&row.reason);
            let known = group.reasons.entry(reason).or_insert_with(|| Reason { files: 0, given: given.cloned() });
            known.files += 1;
            known.given.take_if(|before| given != Some(&*before));
        } else {
            group.unnamed += 1;
        }
    }
    let mut groups: Vec<UnreadGroup> =
        gathered.into_iter().filter_map(|(sort, group)| told(sort, group, waits)).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.files));
    let page = page(files, rows.len() as u64, &groups);
    Unread { files, of: rows.len() as u64, groups, page }
}

fn told(sort: Sort, group: Gathered, waits: bool) -> Option<UnreadGroup> {
    let Words { title, means, todo, can } = words(sort, waits)?;
    let (kinds, _) = commonest(group.kinds);
    let as_told = |(plain, Reason { files, given })| (given.unwrap_or(plain), files);
    let (reasons, others) = commonest(group.reasons.into_iter().map(as_told).collect());
    Some(UnreadGroup {
        state: sort.state().as_str(),
        title,
        files: group.files,
        bytes: group.bytes,
        means,
        todo,
        can,
        kinds,
        reasons,
        other_reasons: others + group.unnamed,
    })
}

/// The commonest, and how many files the rest are.
fn commonest(counts: BTreeMap<String, u64>) -> (Vec<Counted>, u64) {
    let mut all: Vec<Counted> = counts.into_iter().map(|(what, files)| Counted { what, files }).collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.files));
    let rest = all.split_off(all.len().min(MOST_NAMED));
    (all, rest.iter().map(|one| one.files).sum())
}

/// "3 of 12 pages have no text" and "1 of 4 pages have no text" are one reason. What is quoted, and digits that are part of
/// a name, stay: there they are no count.
fn without_numbers(reason: &str) -> String {
    let mut in_quotes = false;
    let word = |word: &str| {
        let bare = word.trim_matches(|c: char| matches!(c, ',' | '.' | ';' | ':' | '(' | ')' | '%'));
        let is_count = bare.starts_with(|c: char| c.is_ascii_digit())
            && bare.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
        let was_in_quotes = in_quotes;
        for c in word.chars() {
            in_quotes = match c {
                '"' => !in_quotes,
                '\u{201c}' => true,
                '\u{201d}' => false,
                _ => in_quotes,
            };
        }
        if is_count && !was_in_quotes { word.replacen(bare, "N", 1) } else { word.to_owned() }
    };
    reason.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn page(files: u64, of: u64, groups: &[UnreadGroup]) -> String {
    let mut page = String::from("What we could not read\n\n");
    let first = match (files, of) {
        (0, _) => "Everything in this case could be read.\n".to_owned(),
        (1, of) => format!("1 of {of} files could not be read, or not fully.\n"),
        (files, of) => format!("{files} of {of} files could not be read, or not fully.\n"),
    };
    page.push_str(&first);
    for group in groups {
        // Writing to a string cannot fail.
        let _ = write!(page, "\n{}: {}\n", group.title, n_files(group.files));
        let _ = write!(page, "  {}\n  What can be done: {}\n", group.means, group.todo);
        let kinds: Vec<String> = group.kinds.iter().map(|kind| format!("{} {}", kind.files, kind.what)).collect();
        if !kinds.is_empty() {
            let _ = writeln!(page, "  Kinds: {}", kinds.join(", "));
        }
        for reason in &group.reasons {
            let _ = writeln!(page, "  {:>8}  {}", reason.files, reason.what);
        }
        if group.other_reasons > 0 && !group.reasons.is_empty() {
            let _ = writeln!(
                page,
                "  {:>8}  other reasons, or reasons that would name what is protected",
                group.other_reasons
            );
        }
    }
    page
}

fn n_files(n: u64) -> String {
    if n == 1 { "1 file".to_owned() } else { format!("{n} files") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(state: State, kind: &str, reason: &str) -> LedgerRow {
        LedgerRow {
            path: "a/secret-name.pdf".into(),
            document: None,
            parent: None,
            source: None,
            kind: kind.into(),
            state,
            reason: reason.into(),
            bytes: 10,
            units: 0,
            sandbox: String::new(),
        }
    }

    #[test]
    fn every_state_that_leaves_something_unread_has_words() {
        for state in State::ALL {
            assert_eq!(
                words(Sort::State(state), true).is_some(),
                state.is_unreadable() || matches!(state, State::Skipped | State::SetAside),
                "{state:?}"
            );
        }
    }

    #[test]
    fn reasons_that_differ_in_numbers_alone_are_one() {
        let rows = [
            row(State::Partly, "pdf", "3 of 12 pages have no text"),
            row(State::Partly, "pdf", "1 of 1,204 pages have no text"),
            row(State::Encrypted, "zip", "locked by a password"),
            row(State::Indexed, "text", ""),
        ];
        let unread = unread(&rows, &Protected::default(), true);
        assert_eq!((unread.files, unread.of), (3, 4));
        let groups: Vec<_> = unread.groups.iter().map(|g| (g.state, g.files, g.reasons[0].what.as_str())).collect();
        assert_eq!(groups, [("partly", 2, "N of N pages have no text"), ("encrypted", 1, "locked by a password")]);
        let deep = || row(State::LimitHit, "xml", "more than 512 elements in each other");
        let alike = super::unread(&[deep(), deep()], &Protected::default(), true);
        assert_eq!(alike.groups[0].reasons[0].what, "more than 512 elements in each other");
        assert!(unread.page.contains("Read in part: 2 files"), "{}", unread.page);
        assert!(!unread.page.contains("secret-name"));
    }

    #[test]
    fn digits_that_count_nothing_stay() {
        let check = |reason: &str, plain: &str| assert_eq!(without_numbers(reason), plain);
        check("3 of 1,204 pages (12.5 %) have no text", "N of N pages (N %) have no text");
        check("entry 2: more than 200 times as large", "entry N: more than N times as large");
        check("it matches \"hall 3\" and 4 more", "it matches \"hall 3\" and N more");
        check("the sheet Q3 of VX-2024-0219 breaks off", "the sheet Q3 of VX-2024-0219 breaks off");
        check("it matches \u{201c}4711\u{201d}", "it matches \u{201c}4711\u{201d}");
    }

    #[test]
    fn recordings_are_not_told_of_among_pictures() {
        let rows = [row(State::NoText, "png", "its pages are pictures"), row(State::NoText, "audio", "a recording")];
        let unread = unread(&rows, &Protected::default(), true);
        let groups: Vec<_> = unread.groups.iter().map(|group| (group.title, group.state, group.can)).collect();
        assert_eq!(groups, [("Pictures of text", "no_text", Some("ocr")), ("Recordings", "no_text", None)]);
        assert_eq!(unread.files, 2);
    }

    #[test]
    fn pictures_that_were_looked_at_in_vain_are_not_offered_again() {
        let rows = [row(State::NoText, "png", "no words were found on its pages")];
        let can = |waits: bool| unread(&rows, &Protected::default(), waits).groups[0].can;
        assert_eq!((can(true), can(false)), (Some("ocr"), None));
    }

    #[test]
    fn a_case_without_trouble_says_so() {
        let unread = unread(&[row(State::Indexed, "text", "")], &Protected::default(), true);
        assert_eq!(unread.page, "What we could not read\n\nEverything in this case could be read.\n");
    }
}
