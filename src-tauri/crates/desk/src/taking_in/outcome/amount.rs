//! How much was read of a document whose reading came to a limit, in words.

use anchor::UnitKind;
use ingest::{host::Reading, kind::Kind};

use super::Found;

/// What was read before a limit and is kept; `None` where that is nothing.
pub(super) fn kept(went: &Reading, found: &Found) -> Option<String> {
    let kind = went.kind.or(found.kind);
    let n_whole = found.n_children.saturating_sub(u64::from(went.is_cut));
    let mut amounts: Vec<(u64, Noun)> = found.gist.amounts.iter().map(|(kind, n)| (*n, unit(*kind))).collect();
    amounts.push((n_whole, child(kind)));
    amounts.retain(|(n, _)| *n > 0);
    let mut parts: Vec<String> = amounts.iter().map(|(n, noun)| noun.times(*n)).collect();
    if went.is_cut {
        let of = if n_whole > 0 { "one more" } else { "one" };
        parts.push(format!("part of {of} {}", child(kind).0));
    }
    let is = if amounts.iter().map(|(n, _)| n).sum::<u64>() + u64::from(went.is_cut) == 1 { "is" } else { "are" };
    let last = parts.pop()?;
    let all = if parts.is_empty() { last } else { format!("{} and {last}", parts.join(", ")) };
    Some(format!("{all} read before that {is} kept"))
}

/// What one is called, and what more are.
#[derive(Clone, Copy)]
struct Noun(&'static str, &'static str);

impl Noun {
    fn times(self, n: u64) -> String {
        format!("{} {}", with_commas(n), if n == 1 { self.0 } else { self.1 })
    }
}

fn unit(kind: UnitKind) -> Noun {
    match kind {
        UnitKind::Page => Noun("page", "pages"),
        UnitKind::Message => Noun("message", "messages"),
        UnitKind::Sheet => Noun("row", "rows"),
        UnitKind::Slide => Noun("slide", "slides"),
        UnitKind::Web => Noun("web page", "web pages"),
        UnitKind::Section => Noun("section", "sections"),
    }
}

/// What lies in documents of a kind.
fn child(kind: Option<Kind>) -> Noun {
    match kind {
        Some(Kind::Mbox | Kind::Pst) => Noun("message", "messages"),
        Some(Kind::Mail | Kind::Mhtml | Kind::Emlx | Kind::Msg | Kind::Tnef | Kind::Pdf) => {
            Noun("attachment", "attachments")
        }
        _ => Noun("file", "files"),
    }
}

fn with_commas(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (idx, digit) in digits.chars().enumerate() {
        if idx > 0 && (digits.len() - idx).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use ingest::{format::Failure, host::Outcome, sandbox::SandboxReport};
    use store::State;

    use super::{super::verdict, *};

    /// Units by kind, then how many documents inside were begun and whether the last breaks off.
    #[track_caller]
    fn check(outcome: Outcome, kind: Kind, given: (&[(UnitKind, u64)], u64, bool), expect: (State, &str)) {
        let (amounts, n_children, is_cut) = given;
        let mut found = Found { n_children, ..Found::default() };
        found.gist.amounts = amounts.to_vec();
        let went = Reading {
            kind: Some(kind),
            outcome,
            units: 0,
            children: n_children,
            is_cut,
            bytes_in: 0,
            peak_memory: None,
            sandbox: SandboxReport { limits: true, seccomp: true, landlock: None, off: None },
        };
        assert_eq!(verdict(&went, &found), (expect.0, expect.1.to_owned()));
    }

    #[test]
    fn a_cap_on_time_says_how_much_is_kept_and_is_a_limit_where_that_is_anything() {
        let late = || Outcome::TimedOut("stopped after 2 minutes".into());
        let limit = |words| (State::LimitHit, words);
        check(
            late(),
            Kind::Mbox,
            (&[], 1_204, false),
            limit("reading was stopped after 2 minutes; 1,204 messages read before that are kept"),
        );
        check(
            late(),
            Kind::Csv,
            (&[(UnitKind::Sheet, 1_500_000)], 0, false),
            limit("reading was stopped after 2 minutes; 1,500,000 rows read before that are kept"),
        );
        check(
            late(),
            Kind::Pdf,
            (&[(UnitKind::Page, 12)], 1, false),
            limit("reading was stopped after 2 minutes; 12 pages and 1 attachment read before that are kept"),
        );
        check(
            late(),
            Kind::Zip,
            (&[], 1, false),
            limit("reading was stopped after 2 minutes; 1 file read before that is kept"),
        );
        check(
            late(),
            Kind::Zip,
            (&[], 13, true),
            limit("reading was stopped after 2 minutes; 12 files and part of one more file read before that are kept"),
        );
        check(
            late(),
            Kind::Gzip,
            (&[], 1, true),
            limit("reading was stopped after 2 minutes; part of one file read before that is kept"),
        );
        let nothing = "reading was stopped after 2 minutes; nothing of it was read by then";
        check(late(), Kind::Zip, (&[], 0, false), (State::TimedOut, nothing));
    }

    #[test]
    fn other_caps_say_so_too() {
        let limit = |words| (State::LimitHit, words);
        check(
            Outcome::OutOfMemory,
            Kind::Docx,
            (&[(UnitKind::Section, 2)], 0, false),
            limit("it needs more memory than a reader may hold; 2 sections read before that are kept"),
        );
        check(
            Outcome::OutOfMemory,
            Kind::Docx,
            (&[], 0, false),
            limit("it needs more memory than a reader may hold; nothing of it was read by then"),
        );
        let deep = || Outcome::Failed(Failure::LimitHit("containers in containers, 16 deep".into()));
        check(deep(), Kind::Zip, (&[], 0, false), limit("containers in containers, 16 deep; nothing of it was read"));
        let many = || Outcome::Failed(Failure::LimitHit("more than 2 entries".into()));
        check(many(), Kind::Zip, (&[], 2, false), limit("more than 2 entries; 2 files read before that are kept"));
    }
}
