#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::id::{PersonId, v7};

fn entity(number: u8) -> EntityId {
    EntityId::from_uuid(v7(1_700_000_000_000 + u64::from(number), [number; 10]))
}

fn judgement(at: u64, left: u8, right: u8, verdict: Verdict) -> Judgement {
    Judgement {
        id: JudgementId::from_uuid(v7(at, [1; 10])),
        left: entity(left),
        right: entity(right),
        verdict,
        author: PersonId::from_uuid(v7(0, [0; 10])),
        at,
        reason: None,
    }
}

/// Judgements in the order given: `1=2` yes, `1!2` no, `1?2` unsure.
fn judgements(text: &str) -> Vec<Judgement> {
    (1..)
        .zip(text.split_whitespace())
        .map(|(at, word)| {
            let sign = word.find(['=', '!', '?']).unwrap();
            let verdict = match &word[sign..=sign] {
                "=" => Verdict::Yes,
                "!" => Verdict::No,
                _ => Verdict::Unsure,
            };
            judgement(at, word[..sign].parse().unwrap(), word[sign + 1..].parse().unwrap(), verdict)
        })
        .collect()
}

#[test]
fn clusters_follow_the_judgements() {
    #[track_caller]
    fn check(text: &str, expect: &[&[u8]], contradictions: &[(usize, usize)]) {
        let judgements = judgements(text);
        let clusters = Clusters::of(&judgements);
        let mut found: Vec<_> = clusters.members.values().cloned().collect();
        found.sort_unstable();
        let expect: Vec<Vec<_>> = expect.iter().map(|c| c.iter().map(|&n| entity(n)).collect()).collect();
        assert_eq!(found, expect, "{text}");
        for member in found.iter().flatten() {
            assert_eq!(clusters.canonical(*member), clusters.members(*member)[0]);
        }
        let expect: Vec<_> = contradictions
            .iter()
            .map(|&(yes, no)| Contradiction { yes: judgements[yes - 1].id, no: judgements[no - 1].id })
            .collect();
        assert_eq!(clusters.contradictions(), expect, "{text}");
    }
    check("", &[], &[]);
    check("1=2", &[&[1, 2]], &[]);
    check("2=1 2=3", &[&[1, 2, 3]], &[]);
    check("1=2 3=4", &[&[1, 2], &[3, 4]], &[]);
    check("1?2", &[], &[]);
    check("1=1", &[], &[]);
    check("1=2 2!1", &[], &[]);
    check("1!2 1=2", &[&[1, 2]], &[]);
    check("1=2 1?2", &[], &[]);
    check("1=2 2=3 1!3", &[&[1, 2]], &[(2, 3)]);
    check("1!3 1=2 2=3", &[&[1, 2]], &[(3, 1)]);
    check("1=2 3=4 1!4 2=3", &[&[1, 2], &[3, 4]], &[(4, 3)]);
    check("1!9 2!9 3!9 1=2 2=3 3=9", &[&[1, 2, 3]], &[(6, 1)]);
}

#[test]
fn an_entity_leaves_by_its_own_judgements() {
    let judgements = judgements("1=2 2=3 3=4 5=6 4!2");
    assert_eq!(to_split(&judgements, entity(2)), [entity(1), entity(3)]);
    assert_eq!(to_split(&judgements, entity(9)), []);
}

fn random_judgements(n: usize) -> impl Strategy<Value = Vec<Judgement>> {
    let verdict = prop_oneof![5 => Just(Verdict::Yes), 2 => Just(Verdict::No), 1 => Just(Verdict::Unsure)];
    prop::collection::vec((0u8..12, 0u8..12, verdict), 0..n).prop_map(|list| {
        (1..).zip(list).map(|(at, (left, right, verdict))| judgement(at, left, right, verdict)).collect()
    })
}

/// The same rules without any cleverness: labels, and every pair looked at.
fn naive(judgements: &[Judgement]) -> (Vec<u8>, Vec<JudgementId>) {
    let number = |id: EntityId| (0..12).find(|&n| entity(n) == id).unwrap();
    let pair = |j: &Judgement| (number(j.left.min(j.right)), number(j.left.max(j.right)));
    let last = |j: &&Judgement| !judgements.iter().any(|k| pair(k) == pair(j) && k.at > j.at);
    let held: Vec<_> = judgements.iter().filter(last).filter(|j| j.left != j.right).collect();
    let mut labels: Vec<u8> = (0..12).collect();
    let mut blocked = Vec::new();
    for yes in held.iter().filter(|j| j.verdict == Verdict::Yes) {
        let (a, b) = (labels[usize::from(pair(yes).0)], labels[usize::from(pair(yes).1)]);
        let against = held.iter().any(|no| {
            let (x, y) = (labels[usize::from(pair(no).0)], labels[usize::from(pair(no).1)]);
            no.verdict == Verdict::No && ((x, y) == (a, b) || (y, x) == (a, b)) && a != b
        });
        match against {
            true => blocked.push(yes.id),
            false => labels.iter_mut().filter(|l| **l == a || **l == b).for_each(|l| *l = a.min(b)),
        }
    }
    (labels, blocked)
}

proptest! {
    #[test]
    fn clusters_are_as_the_plain_rules_say(judgements in random_judgements(30)) {
        let clusters = Clusters::of(&judgements);
        let (labels, blocked) = naive(&judgements);
        for n in 0..12u8 {
            prop_assert_eq!(clusters.canonical(entity(n)), entity(labels[usize::from(n)]));
        }
        let found: Vec<_> = clusters.contradictions().iter().map(|c| c.yes).collect();
        prop_assert_eq!(found, blocked);
    }

    #[test]
    fn the_order_of_reading_does_not_matter(judgements in random_judgements(20).prop_shuffle()) {
        let mut sorted = judgements.clone();
        sorted.sort_by_key(|judgement| judgement.at);
        prop_assert_eq!(Clusters::of(&judgements), Clusters::of(&sorted));
    }

    #[test]
    fn a_split_restores_what_was(before in random_judgements(12), merged in random_judgements(12)) {
        let was = Clusters::of(&before);
        let mut all = before;
        let joining = merged.iter().filter(|j| was.canonical(j.left) != was.canonical(j.right));
        for (at, (left, right)) in (100..).zip(joining.map(|j| (j.left, j.right))) {
            all.push(Judgement { left, right, ..judgement(at, 0, 0, Verdict::Yes) });
            all.push(Judgement { left, right, ..judgement(at + 100, 0, 0, Verdict::No) });
        }
        let now = Clusters::of(&all);
        prop_assert_eq!(now.members, was.members);
        prop_assert_eq!(now.canonical, was.canonical);
    }

    #[test]
    fn one_who_left_is_alone(judgements in random_judgements(24), n in 0u8..12) {
        let mut all = judgements;
        let partners = to_split(&all, entity(n));
        for (at, right) in (100..).zip(partners) {
            all.push(Judgement { right, ..judgement(at, n, n, Verdict::No) });
        }
        prop_assert_eq!(Clusters::of(&all).members(entity(n)), [entity(n)]);
    }
}
