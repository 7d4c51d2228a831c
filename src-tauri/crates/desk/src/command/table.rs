//! Every command, declared once.

use super::{Arg, Command, Form, cases, citing, demo, documents, facts_of, history, searches, timeline, verify, views};

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
    value: "ID[:HOW]",
    help: "A citation it rests on, and how it speaks to it: supports (default), contradicts or context",
};
const PROP: Arg = Arg {
    name: "prop",
    form: Form::Repeated,
    value: "KEY=VALUE",
    help: "One thing more that is known of it, by its FollowTheMoney name: jurisdiction=sg",
};
const STANDING: Arg = Arg {
    name: "standing",
    form: Form::Option,
    value: "STANDING",
    help: "How it is known: documented, reported (default), alleged, charged, admitted, convicted, acquitted, denied, inferred or negated",
};
const REASON: Arg = Arg { name: "because", form: Form::Option, value: "TEXT", help: "Why, in a few words" };
const ID: Arg = Arg { name: "id", form: Form::Needed, value: "ID", help: ENT_HELP };

/// How an entity is named.
const ENT_HELP: &str = "Its exact name or id, or the start or end of its id";

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
        signs: true,
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
            arg("without-sandbox", Form::Flag, "", "Read files without locking the readers in; the ledger records it"),
        ],
        signs: true,
        run: cases::ingest,
    },
    Command {
        name: &["ledger"],
        about: "Account for every file and every file inside a file: what state it is in, and why",
        examples: &["ledger tern", "ledger tern --state encrypted --json"],
        args: &[CASE, STATE],
        signs: false,
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
            arg("without-sandbox", Form::Flag, "", "Read files without locking the readers in; the ledger records it"),
        ],
        signs: true,
        run: cases::retry,
    },
    Command {
        name: &["documents"],
        about: "List the documents",
        examples: &["documents tern --json"],
        args: &[CASE],
        signs: false,
        run: documents::documents,
    },
    Command {
        name: &["text"],
        about: "Show a document's text, page by page",
        examples: &["text tern contract.pdf", "text tern 3fa9 --unit 2 --json"],
        args: &[
            CASE,
            DOC,
            arg("unit", Form::Number, "N", "Only this page, message, section or block of rows, from 1"),
            arg("version", Form::Option, "V", "An earlier text of it, by the start of its version"),
        ],
        signs: false,
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
        signs: false,
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
            arg("said-by", Form::Option, "WHO", "Who in the source says it: an entity by name or id, else any words"),
        ],
        signs: true,
        run: citing::cite,
    },
    Command {
        name: &["entity", "add"],
        about: "Add a company, person, product, place… with the citation that shows it",
        examples: &[
            "entity add tern --schema Company --name 'Quillmarrow Trading' --prop jurisdiction=sg --cite 0192…",
        ],
        args: &[
            CASE,
            arg(
                "schema",
                Form::NeededOption,
                "KIND",
                "What it is: Company, Person, Product, Vessel… (names of FollowTheMoney)",
            ),
            arg("name", Form::NeededOption, "NAME", "Its name"),
            PROP,
            STANDING,
            CITE,
        ],
        signs: true,
        run: facts_of::entity_add,
    },
    Command {
        name: &["entity", "list"],
        about: "List the entities",
        examples: &["entity list tern --schema Company"],
        args: &[CASE, arg("schema", Form::Option, "KIND", "Only these: Company, Person, Product…")],
        signs: false,
        run: views::entity_list,
    },
    Command {
        name: &["entity", "show"],
        about: "Show all that is known of an entity, and what it rests on",
        examples: &["entity show tern 'Quillmarrow Trading'", "entity show tern 0192"],
        args: &[CASE, ID],
        signs: false,
        run: views::entity_show,
    },
    Command {
        name: &["entity", "merge"],
        about: "Judge that two entities are the same; split takes it back",
        examples: &["entity merge tern 0192a 0192b --because 'same registration number'"],
        args: &[
            CASE,
            arg("left", Form::Needed, "ENT", "One of them, by name or id"),
            arg("right", Form::Needed, "ENT", "The other, by name or id"),
            arg("unsure", Form::Flag, "", "Only note that they may be the same"),
            REASON,
        ],
        signs: true,
        run: facts_of::entity_merge,
    },
    Command {
        name: &["entity", "split"],
        about: "Judge that two entities are not the same: both are again what they were",
        examples: &["entity split tern 0192a 0192b --because 'different birth dates'", "entity split tern 0192a"],
        args: &[
            CASE,
            arg("left", Form::Needed, "ENT", "One of them, by name or id"),
            arg("right", Form::Optional, "ENT", "The other (default: each that it was judged the same as)"),
            REASON,
        ],
        signs: true,
        run: facts_of::entity_split,
    },
    Command {
        name: &["entity", "withdraw"],
        about: "Withdraw an entity, or one statement about it; the history keeps it",
        examples: &["entity withdraw tern 0192"],
        args: &[CASE, arg("id", Form::Needed, "ID", "The entity, by name or id, or the id of one statement")],
        signs: true,
        run: facts_of::withdraw,
    },
    Command {
        name: &["link", "add"],
        about: "Connect two entities, with the citation that shows it",
        examples: &[
            "link add tern --schema Ownership --from 'Ilse Vane' --to 0192b --date 2024-03 --prop percentage=60 --cite 0192…",
        ],
        args: &[
            CASE,
            arg(
                "schema",
                Form::NeededOption,
                "KIND",
                "What joins them: Ownership, Directorship, Payment… (names of FollowTheMoney)",
            ),
            arg("from", Form::NeededOption, "ENT", "The owner, director, payer…, by name or id"),
            arg("to", Form::NeededOption, "ENT", "What is owned, directed, paid…, by name or id"),
            arg("date", Form::Option, "DATE", "When: 2025-03, 2025-03/2025-05, 2024~, ../2025"),
            PROP,
            STANDING,
            CITE,
        ],
        signs: true,
        run: facts_of::link_add,
    },
    Command {
        name: &["link", "list"],
        about: "List the connections",
        examples: &["link list tern --entity 0192"],
        args: &[CASE, arg("entity", Form::Option, "ENT", "Only those of this entity, by name or id")],
        signs: false,
        run: views::link_list,
    },
    Command {
        name: &["link", "withdraw"],
        about: "Withdraw a connection; the history keeps it",
        examples: &["link withdraw tern 0192"],
        args: &[CASE, ID],
        signs: true,
        run: facts_of::link_withdraw,
    },
    Command {
        name: &["event", "add"],
        about: "Put something that happened on the timeline, with the citation that shows it",
        examples: &[
            "event add tern --date 2025-03-04 --title 'Racks dismantled' --participant 'Hall 3:site' --cite 0192…",
        ],
        args: &[
            CASE,
            arg("schema", Form::Option, "KIND", "What it is: Event (default), Shipment…"),
            arg("date", Form::NeededOption, "DATE", "When: 2025-03-04, 2025-03, 2025-03/2025-05, 2024~, ../2025"),
            arg("title", Form::NeededOption, "TEXT", "What happened"),
            arg("participant", Form::Repeated, "ENT:ROLE", "Who or what took part, by name or id, and as what"),
            PROP,
            STANDING,
            CITE,
        ],
        signs: true,
        run: facts_of::event_add,
    },
    Command {
        name: &["event", "list"],
        about: "List the events",
        examples: &["event list tern"],
        args: &[CASE],
        signs: false,
        run: timeline::event_list,
    },
    Command {
        name: &["event", "withdraw"],
        about: "Withdraw an event; the history keeps it",
        examples: &["event withdraw tern 0192"],
        args: &[CASE, ID],
        signs: true,
        run: facts_of::event_withdraw,
    },
    Command {
        name: &["tie"],
        about: "Let a citation speak for or against a fact, or one property of it",
        examples: &["tie tern 0192a.date --cite 0192b:contradicts"],
        args: &[
            CASE,
            arg(
                "fact",
                Form::Needed,
                "FACT[.PROP]",
                "An entity, connection, event or statement; .PROP for one property",
            ),
            CITE,
        ],
        signs: true,
        run: facts_of::tie,
    },
    Command {
        name: &["untie"],
        about: "Take a citation away from a fact or one property of it",
        examples: &["untie tern 0192a.date --cite 0192b"],
        args: &[
            CASE,
            arg(
                "fact",
                Form::Needed,
                "FACT[.PROP]",
                "An entity, connection, event or statement; .PROP for one property",
            ),
            CITE,
        ],
        signs: true,
        run: facts_of::untie,
    },
    Command {
        name: &["uses"],
        about: "Show all that rests on a document, citation, entity or fact",
        examples: &["uses tern 0192", "uses tern contract.pdf"],
        args: &[CASE, arg("id", Form::Needed, "ID", "A document, citation, entity (by name or id) or statement")],
        signs: false,
        run: views::uses,
    },
    Command {
        name: &["timeline"],
        about: "Show what happened, in order, each with what it rests on",
        examples: &["timeline tern", "timeline tern --entity 'Quillmarrow Trading' --from 2025 --csv events.csv"],
        args: &[
            CASE,
            arg("entity", Form::Repeated, "ENT", "Only events it took part in, by name or id"),
            arg("from", Form::Option, "DATE", "Not before: 2025-03, 2025"),
            arg("to", Form::Option, "DATE", "Not after"),
            arg("csv", Form::PathOption, "FILE", "Write a table there"),
            arg("svg", Form::PathOption, "FILE", "Draw it there"),
            arg("force", Form::Flag, "", "Overwrite the file if there is one"),
        ],
        signs: false,
        run: timeline::timeline,
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
        signs: false,
        run: verify::verify,
    },
    Command {
        name: &["log"],
        about: "Show every change ever made to the case",
        examples: &["log tern --json"],
        args: &[CASE],
        signs: false,
        run: history::log,
    },
    Command {
        name: &["undo"],
        about: "Take back the last change you made to the facts",
        examples: &["undo tern"],
        args: &[CASE],
        signs: true,
        run: history::undo,
    },
    Command {
        name: &["check"],
        about: "Check database, stored files, index and history against each other",
        examples: &["check tern"],
        args: &[CASE],
        signs: false,
        run: verify::check,
    },
    Command {
        name: &["reindex"],
        about: "Make the search index anew",
        examples: &["reindex tern"],
        args: &[CASE],
        signs: false,
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
        signs: true,
        run: history::erase,
    },
    Command {
        name: &["demo"],
        about: "Build the sample case, an invented investigation, to try things on",
        examples: &["demo", "demo ~/casebound-sample"],
        args: &[arg("dir", Form::OptionalPath, "DIR", "Where (default: casebound-sample here)")],
        signs: true,
        run: demo::demo,
    },
];
