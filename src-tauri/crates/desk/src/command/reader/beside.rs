//! A recording and its transcripts, told by their names: `call.mp3` and `call.srt`, `call.en.vtt` or `call.mp3.srt` in
//! one folder of one source.

use store::{Acquisition, Case, NewReading};

use super::document::ChildLine;
use crate::{Result, library::distinct};

/// The transcripts of a recording, or the recordings of a transcript.
pub(super) fn beside(case: &Case, reading: Option<&NewReading>, found_at: &[Acquisition]) -> Result<Vec<ChildLine>> {
    let Some(part) = reading.and_then(part_of) else { return Ok(Vec::new()) };
    let mut lines = Vec::new();
    for found in found_at {
        let Some(stem) = without_ending(&found.path) else { continue };
        let until_point = match part {
            Part::Recording => stem,
            Part::Transcript => without_ending(stem).unwrap_or(stem),
        };
        for other in case.found_beside(found, until_point)? {
            let is_pair = match part {
                Part::Recording => belong_together(&found.path, &other.path),
                Part::Transcript => belong_together(&other.path, &found.path),
            };
            let Some(document) = other.document.filter(|_| is_pair) else { continue };
            let Some(reading) = case.reading(&document)?.map(|reading| reading.result) else { continue };
            if part_of(&reading).is_some_and(|of_other| of_other != part) {
                let state = reading.state.as_str();
                lines.push(ChildLine {
                    document: Some(document.to_string()),
                    path: other.path,
                    kind: reading.kind,
                    state,
                });
            }
        }
    }
    Ok(distinct(lines.into_iter()))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Recording,
    Transcript,
}

fn part_of(reading: &NewReading) -> Option<Part> {
    match (reading.kind.as_str(), reading.parser.as_str()) {
        ("audio" | "video", _) => Some(Part::Recording),
        // What is read as subtitles, of whatever kind.
        (_, "subtitles") => Some(Part::Transcript),
        _ => None,
    }
}

fn belong_together(recording: &str, transcript: &str) -> bool {
    let (Some(name), Some(said)) = (without_ending(recording), without_ending(transcript)) else { return false };
    said == name || said == recording || without_ending(said) == Some(name)
}

/// A path without its last ending.
fn without_ending(path: &str) -> Option<&str> {
    let (stem, ending) = path.rsplit_once('.')?;
    let is_name = !stem.is_empty() && !stem.ends_with('/') && !ending.contains('/');
    is_name.then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_belongs_together() {
        let check = |recording: &str, transcript: &str, expect: bool| {
            assert_eq!(belong_together(recording, transcript), expect, "{recording} {transcript}");
        };
        check("calls/1.mp3", "calls/1.srt", true);
        check("calls/1.mp3", "calls/1.en.vtt", true);
        check("calls/1.mp3", "calls/1.mp3.srt", true);
        check("calls/2025.03.04.m4a", "calls/2025.03.04.vtt", true);
        check("calls/1.mp3", "calls/11.srt", false);
        check("calls/1.mp3", "other/1.srt", false);
        check("calls/1.mp3", "calls/1.a.b.srt", false);
        check("calls.v1/call", "calls.v1/call.srt", false);
        check(".mp3", ".srt", false);
    }
}
