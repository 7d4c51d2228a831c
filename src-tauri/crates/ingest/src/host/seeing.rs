//! Asking a worker to read the words off a page.

use std::sync::atomic::AtomicBool;

use super::drawing::is_lost;
use super::process::Process;
use super::waiting::{End, Given, Watch};
use super::{Outcome, Worker, lend};
use crate::Error;
use crate::draw::{Engine, MAX_SIDE, Turn, View};
use crate::format::{Failure, Source};
use crate::passwords::Passwords;
use crate::protocol::inspect::SeeInspector;
use crate::protocol::{Chunk, DrawRequest, FromWorker, ToWorker};
use crate::sandbox::SandboxReport;
use crate::sight::{Models, SCALE, Seen};

/// One page to look at, beside the document's bytes.
#[derive(Debug, Clone, Copy)]
pub struct SeeJob<'a> {
    /// What the document is known by, such as its id: the same key must mean the same bytes.
    pub key: [u8; 32],
    /// How many bytes it has.
    pub len: u64,
    /// The name it was found under, readable.
    pub name: Option<&'a str>,
    /// The page's number, from 1.
    pub unit: u32,
    /// What a locked document is tried with.
    pub passwords: &'a Passwords,
}

/// How a look at a page went.
#[derive(Debug)]
pub struct Seeing {
    /// What was seen, or why nothing was: never [`Outcome::Done`].
    pub page: Result<Seen, Outcome>,
    /// What held the worker in.
    pub sandbox: SandboxReport,
}

impl Worker {
    /// Reads the words off one page, in a worker that was made with models. Setting `cancel` ends it within a quarter of
    /// a second.
    ///
    /// A worker keeps the last document open: further pages of it cost no reading. Where one ends at the page, another
    /// looks at it as the second engine for PDF draws it; where that ends, too, as the first alone does.
    ///
    /// # Errors
    /// [`Error::Blind`] where the models are no use: then no page can be read.
    pub fn see(&mut self, file: &mut dyn Source, job: SeeJob, cancel: &AtomicBool) -> Result<Seeing, Error> {
        let (seeing, has_second) = self.see_once(file, job, Engine::Best, cancel)?;
        if !has_second || !is_lost(&seeing.page) {
            return Ok(seeing);
        }
        for engine in [Engine::SecondAlone, Engine::First] {
            let (again, _) = self.see_once(file, job, engine, cancel)?;
            // What is open in this worker was opened for one engine.
            self.seeing = None;
            if again.page.is_ok() {
                return Ok(again);
            }
            if !is_lost(&again.page) {
                break;
            }
        }
        Ok(seeing)
    }

    fn see_once(
        &mut self,
        file: &mut dyn Source,
        job: SeeJob,
        engine: Engine,
        cancel: &AtomicBool,
    ) -> Result<(Seeing, bool), Error> {
        let Some(models) = self.models.clone() else { return Err(Error::Blind("there are none".into())) };
        let mut process = self.ready(cancel)?;
        let (sandbox, has_second) = (process.sandbox, process.has_second);
        let is_open = self.seeing == Some(job.key);
        (self.open, self.seeing) = (None, None);
        let mut look = Look {
            inspector: SeeInspector::new(self.n_read, job.len),
            given: Given::new(file, job.len),
            models: &models,
            watch: Watch::start(&self.settings, job.len, cancel),
            seen: None,
            blind: None,
        };
        let end = look.run(&mut process, self.n_read, (job, engine), is_open);
        let (seen, blind) = (look.seen, look.blind);
        let (outcome, process) = end.settle(process)?;
        self.process = process;
        if let Some(why) = blind {
            return Err(Error::Blind(why));
        }
        if outcome == Outcome::Done {
            self.seeing = Some(job.key);
        }
        let page = match (outcome, seen) {
            (Outcome::Done, Some(seen)) => Ok(*seen),
            (outcome, _) => Err(outcome),
        };
        Ok((Seeing { page, sandbox }, has_second))
    }
}

/// A conversation about one page.
struct Look<'a> {
    inspector: SeeInspector,
    given: Given<'a>,
    models: &'a Models,
    watch: Watch<'a>,
    seen: Option<Box<Seen>>,
    blind: Option<String>,
}

impl Look<'_> {
    fn run(&mut self, process: &mut Process, number: u32, (job, engine): (SeeJob, Engine), is_open: bool) -> End {
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
            view: View { unit: job.unit, scale: SCALE, max_side: MAX_SIDE, turn: Turn::None, engine },
            passwords: job.passwords.clone(),
            head,
        };
        if !process.say(ToWorker::See(request)) {
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
            FromWorker::ModelAt { model, offset } => {
                let models = self.models;
                self.watch.apart(|| lend(models, process, model, offset))
            }
            FromWorker::Seen(seen) => {
                self.seen = Some(seen);
                Ok(())
            }
            FromWorker::Blind(why) => {
                self.blind = Some(why.clone());
                Err(End::Fault(why))
            }
            FromWorker::Done(_, Err(Failure::Stopped)) => Err(End::Fault("its worker stopped unasked".into())),
            FromWorker::Done(_, result) => Err(End::Done(result)),
            FromWorker::Panicked(message) => Err(End::Fault(format!("what reads pictures failed: {message}"))),
            _ => Ok(()),
        }
    }
}
