//! The second engine for PDF, in locked-in workers: what it reads and draws better, and that its words lie on its ink.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "second/alone.rs"]
mod alone;

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anchor::Unit;
use ingest::draw::{Drawer, Engine, MAX_SIDE, Note, Picture, Turn, View};
use ingest::format::{Child, Failure, Limits, MetaKey, Problem};
use ingest::host::{DrawJob, Job, Outcome, Settings, Sink, SinkError, Worker, WorkerCommand};
use ingest::kind::Kind;
use ingest::passwords::{NONE, Passwords};

static NEVER: AtomicBool = AtomicBool::new(false);

const VIEW: View = View { unit: 1, scale: 2.0, max_side: MAX_SIDE, turn: Turn::None, engine: Engine::Best };

/// With the time a busy machine needs.
const SETTINGS: Settings =
    Settings { idle_deadline: Duration::from_secs(60), total_base: Duration::from_secs(120), ..Settings::DRAWING };

fn worker() -> Worker {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../target/pdfium");
    let library = Path::new(folder).join(ingest::second_engine_file());
    assert!(library.is_file(), "there is no second engine in target/pdfium: cargo xtask setup fetches it");
    let args = vec!["second".to_owned(), library.to_str().unwrap().to_owned()];
    Worker::new(Arc::new(WorkerCommand { program: env!("CARGO_BIN_EXE_ingest-worker").into(), args }), SETTINGS)
}

fn draw(bytes: &[u8], view: View) -> Result<Picture, Outcome> {
    draw_locked(bytes, view, &NONE)
}

fn draw_locked(bytes: &[u8], view: View, passwords: &Passwords) -> Result<Picture, Outcome> {
    let job = DrawJob { key: [1; 32], len: bytes.len() as u64, name: None, view, passwords };
    worker().draw(&mut Cursor::new(bytes), job, &|_| None, &NEVER).unwrap().page
}

/// What a reading gave.
#[derive(Default)]
struct Kept {
    units: Vec<Unit>,
    metas: Vec<(MetaKey, String)>,
    problems: Vec<String>,
    children: Vec<(Child, Vec<u8>)>,
}

impl Sink for Kept {
    fn kind(&mut self, _: Kind) -> Result<(), SinkError> {
        Ok(())
    }
    fn unit(&mut self, unit: Unit) -> Result<(), SinkError> {
        self.units.push(unit);
        Ok(())
    }
    fn child_start(&mut self, child: Child) -> Result<(), SinkError> {
        self.children.push((child, Vec::new()));
        Ok(())
    }
    fn child_bytes(&mut self, bytes: &[u8]) -> Result<(), SinkError> {
        self.children.last_mut().ok_or("no child was begun")?.1.extend_from_slice(bytes);
        Ok(())
    }
    fn child_end(&mut self, _: Option<Problem>) -> Result<(), SinkError> {
        Ok(())
    }
    fn meta(&mut self, key: MetaKey, value: String) -> Result<(), SinkError> {
        self.metas.push((key, value));
        Ok(())
    }
    fn problem(&mut self, problem: Problem) -> Result<(), SinkError> {
        self.problems.push(problem.message);
        Ok(())
    }
    fn unseen(&mut self, _page: u32) -> Result<(), SinkError> {
        Ok(())
    }
    fn checkpoint(&mut self, _: &str) -> Result<(), SinkError> {
        Ok(())
    }
}

/// Reads a document, after a token of an earlier reading.
fn read(bytes: &[u8], resume: Option<&str>) -> (Outcome, Kept) {
    read_locked(bytes, resume, &NONE)
}

fn read_locked(bytes: &[u8], resume: Option<&str>, passwords: &Passwords) -> (Outcome, Kept) {
    let mut kept = Kept::default();
    let job = Job { len: bytes.len() as u64, name: None, limits: Limits::DESKTOP, resume, passwords };
    let reading = worker().read(&mut Cursor::new(bytes), job, &mut kept, &NEVER).unwrap();
    assert!(reading.sandbox.seccomp, "{:?}", reading.sandbox);
    (reading.outcome, kept)
}

fn sample(path: &str) -> Vec<u8> {
    std::fs::read(format!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../samples/{}"), path)).unwrap()
}

/// A document of one page, 600 by 800 points, with one mark on it.
fn marked(page: &str, mark: &str, form: &str) -> Vec<u8> {
    let objects = [
        format!("<</Type/Catalog/Pages 2 0 R{form}>>"),
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>".to_owned(),
        format!("<</Type/Page/Parent 2 0 R/Resources<<>>/Annots[4 0 R]{page}>>"),
        format!("<</Type/Annot/F 4/Rect[72 690 300 704]{mark}>>"),
    ];
    let mut file = String::from("%PDF-1.7\n");
    for (idx, object) in objects.iter().enumerate() {
        file += &format!("{} 0 obj\n{object}\nendobj\n", idx + 1);
    }
    (file + "trailer\n<</Size 5/Root 1 0 R>>\n%%EOF\n").into_bytes()
}

const FORM: &str = "/AcroForm<</Fields[4 0 R]/DA(/Helv 12 Tf 0 g)\
    /DR<</Font<</Helv<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>";
const FIELD: &str = "/Subtype/Widget/FT/Tx/T(consignee)/DA(/Helv 12 Tf 0 g)/V(typed words)";
const HIGHLIGHT: &str = "/Subtype/Highlight/QuadPoints[72 704 300 704 72 690 300 690]/C[0 0 0.4]";

/// How many pixels are dark in this box of points, and how many outside.
fn ink(picture: &Picture, (x, y, width, height): (f32, f32, f32, f32)) -> (usize, usize) {
    let canvas = &picture.canvas;
    let n_bytes = if canvas.grey { 1 } else { 3 };
    let (mut inside, mut outside) = (0, 0);
    for (at, pixel) in picture.pixels.chunks_exact(n_bytes).enumerate() {
        let (column, row) = (at % canvas.width as usize, at / canvas.width as usize);
        let (px, py) = (column as f32 / canvas.scale, row as f32 / canvas.scale);
        let is_inside = px >= x && py >= y && px < x + width && py < y + height;
        if pixel[0] < 160 {
            *(if is_inside { &mut inside } else { &mut outside }) += 1;
        }
    }
    (inside, outside)
}

#[test]
fn marks_without_looks_are_drawn_by_the_second_engine() {
    for (mark, form) in [(FIELD, FORM), (HIGHLIGHT, "")] {
        let bytes = marked("", mark, form);
        let first = draw(&bytes, View { engine: Engine::First, ..VIEW }).unwrap();
        assert_eq!((first.canvas.drawer, &first.canvas.notes[..]), (Drawer::Hayro, &[Note::MarksNotDrawn][..]));
        let best = draw(&bytes, VIEW).unwrap();
        assert_eq!((best.canvas.drawer, &best.canvas.notes[..]), (Drawer::Pdfium, &[][..]));
        assert_eq!((best.canvas.width, best.canvas.height, best.canvas.scale), (1200, 1600, 2.0));
        let (inside, outside) = ink(&best, (71.0, 95.0, 230.0, 16.0));
        assert!(inside > 100 && outside == 0, "{mark}: {inside} in its box, {outside} outside");
        // the other than the best is the first
        let other = draw(&bytes, View { engine: Engine::Other, ..VIEW }).unwrap();
        assert_eq!(other.canvas.drawer, Drawer::Hayro);
    }
    // What neither draws is said.
    let line = draw(&marked("", "/Subtype/Line/L[72 690 300 704]", ""), VIEW).unwrap();
    assert_eq!(line.canvas.notes, [Note::MarksNotDrawn]);
}

#[test]
fn a_turned_page_keeps_its_marks_in_their_place() {
    // On a page that is turned a quarter clockwise, what lay near the top lies near the right edge.
    let bytes = marked("/Rotate 90", HIGHLIGHT, "");
    let best = draw(&bytes, VIEW).unwrap();
    assert_eq!((best.canvas.width, best.canvas.height), (1600, 1200));
    let (inside, outside) = ink(&best, (689.0, 71.0, 16.0, 230.0));
    assert!(inside > 100 && outside == 0, "{inside} in its box, {outside} outside");
    let cropped = draw(&marked("/CropBox[50 100 550.3 750.7]", HIGHLIGHT, ""), VIEW).unwrap();
    let (inside, outside) = ink(&cropped, (21.0, 45.7, 230.0, 16.0));
    assert!(inside > 100 && outside == 0, "{inside} in its box, {outside} outside");
    // Turned by the reader: upside down.
    let turned = draw(&marked("", HIGHLIGHT, ""), View { turn: Turn::Half, ..VIEW }).unwrap();
    let (inside, outside) = ink(&turned, (299.0, 689.0, 230.0, 16.0));
    assert!(inside > 100 && outside == 0, "{inside} in its box, {outside} outside");
}

#[test]
fn both_engines_lay_words_on_the_same_places() {
    for path in ["leak/contract-VX-2024-0219.pdf", "filings/register-quillmarrow.pdf", "leak/floor-plan-hall-3.pdf"] {
        let bytes = sample(path);
        let (outcome, both) = read(&bytes, None);
        assert_eq!(outcome, Outcome::Done);
        assert!(both.units.iter().all(|unit| unit.engine == "hayro"), "{path}");
        let (outcome, second) = read(&bytes, Some("without-first 0"));
        assert_eq!(outcome, Outcome::Done);
        assert!(second.units.iter().all(|unit| unit.engine == "pdfium"), "{path}");
        for (number, (a, b)) in (1..).zip(both.units.iter().zip(&second.units)) {
            assert_eq!((&a.text, &a.label, a.page), (&b.text, &b.label, b.page), "{path}");
            for (a, b) in a.boxes.iter().zip(&b.boxes) {
                let apart = [a.x - b.x, a.y - b.y, a.width - b.width, a.height - b.height];
                assert!(apart.iter().all(|by| by.abs() < 1.0), "{path}: {a:?} and {b:?}");
            }
            let view = View { unit: number, engine: Engine::Second, ..VIEW };
            let picture = draw(&bytes, view).unwrap();
            let words = &b.boxes;
            let n_inked = words.iter().filter(|b| ink(&picture, (b.x, b.y, b.width, b.height)).0 > 0).count();
            assert!(n_inked * 100 >= words.len() * 95, "{path}: {n_inked} of {} words have ink", words.len());
        }
    }
}

#[test]
fn a_reading_goes_on_without_the_engine_that_failed() {
    let bytes = sample("leak/contract-VX-2024-0219.pdf");
    let (_, whole) = read(&bytes, None);
    assert!(whole.units.len() > 1 && whole.problems.is_empty());
    let (outcome, rest) = read(&bytes, Some("without-first 1"));
    assert_eq!((outcome, rest.units.len()), (Outcome::Done, whole.units.len() - 1));
    assert_eq!(rest.units[0].label, "p. 2");
    assert_eq!(rest.problems, ["the first engine failed on this page; from here on the second read alone"]);
    let (outcome, rest) = read(&bytes, Some("without-second 1"));
    assert_eq!((outcome, &rest.units[..]), (Outcome::Done, &whole.units[1..]));
    let (outcome, alone) = read(&bytes, Some("alone 0"));
    assert_eq!(outcome, Outcome::Done);
    let texts = |kept: &Kept| kept.units.iter().map(|unit| unit.text.clone()).collect::<Vec<_>>();
    assert_eq!(texts(&alone), texts(&whole));
    let title = |kept: &Kept| kept.metas.iter().find(|(key, _)| *key == MetaKey::Title).cloned();
    assert_eq!(title(&alone), title(&whole));
    assert_eq!(alone.problems, [alone::UNSOUGHT]);
}

#[test]
fn what_neither_engine_opens_is_told_by_the_first() {
    let (outcome, kept) = read(b"%PDF-1.7\nnothing of the kind", None);
    assert!(matches!(outcome, Outcome::Failed(Failure::Corrupt(_))), "{outcome:?}");
    assert!(kept.units.is_empty());
    let (outcome, _) = read(&sample("leak/minutes-locked.pdf"), None);
    assert_eq!(outcome, Outcome::Failed(Failure::Encrypted));
    let locked = draw(&sample("leak/minutes-locked.pdf"), VIEW);
    assert_eq!(locked.map(drop), Err(Outcome::Failed(Failure::Encrypted)));
}

#[test]
fn a_locked_document_is_opened_by_the_password_that_fits() {
    let bytes = sample("leak/minutes-locked.pdf");
    let words = |words: &[&str]| Passwords::new(words.iter().map(|word| (*word).to_owned()));
    let alone = View { engine: Engine::SecondAlone, ..VIEW };
    for wrong in [words(&[]), words(&["heron"])] {
        assert_eq!(read_locked(&bytes, Some("alone 0"), &wrong).0, Outcome::Failed(Failure::Encrypted));
        assert!(draw_locked(&bytes, alone, &wrong).is_err());
    }
    let right = words(&["heron", "heron-2025"]);
    let (outcome, kept) = read_locked(&bytes, Some("alone 0"), &right);
    assert_eq!((outcome, kept.units[0].engine.as_str()), (Outcome::Done, "pdfium"));
    let (_, by_first) = read_locked(&bytes, None, &right);
    assert_eq!(words_of(&kept), words_of(&by_first));
    let drawn = draw_locked(&bytes, alone, &right).unwrap();
    assert_eq!(drawn.canvas.drawer, Drawer::Pdfium);
    assert!(ink(&drawn, (0.0, 0.0, 600.0, 800.0)).0 > 0);
}

fn words_of(kept: &Kept) -> Vec<&str> {
    kept.units.iter().flat_map(|unit| unit.text.split_whitespace()).collect()
}
