//! Comments in the order of their threads, with the zone of their times: lists beside them say which answers which, and
//! when each was written in UTC ([MS-DOCX], 2.5.3 and 2.5.4).

use std::collections::HashMap;

use quick_xml::events::Event;

use super::change::{Change, zoned};
use crate::format::ooxml::{attr, each_event};

/// Answers to answers beyond this depth stand with the last that was followed.
const DEEPEST: usize = 32;

/// What the lists say. All name a comment by its last paragraph.
#[derive(Debug, Default)]
pub(super) struct Threads {
    /// What each answers.
    answers: HashMap<String, String>,
    /// What each is called where times are listed, and those times.
    ids: HashMap<String, String>,
    times: HashMap<String, String>,
}

impl Threads {
    /// The relations by which the lists are found.
    pub(super) const KINDS: [&str; 3] = ["commentsExtended", "commentsIds", "commentsExtensible"];

    /// Takes one of the lists.
    pub(super) fn take(&mut self, xml: &str) {
        each_event(xml, |event| {
            let (Event::Start(tag) | Event::Empty(tag)) = event else { return };
            let (list, from, to) = match tag.local_name().as_ref() {
                "commentEx" => (&mut self.answers, "paraId", "paraIdParent"),
                "commentId" => (&mut self.ids, "paraId", "durableId"),
                "commentExtensible" => (&mut self.times, "durableId", "dateUtc"),
                _ => return,
            };
            if let (Some(from), Some(to)) = (attr(tag, from), attr(tag, to)) {
                list.insert(from, to);
            }
        });
    }

    /// Puts answers behind what they answer, and gives times their zone.
    pub(super) fn ordered(&self, mut comments: Vec<Change>) -> Vec<Change> {
        for comment in &mut comments {
            let utc = self.ids.get(&comment.paragraph).and_then(|id| self.times.get(id));
            let date = comment.date.as_deref().zip(utc).and_then(|(clock, utc)| zoned(clock, utc));
            comment.date = date.or(comment.date.take());
        }
        if self.answers.is_empty() {
            return comments;
        }
        let places = comments.iter().enumerate().map(|(place, comment)| (comment.paragraph.as_str(), place));
        let places: HashMap<&str, usize> = places.collect();
        let first = |place: usize| {
            let mut at = place;
            for _ in 0..DEEPEST {
                let to = comments.get(at).and_then(|comment| self.answers.get(&comment.paragraph));
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
}
