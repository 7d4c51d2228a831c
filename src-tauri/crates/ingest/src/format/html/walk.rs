//! A page's words in order. Tags are taken one by one and no tree is built, so that no depth of nesting costs more than
//! another; what a browser would repair is repaired only as far as words and lines are concerned.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::RefCell;
use std::ops::Range;

use super::facts::Facts;
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
    /// Where in the text the main text stands; empty where there is none, or nothing else.
    main: Vec<Range<usize>>,
}

impl Page {
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
    pub(crate) fn new() -> Walk {
        let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
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

/// Reads a page that is all at hand.
pub(crate) fn page(html: &str) -> Page {
    let mut walk = Walk::new();
    walk.feed(html);
    walk.finish()
}

/// Reads a page written as XML, in which any tag may be closed where it stands.
pub(crate) fn xml_page(xml: &str) -> Page {
    let mut walk = Walk::new();
    walk.tokenizer.sink.state.borrow_mut().is_xml = true;
    walk.feed(xml);
    walk.finish()
}

#[derive(Default)]
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
    n_hidden: u32,
    /// An element whose words are not the page's: scripts, styles, templates.
    dropped: Option<Within>,
    /// The words of a dropped element, for pages on which it never ends.
    spare: Flow,
    hidden: Option<Within>,
    n_pre: u32,
    /// A list's depth, so that items look like items.
    n_lists: u32,
    collected: Option<(Collect, String)>,
    is_xml: bool,
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
            Token::CommentToken(comment) => saved::comment(&mut self.facts, &comment),
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
            return self.spare.words(words);
        }
        self.zones.words(words);
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
        for within in [&mut self.dropped, &mut self.hidden].into_iter().flatten() {
            if within.name == name && !is_void(name) {
                within.depth += 1;
            }
        }
        if self.dropped.is_some() {
            return raw_kind(name);
        }
        self.facts.tag(tag);
        if name == "html" {
            saved::scrap_book(&mut self.facts, tag);
        }
        self.note_hidden(tag);
        if self.collected.is_none() {
            let collect = match name {
                "title" => Some(Collect::Title),
                "script" if attr(tag, "type") == Some("application/ld+json") => Some(Collect::LinkedData),
                "a" if attr(tag, "rel") == Some("author") => Some(Collect::Byline),
                _ => None,
            };
            self.collected = collect.map(|collect| (collect, String::new()));
        }
        if matches!(name, "script" | "style" | "noscript" | "template" | "title") && !tag.self_closing {
            self.dropped = Some(Within { name: name.to_owned(), depth: 1 });
            return raw_kind(name);
        }
        self.zones.start(tag, self.grids.place());
        self.grids.start(name);
        let flow = self.grids.flow();
        match name {
            "br" => flow.another_line(),
            "hr" => flow.paragraph(),
            "li" => flow.item("- "),
            "ul" | "ol" | "dl" | "menu" => {
                if self.n_lists == 0 {
                    flow.paragraph()
                } else {
                    flow.line()
                }
                self.n_lists += 1;
            }
            "pre" | "textarea" | "xmp" | "listing" => {
                flow.paragraph();
                self.n_pre += 1;
            }
            "img" | "area" => {
                flow.words(attr(tag, "alt").unwrap_or_default());
            }
            "input" if !matches!(attr(tag, "type"), Some("hidden" | "password" | "checkbox" | "radio")) => {
                flow.space();
                flow.words(attr(tag, "value").unwrap_or_default());
                flow.space();
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
            let is_over = within.depth == 0;
            if is_over {
                self.dropped = None;
                self.spare = Flow::default();
            }
            if is_over {
                self.close_collected(name);
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
        let flow = self.grids.flow();
        match name {
            "p" | "br" => flow.paragraph(),
            "ul" | "ol" | "dl" | "menu" => {
                self.n_lists = self.n_lists.saturating_sub(1);
                if self.n_lists == 0 { flow.paragraph() } else { flow.line() }
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
        let is_cut = self.dropped.take().is_some_and(|within| !matches!(within.name.as_str(), "script" | "style"));
        let mut text = self.grids.finish();
        let zones = self.zones.finish(text.len());
        let main = main_text::find(&zones, &text);
        let mut headings = zones.iter().filter(|zone| zone.rank > 0).map(|zone| one_line(&text[zone.start..zone.end]));
        let heading = headings.find(|words| !words.is_empty());
        if is_cut {
            let parting = if text.is_empty() { "" } else { "\n\n" };
            text = [&text, parting, &self.spare.finish()].concat();
        }
        Page { text, facts: self.facts, n_hidden: self.n_hidden, heading, main }
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
