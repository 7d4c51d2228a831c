//! Text with a little markup → pages. `#` and `##` begin headings, `=` a line of its own, `|` a table row, `+++` a new
//! column, `---` a new page; other lines run together into paragraphs, parted by empty lines.

use super::Page;
use super::widths::{helvetica, song};

/// The letters a text is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Script {
    Latin,
    Chinese,
}

/// How a text is set.
#[derive(Clone, Copy)]
pub(in super::super) struct Style {
    pub(in super::super) script: Script,
    pub(in super::super) columns: u32,
    /// Degrees a reader turns the page by; the text stands upright after turning.
    pub(in super::super) rotate: u32,
}

const WIDTH: u32 = 595;
const HEIGHT: u32 = 842;
const MARGIN: f64 = 64.0;
const GUTTER: f64 = 24.0;

/// Sets `text` on A4 pages.
pub(in super::super) fn flow(text: &str, style: Style) -> Vec<Page> {
    let mut setter = Setter::new(style);
    let mut paragraph = String::new();
    for line in text.lines().map(str::trim).chain([""]) {
        let own = ["# ", "## ", "= ", "| ", "+++", "---"].iter().any(|mark| line.starts_with(mark));
        if line.is_empty() || own {
            setter.paragraph(&std::mem::take(&mut paragraph));
        }
        if let Some(heading) = line.strip_prefix("# ") {
            setter.lines(heading, Face { bold: true, size: 15.0 }, 10.0);
        } else if let Some(heading) = line.strip_prefix("## ") {
            setter.gap(4.0);
            setter.lines(heading, Face { bold: true, size: 11.0 }, 3.0);
        } else if let Some(alone) = line.strip_prefix("= ") {
            setter.lines(alone, Face { bold: false, size: 10.0 }, 2.0);
        } else if let Some(row) = line.strip_prefix("| ") {
            setter.row(&row.split(" | ").collect::<Vec<_>>());
        } else if line == "+++" {
            setter.new_column();
        } else if line == "---" {
            setter.new_page();
        } else if line.is_empty() {
            setter.gap(5.0);
        } else {
            if !paragraph.is_empty() && style.script == Script::Latin {
                paragraph.push(' ');
            }
            paragraph.push_str(line);
        }
    }
    setter.finish()
}

#[derive(Clone, Copy)]
struct Face {
    bold: bool,
    size: f64,
}

const BODY: Face = Face { bold: false, size: 10.0 };

struct Setter {
    style: Style,
    pages: Vec<Page>,
    content: String,
    column: u32,
    /// Baseline of the next line, from the bottom.
    y: f64,
    /// Where columns begin on this page.
    top: f64,
}

impl Setter {
    fn new(style: Style) -> Setter {
        let mut setter = Setter { style, pages: Vec::new(), content: String::new(), column: 0, y: 0.0, top: 0.0 };
        setter.begin();
        setter
    }

    /// Width and height as the reader sees them.
    fn seen(&self) -> (f64, f64) {
        match self.style.rotate {
            90 | 270 => (f64::from(HEIGHT), f64::from(WIDTH)),
            _ => (f64::from(WIDTH), f64::from(HEIGHT)),
        }
    }

    fn begin(&mut self) {
        self.column = 0;
        self.top = self.seen().1 - MARGIN - 12.0;
        self.y = self.top;
        if self.style.rotate == 90 {
            // A page turned clockwise by its reader is written turned the other way.
            self.content.push_str(&format!("0 1 -1 0 {WIDTH} 0 cm\n"));
        }
    }

    fn column_width(&self) -> f64 {
        let columns = f64::from(self.style.columns);
        (self.seen().0 - 2.0 * MARGIN - GUTTER * (columns - 1.0)) / columns
    }

    fn left(&self) -> f64 {
        MARGIN + f64::from(self.column) * (self.column_width() + GUTTER)
    }

    fn gap(&mut self, points: f64) {
        if self.y < self.top {
            self.y -= points;
        }
    }

    fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            self.lines(text, BODY, 0.0);
        }
    }

    fn lines(&mut self, text: &str, face: Face, after: f64) {
        for line in broken(text, self.column_width(), face, self.style.script) {
            self.room(face.size * 1.4);
            self.show(self.left(), &line, face);
            self.y -= face.size * 1.4;
        }
        self.y -= after;
    }

    fn row(&mut self, cells: &[&str]) {
        self.room(14.0);
        let step = self.column_width() / cells.len() as f64;
        for (idx, cell) in cells.iter().enumerate() {
            self.show(self.left() + step * idx as f64, cell.trim(), BODY);
        }
        self.y -= 14.0;
    }

    fn show(&mut self, x: f64, text: &str, face: Face) {
        let (font, string) = match self.style.script {
            Script::Latin => (if face.bold { "F2" } else { "F1" }, literal(text)),
            Script::Chinese => ("F3", ucs2(text)),
        };
        self.content.push_str(&format!("BT /{font} {} Tf {x:.2} {:.2} Td {string} Tj ET\n", face.size, self.y));
    }

    fn room(&mut self, height: f64) {
        if self.y - height < MARGIN {
            self.new_column();
        }
    }

    fn new_column(&mut self) {
        if self.column + 1 < self.style.columns {
            self.column += 1;
            self.y = self.top;
        } else {
            self.new_page();
        }
    }

    fn new_page(&mut self) {
        self.pages.push(Page {
            width: WIDTH,
            height: HEIGHT,
            rotate: self.style.rotate,
            content: std::mem::take(&mut self.content),
        });
        self.begin();
    }

    fn finish(mut self) -> Vec<Page> {
        self.new_page();
        self.pages
    }
}

/// Breaks at spaces; Chinese text anywhere but before a mark that may not begin a line.
fn broken(text: &str, width: f64, face: Face, script: Script) -> Vec<String> {
    let measure = |part: &str| -> f64 {
        let of = if script == Script::Latin { helvetica } else { song };
        part.chars().map(|c| f64::from(of(c))).sum::<f64>() * face.size / 1000.0
    };
    let parts: Vec<&str> = match script {
        Script::Latin => text.split_inclusive(' ').collect(),
        Script::Chinese => chinese_parts(text),
    };
    let mut lines = Vec::new();
    let mut line = String::new();
    for part in parts {
        if !line.is_empty() && measure(&line) + measure(part.trim_end()) > width {
            lines.push(std::mem::take(&mut line));
        }
        line.push_str(part);
    }
    lines.push(line);
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines
}

fn chinese_parts(text: &str) -> Vec<&str> {
    let mut starts = vec![0];
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let glued = c.is_ascii() && before.is_ascii() || "，。：；、）”".contains(c);
        if at > 0 && !glued {
            starts.push(at);
        }
        before = c;
    }
    starts.push(text.len());
    starts.windows(2).map(|ends| &text[ends[0]..ends[1]]).collect()
}

fn literal(text: &str) -> String {
    let mut out = String::from("(");
    for c in text.chars() {
        match c {
            '(' | ')' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            _ => out.push_str(&format!("\\{:03o}", c as u32 & 0xFF)),
        }
    }
    out.push(')');
    out
}

fn ucs2(text: &str) -> String {
    let units = text.encode_utf16().map(|unit| format!("{unit:04X}"));
    format!("<{}>", units.collect::<String>())
}
