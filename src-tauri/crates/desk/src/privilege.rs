//! Telling what may be between a lawyer and a client: by domains in mail addresses, by names, by words.
//!
//! Matching is deliberately coarse: what is set aside wrongly is released by a person in a moment, what is read wrongly
//! cannot be unread.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use store::{Rule, RuleKind};

/// Properties that hold addresses.
pub const ADDRESSES: [&str; 7] = ["from", "to", "cc", "bcc", "reply_to", "address", "author"];
/// Properties that hold words.
pub const WORDS: [&str; 3] = ["title", "subject", "finding"];

/// The list of rules, made ready.
pub struct Matcher {
    /// In small letters.
    domains: Vec<String>,
    names: Option<AhoCorasick>,
    shown: Vec<String>,
}

/// What of the list a document matches.
#[derive(Debug, Default, Clone)]
pub struct Matched(BTreeSet<String>);

impl Matcher {
    /// Of a list; `None` where there is nothing on it.
    pub fn new(rules: &[Rule]) -> Option<Matcher> {
        if rules.is_empty() {
            return None;
        }
        let of = |is_domain: bool| rules.iter().filter(move |rule| (rule.kind == RuleKind::Domain) == is_domain);
        let domains = of(true).map(|rule| rule.text.to_lowercase()).collect();
        let shown: Vec<String> = of(false).map(|rule| rule.text.clone()).collect();
        // A list that cannot be made ready would let everything by: names are short, and this does not happen.
        let names = AhoCorasick::builder().build(shown.iter().map(|name| folded(name))).ok();
        Some(Matcher { domains, names, shown })
    }

    /// Looks through words.
    pub fn look(&self, text: &str, found: &mut Matched) {
        let text = folded(text);
        if let Some(names) = &self.names {
            for hit in names.find_overlapping_iter(&text) {
                if is_whole(&text, hit.start(), hit.end())
                    && let Some(name) = self.shown.get(hit.pattern().as_usize())
                {
                    found.0.insert(name.clone());
                }
            }
        }
    }

    /// Looks at an address, or several in one text.
    pub fn look_at_address(&self, text: &str, found: &mut Matched) {
        self.look(text, found);
        let text = text.to_lowercase();
        for host in text.split('@').skip(1) {
            let end = host.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(host.len());
            let host = host[..end].trim_end_matches('.');
            for domain in &self.domains {
                let is_below = || host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'));
                if host == domain || is_below() {
                    found.0.insert(format!("@{domain}"));
                }
            }
        }
    }

    /// Looks at a property that a reader told.
    pub fn look_at_property(&self, key: &str, value: &str, found: &mut Matched) {
        if ADDRESSES.contains(&key) {
            self.look_at_address(value, found);
        } else if WORDS.contains(&key) {
            self.look(value, found);
        }
    }
}

impl Matched {
    /// Whether anything matched.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds what matched elsewhere.
    pub fn join(&mut self, other: Matched) {
        self.0.extend(other.0);
    }

    /// What matched, in words for the ledger.
    pub fn words(&self) -> String {
        format!("matches {}", self.0.iter().cloned().collect::<Vec<_>>().join(", "))
    }
}

/// Small letters, and one blank for any white space, so that a name matches over a line break.
fn folded(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// Whether what was found is no part of a longer word. Scripts that do without blanks have no such ends.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() && !is_unspaced(c);
    let goes_on =
        |inner: Option<char>, outer: Option<char>| inner.is_some_and(is_letter) && outer.is_some_and(is_letter);
    let (before, within, after) = (&text[..start], &text[start..end], &text[end..]);
    !goes_on(within.chars().next(), before.chars().next_back())
        && !goes_on(within.chars().next_back(), after.chars().next())
}

fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use facts::{PersonId, RuleId};

    use super::*;

    fn matcher(rules: &[(RuleKind, &str)]) -> Matcher {
        let rule = |(kind, text): &(RuleKind, &str)| Rule {
            id: RuleId::from_uuid(uuid::Uuid::nil()),
            kind: *kind,
            text: (*text).to_owned(),
            author: PersonId::from_uuid(uuid::Uuid::nil()),
            at: 0,
        };
        Matcher::new(&rules.iter().map(rule).collect::<Vec<_>>()).expect("there are rules")
    }

    fn found(rules: &[(RuleKind, &str)], text: &str, is_address: bool) -> Vec<String> {
        let mut found = Matched::default();
        match is_address {
            true => matcher(rules).look_at_address(text, &mut found),
            false => matcher(rules).look(text, &mut found),
        }
        found.0.into_iter().collect()
    }

    #[test]
    fn domains_match_addresses_and_what_lies_below_them() {
        let rules = [(RuleKind::Domain, "brand-kolb.example")];
        for address in
            ["Ida Kolb <ida@brand-kolb.example>", "x@MAIL.Brand-Kolb.example", "a@b.example, c@brand-kolb.example."]
        {
            assert_eq!(found(&rules, address, true), ["@brand-kolb.example"], "{address}");
        }
        for address in ["x@notbrand-kolb.example", "x@brand-kolb.example.net", "brand-kolb.example", "@"] {
            assert!(found(&rules, address, true).is_empty(), "{address}");
        }
    }

    #[test]
    fn names_and_words_match_whole_whatever_their_letters() {
        let rules = [(RuleKind::Name, "Ida Kolb"), (RuleKind::Word, "Mandantengeheimnis"), (RuleKind::Name, "律师")];
        assert_eq!(found(&rules, "so IDA\n  kolb wrote", false), ["Ida Kolb"]);
        assert_eq!(found(&rules, "Betreff: MANDANTENGEHEIMNIS!", false), ["Mandantengeheimnis"]);
        assert_eq!(found(&rules, "他的律师说", false), ["律师"]);
        assert!(found(&rules, "Frida Kolb and Ida Kolbe", false).is_empty());
    }

    #[test]
    fn an_empty_list_matches_nothing() {
        assert!(Matcher::new(&[]).is_none());
        assert!(Matched::default().is_empty());
    }
}
