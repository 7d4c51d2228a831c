//! Documents in which any of an entity's names stands.

use std::path::PathBuf;

use facts::PropertyType;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ts_rs::TS;

use super::{Answer, request, searches};
use crate::{
    Desk, Error, Job, Result,
    known::Known,
    library::{distinct, open},
    lookup::entity,
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Mentions {
    case: PathBuf,
    entity: String,
    limit: Option<usize>,
    offset: Option<usize>,
}

#[derive(Serialize, TS)]
pub(super) struct MentionsAnswer {
    /// The names that were looked for.
    names: Vec<String>,
    #[ts(as = "searches::SearchAnswer")]
    found: Value,
}

pub(super) fn mentions(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Mentions { case: path, entity: of, limit, offset } = request(value)?;
    let case = open(desk, &path)?;
    let id = entity(&case, &of)?;
    let known = Known::load(&case)?;
    let knowledge = known.knowledge();
    let whole = knowledge.whole(id).ok_or_else(|| Error::not_found("entity", &of))?;
    let vocabulary = facts::Vocabulary::standard();
    let is_name = |property: &str| {
        vocabulary.property(&whole.schema, property).is_some_and(|property| property.kind == PropertyType::Name)
    };
    let names = whole.live().filter(|s| is_name(&s.property) && search::is_name(&s.value));
    // Quotes of a name's own, as in ООО «Ромашка», would end the phrase.
    let names: Vec<String> = distinct(names.map(|s| search::as_phrase(&s.value)));
    let query = names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(" OR ");
    let found = if names.is_empty() {
        json!({
            "query": "", "understood": "", "mode": "words", "total": 0, "cut_short": null, "unfiltered": null,
            "unreadable": 0, "behind": 0, "quarantined": 0,
            "waiting": 0, "documents": null, "groups": null, "shown": null, "found_at": null, "filters": [], "hits": [],
            "facets": null, "notes": [], "as_of": case.sequence()?, "index": null,
        })
    } else {
        let asked = json!({ "case": path, "query": [query], "limit": limit, "offset": offset });
        searches::search(desk, job, asked)?.value
    };
    Answer::of(MentionsAnswer { names, found })
}
