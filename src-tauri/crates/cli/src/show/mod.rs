//! Answers as text for people. `--json` does not come by here.

mod alike;
mod cases;
mod changes;
mod facts;
mod layout;
mod lists;
mod passwords;
mod privilege;
mod reader;
mod searches;
mod suggest;
mod sweeps;
mod timeline;

use std::io::{Result, Write};

pub(crate) use layout::plain;
use serde_json::Value;

/// Writes a command's answer.
pub(crate) fn show(words: &[&str], answer: &Value, out: &mut dyn Write) -> Result<()> {
    match words {
        ["new"] => cases::made(answer, out),
        ["ingest"] => cases::summary(answer, out),
        ["retry"] => cases::retried(answer, out),
        ["ocr"] => cases::looked(answer, out),
        ["correct"] => changes::corrected(answer, out),
        ["reread"] => cases::reread(answer, out),
        ["watch"] => cases::watched(answer, out),
        ["ledger"] => cases::ledger(answer, out),
        ["documents"] => cases::documents(answer, out),
        ["password", "add"] => passwords::added(answer, out),
        ["password", _] => passwords::passwords(answer, out),
        ["privilege", "add" | "list" | "remove"] => privilege::listed(answer, out),
        ["privilege", _] => privilege::decided(answer, out),
        ["text"] => cases::units(answer, out),
        ["verify"] => cases::verify(answer, out),
        ["check"] => cases::check(answer, out),
        ["reindex"] => cases::reindexed(answer, out),
        ["log"] => changes::log(answer, out),
        ["undo"] => changes::undone(answer, out),
        ["redo"] => changes::redone(answer, out),
        ["erase"] => changes::erased(answer, out),
        ["hold"] => changes::holds(answer, out),
        ["demo"] => cases::demo(answer, out),
        ["sheet"] => reader::sheets(answer, out),
        ["page"] => cases::drawn(answer, out),
        ["copy"] => cases::copied(answer, out),
        ["estimate"] => cases::estimate(answer, out),
        ["case"] => reader::case(answer, out),
        ["citation"] => reader::citation(answer, out),
        ["document"] => reader::document(answer, out),
        ["unit"] => reader::unit(answer, out),
        ["mark"] => reader::marked(answer, out),
        ["tags"] => reader::tags(answer, out),
        ["settings"] => reader::settings(answer, out),
        ["reveals"] => reader::reveals(answer, out),
        ["search"] => searches::search(answer, out),
        ["explain"] => searches::explained(answer, out),
        ["saved", "run"] => lists::found(answer, out),
        ["saved", _] => lists::saved(answer, out),
        ["like"] => lists::like(answer, out),
        ["compare"] => lists::compared(answer, out),
        ["similar"] => alike::similar(answer, out),
        ["conversation"] => alike::conversation(answer, out),
        ["cite"] => searches::cited(answer, out),
        ["entity", "state"] => reader::stated(answer, out),
        ["entity", "mentions"] => searches::search(&answer["found"], out),
        ["sources"] | ["source", "set"] => reader::sources(answer, out),
        ["sweep"] | ["sweep", "again" | "show"] => sweeps::swept(answer, out),
        ["sweep", "news"] => sweeps::told(answer, out),
        ["sweep", _] => sweeps::listed(answer, out),
        ["searches"] => reader::queries(answer, out),
        ["paste"] => reader::pasted(answer, out),
        ["suggest"] => suggest::suggest(answer, out),
        ["entity", "list"] => facts::entities(answer, out),
        ["entity", "show"] => facts::entity(answer, out),
        ["entity", "merge" | "split"] => facts::judged(answer, out),
        ["link", "list"] => facts::links(answer, out),
        [_, "add"] => facts::added(answer, out),
        [_, "withdraw"] => facts::withdrawn(answer, out),
        ["tie"] => facts::tied(answer, out),
        ["untie"] => facts::untied(answer, out),
        ["prefer"] => facts::preferred(answer, out),
        ["uses"] => facts::uses(answer, out),
        ["timeline"] | ["event", "list"] => timeline::timeline(answer, out),
        _ => writeln!(out, "{answer:#}"),
    }
}
