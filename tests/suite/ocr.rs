//! Words on pictures: read when asked for, then found, cited and kept like any others.

use crate::bench::{Bench, samples};

const SCAN: &str = "gate-pass-scan.pdf";

#[test]
fn words_on_a_scan_are_found_cited_and_kept() {
    let bench = Bench::that_sees();
    for path in ["leak/gate-pass-scan.pdf", "leak/contract-VX-2024-0219.pdf"] {
        let bytes = std::fs::read(samples().join(path)).unwrap();
        bench.file(&format!("in/{}", path.rsplit('/').next().unwrap()), bytes);
    }
    bench.run(&["ingest", "tern", "in"]);
    assert_eq!(bench.json(&["ledger", "tern", "--state", "no_text"])["rows"][0]["path"], SCAN);
    let none = bench.json(&["search", "tern", "TRUCKS"]);
    assert_eq!((&none["total"], &none["waiting"]), (&0.into(), &1.into()));
    assert!(bench.done(&["search", "tern", "TRUCKS"]).out.contains("1 page waits to be read off its picture"));
    let marked = bench.json(&["cite", "tern", SCAN, "--unit", "1", "--box", "60,50,200,80"]);

    let read = bench.json(&["ocr", "tern"]);
    assert_eq!((&read["unreadable"], &read["states"]), (&0.into(), &serde_json::json!({ "indexed": 2 })));
    assert_eq!((&read["pages"], &read["with_words"], &read["waiting"]), (&1.into(), &1.into(), &0.into()));
    let shown = bench.json(&["text", "tern", SCAN]);
    assert_eq!(shown["units"][0]["by_ocr"], true);
    assert!(shown["units"][0]["text"].as_str().unwrap().contains("4 TRUCKS"), "{shown}");
    assert!(bench.done(&["text", "tern", SCAN]).out.contains("read off the picture (OCR)"));
    let hits = bench.json(&["search", "tern", "TRUCKS"]);
    assert_eq!((&hits["total"], &hits["hits"][0]["path"]), (&1.into(), &SCAN.into()));

    // The place of the words is where their ink is, and what was marked before still stands.
    let cited = bench.json(&["cite", "tern", SCAN, "--unit", "1", "--quote", "4 TRUCKS"]);
    assert!(cited["citation"].is_string() && marked["citation"].is_string(), "{cited}");
    let unit = bench.json(&["unit", "tern", SCAN, "--unit", "1"]);
    let (page, boxes) = (&unit["page"], unit["boxes"].as_array().unwrap());
    let number = |value: &serde_json::Value| value.as_f64().unwrap();
    assert!(
        boxes.iter().all(|b| number(&b[2]) >= 0.0 && number(&b[2]) + number(&b[4]) <= number(&page[0]) + 2.0),
        "{unit}"
    );
    bench.done(&["verify", "tern"]);

    // What was looked at is not looked at again unless that is wanted, nor is it lost when it is read again.
    let nothing = bench.json(&["ocr", "tern"]);
    assert_eq!((&nothing["pages"], &nothing["states"]), (&0.into(), &serde_json::json!({ "indexed": 2 })));
    assert_eq!(bench.json(&["ocr", "tern", "--again", SCAN])["pages"], 1);
    assert!(bench.run(&["ocr", "tern", SCAN]).err.contains("--again"));
    assert_eq!(bench.json(&["log", "tern"])["operations"].as_array().unwrap().len(), {
        bench.done(&["ocr", "tern"]);
        bench.json(&["log", "tern"])["operations"].as_array().unwrap().len()
    });
    bench.sound();
}

#[test]
fn a_picture_file_gives_the_words_on_it() {
    let bench = Bench::that_sees();
    bench.file("in/scan.pdf", std::fs::read(samples().join("leak/gate-pass-scan.pdf")).unwrap());
    bench.run(&["ingest", "tern", "in"]);
    bench.done(&["page", "tern", "scan.pdf", "--unit", "1", "--dpi", "180", "--out", "pass.png"]);
    let picture = std::fs::read(bench.dir().join("pass.png")).unwrap();
    bench.file("pictures/pass.png", picture);
    bench.run(&["ingest", "tern", "pictures"]);
    assert_eq!(bench.json(&["ledger", "tern", "--state", "no_text"])["rows"].as_array().unwrap().len(), 2);
    bench.done(&["ocr", "tern", "pass.png"]);
    assert_eq!(bench.json(&["search", "tern", "TRUCKS"])["hits"][0]["path"], "pass.png");
    assert_eq!(bench.json(&["ledger", "tern", "--state", "no_text"])["rows"].as_array().unwrap().len(), 1);
    bench.sound();
}

#[test]
fn taking_in_reads_pictures_when_asked_to_and_says_how_many_wait_when_not() {
    let bench = Bench::that_sees();
    bench.file("in/scan.pdf", std::fs::read(samples().join("leak/gate-pass-scan.pdf")).unwrap());
    assert!(bench.done(&["ingest", "tern", "in"]).out.contains("1 page waits to be read off its picture"));
    assert_eq!(bench.json(&["ingest", "--ocr", "tern", "in"])["waiting"], 0);
    assert_eq!(bench.json(&["search", "tern", "TRUCKS"])["total"], 1);
    bench.sound();
}

#[test]
fn reading_pictures_waits_for_whoever_writes_and_is_stopped_without_losing_a_page() {
    let bench = Bench::that_sees();
    bench.file("in/scan.pdf", std::fs::read(samples().join("leak/gate-pass-scan.pdf")).unwrap());
    bench.run(&["ingest", "tern", "in"]);
    let held = bench.hold("tern");
    let cancel = desk::CancelToken::default();
    let (desk, case) = (bench.desk().clone(), bench.dir().join("tern"));
    let stop = cancel.clone();
    let run = std::thread::spawn(move || {
        // Nobody stops it before the page was looked at: it is the writing that waits.
        let mut looked = |event| {
            if matches!(&event, desk::Event::Progress(progress) if progress.done == 1) {
                stop.cancel();
            }
        };
        let mut job = desk::Job { events: &mut looked, cancel };
        desk::command::run(&desk, &mut job, &["ocr"], serde_json::json!({ "case": case }))
    });
    let answer = run.join().unwrap().unwrap().value;
    assert_eq!((&answer["stopped"], &answer["waiting"]), (&true.into(), &1.into()));
    drop(held);
    assert_eq!(bench.json(&["ocr", "tern"])["waiting"], 0);
    assert_eq!(bench.json(&["search", "tern", "TRUCKS"])["total"], 1);
    bench.sound();
}

#[test]
fn a_picture_that_cannot_be_looked_at_says_why_and_waits_no_more() {
    let bench = Bench::that_sees();
    // A PNG that hangs together, but what should be pixels is not packed as such.
    let bytes = [
        &b"\x89PNG\r\n\x1a\n"[..],
        b"\0\0\0\x0dIHDR\0\0\0\x10\0\0\0\x10\x08\0\0\0\0:\x98\xa0\xbd",
        b"\0\0\0\x09IDATno pixels\x8c4\xfd\x86",
        b"\0\0\0\0IEND\xaeB`\x82",
    ]
    .concat();
    bench.file("in/broken.png", bytes);
    bench.run(&["ingest", "tern", "in"]);
    let looked = bench.json(&["ocr", "tern"]);
    assert_eq!((&looked["failed"], &looked["with_words"], &looked["waiting"]), (&1.into(), &0.into(), &0.into()));
    let row = &bench.json(&["ledger", "tern"])["rows"][0];
    assert_eq!(row["state"], "partly", "{row}");
    assert!(row["reason"].as_str().unwrap().starts_with("its words could not be read off its picture"), "{row}");
    bench.sound();
}

#[test]
fn a_picture_that_cannot_be_decoded_is_damaged_and_does_not_wait() {
    let bench = Bench::that_sees();
    bench.file("in/broken.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    bench.run(&["ingest", "tern", "in"]);
    let row = &bench.json(&["ledger", "tern"])["rows"][0];
    assert_eq!((&row["state"], &row["reason"]), (&"corrupt".into(), &"damaged: its pixels cannot be decoded".into()));
    assert_eq!(bench.json(&["ocr", "tern"])["pages"], 0);
    bench.sound();
}

/// A case with one scan whose words were read, and the number of the line that has these.
fn scan_with_line(words: &str) -> (Bench, usize) {
    let bench = Bench::that_sees();
    bench.file(&format!("in/{SCAN}"), std::fs::read(samples().join("leak").join(SCAN)).unwrap());
    bench.done(&["ingest", "--ocr", "tern", "in"]);
    let text = bench.json(&["text", "tern", SCAN]);
    let lines: Vec<&str> = text["units"][0]["text"].as_str().unwrap().split('\n').collect();
    let at = lines.iter().position(|line| line.contains(words)).unwrap();
    (bench, at + 1)
}

#[test]
fn a_line_that_was_misread_is_put_right_and_can_be_taken_back() {
    let (bench, line) = scan_with_line("4 TRUCKS");
    let first = bench.json(&["text", "tern", SCAN]);
    let cited = bench.json(&["cite", "tern", SCAN, "--unit", "1", "--quote", "4 TRUCKS"]);
    let line = line.to_string();
    let to = ["--unit", "1", "--line", line.as_str()];
    let put = |words: &str| bench.json(&[&["correct", "tern", SCAN][..], &to, &[words]].concat());
    let corrected = put("5 TRUCKS, SEAL CSQU3054384");
    assert!(corrected["before"].as_str().unwrap().contains("4 TRUCKS"), "{corrected}");
    assert_eq!(corrected["citations"][0]["citation"], cited["citation"]);
    assert_eq!(corrected["citations"][0]["now"], "lost");
    assert_eq!(bench.json(&["search", "tern", "SEAL CSQU3054384"])["hits"][0]["by_ocr"], true);

    // What cannot be right is told, and words that stayed are where they were.
    let unit = bench.json(&["unit", "tern", SCAN, "--unit", "1"]);
    assert_eq!(unit["doubtful"][0]["words"], "CSQU3054384", "{unit}");
    assert_eq!(unit["by_ocr"], true);
    assert!(bench.done(&["text", "tern", SCAN]).out.contains("its check digits do not agree"));
    assert!(!unit["boxes"].as_array().unwrap().is_empty());

    // What was cited can still be shown, in the text it was cited from.
    let version = first["version"].as_str().unwrap();
    let before = bench.json(&["text", "tern", SCAN, "--version", version]);
    assert_eq!(before["units"][0]["text"], first["units"][0]["text"]);
    let again = bench.json(&["ocr", "tern", "--again", SCAN]);
    assert_eq!((&again["pages"], &again["corrected"]), (&0.into(), &1.into()));

    let undone = bench.json(&["undo", "tern"]);
    assert_eq!(undone["what"], serde_json::json!(["line put right"]));
    assert_eq!(bench.json(&["text", "tern", SCAN])["version"], first["version"]);
    assert_eq!(bench.json(&["search", "tern", "CSQU3054384"])["total"], 0);
    bench.done(&["redo", "tern"]);
    assert_eq!(bench.json(&["search", "tern", "CSQU3054384"])["total"], 1);
    bench.sound();
}

#[test]
fn only_lines_that_are_there_and_were_read_off_a_picture_are_put_right() {
    let (bench, _) = scan_with_line("4 TRUCKS");
    bench.file("in/note.txt", "The crane stands.");
    bench.done(&["ingest", "tern", "in"]);
    let check = |args: &[&str], expect: &str| {
        let ran = bench.run(&[&["correct", "tern"], args].concat());
        assert!(ran.code != 0 && ran.err.contains(expect), "{args:?}: {}", ran.err);
    };
    check(&["note.txt", "--unit", "1", "--line", "1", "x"], "These are the file's own.");
    check(&[SCAN, "--unit", "1", "--line", "900", "x"], "there is no line 900");
    check(&[SCAN, "--unit", "7", "--line", "1", "x"], "there is no page 7");
    check(&[SCAN, "x"], "--unit N --line L");
    bench.sound();
}

#[test]
fn an_engine_that_is_not_there_is_named() {
    let bench = Bench::with_case();
    let check = |args: &[&str], expect: &str| {
        let ran = bench.run(&[&["ocr", "tern"], args].concat());
        assert!(ran.code != 0 && ran.err.contains(expect), "{args:?}: {}", ran.err);
    };
    check(&["--engine", "tesseract"], "apt install tesseract-ocr");
    check(&["--engine", "abacus"], "is no engine");
    check(&["--language", "deu"], "Only Tesseract");
}

/// Where Tesseract is installed: it is locked in, and what it reads stands where it was read.
#[test]
fn tesseract_reads_a_scan_where_it_is_installed() {
    let bench = Bench::that_sees();
    if bench.desk().tesseract.is_none() {
        return;
    }
    bench.file(&format!("in/{SCAN}"), std::fs::read(samples().join("leak").join(SCAN)).unwrap());
    bench.done(&["ingest", "tern", "in"]);
    assert!(bench.run(&["ocr", "tern", "--engine", "tesseract", "--language", "xx"]).err.contains("no language xx"));
    assert_eq!(bench.json(&["ocr", "tern", "--engine", "tesseract"])["with_words"], 1);
    let unit = bench.json(&["unit", "tern", SCAN, "--unit", "1"]);
    assert_eq!((&unit["engine"], &unit["by_ocr"]), (&"Tesseract eng".into(), &true.into()));
    assert!(unit["text"].as_str().unwrap().contains("TRUCKS"), "{unit}");
    assert!(!unit["boxes"].as_array().unwrap().is_empty());
    assert_eq!(bench.json(&["search", "tern", "TRUCKS"])["total"], 1);
    // The models may look again, and their words take the place of these.
    bench.done(&["ocr", "tern", "--again", SCAN]);
    assert_eq!(bench.json(&["unit", "tern", SCAN, "--unit", "1"])["engine"], "PP-OCRv6");
    bench.sound();
}

#[test]
fn without_models_it_says_so_and_changes_nothing() {
    let bench = Bench::with_case();
    bench.file("in/scan.pdf", std::fs::read(samples().join("leak/gate-pass-scan.pdf")).unwrap());
    bench.run(&["ingest", "tern", "in"]);
    let ran = bench.run(&["ocr", "tern"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.err.contains("is not installed"), "{}", ran.err);
    assert_eq!(bench.json(&["ledger", "tern"])["states"], serde_json::json!({ "no_text": 1 }));
}

/// A white sheet, 21 cm wide, on which twelve yellow dots come again every 217 pixels across and 129 down.
fn sheet_of_a_colour_printer() -> Vec<u8> {
    const GROUP: [(usize, usize); 12] = [
        (10, 8),
        (31, 8),
        (94, 8),
        (52, 22),
        (157, 22),
        (10, 50),
        (73, 50),
        (178, 64),
        (31, 78),
        (115, 92),
        (136, 92),
        (199, 106),
    ];
    let (width, height) = (1700_usize, 2200_usize);
    let n_bytes = u32::try_from(width * height * 3).unwrap();
    let side = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
    let head = [&(54 + n_bytes).to_le_bytes()[..], &[0; 4], &[54, 0, 0, 0, 40, 0, 0, 0], &side(width), &side(height)];
    let mut bytes = [b"BM", &head.concat()[..], &[1, 0, 24, 0], &[0; 24]].concat();
    let mut pixels = vec![255; width * height * 3];
    for (x, y) in (0..height).step_by(129).flat_map(|y| (0..width).step_by(217).map(move |x| (x, y))) {
        for (across, down) in GROUP {
            let at = ((y + down) * width + x + across) * 3;
            if x + across < width && y + down < height {
                pixels[at] = 150;
            }
        }
    }
    bytes.append(&mut pixels);
    bytes
}

#[test]
fn dots_that_a_printer_left_are_revealed_once_a_sheet_was_looked_at() {
    let bench = Bench::that_sees();
    bench.file("in/sheet.bmp", sheet_of_a_colour_printer());
    bench.done(&["ingest", "tern", "in"]);
    let before = bench.json(&["reveals", "tern", "sheet.bmp"]);
    assert!(before["not_looked_for"][0].as_str().unwrap().starts_with("the dots by which colour printers mark"));
    bench.done(&["ocr", "tern"]);
    let after = bench.json(&["reveals", "tern", "sheet.bmp"]);
    assert_eq!(after["not_looked_for"], serde_json::json!([]), "{after}");
    let told: Vec<&str> =
        after["reveals"].as_array().unwrap().iter().filter_map(|line| line["words"].as_str()).collect();
    let expect = "on its paper: tiny yellow dots repeat every 2.7 × 1.6 cm (if the sheet is 21 cm wide), as colour \
                  printers leave to mark each page with serial number and time (p. 1)";
    assert!(told.contains(&expect), "{told:?}");
}
