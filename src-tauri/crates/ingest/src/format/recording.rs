//! Films and sound: when, where and with what they were recorded, and how long they are. What is said and seen in them
//! is not read.
//!
//! MPEG-4 and QuickTime (ISO/IEC 14496-12), Matroska and WebM (RFC 9559), AVI and WAV with what broadcasters note in it
//! (EBU Tech 3285) are read here, speech of phones (AMR) is measured; the tags of MP3, AAC, AIFF, FLAC, Ogg and Opus by a library.

mod boxes;
mod chunks;
mod elements;
mod found;
mod frames;
mod tags;
#[cfg(test)]
mod tests;

use found::Found;

use super::medium::Medium;
use super::unpacking::problem;
use super::{Emit, Failure, Input, MetaKey, ProblemCode};

/// Tells what is noted in a recording, and that its words are not read.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut medium = Medium::new(&mut *input.bytes);
    let found = found(&mut medium, input.len)?;
    for (key, value) in found.told() {
        out.meta(key, value)?;
    }
    if let Some(seconds) = found.seconds {
        out.meta(MetaKey::Finding, format!("it is {} long", length(seconds)))?;
    }
    out.problem(problem(ProblemCode::NoText, "what is said and seen in it is not read".to_owned()))
}

/// What is noted in a recording, as far as it can be read.
fn found(medium: &mut Medium<'_>, len: u64) -> Result<Found, Failure> {
    let mut head = [0; 12];
    let n_read = medium.read_at(0, &mut head)?;
    match &head[..n_read] {
        [b'R', b'I', b'F', b'F', ..] | [b'R', b'F', b'6', b'4', ..] => chunks::found(medium, len),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => elements::found(medium, len),
        [_, _, _, _, b'f', b't', b'y', b'p', ..]
        | [_, _, _, _, b'm', b'o', b'o', b'v', ..]
        | [_, _, _, _, b'm', b'd', b'a', b't', ..]
        | [_, _, _, _, b'w', b'i', b'd', b'e', ..] => boxes::found(medium, len),
        [b'#', b'!', b'A', b'M', b'R', ..] => frames::found(medium, len),
        _ => tags::found(medium),
    }
}

fn length(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{seconds} s"),
        (0, _) => format!("{minutes} min {seconds} s"),
        _ => format!("{hours} h {minutes} min {seconds} s"),
    }
}
