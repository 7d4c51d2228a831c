//! Asking a worker to draw a page.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::process::Process;
use super::waiting::{End, Given, Watch, say};
use super::{Outcome, Worker};
use crate::Error;
use crate::draw::{Canvas, Engine, MAX_FONT, MAX_SIDE, Picture, Script, View};
use crate::format::{Failure, Source};
use crate::passwords::Passwords;
use crate::protocol::inspect::DrawInspector;
use crate::protocol::{Chunk, DrawRequest, FontPart, FromWorker, MAX_CHUNK, ToWorker};
use crate::sandbox::SandboxReport;

/// One page to draw, beside the document's bytes.
#[derive(Debug, Clone, Copy)]
pub struct DrawJob<'a> {
    /// What the document is known by, such as its id: the same key must mean the same bytes.
    pub key: [u8; 32],
    /// How many bytes it has.
    pub len: u64,
    /// The name it was found under, readable.
    pub name: Option<&'a str>,
    /// Which page, and how.
    pub view: View,
    /// What a locked document is tried with.
    pub passwords: &'a Passwords,
}

/// A font of this computer.
#[derive(Clone)]
pub struct Font {
    /// Its number: the same one for every script it is given for.
    pub id: u32,
    /// Its file.
    pub bytes: Arc<Vec<u8>>,
}

/// Finds a font for a script, for documents that do not bring one along.
pub type FindFont<'a> = &'a dyn Fn(Script) -> Option<Font>;

/// How a drawing went.
#[derive(Debug)]
pub struct Drawing {
    /// The page, or why there is none: never [`Outcome::Done`].
    pub page: Result<Picture, Outcome>,
    /// What held the worker in.
    pub sandbox: SandboxReport,
}

impl Worker {
    /// Draws one page. Setting `cancel` ends the drawing within a quarter of a second.
    ///
    /// A worker keeps the last document open: further pages of it cost no reading. Where one that may choose the engine
    /// ends at the page, another draws it with the second alone; where that ends, too, with the first alone.
    pub fn draw(
        &mut self,
        file: &mut dyn Source,
        job: DrawJob,
        fonts: FindFont<'_>,
        cancel: &AtomicBool,
    ) -> Result<Drawing, Error> {
        let (drawing, has_second) = self.draw_once(file, job, fonts, cancel)?;
        if !has_second || job.view.engine != Engine::Best || !is_lost(&drawing.page) {
            return Ok(drawing);
        }
        for engine in [Engine::SecondAlone, Engine::First] {
            let view = View { engine, ..job.view };
            let (again, _) = self.draw_once(file, DrawJob { view, ..job }, fonts, cancel)?;
            // What is open in this worker was opened for one engine.
            self.open = None;
            if again.page.is_ok() {
                return Ok(again);
            }
            if !is_lost(&again.page) {
                break;
            }
        }
        Ok(drawing)
    }

    fn draw_once(
        &mut self,
        file: &mut dyn Source,
        job: DrawJob,
        fonts: FindFont<'_>,
        cancel: &AtomicBool,
    ) -> Result<(Drawing, bool), Error> {
        let sound = job.view.scale.is_finite() && job.view.scale > 0.0;
        let view = View {
            scale: if sound { job.view.scale } else { 1.0 },
            max_side: job.view.max_side.clamp(1, MAX_SIDE),
            ..job.view
        };
        let job = DrawJob { view, ..job };
        let mut process = self.ready(cancel)?;
        let (sandbox, has_second) = (process.sandbox, process.has_second);
        let is_open = self.open == Some(job.key);
        (self.open, self.seeing) = (None, None);
        let mut sitting = Sitting {
            inspector: DrawInspector::new(self.n_read, job.len, job.view),
            given: Given::new(file, job.len),
            fonts,
            font: None,
            watch: Watch::start(&self.settings, job.len, cancel),
            canvas: None,
            pixels: Vec::new(),
        };
        let end = sitting.run(&mut process, self.n_read, job, is_open);
        let (canvas, pixels) = (sitting.canvas, sitting.pixels);
        let (outcome, process) = end.settle(process)?;
        self.process = process;
        let page = match (outcome, canvas) {
            (Outcome::Done, Some(canvas)) => {
                self.open = Some(job.key);
                Ok(Picture { canvas, pixels })
            }
            (outcome, _) => Err(outcome),
        };
        Ok((Drawing { page, sandbox }, has_second))
    }
}

/// Whether a page ended its worker.
pub(super) fn is_lost<T>(page: &Result<T, Outcome>) -> bool {
    matches!(page, Err(Outcome::ParserFailed(_) | Outcome::TimedOut(_) | Outcome::OutOfMemory))
}

/// A conversation about one page.
struct Sitting<'a> {
    inspector: DrawInspector,
    given: Given<'a>,
    fonts: FindFont<'a>,
    /// The font that was asked for last.
    font: Option<(Script, Option<Font>)>,
    watch: Watch<'a>,
    canvas: Option<Canvas>,
    pixels: Vec<u8>,
}

impl Sitting<'_> {
    fn run(&mut self, process: &mut Process, number: u32, job: DrawJob, is_open: bool) -> End {
        let head = if is_open { Ok(Chunk::default()) } else { self.given.head() };
        let head = match head {
            Ok(head) => head,
            Err(end) => return end,
        };
        let request = DrawRequest {
            job: number,
            key: job.key,
            len: job.len,
            name: job.name.map(|name| name.chars().take(4096).collect()),
            view: job.view,
            passwords: job.passwords.clone(),
            head,
        };
        if !process.say(ToWorker::Draw(request)) {
            return End::Gone;
        }
        loop {
            let step = self.watch.wait(process).and_then(|frame| match self.inspector.look(&frame) {
                Ok(()) => self.act(process, frame),
                Err(nonsense) => Err(End::Fault(format!("its worker sent {nonsense}"))),
            });
            if let Err(end) = step {
                return end;
            }
        }
    }

    /// Acts on a frame that was looked at. The error ends the conversation.
    fn act(&mut self, process: &mut Process, frame: FromWorker) -> Result<(), End> {
        match frame {
            FromWorker::ReadAt { offset, len } => {
                let given = &mut self.given;
                self.watch.apart(|| given.answer(process, offset, len))
            }
            FromWorker::FontAt { script, offset } => self.lend(process, script, offset),
            FromWorker::Drawn(canvas) => {
                self.pixels.reserve_exact(canvas.n_bytes() as usize);
                self.canvas = Some(canvas);
                Ok(())
            }
            FromWorker::Pixels(chunk) => {
                self.pixels.extend_from_slice(&chunk.0);
                Ok(())
            }
            FromWorker::Done(_, Err(Failure::Stopped)) => Err(End::Fault("its worker stopped unasked".into())),
            FromWorker::Done(_, result) => Err(End::Done(result)),
            FromWorker::Panicked(message) => Err(End::Fault(format!("the drawing panicked: {message}"))),
            _ => Ok(()),
        }
    }

    fn lend(&mut self, process: &mut Process, script: Script, offset: u64) -> Result<(), End> {
        if self.font.as_ref().is_none_or(|(held, _)| *held != script) {
            let fonts = self.fonts;
            let font = self.watch.apart(|| fonts(script)).filter(|font| font.bytes.len() as u64 <= MAX_FONT);
            self.font = Some((script, font));
        }
        let font = self.font.as_ref().and_then(|(_, font)| font.as_ref());
        let part = font.map(|font| {
            let from = usize::try_from(offset).unwrap_or(usize::MAX).min(font.bytes.len());
            let to = from.saturating_add(MAX_CHUNK).min(font.bytes.len());
            FontPart { id: font.id, len: font.bytes.len() as u64, bytes: Chunk(font.bytes[from..to].to_vec()) }
        });
        say(process, ToWorker::Font(part))
    }
}
