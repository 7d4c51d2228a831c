//! Comments in the order of their threads ([MS-DOCX], 2.5.3): a list beside them says which answers which.

use std::collections::HashMap;

use quick_xml::events::Event;

use super::change::Change;
use crate::format::ooxml::{attr, each_event};

/// Answers to answers beyond this depth stand with the last that was followed.
const DEEPEST: usize = 32;

/// Takes from a list which comment answers which, both by their last paragraphs.
pub(super) fn answers(xml: &str, answers: &mut HashMap<String, String>) {
    each_event(xml, |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && tag.local_name().as_ref() == "commentEx"
            && let (Some(answer), Some(to)) = (attr(tag, "paraId"), attr(tag, "paraIdParent"))
        {
            answers.insert(answer, to);
        }
    });
}

/// Puts answers behind what they answer.
pub(super) fn threaded(comments: Vec<Change>, answers: &HashMap<String, String>) -> Vec<Change> {
    if answers.is_empty() {
        return comments;
    }
    let places = comments.iter().enumerate().map(|(place, comment)| (comment.paragraph.as_str(), place));
    let places: HashMap<&str, usize> = places.collect();
    let first = |place: usize| {
        let mut at = place;
        for _ in 0..DEEPEST {
            let to = comments.get(at).and_then(|comment| answers.get(&comment.paragraph));
            match to.and_then(|to| places.get(to.as_str())) {
                Some(to) => at = *to,
                None => break,
            }
        }
        at
    };
    let firsts: Vec<usize> = (0..comments.len()).map(first).collect();
    let mut ordered: Vec<(usize, Change)> = comments.into_iter().enumerate().collect();
    ordered.sort_by_key(|(place, _)| (firsts[*place], firsts[*place] != *place, *place));
    ordered.into_iter().map(|(_, comment)| comment).collect()
}
