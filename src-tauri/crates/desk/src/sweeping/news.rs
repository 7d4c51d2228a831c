//! What new material has of the names of lists that are watched.
//!
//! How far each list was looked for is kept with it. Whatever kept new material from being looked through when it came - a
//! stop, the end of the program, somebody else who took it in - it is looked through the next time.

use store::{Case, CaseMut};

use super::{
    kept::{self, Sweep, Told},
    run,
};
use crate::{Code, Desk, Event, Job, NewNames, Result};

/// How many names are told one by one.
const MOST_TOLD: usize = 5;

/// Looks for the lists that are watched in what came since, and tells what stands in it. What came is in the case, whatever
/// becomes of this: that it failed is told, too.
pub fn tell(desk: &Desk, job: &mut Job<'_>, case: &mut CaseMut) {
    if job.cancel.is_cancelled() {
        return;
    }
    if let Err(error) = look(desk, job, case).map(drop) {
        job.note(match error.code {
            Code::Stopped => "The names of your lists are looked for in the new material the next time.".to_owned(),
            _ => format!("The new material was not looked through for the names of your lists: {}", error.message),
        });
    }
}

/// As [`tell`], and gives what was told.
pub fn look(desk: &Desk, job: &mut Job<'_>, case: &mut CaseMut) -> Result<Vec<NewNames>> {
    let mut all = Vec::new();
    for sweep in kept::all(case, &desk.author)?.into_iter().filter(|sweep| sweep.list.watch) {
        let Some(mut told) = behind(desk, case, &sweep)? else { continue };
        let found = run::run(desk, job, case, &sweep.list, run::Where::After(told.sequence))?;
        let met = || found.tallies.iter().map(|tally| tally.name);
        told.sequence = found.sequence;
        told.names.extend(met());
        told.names.sort_unstable();
        told.names.dedup();
        let mut tx = case.begin(&desk.author, "keeping what a list found")?;
        tx.set_sweep_told(sweep.id, &told)?;
        tx.commit()?;
        if found.tallies.is_empty() {
            continue;
        }
        let news = NewNames {
            sweep: sweep.id.to_string(),
            list: sweep.list.name.clone(),
            names: found.names_found(&sweep.list).take(MOST_TOLD).map(str::to_owned).collect(),
            n: met().count() as u64,
        };
        (job.events)(Event::Named(news.clone()));
        all.push(news);
    }
    Ok(all)
}

/// Whether a list is watched that was not looked for in what came last.
pub fn is_due(desk: &Desk, case: &Case) -> Result<bool> {
    for sweep in kept::all(case, &desk.author)?.into_iter().filter(|sweep| sweep.list.watch) {
        if behind(desk, case, &sweep)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What was told of a list so far; `None` where nothing came since.
fn behind(desk: &Desk, case: &Case, sweep: &Sweep) -> Result<Option<Told>> {
    let found = kept::last(case, &desk.author, sweep.id)?;
    let told = kept::told(case, &desk.author, sweep.id, found.as_ref())?;
    let has_come = !case.come_since(told.sequence)?.is_empty();
    Ok(has_come.then_some(told))
}
