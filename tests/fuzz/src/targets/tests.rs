#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

/// Kinds that a target of another kind stands for: they have its reader.
const SHARED: &[(Kind, &[Kind])] = &[
    (Kind::Text, &[Kind::Markdown]),
    (Kind::Csv, &[Kind::Tsv]),
    (Kind::Srt, &[Kind::Vtt]),
    (Kind::Json, &[Kind::Jsonl]),
    (Kind::Odt, &[Kind::Odp, Kind::Odg]),
    (Kind::Audio, &[Kind::Video]),
    // what is not the decoders' own: dates, places and parts of a camera's notes
    (Kind::Jpeg, &[Kind::Png, Kind::Tiff, Kind::Webp, Kind::Heif, Kind::Gif, Kind::Bmp, Kind::Jpeg2000, Kind::Pnm]),
    (Kind::Text, &[Kind::Empty]),
];

fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")
}

fn kind(target: &Target) -> Option<Kind> {
    match target.read {
        As::Kind(kind) | As::Package(kind) => Some(kind),
        As::Told | As::Other => None,
    }
}

#[test]
fn every_kind_that_has_a_reader_is_fed() {
    let fed: BTreeSet<Kind> = TARGETS.iter().filter_map(kind).collect();
    for kind in Kind::ALL.iter().filter(|kind| kind.supported()) {
        let stood_for = SHARED.iter().any(|(first, others)| fed.contains(first) && others.contains(kind));
        assert!(fed.contains(kind) || stood_for, "{kind} has a reader and no target");
    }
}

#[test]
fn every_target_has_seeds_and_every_seed_a_target() {
    let folders: BTreeSet<String> =
        fs::read_dir(seeds()).unwrap().map(|folder| folder.unwrap().file_name().into_string().unwrap()).collect();
    let names: BTreeSet<String> = TARGETS.iter().map(|target| target.name.to_owned()).collect();
    assert_eq!(folders, names);
}

/// What was found by feeding is among the seeds, too: it is mended for good.
#[test]
fn no_seed_does_harm_and_none_is_large() {
    crate::begin();
    for target in TARGETS {
        let mut total = 0;
        for seed in fs::read_dir(seeds().join(target.name)).unwrap() {
            let path = seed.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            total += bytes.len();
            let fed = std::panic::catch_unwind(|| crate::run(target, &bytes));
            assert!(fed.is_ok(), "{}", path.display());
        }
        assert!(total > 0 && total < 100 << 10, "{}: {total} bytes of seeds", target.name);
    }
}
