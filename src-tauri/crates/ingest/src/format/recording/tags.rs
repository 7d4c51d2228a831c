//! The tags of MP3, AAC, AIFF, FLAC, Ogg and Opus.

use std::io::{BufReader, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

use lofty::config::{ParseOptions, ParsingMode};
use lofty::file::{AudioFile, TaggedFileExt};
use lofty::probe::Probe;
use lofty::tag::{ItemKey, ItemValue};

use super::found::Found;
use crate::format::Failure;
use crate::format::medium::Medium;

/// How far a recording's start is looked for behind other bytes.
const MOST_JUNK: usize = 64 << 10;

/// What is noted in a recording whose tags a library knows; nothing where it does not.
pub(super) fn found(medium: &mut Medium<'_>) -> Result<Found, Failure> {
    let mut found = Found::default();
    let begun = medium.seek(SeekFrom::Start(0));
    begun.map_err(|error| Failure::ReadError(error.to_string()))?;
    let mut options = ParseOptions::new();
    options.parsing_mode(ParsingMode::Relaxed).read_cover_art(false).max_junk_bytes(MOST_JUNK);
    // Tags are not worth the recording: a panic costs them alone.
    let read = catch_unwind(AssertUnwindSafe(|| {
        let bytes = BufReader::with_capacity(64 << 10, &mut *medium);
        Probe::new(bytes).options(options).guess_file_type().ok().and_then(|probe| probe.read().ok())
    }));
    medium.check()?;
    let Ok(Some(file)) = read else { return Ok(found) };
    let seconds = file.properties().duration().as_secs();
    found.seconds = (seconds > 0).then_some(seconds);
    for item in file.tags().iter().flat_map(lofty::tag::Tag::items) {
        let name = match item.key() {
            ItemKey::TrackTitle => "title",
            ItemKey::TrackArtist => "artist",
            ItemKey::RecordingDate => "date",
            ItemKey::Comment => "comment",
            ItemKey::Description | ItemKey::PodcastDescription => "description",
            ItemKey::EncoderSoftware => "encoder",
            ItemKey::OriginalFileName => "original file name",
            _ => continue,
        };
        if let ItemValue::Text(text) = item.value() {
            found.keep(name, text);
        }
    }
    Ok(found)
}
