//! Saved searches, documents that are like one, and two of them side by side.

use super::{CASE, DOC, arg};
use crate::{
    Shape,
    command::{Command, Form, OfCase, comparing, likes, saved},
};

const SAVED: super::Arg =
    arg("saved", Form::Needed, "NAME", "A saved search, by its name or the start or end of its id");
const LIMIT: super::Arg = arg("limit", Form::Number, "N", "How many to show (default 20)");
const OFFSET: super::Arg = arg("offset", Form::Number, "N", "How many to pass over");

pub(super) const ADD: Command = Command {
    name: &["saved", "add"],
    about: "Save a search in the case, for all who work on it",
    examples: &[
        "saved add tern 'nvidia AND shenzhen'",
        "saved add tern --name 'Hall 3' --filter source:HERON -- '\"hall 3\"'",
    ],
    args: &[
        CASE,
        arg("name", Form::Option, "NAME", "What to call it (default: as it is typed)"),
        arg("exact", Form::Flag, "", "It looks for the text as typed"),
        arg("regex", Form::Flag, "", "It looks for a regular expression"),
        arg("filter", Form::Option, "FIELDS", "Only in documents that fit"),
        arg("sort", Form::Option, "ORDER", "relevance (default), date (latest first), oldest, added or path"),
        arg("as-of", Form::Number, "N", "How far you have looked: as_of of an answer (default: at all there is)"),
        arg("query", Form::Many, "QUERY", "As for search"),
    ],
    request: Shape::of::<saved::SaveSearch>(),
    response: Shape::of::<saved::SavedAnswer>(),
    signs: true,
    run: saved::add,
};

pub(super) const LIST: Command = Command {
    name: &["saved", "list"],
    about: "List the saved searches: how much each finds, and how much of it is new to you",
    examples: &["saved list tern", "saved list tern --json"],
    args: &[CASE],
    request: Shape::of::<OfCase>(),
    response: Shape::of::<saved::SavedAnswer>(),
    signs: false,
    run: saved::list,
};

pub(super) const RUN: Command = Command {
    name: &["saved", "run"],
    about: "Show what a saved search finds, or only what is new to you",
    examples: &["saved run tern 'Hall 3'", "saved run tern 'Hall 3' --new"],
    args: &[
        CASE,
        arg("new", Form::Flag, "", "Only in documents whose words came since you marked it as seen"),
        arg("time-limit", Form::Number, "SECONDS", "As for search: of one that looks for a text as typed or a pattern"),
        LIMIT,
        OFFSET,
        SAVED,
    ],
    request: Shape::of::<saved::RunSaved>(),
    response: Shape::of::<saved::SavedFound>(),
    signs: false,
    run: saved::run,
};

pub(super) const SEEN: Command = Command {
    name: &["saved", "seen"],
    about: "Remember that you have looked through a saved search: what comes later is new. Yours alone, never shared",
    examples: &["saved seen tern 'Hall 3'"],
    args: &[
        CASE,
        arg("as-of", Form::Number, "N", "How far you have looked: as_of of an answer (default: at all there is)"),
        SAVED,
    ],
    request: Shape::of::<saved::SavedSeen>(),
    response: Shape::of::<saved::SavedAnswer>(),
    signs: true,
    run: saved::seen,
};

pub(super) const RENAME: Command = Command {
    name: &["saved", "rename"],
    about: "Call a saved search something else",
    examples: &["saved rename tern 'Hall 3' --name 'The third hall'"],
    args: &[CASE, arg("name", Form::NeededOption, "NAME", "What to call it"), SAVED],
    request: Shape::of::<saved::RenameSaved>(),
    response: Shape::of::<saved::SavedAnswer>(),
    signs: true,
    run: saved::rename,
};

pub(super) const REMOVE: Command = Command {
    name: &["saved", "remove"],
    about: "Take a search off the list of saved ones",
    examples: &["saved remove tern 'Hall 3'"],
    args: &[CASE, SAVED],
    request: Shape::of::<saved::OfSaved>(),
    response: Shape::of::<saved::SavedAnswer>(),
    signs: true,
    run: saved::remove,
};

pub(super) const LIKE: Command = Command {
    name: &["like"],
    about: "List documents that are like one: they share the words that tell it from all others",
    examples: &[
        "like tern contract.pdf",
        "like tern contract.pdf --unit 2",
        "like tern contract.pdf --text 'accelerator boards in hall 3'",
    ],
    args: &[
        CASE,
        DOC,
        arg("unit", Form::Number, "N", "Like this page, message, section or block of rows, in place of the whole"),
        arg("text", Form::Option, "TEXT", "Like these words, in place of the whole"),
        LIMIT,
        OFFSET,
        super::NOW,
    ],
    request: Shape::of::<likes::OfLike>(),
    response: Shape::of::<likes::LikeAnswer>(),
    signs: false,
    run: likes::like,
};

pub(super) const COMPARE: Command = Command {
    name: &["compare"],
    about: "Show two documents side by side, with the words that differ",
    examples: &["compare tern contract.pdf contract-signed.pdf", "compare tern 3fa9 77c1 --json"],
    args: &[
        CASE,
        DOC,
        arg("other", Form::Needed, "OTHER", "The document to compare it with"),
        arg("limit", Form::Number, "N", "How many differences to show (default 200)"),
        arg("offset", Form::Number, "N", "How many differences to pass over"),
    ],
    request: Shape::of::<comparing::Compare>(),
    response: Shape::of::<comparing::CompareAnswer>(),
    signs: false,
    run: comparing::compare,
};
