//! Citing.

use std::path::PathBuf;

use facts::SaidBy;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::table::citation::NewCitation;
use ts_rs::TS;

use super::{Answer, request};
use crate::{
    Code, Desk, Error, Job, Result,
    findings::{self, Found, Wanted},
    library::open_mut,
    lookup,
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Cite {
    case: PathBuf,
    doc: String,
    unit: Option<u32>,
    quote: Option<String>,
    occurrence: Option<u32>,
    row: Option<u32>,
    columns: Option<String>,
    said_by: Option<String>,
}

#[derive(Serialize, TS)]
pub(super) struct Cited {
    citation: String,
    document: String,
    parts: Vec<Part>,
}

#[derive(Serialize, TS)]
pub(super) struct Part {
    unit: u32,
    start: u32,
    end: u32,
    quote: String,
}

pub(super) fn cite(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Cite { case, doc, unit, quote, occurrence, row, columns, said_by } = request(value)?;
    let unit = unit.ok_or_else(|| {
        Error::new(Code::Usage, "Say on which page, message, section or block of rows it stands, with --unit N.")
    })?;
    let wanted = match (quote, row) {
        (Some(quote), None) => Wanted::Quote { quote, occurrence },
        (None, Some(row)) => {
            let columns = columns.map(|c| c.split(',').map(str::to_owned).collect()).unwrap_or_default();
            Wanted::Row { row, columns }
        }
        _ => return Err(Error::new(Code::Usage, "Say what to cite: --quote TEXT, or --row R.")),
    };
    let mut case = open_mut(desk, &case)?;
    let document = case.find_document(&doc)?.id;
    let found = findings::find(&case, &document, &doc, unit, &wanted)?;
    let said_by = said_by.map(|who| speaker(&case, who)).transpose()?;
    let anchors = found.iter().map(|f| f.anchor.clone()).collect();
    let mut tx = case.begin(&desk.author, "citing")?;
    let id = tx.add_citation(&NewCitation { document, anchors, said_by, translation: None })?;
    tx.commit()?;
    let part = |Found { unit, start, end, quote, .. }| Part { unit, start, end, quote };
    Answer::of(Cited {
        citation: id.to_string(),
        document: document.to_string(),
        parts: found.into_iter().map(part).collect(),
    })
}

/// An entity if the words are its name or id, else the words.
fn speaker(case: &store::Case, who: String) -> Result<SaidBy> {
    match lookup::entity(case, &who) {
        Ok(entity) => Ok(SaidBy::Entity(entity)),
        Err(error) if error.code == Code::NotFound => Ok(SaidBy::Words(who)),
        // Somebody may be called as an entity that was withdrawn is; only an id can mean nothing else.
        Err(error) if error.code == Code::Refused && who.parse::<facts::EntityId>().is_err() => Ok(SaidBy::Words(who)),
        Err(error) => Err(error),
    }
}
