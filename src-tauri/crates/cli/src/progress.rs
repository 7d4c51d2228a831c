//! Progress, as one line of a terminal that is drawn over; elsewhere only notes are written.

use std::io::Write;

use desk::{Event, NewNames, Progress};

use crate::show::plain;

/// The line.
pub(crate) struct Line<'a> {
    err: &'a mut dyn Write,
    is_terminal: bool,
    drawn: bool,
}

impl<'a> Line<'a> {
    pub fn new(err: &'a mut dyn Write, is_terminal: bool) -> Line<'a> {
        Line { err, is_terminal, drawn: false }
    }

    /// Shows an event. What cannot be written to a closed terminal is not missed.
    pub fn tell(&mut self, event: Event) {
        match event {
            Event::Note { message } => {
                self.clear();
                let _ = writeln!(self.err, "{message}");
            }
            Event::Named(news) => {
                self.clear();
                let _ = writeln!(self.err, "{}", named(&news));
            }
            Event::TookIn { added: 0 } => {}
            Event::TookIn { added } => {
                self.clear();
                let files = if added == 1 { "file" } else { "files" };
                let _ = writeln!(self.err, "Took in {added} {files}.");
            }
            Event::Progress(progress) if self.is_terminal => {
                let _ = write!(self.err, "\r\x1b[2K{}", words(&progress));
                let _ = self.err.flush();
                self.drawn = true;
            }
            Event::Progress(_) => {}
        }
    }

    /// Takes the line away.
    pub fn clear(&mut self) {
        if self.drawn {
            let _ = write!(self.err, "\r\x1b[2K");
            self.drawn = false;
        }
    }
}

/// What new material has of a list that is watched.
fn named(news: &NewNames) -> String {
    let more = news.n.saturating_sub(news.names.len() as u64);
    let rest = if more == 0 { String::new() } else { format!(" and {more} more") };
    plain(&format!("Sweep \"{}\": the new material names {}{rest}.", news.list, news.names.join(", ")))
}

fn words(progress: &Progress) -> String {
    let Progress { doing, done, total, bytes, total_bytes, problems, elapsed_ms, current } = progress;
    let seconds = (*elapsed_ms as f64 / 1000.0).max(0.001);
    let mut line = format!("{doing}: {done} of {total}");
    if *bytes > 0 {
        let rate = *bytes as f64 / seconds / 1e6;
        line += &format!(", {} of {} MB, {rate:.1} MB/s", bytes / 1_000_000, total_bytes / 1_000_000);
    }
    // Looking at a page takes seconds: how many a minute is what people plan with.
    if *bytes == 0 && *done > 0 && seconds / *done as f64 > 0.2 {
        line += &format!(", {:.0} a minute", *done as f64 * 60.0 / seconds);
    }
    if *done > 0 && total > done {
        let left = (total - done) as f64 * seconds / *done as f64;
        line += &format!(", about {} left", duration(left));
    }
    if *problems > 0 {
        line += &format!(", {problems} with problems");
    }
    let name: String = current.chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
    if name.is_empty() { line } else { format!("{line}  {}", name.replace(char::is_control, " ")) }
}

fn duration(seconds: f64) -> String {
    match seconds.round() as u64 {
        s @ 0..60 => format!("{s} s"),
        s @ 60..3600 => format!("{} min", s.div_ceil(60)),
        s => format!("{} h {} min", s / 3600, s % 3600 / 60),
    }
}
