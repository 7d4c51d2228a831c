//! A PDF of nothing but pictures: no text, no links, no scripts, no properties, no date.
//!
//! It is written page by page, so that a thousand pages need no more memory than one; libraries for writing PDF keep the
//! whole file. Sections are those of ISO 32000-1:2008.

use ingest::draw::Picture;

use super::Outgoing;
use crate::{
    Error, Result,
    pages::png::{self, Effort},
};

/// Numbers of the objects that all pages share.
const CATALOG: usize = 1;
const PAGES: usize = 2;
const FONT: usize = 3;
/// A4 in points: the size of a page that stands for a missing one.
const A4: [f32; 2] = [595.0, 842.0];
const LINE_CHARS: usize = 80;

/// A PDF that is being written.
pub(super) struct PictureBook<'a> {
    out: &'a mut Outgoing,
    /// Where each object begins, by its number less one; 0 until it is written.
    offsets: Vec<u64>,
    pages: Vec<usize>,
}

impl PictureBook<'_> {
    pub(super) fn begin(out: &mut Outgoing) -> Result<PictureBook<'_>> {
        // 7.5.2: bytes over 127 tell programs that this is no text.
        out.write(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")?;
        let mut book = PictureBook { out, offsets: vec![0; FONT], pages: Vec::new() };
        book.object(CATALOG, format!("<< /Type /Catalog /Pages {PAGES} 0 R >>").as_bytes())?;
        let font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";
        book.object(FONT, font)?;
        Ok(book)
    }

    /// A page that is one picture.
    pub(super) fn page(&mut self, picture: &Picture) -> Result<()> {
        let canvas = &picture.canvas;
        let points = |pixels: u32| pixels as f32 / canvas.scale;
        let (width, height) = (points(canvas.width), points(canvas.height));
        let (color, n_colors) = if canvas.grey { ("DeviceGray", 1) } else { ("DeviceRGB", 3) };
        // The data of a PNG is what a PDF's filter takes, row predictors included (7.4.4.4).
        let file = png::encode(picture, Effort::Small)?;
        let data = idat(&file).ok_or_else(|| Error::internal("a page", &"its picture has no data"))?;
        let dictionary = format!(
            "/Type /XObject /Subtype /Image /Width {0} /Height {1} /ColorSpace /{color} /BitsPerComponent 8 \
             /Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors {n_colors} /BitsPerComponent 8 /Columns {0} >>",
            canvas.width, canvas.height
        );
        let image = self.stream(&dictionary, &data)?;
        let content = self.stream("", format!("{width} 0 0 {height} 0 0 cm /P Do").as_bytes())?;
        self.leaf([width, height], &format!("/XObject << /P {image} 0 R >>"), content)
    }

    /// A page that says why another is not there.
    pub(super) fn missing(&mut self, why: &str) -> Result<()> {
        let mut content = "BT /F 11 Tf 56 770 Td 15 TL".to_owned();
        for line in lines(why) {
            content += &format!(" ({line}) Tj T*");
        }
        let content = self.stream("", format!("{content} ET").as_bytes())?;
        self.leaf(A4, &format!("/Font << /F {FONT} 0 R >>"), content)
    }

    /// The list of pages, and where everything is (7.5.4, 7.5.5).
    pub(super) fn end(mut self) -> Result<()> {
        let kids: Vec<String> = self.pages.iter().map(|page| format!("{page} 0 R")).collect();
        let pages = format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), kids.len());
        self.object(PAGES, pages.as_bytes())?;
        let at = self.out.written;
        let size = self.offsets.len() + 1;
        self.out.write(format!("xref\n0 {size}\n0000000000 65535 f \n").as_bytes())?;
        for offset in &self.offsets {
            self.out.write(format!("{offset:010} 00000 n \n").as_bytes())?;
        }
        let trailer = format!("trailer\n<< /Size {size} /Root {CATALOG} 0 R >>\nstartxref\n{at}\n%%EOF\n");
        self.out.write(trailer.as_bytes())
    }

    fn leaf(&mut self, [width, height]: [f32; 2], resources: &str, content: usize) -> Result<()> {
        let page = format!(
            "<< /Type /Page /Parent {PAGES} 0 R /MediaBox [0 0 {width} {height}] /Resources << {resources} >> \
             /Contents {content} 0 R >>"
        );
        let number = self.next();
        self.object(number, page.as_bytes())?;
        self.pages.push(number);
        Ok(())
    }

    fn stream(&mut self, dictionary: &str, data: &[u8]) -> Result<usize> {
        let head = format!("<< {dictionary} /Length {} >>\nstream\n", data.len());
        let number = self.next();
        self.object(number, &[head.as_bytes(), data, b"\nendstream"].concat())?;
        Ok(number)
    }

    fn next(&mut self) -> usize {
        self.offsets.push(0);
        self.offsets.len()
    }

    fn object(&mut self, number: usize, body: &[u8]) -> Result<()> {
        self.offsets[number - 1] = self.out.written;
        self.out.write(format!("{number} 0 obj\n").as_bytes())?;
        self.out.write(body)?;
        self.out.write(b"\nendobj\n")
    }
}

/// The compressed pixels of a PNG: all its IDAT chunks (PNG, third edition, 5.3 and 11.2.3).
fn idat(png: &[u8]) -> Option<Vec<u8>> {
    let mut rest = png.get(8..)?;
    let mut data = Vec::new();
    while let Some((head, after)) = rest.split_first_chunk::<8>() {
        let len = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let (chunk, after) = after.split_at_checked(len)?;
        if &head[4..] == b"IDAT" {
            data.extend_from_slice(chunk);
        }
        rest = after.get(4..)?;
    }
    (!data.is_empty()).then_some(data)
}

/// A text in lines, as a PDF string has it: what the built-in font lacks is a question mark.
fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word: String = word.chars().map(|c| if c.is_ascii_graphic() { c } else { '?' }).collect();
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= LINE_CHARS => *line = format!("{line} {word}"),
            _ => lines.push(word),
        }
    }
    lines.iter().map(|line| line.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_short_and_cannot_break_out_of_their_string() {
        let text = format!("a (b) \\ {} 页", "word ".repeat(40));
        let lines = lines(&text);
        assert!(lines.len() > 2 && lines.iter().all(|line| line.len() <= LINE_CHARS + 4), "{lines:?}");
        assert!(lines[0].starts_with("a \\(b\\) \\\\ word"), "{lines:?}");
        assert!(lines.last().is_some_and(|line| line.ends_with(" ?")), "{lines:?}");
    }

    #[test]
    fn what_is_no_png_has_no_data() {
        assert_eq!(idat(b""), None);
        assert_eq!(idat(b"\x89PNG\r\n\x1a\n\x00\x00\x00\xffIDAT"), None);
    }
}
