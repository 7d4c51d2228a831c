//! Archives are not kept twice: what stands in one, as it is or packed, is read there.

use std::io::{Cursor, Write};

use lzma_rust2::{XzOptions, XzWriter};
use sevenz_rust2::{ArchiveEntry, ArchiveWriter, SourceReader};
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
fn what_is_in_an_archive_is_not_stored_again() {
    let bench = Bench::with_case();
    bench.file("in/films.zip", archive());
    bench.done(&["ingest", "tern", "in"]);
    let large = LARGE as u64;
    assert!((2 * large..2 * large + large / 2).contains(&vault(&bench)), "{} bytes", vault(&bench));
    assert!(out(&bench, "films.zip//film.bin") == noise(1));
    assert!(out(&bench, "films.zip//packed.bin") == noise(2));
    bench.sound();
    let blobs = &bench.json(&["verify", "tern", "--bytes"])["blobs"];
    assert_eq!((&blobs["changed"], &blobs["missing"]), (&0.into(), &0.into()));
    // The same bytes by themselves: known, and still there when the archive is gone.
    bench.file("more/film.bin", noise(1));
    bench.file("more/packed.bin", noise(2));
    bench.done(&["ingest", "tern", "more"]);
    assert!(vault(&bench) < 2 * large + large / 2);
    bench.done(&["erase", "tern", "films.zip", "--reason", "error"]);
    assert!((2 * large..2 * large + large / 2).contains(&vault(&bench)), "{} bytes", vault(&bench));
    assert!(out(&bench, "film.bin") == noise(1) && out(&bench, "packed.bin") == noise(2));
    bench.sound();
}

/// A table whose rows say which they are, deflated, in an archive, deflated, in an archive.
#[test]
fn what_is_deflated_is_read_as_any_other_file_archives_in_archives_too() {
    let rows: String = (0..60_000).map(|n| format!("BL{n:08},crate {n},{}\n", mix(n) % 9_973)).collect();
    let packed = |name: &str, bytes: &[u8], seed: u64| {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let how = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file(name, how).unwrap();
        zip.write_all(bytes).unwrap();
        // What makes the inner archive large enough to stand in the outer one.
        zip.start_file("noise.bin", how).unwrap();
        zip.write_all(&noise(seed)).unwrap();
        zip.finish().unwrap().into_inner()
    };
    let inner = packed("table.csv", &[b"bl_no,goods,kg\n", rows.as_bytes()].concat(), 3);
    let bench = Bench::with_case();
    bench.file("in/outer.zip", packed("inner.zip", &inner, 4));
    bench.take_in().expect(&[
        ("outer.zip", "indexed"),
        ("outer.zip//inner.zip", "indexed"),
        ("outer.zip//inner.zip//noise.bin", "unsupported"),
        ("outer.zip//inner.zip//table.csv", "indexed"),
        ("outer.zip//noise.bin", "unsupported"),
    ]);
    assert_eq!(bench.json(&["search", "tern", "BL00054321"])["total"], 1);
    assert!(out(&bench, "outer.zip//inner.zip") == inner);
    assert!(bench.walk("tern/vault/staged").is_empty(), "what was inflated for reading is gone");
    bench.sound();
    // All of it again, from the case alone.
    bench.done(&["reread", "tern"]);
    assert_eq!(bench.json(&["search", "tern", "BL00054321"])["total"], 1);
}

fn table() -> Vec<u8> {
    (0..60_000).flat_map(|n| format!("BL{n:08},crate {n},{}\n", mix(n) % 9_973).into_bytes()).collect()
}

#[test]
fn what_is_in_a_7z_archive_is_not_stored_again() {
    let bench = Bench::with_case();
    let mut writer = ArchiveWriter::new(Cursor::new(Vec::new())).unwrap();
    let files = [("film.bin", noise(1)), ("note.txt", b"a small note\n".to_vec()), ("table.csv", table())];
    let entries = files.iter().map(|(name, _)| ArchiveEntry::new_file(name)).collect();
    let bytes = files.iter().map(|(_, bytes)| SourceReader::new(&bytes[..])).collect();
    writer.push_archive_entries(entries, bytes).unwrap();
    let archive = writer.finish().unwrap().into_inner();
    bench.file("in/box.7z", &archive);
    bench.take_in().expect(&[
        ("box.7z", "indexed"),
        ("box.7z//film.bin", "unsupported"),
        ("box.7z//note.txt", "indexed"),
        ("box.7z//table.csv", "indexed"),
    ]);
    // The archive, and the words of the table.
    let most = archive.len() as u64 + (2 << 20);
    assert!(vault(&bench) < most, "{} bytes, the archive has {}", vault(&bench), archive.len());
    assert_eq!(bench.json(&["search", "tern", "BL00054321"])["total"], 1);
    assert!(out(&bench, "box.7z//film.bin") == noise(1) && out(&bench, "box.7z//table.csv") == table());
    assert!(bench.walk("tern/vault/staged").is_empty(), "what was unpacked for reading is gone");
    bench.sound();
    let blobs = &bench.json(&["verify", "tern", "--bytes"])["blobs"];
    assert_eq!((&blobs["changed"], &blobs["missing"]), (&0.into(), &0.into()));
    bench.file("more/table.csv", table());
    bench.done(&["ingest", "tern", "more"]);
    assert!(vault(&bench) < most);
    bench.done(&["erase", "tern", "box.7z", "--reason", "error"]);
    assert!(out(&bench, "table.csv") == table());
    bench.sound();
}

/// An archive of one file.
fn tar(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut header = [0; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[100..107].copy_from_slice(b"0000644");
    header[124..135].copy_from_slice(format!("{:011o}", bytes.len()).as_bytes());
    header[136..147].copy_from_slice(b"14762550144");
    header[148..156].fill(b' ');
    header[156] = b'0';
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    let padding = vec![0; bytes.len().next_multiple_of(512) - bytes.len() + 1024];
    [&header[..], bytes, &padding].concat()
}

#[test]
fn what_is_in_an_archive_in_an_xz_file_is_not_stored_again() {
    let bench = Bench::with_case();
    let mut writer = XzWriter::new(Vec::new(), XzOptions::with_preset(1)).unwrap();
    let bytes = [noise(1), noise(2)].concat();
    writer.write_all(&tar("film.bin", &bytes)).unwrap();
    let packed = writer.finish().unwrap();
    bench.file("in/box.tar.xz", &packed);
    bench.take_in().expect(&[
        ("box.tar.xz", "indexed"),
        ("box.tar.xz//box.tar", "indexed"),
        ("box.tar.xz//box.tar//film.bin", "unsupported"),
    ]);
    assert!(vault(&bench) < packed.len() as u64 + (1 << 20), "{} bytes", vault(&bench));
    assert!(out(&bench, "box.tar.xz//box.tar//film.bin") == bytes);
    assert!(out(&bench, "box.tar.xz//box.tar") == tar("film.bin", &bytes));
    bench.sound();
    bench.done(&["reread", "tern"]);
    bench.sound();
}
