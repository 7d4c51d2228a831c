//! Which part of a page is its main text.
//!
//! Paragraphs speak for the blocks they stand in, the nearer the more, by their length and their commas; links speak
//! against a block. The block with the most is the text, with its neighbours that are like it and the headline before it.
//! Where nothing stands out, a page has no main text, and is one.

#[cfg(test)]
mod tests;

use std::ops::Range;

use super::zones::{Role, Tally, Zone};

/// Less than this is no paragraph.
const PARAGRAPH_CHARS: usize = 25;
/// Less than this is no main text.
const LEAST_CHARS: usize = 250;
/// So much is one, however much else there is.
const SURE_CHARS: usize = 1000;
/// What stands between a headline and the text belongs to both, if it is no longer than this.
const BYLINE_BYTES: usize = 600;
/// How many blocks further out a paragraph speaks for.
const LEVELS: usize = 5;

/// The places of the main text in the page's text, in order; empty where there is none, or nothing else.
pub(super) fn find(zones: &[Zone], text: &str) -> Vec<Range<usize>> {
    let page = Measured::of(zones);
    let Some(top) = page.top() else { return Vec::new() };
    let said = page.all[top].plain();
    let total = page.all[0].plain();
    if said < LEAST_CHARS || (said < SURE_CHARS && said * 5 < total) || page.is_laid_out_by_tables(top) {
        return Vec::new();
    }
    let mut ranges = page.with_neighbours(top);
    page.add_headline(&mut ranges);
    let mut kept = page.without_asides(&ranges);
    let is_empty = |range: &Range<usize>| text[range.clone()].trim().is_empty();
    kept.retain(|range| !is_empty(range));
    // Between two blocks may be no more than the gap that parts them.
    kept.dedup_by(|next, range| {
        let is_gap = is_empty(&(range.end..next.start));
        if is_gap {
            range.end = next.end;
        }
        is_gap
    });
    let has_rest = rest(&kept, text.len()).iter().any(|range| !is_empty(range));
    if has_rest { kept } else { Vec::new() }
}

/// The places of everything else.
pub(super) fn rest(ranges: &[Range<usize>], len: usize) -> Vec<Range<usize>> {
    let mut rest = Vec::new();
    let mut at = 0;
    for range in ranges {
        rest.push(at..range.start);
        at = range.end;
    }
    rest.push(at..len);
    rest.retain(|range| !range.is_empty());
    rest
}

/// The blocks with all that is said in them.
struct Measured<'z> {
    zones: &'z [Zone],
    /// What is said in each, its blocks included.
    all: Vec<Tally>,
    /// Whether it stands in navigation or the like.
    is_aside: Vec<bool>,
    scores: Vec<f64>,
}

impl Measured<'_> {
    fn of(zones: &[Zone]) -> Measured<'_> {
        let mut all: Vec<Tally> = zones.iter().map(|zone| zone.own).collect();
        for index in (1..zones.len()).rev() {
            let inner = all[index];
            all[zones[index].parent].add(inner);
        }
        let total = all.first().map_or(0, Tally::plain);
        let mut is_aside = vec![false; zones.len()];
        for (index, zone) in zones.iter().enumerate().skip(1) {
            // Names lie: what holds most of the page is not beside it.
            let is_most = all[index].plain() * 2 > total;
            let is_one = zone.role == Role::Aside || (zone.role == Role::HintedAside && !is_most);
            is_aside[index] = is_one || is_aside[zone.parent];
        }
        let mut page = Measured { zones, all, is_aside, scores: Vec::new() };
        page.scores = page.scores();
        page
    }

    fn scores(&self) -> Vec<f64> {
        let mut scores = vec![0.0; self.zones.len()];
        for (index, zone) in self.zones.iter().enumerate() {
            let said = zone.own.plain();
            if said < PARAGRAPH_CHARS || self.is_aside[index] || zone.role == Role::Heading {
                continue;
            }
            let weight = 1.0 + said as f64 / 100.0 + zone.own.commas as f64;
            // Lines parted by breaks alone: the block itself is the paragraphs.
            if said > 4 * LEAST_CHARS {
                scores[index] += 1.5 * weight;
            }
            let (mut outer, mut share) = (index, weight);
            for level in 1..=LEVELS {
                if outer == 0 {
                    break;
                }
                outer = self.zones[outer].parent;
                scores[outer] += share;
                share = weight / (2.0 * level as f64);
            }
        }
        for (index, score) in scores.iter_mut().enumerate() {
            let favour = match self.zones[index].role {
                Role::Article => 1.5,
                Role::Hinted => 1.2,
                Role::List => 0.7,
                _ => 1.0,
            };
            *score *= favour * (1.0 - self.all[index].density());
        }
        scores
    }

    /// The block that is the text, or holds it: the whole page where its paragraphs stand in no other.
    fn top(&self) -> Option<usize> {
        let mut best: Option<usize> = None;
        for index in 0..self.zones.len() {
            let is_better = best.is_none_or(|best| self.scores[index] > self.scores[best]);
            if is_better && !self.is_aside[index] && self.scores[index] > 0.0 {
                best = Some(index);
            }
        }
        let best = best?;
        // What its author calls the text has the headline and the byline too, unless it has much else.
        let most = self.all[best].plain() * 3 / 2 + 2 * LEAST_CHARS;
        let mut outer = self.zones[best].parent;
        while outer != 0 {
            let all = &self.all[outer];
            if all.plain() > most {
                break;
            }
            if self.zones[outer].role == Role::Article && all.density() < 0.4 {
                return Some(outer);
            }
            outer = self.zones[outer].parent;
        }
        Some(best)
    }

    /// Whether most of a block stands in tables, as all did on pages of old: what is what in them is not known.
    fn is_laid_out_by_tables(&self, top: usize) -> bool {
        let outer = &self.zones[top];
        let is_within = |zone: &&Zone| zone.start >= outer.start && zone.end <= outer.end;
        let tables = self.zones.iter().filter(|zone| zone.role == Role::Table).filter(is_within);
        tables.map(|zone| zone.own.plain()).sum::<usize>() * 2 > self.all[top].plain()
    }

    /// The text with the blocks beside it that are like it: some pages cut an article into several.
    fn with_neighbours(&self, top: usize) -> Vec<Range<usize>> {
        if top == 0 {
            return std::iter::once(0..self.zones[0].end).collect();
        }
        let least = (self.scores[top] / 5.0).max(5.0);
        let parent = self.zones[top].parent;
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for (index, zone) in self.zones.iter().enumerate().skip(1).filter(|(_, zone)| zone.parent == parent) {
            let all = &self.all[index];
            let is_said = all.plain() >= 80 && all.density() < 0.25;
            let is_paragraph = is_said && zone.own.plain() * 2 > all.plain() && zone.role == Role::Plain;
            let is_like = index == top || (!self.is_aside[index] && (self.scores[index] >= least || is_paragraph));
            // Alone on a page, the text's outermost block stands beside everything else there is.
            if is_like && (parent != 0 || index == top || self.scores[index] >= least) {
                ranges.push(zone.start..zone.end);
            }
        }
        ranges
    }

    /// The headline, where it stands before the text, with the byline between.
    fn add_headline(&self, ranges: &mut Vec<Range<usize>>) {
        let Some(start) = ranges.first().map(|range| range.start) else { return };
        let is_headline = |zone: &&Zone| zone.rank == 1 && zone.end <= start && zone.end > zone.start;
        let has_own =
            self.zones.iter().any(|zone| zone.rank == 1 && ranges.iter().any(|range| range.contains(&zone.start)));
        let Some(headline) = self.zones.iter().rfind(is_headline).filter(|_| !has_own) else { return };
        let end = if start - headline.end <= BYLINE_BYTES { start } else { headline.end };
        ranges.insert(0, headline.start..end);
    }

    /// The places without what only leads elsewhere: lists of links, buttons, what readers wrote.
    fn without_asides(&self, ranges: &[Range<usize>]) -> Vec<Range<usize>> {
        let mut kept = Vec::new();
        let mut at = 0;
        let mut zones = self.zones.iter().enumerate().skip(1).peekable();
        for range in ranges {
            at = at.max(range.start);
            while let Some((index, zone)) = zones.next_if(|(_, zone)| zone.start < range.end) {
                let is_outermost = self.is_aside[index] && !self.is_aside[zone.parent];
                let is_box = zone.role == Role::Aside && self.all[index].density() < 0.3;
                if is_outermost && !is_box && zone.start >= at && zone.end <= range.end {
                    kept.push(at..zone.start);
                    at = zone.end;
                }
            }
            kept.push(at..range.end.max(at));
        }
        kept.retain(|range| !range.is_empty());
        kept
    }
}
