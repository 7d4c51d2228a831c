//! What was asked for as it was before it was packed for the way (RFC 9110, 8.4; RFC 9112, 7.1).
//!
//! Many programs unpack what they archive and leave the server's words as they were, so bytes are believed over words.

use std::cell::RefCell;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};

use brotli_decompressor::Decompressor;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::body::{Body, Lent};
use super::http::Answer;
use super::record::line;

const BUFFER: usize = 16 << 10;
/// More than one is a mistake of some servers, more than a few an attack.
const MOST_CODINGS: usize = 4;
/// How much memory a stream packed with zstd may ask for, as a power of two.
const ZSTD_WINDOW: u32 = 27;

type Bytes<'b> = Box<dyn BufRead + 'b>;

/// What was asked for. Where it is packed in a way that is not known, it is given so, and the way is named.
pub(super) fn decoded<'b>(
    body: &'b RefCell<Body<'_, '_, '_>>,
    answer: Option<&Answer>,
) -> (Box<dyn Read + 'b>, Option<String>) {
    let mut bytes = buffered(Lent(body));
    let Some(answer) = answer else { return (Box::new(bytes), None) };
    // A fault shows again when it is read.
    if answer.is_chunked && bytes.fill_buf().is_ok_and(begins_with_size) {
        bytes = buffered(Chunks { bytes, left: 0, state: At::First });
    }
    for coding in answer.codings.iter().rev().take(MOST_CODINGS) {
        bytes = match unpacked(bytes, coding) {
            Ok(bytes) => bytes,
            Err(bytes) => return (Box::new(bytes), Some(coding.chars().take(40).collect())),
        };
    }
    (Box::new(bytes), None)
}

/// Unpacks. `Err` gives the bytes back.
fn unpacked<'b>(mut bytes: Bytes<'b>, coding: &str) -> Result<Bytes<'b>, Bytes<'b>> {
    let head = bytes.fill_buf().unwrap_or_default();
    let (is_gzip, is_zlib, is_text) = (head.starts_with(&[0x1f, 0x8b]), is_zlib(head), is_text(head));
    let is_zstd = head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]);
    // What begins so may ask for a gigabyte of memory.
    let is_large = head.first() == Some(&0x11);
    Ok(match coding {
        "gzip" | "x-gzip" if is_gzip => buffered(MultiGzDecoder::new(bytes)),
        // The name stands for two ways of packing, and servers use both.
        "deflate" if is_zlib => buffered(ZlibDecoder::new(bytes)),
        "deflate" if !is_text => buffered(DeflateDecoder::new(bytes)),
        "br" if !is_text && is_large => return Err(bytes),
        "br" if !is_text => buffered(Decompressor::new(bytes, BUFFER)),
        "zstd" if is_zstd => match zstd_decoder(bytes) {
            Ok(decoder) => buffered(decoder),
            Err(error) => buffered(Failing(Some(error))),
        },
        "gzip" | "x-gzip" | "deflate" | "br" | "zstd" => bytes,
        _ => return Err(bytes),
    })
}

fn zstd_decoder<'b>(bytes: Bytes<'b>) -> io::Result<zstd::Decoder<'static, Bytes<'b>>> {
    let mut decoder = zstd::Decoder::with_buffer(bytes)?;
    decoder.window_log_max(ZSTD_WINDOW)?;
    Ok(decoder)
}

/// Bytes that could not be begun.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(self.0.take().unwrap_or_else(|| ErrorKind::InvalidData.into()))
    }
}

fn buffered<'b>(bytes: impl Read + 'b) -> Bytes<'b> {
    Box::new(BufReader::with_capacity(BUFFER, Filling(bytes)))
}

/// Bytes in as large pieces as are asked for: what they are is told by how they begin.
struct Filling<R>(R);

impl<R: Read> Read for Filling<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut n_read = 0;
        while n_read < buf.len() {
            match self.0.read(&mut buf[n_read..]) {
                Ok(0) => break,
                Ok(n) => n_read += n,
                // It comes again, where it matters.
                Err(_) if n_read > 0 => break,
                Err(error) => return Err(error),
            }
        }
        Ok(n_read)
    }
}

fn is_zlib(head: &[u8]) -> bool {
    matches!(head, [first, second, ..] if first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)).is_multiple_of(31))
}

/// Whether it is unpacked already: packed bytes have others than those of text in them soon.
fn is_text(head: &[u8]) -> bool {
    let start = &head[..head.len().min(512)];
    !start.iter().any(|byte| matches!(byte, 0..=8 | 0x0e..=0x1f)) && {
        let end = str::from_utf8(start).map_or_else(|error| error.valid_up_to(), str::len);
        // The last character may be cut.
        start.len() - end < 4
    }
}

/// A size in hexadecimal on a line of its own.
fn begins_with_size(head: &[u8]) -> bool {
    let Some(end) = memchr::memchr(b'\n', &head[..head.len().min(80)]) else { return false };
    size(&head[..end]).is_some()
}

fn size(line: &[u8]) -> Option<u64> {
    let line = str::from_utf8(line).ok()?;
    let digits = line.split(';').next()?.trim();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u64::from_str_radix(digits, 16).ok()
}

/// Bytes that come in pieces, each behind its size.
struct Chunks<'b> {
    bytes: Bytes<'b>,
    left: u64,
    state: At,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    First,
    Within,
    Over,
}

impl Read for Chunks<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 && self.state != At::Over {
            if self.state == At::Within {
                line(&mut self.bytes)?;
            }
            let written = line(&mut self.bytes)?.ok_or(ErrorKind::UnexpectedEof)?;
            self.left = size(&written).ok_or_else(|| io::Error::new(ErrorKind::InvalidData, "a piece has no size"))?;
            self.state = if self.left == 0 { At::Over } else { At::Within };
        }
        if self.state == At::Over {
            return Ok(0);
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buf.len());
        let n_read = self.bytes.read(&mut buf[..most])?;
        if n_read == 0 && most > 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        self.left -= n_read as u64;
        Ok(n_read)
    }
}
