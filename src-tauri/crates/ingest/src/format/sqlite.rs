//! SQLite databases (Database File Format, sqlite.org/fileformat2): each table a sheet, its columns' names the first row.
//!
//! Read page by page, so of any length. Pages that are damaged are passed over and told of. What was deleted, or stands in
//! the log beside the database, is not read; that there may be some is told.

mod pages;
mod record;
mod schema;
#[cfg(test)]
mod tests;
mod tree;

use std::io::Cursor;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use pages::Pages;
use record::{Value, record};
use schema::{Columns, columns};
use tree::Tree;

use super::children::{Children, Naming};
use super::medium::Medium;
use super::shown::shown as safe;
use super::table::{Cell, Table};
use super::unpacking::problem;
use super::{Emit, Failure, Input, Limits, MetaKey, ProblemCode};
use crate::kind::{self, Kind};
use crate::passwords;

/// A longer description of a table is not taken apart.
const MOST_SQL: usize = 1 << 20;
const MOST_TABLES: usize = 10_000;
/// Bytes that stand in a cell as they are, in hexadecimal.
const SHOWN_BYTES: usize = 32;

/// Gives the rows of all tables. Pictures and documents among the values are children.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let limits = input.limits;
    let mut medium = Medium::new(&mut *input.bytes);
    let mut head = [0; 100];
    if medium.read_at(0, &mut head)? < head.len() {
        return Err(Failure::Corrupt("the database breaks off within its header".to_owned()));
    }
    let mut pages = Pages::new(medium, &head, input.len)?;
    let encoding = match head[59] {
        2 => UTF_16LE,
        3 => UTF_16BE,
        _ => UTF_8,
    };
    let mut reading = Reading { encoding, limits, children: Children::new(limits, "value"), empty: Vec::new() };
    let (tables, n_damaged) = reading.tables(&mut pages, out)?;
    if n_damaged > 0 {
        let message = "the list of tables is damaged; some may be missing";
        out.problem(problem(ProblemCode::Unreadable, message.to_owned()))?;
    }
    if n_damaged > 0 && tables.is_empty() {
        return Err(Failure::Corrupt("its list of tables cannot be read".to_owned()));
    }
    for table in &tables {
        reading.table(table, &mut pages, out)?;
    }
    tell(&head, &reading.empty, out)
}

/// What is not in the text and may matter.
fn tell(head: &[u8; 100], empty: &[String], out: &mut dyn Emit) -> Result<(), Failure> {
    if !empty.is_empty() {
        out.meta(MetaKey::Finding, format!("tables without rows: {}", empty.join(", ")))?;
    }
    let n_free = u32::from_be_bytes([head[36], head[37], head[38], head[39]]);
    if n_free > 0 {
        let finding = format!("{n_free} of its pages are free and may hold what was deleted; they were not read");
        out.meta(MetaKey::Finding, finding)?;
    }
    if head[18] == 2 {
        let finding = "the latest changes may stand in a file of their own beside it (-wal), which was not read";
        out.meta(MetaKey::Finding, finding.to_owned())?;
    }
    Ok(())
}

/// A table as the database describes it.
struct Described {
    name: String,
    root: u32,
    columns: Columns,
}

struct Reading {
    encoding: &'static Encoding,
    limits: Limits,
    children: Children,
    /// Tables without rows.
    empty: Vec<String>,
}

impl Reading {
    /// The tables that the first page leads to, and how many pages of their list are damaged.
    fn tables(&mut self, pages: &mut Pages<'_>, out: &mut dyn Emit) -> Result<(Vec<Described>, u32), Failure> {
        let mut tables = Vec::new();
        let mut tree = Tree::new(1);
        while let Some(row) = tree.next(pages, out)? {
            let [Value::Text(kind), Value::Text(name), _, Value::Integer(root), Value::Text(sql), ..] =
                &record(&row.payload, self.encoding)[..]
            else {
                continue;
            };
            let is_own = name.starts_with("sqlite_");
            let Some(root) = u32::try_from(*root).ok().filter(|root| *root > 0 && kind == "table" && !is_own) else {
                continue;
            };
            if tables.len() >= MOST_TABLES {
                return Err(Failure::LimitHit(format!("more than {MOST_TABLES} tables")));
            }
            tables.push(Described {
                name: safe(name),
                root,
                columns: if sql.len() <= MOST_SQL { columns(sql) } else { Columns::default() },
            });
        }
        Ok((tables, tree.n_damaged))
    }

    fn table(&mut self, described: &Described, pages: &mut Pages<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
        let Described { name, root, columns } = described;
        let mut table = Table::new(out, "sqlite", name, self.limits.max_text_bytes);
        let header: Vec<Cell<'_>> = columns.names.iter().map(|name| Cell::plain(name.as_str())).collect();
        let mut tree = Tree::new(*root);
        let mut number = 1_u32;
        let mut has_cut = false;
        while let Some(row) = tree.next(pages, table.out())? {
            if number == 1 {
                table.heading(&header)?;
            }
            number = match number.checked_add(1) {
                Some(number) => number,
                None => return Err(Failure::LimitHit("more rows than can be numbered".to_owned())),
            };
            has_cut |= row.is_cut;
            let mut cells = Vec::new();
            for (place, value) in record(&row.payload, self.encoding).into_iter().enumerate() {
                let is_number = columns.row_number == Some(place) && matches!(value, Value::Null);
                let value = if is_number { Value::Integer(row.id) } else { value };
                cells.push(Cell::plain(match value {
                    Value::Bytes(bytes) => {
                        let column = columns.names.get(place).map_or("", String::as_str);
                        self.bytes(&bytes, &format!("{name}, row {number}, {column}"), table.out())?
                    }
                    value => value.text(),
                }));
            }
            table.row(number, &cells)?;
        }
        if columns.names.is_empty() && number > 1 {
            let finding = format!("the columns of the table {name} are shown in the order stored, without their names");
            table.out().meta(MetaKey::Finding, finding)?;
        }
        for message in odd(name, &tree, has_cut) {
            table.out().problem(problem(ProblemCode::Unreadable, message))?;
        }
        self.limits.max_text_bytes = table.finish()?;
        if number == 1 && tree.n_damaged == 0 {
            self.empty.push(name.clone());
        }
        Ok(())
    }

    /// What a cell shows of bytes. Those of a kind that is known are a child.
    fn bytes(&mut self, bytes: &[u8], name: &str, out: &mut dyn Emit) -> Result<String, Failure> {
        if bytes.len() <= SHOWN_BYTES {
            return Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect());
        }
        let shown = format!("({} bytes)", bytes.len());
        let len = bytes.len() as u64;
        let mut source = Cursor::new(bytes);
        let limits = self.limits;
        let mut input =
            Input { bytes: &mut source, len, name: None, limits, resume: None, passwords: &passwords::NONE };
        match (kind::detect(&mut input), str::from_utf8(bytes)) {
            // Some programs store texts as bytes.
            (Ok(Kind::Text), Ok(text)) => return Ok(text.to_owned()),
            (Ok(Kind::Unknown | Kind::Text) | Err(_), _) => {}
            _ => {
                let naming = Naming { name: safe(name), ..Naming::default() };
                self.children.give(naming, bytes, out)?;
            }
        }
        Ok(shown)
    }
}

/// What was wrong with a table.
fn odd(name: &str, tree: &Tree, has_cut: bool) -> Vec<String> {
    let mut odd = Vec::new();
    match tree.n_damaged {
        0 => {}
        1 => odd.push(format!("a page of the table {name} is damaged; its rows are missing")),
        n => odd.push(format!("{n} pages of the table {name} are damaged; their rows are missing")),
    }
    if has_cut {
        odd.push(format!("a row of the table {name} is longer than 64 MiB or breaks off; its end is left out"));
    }
    odd
}
