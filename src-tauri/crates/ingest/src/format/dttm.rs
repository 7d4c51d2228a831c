//! Times packed into four bytes, as Word has them ([MS-DOC], 2.9.70).

/// The time as EDTF, without a zone because it has none; `None` for one that cannot be.
pub(crate) fn dttm(packed: u32) -> Option<String> {
    let (minute, hour, day) = (packed & 0x3f, packed >> 6 & 0x1f, packed >> 11 & 0x1f);
    let (month, year) = (packed >> 16 & 0xf, 1900 + (packed >> 20 & 0x1ff));
    if packed == 0 {
        return None;
    }
    super::moment::edtf(&format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:00"))
}
