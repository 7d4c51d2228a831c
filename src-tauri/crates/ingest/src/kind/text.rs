//! Kinds of plain text, by what they say; where two readings are possible the name decides.

use std::borrow::Cow;

use super::Kind;
use crate::format::{encoding, subtitles, whatsapp};

/// Tells what a text is, or that it is none. `whole` says that `head` is all there is; `extension` is lowercase.
pub(super) fn look(head: &[u8], whole: bool, extension: Option<&str>) -> Kind {
    let Some(text) = decode(head) else { return mail_with_bytes(head, extension) };
    let start = text.trim_start();
    let ext = extension.unwrap_or_default();
    let lower: String = start.chars().take(2048).collect::<String>().to_ascii_lowercase();
    if let Some(kind) = by_first_words(&lower) {
        return kind;
    }
    if is_webvtt(start) {
        return Kind::Vtt;
    }
    if is_subrip(start) {
        return Kind::Srt;
    }
    if let Some(kind) = markup(&lower, ext) {
        // The many names of its first element may come before what it is.
        let kind = if lower.contains("<office:document") { flat_office(start).unwrap_or(kind) } else { kind };
        return kind;
    }
    if is_mbox(start) {
        return Kind::Mbox;
    }
    if is_emlx(start) {
        return Kind::Emlx;
    }
    if is_mail(start, ext) {
        return mail_or_page(start, ext);
    }
    let json = json(start, whole && start.len() == text.trim_start().len());
    if json != Some(Kind::Jsonl) && is_telegram(start) {
        return Kind::Telegram;
    }
    if !matches!(ext, "md" | "log" | "csv") && whatsapp::looks_like_one(start) {
        return Kind::WhatsApp;
    }
    if let Some(kind) = json.filter(|_| !matches!(ext, "txt" | "md" | "log")) {
        return kind;
    }
    match ext {
        "md" | "markdown" => Kind::Markdown,
        "csv" => Kind::Csv,
        "tsv" | "tab" => Kind::Tsv,
        "log" => Kind::Text,
        "json" | "geojson" if start.starts_with(['{', '[']) => Kind::Json,
        "ndjson" | "jsonl" if start.starts_with(['{', '[']) => Kind::Jsonl,
        _ => table(start, whole).unwrap_or(Kind::Text),
    }
}

/// The head as characters, as far as the kind is concerned; `None` where it is not text.
fn decode(head: &[u8]) -> Option<Cow<'_, str>> {
    if let Some(wide) = encoding::utf16(head) {
        let text = wide.decode(head).0;
        return is_texty(text.chars().map(|c| c as u32)).then_some(text);
    }
    if !is_texty(head.iter().map(|&byte| u32::from(byte))) {
        return None;
    }
    // what is looked for is ASCII, which all other encodings of texts keep
    let body = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    Some(String::from_utf8_lossy(body))
}

/// At most one in fifty may be a control character; terminals and old printers leave a few. Where programs that broke off
/// left gaps, stretches of zeros, there may be one gap in ten characters, and hardly any other control character: what has
/// both is no text.
fn is_texty(chars: impl Iterator<Item = u32>) -> bool {
    let (mut n, mut controls, mut gaps, mut is_gap) = (0_usize, 0_usize, 0_usize, false);
    for c in chars {
        let is_within = is_gap && c == 0;
        is_gap = c == 0;
        n += usize::from(!is_within);
        gaps += usize::from(is_gap && !is_within);
        controls += usize::from(matches!(c, 1..=8 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f | 0xfffd..=0xffff));
    }
    let one_in = if gaps == 0 { 50 } else { 500 };
    controls * one_in <= n && gaps * 10 <= n
}

fn by_first_words(lower: &str) -> Option<Kind> {
    let starts = [("begin:vcard", Kind::Vcf), ("begin:vcalendar", Kind::Ics), ("{\\rtf", Kind::Rtf)];
    starts.iter().find(|(words, _)| lower.starts_with(words)).map(|(_, kind)| *kind)
}

/// The signature, alone or before white space (WebVTT, 4.1).
fn is_webvtt(start: &str) -> bool {
    let start = start.trim_start_matches('\u{feff}');
    start.strip_prefix("WEBVTT").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
}

/// A number, then the times of the first cue; some programs leave the number out.
fn is_subrip(start: &str) -> bool {
    let mut lines = start.trim_start_matches('\u{feff}').lines().map(str::trim);
    let first = lines.next().unwrap_or_default();
    let is_number = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit());
    subtitles::times(if is_number { lines.next().unwrap_or_default() } else { first }).is_some()
}

/// HTML, SVG and other XML, past comments and declarations.
fn markup(lower: &str, ext: &str) -> Option<Kind> {
    if !lower.starts_with('<') {
        return None;
    }
    let is_xml = lower.starts_with("<?xml");
    let mut rest = lower;
    loop {
        rest = rest.trim_start();
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
        } else if rest.starts_with("<?") || rest.starts_with("<!doctype") {
            if rest.starts_with("<!doctype html") {
                return Some(Kind::Html);
            }
            rest = rest.split_once('>').map_or("", |(_, after)| after);
        } else {
            break;
        }
    }
    let name: String =
        rest.strip_prefix('<').unwrap_or("").chars().take_while(|c| c.is_alphanumeric() || *c == ':').collect();
    match name.as_str() {
        "office:document" => Some(Kind::Xml),
        "svg" | "svg:svg" => Some(Kind::Svg),
        "html" => Some(Kind::Html),
        _ if matches!(ext, "html" | "htm" | "xhtml" | "shtml") => Some(Kind::Html),
        _ if is_xml => Some(Kind::Xml),
        "head" | "title" | "body" | "meta" | "script" | "style" | "link" | "base" | "table" | "div" | "p" | "h1"
        | "h2" | "h3" | "br" | "font" | "center" | "span" | "a" | "b" | "ul" | "ol" | "pre" | "article" | "section"
        | "main" | "form" | "frameset" | "iframe" | "img" => {
            (ext != "md" && ext != "markdown" && ext != "txt").then_some(Kind::Html)
        }
        "" => (ext != "md" && ext != "txt" && lower.starts_with("<!--")).then_some(Kind::Html),
        "rss" | "feed" | "rdf:rdf" | "kml" | "gpx" | "tt" => Some(Kind::Xml),
        _ => (ext == "xml").then_some(Kind::Xml),
    }
}

/// OpenDocument in one stream of XML (ODF 1.3, part 3, 19.379).
fn flat_office(text: &str) -> Option<Kind> {
    let (_, element) = text.split_once("<office:document")?;
    let (_, mime) = element.split_once('>')?.0.split_once("office:mimetype=")?;
    let mime = mime.trim_start_matches(['"', '\'']).strip_prefix("application/vnd.oasis.opendocument.")?;
    let kinds = [("text", Kind::Odt), ("spreadsheet", Kind::Ods), ("presentation", Kind::Odp), ("graphics", Kind::Odg)];
    kinds.iter().find(|(word, _)| mime.starts_with(word)).map(|(_, kind)| *kind)
}

/// A mailbox begins with `From address date` and goes on with headers (RFC 4155).
fn is_mbox(start: &str) -> bool {
    let Some((first, rest)) = start.split_once('\n') else { return false };
    first.starts_with("From ")
        && first.split_whitespace().count() >= 3
        && mail_headers(rest.trim_start_matches('\r'), false) >= 2
}

/// Apple Mail: the message's length on a line of its own, then the message.
fn is_emlx(start: &str) -> bool {
    let Some((first, rest)) = start.split_once('\n') else { return false };
    let digits = first.trim();
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && mail_headers(rest, false) >= 3
}

/// A message by its headers: fewer are enough, and stray lines are passed over, where the name says that it is one.
fn is_mail(start: &str, ext: &str) -> bool {
    let named = matches!(ext, "eml" | "mht" | "mhtml");
    mail_headers(start, named) >= if named { 1 } else { 3 }
}

/// A message whose body is raw bytes: its headers are text all the same.
fn mail_with_bytes(head: &[u8], extension: Option<&str>) -> Kind {
    let text = String::from_utf8_lossy(head);
    let ends = [text.find("\n\n"), text.find("\r\n\r\n")];
    match ends.into_iter().flatten().min().map(|end| &text[..end]) {
        Some(headers) if is_readable(headers) && is_mail(headers, extension.unwrap_or_default()) => {
            mail_or_page(headers, extension.unwrap_or_default())
        }
        _ => Kind::Unknown,
    }
}

/// Whether headers are text, in whatever encoding.
fn is_readable(headers: &str) -> bool {
    !headers.contains('\0') || is_texty(headers.bytes().map(u32::from))
}

/// A page that a browser saved is a message too, from the browser to nobody.
fn mail_or_page(start: &str, ext: &str) -> Kind {
    let (mut is_saved, mut is_sent, mut has_parts) = (false, false, false);
    for line in start.lines().take_while(|line| !line.is_empty()).take(400) {
        let line = line.to_ascii_lowercase();
        let is_browser = line
            .strip_prefix("from:")
            .is_some_and(|from| from.trim_start_matches([' ', '"', '<']).starts_with("saved by "));
        is_saved |= is_browser || line.starts_with("snapshot-content-location:");
        is_sent |= ["to:", "received:", "return-path:", "delivered-to:"].iter().any(|name| line.starts_with(name));
        has_parts |= line.contains("multipart/related") || line.contains("text/html");
    }
    let is_named = matches!(ext, "mht" | "mhtml") && has_parts && !is_sent;
    if is_saved || is_named { Kind::Mhtml } else { Kind::Mail }
}

/// How many known headers a message's head has; 0 where the first line is no header (RFC 5322, 2.2).
fn mail_headers(start: &str, lenient: bool) -> usize {
    const KNOWN: &[&str] = &[
        "from",
        "to",
        "cc",
        "bcc",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "received",
        "return-path",
        "delivered-to",
        "reply-to",
        "in-reply-to",
        "references",
        "content-type",
        "content-transfer-encoding",
        "dkim-signature",
        "sender",
        "list-id",
        "authentication-results",
        "thread-topic",
        "importance",
    ];
    let mut n = 0;
    for line in start.lines().take(400) {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            if n == 0 && !lenient {
                return 0;
            }
            continue;
        }
        let name = line.split_once(':').map_or("", |(name, _)| name);
        let proper = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
        if !proper && !lenient {
            break;
        }
        let lower = name.to_ascii_lowercase();
        n += usize::from(proper && (KNOWN.contains(&lower.as_str()) || lower.starts_with("x-")));
    }
    n
}

/// An export of Telegram: one chat with its kind, or the account with what Telegram says of the file.
fn is_telegram(start: &str) -> bool {
    const CHATS: [&str; 8] = [
        "personal_chat",
        "bot_chat",
        "saved_messages",
        "private_group",
        "private_supergroup",
        "public_supergroup",
        "private_channel",
        "public_channel",
    ];
    let has = |word: &str| memchr::memmem::find(start.as_bytes(), word.as_bytes()).is_some();
    if !start.starts_with('{') {
        return false;
    }
    let is_chat = has("\"messages\"") && CHATS.iter().any(|kind| has(&format!("\"{kind}\"")));
    is_chat
        || (has("\"about\": \"Here is the data you requested") && (has("\"chats\"") || has("\"personal_information\"")))
}

/// An object or a list that parses as far as it is known; several of them, one after another, are lines.
fn json(start: &str, whole: bool) -> Option<Kind> {
    if !start.starts_with(['{', '[']) {
        return None;
    }
    let mut values = serde_json::Deserializer::from_str(start).into_iter::<serde::de::IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => match values.next() {
            None => Some(Kind::Json),
            Some(Ok(_)) => (!whole || values.all(|value| value.is_ok())).then_some(Kind::Jsonl),
            Some(Err(error)) => (!whole && error.is_eof()).then_some(Kind::Jsonl),
        },
        Some(Err(error)) => (error.is_eof() && !whole).then_some(Kind::Json),
        None => None,
    }
}

/// A table without a telling name: the same number of separators on every line.
fn table(start: &str, whole: bool) -> Option<Kind> {
    let mut lines: Vec<&str> = start.lines().take(50).collect();
    if !whole && lines.len() < 50 {
        lines.pop();
    }
    lines.retain(|line| !line.trim().is_empty());
    if lines.len() < 4 {
        return None;
    }
    let same = |separator: char, least: usize| {
        let count = |line: &str| {
            let mut quoted = false;
            line.chars()
                .filter(|&c| {
                    quoted ^= c == '"';
                    c == separator && !quoted
                })
                .count()
        };
        let first = count(lines[0]);
        first >= least && lines.iter().all(|line| count(line) == first)
    };
    match () {
        () if same('\t', 1) => Some(Kind::Tsv),
        () if same(',', 2) || same(';', 2) || same('|', 2) => Some(Kind::Csv),
        () => None,
    }
}
