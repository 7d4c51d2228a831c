#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::read;
use crate::format::probe::{Probe, damage, probe};
use crate::format::{Failure, MetaKey, ProblemCode};

/// A page as Chromium saves it: a picture, a frame, a style sheet.
const BLINK: &str = "From: <Saved by Blink>\r\n\
Snapshot-Content-Location: https://news.example.org/2025/servers\r\n\
Subject: =?utf-8?Q?Servers=20left=20Johor?=\r\n\
Date: Tue, 4 Mar 2025 10:15:16 -0000\r\n\
MIME-Version: 1.0\r\n\
Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----Part--x1----\"\r\n\r\n\r\n\
------Part--x1----\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\n\
Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://news.example.org/2025/servers\r\n\r\n\
<!DOCTYPE html><html><head><meta charset=3D\"utf-8\"><link rel=3D\"stylesheet\" href=3D\"https://cdn.example.org/a.css\">\
</head><body><h1>Servers left Johor</h1><p>Caf=C3=A9 =E6=B7=B1=E5=9C=B3</p><img src=3D\"https://cdn.example.org/p/dock.png\" \
alt=3D\"The dock\"><img src=3D\"https://pixel.example.org/t.gif\"><iframe src=3D\"cid:frame-2@mhtml.blink\"></iframe>=\r\n</body></html>\r\n\
------Part--x1----\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\
Content-Location: https://cdn.example.org/p/dock.png\r\n\r\niVBORw0KGgo=\r\n\
------Part--x1----\r\nContent-Type: text/css\r\nContent-Transfer-Encoding: quoted-printable\r\n\
Content-Location: https://cdn.example.org/a.css\r\n\r\np { color: red }\r\n\
------Part--x1----\r\nContent-Type: text/html\r\nContent-ID: <frame-2@mhtml.blink>\r\nContent-Transfer-Encoding: quoted-printable\r\n\
Content-Location: cid:css-9@mhtml.blink\r\n\r\n<p>in a frame</p>\r\n\
------Part--x1------\r\n";

fn given(bytes: &[u8]) -> Probe {
    let (outcome, found) = probe(read, bytes);
    assert_eq!(outcome, Ok(()));
    found
}

#[test]
fn a_saved_page_is_read_as_a_page() {
    let found = given(BLINK.as_bytes());
    assert_eq!(found.text(), "Servers left Johor\n\nCafé 深圳\n\nThe dock");
    assert_eq!(found.units[0].label, "web page");
    assert_eq!(found.metas(MetaKey::Title), ["Servers left Johor"]);
    assert_eq!(found.metas(MetaKey::Address), ["https://news.example.org/2025/servers"]);
    assert_eq!(found.metas(MetaKey::SavedAt), ["2025-03-04T10:15:16Z"]);
    assert_eq!(found.metas(MetaKey::RemoteReference), ["https://pixel.example.org/t.gif"]);
    assert_eq!(found.metas(MetaKey::Finding), ["a style sheet, script or typeface in it is not listed"]);
    assert_eq!(found.names(), ["cdn.example.org/p/dock.png", "attachment 2.html"]);
    assert_eq!(found.children[0].0.locator, "part 1");
    assert_eq!(found.children[0].0.raw_name.as_deref(), Some(&b"https://cdn.example.org/p/dock.png"[..]));
    assert_eq!(found.children[0].1, b"\x89PNG\r\n\x1a\n");
    assert_eq!(found.children[1].1, b"<p>in a frame</p>");
    assert!(found.problems.is_empty(), "{:?}", found.problems);
}

#[test]
fn what_chromium_writes_of_shadows_and_frames_is_understood() {
    let host = "<div><template shadowmode=3D\"open\"><p>in the shadow</p></template></div><h1>Servers";
    let framed = BLINK.replace("<h1>Servers", host).replace("cid:css-9@mhtml.blink", "data:text/html;base64,PHA+");
    let found = given(framed.as_bytes());
    assert!(found.text().starts_with("in the shadow\n\nServers left Johor"), "{}", found.text());
    assert_eq!(found.names()[1], "attachment 2.html");
}

#[test]
fn the_page_is_the_part_that_is_named_as_such() {
    let html = |id: &str, at: &str, words: &str| {
        format!("--b\r\nContent-Type: text/html\r\nContent-ID: <{id}>\r\nContent-Location: {at}\r\n\r\n<p>{words}\r\n")
    };
    let file = |head: &str| {
        format!(
            "{head}MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b{}\r\n\r\n{}{}--b--\r\n",
            if head.is_empty() { "; start=\"<two@x>\"" } else { "" },
            html("one@x", "http://a.example/one", "frame"),
            html("two@x", "http://a.example/two", "page")
        )
    };
    for head in ["", "Snapshot-Content-Location: http://a.example/two\r\n"] {
        let found = given(file(head).as_bytes());
        assert_eq!(found.text(), "page");
        assert_eq!(found.metas(MetaKey::Address), ["http://a.example/two"]);
        assert_eq!(found.names(), ["a.example/one"]);
    }
    // XHTML, in whatever its bytes are.
    let xhtml = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: application/xhtml+xml\r\n\
        Content-Location: http://a.example/\r\n\r\n<html><p>深圳\r\n--b--\r\n";
    assert_eq!(given(xhtml.as_bytes()).text(), "深圳");
}

#[test]
fn odd_ones_are_kept_as_far_as_they_go() {
    // Cut off within the page, within a picture, and before the first part.
    let found = given(&BLINK.as_bytes()[..BLINK.find("<img").unwrap()]);
    assert_eq!(found.text(), "Servers left Johor\n\nCafé 深圳");
    assert_eq!(found.problems[0].code, ProblemCode::Encoding);
    let found = given(&BLINK.as_bytes()[..BLINK.find("KGgo=").unwrap()]);
    assert_eq!(found.names(), ["cdn.example.org/p/dock.png"]);
    assert!(found.children[0].0.broken.is_some());
    // One without a page is a message.
    let found = given(b"From: <Saved by Blink>\r\nSubject: x\r\nContent-Type: text/plain\r\n\r\nwords");
    assert_eq!(found.text(), "From: Saved by Blink\nSubject: x\n\nwords");
    assert!(matches!(probe(read, b"").0, Err(Failure::Corrupt(_))));
}

proptest! {
    #[test]
    fn damaged_pages_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..10),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let (_, found) = probe(read, &damage(BLINK.as_bytes(), &changes, cut));
        prop_assert!(found.units.iter().all(|unit| anchor::text::is_unit_text(&unit.text)));
    }
}
