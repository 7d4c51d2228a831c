//! The words of one part of a document (WordprocessingML, ECMA-376 part 1, 17): its text in order, and beside it what
//! was deleted, hidden, or would be fetched.

use quick_xml::events::{BytesStart, Event};

use crate::format::flow::Flow;
use crate::format::grid::Grids;
use crate::format::ooxml::{attr, each_event, resolved};

use super::change::Change;
use super::form::Form;
use super::pale::{self, Pale};
use super::styles::{Styles, is_on};

/// Text boxes within text boxes beyond this depth flow with their surroundings.
const DEEPEST_BOX: usize = 16;

/// What one part says.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// The text as it stands now: insertions in, deletions out.
    pub(super) text: String,
    /// What was deleted, each with who did it and when.
    pub(super) deleted: Vec<Change>,
    /// What was inserted, which is in the text, too.
    pub(super) inserted: Vec<Change>,
    /// Who made changes without words: of looks, paragraphs, rows.
    pub(super) others: Vec<String>,
    pub(super) n_hidden: u32,
    /// White words.
    pub(super) pale: pale::Found,
    /// Ids of relations that links use.
    pub(super) link_ids: Vec<String>,
    /// Field codes: `HYPERLINK "…"`.
    pub(super) fields: Vec<String>,
    /// What is said of pictures: descriptions, names of files.
    pub(super) descriptions: Vec<String>,
    /// Why the part breaks off, if it does.
    pub(super) fault: Option<String>,
}

/// Reads a part whose words are one text.
pub(super) fn words(xml: &str, styles: &Styles) -> Words {
    let mut walk = Walk::new(styles);
    let fault = each_event(xml, |event| walk.event(event));
    let mut words = walk.finish();
    words.fault = fault;
    words
}

/// Reads a part that is a list of notes or comments: those of `element`, each with who wrote it, in order.
pub(super) fn notes(xml: &str, element: &str, styles: &Styles) -> (Vec<Change>, Words) {
    let mut all = Walk::new(styles);
    let mut notes = Vec::new();
    let mut note: Option<Change> = None;
    let fault = each_event(xml, |event| {
        match event {
            Event::Start(tag) if tag.local_name().as_ref() == element => {
                // Notes with a type are the lines between text and notes.
                let is_line = attr(tag, "type").is_some_and(|kind| kind != "normal");
                note = (!is_line).then(|| Change::of(tag));
                all.grids = vec![Grids::default()];
            }
            Event::End(tag) if tag.local_name().as_ref() == element => {
                let text = all.take_text();
                if let Some(mut note) = note.take().filter(|_| !text.is_empty()) {
                    note.words = text;
                    notes.push(note);
                }
            }
            event => {
                if let (Event::Start(tag) | Event::Empty(tag), Some(note)) = (event, &mut note)
                    && tag.local_name().as_ref() == "p"
                {
                    note.paragraph = attr(tag, "paraId").unwrap_or_default();
                }
                all.event(event);
            }
        };
    });
    let mut words = all.finish();
    words.text.clear();
    words.fault = fault;
    (notes, words)
}

struct Walk<'a> {
    styles: &'a Styles,
    found: Words,
    /// The page, and the text boxes open on it.
    grids: Vec<Grids>,
    /// Text boxes that stand behind the paragraph they hang on.
    boxes: Vec<String>,
    n_deeper_boxes: u32,
    /// Alternatives for older programs: the same words again.
    n_fallback: u32,
    deletion: Option<(Change, Flow)>,
    n_deletions: u32,
    insertion: Option<(Change, Flow)>,
    n_insertions: u32,
    is_text: bool,
    is_field: bool,
    field: String,
    /// Whether the properties being read are those of a run, and whether it is hidden.
    is_run: bool,
    is_hidden: bool,
    /// Whether the style of the paragraph hides its words, and whether the row of the table is hidden.
    is_hidden_paragraph: bool,
    is_hidden_row: bool,
    /// Properties being read that held before a change.
    n_former: u32,
    /// The field of a form being read.
    form: Form,
    pale: Pale<'a>,
}

impl<'a> Walk<'a> {
    fn new(styles: &'a Styles) -> Walk<'a> {
        Walk {
            styles,
            found: Words::default(),
            grids: Vec::new(),
            boxes: Vec::new(),
            n_deeper_boxes: 0,
            n_fallback: 0,
            deletion: None,
            n_deletions: 0,
            insertion: None,
            n_insertions: 0,
            is_text: false,
            is_field: false,
            field: String::new(),
            is_run: false,
            is_hidden: false,
            is_hidden_paragraph: false,
            is_hidden_row: false,
            n_former: 0,
            form: Form::default(),
            pale: Pale::new(styles),
        }
    }

    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => {
                self.start(tag);
            }
            Event::Empty(tag) => {
                let name = tag.local_name();
                self.start(tag);
                self.end(name.as_ref());
            }
            Event::End(tag) => self.end(tag.local_name().as_ref()),
            Event::Text(text) if self.is_text || self.is_field => self.words(&text.xml10_content()),
            Event::CData(text) if self.is_text || self.is_field => self.words(&text.xml10_content()),
            Event::GeneralRef(reference) if self.is_text || self.is_field => self.words(&resolved(reference)),
            _ => {}
        }
    }

    fn flow(&mut self) -> &mut Flow {
        if self.grids.is_empty() {
            self.grids.push(Grids::default());
        }
        let last = self.grids.len() - 1;
        self.grids[last].flow()
    }

    fn words(&mut self, words: &str) {
        if self.n_fallback > 0 {
            return;
        }
        if self.is_field {
            return self.field.push_str(words);
        }
        if self.is_hidden || self.is_hidden_row {
            self.found.n_hidden += 1;
            self.is_hidden = false;
            self.is_hidden_row = false;
        }
        match &mut self.deletion {
            Some((_, flow)) => flow.words(words),
            None => {
                self.pale.words(words);
                self.flow().words(words);
            }
        }
        self.insert(|flow| flow.words(words));
    }

    fn mark(&mut self, mark: &str) {
        if self.n_fallback > 0 {
            return;
        }
        match &mut self.deletion {
            Some((_, flow)) => flow.verbatim(mark),
            None => self.flow().verbatim(mark),
        }
        self.insert(|flow| flow.verbatim(mark));
    }

    /// Puts with what is being inserted what stands there still.
    fn insert(&mut self, put: impl FnOnce(&mut Flow)) {
        if let (None, Some((_, flow))) = (&self.deletion, &mut self.insertion) {
            put(flow);
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        if self.n_fallback == 0 && self.n_former == 0 {
            self.pale.start(tag);
        }
        match tag.local_name().as_ref() {
            "Fallback" => self.n_fallback += 1,
            _ if self.n_fallback > 0 => {}
            name if is_former(name) => {
                self.found.others.push(attr(tag, "author").unwrap_or_default());
                self.n_former += 1;
            }
            // Properties hold no text: where it goes on, their end is missing.
            "r" | "p" if self.n_former > 0 => {
                self.n_former = 0;
                self.start(tag);
            }
            _ if self.n_former > 0 => {}
            "t" | "delText" => self.is_text = true,
            "instrText" | "delInstrText" => self.is_field = true,
            "fldSimple" => self.found.fields.extend(attr(tag, "instr")),
            "tab" | "ptab" if self.is_run => self.mark("\t"),
            "noBreakHyphen" => self.mark("\u{2011}"),
            "softHyphen" => self.mark("\u{ad}"),
            "sym" => {
                let code = attr(tag, "char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                if let Some(c) = code.and_then(char::from_u32) {
                    self.mark(c.encode_utf8(&mut [0; 4]));
                }
            }
            "br" | "cr" => {
                match &mut self.deletion {
                    Some((_, flow)) => flow.line(),
                    None => self.flow().line(),
                }
                self.insert(Flow::line);
            }
            "r" => {
                self.is_run = true;
                self.is_hidden = self.is_hidden_paragraph;
            }
            "p" => self.is_hidden_paragraph = false,
            // A text box may stand within a run.
            "pPr" => self.is_run = false,
            // What is hidden on the web alone, as the page numbers of a table of contents are, is shown on paper.
            "vanish" if self.is_run => self.is_hidden = is_on(attr(tag, "val")),
            "rStyle" if self.is_run => {
                self.is_hidden |= attr(tag, "val").is_some_and(|style| self.styles.hides(&style));
            }
            "hidden" => self.is_hidden_row = is_on(attr(tag, "val")),
            "docPr" => self.describe(tag, &["title", "descr"]),
            "cNvPr" => {
                self.describe(tag, &["title", "descr"]);
                self.found.descriptions.extend(attr(tag, "name").filter(|name| is_picture_file(name)));
            }
            "shape" | "rect" | "roundrect" | "oval" | "group" | "imagedata" => self.describe(tag, &["alt", "title"]),
            "ddList" | "checkBox" => self.form = Form::default(),
            "listEntry" | "default" | "result" | "checked" => self.form.start(tag),
            // Words drawn as a picture: stamps such as "draft" behind the text.
            "textpath" => self.boxes.extend(attr(tag, "string").filter(|words| !words.trim().is_empty())),
            "pStyle" => {
                let style = attr(tag, "val").unwrap_or_default();
                self.is_hidden_paragraph = self.styles.hides(&style);
                if style.starts_with("Heading") || style == "Title" {
                    self.flow().paragraph();
                }
            }
            "ins" | "moveTo" => {
                self.n_insertions += 1;
                self.insertion.get_or_insert_with(|| (Change::of(tag), Flow::default()));
            }
            "cellIns" | "cellDel" | "cellMerge" => self.found.others.push(attr(tag, "author").unwrap_or_default()),
            "del" | "moveFrom" => {
                self.n_deletions += 1;
                self.deletion.get_or_insert_with(|| (Change::of(tag), Flow::default()));
            }
            "hyperlink" => self.found.link_ids.extend(attr(tag, "id")),
            "txbxContent" if self.grids.len() > DEEPEST_BOX => self.n_deeper_boxes += 1,
            "txbxContent" => {
                self.flow();
                self.grids.push(Grids::default());
            }
            "tbl" => self.table("table"),
            "tr" => self.table("tr"),
            "tc" => self.table("td"),
            _ => {}
        }
    }

    fn describe(&mut self, tag: &BytesStart<'_>, names: &[&str]) {
        let found = names.iter().filter_map(|name| attr(tag, name));
        self.found.descriptions.extend(found.filter(|words| !words.trim().is_empty()));
    }

    fn table(&mut self, name: &str) {
        self.flow();
        if let Some(grids) = self.grids.last_mut() {
            grids.start(name);
        }
    }

    fn end(&mut self, name: &str) {
        if self.n_fallback == 0 && self.n_former == 0 {
            self.pale.end(name);
        }
        match name {
            "Fallback" => self.n_fallback = self.n_fallback.saturating_sub(1),
            _ if self.n_fallback > 0 => {}
            name if is_former(name) => self.n_former = self.n_former.saturating_sub(1),
            _ if self.n_former > 0 => {}
            "t" | "delText" => self.is_text = false,
            "instrText" | "delInstrText" => self.is_field = false,
            "fldChar" | "p" if !self.field.trim().is_empty() => {
                self.found.fields.push(std::mem::take(&mut self.field));
                self.end(name);
            }
            "r" => self.is_run = false,
            "ddList" => {
                let form = std::mem::take(&mut self.form);
                self.words(form.entry());
            }
            "checkBox" => {
                let form = std::mem::take(&mut self.form);
                self.words(form.mark());
            }
            "del" | "moveFrom" => {
                self.n_deletions = self.n_deletions.saturating_sub(1);
                if self.n_deletions == 0 {
                    self.close_deletion();
                }
            }
            "ins" | "moveTo" => {
                self.n_insertions = self.n_insertions.saturating_sub(1);
                if self.n_insertions == 0 {
                    self.close_insertion();
                }
            }
            "p" => {
                if let Some((_, flow)) = &mut self.deletion {
                    flow.line();
                }
                self.insert(Flow::line);
                self.flow().another_line();
                for text in std::mem::take(&mut self.boxes) {
                    let flow = self.flow();
                    flow.line();
                    flow.verbatim(&text);
                    flow.line();
                }
            }
            "txbxContent" if self.n_deeper_boxes > 0 => self.n_deeper_boxes -= 1,
            "txbxContent" if self.grids.len() > 1 => {
                let text = self.grids.pop().map(Grids::finish).unwrap_or_default();
                self.boxes.extend((!text.is_empty()).then_some(text));
            }
            "tbl" | "tr" | "tc" => {
                let name = match name {
                    "tbl" => "table",
                    "tr" => "tr",
                    _ => "td",
                };
                self.is_hidden_row &= name != "tr";
                if let Some(grids) = self.grids.last_mut() {
                    grids.end(name);
                }
            }
            _ => {}
        }
    }

    fn close_deletion(&mut self) {
        if let Some((mut change, flow)) = self.deletion.take() {
            change.words = flow.finish();
            if change.words.is_empty() {
                self.found.others.push(change.author);
            } else {
                self.found.deleted.push(change);
            }
        }
    }

    fn close_insertion(&mut self) {
        if let Some((mut change, flow)) = self.insertion.take() {
            change.words = flow.finish();
            if change.words.is_empty() {
                self.found.others.push(change.author);
            } else {
                self.found.inserted.push(change);
            }
        }
    }

    fn take_text(&mut self) -> String {
        self.close_deletion();
        self.close_insertion();
        let boxes = std::mem::take(&mut self.boxes);
        let texts = std::mem::take(&mut self.grids).into_iter().map(Grids::finish).chain(boxes);
        texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
    }

    fn finish(mut self) -> Words {
        self.found.text = self.take_text();
        self.found.pale = self.pale.finish();
        self.found
    }
}

/// Elements that keep how something looked before it was changed.
fn is_former(name: &str) -> bool {
    matches!(
        name,
        "rPrChange"
            | "pPrChange"
            | "sectPrChange"
            | "tblPrChange"
            | "tblPrExChange"
            | "tblGridChange"
            | "trPrChange"
            | "tcPrChange"
    )
}

/// Whether a picture is called as the file it was.
fn is_picture_file(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    ["png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "heic", "webp", "svg", "emf", "wmf"].contains(&ending.as_str())
}
