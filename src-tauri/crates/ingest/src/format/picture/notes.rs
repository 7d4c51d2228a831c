//! What cameras and programs note in a picture, in the words of this house.

use dates::Date;
use encoding_rs::{UTF_16BE, UTF_16LE};
use exif::{Context, DateTime, Exif, In, Rational, Tag, Value};

use crate::format::{Emit, Failure, MetaKey, encoding};

const XP_TITLE: Tag = Tag(Context::Tiff, 0x9c9b);
const XP_COMMENT: Tag = Tag(Context::Tiff, 0x9c9c);
const XP_AUTHOR: Tag = Tag(Context::Tiff, 0x9c9d);
const XP_SUBJECT: Tag = Tag(Context::Tiff, 0x9c9f);
const MOST_BYTES: usize = 64 << 10;

/// Tells what is noted.
pub(super) fn tell(exif: &Exif, out: &mut dyn Emit) -> Result<(), Failure> {
    let times = [
        (MetaKey::TakenAt, Tag::DateTimeOriginal, Tag::OffsetTimeOriginal),
        (MetaKey::Created, Tag::DateTimeDigitized, Tag::OffsetTimeDigitized),
        (MetaKey::Modified, Tag::DateTime, Tag::OffsetTime),
    ];
    for (key, tag, offset) in times {
        if let Some(time) = time(exif, tag, offset) {
            out.meta(key, time)?;
        }
    }
    if let Some(device) = device(exif) {
        out.meta(MetaKey::Device, device)?;
    }
    if let Some(place) = place(exif) {
        out.meta(MetaKey::Place, place)?;
    }
    let texts = [
        (MetaKey::Title, XP_TITLE),
        (MetaKey::Subject, Tag::ImageDescription),
        (MetaKey::Subject, XP_SUBJECT),
        (MetaKey::Author, Tag::Artist),
        (MetaKey::Author, XP_AUTHOR),
        (MetaKey::Application, Tag::Software),
    ];
    for (key, tag) in texts {
        if let Some(value) = text(exif, tag) {
            out.meta(key, value)?;
        }
    }
    let findings = [
        ("comment", comment(exif)),
        ("comment", text(exif, XP_COMMENT)),
        ("copyright", text(exif, Tag::Copyright)),
        ("owner of the camera", text(exif, Tag::CameraOwnerName)),
    ];
    for (what, value) in findings {
        if let Some(value) = value {
            out.meta(MetaKey::Finding, format!("{what}: {value}"))?;
        }
    }
    Ok(())
}

/// A time as EDTF, with its zone where that is noted: without one it is the camera's own clock.
fn time(exif: &Exif, tag: Tag, offset: Tag) -> Option<String> {
    let raw = ascii(exif, tag)?;
    let DateTime { year, month, day, hour, minute, second, .. } = DateTime::from_ascii(raw).ok()?;
    let day = chrono::NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))?;
    let local = day.and_hms_opt(u32::from(hour), u32::from(minute), u32::from(second))?;
    let edtf = Date::from_naive(local).edtf().to_owned();
    let zone = ascii(exif, offset).and_then(|raw| str::from_utf8(raw).ok()).map(str::trim);
    let zoned = zone.and_then(|zone| Date::parse(&format!("{edtf}{zone}")).ok()).map(|date| date.edtf().to_owned());
    Some(zoned.unwrap_or(edtf))
}

/// The maker, the model and the number of the very device.
fn device(exif: &Exif) -> Option<String> {
    let (make, model) = (text(exif, Tag::Make), text(exif, Tag::Model));
    let mut device = match (make, model) {
        (Some(make), Some(model)) if model.to_lowercase().starts_with(&make.to_lowercase()) => model,
        (Some(make), Some(model)) => format!("{make} {model}"),
        (make, model) => make.or(model).unwrap_or_default(),
    };
    if let Some(number) = text(exif, Tag::BodySerialNumber) {
        device = format!("{device}, number {number}").trim_start_matches(", ").to_owned();
    }
    (!device.is_empty()).then_some(device)
}

/// Latitude and longitude in degrees: north and east are positive.
fn place(exif: &Exif) -> Option<String> {
    let latitude = degrees(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S', 90.0)?;
    let longitude = degrees(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W', 180.0)?;
    // What programs write that know no place.
    (latitude != 0.0 || longitude != 0.0).then(|| format!("{latitude:.6}, {longitude:.6}"))
}

fn degrees(exif: &Exif, tag: Tag, side: Tag, negative: u8, most: f64) -> Option<f64> {
    let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let part = |place: usize| match parts.get(place) {
        Some(Rational { denom: 0, num: 0 }) | None => Some(0.0),
        Some(Rational { denom: 0, .. }) => None,
        Some(value) => Some(value.to_f64()),
    };
    let degrees = part(0)? + part(1)? / 60.0 + part(2)? / 3600.0;
    let is_negative = ascii(exif, side).and_then(<[u8]>::first) == Some(&negative);
    (degrees <= most).then_some(if is_negative { -degrees } else { degrees })
}

fn ascii(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(parts) => parts.first().map(Vec::as_slice),
        _ => None,
    }
}

/// A text, whatever it is written in.
fn text(exif: &Exif, tag: Tag) -> Option<String> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(parts) => {
            let parts: Vec<String> = parts.iter().filter_map(|part| readable(part)).collect();
            (!parts.is_empty()).then(|| parts.join("; "))
        }
        // Windows writes UTF-16, the lower byte first.
        Value::Byte(wide) => tidy(&UTF_16LE.decode_without_bom_handling(&wide[..wide.len().min(MOST_BYTES)]).0),
        _ => None,
    }
}

/// The comment of a person: its code stands before it.
fn comment(exif: &Exif) -> Option<String> {
    let Value::Undefined(raw, _) = &exif.get_field(Tag::UserComment, In::PRIMARY)?.value else { return None };
    let (code, raw) = raw.split_first_chunk::<8>()?;
    match code {
        b"UNICODE\0" => {
            let encoding = if exif.little_endian() { UTF_16LE } else { UTF_16BE };
            tidy(&encoding.decode_with_bom_removal(&raw[..raw.len().min(MOST_BYTES)]).0)
        }
        _ => readable(raw),
    }
}

fn readable(raw: &[u8]) -> Option<String> {
    let raw = raw.split(|byte| *byte == 0).next().unwrap_or_default();
    let raw = &raw[..raw.len().min(MOST_BYTES)];
    let (encoding, mark) = encoding::of(raw);
    tidy(&encoding.decode_without_bom_handling(&raw[mark..]).0)
}

fn tidy(text: &str) -> Option<String> {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    (!words.is_empty()).then(|| words.join(" "))
}
