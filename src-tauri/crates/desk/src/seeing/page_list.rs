//! Numbers of pages, as stretches: a book of scans has thousands.

use serde::{Deserialize, Serialize};

/// More stretches than this are not kept: the pages beyond are as if nobody had said anything of them.
const MOST_STRETCHES: usize = 100_000;

/// Rising numbers of pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct PageList(Vec<(u32, u32)>);

impl PageList {
    /// The list that a reading's details hold; empty where that is none.
    pub fn from_json(value: &serde_json::Value) -> PageList {
        let list: PageList = serde_json::from_value(value.clone()).unwrap_or_default();
        // What was recorded by somebody else may be anything.
        let is_rising = list.0.iter().all(|(from, to)| from <= to && *to <= ingest::protocol::inspect::MAX_UNSEEN)
            && list.0.windows(2).all(|two| two[0].1 < two[1].0);
        if is_rising { list } else { PageList::default() }
    }

    /// Adds a page whose number is higher than all before.
    pub fn push(&mut self, page: u32) {
        let n_stretches = self.0.len();
        match self.0.last_mut() {
            Some((_, to)) if to.checked_add(1) == Some(page) => *to = page,
            Some((_, to)) if *to >= page => {}
            _ if n_stretches == MOST_STRETCHES => {}
            _ => self.0.push((page, page)),
        }
    }

    /// How many.
    pub fn len(&self) -> u32 {
        self.0.iter().map(|(from, to)| to - from + 1).fold(0, u32::saturating_add)
    }

    /// Whether a page is among them.
    pub fn contains(&self, page: u32) -> bool {
        let after = self.0.partition_point(|(from, _)| *from <= page);
        after > 0 && self.0[after - 1].1 >= page
    }

    /// Each in turn.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().flat_map(|(from, to)| *from..=*to)
    }
}

impl FromIterator<u32> for PageList {
    fn from_iter<I: IntoIterator<Item = u32>>(pages: I) -> PageList {
        let mut list = PageList::default();
        pages.into_iter().for_each(|page| list.push(page));
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_become_stretches_and_pages_again() {
        let pages = [1, 2, 3, 7, 9, 10];
        let list: PageList = pages.into_iter().collect();
        let json = serde_json::to_value(&list).expect("a list");
        assert_eq!(json, serde_json::json!([[1, 3], [7, 7], [9, 10]]));
        assert_eq!(PageList::from_json(&json), list);
        assert_eq!(list.iter().collect::<Vec<_>>(), pages);
        assert_eq!(list.len(), 6);
        let is_in = |page: &u32| list.contains(*page);
        assert_eq!((0..12).filter(is_in).collect::<Vec<_>>(), pages);
    }

    #[test]
    fn a_list_that_is_none_is_empty() {
        for text in ["null", "[[3, 1]]", "[[1, 4], [4, 5]]", "[[1, 4000000000]]", "7", "[[1]]"] {
            let json = serde_json::from_str(text).expect("JSON");
            assert_eq!(PageList::from_json(&json), PageList::default(), "{text}");
        }
    }
}
