//! A worker for tests: reads as the product does, but texts that begin with `!!` make it misbehave, and with an argument
//! it speaks the protocol as one that was taken over might. After `second` comes where the second engine for PDF lies.

mod hostile;

use std::io::{Read, SeekFrom, Write};
use std::path::Path;
use std::process::ExitCode;

use ingest::format::{Child, Emit, Failure, Input, Problem, ProblemCode, read_as};
use ingest::kind::Kind;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    match (args.next().as_deref(), args.next()) {
        (Some("second"), path) => ingest::worker::main(read_or_misbehave, path.as_deref().map(Path::new)),
        (Some(mood), _) => hostile::serve(mood),
        (None, _) => ingest::worker::main(read_or_misbehave, None),
    }
}

fn read_or_misbehave(kind: Kind, input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut order = String::new();
    let unread = |error: std::io::Error| Failure::ReadError(error.to_string());
    if kind == Kind::Text {
        let mut bytes = Vec::new();
        (&mut *input.bytes).take(64).read_to_end(&mut bytes).map_err(unread)?;
        input.bytes.seek(SeekFrom::Start(0)).map_err(unread)?;
        order = String::from_utf8_lossy(&bytes).trim().to_owned();
    }
    match order.as_str() {
        "!!panic" => panic!("a parser's own words\nand the document's"),
        "!!panic late" => {
            read_as(kind, input, out)?;
            panic!("after a unit")
        }
        "!!abort" => std::process::abort(),
        "!!abort, but once" => match input.resume {
            None => {
                out.fall_back_to("from here")?;
                read_as(kind, input, out)?;
                std::process::abort()
            }
            Some(token) => {
                let message = format!("went on {token}");
                out.problem(Problem { code: ProblemCode::Unreadable, message, unit: None })?;
                read_as(kind, input, out)
            }
        },
        "!!hang" => loop {
            std::thread::park();
        },
        "!!chatter" => loop {
            out.alive()?;
        },
        "!!eat" => eat(out),
        "!!recurse" => Err(Failure::Corrupt(deeper(0).to_string())),
        "!!print" => {
            #[expect(clippy::print_stdout, reason = "what a library might do")]
            {
                println!("stray words on standard output");
            }
            std::io::stdout().write_all(b"and more").map_err(unread)?;
            read_as(kind, input, out)
        }
        "!!child" => out.child(child(1), &mut Endless).map(|_| ()),
        "!!children, then hang" => {
            children_and_a_half(out)?;
            loop {
                std::thread::park();
            }
        }
        "!!children, then eat" => {
            children_and_a_half(out)?;
            eat(out)
        }
        "!!half a child, then hang, but once" => match input.resume.map(str::parse) {
            Some(Ok(next)) => (next..=2).try_for_each(|n| give(n, out)),
            _ => {
                give(1, out)?;
                out.checkpoint("2")?;
                out.child_begins(child(2))?;
                out.child_goes_on(b"the words of")?;
                out.alive()?;
                loop {
                    std::thread::park();
                }
            }
        },
        "!!children, then hang, but once" => match input.resume.map(str::parse) {
            Some(Ok(next)) => (next..=4).try_for_each(|n| give(n, out)),
            _ => {
                give(1, out)?;
                out.checkpoint("2")?;
                give(2, out)?;
                loop {
                    std::thread::park();
                }
            }
        },
        _ => read_as(kind, input, out),
    }
}

fn child(n: u32) -> Child {
    let (name, locator) = (format!("inside {n}.txt"), format!("entry {n}"));
    Child { name, raw_name: None, locator, modified: None, broken: None }
}

/// Gives a child of a few words.
fn give(n: u32, out: &mut dyn Emit) -> Result<(), Failure> {
    out.child(child(n), &mut format!("the words of crate {n}").as_bytes()).map(|_| ())
}

/// Gives a child and part of another, which the host has been sent.
fn children_and_a_half(out: &mut dyn Emit) -> Result<(), Failure> {
    give(1, out)?;
    out.child_begins(child(2))?;
    out.child_goes_on(b"the first half of crate 2")?;
    out.alive()
}

fn eat(out: &mut dyn Emit) -> Result<(), Failure> {
    let mut held: Vec<Vec<u8>> = Vec::new();
    loop {
        held.push(vec![1; 16 << 20]);
        out.alive()?;
    }
}

#[expect(unconditional_recursion, reason = "to run out of stack")]
fn deeper(n: u64) -> u64 {
    let room = std::hint::black_box([n; 512]);
    deeper(n + 1) + room[0]
}

/// Some bytes, then a panic.
struct Endless;

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        static READ: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let before = READ.fetch_add(out.len(), std::sync::atomic::Ordering::Relaxed);
        assert!(before < 600_000, "in the middle of a child");
        out.fill(b'x');
        Ok(out.len())
    }
}
