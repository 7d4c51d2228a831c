//! The fonts a worker holds for files that do not bring theirs along, and those it found wanting.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use hayro_interpret::font::{FallbackFontQuery, FontData, FontQuery};
use hayro_interpret::hayro_cmap::CidFamily;

use super::{Note, Script, faces};

/// Fonts by script. Cheap to clone; clones share what they note.
#[derive(Clone, Default)]
pub(crate) struct Shelf {
    fonts: BTreeMap<Script, Option<Font>>,
    noted: Arc<Mutex<Noted>>,
}

/// A font as the host lends it: its number and its bytes.
pub(crate) type Lent = (u32, Arc<Vec<u8>>);

#[derive(Clone)]
struct Font {
    id: u32,
    data: Arc<Vec<u8>>,
    face: u32,
}

#[derive(Default)]
struct Noted {
    wanted: BTreeSet<Script>,
    missing: BTreeSet<String>,
}

impl Shelf {
    /// Puts the host's font for a script on the shelf, or that it has none.
    pub fn put(&mut self, script: Script, font: Option<Lent>) {
        let font = font.map(|(id, data)| Font { id, face: faces::choose(&data, script), data });
        self.fonts.insert(script, font);
    }

    /// Lets go of the fonts, which are large, and tells which scripts they were for.
    pub fn give_back(&mut self) -> Vec<Script> {
        let lent = self.fonts.iter().filter_map(|(script, font)| font.as_ref().map(|_| *script)).collect();
        self.fonts.retain(|_, font| font.is_none());
        lent
    }

    /// A font that came under this number before, for another script.
    pub fn held(&self, id: u32) -> Option<Arc<Vec<u8>>> {
        self.fonts.values().flatten().find(|font| font.id == id).map(|font| font.data.clone())
    }

    /// Scripts that were asked for since the last look and that nothing is known of.
    pub fn take_wanted(&self) -> BTreeSet<Script> {
        std::mem::take(&mut self.noted().wanted)
    }

    /// What is to be said of fonts that were asked for since the last look.
    pub fn take_notes(&self) -> Vec<Note> {
        std::mem::take(&mut self.noted().missing).into_iter().map(Note::FontMissing).collect()
    }

    /// The font for what a file asks for. It always gets one: a stand-in draws what it can.
    pub fn resolve(&self, query: &FontQuery) -> Option<(FontData, u32)> {
        let asked = match query {
            FontQuery::Standard(standard) => return Some(standard.get_font_data()),
            FontQuery::Fallback(asked) => asked,
        };
        let script = script_of(asked);
        match script.map(|script| (script, self.fonts.get(&script))) {
            Some((_, Some(Some(font)))) => {
                let data: FontData = font.data.clone();
                return Some((data, font.face));
            }
            Some((script, None)) => {
                self.noted().wanted.insert(script);
            }
            Some((_, Some(None))) | None => {
                self.noted().missing.insert(name_of(asked));
            }
        }
        Some(asked.pick_standard_font().get_font_data())
    }

    fn noted(&self) -> std::sync::MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn name_of(asked: &FallbackFontQuery) -> String {
    let names = [&asked.post_script_name, &asked.font_name, &asked.font_family];
    let name = names.into_iter().flatten().next().map_or("one without a name", String::as_str);
    name.chars().filter(|c| !c.is_control()).take(100).collect()
}

/// Beginnings of the names of fonts that systems and publishing programs bring, without blanks and in small letters.
const KNOWN: &[(Script, &[&str])] = &[
    (
        Script::SimplifiedChinese,
        &[
            "simsun",
            "nsimsun",
            "simhei",
            "simkai",
            "simfang",
            "fangsong",
            "kaiti",
            "microsoftyahei",
            "stsong",
            "stheiti",
        ],
    ),
    (Script::TraditionalChinese, &["mingliu", "pmingliu", "microsoftjhenghei", "dfkai", "msung", "mhei"]),
    (Script::Japanese, &["ms-mincho", "ms-gothic", "ms-pmincho", "ms-pgothic", "heisei", "kozmin", "kozgo", "meiryo"]),
    (Script::Korean, &["batang", "gulim", "dotum", "malgun", "hysmyeongjo", "hygothic", "hygo"]),
];

/// The script a font is for: by its character collection, or by its name where the file says "identity".
fn script_of(asked: &FallbackFontQuery) -> Option<Script> {
    match asked.character_collection.as_ref().map(|collection| &collection.family) {
        Some(CidFamily::AdobeGB1) => return Some(Script::SimplifiedChinese),
        Some(CidFamily::AdobeCNS1) => return Some(Script::TraditionalChinese),
        Some(CidFamily::AdobeJapan1) => return Some(Script::Japanese),
        Some(CidFamily::AdobeKorea1) => return Some(Script::Korean),
        _ => {}
    }
    let name: String = name_of(asked).to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let is_known = |names: &&[&str]| names.iter().any(|known| name.starts_with(known));
    KNOWN.iter().find(|(_, names)| is_known(names)).map(|(script, _)| *script)
}
