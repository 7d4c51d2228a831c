//! A recording and its transcripts, told by their names: `call.mp3` and `call.srt`, `call.en.vtt` or `call.mp3.srt` in
//! one folder of one source. The transcripts are texts of their recording: its words can be searched, and cited with the
//! time they are heard at.

use std::collections::{BTreeSet, HashMap, HashSet};

use anchor::{Anchor, TextHash, TimeAnchor};
use facts::{DocumentId, SourceId};
use serde_json::json;
use store::{
    Acquisition, Case, CaseMut, Made, Maker, NewReading, ReadPlace, SetAside,
    vault::pack::{PackReader, PackWriter, StagedText},
};

use crate::{
    Desk, Result,
    findings::Found,
    privilege::Matcher,
    sameness,
    searching::IndexWriter,
    setting_aside,
    taking_in::{
        gist::Gist,
        outcome::{RECORDINGS, is_recording},
    },
};

/// What reads transcripts, of whatever kind.
const ENGINE: &str = "subtitles";

/// The other of the two, where it lies.
pub(crate) struct Beside {
    pub document: DocumentId,
    pub path: String,
    pub reading: NewReading,
}

/// The transcripts of a recording, or the recordings of a transcript, each once.
pub(crate) fn beside(case: &Case, reading: Option<&NewReading>, found_at: &[Acquisition]) -> Result<Vec<Beside>> {
    let Some(part) = reading.and_then(part_of) else { return Ok(Vec::new()) };
    let mut others = Vec::new();
    let mut known = HashSet::new();
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
            if part_of(&reading).is_some_and(|of_other| of_other != part) && known.insert(document) {
                others.push(Beside { document, path: other.path, reading });
            }
        }
    }
    // The one that is named as the recording is goes before those that name a language.
    others.sort_by_key(|other| in_order(&other.path));
    Ok(others)
}

fn in_order(path: &str) -> (usize, String) {
    (path.matches('.').count(), path.to_owned())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Recording,
    Transcript,
}

fn part_of(reading: &NewReading) -> Option<Part> {
    match (is_recording(&reading.kind), reading.parser.as_str()) {
        (true, _) => Some(Part::Recording),
        (false, ENGINE) => Some(Part::Transcript),
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

/// Recordings that may lack a transcript, or have another than now lies beside them: told from where all of them lie, so
/// that a case with many is not asked for each.
fn unjoined(places: &[ReadPlace], is_shut: impl Fn(&DocumentId) -> bool) -> Vec<DocumentId> {
    let mut said: HashMap<(SourceId, Option<DocumentId>, &str), Vec<usize>> = HashMap::new();
    for (idx, place) in places.iter().enumerate() {
        let counts = place.text.is_some() && place.found.document.is_some_and(|id| !is_shut(&id));
        let Some(stem) = without_ending(&place.found.path).filter(|_| counts && !is_recording(&place.kind)) else {
            continue;
        };
        for name in [Some(stem), without_ending(stem)].into_iter().flatten() {
            said.entry((place.found.source, place.found.parent, name)).or_default().push(idx);
        }
    }
    let mut recordings: Vec<DocumentId> = Vec::new();
    let mut beside: HashMap<DocumentId, (&ReadPlace, BTreeSet<usize>)> = HashMap::new();
    for place in places.iter().filter(|place| is_recording(&place.kind) && !place.has_own_words) {
        let ReadPlace { found, .. } = place;
        let Some(id) = found.document.filter(|id| !is_shut(id)) else { continue };
        let names = [without_ending(&found.path), Some(found.path.as_str())].into_iter().flatten();
        let near = names.filter_map(|name| said.get(&(found.source, found.parent, name))).flatten();
        let mut near = near.filter(|idx| belong_together(&found.path, &places[**idx].found.path)).peekable();
        if near.peek().is_some() {
            let (_, others) = beside.entry(id).or_insert_with(|| {
                recordings.push(id);
                (place, BTreeSet::new())
            });
            others.extend(near);
        }
    }
    recordings.retain(|id| {
        let (recording, others) = &beside[id];
        let mut known = HashSet::new();
        let mut others: Vec<&ReadPlace> =
            others.iter().map(|idx| &places[*idx]).filter(|other| known.insert(other.found.document)).collect();
        others.sort_by_key(|other| in_order(&other.found.path));
        let texts = json!(others.iter().map(|other| other.text).collect::<Vec<_>>());
        let named = recording.transcripts.as_deref().and_then(|text| serde_json::from_str(text).ok());
        named.as_ref() != Some(&texts)
    });
    recordings
}

/// Makes transcripts that lie beside recordings texts of them, where they are not yet; the first is the one that counts.
pub(crate) fn join(desk: &Desk, case: &mut CaseMut, index: &mut IndexWriter) -> Result<()> {
    let places = case.read_places(&RECORDINGS, ENGINE)?;
    let shut = case.set_aside()?;
    let recordings = unjoined(&places, |id| shut.get(id).is_some_and(SetAside::is_shut));
    drop(places);
    let mut matcher = None;
    let mut has_changed = false;
    for id in recordings {
        let Some(reading) = case.reading(&id)?.map(|reading| reading.result) else { continue };
        let alone = reading.alone().unwrap_or_else(|| reading.clone());
        // Words of its own, as those of a song are, go first.
        if alone.text.is_some() || case.is_shut(&id)? {
            continue;
        }
        let places = case.acquisitions(&id)?;
        let mut texts = Vec::new();
        for other in beside(case, Some(&reading), &places)? {
            if !case.is_shut(&other.document)? {
                texts.extend(other.reading.text.map(|text| (text, other)));
            }
        }
        let named = json!(texts.iter().map(|(text, _)| text).collect::<Vec<_>>());
        if texts.is_empty() || reading.details["transcripts"] == named {
            continue;
        }
        if matcher.is_none() {
            matcher = Some(Matcher::new(&case.privilege_rules()?)?);
        }
        write(desk, case, id, &alone, &texts, matcher.as_ref().and_then(Option::as_ref))?;
        has_changed = true;
        index.add(case, &id)?;
        if case.is_shut(&id)? {
            setting_aside::withdraw(case, index, &id)?;
        }
    }
    if has_changed { index.commit() } else { Ok(()) }
}

fn write(
    desk: &Desk,
    case: &mut CaseMut,
    id: DocumentId,
    alone: &NewReading,
    texts: &[(TextHash, Beside)],
    matcher: Option<&Matcher>,
) -> Result<()> {
    let copies: Vec<(StagedText, Gist)> =
        texts.iter().map(|(text, _)| copy(case, &id, text, matcher)).collect::<Result<_>>()?;
    let mut tx = case.begin(&desk.author, "reading transcripts")?;
    for (n, ((from, other), (text, gist))) in texts.iter().zip(copies).enumerate() {
        let (hash, units) = (text.hash, text.n_units);
        let made = Made::extracted(ENGINE, &other.reading.parser_version, other.reading.language.clone());
        tx.add_text(id, text, Made { maker: Maker::Transcript, derived_from: Some(*from), ..made })?;
        if n > 0 {
            continue;
        }
        let mut reading = alone.clone().with_words_of(hash, units);
        reading.language.clone_from(&other.reading.language);
        (reading.state, reading.reason) = (other.reading.state, other.reading.reason.clone());
        reading.details["transcripts"] = json!(texts.iter().map(|(text, _)| text).collect::<Vec<_>>());
        reading.details["engines"] = json!(gist.engines);
        // What it was told of a recording without words.
        if let Some(problems) = reading.details["problems"].as_array_mut() {
            problems.retain(|problem| problem["code"] != "no_text");
        }
        tx.add_reading(id, &reading)?;
        if matcher.is_some() {
            tx.set_aside_unread(&id, gist.aside())?;
        }
        tx.keep_sketch(&sameness::kept(id, hash, &gist.sketch()))?;
    }
    Ok(tx.commit()?)
}

/// A transcript's units as the recording's own.
fn copy(case: &Case, id: &DocumentId, text: &TextHash, matcher: Option<&Matcher>) -> Result<(StagedText, Gist)> {
    let mut from: PackReader = case.text_for_us(text)?;
    let mut pack = PackWriter::new(id, case.vault().stage()?)?;
    let mut gist = Gist::default();
    for number in 1..=from.n_units() {
        let Some(unit) = from.unit(number)?.cloned() else { continue };
        gist.take(&unit, matcher);
        pack.unit(unit)?;
    }
    Ok((pack.finish()?, gist))
}

/// When words are heard that stand in a unit of a transcript; `None` where no time is told.
pub(crate) fn heard(text: &str, start: u32, end: u32) -> Option<TimeAnchor> {
    let mut at = 0;
    let mut now = None;
    let mut heard: Option<TimeAnchor> = None;
    for line in text.split('\n') {
        let next = at + line.chars().count() as u32 + 1;
        // What goes on in a second line is heard at the time of the first.
        now = time_of(line).or(now);
        if at < end
            && next > start
            && let Some((from_ms, to_ms)) = now
        {
            heard = Some(and(heard, TimeAnchor { from_ms, to_ms }));
        }
        at = next;
    }
    heard
}

/// From the beginning of the one to the end of the other.
fn and(before: Option<TimeAnchor>, time: TimeAnchor) -> TimeAnchor {
    let before = before.unwrap_or_else(|| time.clone());
    TimeAnchor { from_ms: before.from_ms.min(time.from_ms), to_ms: before.to_ms.max(time.to_ms) }
}

/// The times that begin a line, as `00:01:02–00:01:05 `, in milliseconds.
fn time_of(line: &str) -> Option<(u64, u64)> {
    let (times, _) = line.split_once(' ').unwrap_or((line, ""));
    let (from, to) = times.split_once('–')?;
    Some((millis(from)?, millis(to)?))
}

fn millis(written: &str) -> Option<u64> {
    let parts: Vec<u64> = written.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [hours, minutes, seconds] = parts[..] else { return None };
    hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)?.checked_mul(1000)
}

/// A stretch of a recording as a player shows it.
pub(crate) fn shown(time: &TimeAnchor) -> String {
    let clock = |ms: u64| format!("{:02}:{:02}:{:02}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    format!("{}–{}", clock(time.from_ms), clock(time.to_ms))
}

/// What was found in a recording's words, with the time it is heard at.
pub(crate) fn with_times(
    reading: &NewReading,
    mut found: Vec<Found>,
    text: impl Fn(u32) -> Result<String>,
) -> Result<Vec<Found>> {
    if !is_recording(&reading.kind) {
        return Ok(found);
    }
    let mut whole: Option<TimeAnchor> = None;
    for part in &found {
        if let Some(time) = heard(&text(part.unit)?, part.start, part.end) {
            whole = Some(and(whole, time));
        }
    }
    if let (Some(time), Some(last)) = (whole, found.last()) {
        let (unit, at) = (last.unit, last.end);
        found.push(Found { unit, start: at, end: at, quote: String::new(), anchor: Anchor::Time(time) });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use facts::AcquisitionId;
    use uuid::Uuid;

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

    /// Places of one source, each a document of its own: a path, and for a recording what it was joined with.
    fn places(all: &[(&str, Option<&[u8]>)]) -> Vec<ReadPlace> {
        let place = |(n, (path, joined)): (u8, &(&str, Option<&[u8]>))| ReadPlace {
            found: Acquisition {
                id: AcquisitionId::from_uuid(Uuid::from_u128(n.into())),
                document: Some(DocumentId::from_bytes([n; 32])),
                source: SourceId::from_uuid(Uuid::nil()),
                parent: None,
                path: (*path).to_owned(),
                raw_path: None,
                modified: None,
                state: None,
            },
            kind: if joined.is_some() { "audio".into() } else { "subtitles".into() },
            text: (joined.is_none_or(|texts| !texts.is_empty())).then_some(TextHash::from_bytes([n; 32])),
            transcripts: joined.filter(|texts| !texts.is_empty()).map(|texts| {
                let texts: Vec<_> = texts.iter().map(|n| TextHash::from_bytes([*n; 32])).collect();
                json!(texts).to_string()
            }),
            has_own_words: false,
        };
        (0..).zip(all).map(place).collect()
    }

    #[test]
    fn only_recordings_whose_transcripts_changed_are_looked_at() {
        let shut = DocumentId::from_bytes([99; 32]);
        let check = |all: &[(&str, Option<&[u8]>)], shut: DocumentId, expect: &[u8]| {
            let found = unjoined(&places(all), |id| *id == shut);
            let expect: Vec<_> = expect.iter().map(|n| DocumentId::from_bytes([*n; 32])).collect();
            assert_eq!(found, expect, "{all:?}");
        };
        // Nothing lies beside it; what does is its own already; another came; the only one is another folder's.
        check(&[("calls/1.mp3", Some(&[])), ("calls/2.srt", None)], shut, &[]);
        check(&[("calls/1.mp3", Some(&[1])), ("calls/1.srt", None)], shut, &[]);
        check(&[("calls/1.mp3", Some(&[1])), ("calls/1.srt", None), ("calls/1.en.vtt", None)], shut, &[0]);
        check(&[("calls/1.en.vtt", None), ("calls/1.srt", None), ("calls/1.mp3", Some(&[1, 0]))], shut, &[]);
        check(&[("calls/1.mp3", Some(&[])), ("other/1.srt", None)], shut, &[]);
        // One that comes before its recording, and two that have one.
        check(&[("1.mp3.srt", None), ("1.mp3", Some(&[])), ("2.wav", Some(&[]))], shut, &[1]);
        check(&[("1.srt", None), ("1.mp3", Some(&[])), ("1.wav", Some(&[]))], shut, &[1, 2]);
        // What is set aside is neither joined nor a reason to look.
        check(&[("1.srt", None), ("1.mp3", Some(&[]))], DocumentId::from_bytes([0; 32]), &[]);
        check(&[("1.srt", None), ("1.mp3", Some(&[]))], DocumentId::from_bytes([1; 32]), &[]);
        let mut own = places(&[("1.srt", None), ("1.mp3", Some(&[]))]);
        own[1].has_own_words = true;
        assert!(unjoined(&own, |_| false).is_empty());
    }

    #[test]
    fn lines_tell_when_words_are_heard() {
        let text = "no time\n00:00:01–00:00:04 Ana: The ship\n- left\n01:00:02–01:00:04 again";
        let check = |words: &str, expect: Option<(u64, u64)>| {
            let start = text[..text.find(words).expect("it is there")].chars().count() as u32;
            let time = heard(text, start, start + words.chars().count() as u32);
            assert_eq!(time.map(|time| (time.from_ms, time.to_ms)), expect, "{words}");
        };
        check("no", None);
        check("ship", Some((1000, 4000)));
        check("left", Some((1000, 4000)));
        check("again", Some((3_602_000, 3_604_000)));
        check("left\n01:00:02–01:00:04 again", Some((1000, 3_604_000)));
        check("01:00", Some((3_602_000, 3_604_000)));
        assert_eq!(time_of("99999999999999999999:00:01–00:00:04 x"), None);
        assert_eq!(time_of("9999999999999999999:00:01–00:00:04 x"), None);
        assert_eq!(time_of("1–2 x"), None);
        assert_eq!(shown(&TimeAnchor { from_ms: 62_000, to_ms: 3_600_000 }), "00:01:02–01:00:00");
    }
}
