//! What was found out about drawing on this machine, kept in the profile.

use std::{fs, io, path::Path};

use super::way::Way;

const NAME: &str = "drawing";

/// The way that worked, and on what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Note {
    /// The way to take.
    pub(crate) way: Way,
    /// The driver and web view it was found out with, in one line.
    pub(crate) machine: String,
}

impl Note {
    /// The note of a profile, if there is one that can be understood.
    pub(crate) fn read(profile: &Path) -> Option<Note> {
        let text = fs::read_to_string(profile.join(NAME)).ok()?;
        let (word, machine) = text.split_once('\n')?;
        Some(Note { way: Way::of_word(word)?, machine: machine.trim_end().to_owned() })
    }

    /// Keeps it.
    pub(crate) fn write(&self, profile: &Path) -> io::Result<()> {
        fs::create_dir_all(profile)?;
        fs::write(profile.join(NAME), format!("{}\n{}\n", self.way.word(), self.machine))
    }

    /// Takes it away.
    pub(crate) fn forget(profile: &Path) {
        // Gone already is as good; one that stays is only tried again.
        let _ = fs::remove_file(profile.join(NAME));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_read_as_it_was_written_and_garbage_is_none() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let profile = folder.path().join("profile");
        assert_eq!(Note::read(&profile), None);
        let note = Note { way: Way::Software, machine: "web view 2.50.4; nvidia 550.1".to_owned() };
        note.write(&profile)?;
        assert_eq!(Note::read(&profile), Some(note));
        Note::forget(&profile);
        assert_eq!(Note::read(&profile), None);
        for garbage in ["", "software", "quick\nweb view\n", "\u{0}\n"] {
            fs::write(profile.join(NAME), garbage)?;
            assert_eq!(Note::read(&profile), None, "{garbage:?}");
        }
        Ok(())
    }
}
