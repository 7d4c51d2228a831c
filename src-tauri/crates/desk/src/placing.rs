//! Citing a place in the same step as the fact that rests on it.
//!
//! A place is written `DOC:UNIT:` and then `START:END` (characters of the unit), `START:END>N` (they end in unit N),
//! `row=R` or `row=R/A,B` (a row of a table, or these columns of it), or `box=X,Y,W,H` (points on the page).

use anchor::Anchor;
use facts::{SaidBy, Stance, author::Cited};
use store::{Case, Transaction, table::citation::NewCitation};

use crate::{
    CancelToken, Code, Desk, Error, Result,
    findings::{self, Selection, Wanted},
    pages::{
        artist::Artist,
        region::{self, Region},
    },
    recording,
};

/// A place that is to be cited, and how it speaks to the fact.
pub struct Placed {
    citation: NewCitation,
    stance: Stance,
}

/// What of a unit is meant.
#[derive(Debug, Clone)]
pub enum What {
    /// Words or cells.
    InText(Wanted),
    /// A box on its page.
    OnPage(Region),
}

/// Finds each place; whoever speaks there speaks in all of them.
pub fn places(
    desk: &Desk,
    cancel: &CancelToken,
    case: &Case,
    texts: &[String],
    said_by: Option<&SaidBy>,
) -> Result<Vec<Placed>> {
    texts
        .iter()
        .map(|text| {
            let Place { doc, unit, what, stance } = read(text)?;
            let document = case.find_document(doc)?.id;
            let anchors: Vec<Anchor> = match what {
                What::InText(wanted) => {
                    findings::find(case, &document, doc, unit, &wanted)?.into_iter().map(|found| found.anchor).collect()
                }
                What::OnPage(area) => {
                    vec![region::cite(case, &mut Artist::new(desk), document, unit, area, cancel)?.into()]
                }
            };
            let citation = NewCitation { document, anchors, said_by: said_by.cloned(), translation: None };
            Ok(Placed { citation, stance })
        })
        .collect()
}

/// Cites them.
pub fn cite(tx: &mut Transaction<'_>, places: Vec<Placed>) -> Result<Vec<Cited>> {
    places
        .into_iter()
        .map(|Placed { citation, stance }| Ok(Cited { citation: tx.add_citation(&citation)?, stance }))
        .collect()
}

/// A place as it was written.
struct Place<'a> {
    doc: &'a str,
    unit: u32,
    what: What,
    stance: Stance,
}

/// Split from the right: a document's path may have colons in it.
fn read(text: &str) -> Result<Place<'_>> {
    let wrong = || {
        Error::new(Code::Usage, format!("{text} is not a place."))
            .hint("As in contract.pdf:2:118:164, lading.csv:1:row=18 or scan.pdf:1:box=72,90,200,40, with :contradicts if it does")
    };
    let (rest, stance) = match text.rsplit_once(':') {
        Some((rest, word)) if word.chars().all(|c| c.is_ascii_lowercase()) && !word.is_empty() => {
            (rest, recording::stance(word)?)
        }
        _ => (text, Stance::Supports),
    };
    let (rest, last) = rest.rsplit_once(':').ok_or_else(wrong)?;
    let (rest, what) = if let Some(row) = last.strip_prefix("row=") {
        let (row, columns) = row.split_once('/').unwrap_or((row, ""));
        let columns = columns.split(',').filter(|c| !c.is_empty()).map(str::to_owned).collect();
        (rest, What::InText(Wanted::Row { row: row.parse().map_err(|_| wrong())?, columns }))
    } else if let Some(area) = last.strip_prefix("box=") {
        (rest, What::OnPage(Region::parse(area)?))
    } else {
        let (rest, start) = rest.rsplit_once(':').ok_or_else(wrong)?;
        let (end, to_unit) = match last.split_once('>') {
            Some((end, unit)) => (end, Some(unit.parse().map_err(|_| wrong())?)),
            None => (last, None),
        };
        let (start, end) = (start.parse().map_err(|_| wrong())?, end.parse().map_err(|_| wrong())?);
        (rest, What::InText(Wanted::Span(Selection { start, to_unit, end })))
    };
    let (doc, unit) = rest.rsplit_once(':').filter(|(doc, _)| !doc.is_empty()).ok_or_else(wrong)?;
    Ok(Place { doc, unit: unit.parse().map_err(|_| wrong())?, what, stance })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn check(text: &str, expect: Option<(&str, u32, &str, &str)>) {
        let found = read(text).ok();
        let said = found.as_ref().map(|place| {
            let what = match &place.what {
                What::InText(Wanted::Span(s)) => {
                    format!("{}-{}{}", s.start, s.end, s.to_unit.map_or(String::new(), |n| format!(" in {n}")))
                }
                What::InText(Wanted::Row { row, columns }) => format!("row {row} {}", columns.join("+")),
                What::InText(Wanted::Quote { quote, .. }) => quote.clone(),
                What::OnPage(area) => format!("box {} {} {} {}", area.x, area.y, area.width, area.height),
            };
            (place.doc, place.unit, what, place.stance.word())
        });
        let expect = expect.map(|(doc, unit, what, stance)| (doc, unit, what.to_owned(), stance));
        assert_eq!(said, expect, "{text}");
    }

    #[test]
    fn a_place_is_split_from_the_right() {
        check("a.pdf:2:10:20", Some(("a.pdf", 2, "10-20", "supports")));
        check("a.pdf:2:10:20:context", Some(("a.pdf", 2, "10-20", "context")));
        check("a.pdf:2:10:20>3", Some(("a.pdf", 2, "10-20 in 3", "supports")));
        check("mail/Re: 1:2:3.eml:2:10:20", Some(("mail/Re: 1:2:3.eml", 2, "10-20", "supports")));
        check("a:b:1:2:3:contradicts", Some(("a:b", 1, "2-3", "contradicts")));
        check("t.csv:1:row=18", Some(("t.csv", 1, "row 18 ", "supports")));
        check("t.csv:1:row=18/A,C:context", Some(("t.csv", 1, "row 18 A+C", "context")));
        check("s.pdf:1:box=72,90.5,200,40", Some(("s.pdf", 1, "box 72 90.5 200 40", "supports")));
        let wrong = ["", "a.pdf", "a.pdf:2:10", ":2:10:20", "a.pdf:2:10:20:loudly", "a.pdf:2:x:20", "2:10:20:supports"];
        for text in wrong.into_iter().chain(["a.pdf:1:row=x", "a.pdf:1:box=1,2", "a.pdf:1:1:2>x"]) {
            check(text, None);
        }
    }
}
