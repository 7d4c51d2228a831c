//! The address by which a window asks for a page: `/page/DOCUMENT/UNIT?case=PATH&scale=S&rotation=DEGREES`, with
//! `&engine=NAME` by another engine than the best, and for a part of it `&box=X,Y,WIDTH,HEIGHT` in points.

use std::path::PathBuf;

use super::{Engine, Turn, Wanted, region::Region};
use crate::{Code, Error, Result};

/// The case, the page, and the part of it if not the whole is meant.
pub(crate) fn parse(path: &str, query: &str) -> Result<(PathBuf, Wanted, Option<Region>)> {
    understood(path, query).ok_or_else(|| Error::new(Code::Usage, "This is no address of a page."))
}

fn understood(path: &str, query: &str) -> Option<(PathBuf, Wanted, Option<Region>)> {
    let mut steps = path.trim_start_matches('/').split('/');
    let (Some("page"), Some(document), Some(unit), None) = (steps.next(), steps.next(), steps.next(), steps.next())
    else {
        return None;
    };
    let value = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).and_then(|(_, value)| decoded(value))
    };
    let turn = value("rotation").map_or(Some(0), |degrees| degrees.parse().ok()).and_then(Turn::from_degrees)?;
    let engine = value("engine").map_or(Some(Engine::Best), |name| Engine::named(&name))?;
    let wanted = Wanted {
        document: decoded(document)?.parse().ok()?,
        unit: unit.parse().ok()?,
        scale: value("scale")?.parse().ok()?,
        turn,
        engine,
    };
    let part = match value("box") {
        // A box is told in the page's own points: on a turned page it would be another.
        Some(_) if turn != Turn::None => return None,
        Some(text) => Some(Region::parse(&text).ok()?),
        None => None,
    };
    Some((value("case")?.into(), wanted, part))
}

/// Undoes the encoding of `application/x-www-form-urlencoded` (URL Standard, section 5.1).
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_understood_or_refused() {
        let id = "0bbee1a7a9cb0bbee1a7a9cb0bbee1a7a9cb0bbee1a7a9cb0bbee1a7a9cb0bbe";
        let path = format!("/page/{id}/3");
        let (case, wanted, part) =
            parse(&path, "case=%2Fhome%2FMara+Quell%2F%E8%B4%A7&scale=2.5&rotation=90").expect("sound");
        assert_eq!(case, PathBuf::from("/home/Mara Quell/货"));
        assert_eq!((wanted.unit, wanted.scale, wanted.turn), (3, 2.5, Turn::Quarter));
        assert_eq!((wanted.document.to_string(), part), (id.to_owned(), None));
        let sound = "case=%2Fcase&scale=1";
        assert_eq!(parse(&path, sound).map(|(_, wanted, _)| wanted.turn).ok(), Some(Turn::None));
        let part = parse(&path, "case=%2Fcase&scale=1&box=72%2C90.5%2C200%2C40").ok().and_then(|(.., part)| part);
        assert_eq!(part, Some(Region { x: 72.0, y: 90.5, width: 200.0, height: 40.0 }));
        let other = parse(&path, "case=%2Fcase&scale=1&engine=other").expect("sound");
        assert_eq!((other.1.engine, wanted.engine), (Engine::Other, Engine::Best));
        for (path, query) in [
            ("/", sound),
            ("/page/1", sound),
            (&format!("{path}/4"), sound),
            (&format!("/page/{id}/-3"), sound),
            ("/page/../../etc/passwd", sound),
            (&path, "case=%2Fcase"),
            (&path, "scale=1"),
            (&path, "case=%2Fcase&scale=1&engine=paint"),
            (&path, "case=%2Fcase&scale=1&rotation=45"),
            (&path, "case=%2Fcase&scale=1&box=1,2,3"),
            (&path, "case=%2Fcase&scale=1&rotation=90&box=1,2,3,4"),
            (&path, "case=%2&scale=1"),
            (&path, "case=%ff&scale=1"),
        ] {
            assert_eq!(parse(path, query).map_err(|error| error.code).err(), Some(Code::Usage), "{path}?{query}");
        }
    }
}
