//! Every command, declared once.

use super::{
    Arg, Command, Form, cases, citing, demo, documents, facts_of, history, page, searches, timeline, verify, views,
};

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
const ID: Arg = Arg { name: "id", form: Form::Needed, value: "ID", help: "Its id, or the start or end of it" };

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
        name: &["page"],
        about: "Draw a page as the reader shows it, to a PNG file",
        examples: &[
            "page tern contract.pdf --unit 2 --out page-2.png",
            "page tern 3fa9 --unit 1 --out scan.png --dpi 300",
        ],
        args: &[
            CASE,
            DOC,
            arg("unit", Form::Number, "N", "The page, from 1"),
            arg("out", Form::PathOption, "FILE", "Where the picture is written"),
            arg("dpi", Form::Number, "N", "Pixels an inch (default 150); a picture is never enlarged"),
        ],
        run: page::page,
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
        about: "Cite exact words, a row of a table or a box on a page: a place a fact can rest on",
        examples: &[
            "cite tern contract.pdf --unit 2 --quote 'shall deliver 64 units'",
            "cite tern lading.csv --unit 1 --row 18 --columns 'Container,Consignee'",
            "cite tern gate-pass.pdf --unit 1 --box 310,95,180,60",
        ],
        args: &[
            CASE,
            DOC,
            arg("unit", Form::Number, "N", "The page, message, section or block of rows, from 1"),
            arg("quote", Form::Option, "TEXT", "The words, as they stand there"),
            arg("occurrence", Form::Number, "K", "Which one, if they stand there more than once"),
            arg("box", Form::Option, "X,Y,W,H", "A box on the page, in points (1/72 inch) from its top left"),
            arg("row", Form::Number, "R", "The row of the table, as the sheet counts"),
            arg("columns", Form::Option, "A,B", "Only these columns, by heading or letter (default: all with content)"),
            arg("said-by", Form::Option, "WHO", "Who in the source says it: an entity's id, or words"),
        ],
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
            arg("schema", Form::NeededOption, "SCHEMA", "Company, Person, Product, Vessel…: FollowTheMoney names"),
            arg("name", Form::NeededOption, "NAME", "Its name"),
            PROP,
            STANDING,
            CITE,
        ],
        run: facts_of::entity_add,
    },
    Command {
        name: &["entity", "list"],
        about: "List the entities",
        examples: &["entity list tern --schema Company"],
        args: &[CASE, arg("schema", Form::Option, "SCHEMA", "Only this schema and its kinds")],
        run: views::entity_list,
    },
    Command {
        name: &["entity", "show"],
        about: "Show all that is known of an entity, and what it rests on",
        examples: &["entity show tern 0192"],
        args: &[CASE, ID],
        run: views::entity_show,
    },
    Command {
        name: &["entity", "merge"],
        about: "Judge that two entities are the same; split takes it back",
        examples: &["entity merge tern 0192a 0192b --because 'same registration number'"],
        args: &[
            CASE,
            arg("left", Form::Needed, "ENT", "One of them"),
            arg("right", Form::Needed, "ENT", "The other"),
            arg("unsure", Form::Flag, "", "Only note that they may be the same"),
            REASON,
        ],
        run: facts_of::entity_merge,
    },
    Command {
        name: &["entity", "split"],
        about: "Judge that two entities are not the same: both are again what they were",
        examples: &["entity split tern 0192a 0192b --because 'different birth dates'", "entity split tern 0192a"],
        args: &[
            CASE,
            arg("left", Form::Needed, "ENT", "One of them"),
            arg("right", Form::Optional, "ENT", "The other (default: each that it was judged the same as)"),
            REASON,
        ],
        run: facts_of::entity_split,
    },
    Command {
        name: &["entity", "withdraw"],
        about: "Withdraw an entity, or one statement about it; the history keeps it",
        examples: &["entity withdraw tern 0192"],
        args: &[CASE, arg("id", Form::Needed, "ID", "The entity's or statement's id, or the start or end of it")],
        run: facts_of::withdraw,
    },
    Command {
        name: &["link", "add"],
        about: "Connect two entities, with the citation that shows it",
        examples: &[
            "link add tern --schema Ownership --from 0192a --to 0192b --date 2024-03 --prop percentage=60 --cite 0192…",
        ],
        args: &[
            CASE,
            arg("schema", Form::NeededOption, "SCHEMA", "Ownership, Directorship, Payment…: FollowTheMoney names"),
            arg("from", Form::NeededOption, "ENT", "The owner, director, payer…"),
            arg("to", Form::NeededOption, "ENT", "What is owned, directed, paid…"),
            arg("date", Form::Option, "EDTF", "When: 2025-03, 2025-03/2025-05, 2024~, ../2025"),
            PROP,
            STANDING,
            CITE,
        ],
        run: facts_of::link_add,
    },
    Command {
        name: &["link", "list"],
        about: "List the connections",
        examples: &["link list tern --entity 0192"],
        args: &[CASE, arg("entity", Form::Option, "ENT", "Only those of this entity")],
        run: views::link_list,
    },
    Command {
        name: &["link", "withdraw"],
        about: "Withdraw a connection; the history keeps it",
        examples: &["link withdraw tern 0192"],
        args: &[CASE, ID],
        run: facts_of::link_withdraw,
    },
    Command {
        name: &["event", "add"],
        about: "Put something that happened on the timeline, with the citation that shows it",
        examples: &[
            "event add tern --date 2025-03-04 --title 'Racks dismantled' --participant 0192:operator --cite 0192…",
        ],
        args: &[
            CASE,
            arg("schema", Form::Option, "SCHEMA", "Event (default), Shipment…"),
            arg("date", Form::NeededOption, "EDTF", "When: 2025-03-04, 2025-03, 2025-03/2025-05, 2024~, ../2025"),
            arg("title", Form::NeededOption, "TEXT", "What happened"),
            arg("participant", Form::Repeated, "ENT:ROLE", "Who or what took part, and as what"),
            PROP,
            STANDING,
            CITE,
        ],
        run: facts_of::event_add,
    },
    Command {
        name: &["event", "list"],
        about: "List the events",
        examples: &["event list tern"],
        args: &[CASE],
        run: timeline::event_list,
    },
    Command {
        name: &["event", "withdraw"],
        about: "Withdraw an event; the history keeps it",
        examples: &["event withdraw tern 0192"],
        args: &[CASE, ID],
        run: facts_of::event_withdraw,
    },
    Command {
        name: &["tie"],
        about: "Let a citation speak for, against or around a fact or one property of it",
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
        run: facts_of::untie,
    },
    Command {
        name: &["uses"],
        about: "Show all that rests on a document, citation, entity or fact",
        examples: &["uses tern 0192", "uses tern contract.pdf"],
        args: &[CASE, arg("id", Form::Needed, "ID", "A document, citation, entity or statement")],
        run: views::uses,
    },
    Command {
        name: &["timeline"],
        about: "Show what happened, in order, each with what it rests on",
        examples: &["timeline tern", "timeline tern --entity 0192 --from 2025 --csv events.csv"],
        args: &[
            CASE,
            arg("entity", Form::Repeated, "ENT", "Only events it took part in"),
            arg("from", Form::Option, "EDTF", "Not before"),
            arg("to", Form::Option, "EDTF", "Not after"),
            arg("csv", Form::PathOption, "FILE", "Write a table there"),
            arg("svg", Form::PathOption, "FILE", "Draw it there"),
        ],
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
    Command {
        name: &["demo"],
        about: "Build the sample case, an invented investigation, to try things on",
        examples: &["demo", "demo ~/casebound-sample"],
        args: &[arg("dir", Form::OptionalPath, "DIR", "Where (default: casebound-sample here)")],
        run: demo::demo,
    },
];
