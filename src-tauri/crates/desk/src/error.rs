//! The one place where trouble becomes words for people.

use serde::Serialize;
use ts_rs::TS;

/// What kind of trouble it is; shells branch on this, never on the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
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
    /// The search index is being made: the same search answers when that is done.
    Indexing,
    /// The fact cannot be recorded as it is.
    Refused,
    /// It was erased.
    Erased,
    /// A legal hold keeps it from being erased.
    Held,
    /// It is set aside, and whoever asks has not opened it.
    SetAside,
    /// Workers cannot be started or confined.
    Worker,
    /// A file could not be read or written.
    File,
    /// There is nothing to undo.
    NothingToUndo,
    /// There is no undo to take back.
    NothingToRedo,
    /// It was stopped on request.
    Stopped,
    /// A fault of this program.
    Internal,
}

/// Trouble, in words for people.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(rename = "DeskError")]
pub struct Error {
    /// What kind.
    pub code: Code,
    /// What failed, on what, and what is safe.
    pub message: String,
    /// What to do next; may be empty.
    pub hint: String,
    /// What the machine said; may be empty.
    pub detail: String,
    /// Where in a query the trouble lies: first character and one past the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub at: Option<[u32; 2]>,
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
        Error { code, message: message.into(), hint: String::new(), detail: String::new(), at: None }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Error {
        self.hint = hint.into();
        self
    }

    /// Adds where in a query it lies.
    #[must_use]
    pub fn at(mut self, start: usize, len: usize) -> Error {
        self.at = Some([start as u32, (start + len) as u32]);
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
                Error::new(Code::File, "The case could not be read or written, and the change under way was not made.")
                    .hint("See whether the disk can be read and written, then try again.")
                    .detail(detail)
            }
            E::Damaged(what) => Error::new(Code::Damaged, format!("The case is damaged: {what}."))
                .hint("Find out what is affected with: casebound check CASE"),
            E::DatabaseMissing => without_database("is missing"),
            E::DatabaseDamaged(why) => without_database("is damaged and cannot be trusted").detail(why),
            E::NotOpened(why) => {
                Error::new(Code::Damaged, format!("This case was not opened: {why}. Nothing in it was changed.")).hint(
                    "If somebody sent it, ask them for it again; if it is yours, restore a copy of the whole folder.",
                )
            }
            E::NotFound { what, id } => Error::not_found(what, &id),
            E::Ambiguous { what, id, count } => Error::new(Code::Ambiguous, format!("{id} fits {count} {what}s."))
                .hint("Give the id of the one you mean; casebound documents CASE lists them."),
            E::Blob { what, trouble } => {
                Error::new(Code::Damaged, format!("The stored bytes of {what} are {trouble}."))
                    .hint("See what rests on them with: casebound verify CASE")
            }
            E::Erased { what } => Error::new(Code::Erased, format!("{what} was erased.")),
            E::SetAside { what, because } => {
                Error::new(Code::SetAside, format!("{what} is set aside, as it may be privileged: {because}."))
                    .hint("Open it with a reason, which is recorded: casebound privilege open CASE DOC --because TEXT")
            }
            E::StillHeld => Error::new(
                Code::Locked,
                "It was erased, but another program has the case open and still holds old pages of it.",
            )
            .hint("Close the case everywhere, then make any change in it: the pages are overwritten then."),
            E::NothingToUndo => Error::new(Code::NothingToUndo, "There is nothing to undo."),
            E::NothingToRedo => Error::new(Code::NothingToRedo, "There is nothing to redo.")
                .hint("Only your last undo can be taken back, and only until you change something else."),
            E::CannotUndo { reason } => cannot_undo(reason),
            E::Held { what, because } => {
                Error::new(Code::Held, format!("A legal hold is on {what}: {because}. Nothing was erased."))
                    .hint("Only if you may: casebound hold CASE [DOC] --lift; casebound hold CASE lists what is held.")
            }
        }
    }
}

/// The one part of a case that nothing else can stand in for.
fn without_database(how_it_is: &str) -> Error {
    let message = format!(
        "The case cannot be opened: its database (case.sqlite) {how_it_is}. What was recorded cannot be read from it. The \
         originals are still in the folder vault, as plain files without their names."
    );
    Error::new(Code::Damaged, message).hint("Restore a copy of the whole case folder, and keep this one beside it.")
}

/// Why the last change was not taken back.
fn cannot_undo(reason: store::WhyNotUndone) -> Error {
    use store::WhyNotUndone as Why;
    match reason {
        Why::RestedOn(resting) => {
            let n_resting: u64 = resting.iter().map(|r| r.count).sum();
            let verb = if n_resting == 1 { "rests" } else { "rest" };
            let resting: Vec<String> = resting.iter().map(rests).collect();
            let message = format!("Your last change was not undone: {} {verb} on it.", resting.join(" and "));
            Error::new(Code::Refused, message).hint(
                "Ask them to take theirs back first, or withdraw what you no longer hold: the history keeps both.",
            )
        }
        Why::Erasing { what, at } => {
            let when = crate::library::moment(at);
            let message = format!(
                "Your last change, at {when}, erased a {what}. Erasing cannot be undone, and nothing was taken back."
            );
            Error::new(Code::Refused, message)
                .hint("To take back the change before it: casebound undo CASE --before-erase")
        }
        Why::ReadSince => {
            let message = "The line stays as you put it right: the document was read again since, with it.";
            Error::new(Code::Refused, message).hint("Put the line right once more: casebound correct CASE DOC")
        }
        Why::Kind(kind) => {
            Error::new(Code::Refused, "This kind of change is not undone. Nothing was taken back.").detail(kind)
        }
    }
}

/// `2 facts by Tovin Ashgrove`.
fn rests(resting: &store::Resting) -> String {
    let (one, many) = match resting.what {
        "statement" => ("fact", "facts"),
        "tie" => ("citation tied to a fact", "citations tied to facts"),
        "judgement" => ("merge or split", "merges and splits"),
        "preference" => ("preference", "preferences"),
        "correction" => ("line put right", "lines put right"),
        _ => ("citation", "citations"),
    };
    let name = |name: &String| if name.is_empty() { "somebody not named".to_owned() } else { name.clone() };
    let by = resting.by.iter().map(name).collect::<Vec<_>>().join(" and ");
    format!("{} {} by {by}", resting.count, if resting.count == 1 { one } else { many })
}
