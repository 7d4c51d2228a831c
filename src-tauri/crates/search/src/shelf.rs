//! Where the index stands that answers, and the one that is being made beside it.
//!
//! In the folder of a case's index each making has a numbered folder of its own, and the file `current` names the one
//! that answers: one rename puts another in its place, so that it is never half exchanged. Without that file the index
//! lies in the folder itself, as it did before.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::Error;

const CURRENT: &str = "current";
const FRESH: &str = ".current.new";
/// The last number that was given: whoever still writes under one that was given up must not meet another there.
const LAST: &str = "last";
/// What a folder is called from the moment it is given up until it is gone.
const GONE: &str = "gone-";

/// The folder of a case's index.
#[derive(Debug, Clone)]
pub struct Shelf {
    dir: PathBuf,
}

impl Shelf {
    /// The shelf in `dir`, which need not be there.
    pub fn new(dir: &Path) -> Shelf {
        Shelf { dir: dir.to_path_buf() }
    }

    /// The folder itself.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The folder of the index that answers; there need not be one in it.
    pub fn current(&self) -> PathBuf {
        self.current_number().map_or_else(|| self.dir.clone(), |number| self.of(number))
    }

    /// The folder of an index that is being made, or that somebody left half made.
    pub fn making(&self) -> Option<PathBuf> {
        let current = self.current_number().unwrap_or(0);
        self.numbers().into_iter().filter(|number| *number > current).max().map(|number| self.of(number))
    }

    /// A fresh folder to make an index in. What was left half made, or is out of use, goes.
    ///
    /// # Errors
    /// [`Error::Full`], [`Error::File`].
    pub fn begin(&self) -> Result<PathBuf, Error> {
        fs::create_dir_all(&self.dir).map_err(Error::file("the folder of the index could not be made", &self.dir))?;
        self.discard_making()?;
        self.sweep()?;
        let last = fs::read_to_string(self.dir.join(LAST)).ok().and_then(|last| number(&last));
        let number = self.numbers().into_iter().chain(last).max().unwrap_or(0) + 1;
        let dir = self.of(number);
        let failed = || Error::file("the folder of the index could not be made", &dir);
        fs::write(self.dir.join(LAST), number.to_string()).map_err(failed())?;
        fs::create_dir(&dir).map_err(failed())?;
        Ok(dir)
    }

    /// Lets the index in `making`, a folder that [`Shelf::begin`] gave, answer from now on. The one before goes, as far as
    /// nobody holds it open.
    ///
    /// # Errors
    /// [`Error::Full`], [`Error::File`]; the one before then still answers.
    pub fn put_forward(&self, making: &Path) -> Result<(), Error> {
        let name = making.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let (fresh, pointer) = (self.dir.join(FRESH), self.dir.join(CURRENT));
        let failed = || Error::file("the index could not be put in its place", &pointer);
        let mut file = fs::File::create(&fresh).map_err(failed())?;
        file.write_all(name.as_bytes()).and_then(|()| file.sync_all()).map_err(failed())?;
        fs::rename(&fresh, &pointer).map_err(failed())?;
        #[cfg(unix)]
        fs::File::open(&self.dir).and_then(|dir| dir.sync_all()).map_err(failed())?;
        // What cannot go now goes the next time an index is made.
        let _ = self.sweep();
        Ok(())
    }

    /// Gives up what is being made: whoever makes it finds nothing there any more. True if there was anything.
    ///
    /// # Errors
    /// [`Error::File`] if some of it is still there.
    pub fn discard_making(&self) -> Result<bool, Error> {
        let current = self.current_number().unwrap_or(0);
        let mut was_there = false;
        for number in self.numbers().into_iter().filter(|number| *number > current) {
            self.remove(&self.of(number))?;
            was_there = true;
        }
        Ok(was_there)
    }

    /// Gives up every index: no word of any is left.
    ///
    /// # Errors
    /// [`Error::File`] if some of it is still there.
    pub fn discard(&self) -> Result<(), Error> {
        let pointer = self.dir.join(CURRENT);
        match fs::remove_file(&pointer) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(Error::file("the index could not be given up", &pointer)(error));
            }
            _ => {}
        }
        self.discard_making()?;
        self.sweep_gone()?;
        self.remove_flat()
    }

    /// Removes what is out of use: makings before the one that answers, what was given up, and an index that lay in the
    /// folder itself, where another answers now.
    fn sweep(&self) -> Result<(), Error> {
        self.sweep_gone()?;
        let Some(current) = self.current_number() else { return Ok(()) };
        for number in self.numbers().into_iter().filter(|number| *number < current) {
            self.remove(&self.of(number))?;
        }
        self.remove_flat()
    }

    fn sweep_gone(&self) -> Result<(), Error> {
        for path in self.entries() {
            if path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(GONE)) {
                removed(&path)?;
            }
        }
        Ok(())
    }

    /// Removes the files of an index that lies in the folder itself.
    fn remove_flat(&self) -> Result<(), Error> {
        for path in self.entries().into_iter().filter(|path| path.symlink_metadata().is_ok_and(|m| !m.is_dir())) {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            // The locks of an index lie hidden; that of who makes one is not part of any.
            let is_of_shelf =
                [CURRENT, FRESH, LAST].contains(&name) || (name.ends_with(".lock") && !name.starts_with('.'));
            if !is_of_shelf {
                match fs::remove_file(&path) {
                    Err(error) if error.kind() != ErrorKind::NotFound => {
                        return Err(Error::file("an index out of use could not be removed", &path)(error));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Under another name first: from then on nothing can be put into it, however much is being put there.
    fn remove(&self, dir: &Path) -> Result<(), Error> {
        let name = dir.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let gone = self.dir.join(format!("{GONE}{name}"));
        removed(&gone)?;
        match fs::rename(dir, &gone) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(Error::file("an index out of use could not be removed", dir)(error)),
            Ok(()) => removed(&gone),
        }
    }

    /// The number in `current`, if a folder of that number is there. Nothing else that might stand there is followed.
    fn current_number(&self) -> Option<u64> {
        let number = number(&fs::read_to_string(self.dir.join(CURRENT)).ok()?)?;
        self.of(number).symlink_metadata().is_ok_and(|m| m.is_dir()).then_some(number)
    }

    fn numbers(&self) -> Vec<u64> {
        let folders = self.entries().into_iter().filter(|path| path.symlink_metadata().is_ok_and(|m| m.is_dir()));
        folders.filter_map(|path| number(path.file_name()?.to_str()?)).collect()
    }

    fn entries(&self) -> Vec<PathBuf> {
        fs::read_dir(&self.dir).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
    }

    fn of(&self, number: u64) -> PathBuf {
        self.dir.join(number.to_string())
    }
}

/// A number as we write it, and as nothing that leads elsewhere is written.
fn number(name: &str) -> Option<u64> {
    let is_ours = !name.is_empty() && name.len() <= 18 && name.bytes().all(|b| b.is_ascii_digit());
    is_ours.then(|| name.parse().ok()).flatten()
}

fn removed(dir: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(Error::file("an index out of use could not be removed", dir)(error))
        }
        _ => Ok(()),
    }
}
