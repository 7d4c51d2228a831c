//! The elements of a Matroska or WebM (RFC 8794, RFC 9559) that hold what is noted about it.

use super::found::Found;
use crate::format::Failure;
use crate::format::medium::Medium;

const MOST_ELEMENTS: u32 = 200_000;
const NOTE_BYTES: u64 = 64 << 10;
/// From 1970 to 2001, when Matroska's time begins.
const SECONDS_TO_2001: i64 = 978_307_200;

const SEGMENT: u32 = 0x1853_8067;
const CLUSTER: u32 = 0x1f43_b675;
const CLUSTER_TIME: u32 = 0xe7;
const INFO: u32 = 0x1549_a966;
const TIME_SCALE: u32 = 0x2a_d7b1;
const DURATION: u32 = 0x4489;
const DATE: u32 = 0x4461;
const TITLE: u32 = 0x7ba9;
const WRITING_APPLICATION: u32 = 0x5741;
const TAGS: u32 = 0x1254_c367;
const TAG: u32 = 0x7373;
const SIMPLE_TAG: u32 = 0x67c8;
const TAG_NAME: u32 = 0x45a3;
const TAG_TEXT: u32 = 0x4487;

/// What is noted in a Matroska or WebM.
pub(super) fn found(medium: &mut Medium<'_>, len: u64) -> Result<Found, Failure> {
    let mut walk =
        Elements { medium, len, scale: 1_000_000, length: None, last: 0, tag: String::new(), found: Found::default() };
    walk.all()?;
    let mut found = walk.found;
    // What was streamed is not told how long it is; then it goes as far as its last piece.
    let ticks = walk.length.unwrap_or(walk.last as f64);
    let seconds = (ticks * walk.scale as f64 / 1e9) as u64;
    found.seconds = (seconds > 0).then_some(seconds);
    Ok(found)
}

/// A walk over the elements, those inside others as if they stood behind each other: so it does not matter that some
/// do not say where they end.
struct Elements<'a, 'm> {
    medium: &'a mut Medium<'m>,
    len: u64,
    /// Billionths of a second in a tick.
    scale: u64,
    /// How many ticks it is long.
    length: Option<f64>,
    /// The tick at which the last piece begins.
    last: u64,
    /// The name of the tag whose text comes next.
    tag: String,
    found: Found,
}

impl Elements<'_, '_> {
    fn all(&mut self) -> Result<(), Failure> {
        let mut at = 0;
        for _ in 0..MOST_ELEMENTS {
            let mut head = [0; 12];
            let n_read = self.medium.read_at(at, &mut head)?;
            let Some((id, rest)) = id(&head[..n_read]) else { break };
            let Some((size, rest)) = size(rest) else { break };
            let start = at + (n_read - rest.len()) as u64;
            let is_open = matches!(id, SEGMENT | INFO | TAGS | TAG | SIMPLE_TAG) || id == CLUSTER && size.is_none();
            at = match size {
                _ if is_open => start,
                Some(size) => {
                    self.take(id, start, size)?;
                    start.saturating_add(size)
                }
                None => break,
            };
            if at >= self.len {
                break;
            }
        }
        Ok(())
    }

    fn take(&mut self, id: u32, start: u64, size: u64) -> Result<(), Failure> {
        match id {
            CLUSTER => {
                // Its time is the first in it.
                let bytes = self.bytes(start, size.min(16))?;
                if let Some((CLUSTER_TIME, rest)) = self::id(&bytes)
                    && let Some((Some(n_bytes), rest)) = self::size(rest)
                    && let Some(time) = usize::try_from(n_bytes).ok().and_then(|n_bytes| rest.get(..n_bytes))
                {
                    self.last = self.last.max(number(time));
                }
            }
            CLUSTER_TIME => self.last = self.last.max(number(&self.bytes(start, size)?)),
            TIME_SCALE => self.scale = number(&self.bytes(start, size)?).max(1),
            DURATION => self.length = float(&self.bytes(start, size)?).filter(|ticks| *ticks > 0.0),
            DATE => {
                let nanos = number(&self.bytes(start, size)?).cast_signed();
                self.found.created = (nanos / 1_000_000_000).checked_add(SECONDS_TO_2001);
            }
            TITLE => self.keep("title", start, size)?,
            WRITING_APPLICATION => self.keep("writing application", start, size)?,
            TAG_NAME => self.tag = self.text(start, size)?,
            TAG_TEXT => {
                let name = std::mem::take(&mut self.tag);
                self.keep(&name, start, size)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn keep(&mut self, name: &str, start: u64, size: u64) -> Result<(), Failure> {
        let text = self.text(start, size)?;
        self.found.keep(name, &text);
        Ok(())
    }

    fn text(&mut self, start: u64, size: u64) -> Result<String, Failure> {
        let bytes = self.bytes(start, size)?;
        let text = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
        Ok(String::from_utf8_lossy(text).into_owned())
    }

    fn bytes(&mut self, start: u64, size: u64) -> Result<Vec<u8>, Failure> {
        self.medium.part(start, size.min(NOTE_BYTES).min(self.len.saturating_sub(start)))
    }
}

/// An element's id: how many zeros it begins with says how many bytes follow.
fn id(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let more = usize::try_from(bytes.first()?.leading_zeros()).ok().filter(|more| *more < 4)?;
    let (id, rest) = bytes.split_at_checked(more + 1)?;
    Some((id.iter().fold(0, |id, byte| id << 8 | u32::from(*byte)), rest))
}

/// An element's size, `None` in it where nobody knew when it was written.
fn size(bytes: &[u8]) -> Option<(Option<u64>, &[u8])> {
    let more = usize::try_from(bytes.first()?.leading_zeros()).ok().filter(|more| *more < 8)?;
    let (size, rest) = bytes.split_at_checked(more + 1)?;
    let marker = 1_u64 << (7 * (more + 1));
    let size = number(size) & (marker - 1);
    Some(((size != marker - 1).then_some(size), rest))
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn float(bytes: &[u8]) -> Option<f64> {
    match bytes.len() {
        4 => bytes.first_chunk().map(|four| f64::from(f32::from_be_bytes(*four))),
        8 => bytes.first_chunk().map(|eight| f64::from_be_bytes(*eight)),
        _ => None,
    }
    .filter(|float| float.is_finite())
}
