//! Where a Word document comes from, as it says apart from its properties: who saved it last and as what file, its
//! template, the printer it was laid out for, and whoever changed it ([MS-DOC], 2.5.6).

use encoding_rs::WINDOWS_1252;

use super::comments::names;
use super::fib::{Fib, Table};
use crate::format::about;
use crate::format::{Emit, Failure};

/// Programs keep the last ten.
const MOST_SAVINGS: usize = 100;
const MOST_WRITERS: usize = 500;
/// The place of the template in the list of associated strings.
const TEMPLATE: usize = 1;

/// Tells of all that.
pub(super) fn tell(fib: &Fib, table: &[u8], authors: &[String], out: &mut dyn Emit) -> Result<(), Failure> {
    if fib.is_old {
        return Ok(());
    }
    let mut told = Vec::new();
    let savings = names(fib.table(Table::SavedBy, table));
    for pair in savings.chunks(2).take(MOST_SAVINGS) {
        if let [name, path] = pair {
            told.extend(about::finding("earlier saved by", &format!("{name} as {path}")));
        }
    }
    // What is called as the properties have it is told there.
    let associated = names(fib.table(Table::Associated, table));
    let template = associated.get(TEMPLATE).filter(|path| path.contains(['\\', '/']));
    told.extend(template.and_then(|path| about::template(path)));
    told.extend(printer(fib.table(Table::Printer, table)));
    // The first stands for those who are not known.
    let known = authors.iter().filter(|name| *name != "Unknown");
    told.extend(known.take(MOST_WRITERS).filter_map(|name| about::writer(name, "")));
    told.into_iter().try_for_each(|(key, words)| out.meta(key, words))
}

/// The printer: four texts that each end with a zero, the last of them its name in full.
fn printer(bytes: &[u8]) -> about::Told {
    let mut texts = bytes.split(|byte| *byte == 0).take(4).map(|text| WINDOWS_1252.decode_without_bom_handling(text).0);
    let (name, port) = (texts.next()?, texts.next()?);
    let full = texts.nth(1).filter(|full| full.len() > name.len());
    let name = full.unwrap_or(name);
    // Those of a network have the machine's name in their port.
    let words = if port.starts_with(r"\\") { format!("{name} at {port}") } else { name.into_owned() };
    about::finding("set up for the printer", &words)
}
