//! A font without ink for fonts that the file does not bring along.
//!
//! Nothing is drawn, so no real substitute is needed. A substitute would even harm: the interpreter stretches its
//! glyphs to the widths of the font it stands for, and the stretch cannot be told from a horizontal scaling the file
//! asks for. Glyphs of width 0 are not stretched, and a font of 150 bytes is read in no time.

use std::sync::Arc;

use hayro_interpret::InterpreterSettings;
use hayro_interpret::font::FontData;

/// Settings under which every missing font is the empty one.
pub(super) fn settings() -> InterpreterSettings {
    let font: FontData = Arc::new(empty_font());
    InterpreterSettings { font_resolver: Arc::new(move |_| Some((font.clone(), 0))), ..InterpreterSettings::default() }
}

/// A TrueType font of one glyph of width 0, 1,000 units to the em (OpenType 1.9, tables head, hhea, hmtx, maxp).
fn empty_font() -> Vec<u8> {
    let mut head = vec![0; 54];
    head[..4].copy_from_slice(&0x0001_0000_u32.to_be_bytes());
    head[12..16].copy_from_slice(&0x5f0f_3cf5_u32.to_be_bytes());
    head[18..20].copy_from_slice(&1000_u16.to_be_bytes());
    let mut hhea = vec![0; 36];
    hhea[..4].copy_from_slice(&0x0001_0000_u32.to_be_bytes());
    hhea[34..].copy_from_slice(&1_u16.to_be_bytes());
    let hmtx = vec![0; 4];
    let maxp = vec![0, 0, 0x50, 0, 0, 1];

    let tables = [(b"head", head), (b"hhea", hhea), (b"hmtx", hmtx), (b"maxp", maxp)];
    let mut font = vec![0, 1, 0, 0, 0, 4, 0, 64, 0, 2, 0, 0];
    let mut offset = (font.len() + 16 * tables.len()) as u32;
    for (tag, table) in &tables {
        font.extend_from_slice(*tag);
        font.extend_from_slice(&[0; 4]);
        font.extend_from_slice(&offset.to_be_bytes());
        font.extend_from_slice(&(table.len() as u32).to_be_bytes());
        offset += (table.len() as u32).next_multiple_of(4);
    }
    for (_, table) in tables {
        font.extend_from_slice(&table);
        font.resize(font.len().next_multiple_of(4), 0);
    }
    font
}
