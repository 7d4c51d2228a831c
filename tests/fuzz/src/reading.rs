//! A reader, fed as a worker feeds it: through the worker's own loop, with a host that looks at every frame.

use std::cell::RefCell;
use std::io::{self, Read, Write};
use std::rc::Rc;

use dates::Date;
use ingest::PageLabels;
use ingest::format::{Emit, Failure, Input, Limits, MetaKey};
use ingest::kind::Kind;
use ingest::passwords::Passwords;
use ingest::protocol::inspect::Inspector;
use ingest::protocol::{Chunk, FromWorker, MAX_CHUNK, Request, ToWorker, VERSION, read_frame, write_frame};
use ingest::sandbox::{OffBecause, Sandbox, SandboxReport};
use ingest::worker::{ReadAs, serve};

use crate::package;
use crate::targets::{As, Target};

/// The number of the reading.
const JOB: u32 = 7;

/// Less than a desktop bears, so that what is slow or large for its input is the parser and not what it gave.
const LIMITS: Limits =
    Limits { max_children: 2_000, max_child_bytes: 64 << 20, max_text_bytes: 64 << 20, ..Limits::DESKTOP };

/// Feeds a reader.
///
/// # Panics
/// If the host would not believe a frame, or a property is not what it has to be.
pub(crate) fn feed(target: &Target, bytes: &[u8]) {
    match target.read {
        As::Told => read(target, bytes, ingest::format::read_as),
        As::Kind(kind) => read(target, bytes, forced(kind)),
        As::Package(kind) => {
            let mut bytes = bytes.to_vec();
            package::mend(&mut bytes);
            read(target, &bytes, forced(kind));
        }
        As::Other => {}
    }
}

thread_local! {
    static KIND: std::cell::Cell<Kind> = const { std::cell::Cell::new(Kind::Unknown) };
}

/// A reader that is given every file, whatever it was told to be.
fn forced(kind: Kind) -> ReadAs {
    fn read_as(_: Kind, input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
        ingest::format::read_as(KIND.get(), input, out)
    }
    KIND.set(kind);
    read_as
}

fn read(target: &Target, bytes: &[u8], read_as: ReadAs) {
    let host = Rc::new(RefCell::new(Host::new(bytes)));
    host.borrow_mut().say(&ToWorker::Hello { version: VERSION, sandbox: Sandbox::Off, memory: 1 << 30 });
    let head = bytes[..bytes.len().min(MAX_CHUNK)].to_vec();
    let request = Request {
        job: JOB,
        len: bytes.len() as u64,
        name: target.file.map(str::to_owned),
        limits: LIMITS,
        resume: None,
        passwords: Passwords::new(["heron".to_owned()]),
        head: Chunk(head),
    };
    host.borrow_mut().say(&ToWorker::Read(request));
    let ended = serve(Ears(Rc::clone(&host)), Mouth(Rc::clone(&host)), read_as, None, enter);
    ended.expect("the pipe holds");
    let host = host.borrow();
    assert!(host.is_done, "the worker left without a word");
    let labels = PageLabels::of_kept(host.labels.iter().map(String::as_str));
    assert_eq!(PageLabels::of_kept(labels.kept().iter().map(String::as_str)).kept(), labels.kept());
    let _ = [0, 1, 30, u32::MAX].map(|number| labels.name(number));
}

fn enter(_: Sandbox, _: u64) -> Result<SandboxReport, String> {
    Ok(SandboxReport::off(OffBecause::Asked))
}

/// What a host knows of one reading.
struct Host<'b> {
    bytes: &'b [u8],
    /// What was said to the worker, and how much of it was heard.
    said: Vec<u8>,
    heard: usize,
    /// What the worker said of a frame that is not whole yet.
    partial: Vec<u8>,
    inspector: Inspector,
    has_greeted: bool,
    is_done: bool,
    labels: Vec<String>,
}

impl<'b> Host<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        let inspector = Inspector::new(JOB, bytes.len() as u64, LIMITS);
        let (said, partial, labels) = (Vec::new(), Vec::new(), Vec::new());
        Host { bytes, said, heard: 0, partial, inspector, has_greeted: false, is_done: false, labels }
    }

    fn say(&mut self, frame: &ToWorker) {
        write_frame(&mut self.said, frame, &mut Vec::new()).expect("a frame of ours fits");
    }

    /// Takes frames in as they become whole.
    fn hear(&mut self, said: &[u8]) {
        self.partial.extend_from_slice(said);
        let mut at = 0;
        while let Some(len) = self.partial[at..].first_chunk() {
            let end = at + 4 + u32::from_le_bytes(*len) as usize;
            let Some(mut frame) = self.partial.get(at..end) else { break };
            let frame = read_frame(&mut frame, &mut Vec::new()).expect("a frame of the worker can be read");
            self.act(frame.expect("it is whole"));
            at = end;
        }
        self.partial.drain(..at);
    }

    fn act(&mut self, frame: FromWorker) {
        if !self.has_greeted {
            assert!(matches!(frame, FromWorker::Ready { .. }), "{frame:?}");
            self.has_greeted = true;
            return;
        }
        if let Err(nonsense) = self.inspector.look(&frame) {
            panic!("the worker sent {nonsense}");
        }
        match frame {
            FromWorker::ReadAt { offset, len } => {
                let from = &self.bytes[offset as usize..];
                self.say(&ToWorker::Bytes(Ok(Chunk(from[..from.len().min(len as usize)].to_vec()))));
            }
            FromWorker::Meta(MetaKey::PageLabels, label) => self.labels.push(label),
            FromWorker::Meta(key, value) if is_date(key) => check_date(&value),
            FromWorker::ChildStart(child) => child.modified.as_deref().map_or((), check_date),
            FromWorker::Done(..) | FromWorker::Panicked(_) => self.is_done = true,
            _ => {}
        }
    }
}

/// The properties that are EDTF.
fn is_date(key: MetaKey) -> bool {
    use MetaKey::{Created, Modified, Published, Received, SavedAt, Sent, TakenAt};
    matches!(key, Created | Modified | Published | Received | SavedAt | Sent | TakenAt)
}

fn check_date(value: &str) {
    assert!(Date::parse(value).is_ok(), "a date that is none: {value:?}");
}

/// The worker's standard input.
struct Ears<'b>(Rc<RefCell<Host<'b>>>);

impl Read for Ears<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let host = &mut *self.0.borrow_mut();
        let mut rest = &host.said[host.heard..];
        let n = rest.read(buffer)?;
        host.heard += n;
        if host.heard == host.said.len() {
            host.said.clear();
            host.heard = 0;
        }
        Ok(n)
    }
}

/// The worker's standard output.
struct Mouth<'b>(Rc<RefCell<Host<'b>>>);

impl Write for Mouth<'_> {
    fn write(&mut self, said: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().hear(said);
        Ok(said.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
