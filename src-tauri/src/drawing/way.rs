//! The ways in which WebKit can draw, the fastest first.

use std::ffi::OsString;

/// How WebKit draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// As the system has it: through the graphics driver's own buffers.
    Fast,
    /// Through plain memory.
    SharedMemory,
    /// Without the graphics driver at all.
    Software,
}

const NO_DMABUF: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
const NO_COMPOSITING: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";

impl Way {
    /// The variables that WebKit reads.
    pub(crate) const VARIABLES: [&str; 2] = [NO_DMABUF, NO_COMPOSITING];

    /// The way that an environment asks for.
    pub(crate) fn of_environment(variable: impl Fn(&str) -> Option<OsString>) -> Way {
        // As WebKit reads them: "0" is no.
        let is_set = |name| variable(name).is_some_and(|value| !value.is_empty() && value != "0");
        match () {
            () if is_set(NO_COMPOSITING) => Way::Software,
            () if is_set(NO_DMABUF) => Way::SharedMemory,
            () => Way::Fast,
        }
    }

    /// What an environment must hold to ask for it.
    pub(crate) fn variables(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Way::Fast => &[],
            Way::SharedMemory => &[(NO_DMABUF, "1")],
            Way::Software => &[(NO_DMABUF, "1"), (NO_COMPOSITING, "1")],
        }
    }

    /// The next one that asks less of the driver.
    pub(crate) fn safer(self) -> Option<Way> {
        match self {
            Way::Fast => Some(Way::SharedMemory),
            Way::SharedMemory => Some(Way::Software),
            Way::Software => None,
        }
    }

    /// A word for it, as it is kept.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Way::Fast => "fast",
            Way::SharedMemory => "shared-memory",
            Way::Software => "software",
        }
    }

    /// The way that a word means.
    pub(crate) fn of_word(word: &str) -> Option<Way> {
        [Way::Fast, Way::SharedMemory, Way::Software].into_iter().find(|way| way.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_way_asks_of_an_environment_is_read_back_as_that_way() {
        for way in [Way::Fast, Way::SharedMemory, Way::Software] {
            let variable =
                |name: &str| way.variables().iter().find(|(n, _)| *n == name).map(|(_, value)| OsString::from(value));
            assert_eq!(Way::of_environment(variable), way);
            assert_eq!(Way::of_word(way.word()), Some(way));
        }
        assert_eq!(Way::of_environment(|_| Some("0".into())), Way::Fast);
        assert_eq!(Way::of_word("other"), None);
    }

    #[test]
    fn each_way_is_tried_once_and_the_last_has_none_after_it() {
        let tried: Vec<Way> = std::iter::successors(Some(Way::Fast), |way| way.safer()).collect();
        assert_eq!(tried, [Way::Fast, Way::SharedMemory, Way::Software]);
    }
}
