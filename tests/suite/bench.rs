//! The ground the stories stand on: a folder of their own, a clock that ticks by what is done, randomness that repeats.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    thread::ThreadId,
    time::{Duration, SystemTime},
};

use cli::Shell;
use desk::{CancelToken, Desk};
use ingest::{
    host::{Settings, WorkerCommand},
    sandbox::Sandbox,
};
use serde_json::Value;
use tempfile::TempDir;

/// 1 July 2025, 09:00 UTC: the moment of the first command.
const FIRST_MS: u64 = 1_751_360_400_000;
const MINUTE_MS: u64 = 60_000;

/// Fills a buffer, as the store wants it.
type Random = dyn Fn(&mut [u8]) + Send + Sync;

/// One person's desk in one temporary folder.
pub(crate) struct Bench {
    folder: TempDir,
    desk: Desk,
    minutes: Arc<AtomicU64>,
    /// What is answered where a command asks for what is no argument.
    typed: Mutex<String>,
}

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub code: u8,
    pub out: String,
    pub err: String,
}

impl Bench {
    /// A fresh desk whose worker is the real one.
    pub fn new() -> Bench {
        Bench::with_worker(program(), &[world::WORKER])
    }

    /// A fresh desk with any program for a worker.
    pub fn with_worker(program: &Path, args: &[&str]) -> Bench {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("desk")).unwrap();
        let minutes = Arc::new(AtomicU64::new(0));
        let draws = Arc::new(AtomicU64::new(0));
        let clock = (minutes.clone(), draws.clone());
        let world = store::World {
            // A minute for each command, and a millisecond for each draw, so that ids are in the order they were made.
            now_ms: Arc::new(move || {
                FIRST_MS + clock.0.load(Ordering::Relaxed) * MINUTE_MS + clock.1.load(Ordering::Relaxed)
            }),
            random: repeatable(std::thread::current().id(), draws),
            profile: folder.path().join("profile"),
            process: "the test machine, process 1".into(),
        };
        let args = args.iter().map(ToString::to_string).collect();
        let desk = Desk {
            world,
            worker: WorkerCommand { program: program.to_path_buf(), args },
            author: "Mara Quell".into(),
            // One reader, so that documents come in the same order each time.
            n_jobs: 1,
            sandbox: Sandbox::Required,
            reading: Settings::DESKTOP,
            // Pages look the same on every machine.
            font_dirs: Vec::new(),
            samples: Some(samples()),
            models: None,
            tesseract: None,
            scans: desk::Scans::default(),
            catalogues: desk::Catalogues::default(),
            indexes: desk::Indexes::default(),
            wanted: desk::Wanted::default(),
        };
        Bench { folder, desk, minutes, typed: Mutex::default() }
    }

    /// A fresh desk with an empty case `tern` on it.
    pub fn with_case() -> Bench {
        let bench = Bench::new();
        bench.done(&["new", "tern"]);
        bench
    }

    /// As [`Bench::with_case`], with the models that read words off pictures.
    pub fn that_sees() -> Bench {
        let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/models");
        assert!(models.is_dir(), "there are no models in target/models: cargo xtask setup fetches them");
        let mut bench = Bench::new();
        bench.desk.models = Some(models);
        bench.desk.tesseract = world::tesseract(program());
        bench.done(&["new", "tern"]);
        bench
    }

    /// As [`Bench::with_case`], with the second engine for PDF.
    pub fn with_second_engine() -> Bench {
        let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/pdfium").join(ingest::second_engine_file());
        assert!(library.is_file(), "there is no second engine in target/pdfium: cargo xtask setup fetches it");
        let mut bench = Bench::new();
        bench.desk.worker.args = world::worker_args(Some(library));
        bench.done(&["new", "tern"]);
        bench
    }

    /// As [`Bench::with_case`], with a worker that misbehaves where a text tells it to, and little patience for it.
    pub fn with_worker_that_hangs() -> Bench {
        let mut bench = Bench::with_worker(&built("ingest", "ingest-worker"), &[]);
        bench.desk.reading.idle_deadline = Duration::from_secs(4);
        bench.done(&["new", "tern"]);
        bench
    }

    /// As [`Bench::done`], answering with these words where a command asks.
    pub fn done_typing(&self, words: &str, args: &[&str]) -> Ran {
        words.clone_into(&mut self.typed.lock().unwrap());
        self.done(args)
    }

    /// The folder that relative paths are meant from.
    pub fn dir(&self) -> PathBuf {
        self.folder.path().join("desk")
    }

    /// Writes a file, and the folders it needs, under [`Bench::dir`].
    pub fn file(&self, path: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.dir().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Every file under a folder.
    pub fn walk(&self, folder: &str) -> Vec<PathBuf> {
        fn under(folder: &Path) -> Vec<PathBuf> {
            let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            entries.flat_map(|path| if path.is_dir() { under(&path) } else { vec![path] }).collect()
        }
        under(&self.dir().join(folder))
    }

    /// Runs one command line in this process, which holds no index open afterwards, as a process of its own would not.
    pub fn run(&self, args: &[&str]) -> Ran {
        self.run_at(Desk { indexes: desk::Indexes::default(), ..self.desk.clone() }, args)
    }

    /// As [`Bench::done`], in a program that stays open, as the window does.
    pub fn done_staying(&self, args: &[&str]) -> Ran {
        well(args, self.run_at(self.desk.clone(), args))
    }

    /// As [`Bench::done`], at a desk that remembers nothing of its cases.
    pub fn done_afresh(&self, args: &[&str]) -> Ran {
        let (catalogues, indexes) = (desk::Catalogues::default(), desk::Indexes::default());
        let scans = desk::Scans::default();
        well(args, self.run_at(Desk { catalogues, indexes, scans, ..self.desk.clone() }, args))
    }

    fn run_at(&self, desk: Desk, args: &[&str]) -> Ran {
        self.minutes.fetch_add(1, Ordering::Relaxed);
        let args: Vec<OsString> = std::iter::once("casebound").chain(args.iter().copied()).map(Into::into).collect();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let typed = self.typed.lock().unwrap().clone();
        let mut ask = |_: &str| Ok(typed.clone());
        let mut shell = Shell {
            desk,
            out: &mut out,
            err: &mut err,
            ask: &mut ask,
            input: &mut typed.as_bytes(),
            err_is_terminal: false,
            cwd: self.dir(),
            cancel: CancelToken::default(),
        };
        let code = cli::code(&args, &mut shell);
        Ran { code, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
    }

    /// Runs what has to end well: done, or done but something could not be read.
    pub fn done(&self, args: &[&str]) -> Ran {
        well(args, self.run(args))
    }

    /// Runs what has to end well, for its JSON.
    pub fn json(&self, args: &[&str]) -> Value {
        let (command, rest) = args.split_first().unwrap();
        let args: Vec<&str> = [*command, "--json"].into_iter().chain(rest.iter().copied()).collect();
        serde_json::from_str(&self.done(&args).out).unwrap()
    }

    /// The desk itself, for what is no command.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// From now on a second goes by each time somebody looks at the clock.
    pub fn hurry(&mut self) {
        let (before, looks) = (self.desk.world.now_ms.clone(), AtomicU64::new(0));
        self.desk.world.now_ms = Arc::new(move || before() + 1000 * looks.fetch_add(1, Ordering::Relaxed));
    }

    /// Holds the right to write in a case, as a program on another machine would, until dropped.
    pub fn hold(&self, case: &str) -> store::CaseMut {
        let world = store::World { process: "another machine, process 7".into(), ..self.desk.world.clone() };
        let mut case = store::CaseMut::open(&self.dir().join(case), &world).unwrap();
        assert_eq!(case.hold("taking in files").unwrap(), None);
        case
    }

    /// Runs a shell script whose mounts nobody else sees; ends with 77 where they cannot be made.
    pub fn sh_in_own_mounts(&self, script: &str) -> Ran {
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh", "-c", script]);
        self.lend(&mut command);
        match command.output() {
            Ok(output) if !String::from_utf8_lossy(&output.stderr).starts_with("unshare:") => output.into(),
            _ => Ran { code: 77, out: String::new(), err: String::new() },
        }
    }

    /// Starts the real program, with this desk's folders.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(args);
        self.lend(&mut command);
        command
    }

    /// Gives a command this desk's folders and no terminal.
    pub fn lend(&self, command: &mut Command) {
        command
            .current_dir(self.dir())
            .env("CASEBOUND_PROFILE", self.folder.path().join("profile"))
            .env("HOME", self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        Ran {
            // Ended by a signal counts as 255, which no command of ours says.
            code: output.status.code().and_then(|code| code.try_into().ok()).unwrap_or(255),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// The sample files, in the repository.
pub(crate) fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("samples")
}

/// Bytes that repeat from run to run in the thread that owns the bench. Other threads get bytes of their own, so that
/// how they take turns changes nothing: they only name temporary files.
fn repeatable(owner: ThreadId, draws: Arc<AtomicU64>) -> Arc<Random> {
    let elsewhere = AtomicU64::new(1 << 63);
    Arc::new(move |bytes| {
        let draws = if std::thread::current().id() == owner { &draws } else { &elsewhere };
        for chunk in bytes.chunks_mut(8) {
            let word = mix(draws.fetch_add(1, Ordering::Relaxed)).to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    })
}

/// SplitMix64: neighbours in, strangers out.
pub(crate) fn mix(n: u64) -> u64 {
    let n = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// The real program.
pub(crate) fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| built("cli", "casebound"))
}

/// A program beside the folder of the test's own executable. Cargo does not build it for us, as it belongs to another
/// package: it is built here if it is missing or older than its sources.
fn built(package: &str, name: &str) -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let profile = own.ancestors().nth(2).unwrap();
    let program = profile.join(name).with_extension(std::env::consts::EXE_EXTENSION);
    let built = program.metadata().and_then(|m| m.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    if let Some(cargo) = std::env::var_os("CARGO")
        && newest(&samples().parent().unwrap().join("src-tauri/crates")) > built
    {
        let mut build = Command::new(cargo);
        build.args(["build", "--quiet", "--offline", "-p", package, "--bin", name, "--target-dir"]);
        build.arg(profile.parent().unwrap()).current_dir(env!("CARGO_MANIFEST_DIR"));
        if profile.ends_with("release") {
            build.arg("--release");
        }
        assert!(build.status().unwrap().success(), "{name} could not be built");
    }
    assert!(program.is_file(), "{} is not built: cargo build -p {package}", program.display());
    program
}

/// When the youngest Rust source under a folder was written.
fn newest(folder: &Path) -> SystemTime {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let times = entries.filter_map(|entry| match entry.file_type().unwrap() {
        kind if kind.is_dir() => Some(newest(&entry.path())),
        _ if entry.path().extension().is_some_and(|e| e == "rs" || e == "toml") => {
            entry.metadata().unwrap().modified().ok()
        }
        _ => None,
    });
    times.max().unwrap_or(SystemTime::UNIX_EPOCH)
}

/// What ran, if it ended well.
fn well(args: &[&str], ran: Ran) -> Ran {
    assert!(matches!(ran.code, 0 | 3), "{args:?} ended with {}: {}{}", ran.code, ran.out, ran.err);
    ran
}
