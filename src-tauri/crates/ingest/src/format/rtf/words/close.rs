//! Words put in their places, and what happens where groups begin and end.

use super::Walk;
use crate::format::about;
use crate::format::dttm::dttm;
use crate::format::moment::edtf;
use crate::format::rtf::place::{Aside, Info, Place};
use crate::format::rtf::state::{Change, Found, Target};
use crate::format::said::{one_line, said};
use crate::format::{Emit, Failure, MetaKey};

const FIELD_BYTES: usize = 1 << 20;
const MOST_FIELDS: usize = 100_000;
const MOST_PROPERTIES: usize = 500;
/// Notes in boxes in notes beyond this depth flow with their surroundings.
const DEEPEST_ASIDE: usize = 16;

impl Walk<'_> {
    /// Gives a place to the words of the group being read.
    pub(super) fn open(&mut self, place: Place) {
        self.state.place = place;
        self.state.place_depth = self.stack.len();
        match place {
            Place::Text | Place::Silent | Place::Skip => {}
            Place::Picture | Place::ObjectData => self.objects.begin(),
            _ => {
                self.field.clear();
                self.date = [0; 5];
            }
        }
    }

    pub(super) fn open_aside(&mut self, aside: Aside) {
        self.open(Place::Text);
        self.state.is_in_table = false;
        if self.targets.len() > DEEPEST_ASIDE {
            return;
        }
        let author = if aside == Aside::Comment { std::mem::take(&mut self.comment_author) } else { String::new() };
        self.targets.push(Target { aside: Some(aside), depth: self.stack.len(), author, ..Target::default() });
    }

    /// Decodes the bytes of text at hand.
    pub(super) fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let (text, is_damaged) = self.state.encoding.decode_without_bom_handling(&bytes);
        // A font may claim another code than the document, and be wrong.
        let by_page = self.page.decode_without_bom_handling(&bytes);
        let text = if is_damaged && !by_page.1 { by_page.0 } else { text };
        self.text(&text);
    }

    /// Puts words in their place.
    pub(super) fn text(&mut self, words: &str) {
        match self.state.place {
            Place::Text => {}
            Place::Silent | Place::Skip | Place::Fonts | Place::Picture | Place::ObjectData => return,
            _ => {
                if self.field.len() < FIELD_BYTES {
                    self.field.push_str(words);
                }
                return;
            }
        }
        self.n_text += words.len();
        if self.state.is_deleted {
            return self.deleted(words);
        }
        if !words.trim().is_empty() {
            self.found.n_hidden += u32::from(self.state.is_hidden && !self.was_hidden);
            self.was_hidden = self.state.is_hidden;
            self.was_deleted = false;
        }
        self.inserted(words);
        if let Some(target) = self.targets.last_mut() {
            target.cells.flow(self.state.is_in_table).words(words);
        }
    }

    fn deleted(&mut self, words: &str) {
        let (author, date) = (self.state.author, self.state.date);
        match self.found.deletions.last_mut() {
            Some(last) if self.was_deleted && last.author == author && last.date == date => last.words.push_str(words),
            _ => self.found.deletions.push(Change { author, date, words: words.to_owned() }),
        }
        self.was_deleted = true;
    }

    /// Takes note of what is inserted. White space alone begins and ends nothing.
    fn inserted(&mut self, words: &str) {
        let is_space = words.trim().is_empty();
        if self.state.is_inserted {
            let (author, date) = (self.state.inserter, self.state.inserted);
            match self.found.insertions.last_mut() {
                Some(last) if self.was_inserted && last.author == author && last.date == date => {
                    last.words.push_str(words);
                }
                _ if is_space => return,
                _ => self.found.insertions.push(Change { author, date, words: words.to_owned() }),
            }
        }
        if !is_space {
            self.was_inserted = self.state.is_inserted;
        }
    }

    /// Ends a line, a paragraph, a cell or a row.
    pub(super) fn mark(&mut self, word: &str) {
        if self.state.place != Place::Text {
            return self.text(" ");
        }
        if self.state.is_deleted {
            return self.deleted(if word == "tab" { "\t" } else { "\n" });
        }
        self.inserted(if word == "tab" { "\t" } else { "\n" });
        let is_in_table = self.state.is_in_table;
        let Some(target) = self.targets.last_mut() else { return };
        match word {
            "tab" => target.cells.flow(is_in_table).verbatim("\t"),
            "line" => target.cells.flow(is_in_table).line(),
            "cell" => target.cells.end_cell(),
            "row" => target.cells.end_row(),
            "nestcell" => target.cells.flow(is_in_table).space(),
            "nestrow" => target.cells.flow(is_in_table).line(),
            _ => {
                target.cells.flow(is_in_table).another_line();
                target.place_boxes(is_in_table);
            }
        }
    }

    /// Ends a group. `is_whole` says that its end was found.
    pub(super) fn close(&mut self, is_whole: bool, out: &mut dyn Emit) -> Result<(), Failure> {
        if self.n_deeper > 0 {
            self.n_deeper -= 1;
            return Ok(());
        }
        let depth = self.stack.len();
        if self.state.place_depth == depth {
            self.end_place(is_whole, out)?;
        }
        if self.targets.len() > 1 && self.targets.last().is_some_and(|target| target.depth == depth) {
            self.end_aside();
        }
        if let Some(state) = self.stack.pop() {
            self.state = state;
        }
        self.is_over = self.stack.is_empty();
        Ok(())
    }

    fn end_place(&mut self, is_whole: bool, out: &mut dyn Emit) -> Result<(), Failure> {
        let place = self.state.place;
        match place {
            Place::Text | Place::Silent | Place::Skip | Place::Fonts => return Ok(()),
            Place::Picture => return self.objects.end_picture(is_whole, out),
            Place::ObjectData => return self.objects.end_object(is_whole, out),
            _ => {}
        }
        let field = std::mem::take(&mut self.field);
        match place {
            Place::Authors => {
                let names = field.split(';').map(|name| name.trim().to_owned());
                self.found.authors = names.take(MOST_FIELDS).collect();
            }
            Place::Instruction if self.found.fields.len() < MOST_FIELDS => self.found.fields.push(field),
            Place::CommentAuthor => self.comment_author = field,
            Place::CommentDate => {
                let packed =
                    field.trim().parse::<i64>().ok().and_then(|number| u32::try_from(number & 0xffff_ffff).ok());
                if let Some(target) = self.targets.last_mut() {
                    target.date = packed.and_then(dttm);
                }
            }
            Place::Info(info) => self.info(info, &field),
            Place::ShapeName => self.shape_property = field.trim().to_owned(),
            Place::ShapeValue => self.end_shape_value(field),
            Place::PropertyName => self.property = field,
            Place::PropertyValue => {
                let name = std::mem::take(&mut self.property);
                self.tell_of(about::custom(&name, &field));
            }
            _ => {}
        }
        Ok(())
    }

    /// Takes what a shape says: words that are drawn stand with the text, what describes it beside it.
    fn end_shape_value(&mut self, value: String) {
        let value = one_line(&value);
        let name = std::mem::take(&mut self.shape_property);
        if value.is_empty() {
            return;
        }
        self.n_text += value.len();
        match (name.as_str(), self.targets.last_mut()) {
            ("gtextUNICODE", Some(target)) => target.boxes.push(value),
            _ => self.found.descriptions.add(value),
        }
    }

    fn info(&mut self, info: Info, field: &str) {
        let value = one_line(field);
        let value = value.trim_end_matches(';').to_owned();
        let [year, month, day, hour, minute] = self.date;
        let date = || edtf(&format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:00"));
        let found = match info {
            Info::Created => date().map(|date| (MetaKey::Created, date)),
            Info::Modified => date().map(|date| (MetaKey::Modified, date)),
            Info::Printed => date().map(|date| (MetaKey::Finding, format!("last printed {date}"))),
            _ if value.is_empty() => None,
            Info::Title => Some((MetaKey::Title, value)),
            Info::Subject => Some((MetaKey::Subject, value)),
            Info::Author => Some((MetaKey::Author, value)),
            Info::Generator => Some((MetaKey::Application, value)),
            Info::Operator => about::finding("last saved by", &value),
            Info::Company => about::firm(&value),
            Info::Comment => about::remark(&value),
            Info::Keywords => about::keywords(&value),
            Info::Category => about::category(&value),
            Info::Manager => about::manager(&value),
            Info::LinkBase => Some((MetaKey::RemoteReference, value)),
            Info::Template => about::template(&value),
        };
        self.tell_of(found);
    }

    /// Takes what the document says of itself.
    pub(super) fn tell_of(&mut self, told: about::Told) {
        self.found.metas.extend(told.filter(|_| self.found.metas.len() < MOST_PROPERTIES));
    }

    fn end_aside(&mut self) {
        let Some(mut target) = self.targets.pop() else { return };
        let (aside, author, date) = (target.aside, std::mem::take(&mut target.author), target.date.take());
        let text = target.finish();
        if text.is_empty() {
            return;
        }
        match aside {
            Some(Aside::Footnote) => self.found.footnotes.push(text),
            Some(Aside::Endnote) => self.found.endnotes.push(text),
            Some(Aside::Comment) => self.found.comments.push(said(author.trim(), date.as_deref(), &text)),
            Some(Aside::Header) => self.found.headers.add(text),
            Some(Aside::Footer) => self.found.footers.add(text),
            Some(Aside::Box) | None => {
                if let Some(around) = self.targets.last_mut() {
                    around.boxes.push(text);
                }
            }
        }
    }

    /// Ends all that is open.
    pub(super) fn finish(mut self, out: &mut dyn Emit) -> Result<Found, Failure> {
        self.flush();
        self.n_deeper = 0;
        while !self.stack.is_empty() {
            self.close(false, out)?;
        }
        while self.targets.len() > 1 {
            self.end_aside();
        }
        self.found.text = self.targets.pop().map(Target::finish).unwrap_or_default();
        Ok(self.found)
    }
}
