//! Which entities are the same: clusters from people's judgements.
//!
//! Merging changes nothing: it is a view. Of several judgements about one pair the latest holds. Each `yes` that
//! holds, the oldest first, joins the clusters of its two entities, unless a `no` that holds stands between any two
//! of their members: then it does not join them, and the two judgements are reported as a [`Contradiction`]. A wrong
//! merge puts one person's deeds on another, a missing one only shows them twice, so the doubtful side is the one
//! kept apart.
//!
//! A split restores exactly what was: take the judgements back, or judge `no` for each `yes` that joined what was not
//! joined.

use std::collections::{BTreeSet, HashMap};

use crate::id::{EntityId, JudgementId};
use crate::model::{Judgement, Verdict};

/// Entities that count as one, by judgement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clusters {
    /// Of merged entities: member → smallest member.
    canonical: HashMap<EntityId, EntityId>,
    /// Of merged entities: smallest member → all, sorted.
    members: HashMap<EntityId, Vec<EntityId>>,
    contradictions: Vec<Contradiction>,
}

/// A `yes` that was not followed because a `no` stands against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contradiction {
    /// The judgement that would have joined two clusters.
    pub yes: JudgementId,
    /// The judgement that keeps them apart.
    pub no: JudgementId,
}

impl Clusters {
    /// Works out the clusters. The order of the judgements does not matter.
    #[must_use]
    pub fn of<'a>(judgements: impl IntoIterator<Item = &'a Judgement>) -> Self {
        let mut held: Vec<&Judgement> = effective(judgements).into_values().collect();
        held.sort_unstable_by_key(|judgement| (judgement.at, judgement.id));
        let mut forest = Forest::default();
        for judgement in held.iter().filter(|judgement| judgement.verdict == Verdict::No) {
            forest.keep_apart(judgement);
        }
        let mut contradictions = Vec::new();
        for judgement in held.iter().filter(|judgement| judgement.verdict == Verdict::Yes) {
            if let Err(no) = forest.join(judgement.left, judgement.right) {
                contradictions.push(Contradiction { yes: judgement.id, no });
            }
        }
        let mut by_root: HashMap<EntityId, Vec<EntityId>> = HashMap::new();
        let joined: Vec<EntityId> = forest.parent.keys().copied().collect();
        for entity in joined {
            by_root.entry(forest.root(entity)).or_default().push(entity);
        }
        let mut clusters = Self { contradictions, ..Self::default() };
        for mut members in by_root.into_values().filter(|members| members.len() > 1) {
            members.sort_unstable();
            clusters.canonical.extend(members.iter().map(|&member| (member, members[0])));
            clusters.members.insert(members[0], members);
        }
        clusters
    }

    /// The id by which an entity goes: the smallest of its cluster, or its own.
    #[must_use]
    pub fn canonical(&self, entity: EntityId) -> EntityId {
        self.canonical.get(&entity).copied().unwrap_or(entity)
    }

    /// All that count as the same as this entity, itself included, sorted.
    #[must_use]
    pub fn members(&self, entity: EntityId) -> Vec<EntityId> {
        let members = self.members.get(&self.canonical(entity));
        members.cloned().unwrap_or_else(|| vec![entity])
    }

    /// Judgements that were not followed, oldest first.
    #[must_use]
    pub fn contradictions(&self) -> &[Contradiction] {
        &self.contradictions
    }
}

/// With whom an entity must be judged `no` to leave its cluster: every entity it was directly judged the same as.
/// Sorted.
pub fn to_split<'a>(judgements: impl IntoIterator<Item = &'a Judgement>, entity: EntityId) -> Vec<EntityId> {
    let held = effective(judgements);
    let partners: BTreeSet<EntityId> = held
        .iter()
        .filter(|(_, judgement)| judgement.verdict == Verdict::Yes)
        .filter_map(|(&(low, high), _)| match entity {
            e if e == low => Some(high),
            e if e == high => Some(low),
            _ => None,
        })
        .collect();
    partners.into_iter().collect()
}

/// The latest judgement about each pair, the pair in order. A judgement of an entity and itself says nothing.
fn effective<'a>(judgements: impl IntoIterator<Item = &'a Judgement>) -> HashMap<(EntityId, EntityId), &'a Judgement> {
    let mut held: HashMap<_, &Judgement> = HashMap::new();
    for judgement in judgements.into_iter().filter(|judgement| judgement.left != judgement.right) {
        let pair = (judgement.left.min(judgement.right), judgement.left.max(judgement.right));
        let latest = held.entry(pair).or_insert(judgement);
        if (judgement.at, judgement.id) > (latest.at, latest.id) {
            *latest = judgement;
        }
    }
    held
}

/// Union-find over clusters that know which others they must not join.
#[derive(Default)]
struct Forest {
    parent: HashMap<EntityId, EntityId>,
    /// Root → roots it is kept apart from, by which judgement; both ways.
    apart: HashMap<EntityId, HashMap<EntityId, JudgementId>>,
}

impl Forest {
    fn root(&mut self, entity: EntityId) -> EntityId {
        let mut root = entity;
        while let Some(&parent) = self.parent.get(&root).filter(|&&parent| parent != root) {
            root = parent;
        }
        let mut at = entity;
        while at != root {
            at = self.parent.insert(at, root).unwrap_or(root);
        }
        root
    }

    fn keep_apart(&mut self, no: &Judgement) {
        for (one, other) in [(no.left, no.right), (no.right, no.left)] {
            self.apart.entry(one).or_default().insert(other, no.id);
        }
    }

    /// Joins two clusters, or names the judgement against it.
    ///
    /// The cluster kept apart from fewer others gives up its root, so each `no` moves at most log n times; paths are
    /// shortened whenever they are walked.
    fn join(&mut self, left: EntityId, right: EntityId) -> Result<(), JudgementId> {
        let (left, right) = (self.root(left), self.root(right));
        if left == right {
            return Ok(());
        }
        if let Some(&no) = self.apart.get(&left).and_then(|apart| apart.get(&right)) {
            return Err(no);
        }
        let n_apart = |root| self.apart.get(&root).map_or(0, HashMap::len);
        let (kept, given_up) = if n_apart(left) < n_apart(right) { (right, left) } else { (left, right) };
        self.parent.insert(kept, kept);
        self.parent.insert(given_up, kept);
        for (other, no) in self.apart.remove(&given_up).unwrap_or_default() {
            let theirs = self.apart.entry(other).or_default();
            theirs.remove(&given_up);
            let held = theirs.entry(kept).or_insert(no);
            *held = no.min(*held);
            let held = *held;
            self.apart.entry(kept).or_default().insert(other, held);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
