//! Pictures and objects in RTF: their bytes written as hexadecimal digits, given as children.

use crate::format::children::{Children, Naming};
use crate::format::package::{package, u32_at};
use crate::format::shown::shown;
use crate::format::{Emit, Failure, Limits, MetaKey, Problem, ProblemCode};
use crate::guess::readable_name;

const CHILD_BYTES: usize = 256 << 20;

/// The one being read, and the children given so far.
pub(super) struct Objects {
    children: Children,
    bytes: Vec<u8>,
    high: Option<u8>,
    n_over: u64,
    extension: &'static str,
    /// Why no more are given.
    failure: Option<Failure>,
}

impl Objects {
    pub(super) fn new(limits: Limits) -> Objects {
        Objects {
            children: Children::new(limits, "object"),
            bytes: Vec::new(),
            high: None,
            n_over: 0,
            extension: "",
            failure: None,
        }
    }

    pub(super) fn begin(&mut self) {
        self.bytes.clear();
        self.high = None;
        self.n_over = 0;
        self.extension = "";
    }

    /// Takes what a picture's word says of its kind.
    pub(super) fn kind(&mut self, word: &str) {
        self.extension = match word {
            "pngblip" => "png",
            "jpegblip" => "jpg",
            "emfblip" => "emf",
            "wmetafile" => "wmf",
            "dibitmap" | "wbitmap" => "dib",
            "macpict" => "pict",
            _ => return,
        };
    }

    /// Takes the next character of digits.
    pub(super) fn digit(&mut self, byte: u8) {
        let Some(digit) = char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()) else { return };
        match self.high.take() {
            None => self.high = Some(digit),
            Some(_) if self.bytes.len() >= CHILD_BYTES => self.n_over += 1,
            Some(high) => self.bytes.push(high << 4 | digit),
        }
    }

    /// How many bytes may still be taken as they stand, and where they go.
    pub(super) fn room(&mut self) -> (usize, &mut Vec<u8>) {
        (CHILD_BYTES, &mut self.bytes)
    }

    pub(super) fn end_picture(&mut self, is_whole: bool, out: &mut dyn Emit) -> Result<(), Failure> {
        let bytes = std::mem::take(&mut self.bytes);
        let name = format!("picture {}.{}", self.children.next(), self.extension);
        self.give(name.trim_end_matches('.').to_owned(), None, &bytes, is_whole, out)
    }

    /// Gives an object without its shell ([MS-OLEDS], 2.2.5), or as it stands where that is not as it should be.
    pub(super) fn end_object(&mut self, is_whole: bool, out: &mut dyn Emit) -> Result<(), Failure> {
        let bytes = std::mem::take(&mut self.bytes);
        let number = self.children.next();
        if let Some(file) = linked(&bytes) {
            out.meta(MetaKey::RemoteReference, file)?;
        }
        match native(&bytes) {
            Some((class, data)) => match package(data) {
                Some(packed) => {
                    packed.told().map_or(Ok(()), |(key, words)| out.meta(key, words))?;
                    let raw = (!packed.name.is_ascii()).then(|| packed.name.clone());
                    self.give(shown(&readable_name(&packed.name)), raw, packed.bytes, is_whole, out)
                }
                None => self.give(shown(&format!("object {number} ({class})")), None, data, is_whole, out),
            },
            None => self.give(format!("object {number}"), None, &bytes, is_whole, out),
        }
    }

    fn give(
        &mut self,
        name: String,
        raw_name: Option<Vec<u8>>,
        bytes: &[u8],
        is_whole: bool,
        out: &mut dyn Emit,
    ) -> Result<(), Failure> {
        if bytes.is_empty() || self.failure.is_some() {
            return Ok(());
        }
        let message = match is_whole {
            _ if self.n_over > 0 => Some((ProblemCode::Limit, "it takes more than 256 MiB and is cut off")),
            false => Some((ProblemCode::Unreadable, "its bytes break off")),
            true => None,
        };
        let broken = message.map(|(code, words)| Problem { code, message: words.to_owned(), unit: None });
        match self.children.give(Naming { name, raw_name, modified: None, broken }, bytes, out) {
            Err(failure @ Failure::LimitHit(_)) => self.failure = Some(failure),
            outcome => outcome?,
        }
        Ok(())
    }

    /// Why not all children were given, if they were not.
    pub(super) fn finish(self) -> Result<(), Failure> {
        self.failure.map_or(Ok(()), Err)
    }
}

/// The file that a linked object is taken from.
fn linked(bytes: &[u8]) -> Option<String> {
    const LINKED: u32 = 1;
    if u32_at(bytes, 4)? != LINKED {
        return None;
    }
    let (_class, rest) = counted(bytes.get(8..)?)?;
    let (file, _) = counted(rest)?;
    let file = readable_name(file.strip_suffix(&[0]).unwrap_or(file));
    (!file.is_empty()).then_some(file)
}

/// The class and the bytes of an embedded object; `None` for linked and broken ones.
fn native(bytes: &[u8]) -> Option<(String, &[u8])> {
    const EMBEDDED: u32 = 2;
    if u32_at(bytes, 4)? != EMBEDDED {
        return None;
    }
    let (class, rest) = counted(bytes.get(8..)?)?;
    let (_topic, rest) = counted(rest)?;
    let (_item, rest) = counted(rest)?;
    let len = u32_at(rest, 0)? as usize;
    let data = rest.get(4..)?.get(..len)?;
    let class = class.strip_suffix(&[0]).unwrap_or(class);
    Some((String::from_utf8_lossy(class).into_owned(), data))
}

fn counted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let len = u32_at(bytes, 0)? as usize;
    bytes.get(4..)?.split_at_checked(len)
}
