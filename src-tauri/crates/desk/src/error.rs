//! The one place where trouble becomes words for people.

use serde::Serialize;

/// What kind of trouble it is; shells branch on this, never on the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The request cannot be understood.
    Usage,
    /// There is no case there.
    NotACase,
    /// There is something there already.
    Exists,
    /// The case is too new for this program.
    NewerFormat,
    /// Somebody else is writing.
    Locked,
    /// The case can only be read.
    ReadOnly,
    /// The disk is full, or would be.
    NoSpace,
    /// Something in the case is not as it was written.
    Damaged,
    /// No such document, citation, entity…
    NotFound,
    /// The id fits several.
    Ambiguous,
    /// The words are not there, or stand there more than once.
    Quote,
    /// The page cannot be drawn.
    NotDrawn,
    /// The query cannot be understood.
    Query,
    /// The fact cannot be recorded as it is.
    Refused,
    /// It was erased.
    Erased,
    /// Workers cannot be started or confined.
    Worker,
    /// A file could not be read or written.
    File,
    /// There is nothing to undo.
    NothingToUndo,
    /// It was stopped on request.
    Stopped,
    /// A fault of this program.
    Internal,
}

/// Trouble, in words for people.
#[derive(Debug, Clone, Serialize)]
pub struct Error {
    /// What kind.
    pub code: Code,
    /// What failed, on what, and what is safe.
    pub message: String,
    /// What to do next; may be empty.
    pub hint: String,
    /// What the machine said; may be empty.
    pub detail: String,
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl Error {
    /// Trouble with words and nothing else yet.
    pub fn new(code: Code, message: impl Into<String>) -> Error {
        Error { code, message: message.into(), hint: String::new(), detail: String::new() }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Error {
        self.hint = hint.into();
        self
    }

    /// Adds what the machine said.
    #[must_use]
    pub fn detail(mut self, detail: impl std::fmt::Display) -> Error {
        self.detail = detail.to_string();
        self
    }

    /// A fault of this program.
    pub fn internal(what: &str, error: &dyn std::fmt::Display) -> Error {
        Error::new(Code::Internal, format!("Casebound could not handle {what}. The case is as it was.")).detail(error)
    }

    /// Nothing has this id.
    pub fn not_found(what: &str, id: &str) -> Error {
        Error::new(Code::NotFound, format!("There is no {what} {id} in this case."))
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Error {
        use store::Error as E;
        let detail = error.to_string();
        match error {
            E::NotACase { path } => Error::new(Code::NotACase, format!("{} is not a case.", path.display()))
                .hint("Give the folder that holds case.casebound, or make a case with: casebound new CASE"),
            E::NotEmpty { path } => {
                Error::new(Code::Exists, format!("{} exists and is not empty. Nothing was changed.", path.display()))
                    .hint("Choose a folder that does not exist yet.")
            }
            E::NewerFormat { .. } => Error::new(
                Code::NewerFormat,
                "This case was written by a newer Casebound. It was not opened and is as it was.",
            )
            .hint("Install the newer version.")
            .detail(detail),
            E::Locked { holder } => {
                let since = crate::library::moment(holder.since_ms);
                let message = format!(
                    "Somebody else is writing in this case: {} since {since} ({}).",
                    holder.who, holder.purpose
                );
                Error::new(Code::Locked, message).hint("Reading still works. Try again when it has finished.")
            }
            E::ReadOnly { reason } => {
                Error::new(Code::ReadOnly, format!("This case can only be read: {reason}. Nothing was changed."))
                    .hint("Copy the case folder to a disk of this machine to work on it.")
            }
            E::Full => Error::new(Code::NoSpace, "The disk is full. What was saved before is safe.")
                .hint("Free some space, then start the command again: it goes on where it stopped."),
            E::File { .. } | E::Database(_) => {
                Error::new(Code::File, "The case could not be read or written. What was saved before is safe.")
                    .detail(detail)
            }
            E::Damaged(what) => Error::new(Code::Damaged, format!("The case is damaged: {what}."))
                .hint("Find out what is affected with: casebound check CASE"),
            E::NotFound { what, id } => Error::not_found(what, &id),
            E::Ambiguous { what, id, count } => Error::new(Code::Ambiguous, format!("{id} fits {count} {what}s."))
                .hint("Give the id of the one you mean; casebound documents CASE lists them."),
            E::Blob { what, trouble } => {
                Error::new(Code::Damaged, format!("The stored bytes of {what} are {trouble}."))
                    .hint("See what rests on them with: casebound verify CASE")
            }
            E::Erased { what } => Error::new(Code::Erased, format!("{what} was erased.")),
            E::StillHeld => Error::new(
                Code::Locked,
                "It was erased, but another program has the case open and still holds old pages of it.",
            )
            .hint("Close the case everywhere, then make any change in it: the pages are overwritten then."),
            E::NothingToUndo => Error::new(Code::NothingToUndo, "There is nothing to undo."),
            E::CannotUndo { reason } => Error::new(Code::Refused, format!("It cannot be undone: {reason}.")),
        }
    }
}
