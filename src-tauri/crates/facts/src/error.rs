/// What is wrong with an id or with a fact that was to be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A text that is not an id of the kind asked for.
    #[error("`{text}` is not the id of {what}")]
    NotAnId {
        /// The kind of id, with its article.
        what: &'static str,
        /// What stood there.
        text: String,
    },
    /// A word that is none of the few that can stand there.
    #[error("`{text}` is not {what}: one of {}", known.join(", "))]
    NotAWord {
        /// What should have stood there, with its article.
        what: &'static str,
        /// What stood there.
        text: String,
        /// The words that can.
        known: &'static [&'static str],
    },
}
