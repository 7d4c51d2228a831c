//! What every format of a single packed file must hold: the tests of each are made of these.

/// Tests `read` on files that `packed` makes. `between` may stand between parts that are put together, and `damaged_at` says
/// where in a file of a length a changed bit shows only in the checksum.
macro_rules! single_file_tests {
    ($between:expr, $damaged_at:expr) => {
        use proptest::prelude::*;

        use $crate::format::probe::{damage, probe, probe_named, probe_with};
        use $crate::format::{Failure, Limits, ProblemCode};

        /// Words that do not pack to nothing.
        fn words() -> Vec<u8> {
            (0..20_000u32).flat_map(|n| format!("{} chips\n", n.wrapping_mul(2_654_435_761)).into_bytes()).collect()
        }

        #[test]
        fn what_was_packed_is_the_only_child() {
            let (outcome, found) = probe(read, &packed(&words()));
            assert_eq!(outcome, Ok(()));
            assert_eq!(found.names(), ["content"]);
            assert!(found.children[0].1 == words());
            assert_eq!(found.children[0].0.locator, "content");
            assert!(found.children[0].0.broken.is_none() && found.problems.is_empty());

            let (outcome, found) = probe(read, &packed(b""));
            assert_eq!(outcome, Ok(()));
            assert!(found.children[0].1.is_empty());
        }

        #[test]
        fn parts_one_after_another_are_one_file() {
            let parts = [packed(b"one, "), packed(b"two, "), $between.to_vec(), packed(b"three")].concat();
            let (outcome, found) = probe(read, &parts);
            assert_eq!(outcome, Ok(()));
            assert_eq!(found.children[0].1, b"one, two, three");
            assert!(found.children[0].0.broken.is_none() && found.problems.is_empty());
        }

        #[test]
        fn what_follows_is_told_of() {
            let (outcome, found) = probe(read, &[packed(b"words"), vec![0; 512]].concat());
            assert_eq!((outcome, found.problems.len()), (Ok(()), 0));
            let (outcome, found) = probe(read, &[packed(b"words"), b"and more".to_vec()].concat());
            assert_eq!(outcome, Ok(()));
            assert_eq!(found.children[0].1, b"words");
            assert!(found.problems[0].message.starts_with("8 bytes after the end"));
        }

        #[test]
        fn a_file_cut_short_is_kept_as_far_as_it_goes() {
            let whole = packed(&words());
            let (outcome, found) = probe(read, &whole[..whole.len() * 3 / 4]);
            assert_eq!(outcome, Ok(()));
            let (child, bytes) = &found.children[0];
            assert_eq!(child.broken.as_ref().unwrap().message, "its bytes break off");
            assert!(bytes.len() > 1000 && words().starts_with(bytes));
            assert!(matches!(probe(read, &whole[..7]).0, Err(Failure::Corrupt(_))));
        }

        #[test]
        fn a_part_of_a_split_file_is_told_as_one() {
            let whole = packed(&words());
            let (outcome, found) = probe_named(read, "leak/heap.tar.gz.aa", &whole[..whole.len() * 3 / 4]);
            assert_eq!((outcome, found.names()), (Ok(()), vec!["heap.tar"]));
            assert!(found.children[0].1.len() > 1000 && words().starts_with(&found.children[0].1));
            assert_eq!(found.problems.len(), 1);
            assert!(found.problems[0].message.starts_with("this is part 1 of the split archive heap.tar.gz; put"));

            let (outcome, found) = probe_named(read, "heap.tar.gz.aa", &whole);
            assert_eq!((outcome, found.problems.len()), (Ok(()), 0), "a whole one that is called so");
            assert!(found.children[0].1 == words() && found.children[0].0.broken.is_none());

            let mut damaged = whole;
            let place = $damaged_at(damaged.len());
            damaged[place] ^= 0x10;
            let (_, found) = probe_named(read, "heap.tar.gz.aa", &damaged);
            assert!(found.problems.is_empty() && found.children[0].0.broken.is_some(), "a damaged one is no part");
        }

        #[test]
        fn a_checksum_that_disagrees_is_told() {
            let mut damaged = packed(&words());
            let place = $damaged_at(damaged.len());
            damaged[place] ^= 0x10;
            let (outcome, found) = probe(read, &damaged);
            assert_eq!(outcome, Ok(()));
            assert_eq!(found.children[0].0.broken.as_ref().unwrap().code, ProblemCode::Checksum);
        }

        #[test]
        fn limits_end_the_reading() {
            let bomb = packed(&vec![0; 12 << 20]);
            let (outcome, found) = probe(read, &bomb);
            assert!(matches!(outcome, Err(Failure::LimitHit(_))), "{outcome:?}");
            assert_eq!(found.children[0].0.broken.as_ref().unwrap().code, ProblemCode::Limit);
            assert!(found.children[0].1.len() < 12 << 20);
            let (outcome, found) = probe_with(read, &packed(b"words"), Limits { depth: 16, ..Limits::DESKTOP }, None);
            assert!(matches!(outcome, Err(Failure::LimitHit(_))) && found.children.is_empty());
        }

        proptest! {
            #[test]
            fn damaged_files_never_panic(
                changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..6),
                cut in prop_oneof![Just(0usize), any::<usize>()],
            ) {
                let _ = probe(read, &damage(&packed(&words()[..4000]), &changes, cut));
                let _ = probe(read, &damage(&packed(b"few words"), &changes, cut));
            }

            #[test]
            fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
                let start = &packed(b"x")[..6];
                let _ = probe(read, &bytes);
                let _ = probe(read, &[start, &bytes].concat());
            }
        }
    };
}

pub(in crate::format) use single_file_tests;
