//! The parts of a query that only narrow it down to some documents, as a person takes them away one by one.

use crate::query::{FieldTerm, Query};

/// A part of a query, of those that are all asked for, in which nothing but fields stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Narrowing<'a> {
    /// The part.
    pub part: &'a Query,
    /// Its fields and whether documents with them are left out; of several without `NOT`, one is enough.
    pub fields: Vec<(&'a FieldTerm, bool)>,
    /// The query without this part; empty if nothing is left.
    pub rest: String,
}

impl Query {
    /// The parts that narrow it down, in order: `type:pdf` and `-source:HERON` of `lease type:pdf -source:HERON`.
    pub fn narrowings(&self) -> Vec<Narrowing<'_>> {
        let parts = match self {
            Query::And(parts) => parts.as_slice(),
            only => std::slice::from_ref(only),
        };
        let narrowing = |(idx, part)| {
            let mut fields = Vec::new();
            fields_of(part, false, &mut fields).then(|| {
                let mut rest = parts.to_vec();
                rest.remove(idx);
                let rest = match rest.as_slice() {
                    [] => String::new(),
                    [only] => only.to_string(),
                    _ => Query::And(rest).to_string(),
                };
                Narrowing { part, fields, rest }
            })
        };
        parts.iter().enumerate().filter_map(narrowing).collect()
    }
}

/// Gathers the fields of a part; false if there is anything else in it.
fn fields_of<'a>(part: &'a Query, is_out: bool, fields: &mut Vec<(&'a FieldTerm, bool)>) -> bool {
    match part {
        Query::And(parts) | Query::Or(parts) => parts.iter().all(|part| fields_of(part, is_out, fields)),
        Query::Not(part) => fields_of(part, !is_out, fields),
        Query::InDocument(part) => fields_of(part, is_out, fields),
        Query::Field(term) => {
            fields.push((term, is_out));
            true
        }
        Query::Words(_) | Query::Parts(_) | Query::Near(_) | Query::Pattern(_) | Query::Alike(_) => false,
    }
}
