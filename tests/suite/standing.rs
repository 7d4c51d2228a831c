//! Archives are not kept twice: what stands in one as it is, is read there.

use std::io::{Cursor, Write};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::bench::{Bench, mix};

const LARGE: usize = 3 << 20;

fn noise(seed: u64) -> Vec<u8> {
    (0..LARGE as u64 / 8).flat_map(|n| mix(seed << 32 | n).to_le_bytes()).collect()
}

/// An archive of two large files, stored and packed, and a small one.
fn archive() -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let how = |method| SimpleFileOptions::default().compression_method(method);
    for (name, method, bytes) in [
        ("film.bin", CompressionMethod::Stored, noise(1)),
        ("packed.bin", CompressionMethod::Deflated, noise(2)),
        ("note.txt", CompressionMethod::Stored, b"a small note\n".to_vec()),
    ] {
        zip.start_file(name, how(method)).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn vault(bench: &Bench) -> u64 {
    bench.walk("tern/vault").iter().map(|path| path.metadata().unwrap().len()).sum()
}

fn out(bench: &Bench, doc: &str) -> Vec<u8> {
    let to = bench.dir().join("out.bin");
    bench.done(&["copy", "tern", doc, "--original", "--force", "--out", &to.to_string_lossy()]);
    std::fs::read(to).unwrap()
}

#[test]
fn what_is_stored_in_an_archive_is_not_stored_again() {
    let bench = Bench::with_case();
    bench.file("in/films.zip", archive());
    bench.done(&["ingest", "tern", "in"]);
    let large = LARGE as u64;
    assert!((3 * large..3 * large + large / 2).contains(&vault(&bench)), "{} bytes", vault(&bench));
    assert!(out(&bench, "films.zip//film.bin") == noise(1));
    bench.sound();
    // The same bytes by themselves: known, and still there when the archive is gone.
    bench.file("more/film.bin", noise(1));
    bench.done(&["ingest", "tern", "more"]);
    assert!(vault(&bench) < 3 * large + large / 2);
    bench.done(&["erase", "tern", "films.zip", "--reason", "error"]);
    assert!((large..large + large / 2).contains(&vault(&bench)), "{} bytes", vault(&bench));
    assert!(out(&bench, "film.bin") == noise(1));
    bench.sound();
}
