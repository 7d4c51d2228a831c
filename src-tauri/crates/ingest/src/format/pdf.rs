//! PDF: one unit a page, with the place of every word.
//!
//! Glyphs come from `hayro-interpret` ([`collector`]), their order from us ([`layout`]). A page that it does not read, or of
//! which it does not know more than 2 % of the glyphs, is given to PDFium, where that is lent ([`second`]); then to
//! `pdf-extract` ([`fallback`]). The best reading is taken, and every unit names its engine. An engine that ends the worker
//! costs nothing that the other reads ([`start`]). What only PDFium opens is read by it alone, with all else that it tells
//! ([`alone`]). Words that a page has and does not show are told ([`hidden`]).

mod alone;
mod attachments;
mod bidi;
mod cjk;
mod collector;
mod comments;
mod content;
mod fallback;
mod fields;
mod forms;
mod glyphs;
mod hidden;
mod labels;
mod layout;
#[cfg(test)]
mod locked;
mod meta;
mod outline;
mod paints;
mod second;
mod stand_in;
mod start;
#[cfg(test)]
mod tests;
mod xmp;

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anchor::{PageBox, Unit, UnitKind};
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, InterpreterWarning, interpret_page};
use kurbo::Rect;
use pdfium::Pdfium;

use super::hidden::{MOST_TOLD, finding, further};
use super::lock::OPENED;
use super::{Emit, Failure, Input, MetaKey, Problem, ProblemCode};
use crate::draw::Visible;
use crate::labels::PageLabels;
use crate::passwords::Passwords;
use alone::Alone;
use collector::Collector;
pub use comments::keep as keep_comments;
use fallback::LastResort;
use glyphs::PageGlyphs;
use hidden::Way;
use second::Second;
use start::Start;

/// Largest file that is read; all of it is held in memory.
const MAX_BYTES: u64 = 600 << 20;
/// The name of the first engine, as units have it.
const ENGINE: &str = "hayro";
/// Share of unknown glyphs above which another engine is asked.
const TOLERATED: f32 = 0.02;

/// Reads a PDF. Pages become units `p. 1`, `p. 2`…, or as they are called in the file; the information dictionary becomes metadata.
///
/// # Errors
/// [`Failure::Encrypted`] where neither the empty password nor one that is lent opens it, [`Failure::Corrupt`] where no page is found.
pub fn read(input: &mut Input<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
    let (start, second, max_text_bytes) = (Start::of(input.resume), out.second(), input.limits.max_text_bytes);
    let bytes = Arc::new(whole(input)?);
    let alone =
        |engine, start| Alone { engine, bytes: &bytes, passwords: input.passwords, limits: &input.limits, start };
    if let Some(engine) = second.filter(|_| start.is_alone()) {
        let why = Failure::Corrupt("its structure could not be followed".to_owned());
        return alone(engine, start).read(why, out);
    }
    if start == Start::Fresh && second.is_some() {
        out.fall_back_to(&Start::Alone.token())?;
    }
    let (pdf, was_locked) = match (open_with(&bytes, input.passwords, || out.alive()), second) {
        (Ok(opened), _) => opened,
        (Err(why), Some(engine)) => {
            tell_other_lock(&why, &bytes, out)?;
            return alone(engine, Start::Alone).read(why, out);
        }
        (Err(why), None) => {
            tell_other_lock(&why, &bytes, out)?;
            return Err(why);
        }
    };
    let labels = labels::labels(&pdf);
    if start == Start::Fresh {
        if was_locked {
            out.meta(MetaKey::Finding, OPENED.to_owned())?;
        }
        let told = meta::information(&pdf, out)?;
        xmp::xmp(&pdf, &told, out)?;
        labels::tell(&labels, out)?;
    }
    pages(&pdf, &labels, start, (second, input.passwords), max_text_bytes, out)?;
    outline::outline(&pdf, &labels, out)?;
    meta::references(&pdf, out)?;
    comments::comments(&pdf, &labels, out)?;
    fields::fields(&pdf, out)?;
    attachments::attachments(&pdf, &input.limits, out)
}

/// Says so where it is no password that a locked PDF waits for (ISO 32000-2, 7.6.5).
fn tell_other_lock(why: &Failure, bytes: &[u8], out: &mut dyn Emit) -> Result<(), Failure> {
    // What tells of the lock is never locked nor packed.
    if *why != Failure::Encrypted || memchr::memmem::find(bytes, b"/Adobe.PubSec").is_none() {
        return Ok(());
    }
    let message = "locked for those who hold certain certificates, not by a password".to_owned();
    out.problem(Problem { code: ProblemCode::Encrypted, message, unit: None })
}

/// The bytes of a PDF.
///
/// # Errors
/// [`Failure::LimitHit`] past [`MAX_BYTES`].
pub(crate) fn whole(input: &mut Input<'_>) -> Result<Vec<u8>, Failure> {
    if input.len > MAX_BYTES {
        return Err(Failure::LimitHit("a PDF of more than 600 MiB".to_owned()));
    }
    let mut bytes = Vec::with_capacity(input.len as usize);
    let read = input.bytes.take(MAX_BYTES).read_to_end(&mut bytes);
    read.map_err(|error| Failure::ReadError(error.to_string()))?;
    Ok(bytes)
}

/// Opens a PDF with the first engine, and says whether it took a password.
///
/// # Errors
/// As [`read`].
pub(crate) fn open_with(
    bytes: &Arc<Vec<u8>>,
    passwords: &Passwords,
    mut alive: impl FnMut() -> Result<(), Failure>,
) -> Result<(Pdf, bool), Failure> {
    match open(bytes, "") {
        Err(Failure::Encrypted) => {}
        outcome => return outcome.map(|pdf| (pdf, false)),
    }
    for password in passwords.iter() {
        alive()?;
        if let Ok(pdf) = open(bytes, password) {
            return Ok((pdf, true));
        }
    }
    Err(Failure::Encrypted)
}

fn open(bytes: &Arc<Vec<u8>>, password: &str) -> Result<Pdf, Failure> {
    let opened = catch_unwind(AssertUnwindSafe(|| Pdf::new_with_password(Arc::clone(bytes), password)));
    let opened = opened.map_err(|_| Failure::Corrupt("its structure could not be followed".to_owned()))?;
    match opened {
        Ok(pdf) if pdf.pages().is_empty() => Err(Failure::Corrupt("no page was found".to_owned())),
        Ok(pdf) => Ok(pdf),
        Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm)) => {
            Err(Failure::Encrypted)
        }
        Err(LoadPdfError::Decryption(_)) => Err(Failure::Corrupt("its encryption is not valid".to_owned())),
        Err(LoadPdfError::Invalid) => Err(Failure::Corrupt("no pages could be found in it".to_owned())),
    }
}

fn pages(
    pdf: &Pdf,
    labels: &PageLabels,
    start: Start,
    (engine, passwords): (Option<&'static Pdfium>, &Passwords),
    max_text_bytes: u64,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    let engine = engine.filter(|_| !matches!(start, Start::WithoutSecond(_)));
    let is_poor_of_fonts = Arc::new(AtomicBool::new(false));
    let mut reading = Reading {
        pdf,
        labels,
        start,
        settings: settings(&is_poor_of_fonts),
        is_poor_of_fonts,
        cache: InterpreterCache::new(),
        collections: cjk::Collections::new(pdf),
        second: Second::new(engine, pdf.data().as_ref(), passwords),
        last: LastResort::default(),
        n_hiding: [0; Way::ALL.len()],
    };
    let mut n_bytes = 0_u64;
    for index in start.page()..pdf.pages().len() {
        reading.dare(Start::WithoutFirst(index), out)?;
        let mut unit = reading.page(index, out)?;
        let page = &pdf.pages()[index];
        comments::add_to(&mut unit, page, Visible::of(page).place);
        n_bytes += unit.text.len() as u64;
        if n_bytes > max_text_bytes {
            return Err(Failure::LimitHit("its text is too long".to_owned()));
        }
        out.unit(unit)?;
    }
    reading.tell_further(out)?;
    // What comes now is asked of no engine.
    out.fall_back_to("")
}

/// Settings that draw nothing and note where a font cannot be used: its glyphs are then missing, not unknown.
fn settings(is_poor_of_fonts: &Arc<AtomicBool>) -> InterpreterSettings {
    let noted = is_poor_of_fonts.clone();
    let note = move |warning| {
        if matches!(warning, InterpreterWarning::UnsupportedFont) {
            noted.store(true, Ordering::Relaxed);
        }
    };
    InterpreterSettings { warning_sink: Arc::new(note), ..stand_in::settings() }
}

/// What the pages of a document share.
struct Reading<'p> {
    pdf: &'p Pdf,
    labels: &'p PageLabels,
    start: Start,
    settings: InterpreterSettings,
    /// Set once a font could not be used: it is told once, and concerns pages to come.
    is_poor_of_fonts: Arc<AtomicBool>,
    cache: InterpreterCache<'p>,
    collections: cjk::Collections<'p>,
    second: Second<'p>,
    last: LastResort,
    /// On how many pages words are hidden, by the way they are.
    n_hiding: [u32; Way::ALL.len()],
}

/// What the engines made of a page.
#[derive(Default)]
struct Looked {
    glyphs: PageGlyphs,
    engine: &'static str,
    /// Neither engine could follow the page.
    is_unread: bool,
}

impl Reading<'_> {
    /// Says how the reading goes on if the worker ends at what comes next. A second time it just fails.
    fn dare(&self, otherwise: Start, out: &mut dyn Emit) -> Result<(), Failure> {
        match self.start == Start::Fresh && self.second.is_there() {
            true => out.fall_back_to(&otherwise.token()),
            false => out.alive(),
        }
    }

    fn page(&mut self, index: usize, out: &mut dyn Emit) -> Result<Unit, Failure> {
        let number = index as u32 + 1;
        let visible = Visible::of(&self.pdf.pages()[index]);
        let looked = self.look(index, &visible, out)?;
        let glyphs = &looked.glyphs;
        let mut unit = unit_of(glyphs, looked.engine, &self.labels.name(number), Some(&visible));
        self.say_what_failed(index, &looked, out)?;
        let last = glyphs.is_poor().then(|| self.last.page(self.pdf, index)).flatten();
        match last.filter(|last| last.is_better_than(glyphs)) {
            Some(last) => {
                unit.engine = "pdf-extract".to_owned();
                unit.quality = Some(last.quality());
                unit.text = last.text;
                unit.boxes.clear();
                tell(out, number, ProblemCode::Quality, "read by the last engine, without places of words".to_owned())?;
            }
            None => say_what_is_unknown(glyphs, number, out)?,
        }
        if unit.text.is_empty() && !looked.is_unread {
            let shows_nothing = glyphs.n_all() == 0 && glyphs.n_pictures == 0;
            if shows_nothing && content::is_lost(&self.pdf.pages()[index]) {
                let message = "what the page shows is damaged and could not be read";
                tell(out, number, ProblemCode::Unreadable, message.to_owned())?;
                return Ok(unit);
            }
            say_why_blank(glyphs, number, out)?;
        }
        self.tell_hidden(&glyphs.hidden, &unit.label, out)?;
        Ok(unit)
    }

    /// Tells words that cannot be seen on a page.
    fn tell_hidden(&mut self, hidden: &[(Way, String)], page: &str, out: &mut dyn Emit) -> Result<(), Failure> {
        for (way, words) in hidden {
            let n_pages = &mut self.n_hiding[*way as usize];
            *n_pages += 1;
            if *n_pages <= MOST_TOLD {
                meta::give(out, MetaKey::Finding, finding(&format!("on {page}"), way.words(), words))?;
            }
        }
        Ok(())
    }

    fn tell_further(&self, out: &mut dyn Emit) -> Result<(), Failure> {
        for (way, n_pages) in Way::ALL.into_iter().zip(self.n_hiding) {
            if n_pages > MOST_TOLD {
                let told = further(n_pages - MOST_TOLD, ("on", "page"), way.words());
                meta::give(out, MetaKey::Finding, told)?;
            }
        }
        Ok(())
    }

    /// Reads the glyphs of a page with the first engine, and with the second where the first does badly.
    fn look(&mut self, index: usize, visible: &Visible, out: &mut dyn Emit) -> Result<Looked, Failure> {
        let mut first = match self.start {
            Start::WithoutFirst(_) => None,
            _ => self.glyphs(index, visible),
        };
        let is_well_read = first.as_ref().is_some_and(|first| first.n_all() > 0 && !first.is_poor());
        let mut second = None;
        if self.second.is_there() && (!is_well_read || self.is_poor_of_fonts.load(Ordering::Relaxed)) {
            self.dare(Start::WithoutSecond(index), out)?;
            second = self.second.glyphs(index, visible).map(|mut glyphs| {
                forms::add_values(&self.pdf.pages()[index], visible.place, &mut glyphs);
                glyphs
            });
        }
        let is_unread = first.is_none() && second.is_none();
        let n_pictures = first.as_ref().map(|first| first.n_pictures);
        // Only the first engine tells what is painted.
        let hidden = first.as_mut().map(|first| std::mem::take(&mut first.hidden)).unwrap_or_default();
        let (mut glyphs, engine) = match (first, second) {
            (first, Some(second)) if second::is_better(&second, first.as_ref()) => (second, second::ENGINE),
            (Some(first), _) => (first, ENGINE),
            (None, second) => (second.unwrap_or_default(), second::ENGINE),
        };
        glyphs.n_pictures = n_pictures.unwrap_or(glyphs.n_pictures);
        glyphs.hidden = hidden;
        Ok(Looked { glyphs, engine: if is_unread { ENGINE } else { engine }, is_unread })
    }

    fn say_what_failed(&self, index: usize, looked: &Looked, out: &mut dyn Emit) -> Result<(), Failure> {
        let number = index as u32 + 1;
        if looked.is_unread {
            tell(out, number, ProblemCode::Unreadable, "the page could not be read".to_owned())?;
        }
        let message = match self.start {
            Start::WithoutFirst(failed) if failed == index => {
                "the first engine failed on this page; from here on the second read alone"
            }
            Start::WithoutSecond(failed) if failed == index => {
                "the second engine failed on this page; from here on the first read alone"
            }
            _ => return Ok(()),
        };
        tell(out, number, ProblemCode::Quality, message.to_owned())
    }

    /// The glyphs of a page as the first engine tells them; `None` where reading it fails.
    fn glyphs(&mut self, index: usize, visible: &Visible) -> Option<PageGlyphs> {
        let page = &self.pdf.pages()[index];
        let Visible { width, height, place } = *visible;
        let read = AssertUnwindSafe(|| {
            let edge = Rect::new(0.0, 0.0, width.into(), height.into());
            let mut context = Context::new(place, edge, &self.cache, page.xref(), self.settings.clone());
            let mut collector = Collector::new(width, height, &mut self.collections);
            interpret_page(page, &mut context, &mut collector);
            let mut glyphs = collector.finish();
            forms::add_values(page, place, &mut glyphs);
            glyphs
        });
        catch_unwind(read).ok()
    }
}

/// A page as a unit, laid out.
fn unit_of(glyphs: &PageGlyphs, engine: &str, name: &str, visible: Option<&Visible>) -> Unit {
    let mut unit = Unit {
        kind: UnitKind::Page,
        label: format!("p. {name}"),
        text: String::new(),
        engine: engine.to_owned(),
        quality: glyphs.quality(),
        page: visible.map(|visible| PageBox { width: visible.width, height: visible.height }),
        boxes: Vec::new(),
        table: None,
    };
    // Marks for unknown characters alone are no text.
    if let Some(visible) = visible.filter(|_| glyphs.n_known > 0) {
        let laid = layout::lay_out(glyphs, visible.width, visible.height);
        unit.text = laid.text;
        unit.boxes = laid.boxes;
    }
    unit
}

fn say_what_is_unknown(glyphs: &PageGlyphs, number: u32, out: &mut dyn Emit) -> Result<(), Failure> {
    if glyphs.n_known == 0 || !glyphs.is_poor() {
        return Ok(());
    }
    let message = format!("{} of {} characters are unknown", glyphs.n_unknown, glyphs.n_all());
    tell(out, number, ProblemCode::Quality, message)
}

fn say_why_blank(glyphs: &PageGlyphs, number: u32, out: &mut dyn Emit) -> Result<(), Failure> {
    let message = match (glyphs.n_all(), glyphs.n_pictures) {
        (0, 0) => "the page is blank",
        (0, _) => "the page is a picture, and its words have not been read yet",
        _ => "what the page's characters mean is not said in the file",
    };
    tell(out, number, ProblemCode::NoText, message.to_owned())?;
    match glyphs.n_all() > 0 || glyphs.n_pictures > 0 {
        true => out.unseen(number),
        false => Ok(()),
    }
}

fn tell(out: &mut dyn Emit, number: u32, code: ProblemCode, message: String) -> Result<(), Failure> {
    out.problem(Problem { code, message, unit: Some(number) })
}
