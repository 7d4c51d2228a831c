//! What this installation remembers between cases: the name to sign with, how the window looks, the cases opened last.
//!
//! Kept in the profile folder, never in a case. Of a case only its folder and its name are remembered, and nothing at
//! all where the list is switched off.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{Answer, request};
use crate::{Code, Desk, Error, Job, Result};

/// How many cases the list holds.
const MOST_RECENT: usize = 12;

/// What is remembered.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(default)]
pub(crate) struct Settings {
    /// Who signs changes; empty while nobody said.
    pub author: String,
    /// Light, dark, or as the system has it.
    pub theme: Theme,
    /// Whether opened cases are remembered.
    pub remember_cases: bool,
    /// Cases opened last, the latest first.
    pub recent: Vec<RecentCase>,
    /// What the window itself remembers: widths, the last view, keys. Never words of a document.
    #[ts(type = "Record<string, unknown>")]
    pub window: serde_json::Map<String, Value>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            author: String::new(),
            theme: Theme::System,
            remember_cases: true,
            recent: Vec::new(),
            window: serde_json::Map::new(),
        }
    }
}

/// How the window looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Theme {
    System,
    Light,
    Dark,
}

/// A case that was opened.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub(crate) struct RecentCase {
    path: String,
    name: String,
    /// Milliseconds since 1970.
    opened_at: u64,
    /// Whether its folder is still there.
    #[serde(default)]
    exists: bool,
}

/// What is to be changed; what is left out stays.
#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct SetSettings {
    author: Option<String>,
    theme: Option<Theme>,
    recent: Option<Recent>,
    #[ts(type = "Record<string, unknown>", optional)]
    window: Option<serde_json::Map<String, Value>>,
}

/// What is to become of the list of cases.
#[derive(Deserialize, TS, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Recent {
    /// Remember cases from now on.
    On,
    /// Forget the list and remember none.
    Off,
    /// Forget the list and begin it anew.
    Clear,
}

pub(super) fn settings(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let SetSettings { author, theme, recent, window } = request(value)?;
    let mut settings = load(desk)?;
    let is_change = author.is_some() || theme.is_some() || recent.is_some() || window.is_some();
    if let Some(author) = author {
        settings.author = one_line(&author)?;
    }
    if let Some(theme) = theme {
        settings.theme = theme;
    }
    if let Some(recent) = recent {
        settings.remember_cases = recent != Recent::Off;
        if recent != Recent::On {
            settings.recent.clear();
        }
    }
    for (key, value) in window.into_iter().flatten() {
        settings.window.insert(key, value);
    }
    if is_change {
        save(desk, &settings)?;
    }
    for case in &mut settings.recent {
        case.exists = Path::new(&case.path).join("case.casebound").is_file();
    }
    Answer::of(settings)
}

/// Puts a case that was opened at the head of the list, unless the list is switched off.
pub(super) fn remember(desk: &Desk, path: &Path, name: &str) -> Result<()> {
    let mut settings = load(desk)?;
    if !settings.remember_cases {
        return Ok(());
    }
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf()).to_string_lossy().into_owned();
    let opened_at = (desk.world.now_ms)();
    settings.recent.retain(|case| case.path != path);
    settings.recent.insert(0, RecentCase { path, name: name.to_owned(), opened_at, exists: true });
    settings.recent.truncate(MOST_RECENT);
    save(desk, &settings)
}

/// The name that changes are signed with; that of the desk where nothing is set.
pub(crate) fn author(desk: &Desk) -> String {
    load(desk).map(|s| s.author).ok().filter(|author| !author.is_empty()).unwrap_or_else(|| desk.author.clone())
}

fn one_line(author: &str) -> Result<String> {
    let author = author.trim();
    if author.chars().count() > 120 || author.chars().any(char::is_control) {
        return Err(Error::new(Code::Usage, "A name to sign with is one line of at most 120 characters."));
    }
    Ok(author.to_owned())
}

fn load(desk: &Desk) -> Result<Settings> {
    // A file that cannot be read is as good as none: what it held can be said again.
    let mut settings: Settings =
        std::fs::read(file(desk)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    if settings.author.is_empty() {
        settings.author.clone_from(&desk.author);
    }
    Ok(settings)
}

fn save(desk: &Desk, settings: &Settings) -> Result<()> {
    let failed = |e: std::io::Error| {
        Error::new(Code::File, "What to remember could not be written. No case is affected.").detail(e)
    };
    let path = file(desk);
    std::fs::create_dir_all(&desk.world.profile).map_err(failed)?;
    let text = serde_json::to_vec_pretty(settings).map_err(|e| Error::internal("the settings", &e))?;
    let fresh = path.with_extension("json.new");
    std::fs::write(&fresh, text).and_then(|()| std::fs::rename(&fresh, &path)).map_err(failed)?;
    // The command line reads the name alone, from a file a person can write.
    std::fs::write(desk.world.profile.join("author"), format!("{}\n", settings.author)).map_err(failed)
}

fn file(desk: &Desk) -> PathBuf {
    desk.world.profile.join("settings.json")
}
