//! A message as Apple Mail keeps it: the message's length on a line, the message, and a list of what the program knows
//! about it. The message is read as any other; of the list, when it came and what its reader did with it are told.

#[cfg(test)]
mod tests;

use std::io::{Cursor, Read};

use chrono::DateTime;
use dates::Date;

use super::medium::Medium;
use super::{Emit, Failure, Input, MetaKey, Problem, ProblemCode, mail};

const MOST_BYTES: u64 = 320 << 20;
const LIST_START: &[u8] = b"<?xml";

/// Gives the message, [`MetaKey::Received`] and a finding for each mark that says something about its handling.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    if input.len > MOST_BYTES {
        return Err(Failure::LimitHit("larger than 320 MiB, too large for one message".to_owned()));
    }
    let mut bytes = Vec::new();
    let mut medium = Medium::new(&mut *input.bytes);
    medium.read_to_end(&mut bytes).map_err(|error| Failure::ReadError(error.to_string()))?;
    let Some((n_stated, rest)) = length_line(&bytes) else {
        return Err(Failure::Corrupt("it does not begin with the length of the message".to_owned()));
    };
    let (message, list) = parted(n_stated, rest);
    if message.len() as u64 != n_stated {
        let message = format!("the message is {} bytes long, and not {n_stated} as the file says", message.len());
        out.problem(Problem { code: ProblemCode::Checksum, message, unit: None })?;
    }
    tell(&String::from_utf8_lossy(list), out)?;
    let mut source = Cursor::new(message);
    let len = message.len() as u64;
    let Input { limits, passwords, .. } = *input;
    mail::read(&mut Input { bytes: &mut source, len, name: None, limits, resume: None, passwords }, out)
}

fn length_line(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let bytes = bytes.trim_ascii_start();
    let end = memchr::memchr(b'\n', bytes)?;
    let stated = str::from_utf8(&bytes[..end]).ok()?.trim().parse().ok()?;
    Some((stated, &bytes[end + 1..]))
}

/// The message and the list: by the length where the list begins there, else by where the list begins.
fn parted(n_stated: u64, rest: &[u8]) -> (&[u8], &[u8]) {
    let stated = usize::try_from(n_stated).ok().and_then(|n| rest.split_at_checked(n));
    if let Some((message, list)) = stated
        && (list.trim_ascii().is_empty() || list.trim_ascii_start().starts_with(LIST_START))
    {
        return (message, list);
    }
    let is_list = |at: &usize| {
        let begins_a_line = *at == 0 || rest[at - 1] == b'\n';
        begins_a_line && memchr::memmem::find(&rest[*at..rest.len().min(*at + 518)], b"<plist").is_some()
    };
    match memchr::memmem::rfind_iter(rest, LIST_START).find(is_list) {
        Some(at) => rest.split_at(at),
        None => (rest, &[]),
    }
}

fn tell(list: &str, out: &mut dyn Emit) -> Result<(), Failure> {
    let received = value(list, "date-received").and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    if let Some(received) = received {
        out.meta(MetaKey::Received, Date::from_datetime(received.fixed_offset()).edtf().to_owned())?;
    }
    let flags = value(list, "flags").unwrap_or(0);
    for (bit, finding) in FLAGS {
        if flags >> bit & 1 == 1 {
            out.meta(MetaKey::Finding, (*finding).to_owned())?;
        }
    }
    Ok(())
}

/// The marks of Apple Mail that tell of handling, by their bits.
const FLAGS: &[(u32, &str)] =
    &[(1, "marked as deleted"), (2, "was answered"), (4, "was flagged"), (8, "was forwarded"), (9, "was redirected")];

/// The number behind a key of the list.
fn value(list: &str, key: &str) -> Option<i64> {
    let (_, after) = list.split_once(&format!("<key>{key}</key>"))?;
    let number = after.trim_start().strip_prefix("<integer>").or_else(|| after.trim_start().strip_prefix("<real>"))?;
    let number = number.split('<').next()?.trim();
    number.split('.').next()?.parse().ok()
}
