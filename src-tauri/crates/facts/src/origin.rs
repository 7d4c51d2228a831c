//! What material goes back to: sources that derive from others are no further voices.

use std::collections::{BTreeSet, HashMap};

use crate::id::SourceId;

/// Which sources each source derives from.
pub type Derivations = HashMap<SourceId, Vec<SourceId>>;

/// The sources that a source goes back to in the end: itself, where it derives from no other.
///
/// Copies of a case that were changed apart can make a circle of derivations; it goes back to all that are in it.
#[must_use]
pub fn origins(of: SourceId, derivations: &Derivations) -> BTreeSet<SourceId> {
    let seen = reached(of, derivations);
    let is_first = |source: &SourceId| derivations.get(source).is_none_or(Vec::is_empty);
    let first: BTreeSet<SourceId> = seen.iter().copied().filter(is_first).collect();
    if first.is_empty() { seen } else { first }
}

/// Whether a source would go back to itself if it derived from `from`.
#[must_use]
pub fn is_circular(of: SourceId, from: SourceId, derivations: &Derivations) -> bool {
    reached(from, derivations).contains(&of)
}

/// A source and all it derives from, however far back.
fn reached(of: SourceId, derivations: &Derivations) -> BTreeSet<SourceId> {
    let mut seen = BTreeSet::from([of]);
    let mut next = vec![of];
    while let Some(source) = next.pop() {
        next.extend(derivations.get(&source).into_iter().flatten().copied().filter(|from| seen.insert(*from)));
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::v7;

    fn source(number: u64) -> SourceId {
        SourceId::from_uuid(v7(number, [0; 10]))
    }

    fn derived(pairs: &[(u64, &[u64])]) -> Derivations {
        pairs.iter().map(|(of, from)| (source(*of), from.iter().map(|n| source(*n)).collect())).collect()
    }

    #[test]
    fn what_derives_goes_back_to_where_it_began() {
        let derivations = derived(&[(2, &[1]), (3, &[2]), (5, &[3, 4]), (6, &[])]);
        let check = |of: u64, expect: &[u64]| {
            assert_eq!(origins(source(of), &derivations), expect.iter().map(|n| source(*n)).collect(), "{of}");
        };
        check(1, &[1]);
        check(2, &[1]);
        check(3, &[1]);
        check(5, &[1, 4]);
        check(6, &[6]);
    }

    #[test]
    fn a_circle_is_foreseen_and_comes_to_an_end_where_there_is_one() {
        let derivations = derived(&[(2, &[1]), (3, &[2])]);
        assert!(is_circular(source(1), source(3), &derivations));
        assert!(is_circular(source(1), source(1), &derivations));
        assert!(!is_circular(source(3), source(1), &derivations));
        let circle = derived(&[(1, &[2]), (2, &[1]), (3, &[1])]);
        assert_eq!(origins(source(1), &circle), BTreeSet::from([source(1), source(2)]));
        assert_eq!(origins(source(3), &circle), BTreeSet::from([source(1), source(2), source(3)]));
    }
}
