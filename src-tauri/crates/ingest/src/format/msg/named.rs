//! What appointments, tasks and contacts have that letters have not. Many of their properties have numbers of this file
//! alone, which a list of names explains ([MS-OXMSG] 2.2.3).

use std::collections::HashMap;
use std::path::Path;

use super::store::{Properties, Store};

const ENTRIES: &str = "/__nameid_version1.0/__substg1.0_00030102";
/// Numbers of named properties begin here.
const FIRST: u16 = 0x8000;

/// Where a value comes from, and what it is.
enum Field {
    Text(u16),
    Time(u16),
    /// By its number in [MS-OXPROPS].
    NamedText(u32),
    NamedTime(u32),
}

const MEETING: &[(&str, Field)] =
    &[("Location", Field::NamedText(0x8208)), ("Start", Field::NamedTime(0x820d)), ("End", Field::NamedTime(0x820e))];

const TASK: &[(&str, Field)] = &[("Start", Field::NamedTime(0x8104)), ("Due", Field::NamedTime(0x8105))];

const CONTACT: &[(&str, Field)] = &[
    ("Name", Field::Text(0x3001)),
    ("Nickname", Field::Text(0x3a4f)),
    ("Organization", Field::Text(0x3a16)),
    ("Department", Field::Text(0x3a18)),
    ("Title", Field::Text(0x3a17)),
    ("Email", Field::NamedText(0x8083)),
    ("Email", Field::NamedText(0x8093)),
    ("Email", Field::NamedText(0x80a3)),
    ("Telephone (work)", Field::Text(0x3a08)),
    ("Telephone (home)", Field::Text(0x3a09)),
    ("Telephone (cell)", Field::Text(0x3a1c)),
    ("Fax", Field::Text(0x3a24)),
    ("Postal address", Field::Text(0x3a15)),
    ("Postal address (work)", Field::NamedText(0x801b)),
    ("Website", Field::Text(0x3a51)),
    ("Born", Field::Time(0x3a42)),
];

/// The lines that an item of a class has above its words.
pub(super) fn lines(store: &mut Store, message: &Properties, class: &str) -> Vec<String> {
    let class = class.to_ascii_lowercase();
    let fields = match () {
        () if class.starts_with("ipm.appointment") || class.starts_with("ipm.schedule.meeting") => MEETING,
        () if class.starts_with("ipm.task") => TASK,
        () if class.starts_with("ipm.contact") => CONTACT,
        () => return Vec::new(),
    };
    let names = names(store);
    let mut lines = Vec::new();
    for (label, field) in fields {
        let value = match field {
            Field::Text(id) => store.line(message, *id),
            Field::Time(id) => moment(message, *id),
            Field::NamedText(lid) => names.get(lid).and_then(|id| store.line(message, *id)),
            Field::NamedTime(lid) => names.get(lid).and_then(|id| moment(message, *id)),
        };
        lines.extend(value.map(|value| format!("{label}: {value}")));
    }
    lines
}

fn moment(message: &Properties, id: u16) -> Option<String> {
    Some(message.time(id)?.format("%Y-%m-%d %H:%M UTC").to_string())
}

/// The numbers that named properties have here, by their own.
fn names(store: &mut Store) -> HashMap<u32, u16> {
    let entries = store.bytes(Path::new(ENTRIES)).unwrap_or_default();
    let mut names = HashMap::new();
    for entry in entries.chunks_exact(8) {
        let Ok([a, b, c, d, kind, _, low, high]) = <[u8; 8]>::try_from(entry) else { continue };
        // The others have a text for a name.
        if kind & 1 == 0 {
            let here = FIRST.checked_add(u16::from_le_bytes([low, high]));
            names.extend(here.map(|here| (u32::from_le_bytes([a, b, c, d]), here)));
        }
    }
    names
}
