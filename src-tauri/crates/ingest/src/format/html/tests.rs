#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::{page, read};
use crate::format::probe::{damage, probe, probe_with};
use crate::format::{Failure, Limits, MetaKey, ProblemCode};

#[test]
fn text_keeps_its_structure() {
    let check = |html: &str, text: &str| assert_eq!(page(html).text, text, "{html}");
    check("<p>One <b>bold</b> word.<p>Two", "One bold word.\n\nTwo");
    check("<h1>Head</h1><div>a</div><div>b<br>c</div>", "Head\n\na\nb\nc");
    check("a<br><br>b", "a\n\nb");
    check("<ul><li>one<li>two<ul><li>deep</ul></ul>after", "- one\n- two\n- deep\n\nafter");
    check("<ol><li><p>one</p></li><li></li></ol>x", "1. one\n\nx");
    check("<ol start=3 type=i><li>three<li value=9>nine<li><ul><li>in</ul></ol>", "iii. three\nix. nine\n- in");
    check("<ol type=A><li>a<li>b</ol><ol reversed><li>c</ol><li>d", "A. a\nB. b\n\n- c\n\n- d");
    check("<table><tr><th>Name<th>Date<tr><td><p>Asterholm</p><td>2025</table>", "Name\tDate\nAsterholm\t2025");
    check("<table><tr><td></td><td>b</td><td>c</td></tr></table>x", "\tb\tc\n\nx");
    check("<table><tr><td><table><tr><td>a<td>b</table><td>c</table>", "a\tb\n\nc");
    check("<table><tr><td><p>one</p><p>two</p></td></tr></table>", "one\n\ntwo");
    check("x<script>var a = '<p>no</p>';</script><style>p{}</style>y", "xy");
    check("a<noscript>no</noscript><template><p>no</p></template>b", "ab");
    check("a<img src=x alt='a ship'>b", "a a ship b");
    check("<pre>two\n  lines</pre>", "two\n  lines");
    check("&lt;tag&gt; &amp; &#x6df1;&#22323; caf&eacute;", "<tag> & 深圳 café");
    check("<p hidden>secret</p><p>open", "secret\n\nopen");
    check("<title>Title</title><p>text", "text");
    check("<noscript>never ends <p>words", "never ends\nwords");
    check("<select><option>a<option selected>b</select>", "a\n☒ b");
    check(
        "<input type=checkbox checked>yes<input type=RADIO>no<input placeholder=name><input value=Ana placeholder=name>",
        "☒ yes ☐ no name Ana",
    );
    check(
        "<abbr title='Ministry of Trade'>MoT</abbr>, <time title=noon>noon</time> <b class='x date' title='4 March'>Tue</b>.",
        "MoT (Ministry of Trade), noon Tue (4 March).",
    );
    check("no tags at all", "no tags at all");
    check("<td>stray</td><td>cells</td>", "stray cells");
}

#[test]
fn pages_say_what_they_are() {
    let html = br#"<!DOCTYPE html><!-- saved from url=(0033)https://news.example.org/one -->
        <html lang=en><head><meta charset=utf-8><title> A  headline </title>
        <meta name=author content="Mara Lindqvist"><meta property="article:published_time" content="2025-03-04T10:15:00+08:00">
        <link rel=canonical href="https://news.example.org/canonical"><link rel=stylesheet href="https://cdn.example.org/a.css">
        <script type="application/ld+json">{"@graph":[{"author":[{"name":"Ivo Tan"}],"datePublished":"2024-01-01"}]}</script>
        </head><body><img src="https://pixel.example.org/p.gif"><img src="local.png">
        <img src="//pixel.example.org/q.gif"><img src="https://pixel.example.org/p.gif">
        <p style="display: none">hidden words</p><a href="https://elsewhere.example.org">a link</a></body>"#;
    let (outcome, found) = probe(read, html);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.metas(MetaKey::Title), ["A headline"]);
    assert_eq!(found.metas(MetaKey::Author), ["Mara Lindqvist", "Ivo Tan"]);
    assert_eq!(found.metas(MetaKey::Published), ["2025-03-04T10:15:00+08:00"]);
    assert_eq!(found.metas(MetaKey::Address), ["https://news.example.org/one", "https://news.example.org/canonical"]);
    assert_eq!(
        found.metas(MetaKey::RemoteReference),
        ["https://cdn.example.org/a.css", "https://pixel.example.org/p.gif", "//pixel.example.org/q.gif"]
    );
    assert_eq!(found.metas(MetaKey::Language), ["en"]);
    assert_eq!(found.metas(MetaKey::Finding).len(), 1);
    assert_eq!(found.units[0].label, "web page");
    assert_eq!(found.text(), "hidden words\n\na link\n---\na link <https://elsewhere.example.org>");
    assert_eq!(found.units[1].label, "where its links lead");
}

#[test]
fn what_a_page_says_of_itself_has_its_place() {
    let html = br#"<title>A headline</title><meta property="og:title" content="A headline | The Semaphore">
        <meta name=author content="Mara Lindqvist"><meta name=date content="2025-03-05">
        <script type="application/ld+json">{"@type":"NewsArticle","headline":"A headline","datePublished":"2025-03-04",
        "url":"https://news.example.org/one","author":{"name":"Mara Lindqvist"},"publisher":{"url":"https://example.org"}}</script>
        <p>x <time datetime="2025-01-01">then</time>"#;
    let (_, found) = probe(read, html);
    assert_eq!(found.metas(MetaKey::Published), ["2025-03-05"]);
    assert_eq!(found.metas(MetaKey::Address), ["https://news.example.org/one"]);
    assert_eq!(
        found.metas(MetaKey::ReadFrom),
        [
            "title A headline: the title element",
            "title A headline | The Semaphore: meta og:title",
            "author Mara Lindqvist: meta author",
            "published 2025-03-05: meta date",
            "published 2025-03-04: JSON-LD datePublished",
            "title A headline: JSON-LD headline",
            "address https://news.example.org/one: JSON-LD url",
            "author Mara Lindqvist: JSON-LD author",
            "published 2025-01-01: the first time element",
        ]
    );
}

#[test]
fn saved_pages_say_when() {
    let check = |html: &str, saved: &[&str], address: &[&str]| {
        let (_, found) = probe(read, html.as_bytes());
        assert_eq!(found.metas(MetaKey::SavedAt), saved, "{html}");
        assert_eq!(found.metas(MetaKey::Address), address, "{html}");
    };
    let two = ["https://news.example.org/two"];
    check(
        "<!--\n Page saved with SingleFile \n url: https://news.example.org/two \n saved date: Tue Mar 04 2025 10:15:16 GMT+0800 (China Standard Time)\n--><p>x",
        &["2025-03-04T10:15:16+08:00"],
        &two,
    );
    check("<!-- saved from url=(0028)https://news.example.org/two --><p>x", &[], &two);
    check(
        "<html data-scrapbook-source='https://news.example.org/two' data-scrapbook-create='20250304101516123'><p>x",
        &["2025-03-04T10:15:16Z"],
        &two,
    );
    check(
        "<!-- Mirrored from news.example.org/two by HTTrack Website Copier/3.x [XR&CO'2014], Tue, 04 Mar 2025 10:15:16 GMT --><p>x",
        &["2025-03-04T10:15:16Z"],
        &["http://news.example.org/two"],
    );
    check(
        "<p>x<!--\n FILE ARCHIVED ON 10:15:16 Mar 04, 2025 AND RETRIEVED FROM THE\n INTERNET ARCHIVE ON 12:00:00 Jun 01, 2025.\n-->",
        &["2025-03-04T10:15:16Z"],
        &[],
    );
    check(
        "<!-- FILE ARCHIVED ON AND --><!-- Mirrored from by HTTrack --><html data-scrapbook-create=2025><p>x",
        &[],
        &[],
    );
}

#[test]
fn words_that_no_browser_shows_are_kept_apart() {
    let html = br#"<title>Servers</title><meta name=description content="Where they went"><meta name=keywords content="johor, servers">
        <script type="application/ld+json">{"headline": "Servers", "author": {"name": "Ivo Tan"}, "articleBody": "Behind the wall."}</script>
        <!-- saved from url=(0033)https://news.example.org/one --><p>They left &lt;b&gt; at night. <abbr title="Ministry of Trade">MoT</abbr><i title="Hold"></i>
        <!-- Out, says the lawyer: <p>Mara's name</p><p>the quay</p> --><!--[if IE 8]><p>Your browser is old</p><![endif]--><!-- / -->
        <noscript><p>Turn on</p><p>scripts <img src=x alt="a chart"></noscript><template><li>one<li>two</template>
        <script>var words = "not for people";</script><script type="text/x-template"><p>Hello {{name}}</p></script>
        <script type="application/json">{"id": "x7", "body": ["<p>Two crates</p>", "They left &lt;b&gt; at <b>night.</b>", "\u6df1\u5733"]}</script>
        <div><template shadowrootmode=open><p>in the shadow</p></template></div><!--[if gte mso 9]><xml><o:DocumentProperties>
        <o:Author>Mara &amp; Co</o:Author><o:Revision></o:Revision></o:DocumentProperties></xml><![endif]--><svg><title>A map</title></svg>"#;
    let (outcome, found) = probe(read, html);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.units[0].text, "They left <b> at night. MoT (Ministry of Trade)\n\nin the shadow");
    assert_eq!(found.units[1].label, "not shown on the page");
    assert_eq!(
        found.units[1].text,
        "description: Where they went\n\nkeywords: johor, servers\n\ndata: Behind the wall.\n\ntooltip: Hold\n\n\
         comment: Out, says the lawyer:\n\nMara's name\n\nthe quay\n\ncomment: Your browser is old\n\n\
         where scripts are not run: Turn on\nscripts a chart\n\ntemplate: one\ntwo\n\ntemplate: Hello {{name}}\n\n\
         data: Two crates\n\ndata: \u{6df1}\u{5733}\n\ndocument property: Author: Mara & Co\n\ntooltip: A map"
    );
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    // A page of pages.
    let html = br#"<script>go()</script><frameset><frame src="sheet001.htm"><noframes><p>Get a <b>newer</b> browser</noframes></frameset>"#;
    let (_, found) = probe(read, html);
    assert_eq!(found.text(), "frame: sheet001.htm\n\nwhere frames are not shown: Get a newer browser");
    assert!(found.problems.is_empty());
    // A page that its scripts make.
    let html = br#"<div id=root></div><script src=app.js></script><script type="application/json">{"a": "the words"}</script>"#;
    let (_, found) = probe(read, html);
    assert_eq!(found.text(), "data: the words");
    assert_eq!(found.problems[0].message, "what it shows is made by its scripts, which are never run");
}

#[test]
fn links_tell_where_they_lead() {
    let check = |html: &str, lines: &[&str]| assert_eq!(page(html).links.lines(|_| false), lines, "{html}");
    check(
        "<a href=mailto:mara@x.example?subject=a>Write to <b>Mara</b></a>",
        &["Write to Mara <mailto:mara@x.example?subject=a>"],
    );
    check("<a href=mailto:mara@x.example>mara@x.example</a><a href='https://a.example'>see https://a.example</a>", &[]);
    check(
        "<a href=//a.example/1>one<a href=tel:+65555>call<map><area href=http://b.example alt=dock></map>x",
        &["one <//a.example/1>", "call <tel:+65555>", "dock <http://b.example>"],
    );
    check(
        "<a href=#top>up</a><a href='javascript:go()'>go</a><a href=next.html?a=b.c>next</a><a name=x>y</a><a href=:>z</a>",
        &[],
    );
    check(
        "<a href='photos/one@4.jpg'><img></a><a href=/papers/bill.PDF#2>the bill</a><a href=/docs/>docs</a>",
        &["photos/one@4.jpg", "the bill </papers/bill.PDF#2>"],
    );
    check(
        "<a href=http://a.example/>a</a><a href=http://a.example/>b</a><a href=http://c.example/><img>",
        &["a <http://a.example/>", "http://c.example/"],
    );
}

#[test]
fn what_stands_within_a_page_is_given() {
    let dot = "R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";
    let picture = [b"\x89PNG\r\n\x1a\n".as_slice(), &[7; 120]].concat();
    let packed = "iVBORw0KGgoH".to_owned() + &"BwcH".repeat(39) + "Bwc=";
    let html = format!(
        r#"<style>@font-face {{ src: url(data:font/woff2;base64,d09GMg==) }} :root {{ --a: url("data:image/svg+xml,<svg><text>on&nbsp;a (chart)</text></svg>") }}</style>
        <p>Page<img src="DATA:image/png;base64,{packed}"><img src="data:image/png;base64,{packed}"><img src="data:image/gif;base64,{dot}">
        <iframe srcdoc="<p>in a &quot;frame&quot;"></iframe><iframe src="data:text/html;charset=utf-8,%3Cp%3Eanother"></iframe>
        <a download="crates/all.csv" href="data:text/csv,a%2Cb%0A1%2C2">table</a><i style="background:url('data:image/jpeg;base64,{}')"></i>
        <p title="data: all, of it">data:image/png;base64,words<object data="data:application/pdf;base64,JVBERi0x!LjQ"></object>"#,
        "AAAA".repeat(50)
    );
    let (outcome, found) = probe(read, html.as_bytes());
    assert_eq!(outcome, Ok(()));
    let names = [
        "picture 1.svg",
        "picture 2.png",
        "frame 3.html",
        "frame 4.html",
        "crates/all.csv",
        "picture 6.jpg",
        "file 7.pdf",
    ];
    assert_eq!(found.names(), names);
    let bytes = |index: usize| found.children[index].1.as_slice();
    assert_eq!(bytes(1), picture);
    assert_eq!(bytes(2), b"<p>in a \"frame\"");
    assert_eq!(bytes(3), b"<p>another");
    assert_eq!(bytes(4), b"a,b\n1,2");
    assert_eq!(bytes(6), b"%PDF-1.4");
    let broken: Vec<bool> = found.children.iter().map(|(child, _)| child.broken.is_some()).collect();
    assert_eq!(broken, [false, false, false, false, false, false, true]);
    assert_eq!(found.children[0].0.locator, "part 1");
    assert_eq!(found.metas(MetaKey::Finding), ["a style sheet, script or typeface in it is not listed"]);
}

#[test]
fn encodings_are_found() {
    let check = |bytes: &[u8], encoding: &str, text: &str| {
        let (outcome, found) = probe(read, bytes);
        assert_eq!(outcome, Ok(()));
        assert_eq!(found.metas(MetaKey::Encoding), [encoding]);
        assert_eq!(found.text(), text);
    };
    let gbk = |html: &str| encoding_rs::GBK.encode(html).0.into_owned();
    check(&gbk("<meta charset=gb2312><p>深圳芯片"), "gbk", "深圳芯片");
    check("<meta charset=gb2312><p>深圳芯片".as_bytes(), "utf-8", "深圳芯片");
    check(&gbk("<p>深圳市南山区远星科技有限公司人工智能芯片</p>"), "gbk", "深圳市南山区远星科技有限公司人工智能芯片");
    let cyrillic = "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'><p>Сервер";
    check(&encoding_rs::WINDOWS_1251.encode(cyrillic).0, "windows-1251", "Сервер");
    check(b"\xff\xfe<\0p\0>\0a\0", "utf-16le", "a");
    let (_, found) =
        probe(read, "<p>é\u{e9}ééééééééééé".as_bytes().iter().chain(b"\xff").copied().collect::<Vec<u8>>().as_slice());
    assert_eq!(found.problems[0].code, ProblemCode::Encoding);
}

#[test]
fn nesting_and_length_are_borne() {
    for tag in ["div", "b", "table", "table><tr><td", "ul><li", "p hidden", "noscript", "template"] {
        let html = format!("{}core", format!("<{tag}>").repeat(100_000));
        assert!(page(&html).text.contains("core"), "{tag}");
    }
    let long = format!("<p>{}</p>", "words ".repeat(60)).repeat(400);
    let (outcome, found) = probe(read, long.as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.units[1].label, "section 2");
    let (outcome, _) = probe_with(read, b"<p>words", Limits { max_text_bytes: 2, ..Limits::DESKTOP }, None);
    assert!(matches!(outcome, Err(Failure::LimitHit(_))));
    assert_eq!(probe(read, b"").0, Ok(()));
}

proptest! {
    #[test]
    fn damaged_pages_never_panic(
        tags in prop::collection::vec(prop::sample::select(vec![
            "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<p hidden>", "</p>", "<script>", "</script>", "<li>",
            "</ul>", "<pre>", "</pre>", "<title>", "</title>", "words ", "<noscript>", "</noscript>", "<meta content=x>", "<!--",
            "-->", "<template>", "</template>", "&nbsp;", "&#xd800;", "<svg>", "<a rel=author>", "</a>", "\0", "\u{202e}",
        ]), 0..60),
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..6),
    ) {
        let (outcome, found) = probe(read, &damage(tags.concat().as_bytes(), &changes, 0));
        prop_assert_eq!(outcome, Ok(()));
        prop_assert!(found.units.iter().all(|unit| anchor::text::is_unit_text(&unit.text)));
    }
}
