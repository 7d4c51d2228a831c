//! Parts of archives that were cut into pieces: they are named as such, and what to do is told.

use super::medium::Medium;
use super::unpacking::problem;
use super::{Emit, Failure, Input, ProblemCode, rar};

const RAR: &[u8] = b"Rar!\x1a\x07";

/// Tells that a file is a part of an archive. Parts of RAR archives give what lies whole in them.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut mark = [0; RAR.len()];
    if Medium::new(&mut *input.bytes).read_at(0, &mut mark)? == RAR.len() && mark == *RAR {
        return rar::read(input, out);
    }
    tell(part_of(input.name), out)
}

/// Tells that a file is a part, and which where that is known.
pub(crate) fn tell(part: Option<u32>, out: &mut dyn Emit) -> Result<(), Failure> {
    let which = match part {
        Some(number) => format!("part {number}"),
        None => "one part".to_owned(),
    };
    let message = format!("this is {which} of a split archive; put the parts together first, then take in the whole");
    out.problem(problem(ProblemCode::Unreadable, message))
}

/// Which part a file is by its name, from 1: `a.7z.001`, `a.zip.002`, `a.z01`, `a.part1.rar`, `a.r00`.
pub(crate) fn part_of(name: Option<&str>) -> Option<u32> {
    const SPLIT: [&str; 12] = ["7z", "zip", "rar", "tar", "gz", "tgz", "bz2", "tbz2", "xz", "txz", "zst", "iso"];
    let lower = name?.trim().to_ascii_lowercase();
    let (stem, ending) = lower.rsplit_once('.')?;
    let before = stem.rsplit_once('.').map_or("", |(_, before)| before);
    let number = |digits: &str, least: usize| -> Option<u32> {
        let is_number = digits.len() >= least && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse().ok().filter(|_| is_number)
    };
    match (before, ending) {
        (before, "rar") => number(before.strip_prefix("part")?, 1),
        (before, ending) if SPLIT.contains(&before) && number(ending, 3).is_some() => number(ending, 3),
        (_, ending) => match (ending.strip_prefix('z'), ending.strip_prefix('r')) {
            (Some(digits), _) => number(digits, 2),
            // The first part is the one called `.rar`.
            (_, Some(digits)) => number(digits, 2).and_then(|number| number.checked_add(2)),
            _ => None,
        },
    }
}

/// Whether an archive of RAR says that it is one of several (RAR 5.0 archive format; technote of RAR 4).
pub(crate) fn is_rar_part(head: &[u8]) -> bool {
    if let Some(header) = head.strip_prefix(b"Rar!\x1a\x07\0") {
        let flags = header.get(3).copied().unwrap_or_default();
        return header.get(2) == Some(&0x73) && flags & 1 != 0;
    }
    let Some(mut header) = head.strip_prefix(b"Rar!\x1a\x07\x01\0").and_then(|header| header.get(4..)) else {
        return false;
    };
    let mut next = || number(&mut header);
    let (Some(_size), Some(kind), Some(flags)) = (next(), next(), next()) else { return false };
    let _extra_size = if flags & 1 != 0 { next() } else { None };
    kind == 1 && next().is_some_and(|flags| flags & 1 != 0)
}

/// A number in groups of seven bits, the lowest first.
fn number(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..63).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::probe::probe;

    #[test]
    fn parts_are_told_by_name() {
        let check = |name: &str, expect: Option<u32>| {
            assert_eq!(part_of(Some(name)), expect, "{name}");
        };
        check("mail.7z.001", Some(1));
        check("folder/Mail.ZIP.012", Some(12));
        check("mail.z01", Some(1));
        check("mail.part2.rar", Some(2));
        check("mail.r00", Some(2));
        check("mail.rar", None);
        check("scan.001", None);
        check("mail.7z.txt", None);
        check("a.zip", None);
        check("a.part.rar", None);
        check("a.7z.99999999999", None);
        assert_eq!(part_of(None), None);
    }

    #[test]
    fn parts_of_rar_are_told_by_their_header() {
        let rar5 = |flags: &[u8]| [b"Rar!\x1a\x07\x01\0crc!", flags].concat();
        assert!(is_rar_part(&rar5(&[0x8b, 0, 1, 0, 1])));
        assert!(is_rar_part(&rar5(&[0x0b, 1, 5, 6, 1])));
        assert!(!is_rar_part(&rar5(&[0x0b, 1, 5, 6, 0])));
        assert!(!is_rar_part(&rar5(&[0x0b, 1])));
        assert!(!is_rar_part(b"Rar!\x1a\x07"));
    }

    #[test]
    fn what_to_do_is_told() {
        let (outcome, found) = probe(read, b"bytes");
        assert_eq!(outcome, Ok(()));
        assert!(found.problems[0].message.starts_with("this is one part of a split archive; put the parts together"));
        assert!(found.units.is_empty() && found.children.is_empty());
    }
}
