use proptest::prelude::*;

use super::read;
use crate::format::probe::{damage, probe};
use crate::format::{Failure, MetaKey, ProblemCode};

const DRAWING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>Ports</title><style>.a{fill:red}</style>\
    <script>run()</script><g><text x=\"1\">From <tspan>Oslo</tspan><tspan>to Genoa</tspan></text></g>\
    <image href=\"https://example.org/a.png\"/><text>12 &amp; 13</text></svg>";

#[test]
fn words_are_read_and_nothing_else() {
    let (outcome, found) = probe(read, DRAWING.as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.text(), "Ports\nFrom Oslo to Genoa\n12 & 13");
    assert_eq!(found.units[0].label, "drawing");
    assert_eq!(found.metas(MetaKey::RemoteReference), ["https://example.org/a.png"]);
    assert_eq!(found.metas(MetaKey::Finding), ["it has a script, which was not run"]);
}

#[test]
fn a_drawing_without_words_says_so() {
    let (outcome, found) = probe(read, b"<svg><path d='M0 0'/></svg>");
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), [ProblemCode::NoText]);
    let (outcome, found) = probe(read, b"<svg><text>one</text><g x='1>");
    assert!(matches!(outcome, Err(Failure::Corrupt(_))));
    assert_eq!(found.text(), "one");
}

proptest! {
    #[test]
    fn damaged_drawings_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..8),
        cut in any::<usize>(),
    ) {
        let _ = probe(read, &damage(DRAWING.as_bytes(), &changes, cut));
    }
}
