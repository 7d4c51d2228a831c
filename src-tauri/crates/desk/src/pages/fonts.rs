//! Fonts of this computer for Chinese, Japanese and Korean: files often do not bring theirs along.
//!
//! Fonts are known by the names of their files; nothing is looked for before a page asks.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError, Weak},
};

use ingest::{
    draw::{MAX_FONT, Script},
    host::Font,
};
use walkdir::WalkDir;

/// Most files and folders that are looked at.
const MAX_ENTRIES: usize = 50_000;
const MAX_DEPTH: usize = 8;

/// Beginnings of file names of fonts that hold all three languages, the best first, in small letters.
const FOR_ALL: &[&str] =
    &["notosanscjk", "sourcehansans", "notoserifcjk", "sourcehanserif", "droidsansfallback", "arialuni", "unifont"];

/// The same of fonts for one script; they are taken before those that come late in [`FOR_ALL`].
fn for_one(script: Script) -> &'static [&'static str] {
    match script {
        Script::SimplifiedChinese => &[
            "notosanssc",
            "notoserifsc",
            "pingfang",
            "hiragino sans gb",
            "msyh",
            "simsun",
            "simhei",
            "stheiti",
            "songti",
            "wqy-microhei",
            "wqy-zenhei",
            "fandol",
        ],
        Script::TraditionalChinese => &[
            "notosanstc",
            "notosanshk",
            "notoseriftc",
            "pingfang",
            "msjh",
            "mingliu",
            "stheiti",
            "songti",
            "uming",
            "wqy-microhei",
            "wqy-zenhei",
        ],
        Script::Japanese => &[
            "notosansjp",
            "notoserifjp",
            "hiragino",
            "ヒラギノ",
            "yugoth",
            "meiryo",
            "msgothic",
            "msmincho",
            "ipag",
            "ipaexg",
            "takao",
            "vl-gothic",
            "wqy-microhei",
        ],
        Script::Korean => &[
            "notosanskr",
            "notoserifkr",
            "applesdgothicneo",
            "malgun",
            "gulim",
            "batang",
            "nanumgothic",
            "unbatang",
            "undotum",
            "wqy-microhei",
        ],
    }
}

/// How many of [`FOR_ALL`] come before the fonts for one script.
const N_BEST: usize = 4;

/// The fonts found in some folders.
pub(crate) struct Fonts {
    dirs: Vec<PathBuf>,
    found: OnceLock<HashMap<Script, PathBuf>>,
    /// Fonts in use: one is read once for all workers that ask for it at the time.
    in_use: Mutex<HashMap<PathBuf, Weak<Vec<u8>>>>,
}

impl Fonts {
    /// Fonts in these folders and below.
    pub fn new(dirs: Vec<PathBuf>) -> Fonts {
        Fonts { dirs, found: OnceLock::new(), in_use: Mutex::default() }
    }

    /// The font for a script, if this computer has one that can be read.
    pub fn font(&self, script: Script) -> Option<Font> {
        let found = self.found.get_or_init(|| choose(&files(&self.dirs)));
        let path = found.get(&script)?;
        // the number of the first script that has this file
        let id = Script::ALL.iter().position(|other| found.get(other) == Some(path))? as u32;
        let mut in_use = self.in_use.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = in_use.get(path).and_then(Weak::upgrade) {
            return Some(Font { id, bytes });
        }
        let bytes = Arc::new(std::fs::read(path).ok()?);
        in_use.insert(path.clone(), Arc::downgrade(&bytes));
        Some(Font { id, bytes })
    }
}

fn files(dirs: &[PathBuf]) -> Vec<PathBuf> {
    let walk = |dir: &PathBuf| WalkDir::new(dir).follow_links(true).max_depth(MAX_DEPTH).sort_by_file_name();
    let all = dirs.iter().flat_map(walk).take(MAX_ENTRIES).flatten();
    let is_font = |path: &Path| {
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
        matches!(ending.as_deref(), Some("ttf" | "ttc" | "otf" | "otc"))
    };
    let fits = |len: u64| len > 0 && len <= MAX_FONT;
    all.filter(|entry| is_font(entry.path()) && entry.metadata().is_ok_and(|m| m.is_file() && fits(m.len())))
        .map(walkdir::DirEntry::into_path)
        .collect()
}

/// The best file for each script.
fn choose(files: &[PathBuf]) -> HashMap<Script, PathBuf> {
    let best = |script| {
        let names: Vec<&str> = [&FOR_ALL[..N_BEST], for_one(script), &FOR_ALL[N_BEST..]].concat();
        let rank = |path: &PathBuf| {
            let name = path.file_stem()?.to_string_lossy().to_lowercase();
            let place = names.iter().position(|known| name.starts_with(known))?;
            let is_plain = !["bold", "black", "light", "thin", "heavy", "medium"].iter().any(|cut| name.contains(cut));
            Some((place, !is_plain, name.len()))
        };
        let ranked = files.iter().filter_map(|path| Some((rank(path)?, path)));
        ranked.min().map(|(_, path)| (script, path.clone()))
    };
    Script::ALL.into_iter().filter_map(best).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plainest_of_the_best_is_chosen() {
        let check = |names: &[&str], script, expect: Option<&str>| {
            let files: Vec<PathBuf> = names.iter().map(|name| Path::new("/fonts").join(name)).collect();
            let chosen = choose(&files).remove(&script);
            assert_eq!(chosen, expect.map(|name| Path::new("/fonts").join(name)), "{names:?}");
        };
        let noto = ["NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc"];
        check(&noto, Script::SimplifiedChinese, Some("NotoSansCJK-Regular.ttc"));
        check(&noto, Script::Korean, Some("NotoSansCJK-Regular.ttc"));
        check(&["msgothic.ttc", "simsun.ttc"], Script::SimplifiedChinese, Some("simsun.ttc"));
        check(&["msgothic.ttc", "simsun.ttc"], Script::Japanese, Some("msgothic.ttc"));
        check(&["msgothic.ttc", "simsun.ttc"], Script::Korean, None);
        check(&["DroidSansFallbackFull.ttf", "wqy-zenhei.ttc"], Script::SimplifiedChinese, Some("wqy-zenhei.ttc"));
        check(&["DejaVuSans.ttf"], Script::Japanese, None);
    }

    #[test]
    fn one_file_for_several_scripts_has_one_number() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(dir.path().join("deep")).expect("made");
        std::fs::write(dir.path().join("deep/NotoSansCJK-Regular.ttc"), b"font").expect("written");
        let fonts = Fonts::new(vec![dir.path().join("no such folder"), dir.path().to_path_buf()]);
        let all: Vec<_> = Script::ALL.into_iter().filter_map(|script| fonts.font(script)).collect();
        assert_eq!(all.len(), 4);
        assert!(all.iter().all(|font| font.id == 0 && Arc::ptr_eq(&font.bytes, &all[0].bytes)));
        assert!(Fonts::new(Vec::new()).font(Script::Korean).is_none());
    }
}
