//! Files inside a PDF: the name tree of embedded files, attachment annotations, associated files.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::Cursor;

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream, String as Text};

use super::meta::{catalog, pdf_date, place_of, text_string};
use crate::format::{Child, Emit, Failure, Limits, Problem, ProblemCode};

/// Gives every embedded file as a child, each once.
pub(super) fn attachments(pdf: &Pdf, limits: &Limits, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut search = Search { seen: HashSet::new(), given: Given::new(limits) };
    let catalog = catalog(pdf);
    let names = catalog.get::<Dict<'_>>(b"Names").unwrap_or_default();
    if let Some(tree) = names.get::<Dict<'_>>(b"EmbeddedFiles") {
        search.name_tree(tree, out)?;
    }
    search.associated(&catalog, out)?;
    for page in pdf.pages().iter() {
        search.associated(page.raw(), out)?;
        let annotations = page.raw().get::<Array<'_>>(b"Annots").unwrap_or_default();
        for annotation in annotations.iter::<Dict<'_>>() {
            let attaches = annotation.get::<Name<'_>>(b"Subtype").is_some_and(|s| &*s == b"FileAttachment");
            if attaches && let Some(file) = annotation.get::<Dict<'_>>(b"FS") {
                search.file(&file, None, out)?;
            }
        }
    }
    Ok(())
}

/// How deep a name tree may go; a balanced tree of a million names is three deep.
const MAX_DEPTH: usize = 32;

struct Search<'l> {
    /// Streams already met.
    seen: HashSet<ObjectIdentifier>,
    given: Given<'l>,
}

impl Search<'_> {
    /// Walks a name tree (ISO 32000-1 §7.9.6).
    fn name_tree(&mut self, root: Dict<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
        let mut open = vec![(root, 0)];
        let mut nodes = HashSet::new();
        while let Some((node, depth)) = open.pop() {
            if !nodes.insert(place_of(&node)) || depth > MAX_DEPTH {
                continue;
            }
            let kids = node.get::<Array<'_>>(b"Kids").unwrap_or_default();
            let mut kids: Vec<_> = kids.iter::<Dict<'_>>().map(|kid| (kid, depth + 1)).collect();
            kids.reverse();
            open.extend(kids);
            let names = node.get::<Array<'_>>(b"Names").unwrap_or_default();
            let mut name = None;
            for entry in names.iter::<Object<'_>>() {
                match entry {
                    Object::String(text) => name = Some(text_string(text.as_bytes())),
                    Object::Dict(file) => self.file(&file, name.take(), out)?,
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Gives the associated files of a page or of the document (ISO 32000-2 §14.13).
    fn associated(&mut self, holder: &Dict<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
        let files = holder.get::<Array<'_>>(b"AF").unwrap_or_default();
        for file in files.iter::<Dict<'_>>() {
            self.file(&file, None, out)?;
        }
        Ok(())
    }

    /// Gives the file of a file specification (ISO 32000-1 §7.11.3), if it is embedded.
    fn file(&mut self, file: &Dict<'_>, key: Option<String>, out: &mut dyn Emit) -> Result<(), Failure> {
        let embedded = file.get::<Dict<'_>>(b"EF").unwrap_or_default();
        let stream = [b"UF".as_slice(), b"F", b"Unix", b"DOS", b"Mac"]
            .into_iter()
            .find_map(|name| embedded.get::<Stream<'_>>(name));
        let Some(stream) = stream else {
            return Ok(());
        };
        if !self.seen.insert(stream.obj_id()) {
            return Ok(());
        }
        let name = [b"UF".as_slice(), b"F", b"Unix", b"DOS", b"Mac"]
            .into_iter()
            .find_map(|name| file.get::<Text<'_>>(name))
            .map(|text| text_string(text.as_bytes()))
            .or(key);
        let modified = stream
            .dict()
            .get::<Dict<'_>>(b"Params")
            .and_then(|params| params.get::<Text<'_>>(b"ModDate"))
            .and_then(|date| pdf_date(date.as_bytes()));
        self.given.begin()?;
        let n_packed = stream.raw_data().len() as u64;
        let unpacked = stream.decoded_data().map(Cow::into_owned).map_err(|_| Unread::Broken);
        self.given.give(name, modified, unpacked, n_packed, out)
    }
}

/// The files that were given, whichever engine tells them.
pub(super) struct Given<'l> {
    limits: &'l Limits,
    n_children: u64,
    n_bytes: u64,
}

/// Why the bytes of a file are not there.
pub(super) enum Unread {
    Broken,
    TooLarge,
}

impl<'l> Given<'l> {
    pub fn new(limits: &'l Limits) -> Self {
        Given { limits, n_children: 0, n_bytes: 0 }
    }

    /// Counts the next file.
    ///
    /// # Errors
    /// [`Failure::LimitHit`].
    pub fn begin(&mut self) -> Result<(), Failure> {
        self.n_children += 1;
        match self.n_children > self.limits.max_children {
            true => Err(Failure::LimitHit("too many attachments".to_owned())),
            false => Ok(()),
        }
    }

    /// Gives the file that was begun. `n_packed` is how many bytes it takes in the document, or can at most.
    pub fn give(
        &mut self,
        name: Option<String>,
        modified: Option<String>,
        unpacked: Result<Vec<u8>, Unread>,
        n_packed: u64,
        out: &mut dyn Emit,
    ) -> Result<(), Failure> {
        let locator = format!("attachment {}", self.n_children);
        let n_bytes = unpacked.as_ref().map_or(0, |bytes| bytes.len() as u64);
        self.n_bytes += n_bytes;
        let swollen = n_bytes > 1 << 20 && n_bytes / n_packed.max(1) > self.limits.max_ratio;
        if swollen || self.n_bytes > self.limits.max_child_bytes || matches!(unpacked, Err(Unread::TooLarge)) {
            return out.problem(Problem {
                code: ProblemCode::Limit,
                message: format!("{locator} is too large when unpacked and was left out"),
                unit: None,
            });
        }
        let broken = unpacked.is_err().then(|| Problem {
            code: ProblemCode::Unreadable,
            message: "the attachment could not be unpacked".to_owned(),
            unit: None,
        });
        let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| locator.clone()).replace('\\', "/");
        let child = Child { name, raw_name: None, locator, modified, broken };
        out.child(child, &mut Cursor::new(unpacked.unwrap_or_default()))?;
        Ok(())
    }
}
