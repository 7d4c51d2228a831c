//! Parts of archives that were cut into pieces: they are named as such, and what to do is told.

use std::fmt;

use super::medium::Medium;
use super::shown::shown;
use super::unpacking::problem;
use super::{Emit, Failure, Input, MetaKey, ProblemCode, rar, tar};
use crate::kind::Kind;

const RAR: &[u8] = b"Rar!\x1a\x07";

/// A part of a split archive, as far as its name or its header tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Part {
    /// Which, from 1.
    pub(crate) number: Option<u32>,
    /// What the whole is called.
    pub(crate) of: Option<String>,
    /// Whether it was cut anywhere, by a program that knows nothing of archives: `of` is its name without the ending then.
    pub(crate) is_plain: bool,
}

impl fmt::Display for Part {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            Some(number) => write!(out, "part {number} of ")?,
            None => out.write_str("one part of ")?,
        }
        match &self.of {
            Some(of) => write!(out, "the split archive {of}"),
            None => out.write_str("a split archive"),
        }
    }
}

/// Tells that a file is a part of an archive. Parts of RAR and tar archives give what lies whole in them.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut mark = [0; RAR.len()];
    if Medium::new(&mut *input.bytes).read_at(0, &mut mark)? == RAR.len() && mark == *RAR {
        return rar::read(input, out);
    }
    match part_of(input.name) {
        Some(part) if part.is_plain && part.of.as_deref().is_some_and(is_tar) => tar::read(input, out),
        part => tell(&part.unwrap_or_default(), out),
    }
}

/// Tells that a file is a part, and of what.
pub(crate) fn tell(part: &Part, out: &mut dyn Emit) -> Result<(), Failure> {
    let message = format!("this is {part}; put the parts together first, then take in the whole");
    out.problem(problem(ProblemCode::Unreadable, message))
}

/// Says what its name says of a file that is read as what it looks like: nothing in it tells whether it is a part. A mailbox
/// that was cut begins with a whole message, and in the midst of a tar archive any file may begin.
pub(crate) fn point_out(kind: Kind, input: &Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let tells_itself = matches!(
        kind,
        Kind::Zip
            | Kind::SevenZip
            | Kind::Rar
            | Kind::Tar
            | Kind::Gzip
            | Kind::Bzip2
            | Kind::Xz
            | Kind::Zstd
            | Kind::Pst
            | Kind::SplitPart
            | Kind::Empty
    );
    match part_of(input.name).filter(|part| part.is_plain && !tells_itself && input.resume.is_none()) {
        Some(part) => {
            let hint =
                "if it is, what stands at its edges goes on in other parts: put them together and take in the whole";
            out.meta(MetaKey::Finding, format!("by its name this is {part}; {hint}"))
        }
        None => Ok(()),
    }
}

/// Which part a file is by its name: `a.zip.001`, `a.tar.gz.aa`, `a.7z.part1`, `a.z01`, `a.part1.rar`, `a.r00`, `a.s00`.
pub(crate) fn part_of(name: Option<&str>) -> Option<Part> {
    let file = name?.rsplit(['/', '\\']).next()?.trim();
    let (stem, ending) = file.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    let (start, before) = stem.rsplit_once('.').unwrap_or((stem, ""));
    let before = before.to_ascii_lowercase();
    let numbered = |number, of: String| Some(Part { number: Some(number), of: Some(shown(&of)), is_plain: false });
    if ending == "rar" {
        return numbered(digits(before.strip_prefix("part")?, 1)?, format!("{start}.rar"));
    }
    if SPLIT.contains(&before.as_str())
        && let Some(piece) = Piece::of(&ending)
    {
        let number = match piece {
            Piece::Number(number) => Some(number),
            Piece::Unclear => None,
        };
        return Some(Part { number, of: Some(shown(stem)), is_plain: true });
    }
    // The first part is the one called `.zip` or `.rar`; after `.r99` comes `.s00`.
    [("z", "zip", 0), ("r", "rar", 2), ("s", "rar", 102)].into_iter().find_map(|(letter, whole, n_before)| {
        let number = digits(ending.strip_prefix(letter)?, 2)?.checked_add(n_before)?;
        numbered(number, format!("{stem}.{whole}"))
    })
}

/// What may be cut into pieces whose names are its own and an ending more.
const SPLIT: [&str; 19] = [
    "7z", "zip", "rar", "tar", "gz", "tgz", "taz", "bz2", "tbz", "tbz2", "tb2", "xz", "txz", "zst", "tzst", "iso",
    "pst", "ost", "mbox",
];
/// What else two letters after such an ending may be: it is packed once more, or a text about it.
const NO_PIECE: [&str; 12] = ["gz", "xz", "bz", "br", "lz", "zs", "db", "js", "md", "py", "sh", "ps"];

/// What the ending of a piece says of its place.
enum Piece {
    /// From 1.
    Number(u32),
    /// It is a piece; whether they are counted from 0 or from 1, it does not say.
    Unclear,
}

impl Piece {
    /// Programs write `001`, `part1` or `part01`; `split` writes `aa` or, if asked to, `00`.
    fn of(ending: &str) -> Option<Piece> {
        if let Some(rest) = ending.strip_prefix("part") {
            let rest = rest.trim_start_matches(['-', '_']);
            return digits(rest, 1).map(|number| number.max(1)).or_else(|| letters(rest)).map(Piece::Number);
        }
        match (digits(ending, 2), ending.len()) {
            (Some(0), _) => Some(Piece::Number(1)),
            (Some(_), 2) => Some(Piece::Unclear),
            (Some(number), _) => Some(Piece::Number(number)),
            (None, _) if NO_PIECE.contains(&ending) => None,
            (None, _) => letters(ending).map(Piece::Number),
        }
    }
}

fn digits(text: &str, least: usize) -> Option<u32> {
    let is_number = text.len() >= least && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

/// `aa`, `ab` and on to `zz`. Three letters are many an ending: only the first of those that `split` writes are told from it.
fn letters(text: &str) -> Option<u32> {
    let is_piece = text.bytes().all(|byte| byte.is_ascii_lowercase())
        && (text.len() == 2 || text.len() == 3 && text.starts_with("aa"));
    is_piece.then(|| text.bytes().fold(0, |number, byte| number * 26 + u32::from(byte - b'a')) + 1)
}

fn is_tar(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("tar"))
}

/// The image of a disk may be called `a.s01`, too (EWF, as the program SMART writes it).
pub(crate) fn is_disk_image(head: &[u8]) -> bool {
    head.starts_with(b"EVF\x09\x0d\x0a\xff\0")
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
    use crate::format::probe::{Reader, probe, probe_named};
    use crate::format::read_as;

    #[test]
    fn parts_are_told_by_name() {
        #[track_caller]
        fn check(name: &str, expect: Option<(Option<u32>, &str)>) {
            let found = part_of(Some(name));
            let found = found.as_ref().map(|part| (part.number, part.of.as_deref().unwrap_or_default()));
            assert_eq!(found, expect, "{name}");
        }
        let one = |of| Some((Some(1), of));
        check("mail.7z.001", one("mail.7z"));
        check("mail.7z.000", one("mail.7z"));
        check("folder/Mail.ZIP.012", Some((Some(12), "Mail.ZIP")));
        check("C:\\leak\\heap.pst.001", one("heap.pst"));
        check("heap.mbox.001", one("heap.mbox"));
        check("mail.zip.part1", one("mail.zip"));
        check("mail.zip.part01", one("mail.zip"));
        check("mail.zip.PART12", Some((Some(12), "mail.zip")));
        check("mail.tgz.part_ab", Some((Some(2), "mail.tgz")));
        check("mail.tar.gz.aa", one("mail.tar.gz"));
        check("mail.tar.aa", one("mail.tar"));
        check("mail.zip.aa", one("mail.zip"));
        check("mail.zip.ba", Some((Some(27), "mail.zip")));
        check("mail.tar.xz.aab", Some((Some(2), "mail.tar.xz")));
        check("mail.tar.gz.00", one("mail.tar.gz"));
        check("mail.tar.gz.01", Some((None, "mail.tar.gz")));
        check("mail.z01", one("mail.zip"));
        check("mail.part2.rar", Some((Some(2), "mail.rar")));
        check("mail.r00", Some((Some(2), "mail.rar")));
        check("mail.s00", Some((Some(102), "mail.rar")));
        check("mail.S01", Some((Some(103), "mail.rar")));
        check("a\u{202e}b.zip.001", one("a\u{fffd}b.zip"));
        for name in [
            "mail.rar",
            "scan.001",
            "mail.7z.txt",
            "a.zip",
            "a.part.rar",
            "a.7z.99999999999",
            "a.zip.part",
            "a.zip.partial",
            "a.zip.1",
            "a.tar.gz",
            "a.tar.xz",
            "a.tar.bz2",
            "a.tar.br",
            "a.tar.gz.asc",
            "a.zip.md",
            "letter.aa",
            "a.s1",
            "zip.001",
        ] {
            check(name, None);
        }
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

        let (outcome, found) = probe_named(read, "leak/mail.tar.gz.ab", b"bytes");
        assert_eq!(outcome, Ok(()));
        let told =
            "this is part 2 of the split archive mail.tar.gz; put the parts together first, then take in the whole";
        assert_eq!((found.problems.len(), found.problems[0].message.as_str()), (1, told));
        let (_, found) = probe_named(read, "mail.tar.gz.07", b"bytes");
        assert!(found.problems[0].message.starts_with("this is one part of the split archive mail.tar.gz;"));
    }

    #[test]
    fn what_only_its_name_calls_a_part_is_read_and_its_name_pointed_out() {
        let letters = b"From mara@kelvara.example Sat Jan  4 10:00:00 2025\nSubject: Crates\n\nThey left.\n";
        let mailbox: Reader = |input, out| read_as(Kind::Mbox, input, out);
        let (outcome, found) = probe_named(mailbox, "heap.mbox.001", letters);
        assert_eq!((outcome, found.children.len(), found.problems.len()), (Ok(()), 1, 0));
        let [finding] = found.metas(MetaKey::Finding)[..] else { panic!("{:?}", found.meta) };
        assert!(
            finding.starts_with("by its name this is part 1 of the split archive heap.mbox; if it is"),
            "{finding}"
        );

        let text: Reader = |input, out| read_as(Kind::Text, input, out);
        let (_, found) = probe_named(text, "heap.tar.ab", b"words in the midst of a tape");
        assert_eq!(found.text(), "words in the midst of a tape");
        assert_eq!(found.metas(MetaKey::Finding).len(), 1);
        for (reader, name) in [(mailbox, "heap.mbox"), (text, "notes.r00"), (text, "notes.txt")] {
            assert!(probe_named(reader, name, letters).1.metas(MetaKey::Finding).is_empty(), "{name}");
        }
    }
}
