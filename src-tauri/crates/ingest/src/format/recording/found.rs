//! What was found in a recording, and what of it is told.

use crate::format::MetaKey;
use crate::format::moment::{edtf, of_seconds};
use crate::format::said::one_line;

const MOST_NOTES: usize = 1000;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// When the file was made, in seconds since 1970.
    pub(super) created: Option<i64>,
    /// How long it is.
    pub(super) seconds: Option<u64>,
    /// Names and texts, as they stand.
    notes: Vec<(String, String)>,
}

impl Found {
    /// Keeps a note; a text of several ends where a zero stands.
    pub(super) fn keep(&mut self, name: impl Into<String>, text: &str) {
        if self.notes.len() < MOST_NOTES && !text.is_empty() {
            self.notes.push((name.into(), text.replace('\0', " ")));
        }
    }

    /// The first note under one of these names, the names in order.
    fn noted(&self, names: &[&str]) -> Option<String> {
        let under = |name: &&str| self.notes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        let (_, text) = names.iter().find_map(under)?;
        Some(one_line(text)).filter(|text| !text.is_empty())
    }

    /// What is told of it.
    pub(super) fn told(&self) -> Vec<(MetaKey, String)> {
        let mut told = Vec::new();
        let taken = self.noted(&[
            "com.apple.quicktime.creationdate",
            "bext date",
            "date_recorded",
            "IDIT",
            "©day",
            "date",
            "ICRD",
        ]);
        told.extend(taken.and_then(|taken| edtf(&taken)).map(|taken| (MetaKey::TakenAt, taken)));
        told.extend(self.created.and_then(of_seconds).map(|created| (MetaKey::Created, created)));
        let place = self.noted(&["com.apple.quicktime.location.ISO6709", "©xyz", "loci", "location"]);
        told.extend(place.and_then(|place| degrees(&place)).map(|place| (MetaKey::Place, place)));
        let device = [
            self.noted(&["com.apple.quicktime.make", "com.android.manufacturer", "©mak"]),
            self.noted(&["com.apple.quicktime.model", "com.android.model", "©mod"]),
        ];
        let device: Vec<String> = device.into_iter().flatten().collect();
        if !device.is_empty() {
            told.push((MetaKey::Device, device.join(" ")));
        }
        let texts: [(MetaKey, &[&str]); 4] = [
            (MetaKey::Title, &["com.apple.quicktime.title", "©nam", "titl", "title", "INAM"]),
            (
                MetaKey::Author,
                &["com.apple.quicktime.author", "©ART", "©aut", "auth", "artist", "author", "IART", "bext originator"],
            ),
            (
                MetaKey::Application,
                &["com.apple.quicktime.software", "©too", "©swr", "encoder", "writing application", "ISFT"],
            ),
            (
                MetaKey::Subject,
                &["com.apple.quicktime.description", "desc", "©des", "dscp", "description", "ISBJ", "bext description"],
            ),
        ];
        told.extend(texts.into_iter().filter_map(|(key, names)| Some((key, self.noted(names)?))));
        if let Some(comment) = self.noted(&["com.apple.quicktime.comment", "©cmt", "comment", "ICMT"]) {
            told.push((MetaKey::Finding, format!("comment: {comment}")));
        }
        if let Some(name) = self.noted(&["original file name"]) {
            told.push((MetaKey::Finding, format!("it was once called {name}")));
        }
        told
    }
}

/// Latitude and longitude from a point of ISO 6709 in degrees: `+59.9139+010.7522+012.3/`.
pub(super) fn degrees(point: &str) -> Option<String> {
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
