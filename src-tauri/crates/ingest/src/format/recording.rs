//! Films and sound in the container of MPEG-4 and QuickTime (ISO/IEC 14496-12): when, where and with what they were
//! recorded, and how long they are. What is said and seen in them is not read.

mod boxes;
#[cfg(test)]
mod tests;

use boxes::{Boxes, Found};

use super::medium::Medium;
use super::moment::{edtf, of_seconds};
use super::{Emit, Failure, Input, MetaKey};

/// From 1904, when QuickTime's time begins, to 1970.
const SECONDS_TO_1970: i64 = 2_082_844_800;

/// Tells what is noted in a recording.
///
/// # Errors
///
/// [`Failure::Unsupported`] always: there is no reader for what is said and seen.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut medium = Medium::new(&mut *input.bytes);
    let found = Boxes::new(&mut medium, input.len).found()?;
    for (key, value) in told(&found) {
        out.meta(key, value)?;
    }
    Err(Failure::Unsupported)
}

fn told(found: &Found) -> Vec<(MetaKey, String)> {
    let noted = |names: &[&str]| -> Option<String> {
        let first = names.iter().find_map(|name| found.notes.iter().find(|(known, _)| known == name));
        first.map(|(_, value)| value.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|value| !value.is_empty())
    };
    let mut told = Vec::new();
    let taken = noted(&["com.apple.quicktime.creationdate", "©day"]);
    told.extend(taken.and_then(|taken| edtf(&taken)).map(|taken| (MetaKey::TakenAt, taken)));
    let created = found.created.and_then(|created| of_seconds(created.checked_sub(SECONDS_TO_1970)?));
    told.extend(created.map(|created| (MetaKey::Created, created)));
    let place = noted(&["com.apple.quicktime.location.ISO6709", "©xyz"]);
    told.extend(place.and_then(|place| degrees(&place)).map(|place| (MetaKey::Place, place)));
    let device = [
        noted(&["com.apple.quicktime.make", "com.android.manufacturer", "©mak"]),
        noted(&["com.apple.quicktime.model", "com.android.model", "©mod"]),
    ];
    let device: Vec<String> = device.into_iter().flatten().collect();
    if !device.is_empty() {
        told.push((MetaKey::Device, device.join(" ")));
    }
    let texts: [(MetaKey, &[&str]); 4] = [
        (MetaKey::Title, &["com.apple.quicktime.title", "©nam"]),
        (MetaKey::Author, &["com.apple.quicktime.author", "©ART", "©aut"]),
        (MetaKey::Application, &["com.apple.quicktime.software", "©too", "©swr"]),
        (MetaKey::Subject, &["com.apple.quicktime.description", "desc", "©des"]),
    ];
    told.extend(texts.into_iter().filter_map(|(key, names)| Some((key, noted(names)?))));
    if let Some(comment) = noted(&["com.apple.quicktime.comment", "©cmt"]) {
        told.push((MetaKey::Finding, format!("comment: {comment}")));
    }
    told.extend(found.seconds.map(|seconds| (MetaKey::Finding, format!("it is {} long", length(seconds)))));
    told
}

/// Latitude and longitude from a point of ISO 6709 in degrees: `+59.9139+010.7522+012.3/`.
fn degrees(point: &str) -> Option<String> {
    let point = point.trim_end_matches('/');
    let signs: Vec<usize> = point.match_indices(['+', '-']).map(|(at, _)| at).collect();
    let [first, second, ..] = signs[..] else { return None };
    let end = signs.get(2).copied().unwrap_or(point.len());
    let number = |part: &str, most: f64, n_digits: usize| -> Option<f64> {
        // More digits before the point are minutes and seconds, which cameras do not write.
        let whole = part.trim_start_matches(['+', '-']).split('.').next()?.len();
        part.parse().ok().filter(|value: &f64| value.abs() <= most && whole <= n_digits)
    };
    let latitude = number(point.get(first..second)?, 90.0, 2)?;
    let longitude = number(point.get(second..end)?, 180.0, 3)?;
    (latitude != 0.0 || longitude != 0.0).then(|| format!("{latitude:.6}, {longitude:.6}"))
}

fn length(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{seconds} s"),
        (0, _) => format!("{minutes} min {seconds} s"),
        _ => format!("{hours} h {minutes} min {seconds} s"),
    }
}
