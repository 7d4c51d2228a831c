//! Every command, declared once.

use super::{Arg, Command, Form, cases, citing, documents, history, searches, verify};

const CASE: Arg =
    Arg { name: "case", form: Form::NeededPath, value: "CASE", help: "The case folder, or the case.casebound in it" };
const DOC: Arg = Arg {
    name: "doc",
    form: Form::Needed,
    value: "DOC",
    help: "A document: the start of its id or SHA-256, or its path as taken in",
};
const STATE: Arg =
    Arg { name: "state", form: Form::Option, value: "STATE", help: "Only this state, as the ledger names it" };
const CITE: Arg = Arg {
    name: "cite",
    form: Form::Repeated,
    value: "ID[:STANCE]",
    help: "A citation it rests on; STANCE is supports (default), contradicts or context",
};
const PROP: Arg =
    Arg { name: "prop", form: Form::Repeated, value: "KEY=VALUE", help: "A property, by its FollowTheMoney name" };
const STANDING: Arg = Arg {
    name: "standing",
    form: Form::Option,
    value: "STANDING",
    help: "documented, reported (default), alleged, charged, admitted, convicted, acquitted, denied, inferred or negated",
};
const REASON: Arg = Arg { name: "because", form: Form::Option, value: "TEXT", help: "Why, in a few words" };
const ID: Arg = Arg { name: "id", form: Form::Needed, value: "ID", help: "Its id, or the start of it" };

const fn arg(name: &'static str, form: Form, value: &'static str, help: &'static str) -> Arg {
    Arg { name, form, value, help }
}

/// The table.
pub const COMMANDS: &[Command] = &[
    Command {
        name: &["new"],
        about: "Make a new, empty case",
        examples: &["new tern --name \"Project Tern\""],
        args: &[
            arg("case", Form::NeededPath, "CASE", "A folder that does not exist yet"),
            arg("name", Form::Option, "NAME", "What to call it (default: the folder's name)"),
        ],
        run: cases::new,
    },
    Command {
        name: &["ingest"],
        about: "Take files and folders into the case and make every word searchable",
        examples: &[
            "ingest tern leak/ --source HERON --kind received",
            "ingest tern filings/ news/ --source REGISTER --kind filing",
        ],
        args: &[
            CASE,
            arg("paths", Form::ManyPaths, "PATH", "Files and folders; nothing is ever written to them"),
            arg(
                "source",
                Form::Option,
                "CODENAME",
                "Code name for this source. Never a real name: it stays in the history",
            ),
            arg("kind", Form::Option, "KIND", "received (default), filing, register, news, interview or own"),
            arg("jobs", Form::Number, "N", "How many files to read at once (default: one per core)"),
            arg(
                "without-sandbox",
                Form::Flag,
                "",
                "Read files in workers that are not confined; the ledger records it",
            ),
        ],
        run: cases::ingest,
    },
    Command {
        name: &["ledger"],
        about: "Account for every file and every file inside a file: what state it is in, and why",
        examples: &["ledger tern", "ledger tern --state encrypted --json"],
        args: &[CASE, STATE],
        run: cases::ledger,
    },
    Command {
        name: &["retry"],
        about: "Read again what could not be read",
        examples: &["retry tern", "retry tern --state timed_out"],
        args: &[
            CASE,
            STATE,
            arg("jobs", Form::Number, "N", "How many files to read at once (default: one per core)"),
            arg(
                "without-sandbox",
                Form::Flag,
                "",
                "Read files in workers that are not confined; the ledger records it",
            ),
        ],
        run: cases::retry,
    },
    Command {
        name: &["documents"],
        about: "List the documents",
        examples: &["documents tern --json"],
        args: &[CASE],
        run: documents::documents,
    },
    Command {
        name: &["text"],
        about: "Show a document's text, page by page",
        examples: &["text tern contract.pdf", "text tern 3fa9 --unit 2 --json"],
        args: &[
            CASE,
            DOC,
            arg("unit", Form::Number, "N", "Only this page, message or section, from 1"),
            arg("version", Form::Option, "V", "Another text version than the current one, by the start of its name"),
        ],
        run: documents::text,
    },
    Command {
        name: &["search"],
        about: "Find words: all of them, in one page, message, section or table row",
        examples: &[
            "search tern 'nvidia AND (shenzhen OR 深圳)'",
            "search tern 'type:mail \"bill of lading\"'",
            "search tern --exact -- 'MSKU 1234565'",
        ],
        args: &[
            CASE,
            arg("exact", Form::Flag, "", "Look for the text as typed, wherever it stands"),
            arg("regex", Form::Flag, "", "Look for a regular expression"),
            arg("limit", Form::Number, "N", "How many hits to show (default 20)"),
            arg("offset", Form::Number, "N", "How many hits to pass over"),
            arg("sort", Form::Option, "ORDER", "relevance (default) or date"),
            arg(
                "query",
                Form::Many,
                "QUERY",
                "Words are AND; OR, NOT, ( ), \"a phrase\", pre*, title: path: type: lang: source: date: entity: has:",
            ),
        ],
        run: searches::search,
    },
    Command {
        name: &["cite"],
        about: "Cite exact words, or a row of a table: a place a fact can rest on",
        examples: &[
            "cite tern contract.pdf --unit 2 --quote 'shall deliver 64 units'",
            "cite tern lading.csv --unit 1 --row 18 --columns 'Container,Consignee'",
        ],
        args: &[
            CASE,
            DOC,
            arg("unit", Form::Number, "N", "The page, message, section or block of rows, from 1"),
            arg("quote", Form::Option, "TEXT", "The words, as they stand there"),
            arg("occurrence", Form::Number, "K", "Which one, if they stand there more than once"),
            arg("row", Form::Number, "R", "The row of the table, as the sheet counts"),
            arg("columns", Form::Option, "A,B", "Only these columns, by heading or letter (default: all with content)"),
            arg("said-by", Form::Option, "WHO", "Who in the source says it: an entity's id, or words"),
        ],
        run: citing::cite,
    },
    Command {
        name: &["verify"],
        about: "Check every citation and every stored file again",
        examples: &["verify tern", "verify tern --citations --json"],
        args: &[
            CASE,
            arg("citations", Form::Flag, "", "Only what citations rest on"),
            arg("bytes", Form::Flag, "", "Only the stored files"),
        ],
        run: verify::verify,
    },
    Command {
        name: &["log"],
        about: "Show every change ever made to the case",
        examples: &["log tern --json"],
        args: &[CASE],
        run: history::log,
    },
    Command {
        name: &["undo"],
        about: "Take back the last change you made to the facts",
        examples: &["undo tern"],
        args: &[CASE],
        run: history::undo,
    },
    Command {
        name: &["check"],
        about: "Check database, stored files, index and history against each other",
        examples: &["check tern"],
        args: &[CASE],
        run: verify::check,
    },
    Command {
        name: &["reindex"],
        about: "Make the search index anew",
        examples: &["reindex tern"],
        args: &[CASE],
        run: searches::reindex,
    },
    Command {
        name: &["erase"],
        about: "Destroy a document, entity, statement or citation for good",
        examples: &["erase tern 3fa9 --reason privilege"],
        args: &[
            CASE,
            arg("id", Form::Needed, "ID", "A document, entity, statement or citation"),
            arg("reason", Form::NeededOption, "REASON", "privilege, source, law or error"),
        ],
        run: history::erase,
    },
];
