#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};

use cfb::CompoundFile;
use proptest::prelude::*;

use super::read;
use crate::format::lock::tests::{lock_of_stretches, opened};
use crate::format::officeart::shape_tests::listed;
use crate::format::probe::{damage, probe};
use crate::format::{Failure, MetaKey, ProblemCode};
use crate::kind::Kind;

fn atom(kind: u16, instance: u16, content: &[u8]) -> Vec<u8> {
    let mut bytes = (instance << 4).to_le_bytes().to_vec();
    bytes.extend(kind.to_le_bytes());
    bytes.extend((content.len() as u32).to_le_bytes());
    bytes.extend(content);
    bytes
}

fn container(kind: u16, instance: u16, parts: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = atom(kind, instance, &parts.concat());
    bytes[0] |= 0xf;
    bytes
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn text_box(text: &str, kind: u32) -> Vec<u8> {
    container(0xf00d, 0, &[atom(0x0f9f, 0, &numbers(&[kind])), atom(0x0fa0, 0, &wide(text))])
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn streams() -> (Vec<u8>, Vec<u8>) {
    let comment = container(
        0x2ee0,
        0,
        &[
            atom(0x0fba, 0, &wide("Ivo Tan")),
            atom(0x0fba, 1, &wide("is this so?")),
            atom(0x2ee1, 0, &[1, 0, 0, 0, 0xe9, 7, 3, 0, 2, 0, 4, 0, 10, 0, 15, 0, 0, 0, 0, 0]),
        ],
    );
    let first = container(
        0x03ee,
        0,
        &[
            container(0x040c, 0, &[container(0xf00d, 0, &[atom(0x0f9e, 0, &numbers(&[1]))]), text_box("in a box", 4)]),
            container(0x1388, 0, &[atom(0x138b, 0, &comment)]),
        ],
    );
    let drawn = container(
        0xf004,
        0,
        &[listed(&[
            (0x00c0, &[wide("DRAFT"), vec![0, 0]].concat()),
            (0x0105, &[wide(r"C:\Users\mveld\yard.png"), vec![0, 0]].concat()),
            (0x0381, &[wide("the yard"), vec![0, 0]].concat()),
        ])],
    );
    let hidden = atom(0x03f9, 0, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0]);
    let second = container(0x03ee, 0, &[hidden, drawn, text_box("left out\u{b}of the show\rсклад", 4)]);
    let stale = container(0x03ee, 0, &[text_box("an older wording", 4)]);
    let notes = container(0x03f0, 0, &[atom(0x03f1, 0, &numbers(&[256, 0])), text_box("say nothing", 2)]);
    let master = container(0x03f8, 0, &[text_box("Click to edit", 0), text_box("Asterholm", 4), text_box("*", 4)]);
    let document = container(
        0x03e8,
        0,
        &[
            container(0x0fd9, 3, &[atom(0x0fba, 2, &wide("Confidential"))]),
            container(0x0400 - 1, 0, &[atom(0x0400, 0, &numbers(&[9, 1, 2]))]),
            container(
                0x0409,
                0,
                &[
                    container(
                        0x0fcc,
                        0,
                        &[atom(0x0fc3, 0, &numbers(&[1, 0, 1, 0, 6, 0])), atom(0x0fba, 2, &wide("Excel.Sheet.8"))],
                    ),
                    container(
                        0x0fd7,
                        0,
                        &[
                            atom(0x0fd3, 0, &numbers(&[1])),
                            atom(0x0fba, 0, &wide("see there")),
                            atom(0x0fba, 1, &wide("https://asterholm.example/")),
                        ],
                    ),
                ],
            ),
            container(0x0ff0, 1, &[atom(0x03f3, 0, &numbers(&[5, 0, 0, 0]))]),
            container(
                0x0ff0,
                0,
                &[
                    atom(0x03f3, 0, &numbers(&[2, 0, 2, 256, 0])),
                    atom(0x0f9f, 0, &numbers(&[0])),
                    atom(0x0fa8, 0, b"Deliv\xe9ries"),
                    atom(0x0f9f, 0, &numbers(&[1])),
                    atom(0x0fa0, 0, &wide("from port")),
                    atom(0x03f3, 0, &numbers(&[3, 0, 0, 257, 0])),
                    atom(0x03f3, 0, &numbers(&[99, 0, 0, 258, 0])),
                ],
            ),
            container(0x0ff0, 2, &[atom(0x03f3, 0, &numbers(&[4, 0, 0, 512, 0]))]),
        ],
    );
    let mut stream = Vec::new();
    let mut add = |part: &[u8]| {
        let at = stream.len() as u32;
        stream.extend(part);
        at
    };
    let object = atom(0x1011, 1, &[&[5, 0, 0, 0][..], &deflated(b"cells")].concat());
    let places = [&document, &first, &stale, &notes, &master, &object].map(|part| add(part));
    let before = add(&atom(0x1772, 0, &numbers(&[&[1 | 6 << 20], &places[..]].concat())));
    let first_edit = add(&atom(0x0ff5, 0, &numbers(&[256, 0, 0, before, 1, 6, 0])));
    let second = add(&second);
    let list = add(&atom(0x1772, 0, &numbers(&[3 | 1 << 20, second])));
    let last_edit = add(&atom(0x0ff5, 0, &numbers(&[256, 0, first_edit, list, 1, 6, 0])));
    let user = atom(0x0ff6, 0, &numbers(&[20, 0xe391_c05f, last_edit, 0]));
    (user, stream)
}

fn pack(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (path, bytes) in streams {
        file.create_stream(path).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn pictures() -> Vec<Vec<u8>> {
    vec![
        atom(0xf01e, 0x6e0, &[&[0; 17][..], b"\x89PNG pixels"].concat()),
        atom(0xf01d, 0x46b, &[&[0; 33][..], b"\xff\xd8\xff"].concat()),
        atom(0xf01b, 0x216, &[&[0; 50][..], &deflated(b"drawn")].concat()),
        atom(0xf01a, 0x3d4, &[0; 60]),
    ]
}

fn sample() -> Vec<u8> {
    let (user, stream) = streams();
    pack(&[("Current User", &user), ("PowerPoint Document", &stream), ("Pictures", &pictures().concat())])
}

/// The sample as PowerPoint 2003 locks it.
fn locked_sample() -> Vec<u8> {
    let (lock, lay_over) = lock_of_stretches();
    let (user, mut stream) = streams();
    let mut add = |part: &[u8]| {
        let at = stream.len() as u32;
        stream.extend(part);
        at
    };
    let lock = add(&atom(0x2f14, 0, &lock));
    let list = add(&atom(0x1772, 0, &numbers(&[7 | 1 << 20, lock])));
    let last = add(&atom(0x0ff5, 0, &numbers(&[256, 0, true_edit(&user), list, 1, 7, 0, 7])));
    let user = atom(0x0ff6, 0, &numbers(&[20, 0xf3d1_c4df, last, 0]));
    let places = super::locked_deck(&user, &stream).unwrap().places;
    assert_eq!(places.len(), 6);
    for (number, place) in places {
        let at = place as usize;
        let len: [u8; 4] = stream[at + 4..at + 8].try_into().unwrap();
        lay_over(number, &mut stream[at..at + 8 + u32::from_le_bytes(len) as usize]);
    }
    let mut pictures = pictures();
    // How many bytes each field of a picture has.
    for (picture, fields) in pictures.iter_mut().zip([&[8, 16, 1][..], &[8, 16, 16, 1], &[8, 16, 34], &[8, 16, 34]]) {
        let mut rest = &mut picture[..];
        for n_bytes in fields {
            let (field, behind) = rest.split_at_mut(*n_bytes);
            lay_over(0, field);
            rest = behind;
        }
        lay_over(0, rest);
    }
    pack(&[("Current User", &user), ("PowerPoint Document", &stream), ("Pictures", &pictures.concat())])
}

#[test]
fn a_locked_presentation_gives_what_it_gave_before() {
    let locked = locked_sample();
    assert_eq!(probe(read, &locked).0, Err(Failure::Encrypted));
    let (outcome, found) = probe(read, &opened(Kind::Ppt, &locked));
    let (_, expected) = probe(read, &sample());
    assert_eq!((outcome, found.text()), (Ok(()), expected.text()));
    assert_eq!(found.children, expected.children);
    assert_eq!(found.metas(MetaKey::Finding), expected.metas(MetaKey::Finding));
}

#[test]
fn slides_are_those_of_the_last_save() {
    let (outcome, found) = probe(read, &sample());
    assert_eq!(outcome, Ok(()));
    let units: Vec<(&str, &str)> = found.units.iter().map(|unit| (unit.label.as_str(), unit.text.as_str())).collect();
    assert_eq!(
        units,
        [
            ("slide 1", "from port\n\nin a box\n\nDelivéries"),
            ("slide 1 notes", "say nothing"),
            ("slide 1 comments", "Ivo Tan, 2025-03-04T10:15:00: is this so?"),
            ("slide 2", "DRAFT\n\nleft out\nof the show\nсклад"),
            ("slide 2 descriptions of pictures", "C:\\Users\\mveld\\yard.png\nthe yard"),
            ("footer", "Confidential"),
            ("slide masters", "Asterholm"),
            ("earlier wordings", "an older wording"),
        ]
    );
    let children: Vec<(&str, &[u8])> =
        found.children.iter().map(|(child, bytes)| (child.name.as_str(), bytes.as_slice())).collect();
    let placeable = b"\xd7\xcd\xc6\x9a\0\0\0\0\0\0\0\0\0\0\x48\0\0\0\0\0\x59\x57drawn";
    assert_eq!(
        children,
        [
            ("object 1 (Excel.Sheet.8)", &b"cells"[..]),
            ("picture 1.png", b"\x89PNG pixels"),
            ("picture 2.jpg", b"\xff\xd8\xff"),
            ("picture 3.wmf", placeable),
        ]
    );
    assert_eq!(found.metas(MetaKey::RemoteReference), ["https://asterholm.example/"]);
    assert_eq!(
        found.metas(MetaKey::Finding),
        [
            "slide 2 is hidden; it was read",
            "it contains macros",
            "earlier versions of it have words that it no longer shows; they were read",
            r"a picture came from C:\Users\mveld\yard.png",
        ]
    );
    let told: Vec<&str> = found.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(
        told,
        [
            "the text of PowerPoint files of this old kind may be incomplete",
            "the part of slide 3 is missing from the file",
        ]
    );
    assert_eq!(found.problems[0].code, ProblemCode::Quality);
}

#[test]
fn locked_and_broken_presentations_are_told() {
    let (user, stream) = streams();
    assert!(matches!(probe(read, b"").0, Err(Failure::Corrupt(_))));
    assert!(matches!(probe(read, &pack(&[("Current User", &user)])).0, Err(Failure::Corrupt(_))));
    let locked = atom(0x0ff6, 0, &numbers(&[20, 0xf3d1_c4df, 0, 0]));
    assert_eq!(
        probe(read, &pack(&[("Current User", &locked), ("PowerPoint Document", &stream)])).0,
        Err(Failure::Encrypted)
    );
    let (outcome, found) = probe(read, &pack(&[("PowerPoint Document", &stream)]));
    assert_eq!(outcome, Ok(()));
    assert!(found.text().contains("an older wording"), "{}", found.text());
    assert_eq!(found.problems.len(), 2);
    // A list of saves that goes in circles.
    let user = atom(0x0ff6, 0, &numbers(&[20, 0xe391_c05f, 0, 0]));
    let circle =
        [atom(0x0ff5, 0, &numbers(&[0, 0, 36, 72, 1, 0, 0])), atom(0x0ff5, 0, &numbers(&[0, 0, 36, 72, 1, 0, 0]))];
    assert_eq!(probe(read, &pack(&[("Current User", &user), ("PowerPoint Document", &circle.concat())])).0, Ok(()));
}

#[test]
fn saves_that_name_one_list_again_cost_no_more_than_one() {
    let (_, mut stream) = streams();
    let mut add = |part: &[u8]| {
        let at = stream.len() as u32;
        stream.extend(part);
        at
    };
    // Each names what 100,000 parts lie at; the last of the true saves is the first of all.
    let many: Vec<u32> =
        (0..25).flat_map(|n| std::iter::once((1000 + n * 4095) | (4095 << 20)).chain(0..4095)).collect();
    let list = add(&atom(0x1772, 0, &numbers(&many)));
    let true_edit = true_edit(&streams().0);
    let mut last = true_edit;
    for _ in 0..5000 {
        last = add(&atom(0x0ff5, 0, &numbers(&[256, 0, last, list, 1, 6, 0])));
    }
    let user = atom(0x0ff6, 0, &numbers(&[20, 0xe391_c05f, last, 0]));
    let (outcome, found) = probe(read, &pack(&[("Current User", &user), ("PowerPoint Document", &stream)]));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.units[0].label, "slide 1");
}

/// Where the last save lies, as the stream of the user says.
fn true_edit(user: &[u8]) -> u32 {
    u32::from_le_bytes(user[16..20].try_into().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_presentations_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..40),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let _ = probe(read, &damage(&sample(), &changes, cut));
    }

    #[test]
    fn damaged_records_never_panic(changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..40)) {
        let (user, stream) = streams();
        let _ = probe(read, &pack(&[("Current User", &user), ("PowerPoint Document", &damage(&stream, &changes, 0))]));
    }
}
