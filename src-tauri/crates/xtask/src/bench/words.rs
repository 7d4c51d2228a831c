//! How well two readings of a page agree: as bags of words, order aside.

use std::collections::HashMap;

/// How much of the one is in the other.
#[derive(Debug, PartialEq)]
pub(super) struct Agreement {
    /// Words of the reference that we have too.
    pub(super) recall: f64,
    /// Words of ours that the reference has too.
    pub(super) precision: f64,
    /// How many words the reference has.
    pub(super) n_reference: usize,
    /// How many words we have.
    pub(super) n_ours: usize,
}

/// Compares words, which are what stands between white space. A word that stands twice has to be found twice.
pub(super) fn compare(reference: &str, ours: &str) -> Agreement {
    let mut left: HashMap<&str, usize> = HashMap::new();
    let mut n_reference = 0;
    for word in reference.split_whitespace() {
        *left.entry(word).or_default() += 1;
        n_reference += 1;
    }
    let (mut n_ours, mut n_both) = (0, 0);
    for word in ours.split_whitespace() {
        n_ours += 1;
        if let Some(count) = left.get_mut(word).filter(|count| **count > 0) {
            *count -= 1;
            n_both += 1;
        }
    }
    Agreement {
        recall: super::share(n_both, n_reference),
        precision: super::share(n_both, n_ours),
        n_reference,
        n_ours,
    }
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn words_are_counted_as_often_as_they_stand() {
        let check = |reference: &str, ours: &str, recall: f64, precision: f64| {
            let agreement = compare(reference, ours);
            assert_eq!((agreement.recall, agreement.precision), (recall, precision), "{ours}");
        };
        check("a b c d", "d c b a", 1.0, 1.0);
        check("a a b b", "a b", 0.5, 1.0);
        check("a b", "a a b b", 1.0, 0.5);
        check("a b", "", 0.0, 1.0);
        check("", "a", 1.0, 0.0);
    }
}
