//! Real worker processes: locked in, well behaved, and every way of going wrong.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::{Cursor, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anchor::Unit;
use ingest::Error;
use ingest::format::{Child, Failure, Limits, MetaKey, Problem, ProblemCode};
use ingest::host::{Job, Outcome, Reading, Settings, Sink, SinkError, Worker, WorkerCommand};
use ingest::kind::Kind;
use ingest::passwords::NONE;
use ingest::pool::Pool;
use ingest::sandbox::{OffBecause, Sandbox};

#[derive(Default)]
struct Kept {
    kind: Option<Kind>,
    units: Vec<Unit>,
    children: Vec<(Child, Vec<u8>, Option<Problem>)>,
    open: Option<(Child, Vec<u8>)>,
    metas: Vec<(MetaKey, String)>,
    problems: Vec<Problem>,
    /// Fails on the first unit.
    full: bool,
    /// Set as soon as the kind is known.
    cancel: Option<&'static AtomicBool>,
}

impl Sink for Kept {
    fn kind(&mut self, kind: Kind) -> Result<(), SinkError> {
        self.kind = Some(kind);
        if let Some(cancel) = self.cancel {
            cancel.store(true, Ordering::Relaxed);
        }
        Ok(())
    }
    fn unit(&mut self, unit: Unit) -> Result<(), SinkError> {
        if self.full {
            return Err("the disk is full".into());
        }
        self.units.push(unit);
        Ok(())
    }
    fn child_start(&mut self, child: Child) -> Result<(), SinkError> {
        self.open = Some((child, Vec::new()));
        Ok(())
    }
    fn child_bytes(&mut self, bytes: &[u8]) -> Result<(), SinkError> {
        self.open.as_mut().ok_or("no child is open")?.1.extend_from_slice(bytes);
        Ok(())
    }
    fn child_end(&mut self, broken: Option<Problem>) -> Result<(), SinkError> {
        let (child, bytes) = self.open.take().ok_or("no child is open")?;
        self.children.push((child, bytes, broken));
        Ok(())
    }
    fn meta(&mut self, key: MetaKey, value: String) -> Result<(), SinkError> {
        self.metas.push((key, value));
        Ok(())
    }
    fn problem(&mut self, problem: Problem) -> Result<(), SinkError> {
        self.problems.push(problem);
        Ok(())
    }
    fn unseen(&mut self, _page: u32) -> Result<(), SinkError> {
        Ok(())
    }
    fn checkpoint(&mut self, _token: &str) -> Result<(), SinkError> {
        Ok(())
    }
}

static NEVER: AtomicBool = AtomicBool::new(false);

const SETTINGS: Settings = Settings { memory: 256 << 20, ..Settings::DESKTOP };

/// For workers that never end: all others are given the time a busy machine needs.
const HASTY: Settings =
    Settings { idle_deadline: Duration::from_secs(2), total_base: Duration::from_secs(4), ..SETTINGS };

const LIMITS: Limits = Limits { max_child_bytes: 8 << 20, ..Limits::DESKTOP };

fn pool(settings: Settings) -> Pool {
    let program = env!("CARGO_BIN_EXE_ingest-worker").into();
    Pool::new(WorkerCommand { program, args: Vec::new() }, settings)
}

fn job(len: usize) -> Job<'static> {
    Job { len: len as u64, name: None, limits: LIMITS, resume: None, passwords: &NONE }
}

fn read(worker: &mut Worker, text: &[u8]) -> (Reading, Kept) {
    let mut kept = Kept::default();
    let reading = worker.read(&mut Cursor::new(text), job(text.len()), &mut kept, &NEVER).unwrap();
    (reading, kept)
}

#[test]
fn what_ended_a_worker_is_left_out_by_the_next() {
    let mut worker = pool(SETTINGS).worker();
    for _ in 0..2 {
        let (reading, kept) = read(&mut worker, b"!!abort, but once");
        assert_eq!((reading.outcome, reading.kind, reading.units), (Outcome::Done, Some(Kind::Text), 2));
        assert_eq!(kept.problems.last().map(|problem| problem.message.as_str()), Some("went on from here"));
    }
}

#[test]
fn a_worker_locks_itself_in_and_reads() {
    let mut worker = pool(SETTINGS).worker();
    let (reading, kept) = read(&mut worker, b"First paragraph.\n\nSecond one.\n");
    assert_eq!(reading.outcome, Outcome::Done);
    assert_eq!((reading.kind, reading.units), (Some(Kind::Text), 1));
    assert_eq!(kept.kind, Some(Kind::Text));
    assert_eq!(kept.units[0].text, "First paragraph.\n\nSecond one.");
    assert_eq!(kept.metas, [(MetaKey::Encoding, "utf-8".to_owned())]);
    assert!(reading.sandbox.limits && reading.sandbox.seccomp, "{:?}", reading.sandbox);
    assert_eq!(reading.sandbox.off, None);
    assert!(reading.peak_memory.unwrap() > 1 << 20);
}

#[test]
fn archives_are_unpacked_behind_locked_doors() {
    let words = b"words in an archive";
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(words).unwrap();
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bzip2.write_all(words).unwrap();
    let mut xz = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(6)).unwrap();
    xz.write_all(words).unwrap();
    let mut seven = sevenz_rust2::ArchiveWriter::new(Cursor::new(Vec::new())).unwrap();
    seven.push_archive_entry(sevenz_rust2::ArchiveEntry::new_file("a.txt"), Some(&words[..])).unwrap();
    let packed = [
        (Kind::Gzip, gzip.finish().unwrap()),
        (Kind::Bzip2, bzip2.finish().unwrap()),
        (Kind::Xz, xz.finish().unwrap()),
        (Kind::Zstd, zstd::encode_all(&words[..], 3).unwrap()),
        (Kind::SevenZip, seven.finish().unwrap().into_inner()),
    ];
    let mut worker = pool(SETTINGS).worker();
    for (kind, bytes) in packed {
        let (reading, kept) = read(&mut worker, &bytes);
        assert_eq!((reading.kind, &reading.outcome), (Some(kind), &Outcome::Done));
        assert_eq!(kept.children[0].1, words, "{kind}");
    }
}

#[test]
fn a_large_child_that_breaks_off_says_so_at_its_end() {
    let noise: Vec<u8> = (0..3_u32 << 20).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&noise).unwrap();
    let mut packed = gzip.finish().unwrap();
    packed.truncate(packed.len() - 1000);
    let mut kept = Kept::default();
    let job = Job { limits: Limits::DESKTOP, ..job(packed.len()) };
    let reading = pool(SETTINGS).worker().read(&mut Cursor::new(&packed), job, &mut kept, &NEVER).unwrap();
    assert_eq!(reading.outcome, Outcome::Done);
    let (child, bytes, broken) = &kept.children[0];
    assert!(child.broken.is_none() && bytes.len() > 8 << 20 && noise.starts_with(bytes));
    assert_eq!(broken.as_ref().unwrap().message, "its bytes break off");
}

#[test]
fn without_a_sandbox_it_says_so() {
    let mut worker = pool(Settings { sandbox: Sandbox::Off, ..SETTINGS }).worker();
    let (reading, _) = read(&mut worker, b"words");
    assert_eq!(reading.outcome, Outcome::Done);
    assert_eq!(reading.sandbox.off, Some(OffBecause::Asked));
}

#[test]
fn trouble_marks_one_file_and_the_next_is_read() {
    let mut worker = pool(HASTY).worker();
    let mut check = |order: &str, expect: fn(&Outcome) -> bool| {
        let (reading, _) = read(&mut worker, order.as_bytes());
        assert!(expect(&reading.outcome), "{order}: {:?}", reading.outcome);
        let (next, kept) = read(&mut worker, b"all is well");
        assert_eq!((next.outcome, kept.units.len()), (Outcome::Done, 1), "after {order}");
    };
    check(
        "!!panic",
        |o| matches!(o, Outcome::ParserFailed(m) if m.contains("a parser's own words (program.rs:") && !m.contains("document")),
    );
    check("!!panic late", |o| matches!(o, Outcome::ParserFailed(m) if m.contains("after a unit")));
    check("!!abort", |o| matches!(o, Outcome::ParserFailed(m) if m.contains("signal 6")));
    check("!!hang", |o| matches!(o, Outcome::TimedOut(m) if m == "stopped after 2 seconds without progress"));
    check("!!chatter", |o| matches!(o, Outcome::TimedOut(m) if m == "stopped after 4 seconds"));
    check("!!eat", |o| *o == Outcome::OutOfMemory);
    check("!!recurse", |o| matches!(o, Outcome::ParserFailed(m) if m.contains("too deep")));
    check("!!print", |o| *o == Outcome::Done);
}

#[test]
fn what_was_given_before_a_crash_is_kept() {
    let mut worker = pool(SETTINGS).worker();
    let (_, kept) = read(&mut worker, b"!!panic late");
    assert_eq!(kept.units.len(), 1);
    let (reading, kept) = read(&mut worker, b"!!child");
    assert!(matches!(reading.outcome, Outcome::ParserFailed(_)));
    let (child, bytes, broken) = &kept.children[0];
    assert_eq!(child.name, "inside 1.txt");
    assert!(bytes.len() >= 256 << 10 && broken.is_some());
}

#[test]
fn what_was_given_before_a_cap_on_time_or_memory_is_kept_and_what_it_cut_says_so() {
    let mut worker = pool(HASTY).worker();
    let mut check = |order: &str, expect: fn(&Outcome) -> bool, words: &str| {
        let (reading, kept) = read(&mut worker, order.as_bytes());
        assert!(expect(&reading.outcome) && reading.is_cut, "{order}: {:?}", reading.outcome);
        let [(_, whole, None), (_, half, Some(broken))] = &kept.children[..] else { panic!("{:?}", kept.children) };
        assert_eq!((&whole[..], &half[..]), (&b"the words of crate 1"[..], &b"the first half of crate 2"[..]));
        assert_eq!((broken.code, broken.message.as_str()), (ProblemCode::Limit, words));
    };
    check(
        "!!children, then hang",
        |o| matches!(o, Outcome::TimedOut(_)),
        "the time for reading what it lies in was up",
    );
    check("!!children, then eat", |o| *o == Outcome::OutOfMemory, "no memory was left to read what it lies in");
}

#[test]
fn what_was_whole_is_kept_though_its_worker_hangs_right_after_it() {
    let (reading, kept) = read(&mut pool(HASTY).worker(), b"!!children, then hang, but once");
    assert!(matches!(reading.outcome, Outcome::TimedOut(_)) && !reading.is_cut, "{:?}", reading.outcome);
    assert_eq!((reading.children, kept.children.len()), (2, 2));
}

#[test]
fn a_worker_taken_over_is_not_believed() {
    let settings = Settings { sandbox: Sandbox::Off, ..SETTINGS };
    let check = |mood: &str, expect: &str| {
        let program = env!("CARGO_BIN_EXE_ingest-worker").into();
        let pool = Pool::new(WorkerCommand { program, args: vec![mood.to_owned()] }, settings);
        let mut kept = Kept::default();
        let reading = pool.read(&mut Cursor::new(vec![b'a'; 100]), job(100), &mut kept, &NEVER).unwrap();
        match reading.outcome {
            Outcome::ParserFailed(words) => assert!(words.contains(expect), "{mood}: {words}"),
            other => panic!("{mood}: {other:?}"),
        }
        assert!(kept.open.is_none(), "{mood}: a child was left open");
    };
    check("noise", "a frame that means nothing");
    check("oversized", "a frame of 4294967295 bytes");
    check("out-of-order", "frames out of order");
    check("boxes", "a box outside the text");
    check("greedy", "a question for bytes that cannot be");
    check("deaf", "asked without listening");
    check("endless-child", "more bytes of children than were allowed");
    check("half-a-frame", "its worker ended");
    check("dies-in-child", "its worker ended");
    check("greets-again", "a greeting in a reading");
    check("stops", "stopped unasked");
    check("draws-unasked", "a drawing in a reading");
}

#[test]
fn a_worker_of_another_make_is_not_used() {
    let check = |mood: &str| {
        let program = env!("CARGO_BIN_EXE_ingest-worker").into();
        let pool = Pool::new(WorkerCommand { program, args: vec![mood.to_owned()] }, SETTINGS);
        pool.read(&mut Cursor::new(b"a"), job(1), &mut Kept::default(), &NEVER).unwrap_err()
    };
    assert!(matches!(check("old"), Error::Greeting(_)));
    assert!(matches!(check("refuses"), Error::Sandbox(why) if why == "no lock"));
    assert!(matches!(check("unlocked"), Error::Sandbox(_)));
}

#[test]
fn a_sink_that_fails_ends_the_reading() {
    let mut worker = pool(SETTINGS).worker();
    let mut kept = Kept { full: true, ..Kept::default() };
    let error = worker.read(&mut Cursor::new(b"words"), job(5), &mut kept, &NEVER).unwrap_err();
    assert!(matches!(error, Error::Sink(_)));
    assert_eq!(read(&mut worker, b"more").0.outcome, Outcome::Done);
}

#[test]
fn a_cancelled_reading_stops_though_the_worker_hangs() {
    static CANCEL: AtomicBool = AtomicBool::new(false);
    let mut worker = pool(SETTINGS).worker();
    let mut kept = Kept { cancel: Some(&CANCEL), ..Kept::default() };
    let reading = worker.read(&mut Cursor::new(b"!!hang"), job(6), &mut kept, &CANCEL).unwrap();
    assert_eq!(reading.outcome, Outcome::Failed(Failure::Stopped));
}

#[test]
fn a_medium_that_fails_is_told_from_a_damaged_file() {
    let mut worker = pool(SETTINGS).worker();
    let mut check = |there: usize, claimed: usize| {
        let bytes = vec![b'a'; there];
        let mut kept = Kept::default();
        let reading = worker.read(&mut Cursor::new(bytes), job(claimed), &mut kept, &NEVER).unwrap();
        assert!(matches!(reading.outcome, Outcome::Failed(Failure::ReadError(_))), "{:?}", reading.outcome);
    };
    check(10, 20);
    check(3 << 20, 4 << 20);
}

#[test]
fn a_large_text_is_asked_for_piece_by_piece() {
    let line = "a line of some words, and then a line end\n";
    let text = line.repeat((5 << 20) / line.len());
    let (reading, kept) = read(&mut pool(SETTINGS).worker(), text.as_bytes());
    assert_eq!(reading.outcome, Outcome::Done);
    assert!(kept.units.iter().all(|unit| unit.text.len() <= 64 << 10));
    let joined: Vec<&str> = kept.units.iter().map(|unit| unit.text.as_str()).collect();
    assert_eq!(joined.join("\n"), text.trim_end());
}

#[test]
fn no_worker_is_an_error_of_its_own() {
    let check = |program: &str| {
        let pool = Pool::new(WorkerCommand { program: program.into(), args: Vec::new() }, SETTINGS);
        pool.read(&mut Cursor::new(b"words"), job(5), &mut Kept::default(), &NEVER).unwrap_err()
    };
    assert!(matches!(check("/nowhere/worker"), Error::Start { .. }));
    assert!(matches!(check("/bin/true"), Error::Greeting(_)));
    assert!(matches!(check("/bin/cat"), Error::Greeting(_)));
}

#[test]
fn many_threads_share_few_workers() {
    let pool = pool(Settings { n_workers: 2, recycle_after: 3, ..SETTINGS });
    std::thread::scope(|scope| {
        for n in 0..6 {
            let pool = &pool;
            scope.spawn(move || {
                for round in 0..5 {
                    let text = format!("thread {n} round {round}");
                    let mut kept = Kept::default();
                    let reading = pool.read(&mut Cursor::new(&text), job(text.len()), &mut kept, &NEVER).unwrap();
                    assert_eq!(reading.outcome, Outcome::Done);
                    assert_eq!(kept.units[0].text, text);
                }
            });
        }
    });
}
