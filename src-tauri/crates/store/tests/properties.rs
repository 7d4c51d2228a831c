//! What must hold for any history: a text pack gives back what went in, and rebuilding the tables from the log gives
//! the tables.

mod ground;

use anchor::{RawCell, TableBlock, Unit, UnitKind, WordBox};
use facts::{CitationId, EntityId, Stance, Standing, StatementId, TieId, Verdict};
use ground::{cite, take_in, world};
use proptest::{collection::vec, prelude::*};
use store::{
    CaseMut, EraseReason, Error, Target,
    table::{judgement::NewJudgement, statement::NewStatement, tie::NewTie},
    vault::{
        Bytes,
        pack::{PackReader, PackWriter},
    },
};

fn any_unit() -> impl Strategy<Value = Unit> {
    let boxes = vec((0_u32..5_000, 1_u32..20, 0_i32..60_000, 0_i32..90_000), 0..40).prop_map(|mut all| {
        all.sort_unstable();
        let points = |hundredths: i32| hundredths as f32 / 100.0;
        all.into_iter()
            .map(|(start, len, x, y)| WordBox {
                start,
                end: start + len,
                x: points(x),
                y: points(y),
                width: points(x / 3),
                height: 9.5,
            })
            .collect::<Vec<_>>()
    });
    let table =
        proptest::option::of((1_u32..1_000_000, "[a-z表]{0,8}", "\\PC{0,12}").prop_map(|(row, sheet, value)| {
            TableBlock {
                sheet,
                first_row: row,
                n_rows: 1,
                header: vec![value.clone()],
                raw: vec![RawCell { row, column: 0, value }],
            }
        }));
    ("\\PC{0,300}", "\\PC{0,20}", boxes, table, proptest::option::of(0.0_f32..1.0)).prop_map(
        |(text, label, boxes, table, quality)| Unit {
            kind: if table.is_some() { UnitKind::Sheet } else { UnitKind::Page },
            label,
            text: text.repeat(20),
            engine: "hayro".into(),
            quality,
            page: None,
            boxes,
            table,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_pack_gives_back_its_units_in_any_order(units in vec(any_unit(), 0..60)) {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let world = world(&dir.path().join("profile"));
        let case = CaseMut::create(&dir.path().join("case"), "t", "", &world).expect("a case is made");
        let id = case.document_id(&[7; 32]);
        let mut writer = PackWriter::new(&id, case.vault().stage().expect("staged")).expect("it starts");
        for unit in &units {
            writer.unit(unit.clone()).expect("it is packed");
        }
        let pack = writer.finish().expect("it ends");
        let mut reader = pack.reader().expect("it opens");
        prop_assert_eq!(reader.n_units() as usize, units.len());
        for (idx, unit) in units.iter().enumerate().rev() {
            let number = idx as u32 + 1;
            let mut found = reader.unit(number).expect("read").expect("there").clone();
            found.boxes = reader.boxes(number).expect("read");
            prop_assert_eq!(&found, unit);
        }
        prop_assert!(reader.unit(0).expect("read").is_none());
        prop_assert!(reader.unit(units.len() as u32 + 1).expect("read").is_none());
    }

    #[test]
    fn bytes_that_are_no_pack_are_damaged_and_nothing_worse(bytes in vec(any::<u8>(), 0..400), framed in any::<bool>()) {
        let framed_bytes = [b"CBTP1\n".as_slice(), &bytes, &(bytes.len() as u32).to_le_bytes(), b"CBTP1\n"].concat();
        if let Ok(mut reader) = PackReader::open(Bytes::memory(if framed { framed_bytes } else { bytes }.into())) {
            for number in 0..4 {
                let _ = reader.unit(number);
                let _ = reader.boxes(number);
            }
        }
    }
}

#[derive(Debug, Clone)]
enum Step {
    Entity,
    Statement(usize),
    WithdrawStatement(usize),
    WithdrawEntity(usize),
    Cite(usize),
    Tie(usize, usize),
    Untie(usize),
    Judge(usize, usize),
    Set(u8),
    Undo(bool),
    UndoBeforeErasing(bool),
    Redo(bool),
    ErasePerson(usize),
    EraseSource,
    EraseEntity(usize),
    EraseCitation(usize),
    EraseDocument(usize),
    Reread(usize),
}

fn any_step() -> impl Strategy<Value = Step> {
    let n = || any::<u8>().prop_map(usize::from);
    prop_oneof![
        3 => Just(Step::Entity),
        3 => n().prop_map(Step::Statement),
        2 => n().prop_map(Step::WithdrawStatement),
        1 => n().prop_map(Step::WithdrawEntity),
        2 => n().prop_map(Step::Cite),
        3 => (n(), n()).prop_map(|(a, b)| Step::Tie(a, b)),
        2 => n().prop_map(Step::Untie),
        1 => (n(), n()).prop_map(|(a, b)| Step::Judge(a, b)),
        2 => any::<u8>().prop_map(Step::Set),
        5 => any::<bool>().prop_map(Step::Undo),
        2 => any::<bool>().prop_map(Step::UndoBeforeErasing),
        5 => any::<bool>().prop_map(Step::Redo),
        1 => n().prop_map(Step::ErasePerson),
        1 => Just(Step::EraseSource),
        1 => n().prop_map(Step::EraseEntity),
        1 => n().prop_map(Step::EraseCitation),
        1 => n().prop_map(Step::EraseDocument),
        2 => n().prop_map(Step::Reread),
    ]
}

fn pick<T: Copy>(items: &[T], number: usize) -> Option<T> {
    items.get(number.checked_rem(items.len())?).copied()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_tables_are_what_the_log_says_after_any_history(steps in vec(any_step(), 1..40)) {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let world = world(&dir.path().join("profile"));
        let mut case = CaseMut::create(&dir.path().join("case"), "t", "Mara Quell", &world).expect("a case is made");
        let texts = ["One two three.", "Four five six.", "Seven eight nine."];
        for (idx, text) in texts.iter().enumerate() {
            take_in(&mut case, &format!("{idx}.txt"), text, "1");
        }
        for (idx, step) in steps.iter().enumerate() {
            act(&mut case, step, idx);
        }
        let report = case.check().expect("checked");
        prop_assert!(report.is_sound(), "{:?} after {:?}", report, steps);
    }
}

fn person(is_first: bool) -> &'static str {
    if is_first { "Mara Quell" } else { "Tovin Ashgrove" }
}

/// An undo or redo is done, or refused for a reason.
fn expect_undone(done: store::Result<store::Undone>) {
    match done {
        Ok(_) | Err(Error::NothingToUndo | Error::NothingToRedo | Error::CannotUndo { .. }) => {}
        Err(error) => panic!("{error}"),
    }
}

/// Does one step by one of two people, if there is something to do it to.
fn act(case: &mut CaseMut, step: &Step, idx: usize) {
    let entities: Vec<EntityId> = case.entities().expect("read").iter().map(|e| e.id).collect();
    let statements: Vec<StatementId> = case.statements().expect("read").iter().map(|s| s.id).collect();
    let citations: Vec<CitationId> = case.citations().expect("read").iter().map(|c| c.id).collect();
    let ties: Vec<TieId> = case.ties().expect("read").iter().map(|t| t.id).collect();
    let documents: Vec<_> = case.documents().expect("read").iter().map(|d| d.id).collect();
    let author = if idx.is_multiple_of(3) { "Tovin Ashgrove" } else { "Mara Quell" };
    match *step {
        Step::Undo(first) => return expect_undone(case.undo(person(first))),
        Step::UndoBeforeErasing(first) => return expect_undone(case.undo_before_erasing(person(first))),
        Step::Redo(first) => return expect_undone(case.redo(person(first))),
        Step::ErasePerson(n) => {
            let mut people: Vec<_> = case.people().expect("read").into_keys().collect();
            people.sort();
            if let Some(id) = pick(&people, n) {
                case.erase(Target::Person(id), EraseReason::Source, author).expect("erased");
            }
            return;
        }
        Step::EraseSource => {
            if let Some(id) = case.sources().expect("read").into_keys().next() {
                case.erase(Target::Source(id), EraseReason::Source, author).expect("erased");
            }
            return;
        }
        Step::Cite(n) => {
            if let Some(document) = pick(&documents, n) {
                let hash = case.reading(&document).expect("read").expect("there").result.text.expect("with text");
                let text = case.text(&hash).expect("opened").unit(1).expect("read").expect("there").text.clone();
                cite(case, document, text.split(' ').next().expect("a word"));
            }
            return;
        }
        Step::EraseEntity(n) => {
            if let Some(id) = pick(&entities, n) {
                case.erase(Target::Entity(id), EraseReason::Error, author).expect("erased");
            }
            return;
        }
        Step::EraseCitation(n) => {
            if let Some(id) = pick(&citations, n) {
                case.erase(Target::Citation(id), EraseReason::Law, author).expect("erased");
            }
            return;
        }
        Step::EraseDocument(n) => {
            if let Some(id) = pick(&documents, n) {
                case.erase(Target::Document(id), EraseReason::Source, author).expect("erased");
            }
            return;
        }
        Step::Reread(n) => {
            let texts = ["One two three.", "Four five six.", "Seven eight nine."];
            let number = n % texts.len();
            take_in(case, &format!("{number}.txt"), texts[number], "2");
            return;
        }
        _ => {}
    }
    let case_id = case.id();
    let mut tx = case.begin(author, "a step").expect("begins");
    match *step {
        Step::Entity => drop(tx.add_entity("Company").expect("added")),
        Step::Statement(n) => {
            if let Some(entity) = pick(&entities, n) {
                let new = NewStatement {
                    entity,
                    property: "name".into(),
                    value: format!("name {n}"),
                    original: None,
                    language: None,
                    standing: Standing::Reported,
                };
                tx.add_statement(&new).expect("added");
            }
        }
        Step::WithdrawStatement(n) => {
            if let Some(id) = pick(&statements, n) {
                tx.withdraw_statement(id).expect("withdrawn");
            }
        }
        Step::WithdrawEntity(n) => {
            if let Some(id) = pick(&entities, n) {
                tx.withdraw_entity(id).expect("withdrawn");
            }
        }
        Step::Tie(a, b) => {
            if let (Some(citation), Some(statement)) = (pick(&citations, a), pick(&statements, b)) {
                tx.add_tie(&NewTie { citation, statement, stance: Stance::Supports }).expect("tied");
            }
        }
        Step::Untie(n) => {
            if let Some(id) = pick(&ties, n) {
                tx.remove_tie(id).expect("untied");
            }
        }
        Step::Judge(a, b) => {
            if let (Some(left), Some(right)) = (pick(&entities, a), pick(&entities, b)) {
                let new = NewJudgement { left, right, verdict: Verdict::Yes, reason: None };
                tx.add_judgement(&new).expect("judged");
            }
        }
        Step::Set(n) => tx.set(case_id.as_uuid().as_bytes(), "motto", &format!("motto {n}")).expect("set"),
        _ => {}
    }
    tx.commit().expect("committed");
}
