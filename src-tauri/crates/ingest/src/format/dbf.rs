//! dBASE tables, with those of FoxPro and Clipper: rows in blocks, the fields' names as the first row.
//!
//! Rows that are marked as deleted are still there: they are given with the others and told of. Long texts (memos) stand in
//! a file of their own and are not here.

mod code;
mod field;
#[cfg(test)]
mod tests;

use std::io::{BufReader, ErrorKind, Read, Seek, SeekFrom};

use code::Code;
use field::Field;

use super::medium::Medium;
use super::table::{Cell, Table};
use super::unpacking::problem;
use super::{Emit, Failure, Input, MetaKey, Problem, ProblemCode};

const SAMPLE_BYTES: usize = 1 << 20;
const ROW_DELETED: u8 = b'*';
const ROWS_LISTED: usize = 50;

/// Gives the rows.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let len = input.len;
    let mut medium = Medium::new(&mut *input.bytes);
    let header = Header::read(&mut medium)?;
    let mut sample = vec![0; SAMPLE_BYTES];
    let n_sampled = medium.read_at(header.len, &mut sample)?;
    let code = Code::find(header.code, &sample[..n_sampled]);
    out.meta(MetaKey::Encoding, code.name())?;
    if code.is_doubtful {
        let message = format!("its letters are in {}, which is read only in part; some may be wrong", code.name());
        out.problem(problem(ProblemCode::Encoding, message))?;
    }

    medium.seek(SeekFrom::Start(header.len)).map_err(|error| Failure::ReadError(error.to_string()))?;
    let mut bytes = BufReader::with_capacity(256 << 10, &mut medium);
    let mut table = Table::new(out, "dbf", "", input.limits.max_text_bytes);
    let names: Vec<String> = header.fields.iter().map(|field| code.text(&field.raw_name)).collect();
    let cells: Vec<Cell<'_>> = names.iter().map(|name| Cell::plain(name.as_str())).collect();
    table.heading(&cells)?;
    let mut found = Found::default();
    let mut record = vec![0; usize::from(header.row_len)];
    while found.next_row(&mut bytes, &mut record)? {
        let Some(row) = found.n_rows.checked_add(1) else {
            return Err(Failure::LimitHit("more rows than can be numbered".to_owned()));
        };
        let mut cells = Vec::with_capacity(header.fields.len());
        for field in &header.fields {
            found.has_memo |= field.is_memo() && !field.is_blank(&record);
            cells.push(field.cell(&record, &code));
        }
        table.row(row, &cells)?;
    }
    let problems = found.problems(header.n_rows, len.saturating_sub(header.len));
    if let Some(finding) = found.deleted() {
        table.out().meta(MetaKey::Finding, finding)?;
    }
    for problem in problems {
        table.out().problem(problem)?;
    }
    table.finish()?;
    Ok(())
}

/// What stands before the rows (dBASE table file format, levels 3 to 7).
struct Header {
    n_rows: u32,
    len: u64,
    row_len: u16,
    code: u8,
    fields: Vec<Field>,
}

impl Header {
    fn read(medium: &mut Medium<'_>) -> Result<Header, Failure> {
        let mut start = [0; 32];
        if medium.read_at(0, &mut start)? < start.len() {
            return Err(Failure::Corrupt("the table breaks off within its header".to_owned()));
        }
        let len = u16::from_le_bytes([start[8], start[9]]);
        let row_len = u16::from_le_bytes([start[10], start[11]]);
        let bytes = medium.part(0, u64::from(len))?;
        let fields = field::fields(&bytes, start[0]);
        if fields.is_empty() || row_len < 2 {
            return Err(Failure::Corrupt("its header names no fields".to_owned()));
        }
        let n_rows = u32::from_le_bytes([start[4], start[5], start[6], start[7]]);
        Ok(Header { n_rows, len: u64::from(len), row_len, code: start[29], fields })
    }
}

/// What was found among the rows.
#[derive(Default)]
struct Found {
    n_rows: u32,
    deleted: Vec<u32>,
    n_deleted: u32,
    has_memo: bool,
    /// How many bytes of a last row are there that is not whole.
    n_left: usize,
}

impl Found {
    /// Reads the next row; `false` at the end.
    fn next_row(&mut self, bytes: &mut impl Read, record: &mut [u8]) -> Result<bool, Failure> {
        let n_read = fill(bytes, record)?;
        // A mark of the end, or what fills the file behind it.
        if n_read == 0 || !matches!(record[0], b' ' | ROW_DELETED) {
            return Ok(false);
        }
        if n_read < record.len() {
            self.n_left = n_read;
            record[n_read..].fill(b' ');
        }
        self.n_rows = self.n_rows.saturating_add(1);
        if record[0] == ROW_DELETED {
            self.n_deleted += 1;
            if self.deleted.len() < ROWS_LISTED {
                self.deleted.push(self.n_rows.saturating_add(1));
            }
        }
        Ok(true)
    }

    fn deleted(&self) -> Option<String> {
        let rows: Vec<String> = self.deleted.iter().map(u32::to_string).collect();
        let more = if self.n_deleted as usize > rows.len() { " and others" } else { "" };
        match self.n_deleted {
            0 => None,
            1 => Some(format!("row {} is marked as deleted; its words are in the text", rows.concat())),
            n => {
                Some(format!("{n} rows are marked as deleted ({}{more}); their words are in the text", rows.join(", ")))
            }
        }
    }

    fn problems(&self, n_told: u32, n_bytes: u64) -> Vec<Problem> {
        let mut problems = Vec::new();
        let n_whole = self.n_rows - u32::from(self.n_left > 0);
        if n_whole < n_told {
            let how = if n_bytes == 0 { "there are none" } else { "the table breaks off or is damaged" };
            let message = format!("{n_whole} of {n_told} rows were read: {how}");
            problems.push(problem(ProblemCode::Checksum, message));
        } else if self.n_rows > n_told {
            let message = format!("{} rows were read, but the table says that it has {n_told}", self.n_rows);
            problems.push(problem(ProblemCode::Checksum, message));
        }
        if self.has_memo {
            let message = "long texts stand in a file of their own beside it (.dbt or .fpt) and were not read";
            problems.push(problem(ProblemCode::Unreadable, message.to_owned()));
        }
        problems
    }
}

fn fill(bytes: &mut impl Read, buf: &mut [u8]) -> Result<usize, Failure> {
    let mut n_read = 0;
    while n_read < buf.len() {
        match bytes.read(&mut buf[n_read..]) {
            Ok(0) => break,
            Ok(n) => n_read += n,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(Failure::ReadError(error.to_string())),
        }
    }
    Ok(n_read)
}
