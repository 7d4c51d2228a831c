//! The short way through plain text gives what a look at every cluster does.

use proptest::prelude::*;

use crate::tokens::{tokens_by_cluster, tokens_into};
use crate::{Token, tokens};

/// What may come between plain characters and change what they are part of.
const PARTS: [&str; 30] = [
    "a",
    "Z",
    "ship",
    "9",
    "0123456789",
    " ",
    "\t",
    "\n",
    "-",
    "\r\n",
    ".",
    "\u{0}",
    "é",
    "e\u{301}",
    "\u{301}",
    "漢",
    "華",
    "漢\u{fe00}",
    "䷀",
    "㐀",
    "ー",
    "한",
    "ᄒ",
    "ᅡ",
    "º",
    "№",
    "\u{ad}",
    "ß",
    "ﬁ",
    "\u{200d}",
];

fn long() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        20 => prop::sample::select(&PARTS[..]).prop_map(str::to_owned),
        1 => "[a-z0-9]{100,300}",
        2 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn plain_text_is_cut_as_clusters_are(text in long()) {
        let (short, each): (Vec<Token>, Vec<Token>) = (tokens(&text).collect(), tokens_by_cluster(&text).collect());
        prop_assert_eq!(&short, &each);
        // Words of another text leave nothing of theirs behind.
        let mut again = tokens("some Ünglücks-\nfälle before").collect();
        tokens_into(&text, &mut again);
        prop_assert_eq!(again, each);
    }
}
