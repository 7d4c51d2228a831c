//! The names inside a case folder. Nothing outside this crate knows them.

use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// Format of the case folder that this program writes.
pub const FORMAT: u32 = 1;

const MARKER: &str = "case.casebound";

/// Where the parts of one case lie.
#[derive(Debug, Clone)]
pub struct Layout {
    root: PathBuf,
}

impl Layout {
    /// For a new case in `root`.
    pub fn new(root: &Path) -> Layout {
        Layout { root: root.to_path_buf() }
    }

    /// For an existing case: `path` is the folder or the marker in it. Refuses what is no case or too new.
    pub fn find(path: &Path) -> Result<Layout> {
        let root = match path.file_name() {
            Some(name) if name == MARKER && path.is_file() => path.parent().unwrap_or(Path::new(".")),
            _ => path,
        };
        let layout = Layout::new(root);
        let Ok(marker) = std::fs::read_to_string(layout.marker()) else {
            return Err(Error::NotACase { path: path.to_path_buf() });
        };
        match parse_marker(&marker) {
            Some(found) if found > FORMAT => Err(Error::NewerFormat { found, known: FORMAT }),
            Some(_) => Ok(layout),
            None => Err(Error::NotACase { path: path.to_path_buf() }),
        }
    }

    /// The case folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The marker: what the desktop opens.
    pub fn marker(&self) -> PathBuf {
        self.root.join(MARKER)
    }

    /// What the marker of a case of this format says.
    pub fn marker_text() -> String {
        format!("casebound case\nformat {FORMAT}\n")
    }

    /// The database.
    pub fn database(&self) -> PathBuf {
        self.root.join("case.sqlite")
    }

    /// The vault's folder.
    pub fn vault(&self) -> PathBuf {
        self.root.join("vault")
    }

    /// The search index's folder.
    pub fn index(&self) -> PathBuf {
        self.root.join("index")
    }

    /// The lock file.
    pub fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }
}

fn parse_marker(text: &str) -> Option<u32> {
    let mut lines = text.lines();
    if lines.next()? != "casebound case" {
        return None;
    }
    lines.next()?.strip_prefix("format ")?.trim().parse().ok()
}
