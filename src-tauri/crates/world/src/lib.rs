//! The real world: clock, randomness, folders, the name to sign with. The one place that looks; everything below is told.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use desk::Desk;

/// The hidden word that makes the `casebound` program a worker.
pub const WORKER: &str = "worker";

/// The hidden word that makes the `casebound` program a cell in which Tesseract runs.
pub const TESSERACT: &str = "tesseract-cell";

/// A desk in the real world, whose files are read by `program` as a worker.
pub fn real_desk(program: PathBuf) -> Desk {
    let profile = profile();
    let author = std::fs::read_to_string(profile.join("author")).unwrap_or_default().trim().to_owned();
    let host = std::fs::read_to_string("/etc/hostname").map(|h| h.trim().to_owned()).unwrap_or_default();
    let host = if host.is_empty() { "this machine".to_owned() } else { host };
    Desk {
        world: store::World {
            now_ms: Arc::new(|| chrono::Utc::now().timestamp_millis().try_into().unwrap_or(0)),
            random: Arc::new(|bytes| {
                // Ids and secrets must not be guessable: without randomness nothing may be written.
                getrandom::fill(bytes).expect("the system gives random bytes");
            }),
            profile,
            process: format!("{host}, process {}", std::process::id()),
        },
        tesseract: tesseract(&program),
        worker: ingest::host::WorkerCommand { program, args: worker_args(second_engine()) },
        author,
        n_jobs: std::thread::available_parallelism().map_or(2, std::num::NonZero::get),
        sandbox: ingest::sandbox::Sandbox::Required,
        reading: ingest::host::Settings::DESKTOP,
        font_dirs: font_dirs(),
        samples: samples(),
        models: models(),
        scans: desk::Scans::default(),
        catalogues: desk::Catalogues::default(),
        indexes: desk::Indexes::default(),
        wanted: desk::Wanted::default(),
    }
}

/// Is a worker until its host goes. `second` is where the second engine for PDF lies, as [`real_desk`] tells its workers.
pub fn serve_worker(second: Option<&Path>) -> ExitCode {
    ingest::worker::main(ingest::format::read_as, second)
}

/// Becomes Tesseract, locked in; `args` is what comes after the hidden word.
pub fn serve_tesseract(args: &[std::ffi::OsString]) -> ExitCode {
    ingest::tesseract::serve(args)
}

/// Tesseract and its languages where systems that can lock it in keep them.
pub fn tesseract(cell: &Path) -> Option<ingest::tesseract::Tesseract> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let program =
        ["/usr/bin/tesseract", "/usr/local/bin/tesseract"].map(PathBuf::from).into_iter().find(|p| p.is_file())?;
    let shares = ["/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata"];
    let others = ["/usr/share/tessdata", "/usr/share/tesseract/tessdata", "/usr/local/share/tessdata"];
    let data = shares.into_iter().chain(others).map(PathBuf::from).find(|folder| folder.is_dir())?;
    let cell = ingest::host::WorkerCommand { program: cell.to_path_buf(), args: vec![TESSERACT.to_owned()] };
    Some(ingest::tesseract::Tesseract { cell, program, data })
}

/// The folder of this installation's own files: `CASEBOUND_PROFILE`, or where the platform keeps such things.
#[must_use]
pub fn profile() -> PathBuf {
    let var = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let platform = if cfg!(windows) {
        var("APPDATA")
    } else if cfg!(target_os = "macos") {
        var("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        var("XDG_CONFIG_HOME").or_else(|| var("HOME").map(|home| home.join(".config")))
    };
    var("CASEBOUND_PROFILE").unwrap_or_else(|| platform.unwrap_or_else(std::env::temp_dir).join("casebound"))
}

/// Where systems keep their fonts and users theirs.
fn font_dirs() -> Vec<PathBuf> {
    let var = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    if cfg!(windows) {
        let system = var("SystemRoot").map(|root| root.join("Fonts"));
        let user = var("LOCALAPPDATA").map(|data| data.join("Microsoft/Windows/Fonts"));
        return system.into_iter().chain(user).collect();
    }
    let home = |dir: &str| var("HOME").map(|home| home.join(dir));
    if cfg!(target_os = "macos") {
        let system = ["/System/Library/Fonts", "/Library/Fonts"].map(PathBuf::from);
        return system.into_iter().chain(home("Library/Fonts")).collect();
    }
    let user = var("XDG_DATA_HOME").map(|data| data.join("fonts")).or_else(|| home(".local/share/fonts"));
    let system = ["/usr/share/fonts", "/usr/local/share/fonts"].map(PathBuf::from);
    system.into_iter().chain(user).chain(home(".fonts")).collect()
}

/// The sample files: `CASEBOUND_SAMPLES`, beside the program, where a package puts them, or in the source tree it was built
/// from.
fn samples() -> Option<PathBuf> {
    shipped("CASEBOUND_SAMPLES", "samples").into_iter().find(|dir| dir.join("story.json").is_file())
}

/// The models that read words off pictures: `CASEBOUND_MODELS`, or as the sample files.
fn models() -> Option<PathBuf> {
    shipped("CASEBOUND_MODELS", "models").into_iter().find(|dir| dir.join(desk::MODEL_FILES[0]).is_file())
}

/// The second engine for PDF: in the folder `CASEBOUND_PDFIUM`, or as the sample files.
fn second_engine() -> Option<PathBuf> {
    let mut libraries =
        shipped("CASEBOUND_PDFIUM", "pdfium").into_iter().map(|dir| dir.join(ingest::second_engine_file()));
    // Workers run in another folder.
    libraries.find(|path| path.is_file()).and_then(|path| std::path::absolute(path).ok())
}

/// What makes the program a worker. A path that cannot be written as text is one engine less.
pub fn worker_args(second: Option<PathBuf>) -> Vec<String> {
    let second = second.and_then(|path| path.into_os_string().into_string().ok());
    std::iter::once(WORKER.to_owned()).chain(second).collect()
}

/// Where a folder may lie that is shipped with the programs, or made while they are built.
fn shipped(variable: &str, name: &str) -> Vec<PathBuf> {
    let given = std::env::var_os(variable).map(PathBuf::from);
    let program = std::env::current_exe().ok();
    let around = program.iter().flat_map(|p| {
        p.ancestors().skip(1).take(5).flat_map(|dir| [dir.join(name), dir.join("share/casebound").join(name)])
    });
    given.into_iter().chain(around).collect()
}

/// Where the sample case of this user lies: in the place where the platform keeps a user's data.
pub fn sample_case() -> Option<PathBuf> {
    let var = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let data = if cfg!(windows) {
        var("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        var("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        // The specification has relative values ignored.
        var("XDG_DATA_HOME").filter(|f| f.is_absolute()).or_else(|| var("HOME").map(|home| home.join(".local/share")))
    };
    data.map(|folder| folder.join("casebound").join("sample"))
}
