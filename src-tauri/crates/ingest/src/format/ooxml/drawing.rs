//! The words of shapes (DrawingML, ECMA-376 part 1, 21.1): what stands on a slide, in notes and in diagrams.

use quick_xml::events::{BytesStart, Event};

use super::{attr, each_event, resolved};
use crate::format::flow::Flow;
use crate::format::grid::Grids;

/// Which shapes are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// All but the slide's number.
    All,
    /// Notes: not what a program puts around them.
    Notes,
    /// Masters and layouts: what they show by themselves, not the places that a slide fills.
    Background,
}

/// What the shapes of one part say.
#[derive(Debug, Default)]
pub(crate) struct Shapes {
    /// The title first, then the shapes in their order, which is the one a screen reader takes.
    pub(crate) text: String,
    /// Whether the slide is left out when the slides are shown.
    pub(crate) is_hidden: bool,
    /// Shapes with words that are marked not to be shown.
    pub(crate) n_hidden: u32,
    /// Where shapes with words stand that are in no group: left, top, width, height.
    places: Vec<[i64; 4]>,
    /// What is said of pictures and shapes.
    pub(crate) descriptions: Vec<String>,
    /// Whether a click on a shape would start a program.
    pub(crate) has_program: bool,
    /// Whether a click on a shape would run a macro.
    pub(crate) has_macro: bool,
    /// Why the part breaks off, if it does.
    pub(crate) fault: Option<String>,
}

impl Shapes {
    /// How many shapes with words stand wholly outside a slide of that width and height.
    pub(crate) fn n_outside(&self, [width, height]: [i64; 2]) -> usize {
        let is_outside = |[left, top, wide, high]: &&[i64; 4]| {
            // Some programs leave sizes at nothing, and the shape grows with its words.
            let (right, bottom) = (left.saturating_add((*wide).max(1)), top.saturating_add((*high).max(1)));
            right <= 0 || bottom <= 0 || *left >= width || *top >= height
        };
        self.places.iter().filter(is_outside).count()
    }
}

/// Two numbers among an element's attributes.
pub(crate) fn pair(tag: &BytesStart<'_>, first: &str, second: &str) -> Option<[i64; 2]> {
    let number = |name| attr(tag, name).and_then(|value| value.parse().ok());
    Some([number(first)?, number(second)?])
}

/// Reads a part.
pub(crate) fn shapes(xml: &str, which: Which) -> Shapes {
    let mut walk = Walk::new(which);
    let fault = each_event(xml, |event| walk.event(event));
    let mut found = walk.found;
    let parts = [walk.title.finish(), walk.grids.finish()];
    found.text = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
    found.fault = fault;
    found
}

struct Walk {
    which: Which,
    found: Shapes,
    title: Flow,
    grids: Grids,
    is_title: bool,
    is_skipped: bool,
    is_hidden: bool,
    /// Where the shape stands, its size, and whether its words were seen.
    at: Option<[i64; 2]>,
    size: Option<[i64; 2]>,
    n_groups: u32,
    is_text: bool,
    /// Alternatives for older programs: the same words again.
    n_fallback: u32,
}

impl Walk {
    fn new(which: Which) -> Walk {
        Walk {
            which,
            found: Shapes::default(),
            title: Flow::default(),
            grids: Grids::default(),
            is_title: false,
            is_skipped: false,
            is_hidden: false,
            at: None,
            size: None,
            n_groups: 0,
            is_text: false,
            n_fallback: 0,
        }
    }

    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::Empty(tag) => {
                self.start(tag);
                self.end(tag.local_name().as_ref());
            }
            Event::End(tag) => self.end(tag.local_name().as_ref()),
            Event::Text(text) if self.is_text => self.words(&text.xml10_content()),
            Event::CData(text) if self.is_text => self.words(&text.xml10_content()),
            Event::GeneralRef(reference) if self.is_text => self.words(&resolved(reference)),
            _ => {}
        }
    }

    fn flow(&mut self) -> &mut Flow {
        if self.is_title { &mut self.title } else { self.grids.flow() }
    }

    fn words(&mut self, words: &str) {
        if self.is_skipped || self.n_fallback > 0 {
            return;
        }
        if self.is_hidden && !words.trim().is_empty() {
            self.is_hidden = false;
            self.found.n_hidden += 1;
        }
        if !words.trim().is_empty()
            && let (Some([left, top]), Some([width, height])) = (self.at.take(), self.size)
        {
            self.found.places.push([left, top, width, height]);
        }
        self.flow().words(words);
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "Fallback" => self.n_fallback += 1,
            _ if self.n_fallback > 0 => {}
            "sld" => self.found.is_hidden = is_no(attr(tag, "show")),
            "sp" | "graphicFrame" | "pic" => {
                self.leave_shape();
                self.grids.flow().paragraph();
            }
            "cNvPr" => {
                self.is_hidden |= attr(tag, "hidden").is_some_and(|value| value == "1" || value == "true");
                let words = ["title", "descr"].into_iter().filter_map(|name| attr(tag, name));
                self.found.descriptions.extend(words.filter(|words| !words.trim().is_empty()));
            }
            "hlinkClick" | "hlinkHover" => {
                let action = attr(tag, "action").unwrap_or_default();
                self.found.has_program |= action.contains("//program");
                self.found.has_macro |= action.contains("//macro");
            }
            "grpSp" => self.n_groups += 1,
            "off" if self.n_groups == 0 => self.at = pair(tag, "x", "y"),
            "ext" if self.n_groups == 0 => self.size = pair(tag, "cx", "cy").or(self.size),
            "ph" => self.place(&attr(tag, "type").unwrap_or_default()),
            "t" => self.is_text = true,
            "br" => self.flow().line(),
            "tbl" => self.grids.start("table"),
            "tr" => self.grids.start("tr"),
            "tc" => self.grids.start("td"),
            _ => {}
        }
    }

    /// A place that the layout keeps for something.
    fn place(&mut self, kind: &str) {
        self.is_title = matches!(kind, "title" | "ctrTitle");
        self.is_skipped = match self.which {
            Which::All => kind == "sldNum",
            Which::Notes => matches!(kind, "sldNum" | "sldImg" | "dt"),
            Which::Background => true,
        };
    }

    fn end(&mut self, name: &str) {
        match name {
            "Fallback" => self.n_fallback = self.n_fallback.saturating_sub(1),
            _ if self.n_fallback > 0 => {}
            "t" => self.is_text = false,
            "grpSp" => self.n_groups = self.n_groups.saturating_sub(1),
            "p" => self.flow().line(),
            "tbl" => self.grids.end("table"),
            "tr" => self.grids.end("tr"),
            "tc" => self.grids.end("td"),
            "sp" | "graphicFrame" | "pic" => {
                self.leave_shape();
                self.grids.flow().paragraph();
            }
            _ => {}
        }
    }

    fn leave_shape(&mut self) {
        self.is_title = false;
        self.is_skipped = false;
        self.is_hidden = false;
        (self.at, self.size) = (None, None);
    }
}

fn is_no(value: Option<String>) -> bool {
    value.is_some_and(|value| value == "0" || value == "false")
}
