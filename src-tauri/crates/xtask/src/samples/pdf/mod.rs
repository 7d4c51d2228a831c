//! A small PDF writer: standard fonts, one picture, one way of locking. It exists so that the sample files are ours to
//! the last byte and come out the same on every machine. PDF 32000-1:2008 is the source of all structures.

mod flow;
mod lock;
mod picture;
mod widths;

pub(super) use flow::{Script, Style, flow};
pub(super) use picture::{Picture, stamp};

use lock::Lock;

/// A page ready to be written: its size in points, its rotation in degrees and its content stream.
pub(super) struct Page {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) rotate: u32,
    pub(super) content: String,
}

/// A document ready to be written.
pub(super) struct Document<'a> {
    pub(super) title: &'a str,
    pub(super) author: &'a str,
    /// A PDF date: `D:20240219100000+01'00'`.
    pub(super) created: &'a str,
    pub(super) pages: Vec<Page>,
    /// Characters the Chinese font must map back to Unicode; empty if no page uses it.
    pub(super) chinese: String,
    /// Drawn on each page by the name `Im1`.
    pub(super) picture: Option<Picture>,
    /// The password that opens the document.
    pub(super) password: Option<&'a str>,
}

/// The file's bytes.
pub(super) fn write(document: &Document<'_>) -> Vec<u8> {
    let mut out = Objects::new(document.password, document.title);
    let (catalog, tree, info) = (out.reserve(), out.reserve(), out.reserve());
    let fonts = fonts(&mut out, &document.chinese);
    let picture = match &document.picture {
        Some(picture) => {
            let id = out.reserve();
            out.stream(id, &picture.dictionary(), &picture.packed());
            format!("/XObject << /Im1 {id} 0 R >>")
        }
        None => String::new(),
    };
    let mut kids = String::new();
    for page in &document.pages {
        let (id, content) = (out.reserve(), out.reserve());
        out.stream(content, "", page.content.as_bytes());
        let rotate = match page.rotate {
            0 => String::new(),
            degrees => format!("/Rotate {degrees} "),
        };
        out.object(
            id,
            &format!(
                "<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {} {}] {rotate}/Contents {content} 0 R \
                 /Resources << /Font << {fonts} >> {picture} >> >>",
                page.width, page.height
            ),
        );
        kids.push_str(&format!("{id} 0 R "));
    }
    out.object(catalog, &format!("<< /Type /Catalog /Pages {tree} 0 R >>"));
    let n_pages = document.pages.len();
    out.object(tree, &format!("<< /Type /Pages /Kids [{}] /Count {n_pages} >>", kids.trim_end()));
    let entries = [("Title", document.title), ("Author", document.author), ("CreationDate", document.created)]
        .map(|(key, value)| format!("/{key} {}", out.string(info, value)))
        .join(" ");
    out.object(info, &format!("<< {entries} >>"));
    out.finish(catalog, info)
}

fn fonts(out: &mut Objects, chinese: &str) -> String {
    let mut names = String::new();
    for (name, base) in [("F1", "Helvetica"), ("F2", "Helvetica-Bold")] {
        let id = out.reserve();
        out.object(id, &format!("<< /Type /Font /Subtype /Type1 /BaseFont /{base} /Encoding /WinAnsiEncoding >>"));
        names.push_str(&format!("/{name} {id} 0 R "));
    }
    if chinese.is_empty() {
        return names;
    }
    let (font, descendant, descriptor, unicode) = (out.reserve(), out.reserve(), out.reserve(), out.reserve());
    out.object(
        font,
        &format!(
            "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UCS2-H /Encoding /UniGB-UCS2-H \
             /DescendantFonts [{descendant} 0 R] /ToUnicode {unicode} 0 R >>"
        ),
    );
    out.object(
        descendant,
        &format!(
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry {} \
             /Ordering {} /Supplement 4 >> /FontDescriptor {descriptor} 0 R /DW 1000 /W [1 95 500] >>",
            out.string(descendant, "Adobe"),
            out.string(descendant, "GB1"),
        ),
    );
    out.object(
        descriptor,
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] \
         /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    );
    out.stream(unicode, "", to_unicode(chinese).as_bytes());
    names.push_str(&format!("/F3 {font} 0 R "));
    names
}

/// A ToUnicode CMap for codes that are UCS-2 already: for readers that do not know the predefined one.
fn to_unicode(used: &str) -> String {
    let mut codes: Vec<u32> = used.chars().filter(|c| !c.is_control()).map(u32::from).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Casebound-UCS2 def\n\
         /CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    for block in codes.chunks(100) {
        map.push_str(&format!("{} beginbfchar\n", block.len()));
        for code in block {
            map.push_str(&format!("<{code:04X}> <{code:04X}>\n"));
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}

/// Indirect objects with their places in the file.
struct Objects {
    bytes: Vec<u8>,
    /// Where object `i + 1` begins.
    offsets: Vec<usize>,
    lock: Option<Lock>,
}

impl Objects {
    fn new(password: Option<&str>, seed: &str) -> Objects {
        Objects {
            bytes: b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec(),
            offsets: Vec::new(),
            lock: password.map(|password| Lock::new(password, seed)),
        }
    }

    fn reserve(&mut self) -> usize {
        self.offsets.push(0);
        self.offsets.len()
    }

    fn object(&mut self, id: usize, body: &str) {
        self.offsets[id - 1] = self.bytes.len();
        self.bytes.extend(format!("{id} 0 obj\n{body}\nendobj\n").into_bytes());
    }

    fn stream(&mut self, id: usize, entries: &str, data: &[u8]) {
        let data = self.locked(id, data);
        self.offsets[id - 1] = self.bytes.len();
        let head = format!("{id} 0 obj\n<< /Length {} {entries}>>\nstream\n", data.len());
        self.bytes.extend(head.into_bytes());
        self.bytes.extend(data);
        self.bytes.extend(b"\nendstream\nendobj\n");
    }

    /// A string object of object `id`: hexadecimal, UTF-16 where ASCII does not do.
    fn string(&self, id: usize, text: &str) -> String {
        let plain = if text.is_ascii() {
            text.as_bytes().to_vec()
        } else {
            let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
            units.flat_map(u16::to_be_bytes).collect()
        };
        format!("<{}>", hex(&self.locked(id, &plain)))
    }

    fn locked(&self, id: usize, data: &[u8]) -> Vec<u8> {
        match &self.lock {
            Some(lock) => lock.apply(id, data),
            None => data.to_vec(),
        }
    }

    fn finish(mut self, catalog: usize, info: usize) -> Vec<u8> {
        let mut trailer = format!("/Root {catalog} 0 R /Info {info} 0 R");
        if let Some(lock) = &self.lock {
            // The encryption dictionary itself is never encrypted.
            let body = lock.dictionary();
            trailer.push_str(&format!(
                " /Encrypt {} 0 R /ID [<{id}> <{id}>]",
                self.offsets.len() + 1,
                id = hex(&lock.file_id)
            ));
            let id = self.reserve();
            self.object(id, &body);
        }
        let start = self.bytes.len();
        let size = self.offsets.len() + 1;
        let mut table = format!("xref\n0 {size}\n0000000000 65535 f \n");
        for offset in &self.offsets {
            table.push_str(&format!("{offset:010} 00000 n \n"));
        }
        table.push_str(&format!("trailer\n<< /Size {size} {trailer} >>\nstartxref\n{start}\n%%EOF\n"));
        self.bytes.extend(table.into_bytes());
        self.bytes
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
