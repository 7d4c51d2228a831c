//! Lists of names, as they come: a table, lines of text, the entities of another case.

use std::{collections::HashMap, fs::File, io::Read as _, path::Path};

use anchor::Unit;
use facts::{PropertyType, Vocabulary};
use ingest::{
    format::{Child, Limits, MetaKey, Problem},
    host::{Outcome, Settings, Sink, SinkError, Worker},
    kind::Kind,
    passwords,
};
use serde::{Deserialize, Serialize};
use store::Case;
use ts_rs::TS;

use super::{LONGEST_NAME, MOST_NAMES};
use crate::{Code, Desk, Error, Job, Result};

/// After so many rows it is told how many more there are.
const MOST_ROWS_NAMED: usize = 5;
/// The largest file that is read as a list.
const MOST_BYTES: u64 = 256 << 20;
/// What a column of names may be called, in small letters.
const HEADINGS: [&str; 22] = [
    "name",
    "names",
    "full name",
    "company",
    "company name",
    "entity",
    "entity name",
    "organisation",
    "organization",
    "caption",
    "person",
    "title",
    "名称",
    "公司",
    "公司名称",
    "企业名称",
    "姓名",
    "наименование",
    "название",
    "имя",
    "фио",
    "الاسم",
];

/// A list that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// Its names, each with the number of its row or line, from 1.
    pub names: Vec<(u32, String)>,
    /// Rows that have no name to look for.
    pub bad: Vec<BadRow>,
    /// The column the names stand in; empty where there is but one.
    pub column: String,
    /// What else should be known, in words.
    pub notes: Vec<String>,
}

/// A row that was passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BadRow {
    /// The number of the row or line, from 1.
    pub row: u32,
    /// Why, in words.
    pub reason: String,
}

/// Rows of cells with their numbers.
#[derive(Debug, Default)]
struct Table {
    header: Vec<String>,
    rows: Vec<(u32, Vec<String>)>,
    /// Cells of several lines, by row and column from 0: how many lines.
    lines: HashMap<(u32, usize), usize>,
}

impl Table {
    /// Takes the first row for the names of the columns, if it reads like that.
    fn find_heading(&mut self, column: Option<&str>) {
        let wanted = column.map(|column| column.trim().to_lowercase());
        let is_heading = |cell: &String| is_heading(cell) || wanted.as_ref() == Some(&cell.to_lowercase());
        let has_none = self.header.iter().all(String::is_empty);
        if has_none && self.rows.first().is_some_and(|(_, cells)| cells.iter().any(is_heading)) {
            self.header = self.rows.remove(0).1;
        }
    }
}

/// Reads a file: a table as its reader takes it apart, or a name a line.
pub fn of_file(desk: &Desk, job: &mut Job<'_>, path: &Path, column: Option<&str>) -> Result<Read> {
    let failed = |e: std::io::Error| Error::new(Code::File, format!("{} could not be read.", path.display())).detail(e);
    let mut file = File::open(path).map_err(failed)?;
    let len = file.metadata().map_err(failed)?.len();
    if len > MOST_BYTES {
        let most = MOST_BYTES >> 20;
        return Err(Error::new(Code::Refused, format!("{} is larger than a list may be: {most} MB.", path.display())));
    }
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    if matches!(ending.as_str(), "" | "txt" | "lst") {
        let mut text = String::new();
        match file.read_to_string(&mut text) {
            Ok(_) => return of_text(&text, column),
            // In another encoding, or no text at all: whatever it is, a worker tells.
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {}
            Err(error) => return Err(failed(error)),
        }
        file = File::open(path).map_err(failed)?;
    }
    let mut units = Units::default();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let settings = Settings { sandbox: desk.sandbox, ..Settings::DESKTOP };
    let mut worker = Worker::new(std::sync::Arc::new(desk.worker.clone()), settings);
    let request = ingest::host::Job {
        len,
        name: name.as_deref(),
        limits: Limits::DESKTOP,
        resume: None,
        passwords: &passwords::NONE,
    };
    let reading = worker.read(&mut file, request, &mut units, job.cancel.flag()).map_err(|error| {
        Error::new(Code::Worker, format!("The process that reads {} could not be started.", path.display()))
            .detail(error)
    })?;
    if job.cancel.is_cancelled() {
        return Err(Error::new(Code::Stopped, "It was stopped before the list was read. Nothing was kept."));
    }
    let mut read = of_units(units, column)?;
    if reading.outcome != Outcome::Done {
        let message = format!("{} could not be read to its end; what stands before it was taken.", path.display());
        if read.names.is_empty() {
            return Err(Error::new(Code::File, format!("{} could not be read as a list.", path.display()))
                .hint("A list is a table (CSV, XLSX, ODS) or a text with a name on each line."));
        }
        read.notes.push(message);
    }
    Ok(read)
}

/// Lines of text; where they have tabs in them, as cells that were copied have, a table.
pub fn of_text(text: &str, column: Option<&str>) -> Result<Read> {
    let lines = text.trim_start_matches('\u{feff}').lines();
    let rows = (1..).zip(lines).filter(|(_, line)| !line.trim().is_empty());
    let rows = rows.map(|(row, line)| (row, cells(line))).collect();
    of_table(Table { rows, ..Table::default() }, column)
}

/// What the entities of another case are called: people, companies and things, by each of their names.
pub fn of_entities(case: &Case) -> Result<Read> {
    let live: HashMap<_, _> = case.entities()?.into_iter().filter(|e| !e.withdrawn).map(|e| (e.id, e.schema)).collect();
    let vocabulary = Vocabulary::standard();
    let mut names: Vec<String> = Vec::new();
    for statement in case.statements()?.into_iter().filter(|s| s.withdrawn.is_none()) {
        let schema = live.get(&statement.entity).and_then(|schema| vocabulary.schema(schema));
        let is_thing = |schema: &&facts::vocabulary::Schema| schema.edge.is_none() && !schema.is_event;
        let property = schema.filter(is_thing).and_then(|schema| schema.property(&statement.property));
        if property.is_some_and(|property| property.kind == PropertyType::Name) {
            names.push(statement.value);
        }
    }
    names.sort();
    names.dedup();
    checked((1..).zip(names).collect(), Vec::new(), String::new())
}

fn of_units(units: Units, column: Option<&str>) -> Result<Read> {
    let mut sheets: Vec<(String, Table)> = Vec::new();
    for unit in &units.units {
        let Some(table) = &unit.table else { continue };
        if sheets.last().is_none_or(|(name, _)| *name != table.sheet) {
            sheets.push((table.sheet.clone(), Table { header: table.header.clone(), ..Table::default() }));
        }
        if let Some((_, sheet)) = sheets.last_mut() {
            sheet.rows.extend(unit.rows().map(|(row, text)| (row, cells(text))));
            let lines =
                table.raw.iter().map(|cell| ((cell.row, cell.column as usize), cell.value.trim().lines().count()));
            sheet.lines.extend(lines.filter(|(_, n_lines)| *n_lines > 1));
        }
    }
    if sheets.is_empty() {
        let text: Vec<&str> = units.units.iter().map(|unit| unit.text.as_str()).collect();
        return of_text(&text.join("\n"), column);
    }
    sheets.retain(|(_, sheet)| !sheet.rows.is_empty());
    let others = sheets.len().saturating_sub(1);
    let Some((name, mut table)) = sheets.into_iter().next() else {
        return Err(Error::new(Code::Refused, "The list is empty."));
    };
    let header = table.header.clone();
    if let Some(at) = table.rows.iter().position(|(_, cells)| *cells == header) {
        // What stands above the row that names the columns is a title.
        table.rows.drain(..=at);
    }
    let mut read = of_table(table, column)?;
    if others > 0 {
        read.notes.push(format!("Only the first sheet was read, {name}; there are {others} more."));
    }
    Ok(read)
}

/// Whether a column of names is called so.
fn is_heading(cell: &str) -> bool {
    HEADINGS.contains(&cell.to_lowercase().as_str())
}

fn cells(line: &str) -> Vec<String> {
    line.split('\t').map(|cell| cell.trim().to_owned()).collect()
}

fn of_table(mut table: Table, column: Option<&str>) -> Result<Read> {
    table.find_heading(column);
    let n_columns = table.rows.iter().map(|(_, cells)| cells.len()).chain([table.header.len()]).max().unwrap_or(0);
    let at = match column {
        Some(column) => chosen(&table.header, n_columns, column)?,
        None => table.header.iter().position(|cell| is_heading(cell)).unwrap_or(0),
    };
    let (mut names, mut bad) = (Vec::new(), Vec::new());
    for (row, cells) in table.rows {
        match cells.get(at).filter(|cell| !cell.is_empty()) {
            Some(cell) => names.push((row, cell.clone())),
            None if cells.iter().all(String::is_empty) => {}
            None => bad.push(BadRow { row, reason: "there is no name in its cell".into() }),
        }
    }
    let called = match table.header.get(at) {
        Some(header) if n_columns > 1 && !header.is_empty() => header.clone(),
        _ if n_columns > 1 => (at + 1).to_string(),
        _ => String::new(),
    };
    let over_lines: Vec<u32> =
        names.iter().map(|(row, _)| *row).filter(|row| table.lines.contains_key(&(*row, at))).collect();
    let mut read = checked(names, bad, called)?;
    read.notes.extend(several_lines(&over_lines));
    Ok(read)
}

/// Says which names were put together of several lines: in a CSV file one quotation mark too many or too few does that to
/// names that are none.
fn several_lines(rows: &[u32]) -> Option<String> {
    let named: Vec<String> = rows.iter().take(MOST_ROWS_NAMED).map(u32::to_string).collect();
    let more = rows.len().saturating_sub(MOST_ROWS_NAMED);
    let (rows, cells) = match (named.len(), more) {
        (0, _) => return None,
        (1, 0) => (format!("row {}", named[0]), "one cell"),
        (_, 0) => (format!("rows {}", named.join(", ")), "one cell each"),
        (_, more) => (format!("rows {} and {more} more", named.join(", ")), "one cell each"),
    };
    Some(format!(
        "Several lines stand in {cells} in {rows} and were looked for as one name. If they are several names, a quotation \
         mark is missing there, or there is one too many."
    ))
}

/// The column that is meant: by what it is called, or by its number.
fn chosen(header: &[String], n_columns: usize, column: &str) -> Result<usize> {
    let wanted = column.trim().to_lowercase();
    let by_name = header.iter().position(|cell| cell.to_lowercase() == wanted);
    let by_number = || wanted.parse::<usize>().ok().filter(|n| (1..=n_columns).contains(n)).map(|n| n - 1);
    by_name.or_else(by_number).ok_or_else(|| {
        let hint = match header.iter().any(|cell| !cell.is_empty()) {
            true => format!("Its columns are: {}", header.join(", ")),
            false => format!("Its first row names no column; give a number from 1 to {n_columns}."),
        };
        Error::new(Code::Usage, format!("The list has no column {column}.")).hint(hint)
    })
}

/// Keeps what can be looked for, and says of each row that cannot why.
fn checked(names: Vec<(u32, String)>, mut bad: Vec<BadRow>, column: String) -> Result<Read> {
    let mut first: HashMap<String, u32> = HashMap::new();
    let mut kept = Vec::new();
    for (row, name) in names {
        let name = anchor::text::unit_text(&name).split_whitespace().collect::<Vec<_>>().join(" ");
        let n_chars = name.chars().count();
        let reason = match first.get(&name) {
            Some(same) => Some(format!("the same name stands in row {same}")),
            None if !search::is_name(&name) => Some("there is no letter or digit in it".to_owned()),
            None if n_chars < 2 => Some("it is one character; a name has two at least".to_owned()),
            None if n_chars > LONGEST_NAME => Some(format!("it is longer than {LONGEST_NAME} characters")),
            None => None,
        };
        match reason {
            Some(reason) => bad.push(BadRow { row, reason }),
            None => {
                first.insert(name.clone(), row);
                kept.push((row, name));
            }
        }
    }
    bad.sort_by_key(|bad| bad.row);
    match kept.len() {
        0 => {
            let hint = bad.first().map(|bad| format!("Row {}: {}.", bad.row, bad.reason)).unwrap_or_default();
            Err(Error::new(Code::Refused, "There is no name in this list. Nothing was looked for.").hint(hint))
        }
        n if n > MOST_NAMES => {
            Err(Error::new(Code::Refused, format!("The list has {n} names; {MOST_NAMES} can be looked for at once."))
                .hint("Cut it into several lists."))
        }
        _ => Ok(Read { names: kept, bad, column, notes: Vec::new() }),
    }
}

/// The units a worker gives; all else in the file is nothing of a list.
#[derive(Default)]
struct Units {
    units: Vec<Unit>,
    n_bytes: u64,
}

impl Sink for Units {
    fn kind(&mut self, _kind: Kind) -> Result<(), SinkError> {
        Ok(())
    }

    fn unit(&mut self, unit: Unit) -> Result<(), SinkError> {
        self.n_bytes += unit.text.len() as u64;
        if self.n_bytes > MOST_BYTES {
            return Err("the list has more words than a list may have".into());
        }
        self.units.push(Unit { boxes: Vec::new(), ..unit });
        Ok(())
    }

    fn child_start(&mut self, _child: Child) -> Result<(), SinkError> {
        Ok(())
    }

    fn child_bytes(&mut self, _bytes: &[u8]) -> Result<(), SinkError> {
        Ok(())
    }

    fn child_end(&mut self, _broken: Option<Problem>) -> Result<(), SinkError> {
        Ok(())
    }

    fn meta(&mut self, _key: MetaKey, _value: String) -> Result<(), SinkError> {
        Ok(())
    }

    fn problem(&mut self, _problem: Problem) -> Result<(), SinkError> {
        Ok(())
    }

    fn unseen(&mut self, _page: u32) -> Result<(), SinkError> {
        Ok(())
    }

    fn checkpoint(&mut self, _token: &str) -> Result<(), SinkError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(read: &Read) -> Vec<(u32, &str)> {
        read.names.iter().map(|(row, name)| (*row, name.as_str())).collect()
    }

    #[test]
    fn lines_are_names_and_rows_without_one_say_why() {
        let read = of_text("Meridian Shipping\n\n…\nX\nIda  Kolb\nMeridian Shipping\n", None).expect("a list");
        assert_eq!(names(&read), [(1, "Meridian Shipping"), (5, "Ida Kolb")]);
        let bad: Vec<(u32, &str)> = read.bad.iter().map(|bad| (bad.row, bad.reason.as_str())).collect();
        assert_eq!(
            bad,
            [
                (3, "there is no letter or digit in it"),
                (4, "it is one character; a name has two at least"),
                (6, "the same name stands in row 1"),
            ]
        );
        assert_eq!(names(&of_text("Company\nOriel Freight\n", None).expect("a list")), [(2, "Oriel Freight")]);
        assert_eq!(of_text("…\n", None).expect_err("nothing").code, Code::Refused);
    }

    #[test]
    fn cells_that_were_copied_are_a_table_with_a_column_of_names() {
        let copied = "No\tCompany\n11\tHarbour Light Ltd\n12\t\n13\t华强电子\n";
        let read = of_text(copied, None).expect("a list");
        assert_eq!(names(&read), [(2, "Harbour Light Ltd"), (4, "华强电子")]);
        assert_eq!((read.column.as_str(), read.bad[0].row), ("Company", 3));
        let read = of_text(copied, Some("1")).expect("a list");
        assert_eq!(read.column, "No");
        let error = of_text(copied, Some("Owner")).expect_err("no such column");
        assert!(error.hint.contains("No, Company"), "{}", error.hint);
        // Without a row that names the columns, none is lost.
        let read = of_text("11\tOriel Freight\n12\tHarbour Light\n", Some("2")).expect("a list");
        assert_eq!(names(&read), [(1, "Oriel Freight"), (2, "Harbour Light")]);
    }

    #[test]
    fn a_column_is_known_by_what_it_was_asked_for() {
        let table = |cells: &[&str]| Table {
            rows: (1..).zip(cells.iter().map(|cell| vec![(*cell).to_owned()])).collect(),
            ..Table::default()
        };
        let read = of_table(table(&["Supplier", "Oriel Freight"]), Some("supplier")).expect("a list");
        assert_eq!(names(&read), [(2, "Oriel Freight")]);
        let read = of_table(table(&["name", "Oriel Freight"]), None).expect("a list");
        assert_eq!(names(&read), [(2, "Oriel Freight")]);
        let read = of_table(table(&["Harbour Light", "Oriel Freight"]), None).expect("a list");
        assert_eq!(names(&read), [(1, "Harbour Light"), (2, "Oriel Freight")]);
    }

    #[test]
    fn names_of_several_lines_are_told() {
        assert_eq!(several_lines(&[]), None);
        let told = several_lines(&[2]).expect("told");
        assert!(told.starts_with("Several lines stand in one cell in row 2 and"), "{told}");
        let told = several_lines(&[1, 2, 3, 4, 5, 6, 7]).expect("told");
        assert!(
            told.starts_with("Several lines stand in one cell each in rows 1, 2, 3, 4, 5 and 2 more and"),
            "{told}"
        );
    }
}
