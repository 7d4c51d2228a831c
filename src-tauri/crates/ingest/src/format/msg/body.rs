//! What a message says: plain text, else HTML, else RTF.

use encoding_rs::Encoding;

use super::store::{Properties, Store, id};
use super::{code, lzfu, rtf};
use crate::format::html::{self, Held, Links};
use crate::format::mail;

const MOST_REFERENCES: usize = 1000;

/// The words of a message.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) text: String,
    /// The words of its HTML or RTF, where these say more than the plain text.
    pub(super) alternative: Option<String>,
    /// What its page would fetch.
    pub(super) references: Vec<String>,
    pub(super) n_hidden: u32,
    pub(super) links: Vec<Links>,
    /// Pictures and files that stand within its page.
    pub(super) held: Held,
    /// What is wrong with its RTF.
    pub(super) fault: Option<&'static str>,
}

impl Body {
    pub(super) fn of(store: &mut Store, message: &Properties) -> Body {
        let mut body = Body::default();
        let plain = store.text(message, id::BODY).unwrap_or_default();
        let rich = match body.html(store, message) {
            Some(page) => page,
            None => body.rtf(store, message).unwrap_or_default(),
        };
        (body.text, body.alternative) = match plain.trim() {
            "" => (rich, None),
            _ if mail::says_more(&rich, &plain) => (plain, Some(rich)),
            _ => (plain, None),
        };
        body
    }

    fn html(&mut self, store: &mut Store, message: &Properties) -> Option<String> {
        if let Some(bytes) = store.binary(message, id::HTML) {
            let page = message.number(id::INTERNET_PAGE).and_then(code::page);
            let said = html::said_encoding(&bytes).or(page);
            return self.page(&decode_page(&bytes, said));
        }
        let text = store.text(message, id::HTML)?;
        self.page(&text)
    }

    fn rtf(&mut self, store: &mut Store, message: &Properties) -> Option<String> {
        let packed = store.binary(message, id::RTF).filter(|packed| !packed.is_empty())?;
        let Some(unpacked) = lzfu::unpack(&packed) else {
            self.fault = Some("it is not packed as RTF is");
            return None;
        };
        self.fault = unpacked.fault;
        match rtf::words(&unpacked.rtf) {
            rtf::Words::Text(text) => Some(text),
            rtf::Words::Html(text) => self.page(&text),
        }
    }

    fn page(&mut self, text: &str) -> Option<String> {
        let page = html::page(text);
        self.n_hidden = page.n_hidden;
        self.held = page.held;
        self.links = vec![page.links];
        self.references.extend(page.facts.references.into_iter().take(MOST_REFERENCES));
        (!page.text.trim().is_empty()).then_some(page.text)
    }
}

/// Bytes that can only be UTF-8 are believed over what is said of them.
fn decode_page(bytes: &[u8], said: Option<&'static Encoding>) -> String {
    match str::from_utf8(bytes) {
        Ok(text) if !text.is_ascii() || said.is_none_or(Encoding::is_ascii_compatible) => text.to_owned(),
        _ => code::decode(bytes, said).into_owned(),
    }
}
