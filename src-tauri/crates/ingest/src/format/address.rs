//! Addresses of the web as names, and what a media type says about whether a part of a page is worth a document.

use super::shown::shown;

const MOST_CHARS: usize = 400;

/// What a document from this address is called: host and path, as if they were folders. Also the address's bytes, where
/// they are not those of the name.
pub(crate) fn name_of(address: &str) -> (String, Option<Vec<u8>>) {
    let address = address.trim();
    let bare = match address.split_once("://") {
        Some((scheme, rest)) if scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) => rest,
        _ => address,
    };
    let bare = bare.split('#').next().unwrap_or(bare);
    let path_end = bare.find('?').unwrap_or(bare.len());
    let (path, query) = bare.split_at(path_end);
    // A page without a name of its own is what its folder opens with.
    let is_folder = path.ends_with('/') || !path.contains('/') && address.contains("://");
    let opening = if is_folder { "index" } else { "" };
    let slash = if is_folder && !path.ends_with('/') { "/" } else { "" };
    // What stands behind the question mark is no folder.
    let name = format!("{}{slash}{opening}{}", decoded(path), decoded(query).replace('/', "\u{2215}"));
    let name: String = shown(&name).chars().take(MOST_CHARS).collect();
    let raw = (name != address).then(|| address.as_bytes().to_vec());
    (name, raw)
}

/// A path without the signs that addresses write odd characters with.
pub(crate) fn decoded(path: &str) -> String {
    String::from_utf8(unescaped(path.as_bytes())).unwrap_or_else(|_| path.to_owned())
}

/// Bytes without the signs that addresses write odd ones with.
pub(crate) fn unescaped(mut rest: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(rest.len());
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| str::from_utf8(digits).ok());
        let digits = digits.filter(|digits| *first == b'%' && digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    bytes
}

/// Whether something is only there to show or to run a page: style sheets, scripts, typefaces.
pub(crate) fn is_for_programs(media_type: &str) -> bool {
    let bare = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (kind, subtype) = bare.split_once('/').unwrap_or((bare.as_str(), ""));
    match kind {
        "font" => true,
        "text" | "application" => {
            matches!(subtype, "css" | "wasm" | "vnd.ms-fontobject")
                || subtype.contains("javascript")
                || subtype.contains("ecmascript")
                || subtype.contains("font")
        }
        _ => false,
    }
}

/// What is said of a page that brings along so many of these; they are no documents.
pub(crate) fn programs_finding(n: u32) -> Option<String> {
    match n {
        0 => None,
        1 => Some("a style sheet, script or typeface in it is not listed".to_owned()),
        n => Some(format!("{n} style sheets, scripts and typefaces in it are not listed")),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_for_programs, name_of};

    #[test]
    fn addresses_become_names() {
        let check = |address: &str, name: &str| {
            let found = name_of(address);
            assert_eq!(found.0, name);
            assert_eq!(found.1, (address != name).then(|| address.as_bytes().to_vec()));
        };
        check("https://news.example.org/a/two.html#top", "news.example.org/a/two.html");
        check("https://news.example.org/a/", "news.example.org/a/index");
        check("https://news.example.org/a%20b/%E6%B7%B1.html", "news.example.org/a b/深.html");
        check("https://news.example.org/100%/%ff", "news.example.org/100%/%ff");
        check("https://news.example.org", "news.example.org/index");
        check("http://news.example.org/a?id=1/2", "news.example.org/a?id=1\u{2215}2");
        check("a.png", "a.png");
        check("urn:text:https://news.example.org/", "urn:text:https://news.example.org/index");
        check("", "");
        assert_eq!(name_of(&"x".repeat(5000)).0.len(), 400);
    }

    #[test]
    fn what_is_for_programs_is_known() {
        for media_type in ["text/css", "application/javascript; charset=utf-8", "font/woff2", "application/x-font-ttf"]
        {
            assert!(is_for_programs(media_type), "{media_type}");
        }
        for media_type in ["text/html", "image/svg+xml", "application/pdf", "", "application/json"] {
            assert!(!is_for_programs(media_type), "{media_type}");
        }
    }
}
