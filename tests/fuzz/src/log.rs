//! The operation log of a case that came from elsewhere.

use store::oplog::{Head, cbor};

use crate::targets::Target;

/// Feeds heads of operations and their values.
pub(crate) fn operations(_: &Target, bytes: &[u8]) {
    if let Some(head) = Head::decode(bytes) {
        assert_eq!(head.encode(), bytes, "one spelling for one operation");
        let _ = head.id();
    }
    let Ok(value) = cbor::decode::<serde_json::Value>(bytes) else { return };
    let once = cbor::encode(&value).expect("what was read can be written");
    let again: serde_json::Value = cbor::decode(&once).expect("and read");
    assert_eq!(cbor::encode(&again).expect("and written again"), once);
}
