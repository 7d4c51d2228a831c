#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::read;
use crate::format::probe::{damage, probe};
use crate::format::{MetaKey, ProblemCode};

const BOOK: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lindqvist;Mara;;Dr.;\r\nFN:Dr. Mara Lindqvist\r\nORG:Asterholm AB;Freight\r\n\
    EMAIL;type=INTERNET;type=WORK;type=pref:mara@asterholm.example\r\nTEL;TYPE=\"cell,voice\":+46 8 555 010\r\n\
    item1.ADR;type=WORK:;;2 Quay\\, East;Nordhamn;;11122;Sweden\r\nitem1.X-ABLabel:_$!<Warehouse>!$_\r\n\
    item2.URL:http\\://asterholm.example\r\nNOTE:Paid in\\ncash\\; twice\r\nBDAY:19800102\r\n\
    PHOTO;ENCODING=b;TYPE=PNG:iVBO\r\n Rw==\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ivo Tan\r\nTEL;VALUE=uri;PREF=1;TYPE=work:tel:+65-555-0101\r\n\
    PHOTO:data:image/jpeg;base64,/9j/\r\nLOGO:https://kelvara.example/logo.png\r\nEND:VCARD\r\n";

const OLD: &str = "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Max=\n=20\nTEL;HOME;VOICE:030 555\n\
    PHOTO;JPEG;ENCODING=BASE64:\n /9j/\n AAEC\n\nNOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=GBK:=BB=F5=CE=EF=0D=0A=\nsea\nEND:VCARD\n";

#[test]
fn contacts_are_units_in_words() {
    let (outcome, found) = probe(read, BOOK.as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(
        found.units[0].text,
        "Parts of the name: Lindqvist, Mara, Dr.\nName: Dr. Mara Lindqvist\nOrganization: Asterholm AB, Freight\n\
         Email (work, preferred): mara@asterholm.example\nTelephone (cell, voice): +46 8 555 010\nNote: Paid in\ncash; twice\n\
         Born: 1980-01-02\nPhoto: photo of contact 1.png\n\
         Postal address (warehouse, work): 2 Quay, East, Nordhamn, 11122, Sweden\nWebsite: http://asterholm.example"
    );
    assert_eq!(found.units[1].label, "contact 2");
    assert_eq!(
        found.units[1].text,
        "Name: Ivo Tan\nTelephone (work, preferred): tel:+65-555-0101\nPhoto: photo of contact 2.jpg\nLogo: https://kelvara.example/logo.png"
    );
    assert_eq!(found.names(), ["photo of contact 1.png", "photo of contact 2.jpg"]);
    assert_eq!(found.children[0].1, b"\x89PNG");
    assert_eq!(found.children[1].1, b"\xff\xd8\xff");
    assert_eq!(found.metas(MetaKey::RemoteReference), ["https://kelvara.example/logo.png"]);
    assert!(found.metas(MetaKey::Title).is_empty());
    assert!(found.problems.is_empty(), "{:?}", found.problems);
}

#[test]
fn the_old_form_is_read() {
    let (outcome, found) = probe(read, OLD.as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(
        found.text(),
        "Parts of the name: Müller, Max\nTelephone (home, voice): 030 555\nPhoto: photo of contact 1.jpg\nNote: 货物\nsea"
    );
    assert_eq!(found.children[0].1, b"\xff\xd8\xff\0\x01\x02");
    assert_eq!(found.metas(MetaKey::Title), ["Müller, Max"]);
    let latin =
        encoding_rs::WINDOWS_1252.encode("BEGIN:VCARD\nVERSION:2.1\nFN:Jürgen Größe-Mäßig aus Köln\nEND:VCARD\n").0;
    assert_eq!(probe(read, &latin).1.text(), "Name: Jürgen Größe-Mäßig aus Köln");
}

#[test]
fn torn_books_keep_their_contacts() {
    let agent = "BEGIN:VCARD\nVERSION:2.1\nFN:Boss\nAGENT:\nBEGIN:VCARD\nFN:Clerk\nEND:VCARD\nTEL:1\nEND:VCARD\n";
    let (_, found) = probe(read, agent.as_bytes());
    assert_eq!(found.text(), "Name: Clerk\n---\nName: Boss\nTelephone: 1");
    assert!(found.problems.is_empty());
    let (_, found) = probe(read, BOOK.replacen("END:VCARD\r\n", "", 1).as_bytes());
    assert_eq!(found.units.len(), 2);
    assert!(found.problems[0].message.starts_with("contact 1 has no end"));
    let (_, found) = probe(read, b"BEGIN:VCARD\nFN:A\nloose words\nEND:VCARD\nTEL:2\n");
    assert_eq!(found.text(), "Name: A\nloose words\n---\nTelephone: 2");
    assert_eq!(found.problems[0].code, ProblemCode::Quality);
    let (_, found) = probe(read, b"BEGIN:VCARD\nFN:A\nTEL;\"HOME:5\n");
    assert_eq!(found.units[0].text, "Name: A\nTelephone (home): 5");
}

proptest! {
    #[test]
    fn damaged_books_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..40),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        for whole in [BOOK, OLD] {
            let (outcome, found) = probe(read, &damage(whole.as_bytes(), &changes, cut));
            prop_assert_eq!(outcome, Ok(()));
            prop_assert!(found.units.iter().all(|unit| anchor::text::is_unit_text(&unit.text)));
        }
    }

    #[test]
    fn any_lines_never_panic(text in "(BEGIN:|END:|VCARD|AGENT|;|=|:|\"|\\\\|\r|\n|[ -~]|\\PC){0,200}") {
        prop_assert_eq!(probe(read, text.as_bytes()).0, Ok(()));
    }
}
