#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::read;
use crate::format::probe::{Probe, damage, probe, probe_with};
use crate::format::{Failure, Limits, MetaKey};

const LEDGER: &str = "<?xml version=\"1.0\"?>\n<!DOCTYPE ledger SYSTEM \"http://example.org/l.dtd\" [<!ENTITY who \"Ana\">]>\n\
    <ledger xmlns:x=\"urn:x\" year=\"2025\"><!-- checked --><x:entry id=\"1\" by=\"A &amp; B\"><to>Nova</to><sum/></x:entry>\n\
    <note>Paid by <b>Ana</b> So<i>l</i>, &who; &#x26; <a href=\"https://example.org/\">others</a>\n again</note></ledger>";

const RSS: &str = "<rss><channel><title>Harbour News</title><item><title>Ship &amp; chips</title>\
    <pubDate>Tue, 04 Mar 2025 10:15:16 +0100</pubDate><link>https://example.org/1</link>\
    <description>&lt;p&gt;The ship &lt;b&gt;left&lt;/b&gt;.&lt;/p&gt;</description></item>\
    <item><title>Two</title><enclosure url=\"https://example.org/2.mp3\"/></item></channel></rss>";

fn given(text: &str) -> Probe {
    let (outcome, found) = probe(read, text.as_bytes());
    assert_eq!(outcome, Ok(()));
    found
}

#[test]
fn elements_become_lines() {
    let found = given(LEDGER);
    assert_eq!(
        found.text(),
        "ledger year=2025\n  comment: checked\n  entry id=1 by=\"A & B\"\n    to: Nova\n    sum\n  \
         note: Paid by Ana Sol, &who; & [href=https://example.org/] others again"
    );
    assert_eq!(found.units[0].label, "part 1");
    assert_eq!(found.metas(MetaKey::RemoteReference), ["http://example.org/l.dtd"]);
    assert_eq!(found.metas(MetaKey::Finding).len(), 1);
}

#[test]
fn entities_are_never_expanded() {
    let mut bomb = String::from("<!DOCTYPE a [<!ENTITY a0 \"ha\">");
    for n in 1..30 {
        bomb.push_str(&format!("<!ENTITY a{n} \"&a{};&a{};\">", n - 1, n - 1));
    }
    bomb.push_str("]><a>&a29;</a>");
    assert_eq!(given(&bomb).text(), "a: &a29;");
    assert_eq!(given("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>").text(), "a: &x;");
}

#[test]
fn timed_text_is_given_as_subtitles_are() {
    let found = given(
        "<tt xmlns=\"http://www.w3.org/ns/ttml\" xmlns:ttm=\"http://www.w3.org/ns/ttml#metadata\" xml:lang=\"en\" \
         xmlns:ttp=\"http://www.w3.org/ns/ttml#parameter\" ttp:frameRate=\"25\"><head><metadata>\
         <ttm:title>Gate 4</ttm:title><ttm:agent xml:id=\"a\"><ttm:name type=\"full\">Ana Sol</ttm:name></ttm:agent>\
         </metadata><styling><style xml:id=\"s\"/></styling></head><body><div>\
         <p begin=\"00:00:01.5\" end=\"00:00:04\" ttm:agent=\"a\">The <span>ship</span><br/>left.</p>\n\
         <p begin=\"62.5s\" dur=\"2s\">Chips &amp; all</p><p begin=\"00:02:00:20\" end=\"3100f\">again</p>\
         <p>no time</p><p begin=\"1h\"/></div></body></tt>",
    );
    assert_eq!(
        found.text(),
        "00:00:01–00:00:04 Ana Sol: The ship left.\n00:01:02–00:01:04 Chips & all\n00:02:00–00:02:04 again\nno time"
    );
    assert_eq!(found.units[0].label, "00:00:01–00:02:04");
    assert_eq!(found.metas(MetaKey::Title), ["Gate 4"]);
    assert_eq!(found.metas(MetaKey::Language), ["en"]);
    assert_eq!(found.problems.len(), 1);
    // Others have that name, too.
    assert_eq!(given("<tt xmlns=\"urn:x\"><p begin=\"1s\">typed</p></tt>").text(), "tt\n  p begin=1s: typed");
}

#[test]
fn items_of_a_feed_are_documents() {
    let found = given(RSS);
    assert_eq!(found.metas(MetaKey::Title), ["Harbour News"]);
    assert!(found.units.is_empty());
    assert_eq!(found.names(), ["Ship & chips.xml", "Two.xml"]);
    assert_eq!(found.children[1].0.locator, "item 2");
    // As it stands in the feed, and a feed of its own.
    let written = String::from_utf8(found.children[0].1.clone()).unwrap();
    assert!(written.contains("<description>&lt;p&gt;The ship &lt;b&gt;left&lt;/b&gt;.&lt;/p&gt;</description>"));
    let first = given(&written);
    assert!(first.children.is_empty());
    assert_eq!(first.units[0].label, "item 1");
    assert_eq!(
        first.text(),
        "Ship & chips\n\npubDate: Tue, 04 Mar 2025 10:15:16 +0100\nlink: https://example.org/1\n\nThe ship left."
    );
    assert_eq!(first.metas(MetaKey::Title), ["Ship & chips"]);
    assert_eq!(first.metas(MetaKey::Published), ["2025-03-04T10:15:16+01:00"]);
    assert_eq!(first.metas(MetaKey::Address), ["https://example.org/1"]);
    let second = given(str::from_utf8(&found.children[1].1).unwrap());
    assert_eq!(second.text(), "Two\n\nenclosure: https://example.org/2.mp3");
    // The same item, saved with others another day, is the same bytes.
    let later = RSS.replace("Harbour News", "Harbour news today").replace("<title>Two", "<title>Three");
    assert_eq!(given(&later).children[0].1, found.children[0].1);
}

#[test]
fn the_only_item_of_a_feed_is_the_feed() {
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>F</title><entry><title>One</title><link href=\"https://example.org/a\"/>\
        <author><name>Ana</name></author><updated>2025-03-05T00:00:00Z</updated>\
        <content type=\"xhtml\"><div>a &lt; <b>b</b></div></content></entry></feed>";
    let found = given(atom);
    assert_eq!(found.text(), "One\n\nlink: https://example.org/a\nauthor: Ana\nupdated: 2025-03-05T00:00:00Z\n\na < b");
    assert_eq!(found.metas(MetaKey::Title), ["F"]);
    assert_eq!(found.metas(MetaKey::Author), ["Ana"]);
    assert_eq!(found.metas(MetaKey::Modified), ["2025-03-05T00:00:00Z"]);
    // Others are called so, too, and lose nothing.
    assert_eq!(given("<feed><record>seal 44</record></feed>").text(), "feed\n  record: seal 44");
    let people = "<r:RDF xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><Person name=\"Ana\"/></r:RDF>";
    assert!(given(people).text().contains("Person name=Ana"));
}

#[test]
fn what_an_item_tells_is_told_apart() {
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:media=\"urn:m\"><title>F</title><link rel=\"self\" href=\"https://f.example/x\"/>\
        <link href=\"https://f.example/\"/><author><name>Ed</name></author><updated>2025-03-06T00:00:00Z</updated><entry>\
        <title>Use &lt;b></title><link rel=\"replies\" href=\"https://f.example/1/c\"/><link rel=\"alternate\" href=\"https://f.example/1\"/>\
        <author><name>Ana</name><uri>https://ana.example</uri><email>ana@f.example</email></author>\
        <category term=\"ships\" label=\"Ships and cargo\"/><summary>Write to Ana &lt;ana@f.example></summary>\
        <content type=\"xhtml\"><div>a<br/>b <a href=\"https://l.example/\">c</a><img alt=\"a &quot;dock&quot;\" src=\"x\"/></div></content>\
        <media:group><media:title>V</media:title><media:content url=\"https://v.example/1\"/><media:description>Two\nlines</media:description>\
        <media:stars count=\"12\" average=\"5\"/></media:group></entry></feed>";
    let found = given(atom);
    assert_eq!(
        found.text(),
        "Use <b>\n\nlink replies: https://f.example/1/c\nlink: https://f.example/1\nauthor: Ana\nauthor uri: https://ana.example\n\
         author email: ana@f.example\ncategory: Ships and cargo <ships>\nleads to: c <https://l.example/>\nmedia group title: V\nmedia group content: https://v.example/1\n\
         media group stars: count=12 average=5\n\nWrite to Ana <ana@f.example>\n\na\nb c a \"dock\"\n\nTwo\nlines"
    );
    assert_eq!(found.metas(MetaKey::Address), ["https://f.example/", "https://f.example/1"]);
    assert_eq!(found.metas(MetaKey::Author), ["Ed", "Ana"]);
    assert_eq!(found.metas(MetaKey::Modified), ["2025-03-06T00:00:00Z"]);
    let rss = "<rss><channel><image><title>I</title><url>u</url></image><title>F</title><link>https://f.example/</link><language>en</language>\
        <managingEditor>Ed</managingEditor><generator>Press 2</generator><item><title>One</title>\
        <creator>Ana &lt;ana@f.example&gt;</creator><category>A &amp;amp; B</category><source url=\"https://s.example/f\">The Source</source>\
        <media:content url=\"https://p.example/2.jpg\"><media:credit>Bo</media:credit></media:content></item></channel></rss>";
    let found = given(rss);
    assert_eq!(
        found.text(),
        "One\n\ncreator: Ana <ana@f.example>\ncategory: A & B\nsource: The Source <https://s.example/f>\nmedia content credit: Bo\n\
         media content: https://p.example/2.jpg"
    );
    assert_eq!(found.metas(MetaKey::Title), ["F"]);
    assert_eq!(found.metas(MetaKey::Language), ["en"]);
    assert_eq!(found.metas(MetaKey::Author), ["Ed", "Ana <ana@f.example>"]);
    assert_eq!(found.metas(MetaKey::Application), ["Press 2"]);
}

#[test]
fn names_and_encodings_of_a_feed_reach_its_items() {
    let old = "<?xml version='1.0' encoding='windows-1251'?><r:RDF xmlns:r=\"urn:r\" xmlns=\"http://purl.org/rss/1.0/\">\
        <channel><title>П</title></channel><item r:about=\"a\"><title>Судно</title></item>\
        <item><title>b &who; c</title></item></r:RDF>";
    let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(old);
    let (outcome, found) = probe(read, &bytes);
    assert_eq!(outcome, Ok(()));
    let texts: Vec<String> =
        found.children.iter().map(|(_, bytes)| given(str::from_utf8(bytes).unwrap()).text()).collect();
    assert_eq!(texts, ["Судно", "b &who; c"]);
}

#[test]
fn items_that_cannot_be_documents_are_words() {
    let deepest = Limits { depth: 16, ..Limits::DESKTOP };
    let (outcome, found) = probe_with(read, RSS.as_bytes(), deepest, None);
    assert_eq!(outcome, Ok(()));
    assert!(found.children.is_empty());
    assert_eq!(found.units[1].label, "item 2");
    let long = RSS.replace("left", &"left ".repeat(4 << 20));
    let found = given(&long);
    assert_eq!(found.names(), ["Two.xml"]);
    assert_eq!(found.children[0].0.locator, "item 2");
    assert!(found.units[0].label.starts_with("item 1"));
}

#[test]
fn a_feed_that_breaks_off_keeps_its_last_item() {
    let cut = &RSS[..RSS.find("<enclosure").unwrap()];
    let (_, found) = probe(read, cut.as_bytes());
    assert_eq!(found.names(), ["Ship & chips.xml", "Two.xml"]);
    assert!(found.children[1].0.broken.is_some());
    assert!(found.children[0].0.broken.is_none());
    assert_eq!(given(str::from_utf8(&found.children[1].1).unwrap()).text(), "Two");
}

#[test]
fn encodings_are_found() {
    let latin = b"<?xml version='1.0' encoding='ISO-8859-2'?><a>\xa3\xf3d\xbc</a>";
    let (_, found) = probe(read, latin);
    assert_eq!(found.text(), "a: Łódź");
    let wide: Vec<u8> = "\u{feff}<a>Łódź</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(probe(read, &wide).1.text(), "a: Łódź");
}

#[test]
fn broken_documents_are_kept_as_far_as_they_go() {
    let (outcome, found) = probe(read, b"<a><b>one</b><c x='1>two</c>");
    assert!(matches!(outcome, Err(Failure::Corrupt(_))), "{outcome:?}");
    assert_eq!(found.text(), "a\n  b: one");
    assert_eq!(given("<a><b>one").text(), "a\n  b: one");
    assert_eq!(given("<a><b>one</c></a></a><d>two</d>").text(), "a\n  b: one\nd: two");
    let deep = "<a>".repeat(1000);
    assert!(matches!(probe(read, deep.as_bytes()).0, Err(Failure::LimitHit(_))));
}

#[test]
fn long_documents_are_several_units_and_long_tags_refused() {
    let many: String = (0..3000).map(|n| format!("<row><n>{n}</n><words>some words</words></row>")).collect();
    let found = given(&format!("<all>{many}</all>"));
    assert!(found.units.len() > 5);
    assert_eq!(found.text().matches("some words").count(), 3000);
    let endless = format!("<a>{}</a>", "x".repeat(40 << 20));
    assert!(matches!(probe(read, endless.as_bytes()).0, Err(Failure::LimitHit(_))));
    let tight = Limits { max_text_bytes: 10, ..Limits::DESKTOP };
    let single = RSS.replace("<item><title>Two", "<none><title>Two");
    for text in [LEDGER, &single] {
        assert!(matches!(probe_with(read, text.as_bytes(), tight, None).0, Err(Failure::LimitHit(_))));
    }
}

proptest! {
    #[test]
    fn damaged_documents_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..8),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let _ = probe(read, &damage(LEDGER.as_bytes(), &changes, cut));
        let _ = probe(read, &damage(RSS.as_bytes(), &changes, cut));
    }

    #[test]
    fn any_tags_never_panic(text in "(<[a/!?\\-\\[]{0,3}[ab= \"]{0,4}>?|[a &;<]){0,20}") {
        let _ = probe(read, text.as_bytes());
        let _ = probe(read, format!("<rss><item>{text}").as_bytes());
    }
}
