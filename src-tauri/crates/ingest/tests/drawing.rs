//! Drawing in worker processes: what a page costs them, and what a worker that was taken over is not believed.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::cell::Cell;
use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use ingest::draw::{Engine, MAX_SIDE, Note, Picture, Turn, View};
use ingest::format::Failure;
use ingest::host::{DrawJob, Drawing, FindFont, Font, Outcome, Settings, Worker, WorkerCommand};
use ingest::passwords::NONE;
use ingest::sandbox::Sandbox;

static NEVER: AtomicBool = AtomicBool::new(false);

const VIEW: View = View { unit: 1, scale: 1.0, max_side: MAX_SIDE, turn: Turn::None, engine: Engine::Best };

/// With the time a busy machine needs.
const SETTINGS: Settings =
    Settings { idle_deadline: Duration::from_secs(60), total_base: Duration::from_secs(120), ..Settings::DRAWING };

fn worker(args: &[&str], settings: Settings) -> Worker {
    let program = env!("CARGO_BIN_EXE_ingest-worker").into();
    let args = args.iter().map(ToString::to_string).collect();
    Worker::new(Arc::new(WorkerCommand { program, args }), settings)
}

fn sample(path: &str) -> Vec<u8> {
    std::fs::read(format!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../samples/{}"), path)).unwrap()
}

fn draw_with(worker: &mut Worker, bytes: &[u8], view: View, fonts: FindFont<'_>) -> Drawing {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&(bytes.len() as u64).to_le_bytes());
    let job = DrawJob { key, len: bytes.len() as u64, name: None, view, passwords: &NONE };
    worker.draw(&mut Cursor::new(bytes), job, fonts, &NEVER).unwrap()
}

fn draw(worker: &mut Worker, bytes: &[u8], view: View) -> Result<Picture, Outcome> {
    draw_with(worker, bytes, view, &|_| None).page
}

#[test]
fn pages_of_documents_are_drawn_one_after_another() {
    let mut worker = worker(&[], SETTINGS);
    let contract = sample("leak/contract-VX-2024-0219.pdf");
    let first = draw_with(&mut worker, &contract, VIEW, &|_| None);
    assert!(first.sandbox.limits && first.sandbox.seccomp, "{:?}", first.sandbox);
    let first = first.page.unwrap();
    let second = draw(&mut worker, &contract, View { unit: 2, ..VIEW }).unwrap();
    assert_ne!(first.pixels, second.pixels);
    let scan = draw(&mut worker, &sample("leak/gate-pass-scan.pdf"), VIEW).unwrap();
    assert!(scan.pixels.iter().any(|shade| *shade < 128));
    let missing = draw(&mut worker, &contract, View { unit: 99, ..VIEW }).unwrap_err();
    assert!(matches!(&missing, Outcome::Failed(Failure::Corrupt(why)) if why.ends_with("no page 99")), "{missing:?}");
    assert_eq!(draw(&mut worker, &contract, VIEW).unwrap(), first);
}

#[test]
fn a_document_that_is_open_is_not_read_again() {
    let mut worker = worker(&[], SETTINGS);
    let contract = sample("leak/contract-VX-2024-0219.pdf");
    draw(&mut worker, &contract, VIEW).unwrap();
    // its bytes are gone, and are not needed
    let mut key = [0; 32];
    key[..8].copy_from_slice(&(contract.len() as u64).to_le_bytes());
    let job = DrawJob { key, len: contract.len() as u64, name: None, view: View { unit: 2, ..VIEW }, passwords: &NONE };
    let nothing: &[u8] = &[];
    worker.draw(&mut Cursor::new(nothing), job, &|_| None, &NEVER).unwrap().page.unwrap();
    let other = DrawJob { key: [1; 32], ..job };
    let unread = worker.draw(&mut Cursor::new(nothing), other, &|_| None, &NEVER).unwrap().page.unwrap_err();
    assert!(matches!(unread, Outcome::Failed(Failure::ReadError(_))), "{unread:?}");
}

#[test]
fn a_locked_file_and_a_text_give_reasons() {
    let mut worker = worker(&[], SETTINGS);
    let check = |worker: &mut Worker, path: &str, expect: Failure| {
        assert_eq!(draw(worker, &sample(path), VIEW).unwrap_err(), Outcome::Failed(expect), "{path}");
    };
    check(&mut worker, "leak/minutes-locked.pdf", Failure::Encrypted);
    check(&mut worker, "leak/serials.csv", Failure::Unsupported);
}

#[test]
fn a_missing_font_is_named_and_one_that_is_there_is_lent_for_every_page() {
    let mut worker = worker(&[], SETTINGS);
    let chinese = sample("leak/采购合同-DL20241015.pdf");
    let n_asked = Cell::new(0);
    let none = |_| {
        n_asked.set(n_asked.get() + 1);
        None
    };
    for _ in 0..2 {
        let picture = draw_with(&mut worker, &chinese, VIEW, &none).page.unwrap();
        assert!(matches!(&picture.canvas.notes[..], [Note::FontMissing(_)]), "{:?}", picture.canvas.notes);
    }
    assert_eq!(n_asked.get(), 1, "what this computer does not have is not asked for again");
    // what is no font is no trouble: the page is drawn without it
    let mut worker = self::worker(&[], SETTINGS);
    let odd = Font { id: 3, bytes: Arc::new(vec![7; 3 << 20]) };
    let n_lent = Cell::new(0);
    let lend = |_| {
        n_lent.set(n_lent.get() + 1);
        Some(odd.clone())
    };
    let pages = [(); 2].map(|()| draw_with(&mut worker, &chinese, VIEW, &lend).page.unwrap());
    assert_eq!(n_lent.get(), 2, "a worker keeps no font, and asks before it draws in vain");
    assert_eq!(pages[0], pages[1]);
}

#[test]
fn a_page_that_needs_too_much_memory_costs_itself_alone() {
    let mut worker = worker(&[], Settings { memory: 192 << 20, ..SETTINGS });
    assert_eq!(draw(&mut worker, &bomb(12_800), VIEW).unwrap_err(), Outcome::OutOfMemory);
    draw(&mut worker, &sample("leak/gate-pass-scan.pdf"), VIEW).unwrap();
}

/// A PDF with a picture of so many pixels on each side, packed as runs of 128.
fn bomb(side: usize) -> Vec<u8> {
    let content = "q 200 0 0 200 0 0 cm /I Do Q";
    let runs = [129, 7].repeat(side * side / 128);
    let head = format!(
        "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
         3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>\nendobj\n\
         4 0 obj\n<</Length {}>>\nstream\n{content}\nendstream\nendobj\n\
         5 0 obj\n<</Type/XObject/Subtype/Image/Width {side}/Height {side}/ColorSpace/DeviceGray/BitsPerComponent 8\
         /Filter/RunLengthDecode/Length {}>>\nstream\n",
        content.len(),
        runs.len()
    );
    let tail = b"\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n";
    [head.as_bytes(), &runs, tail].concat()
}

#[test]
fn a_worker_taken_over_is_not_believed() {
    let check = |mood: &str, expect: &str| {
        let mut worker = worker(&[mood], Settings { sandbox: Sandbox::Off, ..SETTINGS });
        match draw(&mut worker, &[b'a'; 100], VIEW) {
            Err(Outcome::ParserFailed(words)) => assert!(words.contains(expect), "{mood}: {words}"),
            other => panic!("{mood}: {other:?}"),
        }
    };
    check("noise", "a frame that means nothing");
    check("oversized", "a frame of 4294967295 bytes");
    check("draws-too-much", "pixels that are not the page's");
    check("draws-too-large", "a page of a size that was not asked for");
    check("draws-half", "an end before the last pixel");
    check("reads-instead", "frames out of order");
    check("greedy", "a question for bytes that cannot be");
    check("deaf", "asked without listening");
    check("begs-for-fonts", "asked without listening");
    check("greets-again", "a greeting in a drawing");
    check("stops", "stopped unasked");
    check("half-a-frame", "its worker ended");
}

#[test]
fn what_ends_one_engine_is_drawn_by_the_other() {
    for mood in ["draws with pdfium alone", "draws with hayro alone"] {
        let mut worker = worker(&[mood], Settings { sandbox: Sandbox::Off, ..SETTINGS });
        for _ in 0..2 {
            let drawn = draw(&mut worker, &[b'a'; 100], VIEW).unwrap();
            assert_eq!((drawn.canvas.width, drawn.pixels.len()), (2, 4), "{mood}");
        }
        let asked = View { engine: Engine::Second, ..VIEW };
        assert!(matches!(draw(&mut worker, &[b'a'; 100], asked), Err(Outcome::ParserFailed(_))), "{mood}");
    }
}

#[test]
fn a_cancelled_drawing_stops() {
    static CANCEL: AtomicBool = AtomicBool::new(true);
    let mut worker = worker(&[], SETTINGS);
    draw(&mut worker, &sample("leak/gate-pass-scan.pdf"), VIEW).unwrap();
    let bytes = sample("leak/contract-VX-2024-0219.pdf");
    let job = DrawJob { key: [9; 32], len: bytes.len() as u64, name: None, view: VIEW, passwords: &NONE };
    let drawing = worker.draw(&mut Cursor::new(&bytes), job, &|_| None, &CANCEL).unwrap();
    assert_eq!(drawing.page.unwrap_err(), Outcome::Failed(Failure::Stopped));
}
