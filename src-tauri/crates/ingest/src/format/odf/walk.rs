//! The words of one part of an OpenDocument file: text in order, and beside it notes, comments, deletions and slides.

mod insertions;
mod target;

use std::collections::HashSet;

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::QName;

use crate::format::flow::Flow;
use crate::format::once::Once;
use crate::format::ooxml::{attr, each_event, resolved};
use crate::format::said::one_line;
use insertions::Insertions;
use target::{Aim, Target, is_shape};

/// Notes in boxes in notes beyond this depth flow with their surroundings.
const DEEPEST: usize = 16;

/// What one part says.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// The body as it stands now: insertions in, deletions out.
    pub(super) text: String,
    pub(super) slides: Vec<Slide>,
    pub(super) footnotes: Vec<String>,
    pub(super) endnotes: Vec<String>,
    pub(super) comments: Vec<String>,
    pub(super) headers: Once,
    pub(super) footers: Once,
    /// What masters put on every slide.
    pub(super) masters: Once,
    /// Who deleted, and the line that says so with the words.
    pub(super) deleted: Vec<(String, String)>,
    /// Who inserted, and the lines that say so with the words, which are in the text, too.
    pub(super) inserters: Vec<String>,
    pub(super) inserted: Vec<String>,
    /// Who made changes of how something looks.
    pub(super) formers: Vec<String>,
    pub(super) n_hidden: u32,
    /// What is said of pictures that are on no slide.
    pub(super) descriptions: Once,
    pub(super) has_dde: bool,
    /// Whether something that happens would run a macro, or a click start a program.
    pub(super) has_event: bool,
    pub(super) has_program: bool,
    /// Whether its pages are those of a drawing and no slides.
    pub(super) is_drawing: bool,
    pub(super) references: Vec<String>,
    /// Why the part breaks off, if it does.
    pub(super) fault: Option<String>,
}

/// One slide's words.
#[derive(Debug, Default)]
pub(super) struct Slide {
    pub(super) text: String,
    pub(super) notes: Vec<String>,
    pub(super) comments: Vec<String>,
    pub(super) descriptions: Vec<String>,
    pub(super) is_hidden: bool,
}

/// Styles that hide what has them, by name.
#[derive(Debug, Default)]
pub(super) struct Styles {
    texts: HashSet<String>,
    slides: HashSet<String>,
    /// Layers of a drawing that are not shown.
    layers: HashSet<String>,
}

/// Reads a part. Styles of earlier parts hold in later ones.
pub(super) fn walk(xml: &str, styles: &mut Styles) -> Content {
    let mut walk = Walk {
        styles,
        found: Content::default(),
        style: String::new(),
        insertions: Insertions::default(),
        description: None,
        targets: vec![Target::default()],
    };
    let fault = each_event(xml, |event| walk.event(event));
    while walk.targets.len() > 1 {
        walk.close_last();
    }
    let unended = walk.insertions.finish();
    walk.found.inserted.extend(unended);
    let body = walk.targets.pop().map(Target::finish).unwrap_or_default();
    let mut found = walk.found;
    found.text = body;
    found.fault = fault;
    found
}

/// An element's name without its prefix. A field that shows the document's title is no name of a picture.
fn name_of<'a>(name: &'a QName<'a>) -> &'a str {
    match name.as_ref() {
        "text:title" => "title-field",
        full => full.rsplit(':').next().unwrap_or(full),
    }
}

/// Whether an element says something of a picture or a shape.
fn is_description(name: &str) -> bool {
    matches!(name, "svg:title" | "svg:desc")
}

struct Walk<'a> {
    styles: &'a mut Styles,
    found: Content,
    /// The style being defined.
    style: String,
    insertions: Insertions,
    /// What is being said of a picture.
    description: Option<String>,
    /// Where words go: the body, and what is open within it. Never empty until the end.
    targets: Vec<Target>,
}

impl Walk<'_> {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => {
                if is_description(tag.name().as_ref()) {
                    self.description = Some(String::new());
                }
                self.start(tag);
            }
            Event::Empty(tag) => {
                self.start(tag);
                self.end(name_of(&tag.name()));
            }
            Event::End(tag) => {
                if is_description(tag.name().as_ref()) {
                    self.describe();
                }
                self.end(name_of(&tag.name()));
            }
            Event::Text(text) => self.words(&text.xml10_content()),
            Event::CData(text) => self.words(&text.xml10_content()),
            Event::GeneralRef(reference) => self.words(&resolved(reference)),
            _ => {}
        }
    }

    fn words(&mut self, words: &str) {
        if let Some(description) = &mut self.description {
            return description.push_str(words);
        }
        let Some(target) = self.targets.last_mut() else { return };
        if target.is_open() && !matches!(target.aim, Aim::Comment | Aim::Deletion) {
            self.insertions.put(|flow| flow.words(words));
        }
        if target.take(words) {
            self.found.n_hidden += 1;
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        let name = tag.name();
        let name = name_of(&name);
        if self.style_of(name, tag) || self.opens(name, tag) {
            return;
        }
        if name == "hidden-text" {
            // Its words stand beside it, and within it only while they are shown.
            self.hide(true);
            self.words(&attr(tag, "string-value").unwrap_or_default());
        }
        if let Some(target) = self.targets.last_mut() {
            target.start(name);
        }
        let layers = &self.styles.layers;
        if !layers.is_empty() && is_shape(name) && attr(tag, "layer").is_some_and(|layer| layers.contains(&layer)) {
            self.hide(true);
        }
        match name {
            // What a click on a slide does is most often to turn the page.
            "event-listener" => {
                let is_macro = attr(tag, "href").is_some_and(|target| target.starts_with("vnd.sun.star.script:"));
                self.found.has_event |= is_macro || tag.name().as_ref() == "script:event-listener";
                self.found.has_program |= attr(tag, "action").is_some_and(|action| action == "execute");
            }
            "p" | "h" | "span" => {
                self.hide(attr(tag, "style-name").is_some_and(|style| self.styles.texts.contains(&style)));
            }
            "layer" if attr(tag, "display").is_some_and(|display| display == "none") => {
                self.styles.layers.extend(attr(tag, "name"));
            }
            "section" => self.hide(attr(tag, "display").is_some_and(|display| display == "none")),
            "hidden-paragraph" => self.hide(true),
            "a" | "image" | "object" | "object-ole" | "section-source" | "plugin" => {
                let target = attr(tag, "href").filter(|target| target.contains(':') && !target.starts_with("mailto:"));
                self.found.references.extend(target);
            }
            "drawing" => self.found.is_drawing = true,
            "dde-source" | "dde-connection-decl" => self.found.has_dde = true,
            "changed-region" => self.insertions.id = attr(tag, "id").unwrap_or_default(),
            "change-start" => self.insertions.start(attr(tag, "change-id").unwrap_or_default()),
            "change-end" => {
                let line = self.insertions.end(&attr(tag, "change-id").unwrap_or_default());
                self.found.inserted.extend(line);
            }
            "s" => self.insertions.put(Flow::space),
            "tab" => self.insertions.put(|flow| flow.verbatim("\t")),
            "line-break" => self.insertions.put(Flow::line),
            _ => {}
        }
    }

    /// Puts what was said of a picture with its slide, or else with the whole.
    fn describe(&mut self) {
        let words = one_line(&self.description.take().unwrap_or_default());
        if words.is_empty() {
            return;
        }
        let slide = self.targets.iter_mut().find(|target| matches!(target.aim, Aim::Slide { .. }));
        match slide {
            Some(slide) => slide.descriptions.push(words),
            None => self.found.descriptions.add(words),
        }
    }

    fn hide(&mut self, is_hidden: bool) {
        if let Some(target) = self.targets.last_mut() {
            target.is_hidden |= is_hidden;
        }
    }

    /// Takes note of styles that hide. Says whether the element was one of theirs.
    fn style_of(&mut self, name: &str, tag: &BytesStart<'_>) -> bool {
        match name {
            "style" => {
                self.style = attr(tag, "name").unwrap_or_default();
                let parent = attr(tag, "parent-style-name").unwrap_or_default();
                if self.styles.texts.contains(&parent) {
                    self.styles.texts.insert(self.style.clone());
                }
            }
            "text-properties" if attr(tag, "display").is_some_and(|display| display == "none") => {
                self.styles.texts.insert(self.style.clone());
            }
            "drawing-page-properties" if attr(tag, "visibility").is_some_and(|visibility| visibility == "hidden") => {
                self.styles.slides.insert(self.style.clone());
            }
            _ => return false,
        }
        true
    }

    /// Opens a target of its own for what does not flow with the text around it. Says whether it did.
    fn opens(&mut self, name: &str, tag: &BytesStart<'_>) -> bool {
        let is_in_text = self.targets.last().is_some_and(Target::is_in_text);
        let is_on_master = self.targets.last().is_some_and(|target| target.aim == Aim::Master);
        let aim = match name {
            "note" if attr(tag, "note-class").is_some_and(|class| class == "endnote") => Aim::Endnote,
            "note" => Aim::Footnote,
            "annotation" => Aim::Comment,
            "deletion" => Aim::Deletion,
            "insertion" => Aim::Insertion,
            "format-change" => Aim::Form,
            // Masters have places that slides fill, with words only for those who edit them.
            "notes" if is_on_master => Aim::Dropped,
            "frame" | "custom-shape" if is_on_master && attr(tag, "class").is_some() => Aim::Dropped,
            "header" | "header-left" | "header-first" | "header-decl" => Aim::Header,
            "footer" | "footer-left" | "footer-first" | "footer-decl" => Aim::Footer,
            "notes" => Aim::Notes,
            "master-page" => Aim::Master,
            "page" => Aim::Slide {
                is_hidden: attr(tag, "style-name").is_some_and(|style| self.styles.slides.contains(&style)),
            },
            "text-box" | "custom-shape" | "rect" | "ellipse" if is_in_text => Aim::Box,
            _ => return false,
        };
        if self.targets.len() > DEEPEST {
            return false;
        }
        self.targets.push(Target::new(aim, name));
        true
    }

    fn end(&mut self, name: &str) {
        if matches!(name, "p" | "h") {
            self.insertions.put(Flow::line);
        }
        // A box within text has the same name as one that stands alone: what was opened by this name is closed.
        let is_own = self.targets.len() > 1 && self.targets.last().is_some_and(|target| target.is_over(name));
        if is_own {
            return self.close_last();
        }
        if let Some(target) = self.targets.last_mut() {
            target.end(name);
        }
    }

    fn close_last(&mut self) {
        let Some(target) = self.targets.pop() else { return };
        let aim = target.aim;
        let author = target.author.trim().to_owned();
        if let Aim::Slide { is_hidden } = aim {
            return self.found.slides.push(target.finish_slide(is_hidden));
        }
        match aim {
            Aim::Insertion => {
                self.insertions.tell(&author, &target.date);
                return self.found.inserters.push(author);
            }
            Aim::Form => return self.found.formers.push(author),
            _ => {}
        }
        let line = target.finish_line();
        if line.is_empty() {
            return;
        }
        let is_on_slide = self.targets.last().is_some_and(|around| matches!(around.aim, Aim::Slide { .. }));
        let Some(around) = self.targets.last_mut() else { return };
        match aim {
            Aim::Body | Aim::Dropped | Aim::Insertion | Aim::Form | Aim::Slide { .. } => {}
            Aim::Box => around.boxes.push(line),
            Aim::Comment if is_on_slide => around.comments.push(line),
            Aim::Notes if is_on_slide => around.notes.push(line),
            Aim::Comment => self.found.comments.push(line),
            Aim::Footnote => self.found.footnotes.push(line),
            Aim::Endnote => self.found.endnotes.push(line),
            Aim::Deletion => self.found.deleted.push((author, line)),
            Aim::Header => self.found.headers.add(line),
            Aim::Footer => self.found.footers.add(line),
            Aim::Notes => self.found.comments.push(line),
            Aim::Master => self.found.masters.add(line),
        }
    }
}
