//! What is told from content, and when the name decides.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::{Cursor, Write};

use proptest::prelude::*;

use super::*;
use crate::format::Limits;
use crate::passwords::NONE;

fn kind_of(bytes: &[u8], name: Option<&str>) -> Kind {
    let mut source = Cursor::new(bytes);
    let len = bytes.len() as u64;
    let mut input = Input { bytes: &mut source, len, name, limits: Limits::DESKTOP, resume: None, passwords: &NONE };
    let kind = detect(&mut input).unwrap();
    assert_eq!(source.position(), 0, "left at the start");
    kind
}

fn check(bytes: &[u8], name: &str, expect: Kind) {
    let name = (!name.is_empty()).then_some(name);
    assert_eq!(kind_of(bytes, name), expect, "{name:?} {:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(60)]));
}

#[test]
fn words_are_stable_and_distinct() {
    let mut words: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert!(words.iter().all(|word| word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')));
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), Kind::ALL.len());
    for kind in Kind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
}

#[test]
fn a_text_with_a_few_zeros_is_text() {
    check(b"just wo\0rds", "a.txt", Kind::Text);
    check(&[&b"log line words\n".repeat(30)[..], &[0; 4096], b"log line words\n"].concat(), "a.log", Kind::Text);
    check(b"From a@b.example Tue Mar  5 23:30:00 2024\nFrom: A\nTo: B\0\nSubject: C\n\nwords", "", Kind::Mbox);
    check(&b"name,port,qty\nAcme,Hu\0ll,1\n".repeat(9), "", Kind::Csv);
    check(b"<html><body><p>words \0 here</p>", "", Kind::Html);
    check(b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Vera\0 Card\r\n", "", Kind::Vcf);
    check(&b"{\"a\":\"x\0y\"}\n".repeat(9), "a.jsonl", Kind::Jsonl);
    // UTF-16 with a mark, without one, and of one word; a zero for every letter is no text in bytes.
    check(b"\xff\xfew\0o\0r\0d\0s\0", "", Kind::Text);
    check(b"w\0o\0r\0d\0s\0 \0h\0e\0r\0e\0", "", Kind::Text);
    check(b"w\0\0\0o\0\0\0r\0\0\0d\0\0\0s\0\0\0", "", Kind::Unknown);
    // Strings and numbers, as programs keep them.
    check(
        &[&b"\xcb\r\r\n\0\0\0\0\x80\x16\xcf"[..], &b"words that a program says \0\x02".repeat(20)].concat(),
        "",
        Kind::Unknown,
    );
    check(b"iris40|IRIS emulating\0\x01\x02\0a\0b\0c\0d\0e\0f\0", "", Kind::Unknown);
}

#[test]
fn flat_opendocument_is_told_by_what_it_says() {
    let names = "xmlns:a=\"urn:a\" ".repeat(400);
    for (word, kind) in
        [("text", Kind::Odt), ("spreadsheet", Kind::Ods), ("presentation", Kind::Odp), ("graphics", Kind::Odg)]
    {
        let mime = format!("office:mimetype=\"application/vnd.oasis.opendocument.{word}\"");
        check(format!("<?xml version=\"1.0\"?>\n<office:document {mime}><office:body/>").as_bytes(), "a.xml", kind);
        check(format!("<office:document {names}{mime}>").as_bytes(), "", kind);
    }
    check(b"<?xml version=\"1.0\"?><office:document-content><office:body/>", "content.xml", Kind::Xml);
}

#[test]
fn content_decides_and_a_wrong_name_does_not() {
    check(b"", "report.pdf", Kind::Empty);
    check(b"%PDF-1.7\n1 0 obj", "notes.txt", Kind::Pdf);
    check(b"\0\0junk\n%PDF-1.4\n1 0 obj <<>>", "", Kind::Pdf);
    check(b"Files that begin with %PDF-1.4 are PDF.", "notes.txt", Kind::Text);
    check(b"\x89PNG\r\n\x1a\n\0\0", "a.csv", Kind::Png);
    check(b"\xff\xd8\xff\xe0", "", Kind::Jpeg);
    check(b"7z\xbc\xaf\x27\x1c\0", "", Kind::SevenZip);
    check(b"P3\n2 2\n255\n1 2 3", "", Kind::Pnm);
    check(b"RIFF\0\0\0\0WAVEfmt ", "", Kind::Audio);
    check(b"\0\0\0\x18ftypmp42\0\0", "", Kind::Video);
    check(b"SQLite format 3\0\x10", "data.xls", Kind::Sqlite);
    check(b"{\\rtf1\\ansi words}", "a.doc", Kind::Rtf);
    check(&[0; 300], "a.txt", Kind::Unknown);
    check(b"MZ\x90\0\x03\0\0\0", "invoice.pdf", Kind::Executable);
    check(b"MZ is how a text may begin", "", Kind::Text);
    check(&[0xd3, 0, 0, 7, 1, 2, 17].repeat(90), "mail.7z.002", Kind::SplitPart);
    check(&[0xd3, 0, 0, 7, 1, 2, 17].repeat(90), "scan.002", Kind::Unknown);
    for name in ["mail.tar.gz.ab", "mail.tar.ab", "mail.zip.part2", "mail.pst.002", "mail.r00", "mail.s00"] {
        check(&[0xd3, 0, 0, 7, 1, 2, 17].repeat(90), name, Kind::SplitPart);
    }
    check(&[b"EVF\x09\x0d\x0a\xff\0\x01".to_vec(), vec![0; 90]].concat(), "disk.s01", Kind::Unknown);
    check(b"just words", "notes.zip.002", Kind::Text);
    check(b"\x1f\x8b\x08\0", "mail.tar.gz.aa", Kind::Gzip);
    check(b"Rar!\x1a\x07\0\xcf\x90\x73\0\0\x0d\0", "a.rar", Kind::Rar);
    check(b"Rar!\x1a\x07\0\xcf\x90\x73\x01\x01\x0d\0", "a.rar", Kind::SplitPart);
    // an archive from before the signature: a name, numbers, and a checksum that holds
    let mut old = vec![0; 1024];
    old[..5].copy_from_slice(b"a.txt");
    old[124..135].copy_from_slice(b"00000000000");
    check(&old, "", Kind::Unknown);
    let sum = old[..512].iter().map(|byte| u32::from(*byte)).sum::<u32>() + 8 * 32;
    old[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    check(&old, "", Kind::Tar);
}

#[test]
fn texts_are_told_apart() {
    let mail = b"Return-Path: <a@b.example>\r\nFrom: A <a@b.example>\r\nSubject: chips\r\n\r\nHello\r\n";
    check(mail, "", Kind::Mail);
    check(mail, "saved.txt", Kind::Mail);
    check(b"Subject: chips\n\nHello", "m.eml", Kind::Mail);
    check(b"Fro :broken\nSubject: chips\n\nHello", "m.eml", Kind::Mail);
    check(b"From: A\nTo: B\nContent-Type: text/plain; charset=utf-16le\n\nT\0e\0x\0t\0", "", Kind::Mail);
    check(b"From: A\nTo: B\0\nSubject: C\n\nwords", "", Kind::Mail);
    check(b"From: A\nTo: B\nSubject: C\0\n\n\x01\x02\x03\x04\0\x05\x06", "", Kind::Mail);
    check(b"From: A\nTo: \0\x01\x02\0\x03\nSubject: C\n\n\x01\x02\0", "", Kind::Unknown);
    check(b"Subject: chips\n\nHello", "m.txt", Kind::Text);
    check(b"From: here to there\nwe walked: slowly\n", "", Kind::Text);
    check(b"From a@b.example Sat Jan  4 10:00:00 2025\nFrom: A <a@b.example>\nSubject: x\n\nHello\n", "", Kind::Mbox);
    check(b"312\nFrom: A\nTo: B\nSubject: C\n\nHello", "1.emlx", Kind::Emlx);
    check(b"<!DOCTYPE html><p>words", "", Kind::Html);
    check(b"\xef\xbb\xbf  <!-- saved --><HTML><body>", "page.txt", Kind::Html);
    check(b"<?xml version=\"1.0\"?><!DOCTYPE html><html>", "", Kind::Html);
    check(b"<?xml version=\"1.0\"?><svg xmlns=\"x\"/>", "", Kind::Svg);
    check(b"<?xml version=\"1.0\"?><rows><row/></rows>", "", Kind::Xml);
    check(b"<rss version=\"2.0\"><channel/></rss>", "news", Kind::Xml);
    check(b"<b>bold</b> words in a note", "readme.md", Kind::Markdown);
    check(b"words only", "page.html", Kind::Text);
    check(b"{\"a\": [1, 2]}", "", Kind::Json);
    check(b"{\"a\": 1}\n{\"a\": 2}\n", "", Kind::Jsonl);
    check(b"{\"a\": 1}\n{\"a\": oops}\n", "a.jsonl", Kind::Jsonl);
    check(
        b"{\"name\": \"A\", \"type\": \"personal_chat\", \"id\": 1, \"messages\": [{\"id\"",
        "result.json",
        Kind::Telegram,
    );
    check(b"{\"messages\": [{\"type\": \"public\"}]}", "", Kind::Json);
    let chat = b"[31/12/2024, 22:15:16] Mara: hi\n[31/12/2024, 22:16:16] Ivo: hello\n";
    check(chat, "_chat.txt", Kind::WhatsApp);
    check(chat, "app.log", Kind::Text);
    check(b"31/12/2024, 22:15 - we met\nand went on\n", "notes.txt", Kind::Text);
    check(b"[note] he said {it}", "", Kind::Text);
    check(b"BEGIN:VCARD\r\nVERSION:3.0", "", Kind::Vcf);
    check(b"BEGIN:VCALENDAR\r\n", "", Kind::Ics);
    check(b"WEBVTT\n\n00:01.000 --> 00:02.000\nwords", "a.txt", Kind::Vtt);
    check(b"\xef\xbb\xbfWEBVTT", "", Kind::Vtt);
    check(b"WEBVTTX\n", "a.vtt", Kind::Text);
    check(b"\xef\xbb\xbf1\r\n00:00:01,000 --> 00:00:02,000\r\nwords", "", Kind::Srt);
    check(b"1\nwords --> more words\n", "a.srt", Kind::Text);
    check(b"# Title\n\nwords", "a.md", Kind::Markdown);
    check(b"# Title\n\nwords", "", Kind::Text);
    check(b"a;b\n1;2\n", "t.csv", Kind::Csv);
    check(b"a\tb\n1\t2\n", "t.tsv", Kind::Tsv);
    check(b"a,b,c\n1,2,3\n4,\"5,5\",6\n7,8,9\n", "", Kind::Csv);
    check(b"one\ttwo\n1\t2\n3\t4\n5\t6\n", "export.txt", Kind::Tsv);
    check(b"Dear all, as said, we, the buyers,\nwill wait.\nYours,\nA\n", "", Kind::Text);
    let wide: Vec<u8> = "\u{feff}a\tb\r\n1\t2\r\n3\t4\r\n5\t6\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    check(&wide, "", Kind::Tsv);
    check("深圳的货物".as_bytes(), "", Kind::Text);
    check(&encoding_rs::GBK.encode("深圳的货物已经运抵仓库").0, "", Kind::Text);
    check(b"Citywide policy on leases", "note.txt", Kind::Text);
    check(b"The wide range of goods", "", Kind::Text);
    check(b"P1\n# Heading\nwords of a plan", "plan.txt", Kind::Text);
    check(b"P2\n2024-01-05 call to the port", "", Kind::Text);
    check(b"PAR1,PAR2,PAR3\n1,2,3\n4,5,6\n", "pars.csv", Kind::Csv);
    check(b"P2\n# made by hand\n2 2\n255\n0 255\n255 0\n", "a.pgm", Kind::Pnm);
}

fn packed(names: &[&str]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for name in names {
        let (name, content) = name.split_once('=').unwrap_or((name, "words"));
        archive.start_file(name, stored).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn packed_kinds_are_told_by_what_is_inside() {
    check(&packed(&[]), "", Kind::Zip);
    check(&packed(&["a.txt", "word/b.txt"]), "a.docx", Kind::Zip);
    let word = packed(&["[Content_Types].xml", "_rels/.rels", "word/document.xml"]);
    check(&word, "a.zip", Kind::Docx);
    check(&word[..word.len() - 40], "", Kind::Docx);
    check(&packed(&["[Content_Types].xml", "xl/workbook.xml"]), "", Kind::Xlsx);
    check(&packed(&["[Content_Types].xml", "xl/workbook.bin"]), "", Kind::Xlsb);
    check(&packed(&["[Content_Types].xml", "ppt/presentation.xml"]), "", Kind::Pptx);
    check(&packed(&["mimetype=application/vnd.oasis.opendocument.spreadsheet", "content.xml"]), "", Kind::Ods);
    check(&packed(&["mimetype=application/epub+zip", "x.html"]), "", Kind::Epub);
    // the telling entry may stand far from the start
    let filler = format!("docProps/thumbnail.jpeg={}", "x".repeat(100_000));
    check(&packed(&[&filler, "[Content_Types].xml", "word/document.xml"]), "", Kind::Docx);
}

#[test]
fn a_document_stored_in_an_archive_does_not_tell_its_kind() {
    let word = packed(&["[Content_Types].xml", "_rels/.rels", "word/document.xml"]);
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for name in ["letter.docx", "again.docx"] {
        archive.start_file(name, stored).unwrap();
        archive.write_all(&word).unwrap();
    }
    let archive = archive.finish().unwrap().into_inner();
    check(&archive, "letters.zip", Kind::Zip);
    // Cut within the first.
    check(&archive[..word.len()], "letters.zip.001", Kind::Zip);
}

/// A compound file of four sectors: header, allocation table, directory, nothing.
fn compound(streams: &[&str]) -> Vec<u8> {
    let mut file = vec![0; 512 * 4];
    file[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    file[30] = 9;
    file[48] = 1;
    file[76..512].fill(0xff);
    file[76..80].fill(0);
    file[512..1024].fill(0xff);
    for (entry, name) in streams.iter().enumerate() {
        let at = 1024 + entry * 128;
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        file[at..at + wide.len()].copy_from_slice(&wide);
        file[at + 64] = wide.len() as u8 + 2;
    }
    file
}

#[test]
fn what_lies_within_a_storage_does_not_tell_the_kind() {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_storage("MBD0001").unwrap();
    for path in ["MBD0001/WordDocument", "Workbook"] {
        file.create_stream(path).unwrap().write_all(b"words").unwrap();
    }
    file.flush().unwrap();
    check(&file.into_inner().into_inner(), "", Kind::Xls);
}

#[test]
fn compound_files_are_told_by_their_streams() {
    check(&compound(&["Root Entry", "WordDocument"]), "a.xls", Kind::Doc);
    check(&compound(&["Root Entry", "Workbook"]), "", Kind::Xls);
    check(&compound(&["Root Entry", "PowerPoint Document"]), "", Kind::Ppt);
    check(&compound(&["Root Entry", "__properties_version1.0"]), "", Kind::Msg);
    check(&compound(&["Root Entry", "EncryptionInfo", "EncryptedPackage"]), "a.docx", Kind::LockedOffice);
    check(&compound(&["Root Entry"]), "Thumbs.db", Kind::Ole);
    check(&compound(&["Root Entry", "Workbook"])[..600], "a.xls", Kind::Ole);
    // a directory whose chain goes in circles
    let mut circle = compound(&["Root Entry"]);
    circle[516..520].copy_from_slice(&1_u32.to_le_bytes());
    check(&circle, "", Kind::Ole);
}

#[test]
fn web_archives_and_books_are_told_by_content() {
    let record = b"WARC/1.1\r\nWARC-Type: warcinfo\r\n";
    check(record, "a.txt", Kind::Warc);
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(record).unwrap();
    check(&encoder.finish().unwrap(), "a.gz", Kind::Warc);
    check(&packed(&["datapackage.json", "archive/data.warc.gz"]), "a.zip", Kind::Wacz);
    check(&packed(&["datapackage.json", "data/table.csv"]), "a.zip", Kind::Zip);
    check(&packed(&["META-INF/container.xml", "OEBPS/book.opf"]), "a.zip", Kind::Epub);
}

#[test]
fn pages_that_browsers_saved_are_no_mail() {
    let blink = b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://news.example.org/\r\nSubject: x\r\nDate: Tue, 4 Mar 2025 \
        10:15:16 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\"\r\n\r\n";
    check(blink, "", Kind::Mhtml);
    check(&[&blink[..], &[0; 40]].concat(), "page.mhtml", Kind::Mhtml);
    let explorer = b"From: <Von Internet Explorer gespeichert>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<p>x";
    check(explorer, "page.mht", Kind::Mhtml);
    check(explorer, "page.eml", Kind::Mail);
    let sent = b"From: mara@example.org\r\nTo: ivo@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n";
    check(sent, "page.mht", Kind::Mail);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_have_a_kind(bytes in proptest::collection::vec(any::<u8>(), 0..700), start in 0_usize..4) {
        let starts: [&[u8]; 4] = [b"", b"PK\x03\x04", &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], b"<"];
        let bytes = [starts[start], &bytes].concat();
        kind_of(&bytes, Some("name.txt"));
    }

    #[test]
    fn damaged_containers_have_a_kind(at in 0_usize..2000, value in any::<u8>(), keep in 0_usize..2000) {
        for whole in [compound(&["Root Entry", "Workbook"]), packed(&["[Content_Types].xml", "word/document.xml"])] {
            let mut bytes = whole;
            let place = at % bytes.len();
            bytes[place] = value;
            bytes.truncate(keep);
            kind_of(&bytes, None);
        }
    }
}
