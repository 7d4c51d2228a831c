//! What a format reader is given and what it gives out. One file per format lies beside this one; each has a
//! `read(&mut Input, &mut dyn Emit) -> Result<(), Failure>` and is told by content in [`crate::kind`].

mod about;
mod address;
pub mod bzip2;
mod cells;
mod children;
mod codepage;
mod crc;
pub mod csv;
pub mod dbf;
mod decoded;
pub mod doc;
pub mod docx;
mod dttm;
pub mod emf;
pub mod emlx;
pub mod encoding;
pub mod epub;
mod flow;
mod grid;
pub mod gzip;
mod hidden;
pub mod html;
pub mod ics;
pub mod json;
mod lines;
pub(crate) mod lock;
pub mod mail;
pub mod mbox;
mod medium;
pub mod mhtml;
mod moment;
pub mod msg;
mod names;
mod news;
pub mod odf;
mod officeart;
mod ole;
mod once;
mod ooxml;
mod outlines;
mod package;
pub mod pdf;
pub mod picture;
pub mod ppt;
pub mod pptx;
#[cfg(test)]
pub(crate) mod probe;
mod property;
pub mod pst;
pub mod rar;
pub mod recording;
mod records;
pub mod rtf;
mod said;
pub mod sealed;
mod sections;
pub mod sevenzip;
mod shown;
mod single;
pub mod split;
pub mod sqlite;
pub mod subtitles;
pub mod svg;
mod table;
pub mod tar;
pub mod telegram;
pub mod text;
pub mod tnef;
mod tracked;
pub(crate) mod unpacking;
pub mod vcf;
pub mod wacz;
pub mod warc;
pub mod whatsapp;
pub mod workbook;
pub mod wrapped;
pub mod xml;
pub mod xz;
pub mod zip;
pub mod zstd;

use std::io::{Read, Seek};

use anchor::Unit;
use pdfium::Pdfium;
use serde::{Deserialize, Serialize};

use crate::kind::Kind;
use crate::passwords::Passwords;

/// A file that can be read from any place.
pub trait Source: Read + Seek {}
impl<T: Read + Seek> Source for T {}

/// What a format reader is given.
pub struct Input<'a> {
    /// The bytes, read-only, at position 0.
    pub bytes: &'a mut dyn Source,
    /// How many bytes there are.
    pub len: u64,
    /// The name the document was found under, if any: only ever a hint.
    pub name: Option<&'a str>,
    /// What a reader may spend.
    pub limits: Limits,
    /// The last checkpoint of an earlier, interrupted reading of the same bytes: go on after it.
    pub resume: Option<&'a str>,
    /// What a locked file is tried with.
    pub passwords: &'a Passwords,
}

/// What one reading may spend. Reaching one ends it with [`Failure::LimitHit`]; what was read is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// How deep this document lies in containers; 0 is a file of its own.
    pub depth: u32,
    /// Deepest container that is opened.
    pub max_depth: u32,
    /// Most children one container gives.
    pub max_children: u64,
    /// Most bytes all children of one container give together.
    pub max_child_bytes: u64,
    /// Largest ratio of a child's bytes to its packed bytes, looked at past 1 MiB.
    pub max_ratio: u64,
    /// Most bytes of unit text one document gives.
    pub max_text_bytes: u64,
}

impl Limits {
    /// What a desktop can bear: 16 levels, a million children, 64 GiB of children, ratio 200, 8 GiB of text.
    pub const DESKTOP: Limits = Limits {
        depth: 0,
        max_depth: 16,
        max_children: 1_000_000,
        max_child_bytes: 64 << 30,
        max_ratio: 200,
        max_text_bytes: 8 << 30,
    };
}

/// How a child's bytes stand in those of the document it lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Packing {
    /// As they are.
    Plain,
    /// Deflated (RFC 1951).
    Deflated,
    /// Packed with LZMA, in a stream that begins there, `skip` bytes from its beginning.
    Lzma {
        /// The model's numbers, `(pb * 5 + lp) * 9 + lc`.
        numbers: u8,
        /// How far is looked back, in bytes.
        window: u32,
        /// What comes out before.
        skip: u64,
    },
    /// As [`Packing::Lzma`], with LZMA2.
    Lzma2 {
        /// How far is looked back, as it is written in one byte.
        window: u8,
        /// What comes out before.
        skip: u64,
    },
    /// All that a whole xz file holds.
    Xz,
}

/// What a format reader gives its findings to. Every call may end the reading: pass the error on with `?`.
pub trait Emit {
    /// Gives the next unit. Its text must be unit text v1.
    fn unit(&mut self, unit: Unit) -> Result<(), Failure>;
    /// Gives a document found inside this one, streaming its bytes. Returns how many bytes were taken.
    fn child(&mut self, child: Child, bytes: &mut dyn Read) -> Result<u64, Failure>;
    /// Begins a document found inside this one whose bytes are handed out piece by piece, until [`Emit::child_ends`].
    fn child_begins(&mut self, child: Child) -> Result<(), Failure>;
    /// Gives the next bytes of the document that was begun.
    fn child_goes_on(&mut self, bytes: &[u8]) -> Result<(), Failure>;
    /// Ends the document that was begun, and says what was wrong with its bytes.
    fn child_ends(&mut self, broken: Option<Problem>) -> Result<(), Failure>;
    /// Says that the next child's bytes stand in the document's own from `at` on, as they are or packed: then they need not be
    /// kept twice.
    fn child_at(&mut self, _at: u64, _packing: Packing) -> Result<(), Failure> {
        Ok(())
    }
    /// Gives a property of the document.
    fn meta(&mut self, key: MetaKey, value: String) -> Result<(), Failure>;
    /// Tells of something that was not right; the reading goes on.
    fn problem(&mut self, problem: Problem) -> Result<(), Failure>;
    /// Says that work goes on, for readers that find nothing for a while (the deadline counts from here).
    fn alive(&mut self) -> Result<(), Failure>;
    /// Lent the second engine for PDF, where there is one.
    fn second(&self) -> Option<&'static Pdfium> {
        None
    }
    /// Says that work goes on, and how a reading of the same bytes goes on after what was given so far if this worker ends
    /// at what it does next: from this token. An empty one takes that back.
    fn fall_back_to(&mut self, _token: &str) -> Result<(), Failure> {
        self.alive()
    }
    /// Says that a page, by number and rising, is a picture whose words nobody has read: it waits to be looked at.
    fn unseen(&mut self, page: u32) -> Result<(), Failure>;
    /// Says that all given so far is complete up to `token`: an interrupted reading may go on from there.
    fn checkpoint(&mut self, token: &str) -> Result<(), Failure>;
}

/// Reads a document whose kind is known.
pub fn read_as(kind: Kind, input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    split::point_out(kind, input, out)?;
    match kind {
        Kind::Empty => Ok(()),
        Kind::Text | Kind::Markdown => text::read(input, out),
        Kind::Warc => warc::read(input, out),
        Kind::Wacz => wacz::read(input, out),
        Kind::Zip => zip::read(input, out),
        Kind::Pdf => pdf::read(input, out),
        Kind::Csv | Kind::Tsv => csv::read(input, out),
        Kind::Doc => doc::read(input, out),
        Kind::Docx => docx::read(input, out),
        Kind::Odt | Kind::Odp | Kind::Odg => odf::read(input, out),
        Kind::Ppt => ppt::read(input, out),
        Kind::Pptx => pptx::read(input, out),
        Kind::Rtf => rtf::read(input, out),
        Kind::Epub => epub::read(input, out),
        Kind::Html => html::read(input, out),
        Kind::Mail => mail::read(input, out),
        Kind::Mhtml => mhtml::read(input, out),
        Kind::Emlx => emlx::read(input, out),
        Kind::Ics => ics::read(input, out),
        Kind::Mbox => mbox::read(input, out),
        Kind::Telegram => telegram::read(input, out),
        Kind::Vcf => vcf::read(input, out),
        Kind::WhatsApp => whatsapp::read(input, out),
        Kind::Msg => msg::read(input, out),
        Kind::Pst => pst::read(input, out),
        Kind::Sealed => sealed::read(input, out),
        Kind::Tnef => tnef::read(input, out),
        Kind::Xlsx | Kind::Xlsb | Kind::Xls | Kind::Ods => workbook::read(input, out),
        Kind::Ole => wrapped::read(input, out),
        Kind::SevenZip => sevenzip::read(input, out),
        Kind::Xml => xml::read(input, out),
        Kind::Svg => svg::read(input, out),
        Kind::Emf => emf::read(input, out),
        Kind::Audio | Kind::Video => recording::read(input, out),
        Kind::Sqlite => sqlite::read(input, out),
        Kind::Dbf => dbf::read(input, out),
        Kind::Png | Kind::Jpeg | Kind::Tiff | Kind::Webp | Kind::Heif => picture::read(input, out),
        Kind::Gif | Kind::Bmp | Kind::Jpeg2000 | Kind::Pnm => picture::read_bare(input, out),
        Kind::Json | Kind::Jsonl => json::read(input, out),
        Kind::Srt | Kind::Vtt => subtitles::read(input, out),
        Kind::SplitPart => split::read(input, out),
        Kind::Rar => rar::read(input, out),
        Kind::Tar => tar::read(input, out),
        Kind::Gzip => gzip::read(input, out),
        Kind::Bzip2 => bzip2::read(input, out),
        Kind::Xz => xz::read(input, out),
        Kind::Zstd => zstd::read(input, out),
        Kind::LockedOffice => Err(Failure::Encrypted),
        _ => Err(Failure::Unsupported),
    }
}

/// A document found inside another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Child {
    /// Its name or path inside the parent, readable, with `/` between folders: never used as a path on disk.
    pub name: String,
    /// The name's bytes as stored, where they are not the UTF-8 of `name`.
    pub raw_name: Option<Vec<u8>>,
    /// Where in the parent it stands, for readers of the parent: `entry 3`, `attachment 1`.
    pub locator: String,
    /// Time the container gives for it, as EDTF.
    pub modified: Option<String>,
    /// Set where the bytes could not be read in full: the child is kept as far as it goes, and says why.
    pub broken: Option<Problem>,
}

/// Properties a format reader may tell. Values are as the file has them, except the dates, which are EDTF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum MetaKey {
    Title,
    Author,
    Subject,
    Created,
    Modified,
    Sent,
    Received,
    Published,
    SavedAt,
    /// When a picture was taken, by the camera's clock.
    TakenAt,
    /// What a picture was taken with.
    Device,
    /// Where a picture was taken: latitude and longitude in degrees.
    Place,
    From,
    To,
    Cc,
    Bcc,
    ReplyTo,
    MessageId,
    InReplyTo,
    References,
    /// A machine that a message went through, or was sent from, as its headers have it.
    Route,
    Address,
    /// Which part of the document says one of these properties, as `published 2025-03-04: meta date`.
    ReadFrom,
    Application,
    Language,
    Encoding,
    Delimiter,
    /// A heading, with those above it and its page.
    Outline,
    /// What pages are called, as [`crate::PageLabels`] keeps it.
    PageLabels,
    /// A remote reference the document would fetch: listed, never followed.
    RemoteReference,
    /// Something an investigator would want to know: hidden sheets, tracked deletions, macros.
    Finding,
}

/// Something that was not right with a document or a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The kind of trouble.
    pub code: ProblemCode,
    /// What happened, in plain words, without the document's name.
    pub message: String,
    /// The unit it concerns, from 1.
    pub unit: Option<u32>,
}

/// Kinds of trouble inside a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// A part could not be read.
    Unreadable,
    /// Bytes that are not text in the encoding found were replaced.
    Encoding,
    /// A page has no text.
    NoText,
    /// A part is locked by a password.
    Encrypted,
    /// A checksum or a size does not agree.
    Checksum,
    /// Something was left out because a limit was reached.
    Limit,
    /// A page was read badly, or not by the engine that should.
    Quality,
    /// It is a link to another place and has no bytes of its own.
    Link,
}

/// Why a reading ended early. What was emitted before is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Failure {
    /// A password is needed.
    #[error("locked by a password")]
    Encrypted,
    /// The bytes are not what their kind says.
    #[error("damaged: {0}")]
    Corrupt(String),
    /// No reader for this kind.
    #[error("no reader for this kind of file")]
    Unsupported,
    /// One of [`Limits`] was reached.
    #[error("limit reached: {0}")]
    LimitHit(String),
    /// The bytes could not be fetched from the medium.
    #[error("the file could not be read: {0}")]
    ReadError(String),
    /// The host does not want more (cancelled or gone).
    #[error("stopped")]
    Stopped,
}
