//! Files inside a PDF: the name tree of embedded files, attachment annotations, associated files.

use std::collections::HashSet;
use std::io::Cursor;

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream, String as Text};

use super::meta::{catalog, pdf_date, place_of, text_string};
use crate::format::{Child, Emit, Failure, Limits, Problem, ProblemCode};

/// Gives every embedded file as a child, each once.
pub(super) fn attachments(pdf: &Pdf, limits: &Limits, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut search = Search { limits, seen: HashSet::new(), n_children: 0, n_bytes: 0 };
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
    limits: &'l Limits,
    /// Streams already met.
    seen: HashSet<ObjectIdentifier>,
    n_children: u64,
    n_bytes: u64,
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
        self.n_children += 1;
        let n_children = self.n_children;
        if n_children > self.limits.max_children {
            return Err(Failure::LimitHit("too many attachments".to_owned()));
        }
        let name = [b"UF".as_slice(), b"F", b"Unix", b"DOS", b"Mac"]
            .into_iter()
            .find_map(|name| file.get::<Text<'_>>(name))
            .map(|text| text_string(text.as_bytes()))
            .or(key)
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| format!("attachment {n_children}"));
        let modified = stream
            .dict()
            .get::<Dict<'_>>(b"Params")
            .and_then(|params| params.get::<Text<'_>>(b"ModDate"))
            .and_then(|date| pdf_date(date.as_bytes()));
        let packed = stream.raw_data();
        let decoded = stream.decoded_data();
        let broken = decoded.is_err().then(|| Problem {
            code: ProblemCode::Unreadable,
            message: "the attachment could not be unpacked".to_owned(),
            unit: None,
        });
        let bytes = decoded.unwrap_or_default();
        let (n_packed, n_bytes) = (packed.len() as u64, bytes.len() as u64);
        self.n_bytes += n_bytes;
        let swollen = n_bytes > 1 << 20 && n_bytes / n_packed.max(1) > self.limits.max_ratio;
        if swollen || self.n_bytes > self.limits.max_child_bytes {
            return out.problem(Problem {
                code: ProblemCode::Limit,
                message: format!("attachment {n_children} is too large when unpacked and was left out"),
                unit: None,
            });
        }
        let child = Child {
            name: name.replace('\\', "/"),
            raw_name: None,
            locator: format!("attachment {n_children}"),
            modified,
            broken,
        };
        out.child(child, &mut Cursor::new(bytes))?;
        Ok(())
    }
}
