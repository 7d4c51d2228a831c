#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::read;
use crate::format::probe::{damage, probe, probe_with};
use crate::format::{Failure, Limits, MetaKey, ProblemCode};

const PLAIN: &str = "From: Mara Lindqvist <mara@asterholm.example>\r\nTo: \"Tan, Ivo\" <ivo@kelvara.example>, ops@kelvara.example\r\n\
    Cc: =?utf-8?B?6ZmI5piO?= <chen@yuanxing.example>\r\nSubject: =?GBK?B?t6K79cfltaU=?= of March\r\nDate: Tue, 4 Mar 2025 10:15:16 +0800\r\n\
    Message-ID: <one@asterholm.example>\r\nIn-Reply-To: <zero@asterholm.example>\r\nReferences: <a@x.example> <zero@asterholm.example>\r\n\r\n\
    The eight servers left\r\non Monday.\r\n";

fn mixed() -> String {
    [
        "From: mara@asterholm.example\r\nSubject: papers\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=XX\r\n\r\n",
        "--XX\r\nContent-Type: multipart/alternative; boundary=YY\r\n\r\n",
        "--YY\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSee the papers.\r\n",
        "--YY\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>See the <b>papers</b>.<img src=\"https://pixel.example.org/a.gif\">\r\n--YY--\r\n",
        "--XX\r\nContent-Type: text/csv; charset=gbk; name=\"list.csv\"\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n0L7GrCw4Cg==\r\n",
        "--XX\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename*=utf-8''%E5%90%88%E5%90%8C.pdf\r\n\r\n%PDF-\r\n",
        "--XX\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\nSubject: inner\r\n\r\ninner words\r\n",
        "--XX\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <pic>\r\nContent-Disposition: inline\r\n\r\niVBORw==\r\n--XX--\r\n",
    ]
    .concat()
}

#[test]
fn headers_and_body_are_one_unit() {
    let (outcome, found) = probe(read, PLAIN.as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(
        found.text(),
        "From: Mara Lindqvist <mara@asterholm.example>\nTo: Tan, Ivo <ivo@kelvara.example>, ops@kelvara.example\n\
         Cc: 陈明 <chen@yuanxing.example>\nDate: Tue, 4 Mar 2025 10:15:16 +0800\nSubject: 发货清单 of March\n\n\
         The eight servers left\non Monday."
    );
    assert_eq!(found.metas(MetaKey::Sent), ["2025-03-04T10:15:16+08:00"]);
    assert_eq!(found.metas(MetaKey::To), ["Tan, Ivo <ivo@kelvara.example>", "ops@kelvara.example"]);
    assert_eq!(found.metas(MetaKey::Title), ["发货清单 of March"]);
    assert_eq!(found.metas(MetaKey::MessageId), ["one@asterholm.example"]);
    assert_eq!(found.metas(MetaKey::References), ["a@x.example", "zero@asterholm.example"]);
    assert!(found.problems.is_empty());
}

#[test]
fn pictures_written_into_a_body_are_children() {
    let picture = "AAAA".repeat(40);
    let mail = format!(
        "From: a@b.example\r\nContent-Type: text/html\r\n\r\n<p>See<img src=\"data:image/png;base64,{picture}\" alt=shot>"
    );
    let (outcome, found) = probe(read, mail.as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.names(), ["picture 1.png"]);
    assert_eq!(found.children[0].0.locator, "attachment 1");
    assert_eq!(found.children[0].1, [0; 120]);
}

#[test]
fn where_a_message_lay_stands_in_its_heading() {
    let mail = "X-Gmail-Labels: =?UTF-8?Q?Papierkorb,Gr=C3=BC=C3=9Fe?=\r\nSubject: x\r\nX-Folder: \\Mara\\Deleted\r\n\r\nwords";
    let (_, found) = probe(read, mail.as_bytes());
    assert_eq!(found.text(), "Subject: x\nLabels: Papierkorb,Gr\u{fc}\u{df}e\nFolder: \\Mara\\Deleted\n\nwords");
}

#[test]
fn links_of_a_body_tell_where_they_lead() {
    let pages = "<p>See <a href=\"https://a.example/1\">the papers</a> and <a href=\"https://b.example/\">these</a>";
    let (_, found) = probe(read, format!("Subject: x\r\nContent-Type: text/html\r\n\r\n{pages}").as_bytes());
    assert_eq!(found.units[1].label, "where its links lead");
    assert_eq!(found.units[1].text, "the papers <https://a.example/1>\nthese <https://b.example/>");
    // What the plain text says is not said again.
    let both = format!(
        "Subject: x\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
         See the papers (https://a.example/1) and these\r\n--b\r\nContent-Type: text/html\r\n\r\n{pages}\r\n--b--\r\n"
    );
    let (_, found) = probe(read, both.as_bytes());
    assert_eq!(found.units[1].text, "these <https://b.example/>");
}

#[test]
fn all_but_the_body_are_children_with_their_bytes() {
    let (outcome, found) = probe(read, mixed().as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.units.len(), 1);
    assert_eq!(found.units[0].text, "From: mara@asterholm.example\nSubject: papers\n\nSee the papers.");
    assert_eq!(found.names(), ["list.csv", "合同.pdf", "inner.eml", "attachment 4.png"]);
    assert_eq!(found.children[0].1, b"\xd0\xbe\xc6\xac,8\n");
    assert_eq!(found.children[1].1, b"%PDF-");
    assert!(found.children[2].1.starts_with(b"From: a@b.example\r\nSubject: inner\r\n\r\ninner words"));
    assert_eq!(found.children[3].1, b"\x89PNG");
    assert_eq!(found.children[3].0.locator, "attachment 4");
    assert_eq!(found.metas(MetaKey::RemoteReference), ["https://pixel.example.org/a.gif"]);
}

#[test]
fn html_stands_in_or_beside() {
    let only = "Subject: x\r\nContent-Type: text/html\r\n\r\n<table><tr><td>a<td>b</table>";
    assert_eq!(probe(read, only.as_bytes()).1.text(), "Subject: x\n\na\tb");
    let both = mixed().replace("See the papers.", "This message needs a viewer.").replace(
        "<p>See the <b>papers</b>.",
        "<p>The consignment of processors passed through customs on Tuesday without inspection.",
    );
    let (_, found) = probe(read, both.as_bytes());
    assert_eq!(found.units.len(), 2);
    assert_eq!(found.units[1].label, "message as HTML");
}

#[test]
fn html_that_says_anything_else_stands_beside() {
    let check = |plain: &str, page: &str, expect: &[&str]| {
        let mail = format!(
            "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
             {plain}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}\r\n--b--\r\n"
        );
        let (_, found) = probe(read, mail.as_bytes());
        let beside: Vec<&str> = found.units[1..].iter().map(|unit| unit.text.as_str()).collect();
        assert_eq!(beside, expect, "{plain} | {page}");
    };
    let filler = "Please pay the amount into the account that was agreed on in spring. ".repeat(20);
    check(&format!("{filler} 11223344"), &format!("<p>{filler} 11223344"), &[]);
    let other = format!("{} 99887766", filler.trim_end());
    check(&format!("{filler} 11223344"), &format!("<p>{filler} 99887766"), &[&other]);
    check("It needs an HTML viewer.", "<p>Meet Zorbal at pier nine.", &["Meet Zorbal at pier nine."]);
    // What is written otherwise is not said otherwise.
    check("MEET at\r\npier  nine - on 03/04, 1.500 euro", "<b>Meet</b> at pier nine, on 03/04: 1.500 Euro.", &[]);
    check("on 03/04, 1.500 euro", "on 04/03, 1.500 euro", &["on 04/03, 1.500 euro"]);
}

#[test]
fn undeclared_encodings_are_found() {
    let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
    let raw = gbk(
        "From: 陈明 <chen@yuanxing.example>\r\nSubject: 深圳发货清单与付款记录\r\nContent-Type: multipart/mixed; boundary=X\r\n\r\n\
         --X\r\nContent-Type: text/plain\r\n\r\n货物已经从深圳出发，请查收附件。\r\n\
         --X\r\nContent-Type: application/pdf; name=\"深圳发货清单.pdf\"\r\n\r\n%PDF\r\n--X--\r\n",
    );
    let (outcome, found) = probe(read, &raw);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.metas(MetaKey::From), ["陈明 <chen@yuanxing.example>"]);
    assert!(found.text().contains("Subject: 深圳发货清单与付款记录"), "{}", found.text());
    assert!(found.text().contains("货物已经从深圳出发，请查收附件。"), "{}", found.text());
    assert_eq!(found.names(), ["深圳发货清单.pdf"]);
    assert_eq!(found.children[0].0.raw_name, Some(gbk("深圳发货清单.pdf")));
}

#[test]
fn characters_cut_in_two_between_encoded_words_are_joined() {
    let message = "From: =?utf-8?B?6ZmI5g==?=\r\n =?utf-8?B?mI4sIE0=?= <chen@yuanxing.example>, =?utf-8?Q?M=C3=A4ra?= <m@x.example>\r\n\
        To: \"=?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9F?=\" <g@x.example>\r\n\
        Subject: Re: =?gb2312?B?t6K79cfl?= =?GB2312?B?tQ==?=\r\n\t=?gb2312?B?pQ==?= of =?utf-8*de?Q?K=C3=B6ln?=\r\n\
        Content-Type: multipart/mixed; boundary=XX\r\n\r\n--XX\r\n\r\nwords\r\n\
        --XX\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment;\r\n filename=\"=?utf-8?B?5ZCI5Q==?=\r\n =?utf-8?B?kIwucGRm?=\"\r\n\r\n%PDF\r\n\
        --XX\r\nContent-Type: text/csv\r\nContent-Disposition: attachment;\r\n filename*0*=utf-8\'\'%E5%90%88%E5;\r\n filename*1*=%90%8C;\r\n filename*2=\".csv\"\r\n\r\na,b\r\n--XX--\r\n";
    let (outcome, found) = probe(read, message.as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.metas(MetaKey::From), ["陈明, M <chen@yuanxing.example>", "Mära <m@x.example>"]);
    assert_eq!(found.metas(MetaKey::To), ["Grüß <g@x.example>"]);
    assert_eq!(found.metas(MetaKey::Subject), ["Re: 发货清单 of Köln"]);
    assert!(found.text().contains("From: 陈明, M <chen@yuanxing.example>, Mära"), "{}", found.text());
    assert_eq!(found.names(), ["合同.pdf", "合同.csv"]);
    // Words that only look like encoded ones stay.
    let odd = "Subject: =?utf-8?X?abc?= and =? or ?= and =?utf-8?Q?=C3?=\r\nFrom: a@b.example\r\n\r\nx";
    assert!(probe(read, odd.as_bytes()).1.text().contains("=?utf-8?X?abc?= and =? or ?= and"));
}

#[test]
fn bytes_are_believed_over_what_is_said_of_them() {
    let check = |charset: &str, body: &[u8], expect: &str| {
        let head = format!("Subject: x\r\nContent-Type: text/plain{charset}\r\n\r\n");
        let (_, found) = probe(read, &[head.as_bytes(), body].concat());
        assert_eq!(found.text(), format!("Subject: x\n\n{expect}"), "{charset}");
    };
    let gbk = "货物已经从深圳出发，请查收附件。谢谢合作，期待回复。";
    check("; charset=us-ascii", &encoding_rs::GBK.encode(gbk).0, gbk);
    check("; charset=iso-8859-1", &encoding_rs::GBK.encode(gbk).0, gbk);
    let russian = "Отгрузка ящиков состоялась в понедельник, проверьте накладную и счет";
    check("; charset=windows-1252", &encoding_rs::KOI8_R.encode(russian).0, russian);
    let german = "Grüße aus Köln, schöne Überraschung für Jürgen Größe";
    check("; charset=iso-8859-1", german.as_bytes(), german);
    check("; charset=utf-8", &encoding_rs::WINDOWS_1252.encode(german).0, german);
    // What is said and can be true is believed.
    check("; charset=iso-8859-1", &encoding_rs::WINDOWS_1252.encode(german).0, german);
    check("; charset=iso-8859-2", b"\xb3\xf3d\xbc", "łódź");
    check("; charset=gb2312", &encoding_rs::GBK.encode("联通").0, "联通");
    let page = "Subject: x\r\nContent-Type: text/html\r\n\r\n<meta charset=koi8-r><p>";
    let (_, found) = probe(read, &[page.as_bytes(), &encoding_rs::KOI8_R.encode("Счет").0].concat());
    assert_eq!(found.text(), "Subject: x\n\nСчет");
}

#[test]
fn what_is_locked_within_the_words_is_told() {
    let (_, found) =
        probe(read, b"Subject: x\n\nDear Ivo,\n\n-----BEGIN PGP MESSAGE-----\nabc\n-----END PGP MESSAGE-----\n");
    assert_eq!(found.problems[0].code, ProblemCode::Encrypted);
    assert!(found.text().contains("Dear Ivo,"));
    let (_, found) = probe(read, b"Subject: x\n\n> -----BEGIN PGP MESSAGE-----\n> abc\n");
    assert!(found.problems.is_empty());
}

#[test]
fn malformed_messages_keep_what_can_be_read() {
    let (outcome, found) =
        probe(read, b"Subject: half\r\nContent-Type: multipart/mixed; boundary=X\r\n\r\n--X\r\n\r\nhello");
    assert_eq!(outcome, Ok(()));
    assert!(found.text().contains("hello"), "{found:?}");
    let (_, found) = probe(read, b"Date: some day\r\nSubject: x\r\n\r\nbody");
    assert_eq!(found.problems[0].code, ProblemCode::Unreadable);
    assert!(found.text().contains("Date: some day"));
    let (_, found) = probe(read, b"From mara Tue Mar  4 10:15:16 2025\nSubject: boxed\n\nbody");
    assert_eq!(found.text(), "Subject: boxed\n\nbody");
    assert!(matches!(probe(read, b"").0, Err(Failure::Corrupt(_))));
    let (_, found) = probe(read, b"Subject: x\n\n-----BEGIN PGP MESSAGE-----\nabc");
    assert_eq!(found.problems[0].code, ProblemCode::Encrypted);
    assert!(probe(read, b"\n\nno headers here at all").1.text().contains("no headers here at all"));
}

#[test]
fn the_way_and_the_program_are_told() {
    let message = "Received: from laptop-ilse.lan ([203.0.113.7])\r\n by mx.example; Tue, 4 Mar 2025 10:15:16 +0800\r\n\
        X-Originating-IP: [198.51.100.4]\r\nUser-Agent: Heron Mail 3\r\nSubject: x\r\n\r\nbody";
    let (outcome, found) = probe(read, message.as_bytes());
    assert_eq!(outcome, Ok(()));
    let hop = "from laptop-ilse.lan ([203.0.113.7]) by mx.example; Tue, 4 Mar 2025 10:15:16 +0800";
    assert_eq!(found.metas(MetaKey::Route), [hop, "X-Originating-IP: [198.51.100.4]"]);
    assert_eq!(found.metas(MetaKey::Application), ["Heron Mail 3"]);
}

#[test]
fn depth_and_limits_are_borne() {
    let deep = format!("{}Subject: core\r\n\r\nwords", "Content-Type: message/rfc822\r\n\r\n".repeat(50_000));
    let (outcome, found) = probe(read, deep.as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.children.len(), 1);
    let (outcome, found) = probe_with(read, mixed().as_bytes(), Limits { depth: 16, ..Limits::DESKTOP }, None);
    assert!(matches!(outcome, Err(Failure::LimitHit(_))));
    assert_eq!(found.units.len(), 1);
    let (outcome, found) = probe_with(read, mixed().as_bytes(), Limits { max_children: 2, ..Limits::DESKTOP }, None);
    assert!(matches!(outcome, Err(Failure::LimitHit(_))));
    assert_eq!(found.children.len(), 2);
}

proptest! {
    #[test]
    fn damaged_messages_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..20),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let (_, found) = probe(read, &damage(mixed().as_bytes(), &changes, cut));
        prop_assert!(found.units.iter().all(|unit| anchor::text::is_unit_text(&unit.text)));
    }
}
