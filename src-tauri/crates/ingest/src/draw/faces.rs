//! The right face of a font collection: one file often holds the Chinese, Japanese and Korean forms side by side.
//!
//! Read are the collection's header, each face's table directory and its PostScript name (OpenType 1.9, "Font
//! Collections" and table `name`). A file that is no collection, or says nothing, has its face 0.

use super::Script;

/// Most faces that are looked at.
const MAX_FACES: u32 = 64;
const POSTSCRIPT_NAME: u16 = 6;

/// The number of the face for a script.
pub(super) fn choose(font: &[u8], script: Script) -> u32 {
    if font.get(..4) != Some(b"ttcf") {
        return 0;
    }
    let n_faces = u32_at(font, 8).unwrap_or(0).min(MAX_FACES);
    let is_for_script = |face: &u32| {
        let offset = u32_at(font, 12 + 4 * *face as usize);
        let name = offset.and_then(|offset| postscript_name(font, offset as usize));
        name.is_some_and(|name| ends(script).iter().any(|end| family(&name).ends_with(end)))
    };
    (0..n_faces).find(is_for_script).unwrap_or(0)
}

/// How the names of families for a script end: `NotoSansCJKsc`, `SourceHanSansCN`, `PingFangSC`.
fn ends(script: Script) -> &'static [&'static str] {
    match script {
        Script::SimplifiedChinese => &["sc", "cn", "gb"],
        Script::TraditionalChinese => &["tc", "tw", "hk"],
        Script::Japanese => &["jp"],
        Script::Korean => &["kr"],
    }
}

/// A PostScript name up to its style, in small letters.
fn family(name: &str) -> String {
    name.split('-').next().unwrap_or_default().to_ascii_lowercase()
}

fn postscript_name(font: &[u8], face: usize) -> Option<String> {
    let n_tables = usize::from(u16_at(font, face + 4)?);
    let record = |idx: usize| face + 12 + 16 * idx;
    let is_name = |at: &usize| font.get(*at..at + 4) == Some(b"name");
    let table = u32_at(font, (0..n_tables).map(record).find(is_name)? + 8)? as usize;
    let n_names = usize::from(u16_at(font, table + 2)?);
    let storage = table + usize::from(u16_at(font, table + 4)?);
    let at = (0..n_names).map(|idx| table + 6 + 12 * idx).find(|at| u16_at(font, at + 6) == Some(POSTSCRIPT_NAME))?;
    let (len, offset) = (usize::from(u16_at(font, at + 8)?), usize::from(u16_at(font, at + 10)?));
    let bytes = font.get(storage + offset..storage + offset + len)?;
    // In either of the encodings in use the name is ASCII, with or without zeros between.
    Some(bytes.iter().filter(|byte| byte.is_ascii_graphic()).map(|byte| char::from(*byte)).collect())
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_be_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_be_bytes)
}
