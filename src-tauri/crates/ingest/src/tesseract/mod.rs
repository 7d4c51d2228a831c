//! Tesseract, where the system has it: words off pixels by a program that is not ours, in a process that is locked in as
//! a worker is ([`crate::sandbox`]). It is only ever given pixels that we drew, as plain numbers; what it writes is
//! believed no more than a worker.

mod cell;
mod tsv;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::draw::Picture;
use crate::host::{LOOK, WorkerCommand};
use crate::sight::Seen;

/// What units that it read name as their engine, before its languages.
pub const ENGINE: &str = "Tesseract";
/// Most memory that it may hold.
const MEMORY: u64 = 1 << 30;
/// Longest that it may take for a page.
const DEADLINE: Duration = Duration::from_secs(180);
/// Most that it may write.
const MOST_WRITTEN: u64 = 16 << 20;
/// Most of what it complains of that is kept.
const MOST_SAID: u64 = 4 << 10;

/// Tesseract as it is installed.
#[derive(Debug, Clone)]
pub struct Tesseract {
    /// Our own program, which locks itself in and becomes Tesseract.
    pub cell: WorkerCommand,
    /// Absolute path of the program.
    pub program: PathBuf,
    /// The folder of its languages.
    pub data: PathBuf,
}

/// Why a page was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// It was stopped.
    Stopped,
    /// It failed on this page.
    Page(String),
    /// It cannot be run at all, or not locked in.
    Program(String),
}

impl Tesseract {
    /// The languages it has, by its own names: `eng`, `chi_sim`.
    #[must_use]
    pub fn languages(&self) -> Vec<String> {
        let files = std::fs::read_dir(&self.data).into_iter().flatten().flatten();
        let names = files.filter_map(|file| {
            let name = file.file_name().into_string().ok()?;
            name.strip_suffix(".traineddata").map(str::to_owned)
        });
        let mut names: Vec<String> = names.filter(|name| name != "osd").collect();
        names.sort();
        names
    }

    /// Reads the words off a page that was drawn. `languages` are some of [`Tesseract::languages`], joined by `+`.
    pub fn read(&self, picture: &Picture, unit: u32, languages: &str, cancel: &AtomicBool) -> Result<Seen, Trouble> {
        let failed = |error: &std::io::Error| Trouble::Program(error.to_string());
        let mut starting = Command::new(&self.cell.program);
        starting.args(&self.cell.args).arg(&self.program).arg(&self.data).arg(languages);
        starting.env_clear().current_dir("/").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = Running(starting.spawn().map_err(|error| failed(&error))?);
        let pipes = (child.0.stdin.take(), child.0.stdout.take(), child.0.stderr.take());
        let (Some(mut stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(Trouble::Program("its pipes were not made".into()));
        };
        let pixels = plain(picture);
        // Each thread ends with its pipe, which ends with the process.
        std::thread::spawn(move || {
            let _ = stdin.write_all(&pixels);
        });
        let (words, said) = (gathered(stdout, MOST_WRITTEN), gathered(stderr, MOST_SAID));
        let written = waited(&words, cancel)?;
        let said = said.recv_timeout(LOOK).unwrap_or_default();
        let status = child.0.wait().map_err(|error| failed(&error))?;
        let said = String::from_utf8_lossy(&said);
        let why = || said.lines().next().unwrap_or("it gave no reason").chars().take(200).collect::<String>();
        match status.code() {
            Some(0) => tsv::seen(&written, picture, unit, &format!("{ENGINE} {languages}")).map_err(Trouble::Page),
            Some(code) if code == i32::from(cell::NOT_LOCKED_IN) => Err(Trouble::Program(why())),
            _ => Err(Trouble::Page(format!("Tesseract failed: {}", why()))),
        }
    }
}

/// Becomes Tesseract, locked in: what [`Tesseract::cell`] runs, with what comes after its own arguments.
pub fn serve(args: &[std::ffi::OsString]) -> ExitCode {
    match args {
        [program, data, languages] => cell::enter(Path::new(program), Path::new(data), &languages.to_string_lossy()),
        _ => ExitCode::FAILURE,
    }
}

/// A process that ends with whoever waits for it.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only where it is gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A picture as Netpbm writes it: a line of measures, then its bytes.
fn plain(picture: &Picture) -> Vec<u8> {
    let canvas = &picture.canvas;
    let head = format!("{}\n{} {}\n255\n", if canvas.grey { "P5" } else { "P6" }, canvas.width, canvas.height);
    [head.as_bytes(), &picture.pixels].concat()
}

/// What comes out of a pipe until it ends, cut where it is too much.
fn gathered(pipe: impl Read + Send + 'static, most: u64) -> Receiver<Vec<u8>> {
    let (give, take) = channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // What breaks off was cut by a process that ended: its end says so.
        let _ = pipe.take(most).read_to_end(&mut bytes);
        let _ = give.send(bytes);
    });
    take
}

fn waited(words: &Receiver<Vec<u8>>, cancel: &AtomicBool) -> Result<Vec<u8>, Trouble> {
    let started = Instant::now();
    loop {
        match words.recv_timeout(LOOK) {
            Ok(written) if written.len() as u64 == MOST_WRITTEN => {
                return Err(Trouble::Page("Tesseract wrote more than a page can have".into()));
            }
            Ok(written) => return Ok(written),
            Err(RecvTimeoutError::Disconnected) => return Err(Trouble::Program("its pipe broke".into())),
            Err(RecvTimeoutError::Timeout) if cancel.load(Ordering::Relaxed) => return Err(Trouble::Stopped),
            Err(RecvTimeoutError::Timeout) if started.elapsed() > DEADLINE => {
                return Err(Trouble::Page(format!("not done after {} s", DEADLINE.as_secs())));
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}
