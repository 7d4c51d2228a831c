//! What this installation remembers between cases: the name to sign with, how the window looks, the cases opened last.
//!
//! Kept in the profile folder, never in a case. Of a case only its folder and its name are remembered, and nothing at
//! all where the list is switched off.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{Answer, request};
use crate::{Code, Desk, Error, Job, Result, library::moment};

/// How many cases the list holds.
const MOST_RECENT: usize = 12;

/// What is remembered.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(default)]
pub(crate) struct Settings {
    /// Who signs changes; null while nobody said.
    pub author: Option<String>,
    /// Light, dark, or as the system has it.
    pub theme: Theme,
    /// Whether opened cases are remembered.
    pub recents_on: bool,
    /// Whether the window reads words off pictures by itself, once files were taken in.
    pub ocr_on: bool,
    /// Cases opened last, the latest first.
    pub recents: Vec<Recent>,
    /// Shortcuts that were changed: action to keys.
    pub keys: BTreeMap<String, Vec<String>>,
    /// Widths of panes and columns in px, by name. Never words of a document.
    pub layout: BTreeMap<String, f64>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            author: None,
            theme: Theme::System,
            recents_on: true,
            ocr_on: true,
            recents: Vec::new(),
            keys: BTreeMap::new(),
            layout: BTreeMap::new(),
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
pub(crate) struct Recent {
    /// The case's id, as links have it; empty where it was remembered before links were.
    #[serde(default)]
    id: String,
    path: String,
    name: String,
    /// When, as `2025-03-04 10:15 UTC`.
    opened: String,
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
    /// Switching it off forgets the list.
    #[ts(as = "Option<bool>", optional)]
    recents_on: Option<YesOrTrue>,
    #[ts(as = "Option<bool>", optional)]
    ocr_on: Option<YesOrTrue>,
    /// Paths of cases to take off the list.
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    forget: Vec<String>,
    keys: Option<BTreeMap<String, Vec<String>>>,
    layout: Option<BTreeMap<String, f64>>,
}

/// Yes or no, as the window and as the command line say it.
#[derive(Deserialize, Clone, Copy)]
#[serde(untagged)]
enum YesOrTrue {
    Said(super::marks::YesNo),
    Is(bool),
}

impl YesOrTrue {
    fn is_yes(self) -> bool {
        matches!(self, YesOrTrue::Said(super::marks::YesNo::Yes) | YesOrTrue::Is(true))
    }
}

pub(super) fn settings(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let SetSettings { author, theme, recents_on, ocr_on, forget, keys, layout } = request(value)?;
    let mut settings = load(desk)?;
    let is_said = recents_on.is_some() || ocr_on.is_some();
    let is_change = author.is_some() || theme.is_some() || is_said || keys.is_some() || layout.is_some();
    if let Some(author) = author {
        settings.author = one_line(&author)?;
    }
    settings.theme = theme.unwrap_or(settings.theme);
    settings.recents_on = recents_on.map_or(settings.recents_on, YesOrTrue::is_yes);
    settings.ocr_on = ocr_on.map_or(settings.ocr_on, YesOrTrue::is_yes);
    if !settings.recents_on {
        settings.recents.clear();
    }
    settings.recents.retain(|case| !forget.contains(&case.path));
    settings.keys = keys.unwrap_or(settings.keys);
    settings.layout.extend(layout.unwrap_or_default());
    if is_change || !forget.is_empty() {
        save(desk, &settings)?;
    }
    for case in &mut settings.recents {
        case.exists = Path::new(&case.path).join("case.casebound").is_file();
    }
    Answer::of(settings)
}

/// Puts a case that was opened at the head of the list, unless the list is switched off.
pub(super) fn remember(desk: &Desk, case: &store::Case, name: &str) -> Result<()> {
    let mut settings = load(desk)?;
    if !settings.recents_on {
        return Ok(());
    }
    let path = case.root().canonicalize().unwrap_or_else(|_| case.root().to_path_buf()).to_string_lossy().into_owned();
    let opened = moment((desk.world.now_ms)());
    settings.recents.retain(|case| case.path != path);
    settings.recents.insert(0, Recent { id: case.id().to_string(), path, name: name.to_owned(), opened, exists: true });
    settings.recents.truncate(MOST_RECENT);
    save(desk, &settings)
}

/// The name that changes are signed with; that of the desk where nothing is set.
pub(crate) fn author(desk: &Desk) -> String {
    load(desk).ok().and_then(|s| s.author).unwrap_or_else(|| desk.author.clone())
}

fn one_line(author: &str) -> Result<Option<String>> {
    let author = author.trim();
    if author.chars().count() > 120 || author.chars().any(char::is_control) {
        return Err(Error::new(Code::Usage, "A name to sign with is one line of at most 120 characters."));
    }
    Ok((!author.is_empty()).then(|| author.to_owned()))
}

fn load(desk: &Desk) -> Result<Settings> {
    // A file that cannot be read is as good as none: what it held can be said again.
    let mut settings: Settings =
        std::fs::read(file(desk)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    if settings.author.is_none() && !desk.author.is_empty() {
        settings.author = Some(desk.author.clone());
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
    std::fs::write(desk.world.profile.join("author"), format!("{}\n", settings.author.as_deref().unwrap_or_default()))
        .map_err(failed)
}

fn file(desk: &Desk) -> PathBuf {
    desk.world.profile.join("settings.json")
}
