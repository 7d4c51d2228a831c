//! A heap as one is given: mail with archives in it, archives with mail in them, tables, and the files of the sample case.

use std::{
    io::{Cursor, Write},
    path::Path,
};

use sevenz_rust2::{ArchiveEntry, ArchiveWriter, SourceReader};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::bench::{Bench, mix, samples};

/// How many entries a container has: more than a reader gives between two marks of how far it has come.
const N_ENTRIES: u64 = 90;

/// Fills the folder `in`. `n_each` containers of each kind.
pub(super) fn fill(bench: &Bench, n_each: u64) {
    for n in 0..n_each {
        bench.file(&format!("in/post/box-{n}.mbox"), mailbox(n, N_ENTRIES));
        bench.file(&format!("in/packed/{n}.zip"), archive(n));
        bench.file(&format!("in/packed/{n}.tar"), tape(n));
        bench.file(&format!("in/packed/{n}.7z"), solid(n));
        for table in 0..5 {
            let rows: String = (0..300).map(|row| format!("{row},crate-{},{n}\n", mix(n * 900 + row) % 9999)).collect();
            bench.file(&format!("in/lists/{n}-{table}.csv"), format!("row,crate,list {table}\n{rows}"));
        }
    }
    for folder in ["leak", "filings"] {
        copy(bench, &samples().join(folder), folder);
    }
}

/// Copies the files of a folder, and of those in it, under `in`.
fn copy(bench: &Bench, from: &Path, to: &str) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = format!("{to}/{}", entry.file_name().to_string_lossy());
        match entry.file_type().unwrap().is_dir() {
            true => copy(bench, &entry.path(), &to),
            false => drop(bench.file(&format!("in/{to}"), std::fs::read(entry.path()).unwrap())),
        }
    }
}

/// A mailbox with archives in its messages, and archives in those. What is odd about it stands at its start, where a
/// reading that goes on does not come by again.
pub(super) fn mailbox(n: u64, n_messages: u64) -> String {
    let message = |i: u64| {
        let odd = match i {
            3 => "X-Mozilla-Status: 0009\n",
            5 => "Content-Length: 90000\n",
            _ => "",
        };
        let head = format!(
            "From - Wed Mar  5 08:00:00 2025\n{odd}From: Ivo <ivo@kelvara.example>\nDate: Wed, 5 Mar 2025 08:{:02}:00 +0100\n\
             Subject: crate {i} of box {n}\n",
            i % 60
        );
        let words = format!("The crate {} of {n} left by gate {}.\n", mix(n * 1000 + i) % 10_000, i % 7);
        if !i.is_multiple_of(6) {
            return format!("{head}\n{words}\n");
        }
        let inner =
            pack((0..2).map(|k| (format!("deep-{k}.txt"), format!("deep note {n} {i} {k}, crate {k}\n").into())));
        let mut entries: Vec<(String, Vec<u8>)> =
            (0..3).map(|k| (format!("list-{k}.csv"), format!("crate,gate\n{n}-{i}-{k},{k}\n").into())).collect();
        entries.push(("inner.zip".to_owned(), inner));
        format!(
            "{head}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=cut\n\n--cut\nContent-Type: text/plain\n\n\
             {words}\n--cut\nContent-Type: application/zip\nContent-Disposition: attachment; filename=lists.zip\n\
             Content-Transfer-Encoding: base64\n\n{}\n--cut--\n\n",
            base64(&pack(entries))
        )
    };
    (0..n_messages).map(message).collect()
}

/// An archive with a link at its start, some messages, and one file too large to be seen at once.
fn archive(n: u64) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    zip.add_symlink("first-link", "elsewhere", options).unwrap();
    for i in 0..N_ENTRIES {
        let (name, text) = match i % 10 {
            7 => (format!("{i}.eml"), format!("From: a@b.example\nSubject: packed {n} {i}\n\ncrate {i}, as agreed\n")),
            _ => (format!("folder {}/{i}.txt", i % 4), format!("packed note {n} {i}, crate {}\n", mix(i) % 1000)),
        };
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.start_file("noise.bin", options).unwrap();
    for word in 0..1 << 17 {
        zip.write_all(&mix(n << 32 | word).to_le_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn pack(entries: impl IntoIterator<Item = (String, Vec<u8>)>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An archive whose files are packed as one, a large one among them: what comes behind it needs it.
fn solid(n: u64) -> Vec<u8> {
    let mut files: Vec<(String, Vec<u8>)> = (0..N_ENTRIES)
        .map(|i| (format!("solid/{i}.txt"), format!("solid note {n} {i}, crate {}\n", mix(n + i) % 1000).into()))
        .collect();
    files.insert(30, ("noise.bin".to_owned(), (0..1 << 17).flat_map(|i| mix(!n << 32 | i).to_le_bytes()).collect()));
    let mut writer = ArchiveWriter::new(Cursor::new(Vec::new())).unwrap();
    let entries = files.iter().map(|(name, _)| ArchiveEntry::new_file(name)).collect();
    let bytes = files.iter().map(|(_, bytes)| SourceReader::new(&bytes[..])).collect();
    writer.push_archive_entries(entries, bytes).unwrap();
    writer.finish().unwrap().into_inner()
}

/// A tape archive (POSIX ustar) with a link at its start.
fn tape(n: u64) -> Vec<u8> {
    let mut tape = Vec::new();
    let mut entry = |name: &str, kind: u8, bytes: &[u8]| {
        let mut block = [0; 512];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[100..108].copy_from_slice(b"0000644\0");
        block[124..136].copy_from_slice(format!("{:011o}\0", bytes.len()).as_bytes());
        block[136..148].copy_from_slice(b"14761542000\0");
        block[148..156].fill(b' ');
        block[156] = kind;
        if kind == b'2' {
            block[157..166].copy_from_slice(b"elsewhere");
        }
        block[257..265].copy_from_slice(b"ustar\x0000");
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        tape.extend(block);
        tape.extend(bytes);
        tape.resize(tape.len().next_multiple_of(512), 0);
    };
    entry("first-link", b'2', b"");
    for i in 0..N_ENTRIES {
        entry(&format!("taped/{i}.txt"), b'0', format!("taped note {n} {i}, crate {}\n", i % 13).as_bytes());
    }
    tape.extend([0; 1024]);
    tape
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for (idx, three) in bytes.chunks(3).enumerate() {
        let word = three.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * place)) as usize & 63] as char;
            text.push(if place > three.len() { '=' } else { letter });
        }
        if idx % 18 == 17 {
            text.push('\n');
        }
    }
    text
}
