//! OpenDocument in one stream of XML (ODF 1.3, part 3, 2.2): FODT, FODS, FODP and FODG. Pictures and objects stand in it
//! in base64.

use mail_parser::decoders::base64::base64_decode;
use quick_xml::events::Event;

use super::properties;
use super::walk::{Content, Styles, walk};
use crate::format::children::{Children, Naming};
use crate::format::medium::Medium;
use crate::format::ooxml::{PART_BYTES, breaks_off, each_event};
use crate::format::{Emit, Failure, Limits, MetaKey, Problem, ProblemCode, encoding};

/// The whole stream as text.
pub(super) fn text(medium: &mut Medium<'_>, len: u64) -> Result<String, Failure> {
    if len > PART_BYTES {
        return Err(Failure::LimitHit(format!("it takes more than {} MiB", PART_BYTES >> 20)));
    }
    let bytes = medium.part(0, len)?;
    let (encoding, mark) = encoding::of(&bytes);
    let xml = encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    if xml.contains("<office:document") { Ok(xml) } else { Err(Failure::Corrupt("it has no body".to_owned())) }
}

/// Reads the words, and tells what the document says of itself.
pub(super) fn content(xml: &str, out: &mut dyn Emit) -> Result<Content, Failure> {
    properties(meta(xml)).into_iter().try_for_each(|(key, value)| out.meta(key, value))?;
    let content = walk(xml, &mut Styles::default());
    if let Some(fault) = &content.fault {
        out.problem(breaks_off("it", fault))?;
    }
    // Libraries of macros stand in elements of their own, whatever their prefix.
    if ["<ooo:module", "<script:module"].iter().any(|element| xml.contains(element)) {
        out.meta(MetaKey::Finding, "it contains macros".to_owned())?;
    }
    Ok(content)
}

/// Gives pictures and objects.
pub(super) fn give_children(xml: &str, limits: Limits, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut children = Children::new(limits, "part");
    let mut packed: Option<String> = None;
    let mut outcome = Ok(());
    each_event(xml, |event| match event {
        Event::Start(tag) if tag.local_name().as_ref() == "binary-data" => packed = Some(String::new()),
        Event::Text(text) => {
            if let Some(packed) = &mut packed {
                packed.push_str(&text.xml10_content());
            }
        }
        Event::End(tag) if tag.local_name().as_ref() == "binary-data" => {
            if let Some(packed) = packed.take()
                && outcome.is_ok()
            {
                outcome = give(&packed, &mut children, out);
            }
        }
        _ => {}
    });
    outcome
}

fn give(packed: &str, children: &mut Children, out: &mut dyn Emit) -> Result<(), Failure> {
    let packed: Vec<u8> = packed.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let unpacked = base64_decode(&packed);
    let broken = unpacked.is_none().then(|| Problem {
        code: ProblemCode::Unreadable,
        message: "it is not packed as it says; it is given as it stands".to_owned(),
        unit: None,
    });
    let name = format!("picture {}", children.next());
    children.give(Naming { name, broken, ..Naming::default() }, &unpacked.unwrap_or(packed), out)
}

/// The part that has title and authors: elsewhere the same words name other things.
fn meta(xml: &str) -> &str {
    let start = xml.find("<office:meta>").unwrap_or(xml.len());
    let rest = &xml[start..];
    &rest[..rest.find("</office:meta>").unwrap_or(0)]
}
