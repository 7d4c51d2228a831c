//! What a file tells besides its words: names, machines, places and times that could give a source away.
//!
//! A pure function over what the readers told of a document. It sorts what is there and judges nothing: an author may be
//! well known, and a time may be wrong.

mod route;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

/// Kinds of what a file tells, the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Somebody's name.
    Person,
    /// A firm that a program is registered to.
    Organisation,
    /// A name somebody goes by on a computer, or a folder of theirs.
    Account,
    /// Where it was made.
    Place,
    /// What it was made with, to the very machine where its number is noted.
    Device,
    /// Machines a message went through.
    Route,
    /// When it was made, and in which time zone.
    Time,
    /// The program it was made with.
    Program,
    /// Words, sheets or slides that are not shown.
    Hidden,
    /// Changes, remarks and properties that were kept.
    Kept,
    /// What it would fetch where it is opened, and so tell of whoever opens it.
    Contact,
}

/// One thing that a file tells.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
pub struct Revealed {
    /// What kind of thing.
    pub what: What,
    /// In words.
    pub words: String,
}

/// What is known of a document without its words.
pub struct Told<'a> {
    /// Properties by name, as the readers told them.
    pub meta: &'a BTreeMap<String, Vec<String>>,
    /// Where it was found.
    pub paths: &'a [String],
    /// Lines of comments, of deleted and of inserted text: `author, date: words`.
    pub remarks: &'a [String],
}

/// Properties that are somebody's name or the like, with what is said of them.
const PROPERTIES: [(&str, What, &str); 11] = [
    ("author", What::Person, "author"),
    ("bcc", What::Person, "a recipient that the others did not see"),
    ("reply_to", What::Person, "answers go to"),
    ("device", What::Device, "made with"),
    ("printer_dots", What::Device, "on its paper"),
    ("place", What::Place, "taken at (latitude, longitude)"),
    ("taken_at", What::Time, "taken"),
    ("created", What::Time, "created"),
    ("modified", What::Time, "last changed"),
    ("saved_at", What::Time, "saved"),
    ("application", What::Program, "made with"),
];

/// Findings by how they begin.
const FINDINGS: [(&str, What); 25] = [
    ("last saved by ", What::Person),
    ("earlier saved by ", What::Person),
    ("named among its writers: ", What::Person),
    ("named beside the text: ", What::Person),
    ("manager: ", What::Person),
    ("owner of the camera: ", What::Person),
    ("last printed by ", What::Person),
    ("made with a program registered to ", What::Organisation),
    ("made from the template ", What::Program),
    ("last printed ", What::Time),
    ("saved ", What::Time),
    ("edited for ", What::Time),
    ("keywords: ", What::Kept),
    ("category: ", What::Kept),
    ("status: ", What::Kept),
    ("variable ", What::Kept),
    ("set up for the printer ", What::Device),
    ("embedded from ", What::Account),
    ("a picture came from ", What::Account),
    ("changes were tracked", What::Kept),
    ("a remark on the document: ", What::Kept),
    ("comment", What::Kept),
    ("copyright: ", What::Kept),
    ("earlier versions of it", What::Kept),
    ("it would load a template", What::Contact),
];

/// Parts of names of properties that hold somebody's name: most are those that programs suggest.
const PEOPLE: [&str; 6] = ["owner", "author", "editor", "typist", "checked by", "recorded by"];

/// Parts of findings on what is not shown.
const HIDDEN: [&str; 7] = [
    "marked not to be shown",
    "hidden",
    "in the file but not in the presentation",
    "behind its end",
    "marked as deleted",
    "beside its slide",
    "beside their slides",
];

/// All that a document tells, each once, the most telling first.
pub fn reveals(told: &Told<'_>) -> Vec<Revealed> {
    let of = |key: &str| told.meta.get(key).map(Vec::as_slice).unwrap_or_default();
    let mut found = Vec::new();
    for (key, what, label) in PROPERTIES {
        found.extend(of(key).iter().map(|value| (what, format!("{label}: {value}{}", zone(what, value)))));
    }
    found.extend(of("finding").iter().filter_map(|finding| Some((kind_of(finding)?, finding.clone()))));
    found.extend(of("route").iter().filter_map(|hop| route::words(hop)).map(|words| (What::Route, words)));
    found.extend(authors(told.remarks).map(|name| (What::Person, format!("wrote a comment or a change: {name}"))));
    let values = told.meta.values().flatten().chain(told.paths);
    found.extend(values.filter_map(|value| account(value)).map(|words| (What::Account, words)));
    match of("remote_reference").len() {
        0 => {}
        1 => found.push((What::Contact, "it names 1 address that a program may contact".to_owned())),
        n => found.push((What::Contact, format!("it names {n} addresses that a program may contact"))),
    }
    let mut revealed: Vec<Revealed> = found.into_iter().map(|(what, words)| Revealed { what, words }).collect();
    revealed.sort();
    revealed.dedup();
    revealed
}

fn kind_of(finding: &str) -> Option<What> {
    // Mail programs leave the address of whoever sent a file among its properties, and offices who is in charge of it.
    if let Some((name, value)) = finding.strip_prefix("property ").and_then(|rest| rest.split_once(": ")) {
        let name = name.to_lowercase();
        let is_person = value.contains('@') || PEOPLE.iter().any(|role| name.contains(role));
        return Some(if is_person { What::Person } else { What::Kept });
    }
    let by_start = FINDINGS.iter().find(|(start, _)| finding.starts_with(start)).map(|(_, what)| *what);
    by_start.or_else(|| HIDDEN.iter().any(|part| finding.contains(part)).then_some(What::Hidden))
}

/// What a time says of where its clock was.
fn zone(what: What, value: &str) -> String {
    let offset = value.get(value.len().saturating_sub(6)..).unwrap_or_default();
    let is_offset = value.contains('T')
        && offset.starts_with(['+', '-'])
        && offset.bytes().skip(1).all(|byte| byte.is_ascii_digit() || byte == b':');
    match what {
        What::Time if is_offset => format!(", by a clock at UTC{offset}"),
        _ => String::new(),
    }
}

/// Who wrote comments and changes: of lines that name somebody before their words, and a date or, before that, a cell.
fn authors(remarks: &[String]) -> impl Iterator<Item = &str> {
    remarks.iter().filter_map(|line| {
        let (line, has_cell) = match behind_cell(line) {
            Some(rest) => (rest, true),
            None => (line.as_str(), false),
        };
        let (head, _) = line.split_once(": ").unwrap_or((line, ""));
        let (name, date) = head.split_once(", ").unwrap_or((head, ""));
        let is_date = date.len() >= 4 && date.bytes().take(4).all(|byte| byte.is_ascii_digit());
        let is_name = !name.is_empty() && name.chars().count() <= 80;
        (is_name && (is_date || has_cell && line.contains(": "))).then_some(name)
    })
}

/// What stands behind the cell that a comment in a workbook begins with: `Sheet1 A1, `.
fn behind_cell(line: &str) -> Option<&str> {
    let (place, rest) = line.split_once(", ").filter(|(place, _)| !place.contains(": "))?;
    let cell = place.rsplit(' ').next()?;
    let column = cell.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_cell = (1..=3).contains(&column.len())
        && column.bytes().all(|byte| byte.is_ascii_uppercase())
        && column.len() < cell.len();
    is_cell.then_some(rest)
}

/// Folders that are called after whoever uses the computer, and computers of a network.
fn account(value: &str) -> Option<String> {
    // An address of the web has folders of other kinds.
    if value.contains("://") && !value.starts_with("file:") {
        return None;
    }
    let path = value.replace('\\', "/");
    let lower = path.to_ascii_lowercase();
    for folder in ["/users/", "/home/", "/documents and settings/"] {
        // Paths in archives begin without a stroke.
        let rooted = format!("/{lower}");
        let Some(at) = rooted.find(folder) else { continue };
        let name: String =
            path.get((at + folder.len()).saturating_sub(1)..)?.chars().take_while(|c| *c != '/').collect();
        let is_shared = ["public", "shared", "default", "all users"].contains(&name.to_ascii_lowercase().as_str());
        if !name.is_empty() && !is_shared && name.chars().count() <= 64 {
            return Some(format!("a folder of the user {name}: {}", shortened(value)));
        }
    }
    let server = path.strip_prefix("file:").unwrap_or(&path).strip_prefix("//")?;
    let server = server.split('/').next().filter(|server| !server.is_empty() && !path.contains("://"))?;
    Some(format!("a folder on the computer {server}: {}", shortened(value)))
}

fn shortened(value: &str) -> String {
    const MOST: usize = 160;
    match value.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
