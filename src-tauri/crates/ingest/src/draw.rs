//! Drawing a page: from a document to pixels, in the worker.
//!
//! A PDF's page is drawn with the very transform its word boxes were read with (rotation and CropBox included), so that
//! `box × scale` is where the word's ink is. A picture is a document of one page, a scan of as many as it has, one point a
//! pixel. Whatever cannot be drawn is a [`Failure`] in words; what is missing on a page that was drawn is a [`Note`]: never a
//! silent blank. Where the second engine is lent it draws what the first cannot ([`either`]).

mod dots;
mod either;
mod faces;
mod health;
mod jpeg2000;
pub(crate) mod pdf;
mod picture;
mod scan;
mod second;
mod shelf;
mod visible;

use std::io::Read;

use anchor::PageBox;
use pdfium::Pdfium;
use serde::{Deserialize, Serialize};

use crate::format::{Failure, Input};
use crate::kind::{self, Kind};
use crate::sight::SCALE;

pub(crate) use health::Health;
pub(crate) use shelf::{Lent, Shelf};
pub(crate) use visible::Visible;

/// Which engine is asked for a page of a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Engine {
    /// The first, and the second for what the first cannot draw.
    #[default]
    Best,
    /// The first alone.
    First,
    /// The second, where the first says the page lies.
    Second,
    /// The one that was not the best: for a second look.
    Other,
    /// The second, and nothing of the first: it ended a worker.
    SecondAlone,
}

impl Engine {
    /// The engine that somebody asks for by its name; `other` is the one that did not draw the page.
    #[must_use]
    pub fn named(name: &str) -> Option<Engine> {
        match name {
            "best" => Some(Engine::Best),
            "hayro" => Some(Engine::First),
            "pdfium" => Some(Engine::Second),
            "other" => Some(Engine::Other),
            _ => None,
        }
    }

    /// A word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Engine::Best => "best",
            Engine::First => "hayro",
            Engine::Second | Engine::SecondAlone => "pdfium",
            Engine::Other => "other",
        }
    }
}

/// What drew a page: pictures by another may differ though the bytes are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Drawer {
    /// `hayro`, the first engine for PDF.
    Hayro,
    /// PDFium, the second.
    Pdfium,
    /// `image`: a picture is its own page.
    Image,
}

impl Drawer {
    /// The engine's name, with its version.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Drawer::Hayro => "hayro 0.9.0",
            Drawer::Pdfium => pdfium::ENGINE,
            Drawer::Image => "image 0.25",
        }
    }
}

/// Longest side of a drawn page in pixels.
pub const MAX_SIDE: u32 = 4096;
/// Most bytes of a font.
pub const MAX_FONT: u64 = 64 << 20;

/// Which page is wanted, and how.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// The unit's number, from 1.
    pub unit: u32,
    /// Pixels a point. Less is drawn where the page would be longer than `max_side`; a picture is never enlarged.
    pub scale: f32,
    /// Longest side in pixels, at most [`MAX_SIDE`].
    pub max_side: u32,
    /// How the page is turned beyond what the file says.
    pub turn: Turn,
    /// Which engine is asked, where there is a choice.
    pub engine: Engine,
}

/// A turn, clockwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Turn {
    /// As the file has it.
    #[default]
    None,
    /// 90 degrees.
    Quarter,
    /// 180 degrees.
    Half,
    /// 270 degrees.
    ThreeQuarters,
}

impl Turn {
    /// The turn of this many degrees; `None` for what is no multiple of 90.
    #[must_use]
    pub fn from_degrees(degrees: u32) -> Option<Turn> {
        match degrees % 360 {
            0 => Some(Turn::None),
            90 => Some(Turn::Quarter),
            180 => Some(Turn::Half),
            270 => Some(Turn::ThreeQuarters),
            _ => None,
        }
    }

    /// In degrees, clockwise.
    #[must_use]
    pub fn degrees(self) -> u32 {
        match self {
            Turn::None => 0,
            Turn::Quarter => 90,
            Turn::Half => 180,
            Turn::ThreeQuarters => 270,
        }
    }

    /// Width and height as they are after the turn.
    #[must_use]
    pub fn of<T>(self, (width, height): (T, T)) -> (T, T) {
        match self {
            Turn::None | Turn::Half => (width, height),
            Turn::Quarter | Turn::ThreeQuarters => (height, width),
        }
    }
}

/// A drawn page.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Its measures, and what is to be said of it.
    pub canvas: Canvas,
    /// Row by row from the top, 1 byte a pixel where grey, else 3: red, green, blue.
    pub pixels: Vec<u8>,
}

/// The measures of a drawn page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Canvas {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Whether every pixel is a shade of grey, of 1 byte.
    pub grey: bool,
    /// The visible page in points, before [`View::turn`].
    pub page: PageBox,
    /// Pixels a point as drawn; a page's last row and column may be cut by its edge.
    pub scale: f32,
    /// What drew it.
    pub drawer: Drawer,
    /// What is missing on it.
    pub notes: Vec<Note>,
}

impl Canvas {
    /// How many bytes its pixels take.
    #[must_use]
    pub fn n_bytes(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height) * if self.grey { 1 } else { 3 }
    }
}

/// Something to be said of a drawn page: most often what it does not show, or not as its maker meant it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Note {
    /// The file does not bring this font along, and this computer has none for its characters.
    #[error("a font is missing: {0}")]
    FontMissing(String),
    /// A font in the file cannot be used.
    #[error("a font in the file is damaged; its words are not drawn")]
    FontBroken,
    /// A picture in the page cannot be decoded.
    #[error("a picture on the page is damaged and not drawn")]
    PictureBroken,
    /// A comment, mark or form field is in the page, but the file does not say how it looks.
    #[error("marks or form fields on the page are not drawn")]
    MarksNotDrawn,
    /// The first engine could not draw all of the page, and the second does not tell whether it could.
    #[error("the first engine could not draw a font or picture on the page; the second drew it")]
    SecondEngine,
    /// What a printer left on the paper to mark it. Looked for only on pages that are drawn to be read.
    #[error("{}", in_words(*across, *down, *is_assumed))]
    PrinterDots {
        /// After how many millimetres the dots come again.
        across: u16,
        /// The same from the top down.
        down: u16,
        /// Whether the sheet is taken to be of the usual width, because nothing tells how wide it is.
        is_assumed: bool,
    },
}

/// How what is said of the dots of printers begins.
pub const PRINTER_DOTS: &str = "tiny yellow dots repeat";
/// The usual width of a sheet, in inches.
const SHEET: f32 = 8.27;

fn in_words(across: u16, down: u16, is_assumed: bool) -> String {
    let every = |millimetres: u16| format!("{}.{}", millimetres / 10, millimetres % 10);
    let assumed = if is_assumed { " (if the sheet is 21 cm wide)" } else { "" };
    format!(
        "{PRINTER_DOTS} every {} × {} cm{assumed}, as colour printers leave to mark each page with serial number and time",
        every(across),
        every(down)
    )
}

impl Note {
    /// What is said of dots that come again after so many inches.
    fn printer_dots((across, down): (f32, f32), is_assumed: bool) -> Note {
        let millimetres = |inches: f32| (inches * 25.4).round() as u16;
        Note::PrinterDots { across: millimetres(across), down: millimetres(down), is_assumed }
    }

    /// A lowercase word for output.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Note::FontMissing(_) => "font_missing",
            Note::FontBroken => "font_broken",
            Note::PictureBroken => "picture_broken",
            Note::MarksNotDrawn => "marks_not_drawn",
            Note::SecondEngine => "second_engine",
            Note::PrinterDots { .. } => "printer_dots",
        }
    }
}

/// Scripts whose fonts are too large for every file to bring along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Script {
    /// Chinese as written on the mainland.
    SimplifiedChinese,
    /// Chinese as written in Taiwan and Hong Kong.
    TraditionalChinese,
    /// Japanese.
    Japanese,
    /// Korean.
    Korean,
}

impl Script {
    /// Every script there is.
    pub const ALL: [Script; 4] =
        [Script::SimplifiedChinese, Script::TraditionalChinese, Script::Japanese, Script::Korean];
}

/// A document that is open for drawing.
pub(crate) enum Opened {
    Pdf(either::Folio),
    Picture(picture::Decoded),
}

/// Opens a document whose kind its content tells; `second` is lent for PDF.
///
/// # Errors
/// [`Failure::Unsupported`] for what has no pages to draw, else why it cannot be opened.
pub(crate) fn open(input: &mut Input<'_>, second: Option<&'static Pdfium>) -> Result<Opened, Failure> {
    match kind::detect(input).map_err(unread)? {
        Kind::Pdf => {
            let passwords = input.passwords.clone();
            Ok(Opened::Pdf(either::Folio::new(crate::format::pdf::whole(input)?, passwords, second)))
        }
        kind => match picture::format_of(kind) {
            Some(format) => picture::open(whole(input)?, format).map(Opened::Picture),
            None => Err(Failure::Unsupported),
        },
    }
}

/// What a picture holds, told without drawing it.
pub(crate) enum Looked {
    /// One page.
    One(Health),
    /// A scan of several: how large each is.
    Several(Vec<(PageBox, Health)>),
}

/// Looks at a picture: how many pages it has, and how much of each is there.
pub(crate) fn look_over(input: &mut Input<'_>) -> Result<Looked, Failure> {
    let format = picture::format_of(kind::detect(input).map_err(unread)?);
    let Some(format) = format.filter(|_| input.len <= MAX_PICTURE) else { return Ok(Looked::One(Health::Sound)) };
    let mut bytes = whole(input)?;
    let pages = scan::pages(&bytes);
    if pages.len() < 2 {
        return Ok(Looked::One(health::of(&bytes, format)));
    }
    let looked = pages.iter().map(|page| {
        if !page.breaks_off {
            return (page.size, Health::Sound);
        }
        scan::put_first(&mut bytes, page);
        (page.size, health::of_page(&bytes))
    });
    Ok(Looked::Several(looked.collect()))
}

/// Draws pages of one document.
pub(crate) enum Easel<'d> {
    Pdf(Box<either::Easel<'d>>),
    Picture(&'d picture::Decoded),
}

impl<'d> Easel<'d> {
    pub fn new(opened: &'d Opened) -> Self {
        match opened {
            Opened::Pdf(folio) => Easel::Pdf(Box::new(either::Easel::new(folio))),
            Opened::Picture(decoded) => Easel::Picture(decoded),
        }
    }

    /// Forgets which fonts were found, so that they are looked for again.
    pub fn renew(&mut self) {
        if let Easel::Pdf(easel) = self {
            easel.renew();
        }
    }

    /// Draws one page with the fonts at hand. The shelf then knows which others are wanted.
    pub fn draw(&mut self, view: &View, shelf: &Shelf) -> Result<Picture, Failure> {
        match self {
            Easel::Pdf(easel) => {
                let mut picture = easel.draw(view, shelf)?;
                picture.canvas.notes.extend(marks(&picture, view));
                Ok(picture)
            }
            Easel::Picture(decoded) => decoded.draw(view),
        }
    }
}

/// Whether a page is drawn for its words to be read off it: as large as it is worth.
fn is_to_be_read(view: &View) -> bool {
    view.scale >= SCALE
}

/// What printers left on the paper that a page of a PDF shows, as far as it was drawn.
fn marks(picture: &Picture, view: &View) -> Option<Note> {
    let Canvas { width, height, scale, grey, .. } = picture.canvas;
    if grey || !is_to_be_read(view) {
        return None;
    }
    let found = dots::find(&dots::Page { pixels: &picture.pixels, width, height, dpi: 72.0 * scale });
    found.map(|period| Note::printer_dots(period, false))
}

/// The scale at which a page of this size in points is drawn.
fn fitting(view: &View, (width, height): (f32, f32)) -> f32 {
    view.scale.min(view.max_side as f32 / width.max(height))
}

fn no_such_page(unit: u32, n_pages: usize) -> Failure {
    let pages = if n_pages == 1 { "1 page".to_owned() } else { format!("{n_pages} pages") };
    Failure::Corrupt(format!("it has {pages}, no page {unit}"))
}

/// Pixels as 1 byte each where all of them are grey; and whether they are.
fn lean(rgb: Vec<u8>) -> (bool, Vec<u8>) {
    let (pixels, _) = rgb.as_chunks::<3>();
    if pixels.iter().all(|[red, green, blue]| red == green && green == blue) {
        return (true, pixels.iter().map(|[red, ..]| *red).collect());
    }
    (false, rgb)
}

/// Largest picture file that is opened.
const MAX_PICTURE: u64 = 256 << 20;

fn whole(input: &mut Input<'_>) -> Result<Vec<u8>, Failure> {
    if input.len > MAX_PICTURE {
        return Err(Failure::LimitHit("a picture of more than 256 MiB".to_owned()));
    }
    let mut bytes = Vec::with_capacity(input.len as usize);
    input.bytes.take(MAX_PICTURE).read_to_end(&mut bytes).map_err(unread)?;
    Ok(bytes)
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn unread(error: std::io::Error) -> Failure {
    Failure::ReadError(error.to_string())
}

#[cfg(test)]
mod tests;
