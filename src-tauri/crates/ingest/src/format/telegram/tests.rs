#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::read;
use crate::format::probe::{Probe, damage, probe, probe_with};
use crate::format::{Failure, Limits, MetaKey};

const CHAT: &str = r#"{ "name": "Crates", "type": "private_group", "id": 4501, "messages": [
 {"id": 1, "type": "service", "date": "2025-03-04T10:15:16", "date_unixtime": "1741054516", "actor": "Mara", "actor_id": "user77",
  "action": "create_group", "title": "Crates", "members": ["Mara", "Ivo"], "text": "", "text_entities": []},
 {"id": 2, "type": "message", "date": "2025-03-04T10:16:00", "date_unixtime": "1741054560", "from": "Ivo Tan", "from_id": "user78",
  "reply_to_message_id": 1, "forwarded_from": "Bo", "text": ["See ", {"type": "text_link", "text": "the list", "href": "https://kelvara.example/l"}, ",\n深圳"],
  "text_entities": [{"type": "plain", "text": "See "}], "photo": "photos/1.jpg", "width": 800,
  "contact_information": {"first_name": "Bo", "phone_number": "+65 555"}},
 {"id": 3, "type": "message", "date": "2025-03-05T09:00:00", "from": null, "from_id": "user79", "text": "bye"}
]}"#;

fn account() -> String {
    format!(
        r#"{{"about": "Here is the data you requested.", "personal_information": {{"user_id": 77, "first_name": "Mara"}},
        "chats": {{"about": "x", "list": [{CHAT}, {{"name": null, "type": "personal_chat", "id": 9, "messages": [
        {{"id": 5, "type": "message", "date": "2024-01-01T00:00:00", "from": "Bo", "text": "early",
        "photo": "(File not included. Change data exporting settings to download.)", "file": "(File exceeds maximum size. Change data exporting settings to download.)"}}]}},
        {{"type": "saved_messages", "id": 11}}]}}}}"#
    )
}

fn labels(found: &Probe) -> Vec<&str> {
    found.units.iter().map(|unit| unit.label.as_str()).collect()
}

#[test]
fn a_chat_is_read_message_by_message() {
    let (outcome, found) = probe(read, format!("\u{feff}{CHAT}").as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(labels(&found), ["chat", "message 1", "message 2", "message 3"]);
    assert_eq!(found.units[0].text, "name: Crates\ntype: private group\nid: 4501");
    assert_eq!(
        found.units[1].text,
        "Mara (user77), 2025-03-04 10:15:16 +08:00\naction: create_group\ntitle: Crates\nmembers: Mara\nmembers: Ivo"
    );
    assert_eq!(
        found.units[2].text,
        "Ivo Tan (user78), 2025-03-04 10:16:00 +08:00\nSee the list <https://kelvara.example/l>,\n深圳\n\
         reply to message id: 1\nforwarded from: Bo\nphoto: photos/1.jpg\n\
         contact information first name: Bo\ncontact information phone number: +65 555"
    );
    assert_eq!(found.units[3].text, "user79, 2025-03-05 09:00:00\nbye");
    assert_eq!(found.metas(MetaKey::Title), ["Crates"]);
    assert_eq!(found.metas(MetaKey::From), ["Mara (user77)", "Ivo Tan (user78)", "user79"]);
    assert_eq!(found.metas(MetaKey::Created), ["2025-03-04T10:15:16+08:00"]);
    assert_eq!(found.metas(MetaKey::Modified), ["2025-03-05T09:00:00"]);
}

#[test]
fn all_chats_of_an_account_are_read() {
    let (outcome, found) = probe(read, account().as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(
        labels(&found),
        [
            "personal information",
            "Crates",
            "Crates message 1",
            "Crates message 2",
            "Crates message 3",
            "chat 9",
            "chat 9 message 5",
            "chat 11"
        ]
    );
    assert_eq!(found.units[0].text, "user id: 77\nfirst name: Mara");
    assert_eq!(found.units[5].text, "type: personal chat\nid: 9");
    assert_eq!(found.metas(MetaKey::Finding), ["2 files were sent in the chats and left out of the export"]);
    assert!(found.metas(MetaKey::Title).is_empty());
    assert_eq!(found.metas(MetaKey::Created), ["2024-01-01T00:00:00"]);
}

#[test]
fn a_name_behind_the_messages_is_kept() {
    let message = r#"{"id": 5, "type": "message", "date": "2024-01-01T00:00:00", "from": "Bo", "text": "early"}"#;
    let chat = format!(r#"{{"type": "personal_chat", "id": 9, "messages": [{message}], "name": "Bo Quist"}}"#);
    let (outcome, found) = probe(read, chat.as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(labels(&found), ["chat", "message 5", "name of the chat before"]);
    assert_eq!(found.metas(MetaKey::Title), ["Bo Quist"]);
    let (outcome, found) = probe(read, format!(r#"{{"chats": {{"list": [{chat}, {CHAT}]}}}}"#).as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(labels(&found)[..4], ["chat 9", "chat 9 message 5", "name of the chat before", "Crates"]);
    assert_eq!(found.units[2].text, "Bo Quist");
}

#[test]
fn torn_exports_keep_their_messages() {
    let (outcome, found) = probe(read, &CHAT.as_bytes()[..CHAT.find("\"bye\"").unwrap()]);
    assert_eq!(outcome, Err(Failure::Corrupt("it breaks off after 2 messages".to_owned())));
    assert_eq!(found.units.len(), 3);
    assert_eq!(found.metas(MetaKey::From).len(), 2);
    let (outcome, _) = probe(read, CHAT.replace("\"photo\"", "photo").as_bytes());
    assert!(matches!(outcome, Err(Failure::Corrupt(why)) if why.contains("line") && why.contains("after one message")));
    let (outcome, found) = probe(read, br#"{"messages": [7, "x", {"id": "a"}]}"#);
    assert_eq!((outcome, found.units.len()), (Ok(()), 2));
    for bytes in ["", "[]", "7", "{\"chats\": 7}"] {
        assert!(matches!(probe(read, bytes.as_bytes()).0, Err(Failure::Corrupt(_))), "{bytes}");
    }
}

#[test]
fn limits_hold() {
    let (outcome, found) = probe_with(read, CHAT.as_bytes(), Limits { max_text_bytes: 165, ..Limits::DESKTOP }, None);
    assert!(matches!(outcome, Err(Failure::LimitHit(_))));
    assert_eq!(found.units.len(), 2);
    let long = format!(r#"{{"messages": [{{"id": 1, "text": "x"}}, {{"id": 2, "text": "{}"#, "long ".repeat(14 << 20));
    let (outcome, found) = probe(read, long.as_bytes());
    assert!(matches!(outcome, Err(Failure::LimitHit(_))), "{outcome:?}");
    assert_eq!(found.units.len(), 1);
    let deep = format!("{{\"messages\": [{}", "[".repeat(100_000));
    assert!(matches!(probe(read, deep.as_bytes()).0, Err(Failure::Corrupt(_))));
}

proptest! {
    #[test]
    fn damaged_exports_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..10),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        for whole in [CHAT, &account()] {
            let (_, found) = probe(read, &damage(whole.as_bytes(), &changes, cut));
            prop_assert!(found.units.iter().all(|unit| anchor::text::is_unit_text(&unit.text)));
        }
    }

    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = probe(read, &bytes);
    }
}
