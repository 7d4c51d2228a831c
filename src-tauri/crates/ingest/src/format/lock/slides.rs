//! Presentations of PowerPoint 2002 and 2003 whose parts are locked in place ([MS-PPT], 2.3.7 and 2.11.4): each by the key
//! of its own number, the pictures by that of none.

use std::collections::HashSet;

use super::rc4::{Keys, Lock};
use super::{Locked, Opened};
use crate::format::Failure;
use crate::format::package::{u16_at, u32_at};
use crate::format::ppt::{LockedDeck, OPEN_TOKEN, locked_deck};

const STREAM_BYTES: u64 = 256 << 20;
const USER_BYTES: u64 = 64 << 10;
/// Where the user's stream says whether the slides are locked.
const TOKEN_AT: usize = 12;
const HEADER_BYTES: usize = 8;
const METAFILES: std::ops::RangeInclusive<u16> = 0xf01a..=0xf01c;
const METAFILE_HEAD: usize = 34;
const MARK_BYTES: usize = 16;
/// Pictures stand under no number.
const PICTURES: u32 = 0;

/// Opens a presentation.
pub(super) fn open(mut locked: Locked<'_, '_>) -> Result<Option<Opened>, Failure> {
    let ole = locked.ole;
    let (Some(user), Some(slides)) = (ole.find("Current User"), ole.find("PowerPoint Document")) else {
        return Ok(None);
    };
    let mut of_user = ole.read(user, USER_BYTES, locked.medium)?.bytes;
    let mut stream = ole.read(slides, STREAM_BYTES, locked.medium)?.bytes;
    let Some(LockedDeck { lock, places }) = locked_deck(&of_user, &stream) else { return Ok(None) };
    let Some(lock) = Lock::parse(lock) else { return Ok(None) };
    let Some((keys, finding)) = locked.fitting(|password| lock.open(password))? else { return Ok(None) };

    let mut bytes = locked.whole()?;
    unlock_parts(&places, &keys, &mut stream);
    ole.put(slides, &stream, &mut bytes);
    if let Some(token) = of_user.get_mut(TOKEN_AT..TOKEN_AT + 4) {
        token.copy_from_slice(&OPEN_TOKEN.to_le_bytes());
    }
    ole.put(user, &of_user, &mut bytes);
    if let Some(entry) = ole.find("Pictures") {
        let mut pictures = ole.read(entry, STREAM_BYTES, locked.medium)?.bytes;
        unlock_pictures(&keys, &mut pictures);
        ole.put(entry, &pictures, &mut bytes);
    }
    Ok(Some(Opened::whole(bytes, finding)))
}

/// Unlocks each part where it lies, its header included.
fn unlock_parts(places: &[(u32, u32)], keys: &Keys, stream: &mut [u8]) {
    let mut known = HashSet::new();
    // Parts that lie over each other would make a small file's work large.
    let mut left = stream.len().saturating_mul(2);
    for (number, place) in places.iter().filter(|(_, place)| known.insert(*place)) {
        let Some(part) = stream.get_mut(*place as usize..) else { continue };
        let Some((header, rest)) = part.split_at_mut_checked(HEADER_BYTES) else { continue };
        let mut cipher = keys.of(*number);
        cipher.apply(header);
        let content_len = u32_at(header, 4).map_or(0, |len| len as usize).min(rest.len());
        let Some(after) = left.checked_sub(content_len) else { return };
        left = after;
        cipher.apply(&mut rest[..content_len]);
    }
}

/// Unlocks the pictures, each field of them anew.
fn unlock_pictures(keys: &Keys, stream: &mut [u8]) {
    let mut rest = stream;
    while let Some((header, after)) = rest.split_at_mut_checked(HEADER_BYTES) {
        keys.of(PICTURES).apply(header);
        let head = (u16_at(header, 0), u16_at(header, 2), u32_at(header, 4));
        let (Some(instance), Some(kind), Some(len)) = head else { return };
        let n_marks = if instance >> 4 & 1 == 1 { 2 } else { 1 };
        let of_format = if METAFILES.contains(&kind) { METAFILE_HEAD } else { 1 };
        let len = (len as usize).min(after.len());
        let (mut picture, following) = after.split_at_mut(len);
        for n_bytes in [MARK_BYTES].repeat(n_marks).into_iter().chain([of_format, usize::MAX]) {
            let (field, behind) = picture.split_at_mut(n_bytes.min(picture.len()));
            keys.of(PICTURES).apply(field);
            picture = behind;
        }
        rest = following;
    }
}
