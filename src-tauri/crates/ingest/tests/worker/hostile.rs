//! A worker that was taken over, in several moods.

use std::io::{Read, Write, stdin, stdout};
use std::process::ExitCode;

use anchor::{PageBox, Unit, UnitKind, WordBox};
use ingest::draw::{Canvas, Drawer, Engine, Script};
use ingest::format::{Child, Failure};
use ingest::kind::Kind;
use ingest::protocol::{Chunk, FromWorker, ToWorker, VERSION, read_frame, write_frame};
use ingest::sandbox::{OffBecause, SandboxReport};

pub fn serve(mood: &str) -> ExitCode {
    match talk(mood) {
        Some(()) => ExitCode::SUCCESS,
        None => ExitCode::FAILURE,
    }
}

/// Says what the mood wants; `None` as soon as the host has gone.
fn talk(mood: &str) -> Option<()> {
    hear()?;
    let sandbox = match mood {
        "unlocked" => SandboxReport::off(OffBecause::Asked),
        _ => SandboxReport { limits: true, seccomp: true, landlock: None, off: None },
    };
    say(&match mood {
        "old" => FromWorker::Ready { version: VERSION + 1, pid: 1, sandbox, has_second: false },
        "refuses" => FromWorker::Refused("no lock".into()),
        _ => FromWorker::Ready { version: VERSION, pid: 1, sandbox, has_second: mood.starts_with("draws with") },
    })?;
    let asked = hear()?;
    match mood {
        "draws with pdfium alone" => draw_if(&asked, Engine::SecondAlone),
        "draws with hayro alone" => draw_if(&asked, Engine::First),
        "noise" => raw(&[3, 0, 0, 0, 200, 200, 200]),
        "oversized" => raw(&u32::MAX.to_le_bytes()),
        "out-of-order" => say(&FromWorker::Unit(unit())),
        "boxes" => {
            say(&FromWorker::Kind(Kind::Pdf))?;
            let word = WordBox { start: 0, end: 99, x: 0.0, y: 0.0, width: 1.0, height: 1.0 };
            say(&FromWorker::Unit(Unit { boxes: vec![word], ..unit() }))
        }
        "greedy" => say(&FromWorker::ReadAt { offset: 1 << 40, len: 1 }),
        "deaf" => loop {
            say(&FromWorker::ReadAt { offset: 0, len: 100 })?;
        },
        "endless-child" => {
            start_child()?;
            loop {
                say(&FromWorker::ChildBytes(Chunk(vec![0; 1 << 20])))?;
            }
        }
        "half-a-frame" => raw(&[100, 0, 0, 0, 1]).and(None),
        "dies-in-child" => start_child().and(None),
        "greets-again" => say(&FromWorker::Refused(String::new())),
        "draws-unasked" => say(&FromWorker::Drawn(canvas(2, 2))),
        "draws-too-much" => {
            say(&FromWorker::Drawn(canvas(2, 2)))?;
            loop {
                say(&FromWorker::Pixels(Chunk(vec![0; 1 << 20])))?;
            }
        }
        "draws-too-large" => say(&FromWorker::Drawn(canvas(1 << 20, 1 << 20))),
        "draws-half" => {
            say(&FromWorker::Drawn(canvas(2, 2)))?;
            say(&FromWorker::Pixels(Chunk(vec![0; 3])))?;
            say(&FromWorker::Done(1, Ok(())))
        }
        "reads-instead" => say(&FromWorker::Kind(Kind::Pdf)),
        "begs-for-fonts" => loop {
            say(&FromWorker::FontAt { script: Script::Korean, offset: u64::MAX })?;
        },
        "stops" => say(&FromWorker::Done(1, Err(Failure::Stopped))),
        _ => None,
    }?;
    hear().map(|_| ())
}

/// Draws for one engine; for others it dies.
fn draw_if(asked: &ToWorker, engine: Engine) -> Option<()> {
    let ToWorker::Draw(request) = asked else { return None };
    if request.view.engine != engine {
        return None;
    }
    say(&FromWorker::Drawn(canvas(2, 2)))?;
    say(&FromWorker::Pixels(Chunk(vec![0; 4])))?;
    say(&FromWorker::Done(request.job, Ok(())))
}

fn start_child() -> Option<()> {
    say(&FromWorker::Kind(Kind::Zip))?;
    let (name, locator) = ("../../etc/passwd".to_owned(), "entry 1".to_owned());
    say(&FromWorker::ChildStart(Child { name, raw_name: None, locator, modified: None, broken: None }))
}

fn canvas(width: u32, height: u32) -> Canvas {
    let page = PageBox { width: width as f32, height: height as f32 };
    Canvas { width, height, grey: true, page, scale: 1.0, drawer: Drawer::Hayro, notes: Vec::new() }
}

fn unit() -> Unit {
    Unit {
        kind: UnitKind::Page,
        label: "p. 1".into(),
        text: "words".into(),
        engine: "none".into(),
        quality: None,
        page: Some(PageBox { width: 1.0, height: 1.0 }),
        boxes: Vec::new(),
        table: None,
    }
}

fn hear() -> Option<ToWorker> {
    read_frame(&mut stdin().by_ref(), &mut Vec::new()).ok()?
}

fn say(frame: &FromWorker) -> Option<()> {
    let mut bytes = Vec::new();
    write_frame(&mut bytes, frame, &mut Vec::new()).ok()?;
    raw(&bytes)
}

fn raw(bytes: &[u8]) -> Option<()> {
    let mut out = stdout();
    out.write_all(bytes).and_then(|()| out.flush()).ok()
}
