//! A list of names against everything in the case, and the lists that are kept.

use std::path::{Path, PathBuf};

use facts::SweepId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Case, Mode};
use ts_rs::TS;

use super::{Answer, OfCase, OfId, request, saving::write, sheet};
use crate::{
    Code, Desk, Error, Job, NewNames, Result,
    library::{moment, open, open_mut},
    sweeping::{
        Counts,
        kept::{self, Found, List, Sweep},
        list::{self, BadRow, Read},
        news, run,
    },
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct NewSweep {
    case: PathBuf,
    /// A table (CSV, XLSX, ODS) or a text with a name on each line.
    list: Option<PathBuf>,
    /// The names themselves, as they were pasted: one on each line, or cells parted by tabs.
    text: Option<String>,
    /// Another case: what its entities are called.
    entities: Option<PathBuf>,
    /// The column the names stand in, by what it is called or by its number.
    column: Option<String>,
    /// What to call it (default: the file's name).
    name: Option<String>,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    fuzzy: bool,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    transliterate: bool,
    /// Whether it is told when new material has any of the names.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    watch: bool,
    /// Writes a table there, too.
    csv: Option<PathBuf>,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    force: bool,
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct ShowSweep {
    case: PathBuf,
    id: String,
    /// Only names whose places are others than the time before.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    changed: bool,
    csv: Option<PathBuf>,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    force: bool,
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct SweepAgain {
    case: PathBuf,
    id: String,
    /// All names, not only those whose places are others than the time before.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    all: bool,
    csv: Option<PathBuf>,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    force: bool,
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct WatchSweep {
    case: PathBuf,
    id: String,
    /// No longer.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    off: bool,
}

#[derive(Serialize, TS)]
pub(super) struct SweepAnswer {
    /// Null where the case can only be read, so that nothing is kept.
    id: Option<String>,
    name: String,
    fuzzy: bool,
    transliterate: bool,
    watch: bool,
    /// The column the names stood in; empty where there was but one.
    column: String,
    /// When it was looked for last; null if it never was to the end.
    at: Option<String>,
    /// When it was looked for before that.
    before_at: Option<String>,
    /// How many names there are.
    names: u64,
    /// How many of them stand anywhere.
    found: u64,
    /// How many stand in other places than the time before.
    changed: u64,
    rows: Vec<SweepLine>,
    /// Rows of the list that were passed over.
    bad: Vec<BadRow>,
    /// Documents that could not be read, or not fully.
    unreadable: u64,
    /// Documents taken in whose words cannot be found yet.
    behind: u64,
    /// Documents that are set aside as they may be privileged: their words are not looked into.
    quarantined: u64,
    /// Pages and pictures whose words wait to be read off them.
    waiting: u64,
    /// Where it is watched: names that were told of new material since it was looked for.
    news: Vec<String>,
    notes: Vec<String>,
}

#[derive(Serialize, TS)]
struct SweepLine {
    /// The number of its row or line in the list, from 1.
    row: u32,
    name: String,
    /// In how many pages, messages, sections or rows it stands.
    counts: Counts,
    /// In how many documents.
    documents: u32,
    /// What was counted the time before; null the first time.
    before: Option<Counts>,
    /// Whether it stands in other places than the time before.
    changed: bool,
    /// Of the places, how many are in documents that were read since the time before.
    new: u32,
    /// What to search for, to see the places.
    queries: Queries,
}

#[derive(Serialize, TS)]
#[ts(rename = "SweepQueries")]
struct Queries {
    folded: String,
    fuzzy: Option<String>,
    transliterated: Option<String>,
}

#[derive(Serialize, TS)]
pub(super) struct SweepsAnswer {
    sweeps: Vec<SweepHead>,
}

#[derive(Serialize, TS)]
struct SweepHead {
    id: String,
    name: String,
    names: u64,
    bad: u64,
    fuzzy: bool,
    transliterate: bool,
    watch: bool,
    made: String,
    /// When it was looked for last; null if it never was to the end.
    at: Option<String>,
    found: u64,
    changed: u64,
    /// Where it is watched: how many names were told of new material since it was looked for.
    news: u64,
}

#[derive(Serialize, TS)]
pub(super) struct SweepNews {
    /// What was told, of each list.
    told: Vec<NewNames>,
}

pub(super) fn new(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let asked: NewSweep = request(value)?;
    let case = open(desk, &asked.case)?;
    let (read, called) = read_list(desk, job, &asked)?;
    let (rows, names) = read.names.into_iter().unzip();
    let name = asked.name.as_deref().map(str::trim).filter(|name| !name.is_empty()).map_or(called, str::to_owned);
    let list = List {
        name,
        fuzzy: asked.fuzzy,
        transliterate: asked.transliterate,
        watch: asked.watch,
        at: (desk.world.now_ms)(),
        column: read.column,
        names,
        rows,
        bad: read.bad,
    };
    // The list is kept before anything is looked for: stopped half-way, it can be looked for again.
    let id = if *case.mode() == Mode::Writable { Some(keep(desk, &asked.case, &list)?) } else { None };
    let found = looked_for(desk, job, &asked.case, id, &list, None)?;
    let mut notes = read.notes;
    if id.is_none() {
        notes.push("This case can only be read, so the list and what it found are not kept.".into());
    }
    let shown = Shown { id, list, found: Some(found), news: Vec::new(), notes };
    finish(job, shown, |_| true, asked.csv.as_deref(), asked.force)
}

fn read_list(desk: &Desk, job: &mut Job<'_>, asked: &NewSweep) -> Result<(Read, String)> {
    let column = asked.column.as_deref();
    match (&asked.list, &asked.text, &asked.entities) {
        (Some(path), None, None) => {
            let called = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            Ok((list::of_file(desk, job, path, column)?, called))
        }
        (None, Some(text), None) => {
            Ok((list::of_text(text, column)?, format!("Pasted {}", moment((desk.world.now_ms)()))))
        }
        (None, None, Some(path)) => {
            let other = open(desk, path)?;
            Ok((list::of_entities(&other)?, format!("Entities of {}", other.name()?)))
        }
        _ => Err(Error::new(
            Code::Usage,
            "Say which names to look for, in one way: --list FILE, --list - or --entities CASE.",
        )),
    }
}

fn keep(desk: &Desk, path: &Path, list: &List) -> Result<SweepId> {
    let mut case = open_mut(desk, path)?;
    let mut tx = case.begin(&desk.author, "keeping a list of names")?;
    let id = tx.add_sweep(list)?;
    tx.commit()?;
    Ok(id)
}

/// Looks for a list, and keeps what is found if it is not what is kept already.
fn looked_for(
    desk: &Desk,
    job: &mut Job<'_>,
    path: &Path,
    id: Option<SweepId>,
    list: &List,
    before: Option<&Found>,
) -> Result<Found> {
    let case = open(desk, path)?;
    let place = run::Where::Everything(before.map(|before| before.sequence));
    let found = run::run(desk, job, &case, list, place).map_err(|error| match (error.code, id) {
        (Code::Stopped, Some(id)) => error.hint(format!(
            "The list is kept; look for it again with: casebound sweep again CASE {}",
            &id.to_string()[..8]
        )),
        _ => error,
    })?;
    let found = Found { at: (desk.world.now_ms)(), ..run::compared(found, before) };
    if let Some(id) = id
        && *case.mode() == Mode::Writable
    {
        drop(case);
        let mut case = open_mut(desk, path)?;
        let mut tx = case.begin(&desk.author, "keeping what a list found")?;
        tx.set_sweep_result(id, &found.packed()?)?;
        tx.commit()?;
    }
    Ok(found)
}

pub(super) fn again(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let SweepAgain { case: path, id, all, csv, force } = request(value)?;
    let (Sweep { id, list }, before) = {
        let case = open(desk, &path)?;
        let sweep = kept::find(&case, &desk.author, &id)?;
        let before = kept::last(&case, &desk.author, sweep.id)?;
        (sweep, before)
    };
    let found = looked_for(desk, job, &path, Some(id), &list, before.as_ref())?;
    let is_first = found.before_at.is_none();
    let shown = Shown { id: Some(id), list, found: Some(found), news: Vec::new(), notes: Vec::new() };
    finish(job, shown, |line| all || is_first || line.changed, csv.as_deref(), force)
}

pub(super) fn show(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let ShowSweep { case, id, changed, csv, force } = request(value)?;
    let case = open(desk, &case)?;
    let Sweep { id, list } = kept::find(&case, &desk.author, &id)?;
    let found = kept::last(&case, &desk.author, id)?;
    let told = kept::told(&case, &desk.author, id, found.as_ref())?;
    let news = told.names.iter().filter_map(|&name| list.names.get(name as usize).cloned()).collect();
    let shown = Shown { id: Some(id), list, found, news, notes: Vec::new() };
    finish(job, shown, |line| !changed || line.changed, csv.as_deref(), force)
}

pub(super) fn news(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfCase { case: path } = request(value)?;
    let case = open(desk, &path)?;
    // Nothing comes to a case that can only be read; one in which nothing came is not held for that.
    let is_due = *case.mode() == Mode::Writable && news::is_due(desk, &case)?;
    drop(case);
    let told = if is_due { news::look(desk, job, &mut open_mut(desk, &path)?)? } else { Vec::new() };
    Answer::of(SweepNews { told })
}

pub(super) fn list(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfCase { case } = request(value)?;
    Answer::of(heads(desk, &open(desk, &case)?)?)
}

pub(super) fn watch(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let WatchSweep { case, id, off } = request(value)?;
    let mut case = open_mut(desk, &case)?;
    let Sweep { id, list } = kept::find(&case, &desk.author, &id)?;
    let mut tx = case.begin(&desk.author, "watching for a list")?;
    tx.set_sweep(id, &List { watch: !off, ..list })?;
    tx.commit()?;
    Answer::of(heads(desk, &case)?)
}

pub(super) fn remove(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfId { case, id } = request(value)?;
    let mut case = open_mut(desk, &case)?;
    let sweep = kept::find(&case, &desk.author, &id)?;
    case.remove_sweep(sweep.id, &desk.author)?;
    Answer::of(heads(desk, &case)?)
}

fn heads(desk: &Desk, case: &Case) -> Result<SweepsAnswer> {
    let head = |Sweep { id, list }: Sweep| -> Result<SweepHead> {
        let found = kept::last(case, &desk.author, id)?;
        let told = kept::told(case, &desk.author, id, found.as_ref())?;
        let tallies = found.iter().flat_map(|found| &found.tallies);
        Ok(SweepHead {
            id: id.to_string(),
            name: list.name,
            names: list.names.len() as u64,
            bad: list.bad.len() as u64,
            fuzzy: list.fuzzy,
            transliterate: list.transliterate,
            watch: list.watch,
            made: moment(list.at),
            at: found.as_ref().map(|found| moment(found.at)),
            found: tallies.clone().filter(|tally| tally.counts.is_any()).count() as u64,
            changed: tallies.filter(|tally| tally.changed).count() as u64,
            news: told.names.len() as u64,
        })
    };
    let sweeps = kept::all(case, &desk.author)?.into_iter().map(head).collect::<Result<_>>()?;
    Ok(SweepsAnswer { sweeps })
}

/// A list as it is shown.
struct Shown {
    id: Option<SweepId>,
    list: List,
    found: Option<Found>,
    news: Vec<String>,
    notes: Vec<String>,
}

fn finish(
    job: &mut Job<'_>,
    shown: Shown,
    is_shown: impl Fn(&SweepLine) -> bool,
    csv: Option<&Path>,
    force: bool,
) -> Result<Answer> {
    let Shown { id, list, found, news, notes } = shown;
    let rows: Vec<SweepLine> = lines(&list, found.as_ref()).into_iter().filter(is_shown).collect();
    if let Some(path) = csv {
        write(path, &table(&rows)?, force)?;
        job.note(format!("Wrote a table to {}", path.display()));
    }
    for note in &notes {
        job.note(note.as_str());
    }
    let found = found.unwrap_or_default();
    Answer::of(SweepAnswer {
        id: id.map(|id| id.to_string()),
        name: list.name,
        fuzzy: list.fuzzy,
        transliterate: list.transliterate,
        watch: list.watch,
        column: list.column,
        at: (found.at > 0).then(|| moment(found.at)),
        before_at: found.before_at.map(moment),
        names: list.names.len() as u64,
        found: found.tallies.iter().filter(|tally| tally.counts.is_any()).count() as u64,
        changed: found.tallies.iter().filter(|tally| tally.changed).count() as u64,
        rows,
        bad: list.bad,
        unreadable: found.unreadable,
        behind: found.behind,
        quarantined: found.quarantined,
        waiting: found.waiting,
        news,
        notes,
    })
}

fn lines(list: &List, found: Option<&Found>) -> Vec<SweepLine> {
    let had_before = found.is_some_and(|found| found.before_at.is_some());
    let mut tallies = found.iter().flat_map(|found| &found.tallies).peekable();
    let line = |(number, (name, row)): (u32, (&String, &u32))| {
        let tally = tallies.next_if(|tally| tally.name == number).copied().unwrap_or_default();
        SweepLine {
            row: *row,
            name: name.clone(),
            counts: tally.counts,
            documents: tally.documents,
            before: had_before.then_some(tally.before),
            changed: tally.changed,
            new: tally.new,
            queries: Queries {
                folded: search::query_of(name, search::Layer::Folded),
                fuzzy: list.fuzzy.then(|| search::query_of(name, search::Layer::Fuzzy)),
                transliterated: list.transliterate.then(|| search::query_of(name, search::Layer::Transliterated)),
            },
        }
    };
    (0..).zip(list.names.iter().zip(&list.rows)).map(line).collect()
}

const HEADING: [&str; 10] =
    ["row", "name", "exact", "folded", "fuzzy", "transliterated", "documents", "before", "new", "search"];

/// As a table for spreadsheets. It names no document and quotes none.
fn table(rows: &[SweepLine]) -> Result<Vec<u8>> {
    let cells = |line: &SweepLine| {
        let Counts { exact, folded, fuzzy, transliterated } = line.counts;
        let asked = |query: &Option<String>, n: u32| if query.is_some() { n.to_string() } else { String::new() };
        let queries = &line.queries;
        [
            line.row.to_string(),
            line.name.clone(),
            exact.to_string(),
            folded.to_string(),
            asked(&queries.fuzzy, fuzzy),
            asked(&queries.transliterated, transliterated),
            line.documents.to_string(),
            line.before.map(|before| before.most().to_string()).unwrap_or_default(),
            line.new.to_string(),
            queries.transliterated.as_ref().or(queries.fuzzy.as_ref()).unwrap_or(&queries.folded).clone(),
        ]
    };
    sheet::written(HEADING, rows.iter().map(cells))
}
