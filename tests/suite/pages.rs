//! Pages are drawn, kept and erased; boxes on them are cited and hold.

use std::{
    path::Path,
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

use desk::{
    CancelToken, Code,
    pages::{Engine, Pages, Turn, Wanted},
};

use ingest::host::WorkerCommand;

use crate::bench::{Bench, samples};

/// A case with some of the samples.
fn case_of(paths: &[&str]) -> Bench {
    let bench = Bench::with_case();
    for path in paths {
        let bytes = std::fs::read(samples().join(path)).unwrap();
        bench.file(&format!("in/{}", Path::new(path).file_name().unwrap().to_str().unwrap()), bytes);
    }
    bench.done(&["ingest", "tern", "in"]);
    bench
}

/// Width and height as a PNG's header says (PNG, third edition, section 11.2.1).
fn png_size(png: &[u8]) -> (u32, u32) {
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

fn wanted(bench: &Bench, document: &str, unit: u32) -> Wanted {
    let case = store::Case::open(&bench.dir().join("tern"), &bench.desk().world).unwrap();
    Wanted {
        document: case.find_document(document).unwrap().id,
        unit,
        scale: 1.0,
        turn: Turn::None,
        engine: Engine::Best,
    }
}

fn n_kept(bench: &Bench) -> usize {
    let list = |dir: &Path| std::fs::read_dir(dir).into_iter().flatten().map(|e| e.unwrap().path()).collect::<Vec<_>>();
    list(&bench.dir().join("tern/pages")).iter().map(|folder| list(folder).len()).sum()
}

const CONTRACT: &str = "contract-VX-2024-0219.pdf";

#[test]
fn a_citation_says_where_its_words_stand_on_the_page() {
    let bench = case_of(&["leak/contract-VX-2024-0219.pdf"]);
    let id = |cited: serde_json::Value| cited["citation"].as_str().unwrap().to_owned();
    let quote = ["cite", "tern", CONTRACT, "--unit", "1", "--quote", "Date: 19 February 2024"];
    let page = bench.json(&["citation", "tern", &id(bench.json(&quote))]);
    let part = &page["parts"][0];
    let number = |value: &serde_json::Value| value.as_f64().unwrap();
    let (width, height) = (number(&part["page"][0]), number(&part["page"][1]));
    assert_eq!((part["lines"].as_array().unwrap().len(), &page["covered"]), (1, &false.into()));
    let [x, y, w, h] = [0, 1, 2, 3].map(|n| number(&part["lines"][0][n]));
    assert!(x > 0.0 && y > 0.0 && x + w < width && y + h < height, "{part}");
    assert!(w > 5.0 * h && w < width / 2.0, "22 characters are a short line: {part}");
    let area = bench.json(&[
        "citation",
        "tern",
        &id(bench.json(&["cite", "tern", CONTRACT, "--unit", "1", "--box", "72,90,200,40"])),
    ]);
    assert_eq!(area["parts"][0]["area"], serde_json::json!([72.0, 90.0, 200.0, 40.0]));
}

#[test]
fn a_page_is_written_at_the_size_asked_for() {
    let bench = case_of(&["leak/contract-VX-2024-0219.pdf", "leak/采购合同-DL20241015.pdf"]);
    let drawn = bench.json(&["page", "tern", CONTRACT, "--unit", "1", "--out", "one.png", "--dpi", "72"]);
    let png = std::fs::read(bench.dir().join("one.png")).unwrap();
    assert_eq!(png_size(&png), (drawn["width"].as_u64().unwrap() as u32, drawn["height"].as_u64().unwrap() as u32));
    assert_eq!((&drawn["scale"], &drawn["unit"], &drawn["notes"]), (&1.0.into(), &1.into(), &serde_json::json!([])));
    let again = bench.run(&["page", "tern", CONTRACT, "--unit", "1", "--out", "one.png"]);
    assert_eq!((again.code, again.err.contains("exists. Nothing was written.")), (1, true), "{}", again.err);
    let finer = bench.json(&["page", "tern", CONTRACT, "--unit", "1", "--out", "two.png", "--dpi", "144"]);
    assert_eq!(finer["width"].as_u64(), drawn["width"].as_u64().map(|width| width * 2));

    let chinese = bench.json(&["page", "tern", "采购合同-DL20241015.pdf", "--unit", "1", "--out", "three.png"]);
    assert_eq!(chinese["notes"][0]["code"], "font_missing");
    let told = bench.done(&["page", "tern", "采购合同-DL20241015.pdf", "--unit", "1", "--out", "four.png"]).out;
    assert!(told.contains("a font is missing: "), "{told}");
}

#[test]
fn what_cannot_be_drawn_is_said_and_nothing_is_written() {
    let bench = case_of(&["leak/contract-VX-2024-0219.pdf", "leak/minutes-locked.pdf", "leak/serials.csv"]);
    let check = |doc: &str, unit: &str, code: u8, expect: &str| {
        let ran = bench.run(&["page", "tern", doc, "--unit", unit, "--out", "page.png"]);
        assert_eq!(ran.code, code, "{doc}");
        assert!(ran.err.starts_with(expect), "{doc}: {}", ran.err);
        assert!(!bench.dir().join("page.png").exists(), "{doc}");
    };
    check("minutes-locked.pdf", "1", 1, "Page 1 could not be drawn: the file is locked by a password.");
    check("serials.csv", "1", 1, "Only PDF files and pictures have pages that can be drawn.");
    check(CONTRACT, "99", 1, "Page 99 could not be drawn: it has 2 pages, no page 99.");
    check("nothing.pdf", "1", 1, "There is no document nothing.pdf in this case.");
    for missing in [&["--unit", "1"][..], &["--out", "page.png"], &["--unit", "1", "--out", "page.png", "--dpi", "1"]] {
        assert_eq!(bench.run(&[&["page", "tern", CONTRACT], missing].concat()).code, 2, "{missing:?}");
    }
}

#[test]
fn a_page_is_kept_and_goes_with_its_document() {
    let bench = case_of(&["leak/contract-VX-2024-0219.pdf", "leak/gate-pass-scan.pdf"]);
    let draw = |doc: &str| bench.done(&["page", "tern", doc, "--unit", "1", "--out", "page.png", "--force"]);
    draw(CONTRACT);
    assert_eq!(n_kept(&bench), 1);
    let first = std::fs::read(bench.dir().join("page.png")).unwrap();
    draw(CONTRACT);
    assert_eq!(n_kept(&bench), 1);
    assert_eq!(png_size(&std::fs::read(bench.dir().join("page.png")).unwrap()), png_size(&first));
    draw("gate-pass-scan.pdf");
    assert_eq!(n_kept(&bench), 2);
    std::fs::remove_dir_all(bench.dir().join("tern/pages")).unwrap();
    draw(CONTRACT);
    draw("gate-pass-scan.pdf");
    bench.done(&["erase", "tern", CONTRACT, "--reason", "privilege"]);
    assert_eq!(n_kept(&bench), 1);
    assert!(bench.run(&["check", "tern"]).code == 0);
}

#[test]
fn a_marked_area_is_cited_shown_and_holds() {
    let bench = case_of(&["leak/gate-pass-scan.pdf", "leak/contract-VX-2024-0219.pdf"]);
    let cite = |args: &[&str]| bench.run(&[&["cite", "tern", "--json"], args].concat());
    let ran = cite(&["gate-pass-scan.pdf", "--unit", "1", "--box", "60,50.5,200,80"]);
    let cited: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let part = &cited["parts"][0];
    assert_eq!((&part["unit"], &part["quote"]), (&1.into(), &"".into()));
    assert_eq!(part["box"], serde_json::json!([60.0, 50.5, 200.0, 80.0]));
    let citation = cited["citation"].as_str().unwrap();
    let log = bench.json(&["log", "tern"]);
    let anchor = &log["operations"].as_array().unwrap().last().unwrap()["value"]["anchors"][0];
    assert_eq!(anchor["kind"], "region");
    assert_eq!(anchor["crop_hash"].as_str().map(str::len), Some(64));
    assert!(anchor["engine"].as_str().unwrap().starts_with("hayro "), "{anchor}");

    bench.done(&["entity", "add", "tern", "--schema", "Person", "--name", "Odalys Tack", "--cite", citation]);
    let uses = bench.json(&["uses", "tern", "gate-pass-scan.pdf"]);
    assert_eq!(uses["citations"][0]["shown"], "p. 1, marked area");
    let id = bench.json(&["entity", "list", "tern"])["entities"][0]["id"].as_str().unwrap().to_owned();
    let shown = bench.done(&["entity", "show", "tern", &id]).out;
    assert!(shown.contains("gate-pass-scan.pdf, p. 1, marked area\n"), "{shown}");
    // the scan has no text, and the area needs none
    let verified = bench.json(&["verify", "tern"]);
    assert_eq!((&verified["citations"]["in_place"], &verified["citations"]["lost"]), (&1.into(), &0.into()));

    let check = |args: &[&str], code: u8| assert_eq!(cite(args).code, code, "{args:?}");
    check(&["gate-pass-scan.pdf", "--unit", "1", "--box", "60,50,20000,80"], 2);
    check(&["gate-pass-scan.pdf", "--unit", "1", "--box", "60,50,0,80"], 2);
    check(&["gate-pass-scan.pdf", "--unit", "1", "--box", "60,50,80"], 2);
    check(&["gate-pass-scan.pdf", "--unit", "7", "--box", "60,50,20,80"], 1);
    check(&[CONTRACT, "--unit", "1", "--box", "60,50,20,80", "--quote", "Date"], 2);
    assert_eq!(bench.json(&["verify", "tern"])["citations"]["in_place"], 1, "what was refused is not cited");
}

#[test]
fn the_same_area_has_the_same_hash() {
    let bench = case_of(&["leak/contract-VX-2024-0219.pdf"]);
    for area in ["100,100,80,40", "100,100,80,40", "100,100,80,60"] {
        bench.done(&["cite", "tern", CONTRACT, "--unit", "1", "--box", area]);
    }
    let log = bench.json(&["log", "tern"]);
    let operations = log["operations"].as_array().unwrap();
    let hashes: Vec<_> = operations.iter().filter_map(|op| op["value"]["anchors"][0]["crop_hash"].as_str()).collect();
    assert_eq!(hashes.len(), 3);
    assert_eq!(hashes[0], hashes[1]);
    assert_ne!(hashes[1], hashes[2]);
}

#[test]
fn a_long_lived_host_is_served_by_few_workers() {
    let bench = case_of(&["leak/contract-VX-2024-0219.pdf", "leak/gate-pass-scan.pdf"]);
    let pages = Pages::open(bench.desk(), &bench.dir().join("tern"), 2).unwrap();
    let never = CancelToken::default();
    let contract = wanted(&bench, CONTRACT, 1);
    let first = pages.draw(contract, &never).unwrap();
    assert_eq!(png_size(&first.png), (first.width, first.height));
    let turned = pages.draw(Wanted { turn: Turn::Quarter, ..contract }, &never).unwrap();
    assert_eq!((turned.width, turned.height), (first.height, first.width));
    assert_eq!(turned.page, first.page);
    let finer = pages.draw(Wanted { scale: 1.5, ..contract }, &never).unwrap();
    assert_eq!(finer.scale, 1.5);
    let error = pages.draw(Wanted { unit: 9, ..contract }, &never).unwrap_err();
    assert_eq!(error.code, Code::NotDrawn);

    let (tell, told) = mpsc::channel();
    for unit in [1, 2, 1, 2] {
        let tell = tell.clone();
        pages.ask(Wanted { unit, scale: 2.0, ..contract }, never.clone(), move |page| {
            tell.send(page.map(|page| page.width)).unwrap();
        });
    }
    let widths: Vec<u32> = told.iter().take(4).map(Result::unwrap).collect();
    assert!(widths.iter().all(|width| *width == first.width * 2 || width.abs_diff(first.width * 2) == 1), "{widths:?}");
    drop(pages);
    assert_eq!(n_kept(&bench), 5, "each drawing is kept once");
}

#[test]
fn what_nobody_waits_for_any_more_is_not_drawn() {
    let bench = case_of(&["leak/contract-VX-2024-0219.pdf"]);
    let pages = Pages::open(bench.desk(), &bench.dir().join("tern"), 1).unwrap();
    let stale = CancelToken::default();
    stale.cancel();
    let error = pages.draw(wanted(&bench, CONTRACT, 1), &stale).unwrap_err();
    assert_eq!(error.code, Code::Stopped);
    let told = Arc::new(Mutex::new(0));
    for unit in [1, 2] {
        let told = told.clone();
        pages.ask(wanted(&bench, CONTRACT, unit), CancelToken::default(), move |_| *told.lock().unwrap() += 1);
    }
    drop(pages);
    assert_eq!(*told.lock().unwrap(), 2, "every wish is answered, even at the end");
}

#[cfg(unix)]
#[test]
fn workers_without_work_are_let_go_and_come_back() {
    let bench = case_of(&["leak/contract-VX-2024-0219.pdf"]);
    let started = bench.dir().join("started");
    let worker = &bench.desk().worker;
    let program =
        format!("echo >> '{}'; exec '{}' {}", started.display(), worker.program.display(), worker.args.join(" "));
    let mut desk = bench.desk().clone();
    desk.worker = WorkerCommand { program: "/bin/sh".into(), args: vec!["-c".into(), program] };
    let n_started = || std::fs::read_to_string(&started).unwrap().lines().count();

    let pages = Pages::open(&desk, &bench.dir().join("tern"), 1).unwrap();
    for scale in [1.0, 1.1, 1.2] {
        pages.draw(Wanted { scale, ..wanted(&bench, CONTRACT, 1) }, &CancelToken::default()).unwrap();
    }
    assert_eq!(n_started(), 1, "one at work is kept");
    drop(pages);

    let pages = Pages::open_resting_after(Duration::ZERO, &desk, &bench.dir().join("tern"), 1).unwrap();
    // A wish that comes while the last one is put away finds the worker still there: not every one starts another, and
    // each leaves it more time than the one before.
    let rested = (0_u16..300).any(|n| {
        let scale = 1.0 + f32::from(n) / 100.0;
        std::thread::sleep(Duration::from_millis(n.into()));
        pages.draw(Wanted { scale, ..wanted(&bench, CONTRACT, 2) }, &CancelToken::default()).unwrap();
        n_started() >= 3
    });
    assert!(rested, "no worker was let go");
}

/// A page of which a comment is all that it says.
fn commented() -> String {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>",
        "<</Type/Page/Parent 2 0 R/Resources<<>>/Annots[4 0 R]>>",
        "<</Type/Annot/Subtype/Text/T(Ida Kolb)/M(D:20240305)/Contents(who is Quillmarrow)/Rect[500 700 520 720]>>",
    ];
    let objects = (1..).zip(objects).map(|(number, object)| format!("{number} 0 obj\n{object}\nendobj\n"));
    format!("%PDF-1.7\n{}trailer\n<</Size 5/Root 1 0 R>>\n%%EOF\n", objects.collect::<String>())
}

#[test]
fn comments_on_pages_are_found_and_cited_where_they_stand() {
    let bench = Bench::with_case();
    bench.file("in/draft.pdf", commented());
    bench.done(&["ingest", "tern", "in"]);
    assert_eq!(bench.json(&["search", "tern", "\"by ida kolb\" quillmarrow"])["hits"][0]["path"], "draft.pdf");
    bench.done(&["cite", "tern", "draft.pdf", "--unit", "1", "--quote", "who is Quillmarrow"]);
    let page = bench.json(&["unit", "tern", "draft.pdf", "--unit", "1"]);
    assert_eq!(page["text"], "comment by Ida Kolb, 2024-03-05: who is Quillmarrow");
    let first = &page["boxes"][0];
    assert_eq!((&first[2], &first[3], &first[5]), (&500.0.into(), &80.0.into(), &20.0.into()));
    let finding = &bench.json(&["document", "tern", "draft.pdf"])["meta"]["finding"];
    assert_eq!(finding[0], "comment on p. 1 by Ida Kolb, 2024-03-05: who is Quillmarrow");
    bench.sound();
}
