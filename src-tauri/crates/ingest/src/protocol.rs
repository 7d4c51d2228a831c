//! What host and worker say to each other over the worker's standard input and output.
//!
//! A frame is a length (u32, little endian, at most [`MAX_FRAME`]) and that many bytes of postcard. Both ends are the
//! same build, so [`VERSION`] only guards against a stale binary. The host believes nothing a worker says: see
//! [`inspect`].
//!
//! What follows a `Fallback` may end the worker: the file is then read on by another, once, as if from a checkpoint.
//!
//! Order, for one worker: `Hello` → `Ready` or `Refused`; then for each file `Read` → `Kind`, then findings in any
//! number → `Done` or `Panicked`. Between `ChildStart` and `ChildEnd` come only `ChildBytes`, `Alive` and `ReadAt`.
//! For each page `Draw` → `Drawn`, then `Pixels` until there are as many as `Drawn` said → `Done` or `Panicked`.
//! The worker may ask `ReadAt` at any time during a reading or drawing; the host answers each with `Bytes` before the
//! next. Before `Drawn` it may ask `FontAt` too, answered with `Font`.
//! For each page whose words are to be read off it `See` → `Seen` → `Done` or `Panicked`, or `Blind` from a worker that
//! has no use of its models. Before that it may ask `ModelAt`, answered with `Model`.

pub mod inspect;

use std::io::{Read, Write};

use anchor::Unit;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::draw::{Canvas, Script, View};
use crate::format::{Child, Failure, Limits, MetaKey, Packing, Problem};
use crate::kind::Kind;
use crate::passwords::Passwords;
use crate::sandbox::{Sandbox, SandboxReport};
use crate::sight::{Model, Seen};

/// The protocol's version; both ends must have the same.
pub const VERSION: u32 = 8;
/// Most bytes of one frame, without its length.
pub const MAX_FRAME: usize = 8 << 20;
/// Most bytes asked for or given in one chunk.
pub const MAX_CHUNK: usize = 1 << 20;

/// What the host says.
#[derive(Debug, Serialize, Deserialize)]
pub enum ToWorker {
    /// The first frame: how to live.
    Hello {
        /// The host's [`VERSION`].
        version: u32,
        /// Whether the worker must lock itself in.
        sandbox: Sandbox,
        /// Most bytes of memory it may hold.
        memory: u64,
    },
    /// Read one file.
    Read(Request),
    /// The answer to `ReadAt`: the bytes, or why the medium did not give them.
    Bytes(Result<Chunk, String>),
    /// Draw one page.
    Draw(DrawRequest),
    /// Read the words off one page.
    See(DrawRequest),
    /// The answer to `FontAt`: `None` where this computer has no font for the script.
    Font(Option<FontPart>),
    /// The answer to `ModelAt`.
    Model(ModelPart),
}

/// One file to read.
#[derive(Debug, Serialize, Deserialize)]
pub struct Request {
    /// A number that comes back in `Done`.
    pub job: u32,
    /// How many bytes the file has.
    pub len: u64,
    /// The name it was found under, readable.
    pub name: Option<String>,
    /// What the reading may spend.
    pub limits: Limits,
    /// The last checkpoint of an earlier reading of the same bytes.
    pub resume: Option<String>,
    /// What a locked file is tried with.
    pub passwords: Passwords,
    /// The file's first bytes, at most [`MAX_CHUNK`]: spares small files every question.
    pub head: Chunk,
}

/// One page to draw.
#[derive(Debug, Serialize, Deserialize)]
pub struct DrawRequest {
    /// A number that comes back in `Done`.
    pub job: u32,
    /// What the document is known by: of one that is open already no byte is asked for again.
    pub key: [u8; 32],
    /// How many bytes the document has.
    pub len: u64,
    /// The name it was found under, readable.
    pub name: Option<String>,
    /// Which page, and how.
    pub view: View,
    /// What a locked document is tried with.
    pub passwords: Passwords,
    /// The document's first bytes, at most [`MAX_CHUNK`]; empty where the worker should have it open.
    pub head: Chunk,
}

/// A part of a font.
#[derive(Debug, Serialize, Deserialize)]
pub struct FontPart {
    /// The font's number: what came before under the same one need not be asked for again.
    pub id: u32,
    /// How many bytes the whole font has.
    pub len: u64,
    /// Some of them, from where they were asked for.
    pub bytes: Chunk,
}

/// A part of a model that reads words off pictures.
#[derive(Debug, Serialize, Deserialize)]
pub struct ModelPart {
    /// How many bytes the whole model has.
    pub len: u64,
    /// Some of them, from where they were asked for.
    pub bytes: Chunk,
}

/// What the worker says.
#[derive(Debug, Serialize, Deserialize)]
pub enum FromWorker {
    /// The answer to `Hello`: locked in and tested.
    Ready {
        /// The worker's [`VERSION`].
        version: u32,
        /// Its process id.
        pid: u32,
        /// What holds it in.
        sandbox: SandboxReport,
        /// Whether it has the second engine for PDF.
        has_second: bool,
    },
    /// The answer to `Hello` of a worker that could not lock itself in, with the reason. It ends.
    Refused(String),
    /// Asks for bytes of the file.
    ReadAt {
        /// Where they start.
        offset: u64,
        /// How many, at most [`MAX_CHUNK`]; the file's end may cut them short.
        len: u32,
    },
    /// What the file is.
    Kind(Kind),
    /// The next unit.
    Unit(Unit),
    /// The next document inside stands in the file's own bytes from here on, packed so.
    ChildAt(u64, Packing),
    /// A document inside this one begins.
    ChildStart(Child),
    /// More of its bytes.
    ChildBytes(Chunk),
    /// It ends; set where its bytes could not be read in full.
    ChildEnd(Option<Problem>),
    /// A property.
    Meta(MetaKey, String),
    /// Something that was not right.
    Problem(Problem),
    /// Work goes on.
    Alive,
    /// Work goes on, and may end the worker: if it does, another is to go on from this token, unless it is empty.
    Fallback(String),
    /// All so far is complete up to this token.
    Checkpoint(String),
    /// This page, by number and rising, is a picture whose words nobody has read.
    Unseen(u32),
    /// Asks for part of a font that the document does not bring along.
    FontAt {
        /// What it is to write.
        script: Script,
        /// From which byte on.
        offset: u64,
    },
    /// Asks for part of a model that reads words off pictures.
    ModelAt {
        /// Which.
        model: Model,
        /// From which byte on.
        offset: u64,
    },
    /// The page is drawn, and this large. Its pixels follow.
    Drawn(Canvas),
    /// The next of its pixels, at most [`MAX_CHUNK`] bytes.
    Pixels(Chunk),
    /// What was read off the page.
    Seen(Box<Seen>),
    /// No page can be read off: the models are no use. The worker ends.
    Blind(String),
    /// The reading or drawing ended.
    Done(u32, Result<(), Failure>),
    /// A parser panicked with this message; the worker ends.
    Panicked(String),
}

/// Bytes that are copied as a block, not one by one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chunk(pub Vec<u8>);

impl Serialize for Chunk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Chunk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl serde::de::Visitor<'_> for Bytes {
            type Value = Chunk;
            fn expecting(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
                out.write_str("bytes")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Chunk, E> {
                Ok(Chunk(bytes.to_vec()))
            }
            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Chunk, E> {
                Ok(Chunk(bytes))
            }
        }
        deserializer.deserialize_byte_buf(Bytes)
    }
}

/// Why a frame could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The other end is gone, or the pipe failed.
    #[error("the pipe failed")]
    Pipe(#[from] std::io::Error),
    /// A length past [`MAX_FRAME`].
    #[error("a frame of {0} bytes")]
    TooLong(u64),
    /// Bytes that are no frame.
    #[error("a frame that means nothing")]
    Malformed(#[from] postcard::Error),
}

/// Writes one frame. `buffer` is working space that is kept between calls.
pub fn write_frame<T: Serialize>(out: &mut dyn Write, frame: &T, buffer: &mut Vec<u8>) -> Result<(), FrameError> {
    buffer.clear();
    *buffer = postcard::to_extend(frame, std::mem::take(buffer))?;
    if buffer.len() > MAX_FRAME {
        return Err(FrameError::TooLong(buffer.len() as u64));
    }
    out.write_all(&(buffer.len() as u32).to_le_bytes())?;
    out.write_all(buffer)?;
    Ok(())
}

/// Reads one frame; `None` where the other end closed the pipe between two frames.
pub fn read_frame<T: DeserializeOwned>(input: &mut dyn Read, buffer: &mut Vec<u8>) -> Result<Option<T>, FrameError> {
    let mut len = [0; 4];
    let mut have = 0;
    while have < len.len() {
        match input.read(&mut len[have..]) {
            Ok(0) if have == 0 => return Ok(None),
            Ok(0) => return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into()),
            Ok(n) => have += n,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    let len = u32::from_le_bytes(len) as usize;
    if len > MAX_FRAME {
        return Err(FrameError::TooLong(len as u64));
    }
    buffer.clear();
    input.take(len as u64).read_to_end(buffer)?;
    if buffer.len() < len {
        return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into());
    }
    let (frame, rest) = postcard::take_from_bytes(buffer)?;
    if !rest.is_empty() {
        return Err(FrameError::Malformed(postcard::Error::DeserializeBadEncoding));
    }
    Ok(Some(frame))
}

#[cfg(test)]
mod tests;
