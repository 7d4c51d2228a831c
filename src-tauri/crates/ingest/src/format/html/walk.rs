//! A page's words in order. Tags are taken one by one and no tree is built, so that no depth of nesting costs more than
//! another; what a browser would repair is repaired only as far as words and lines are concerned.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::RefCell;
use std::ops::Range;

use super::facts::Facts;
use super::held::Held;
use super::links::Links;
use super::lists::List;
use super::unseen::{Script, Unseen};
use super::zones::Zones;
use super::{main_text, saved};
use crate::format::flow::Flow;
use crate::format::grid::Grids;
use crate::format::said::one_line;

/// What a page says.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// All text in structure: a line per block, paragraphs parted by blank lines, table rows per line with tabs.
    pub(crate) text: String,
    /// What it says about itself.
    pub(crate) facts: Facts,
    /// How many parts are marked not to be shown. Their words are in the text.
    pub(crate) n_hidden: u32,
    /// The first heading that has words.
    pub(crate) heading: Option<String>,
    /// Words that no browser shows, where they were asked for.
    pub(crate) unseen: String,
    /// Whether it has scripts that may make of it what it shows.
    has_scripts: bool,
    /// Where its links lead.
    pub(crate) links: Links,
    /// The documents that stand in it.
    pub(crate) held: Held,
    /// Where in the text the main text stands; empty where there is none, or nothing else.
    main: Vec<Range<usize>>,
}

impl Page {
    /// Whether it shows no word of its own.
    pub(crate) fn is_made_by_scripts(&self) -> bool {
        self.has_scripts && self.text.trim().is_empty()
    }

    /// The main text, and the rest of the page, where they can be told apart.
    pub(crate) fn parts(&self) -> Option<(String, String)> {
        let joined = |ranges: &[Range<usize>]| {
            let parts = ranges.iter().map(|range| self.text[range.clone()].trim_matches('\n'));
            parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
        };
        let rest = main_text::rest(&self.main, self.text.len());
        (!self.main.is_empty()).then(|| (joined(&self.main), joined(&rest)))
    }
}

/// A page read piece by piece.
pub(crate) struct Walk {
    tokenizer: Tokenizer<Sink>,
    input: BufferQueue,
}

impl Walk {
    /// Begins a page whose unseen words are wanted, too.
    pub(crate) fn new() -> Walk {
        Walk::with(State { unseen: Some(Unseen::default()), ..State::default() })
    }

    fn with(state: State) -> Walk {
        let tokenizer = Tokenizer::new(Sink { state: RefCell::new(state) }, TokenizerOpts::default());
        Walk { tokenizer, input: BufferQueue::default() }
    }

    /// Takes the next piece of the page.
    pub(crate) fn feed(&mut self, piece: &str) {
        self.input.push_back(StrTendril::from_slice(piece));
        // It stops for scripts only, and the sink does not ask for that.
        let _ = self.tokenizer.feed(&self.input);
    }

    /// The page as a whole.
    pub(crate) fn finish(self) -> Page {
        self.tokenizer.end();
        self.tokenizer.sink.state.into_inner().finish()
    }
}

/// Reads a page that is all at hand, with the words that no browser shows.
pub(crate) fn whole_page(html: &str) -> Page {
    let mut walk = Walk::new();
    walk.feed(html);
    walk.finish()
}

/// Reads a page that is all at hand, or a piece of one.
pub(crate) fn page(html: &str) -> Page {
    let mut walk = Walk::with(State::default());
    walk.feed(html);
    walk.finish()
}

/// Reads a page written as XML, in which any tag may be closed where it stands.
pub(crate) fn xml_page(xml: &str) -> Page {
    let mut walk = Walk::with(State { is_xml: true, ..State::default() });
    walk.feed(xml);
    walk.finish()
}

struct Sink {
    state: RefCell<State>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        self.state.borrow_mut().token(token)
    }
}

/// An element within which things are different until its end tag, counting those of the same name within.
struct Within {
    name: String,
    depth: u32,
}

#[derive(Default)]
struct State {
    grids: Grids,
    zones: Zones,
    facts: Facts,
    held: Held,
    links: Links,
    n_hidden: u32,
    /// Words that are not shown, where they are wanted.
    unseen: Option<Unseen>,
    /// An element whose words are not the page's: scripts, styles, templates.
    dropped: Option<Within>,
    /// What the script is that is dropped.
    script: Option<Script>,
    has_scripts: bool,
    has_frames: bool,
    /// The words of a dropped element.
    spare: Flow,
    hidden: Option<Within>,
    n_pre: u32,
    /// The lists that stand in each other.
    lists: Vec<List>,
    explained: Option<Explained>,
    collected: Option<(Collect, String)>,
    is_xml: bool,
}

/// An element that says more where it is pointed at than it shows: what an abbreviation stands for, the whole of a date.
struct Explained {
    within: Within,
    shown: String,
    whole: String,
}

impl Explained {
    fn of(tag: &Tag) -> Option<Explained> {
        let is_date = |name: &str| matches!(name, "date" | "time" | "datetime" | "timestamp");
        let is_explained = matches!(&*tag.name, "abbr" | "acronym" | "dfn" | "time")
            || attr(tag, "class").is_some_and(|names| names.split_ascii_whitespace().any(is_date));
        let whole = attr(tag, "title").filter(|_| is_explained && !is_void(&tag.name)).map(one_line);
        let whole = whole.filter(|whole| !whole.is_empty())?;
        Some(Explained { within: Within { name: tag.name.to_string(), depth: 1 }, shown: String::new(), whole })
    }
}

/// Words wanted for what they say about the page, beside their place in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Collect {
    Title,
    Byline,
    LinkedData,
}

const COLLECTED_BYTES: usize = 256 << 10;

impl State {
    fn token(&mut self, token: Token) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag && self.is_xml && tag.self_closing => {
                self.whole(&tag)
            }
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return self.start(&tag),
            Token::TagToken(tag) => self.end(&tag.name),
            Token::CharacterTokens(words) => self.words(&words),
            Token::CommentToken(comment) => {
                let is_told = saved::comment(&mut self.facts, &comment);
                if let Some(unseen) = self.unseen.as_mut().filter(|_| !is_told) {
                    unseen.comment(&comment);
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn words(&mut self, words: &str) {
        if let Some((_, collected)) = &mut self.collected
            && collected.len() + words.len() <= COLLECTED_BYTES
        {
            collected.push_str(words);
        }
        if self.dropped.is_some() {
            if self.script != Some(Script::Code) {
                self.spare.words(words);
            }
            return;
        }
        if let Some(explained) = &mut self.explained
            && explained.shown.len() <= explained.whole.len()
        {
            explained.shown.push_str(words);
        }
        self.zones.words(words);
        self.links.words(words);
        let flow = self.grids.flow();
        if self.n_pre > 0 { flow.verbatim(words) } else { flow.words(words) }
    }

    /// Takes an element without words.
    fn whole(&mut self, tag: &Tag) {
        match &*tag.name {
            "script" | "style" | "noscript" | "template" | "title" => self.facts.tag(tag),
            name => {
                let _ = self.start(tag);
                if !is_void(name) {
                    self.end(name);
                }
            }
        }
    }

    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        let explained = self.explained.as_mut().map(|explained| &mut explained.within);
        for within in [self.dropped.as_mut(), self.hidden.as_mut(), explained].into_iter().flatten() {
            if within.name == name && !is_void(name) {
                within.depth += 1;
            }
        }
        self.held.tag(tag);
        if self.dropped.is_some() {
            self.start_unseen(tag);
            return raw_kind(name);
        }
        self.facts.tag(tag);
        if let Some(unseen) = &mut self.unseen {
            unseen.tag(tag);
        }
        if name == "html" {
            saved::scrap_book(&mut self.facts, tag);
        }
        self.links.start(tag);
        self.note_hidden(tag);
        if self.explained.is_none() {
            self.explained = Explained::of(tag);
        }
        if self.collected.is_none() {
            let collect = match name {
                "title" => Some(Collect::Title),
                "script" if attr(tag, "type") == Some("application/ld+json") => Some(Collect::LinkedData),
                "a" if attr(tag, "rel") == Some("author") => Some(Collect::Byline),
                _ => None,
            };
            self.collected = collect.map(|collect| (collect, String::new()));
        }
        // What is attached to an element so is shown in its place; the last is what Chromium writes.
        let is_shown = ["shadowrootmode", "shadowroot", "shadowmode"].iter().any(|mode| attr(tag, mode).is_some());
        let is_dropped = matches!(name, "script" | "style" | "noscript" | "template" | "title")
            || matches!(name, "noframes" | "noembed") && self.unseen.is_some();
        if is_dropped && !(name == "template" && is_shown) && !tag.self_closing {
            self.dropped = Some(Within { name: name.to_owned(), depth: 1 });
            self.script = (name == "script").then(|| Script::of(tag));
            self.has_scripts |= self.script == Some(Script::Code);
            return raw_kind(name);
        }
        self.zones.start(tag, self.grids.place());
        self.grids.start(name);
        let item = match name {
            "li" => self.lists.last_mut().map_or_else(|| "- ".to_owned(), |list| list.mark(tag)),
            _ => String::new(),
        };
        let flow = self.grids.flow();
        match name {
            "br" => flow.another_line(),
            "frame" => self.has_frames = true,
            "hr" => flow.paragraph(),
            "li" => flow.item(item),
            "ul" | "ol" | "dl" | "menu" => {
                if self.lists.is_empty() {
                    flow.paragraph()
                } else {
                    flow.line()
                }
                self.lists.push(List::of(tag));
            }
            "pre" | "textarea" | "xmp" | "listing" => {
                flow.paragraph();
                self.n_pre += 1;
            }
            "img" | "area" => {
                flow.space();
                flow.words(attr(tag, "alt").unwrap_or_default());
                flow.space();
            }
            "input" => {
                let sign = if attr(tag, "checked").is_some() { "☒" } else { "☐" };
                let said = || attr(tag, "value").filter(|value| !value.is_empty()).or_else(|| attr(tag, "placeholder"));
                let kind = attr(tag, "type").unwrap_or_default().to_ascii_lowercase();
                let words = match kind.as_str() {
                    "hidden" | "password" => "",
                    "checkbox" | "radio" => sign,
                    _ => said().unwrap_or_default(),
                };
                flow.space();
                flow.words(words);
                flow.space();
            }
            "option" => {
                flow.line();
                if attr(tag, "selected").is_some() {
                    flow.words("☒ ");
                }
            }
            _ if is_paragraph(name) => flow.paragraph(),
            _ if is_block(name) => flow.line(),
            _ => {}
        }
        raw_kind(name)
    }

    fn end(&mut self, name: &str) {
        if let Some(within) = &mut self.dropped {
            within.depth -= u32::from(within.name == name);
            if within.depth == 0 {
                self.dropped = None;
                self.close_dropped(name);
                self.close_collected(name);
            } else if is_block(name) {
                self.spare.line();
            }
            return;
        }
        if let Some(within) = &mut self.hidden
            && within.name == name
        {
            within.depth -= 1;
            if within.depth == 0 {
                self.hidden = None;
            }
        }
        self.close_collected(name);
        self.close_explained(name);
        self.links.end(name);
        let flow = self.grids.flow();
        match name {
            "p" | "br" => flow.paragraph(),
            "ul" | "ol" | "dl" | "menu" => {
                self.lists.pop();
                flow.end_items();
                if self.lists.is_empty() { flow.paragraph() } else { flow.line() }
            }
            "pre" | "textarea" | "xmp" | "listing" => {
                self.n_pre = self.n_pre.saturating_sub(1);
                flow.paragraph();
            }
            _ if is_paragraph(name) => flow.paragraph(),
            _ if is_block(name) || name == "li" => flow.line(),
            _ => {}
        }
        self.grids.end(name);
        self.zones.end(name, self.grids.place());
    }

    /// Takes a tag within an element whose words are not the page's.
    fn start_unseen(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        if is_block(name) || matches!(name, "br" | "li" | "tr" | "td" | "th") {
            self.spare.line();
        }
        if name == "img" {
            self.spare.space();
            self.spare.words(attr(tag, "alt").unwrap_or_default());
            self.spare.space();
        }
    }

    /// Keeps the words of an element that are not the page's, where they are wanted.
    fn close_dropped(&mut self, name: &str) {
        let words = std::mem::take(&mut self.spare).finish();
        let script = self.script.take();
        if name == "style" {
            return self.held.style(&words);
        }
        let Some(unseen) = &mut self.unseen else { return };
        match (name, script) {
            (_, Some(script)) => unseen.script(script, &words),
            ("title", _) if self.facts.title.is_none() || self.facts.title.as_deref() == Some(&*one_line(&words)) => {}
            // That of a drawing in the page.
            ("title", _) => unseen.say("tooltip", &words),
            ("noframes" | "noembed", _) => unseen.markup("where frames are not shown", &words),
            ("noscript", _) => unseen.say("where scripts are not run", &words),
            _ => unseen.say("template", &words),
        }
    }

    fn note_hidden(&mut self, tag: &Tag) {
        // A paragraph ends where the next begins, whether its end is marked or not.
        if self.hidden.as_ref().is_some_and(|within| within.name == "p" && is_block(&tag.name)) {
            self.hidden = None;
        }
        if self.hidden.is_some() || is_void(&tag.name) || matches!(&*tag.name, "html" | "body" | "input") {
            return;
        }
        let style: String = attr(tag, "style").unwrap_or_default().split_whitespace().collect();
        let style = style.to_ascii_lowercase();
        let is_hidden = attr(tag, "hidden").is_some_and(|value| value != "until-found")
            || style.contains("display:none")
            || style.contains("visibility:hidden");
        if is_hidden {
            self.n_hidden += 1;
            self.hidden = Some(Within { name: tag.name.to_string(), depth: 1 });
        }
    }

    fn close_explained(&mut self, name: &str) {
        let Some(explained) = self.explained.as_mut().filter(|explained| explained.within.name == name) else { return };
        explained.within.depth -= 1;
        if explained.within.depth > 0 {
            return;
        }
        let Some(Explained { shown, whole, .. }) = self.explained.take() else { return };
        if one_line(&shown) != whole {
            let flow = self.grids.flow();
            flow.space();
            flow.words(&format!("({whole})"));
        }
    }

    fn close_collected(&mut self, name: &str) {
        let is_over = match self.collected.as_ref().map(|(collect, _)| *collect) {
            Some(Collect::Title) => name == "title",
            Some(Collect::Byline) => name == "a",
            Some(Collect::LinkedData) => name == "script",
            None => false,
        };
        if !is_over {
            return;
        }
        match self.collected.take() {
            Some((Collect::Title, words)) => self.facts.title(&words),
            Some((Collect::Byline, words)) => self.facts.byline(&words, "link rel=author"),
            Some((Collect::LinkedData, json)) => self.facts.linked_data(&json),
            None => {}
        }
    }

    fn finish(mut self) -> Page {
        let cut = self.dropped.take().map(|within| within.name);
        let is_cut = cut.as_ref().is_some_and(|name| !matches!(name.as_str(), "script" | "style"));
        if let Some(name) = cut.filter(|_| !is_cut) {
            self.close_dropped(&name);
        }
        let mut text = self.grids.finish();
        let zones = self.zones.finish(text.len());
        let main = main_text::find(&zones, &text);
        let mut headings = zones.iter().filter(|zone| zone.rank > 0).map(|zone| one_line(&text[zone.start..zone.end]));
        let heading = headings.find(|words| !words.is_empty());
        if is_cut {
            let parting = if text.is_empty() { "" } else { "\n\n" };
            text = [&text, parting, &self.spare.finish()].concat();
        }
        self.links.end("a");
        let facts = self.facts;
        let unseen = self.unseen.map(|unseen| unseen.finish(&text, &facts)).unwrap_or_default();
        let (n_hidden, links, held) = (self.n_hidden, self.links, self.held);
        let has_scripts = self.has_scripts && !self.has_frames;
        Page { text, facts, n_hidden, heading, unseen, has_scripts, links, held, main }
    }
}

/// The value of an attribute.
pub(super) fn attr<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|attr| &*attr.name.local == name).map(|attr| &*attr.value)
}

/// Elements whose content is not markup must be told to the tokenizer (HTML, 13.2.6).
fn raw_kind(name: &str) -> TokenSinkResult<()> {
    match name {
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "style" | "xmp" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
        "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
        _ => TokenSinkResult::Continue,
    }
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}

fn is_paragraph(name: &str) -> bool {
    matches!(
        name,
        "p" | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "blockquote"
            | "article"
            | "section"
            | "table"
            | "figure"
            | "address"
            | "fieldset"
            | "details"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "aside"
    )
}

fn is_block(name: &str) -> bool {
    is_paragraph(name)
        || matches!(
            name,
            "div"
                | "dt"
                | "dd"
                | "form"
                | "figcaption"
                | "caption"
                | "option"
                | "summary"
                | "legend"
                | "center"
                | "body"
                | "ul"
                | "ol"
                | "hr"
                | "pre"
                | "dialog"
                | "iframe"
                | "optgroup"
                | "select"
        )
}
