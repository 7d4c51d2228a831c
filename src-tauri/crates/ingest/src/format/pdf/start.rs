//! How a reading goes on after one of the engines ended its worker: a crash of one costs nothing that the other reads.

/// Where a reading begins, and what it does without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// From the beginning, with both engines.
    Fresh,
    /// From the beginning, with the second engine alone.
    Alone,
    /// As [`Start::Alone`], but its words and nothing else.
    Bare,
    /// From the page with this index on, with the second engine alone, its words and what its pages are called.
    Unmarked(usize),
    /// From the page with this index on, without the first engine.
    WithoutFirst(usize),
    /// From the page with this index on, without the second engine.
    WithoutSecond(usize),
}

impl Start {
    /// What a token means.
    pub(super) fn of(token: Option<&str>) -> Start {
        let index = |page: &str| page.parse().ok();
        match token.and_then(|token| token.split_once(' ')) {
            Some(("alone", _)) => Start::Alone,
            Some(("bare", _)) => Start::Bare,
            Some(("unmarked", page)) => index(page).map_or(Start::Fresh, Start::Unmarked),
            Some(("without-first", page)) => index(page).map_or(Start::Fresh, Start::WithoutFirst),
            Some(("without-second", page)) => index(page).map_or(Start::Fresh, Start::WithoutSecond),
            _ => Start::Fresh,
        }
    }

    /// The token that means this.
    pub(super) fn token(self) -> String {
        match self {
            Start::Fresh => String::new(),
            Start::Alone => "alone 0".to_owned(),
            Start::Bare => "bare 0".to_owned(),
            Start::Unmarked(page) => format!("unmarked {page}"),
            Start::WithoutFirst(page) => format!("without-first {page}"),
            Start::WithoutSecond(page) => format!("without-second {page}"),
        }
    }

    /// The index of the first page to read.
    pub(super) fn page(self) -> usize {
        match self {
            Start::Fresh | Start::Alone | Start::Bare => 0,
            Start::Unmarked(page) | Start::WithoutFirst(page) | Start::WithoutSecond(page) => page,
        }
    }

    /// Whether the second engine reads alone.
    pub(super) fn is_alone(self) -> bool {
        matches!(self, Start::Alone | Start::Bare | Start::Unmarked(_))
    }
}

#[cfg(test)]
mod tests {
    use super::Start;

    #[test]
    fn tokens_mean_what_they_were_made_of() {
        let alone = [Start::Alone, Start::Bare, Start::Unmarked(3)];
        for start in [Start::Fresh, Start::WithoutFirst(0), Start::WithoutSecond(16)].into_iter().chain(alone) {
            assert_eq!(start.is_alone(), alone.contains(&start));
            assert_eq!(Start::of(Some(&start.token())), start);
        }
        for token in [None, Some("17"), Some("without-first x"), Some("without-second -1"), Some("unmarked")] {
            assert_eq!(Start::of(token), Start::Fresh);
        }
    }
}
