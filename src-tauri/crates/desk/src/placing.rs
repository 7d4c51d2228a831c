//! Citing words in the same step as the fact that rests on them.

use facts::{Stance, author::Cited};
use store::{Case, Transaction, table::citation::NewCitation};

use crate::{
    Code, Error, Result,
    findings::{self, Selection, Wanted},
    recording,
};

/// Words that are to be cited, and how they speak to the fact.
pub struct Placed {
    citation: NewCitation,
    stance: Stance,
}

/// Finds the words of each `DOC:UNIT:START:END[:STANCE]`.
pub fn places(case: &Case, texts: &[String]) -> Result<Vec<Placed>> {
    texts.iter().map(|text| place(case, text)).collect()
}

/// Cites them.
pub fn cite(tx: &mut Transaction<'_>, places: Vec<Placed>) -> Result<Vec<Cited>> {
    places
        .into_iter()
        .map(|Placed { citation, stance }| Ok(Cited { citation: tx.add_citation(&citation)?, stance }))
        .collect()
}

fn place(case: &Case, text: &str) -> Result<Placed> {
    let (doc, unit, start, end, stance) = parts(text)?;
    let document = case.find_document(doc)?.id;
    let wanted = Wanted::Span(Selection { start, to_unit: None, end });
    let found = findings::find(case, &document, doc, unit, &wanted)?;
    let anchors = found.into_iter().map(|found| found.anchor).collect();
    Ok(Placed { citation: NewCitation { document, anchors, said_by: None, translation: None }, stance })
}

/// Split from the right: a document's path may have colons in it.
fn parts(text: &str) -> Result<(&str, u32, u32, u32, Stance)> {
    let wrong = || {
        Error::new(Code::Usage, format!("{text} is not DOC:UNIT:START:END."))
            .hint("As in contract.pdf:2:118:164, or contract.pdf:2:118:164:contradicts")
    };
    let (rest, last) = text.rsplit_once(':').ok_or_else(wrong)?;
    let (rest, end, stance) = match last.parse::<u32>() {
        Ok(end) => (rest, end, Stance::Supports),
        Err(_) => {
            let (rest, end) = rest.rsplit_once(':').ok_or_else(wrong)?;
            (rest, end.parse().map_err(|_| wrong())?, recording::stance(last)?)
        }
    };
    let mut fields = rest.rsplitn(3, ':');
    let mut number = || fields.next().and_then(|field| field.parse::<u32>().ok()).ok_or_else(wrong);
    let (start, unit) = (number()?, number()?);
    let doc = fields.next().filter(|doc| !doc.is_empty()).ok_or_else(wrong)?;
    Ok((doc, unit, start, end, stance))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_place_is_split_from_the_right() {
        let read =
            |text| parts(text).ok().map(|(doc, unit, start, end, stance)| (doc, unit, start, end, stance.word()));
        assert_eq!(read("a.pdf:2:10:20"), Some(("a.pdf", 2, 10, 20, "supports")));
        assert_eq!(read("a.pdf:2:10:20:context"), Some(("a.pdf", 2, 10, 20, "context")));
        assert_eq!(read("mail/Re: 1:2:3.eml:2:10:20"), Some(("mail/Re: 1:2:3.eml", 2, 10, 20, "supports")));
        assert_eq!(read("a:b:1:2:3:contradicts"), Some(("a:b", 1, 2, 3, "contradicts")));
        for wrong in ["", "a.pdf", "a.pdf:2:10", ":2:10:20", "a.pdf:2:10:20:loudly", "a.pdf:2:x:20", "2:10:20:supports"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
