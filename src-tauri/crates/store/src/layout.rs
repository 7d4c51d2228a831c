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

    /// Makes the case folder, which nobody but its owner may enter.
    pub fn create(&self) -> Result<()> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.root).map_err(Error::file("cannot make the case folder", &self.root))
    }

    /// Refuses a case whose parts are links: a case from elsewhere could have us write, read or remove what they lead to.
    pub fn refuse_links(&self) -> Result<()> {
        let files = [
            self.marker(),
            self.database(),
            self.beside_database("-wal"),
            self.beside_database("-shm"),
            self.lock(),
            crate::lock::holder_file(&self.lock()),
        ];
        let folders = [self.vault(), self.vault().join("staged"), self.index(), self.pages()];
        let of_kind = |paths: &[PathBuf], is_right: fn(&std::fs::Metadata) -> bool| {
            paths.iter().find(|p| p.symlink_metadata().is_ok_and(|m| !is_right(&m))).cloned()
        };
        let wrong =
            of_kind(&files, std::fs::Metadata::is_file).or_else(|| of_kind(&folders, std::fs::Metadata::is_dir));
        if let Some(path) = wrong {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            return Err(Error::NotOpened(format!("its {name} is a link or something else that a case does not hold")));
        }
        // A rollback journal is never ours, and could name other files for SQLite to remove.
        if self.beside_database("-journal").symlink_metadata().is_ok() {
            return Err(Error::NotOpened(
                "there is a rollback journal beside its database, which we never write".into(),
            ));
        }
        Ok(())
    }

    fn beside_database(&self, ending: &str) -> PathBuf {
        self.root.join(format!("case.sqlite{ending}"))
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

    /// The database as it was, while it is brought up to date.
    pub fn before_migration(&self) -> PathBuf {
        self.beside_database(".before")
    }

    /// The vault's folder.
    pub fn vault(&self) -> PathBuf {
        self.root.join("vault")
    }

    /// The search index's folder.
    pub fn index(&self) -> PathBuf {
        self.root.join("index")
    }

    /// The folder of drawn pages.
    pub fn pages(&self) -> PathBuf {
        self.root.join("pages")
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
