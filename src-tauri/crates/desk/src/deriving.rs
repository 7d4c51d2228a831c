//! Sources that derive from others: by their code names, without circles.

use std::collections::HashMap;

use facts::{
    SourceId,
    origin::{Derivations, is_circular},
};
use store::{Case, Source};

use crate::{Code, Error, Result};

/// The source of a code name, however its letters are written; exactly as written first.
pub fn source_of(case: &Case, name: &str) -> Result<Source> {
    let wanted = name.trim();
    let all = case.sources()?;
    let mut named: Vec<Source> = all.into_values().collect();
    named.sort_by(|a, b| a.code_name.cmp(&b.code_name));
    let exact = named.iter().position(|source| source.code_name == wanted);
    let found = exact.or_else(|| named.iter().position(|s| s.code_name.to_lowercase() == wanted.to_lowercase()));
    found.map(|idx| named.swap_remove(idx)).ok_or_else(|| {
        Error::new(Code::NotFound, format!("There is no source {wanted} in this case."))
            .hint("casebound sources CASE lists them by code name.")
    })
}

/// What each source derives from.
pub fn derivations(sources: &HashMap<SourceId, Source>) -> Derivations {
    sources.iter().map(|(id, source)| (*id, source.derived_from.clone())).collect()
}

/// What a source is called; one that was erased is still named by others.
pub fn code_name(sources: &HashMap<SourceId, Source>, id: &SourceId) -> String {
    sources.get(id).map_or("(erased)", |source| &source.code_name).to_owned()
}

/// The sources of these code names, for a source (`None`: a new one) that derives from them.
pub fn derived_from(case: &Case, of: Option<&Source>, names: &[String]) -> Result<Vec<SourceId>> {
    let derivations = derivations(&case.sources()?);
    let mut from = Vec::new();
    for name in names {
        let source = source_of(case, name)?;
        if let Some(of) = of
            && is_circular(of.id, source.id, &derivations)
        {
            let message = match of.id == source.id {
                true => format!("{} cannot derive from itself.", of.code_name),
                false => format!("{} derives from {} itself.", source.code_name, of.code_name),
            };
            return Err(Error::new(Code::Refused, format!("{message} Nothing was changed."))
                .hint("Say which of the two came first."));
        }
        if !from.contains(&source.id) {
            from.push(source.id);
        }
    }
    Ok(from)
}
