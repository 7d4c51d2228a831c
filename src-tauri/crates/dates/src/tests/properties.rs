use chrono::{DateTime, FixedOffset};
use proptest::prelude::*;

use crate::{Date, Truth, conflicts};

/// Texts of every kind that is taken, few years apart so that they meet, and the odd nonsense.
/// Boxed part by part: unboxed, the generators' state outgrows the stack of a test thread.
fn moments() -> BoxedStrategy<String> {
    let year = prop_oneof![8 => 2018..2032_i32, 1 => 0..10_000_i32].prop_map(|year| format!("{year:04}")).boxed();
    let part = prop_oneof![
        3 => (1..=12_u8, 1..=28_u8).prop_map(|(month, day)| format!("-{month:02}-{day:02}")),
        2 => (1..=12_u8).prop_map(|month| format!("-{month:02}")),
        1 => (21..=41_u8).prop_map(|season| format!("-{season}")),
        1 => (1..=12_u8).prop_map(|month| format!("-{month:02}-XX")),
        1 => Just("-XX".to_owned()),
        1 => Just("-XX-XX".to_owned()),
        2 => Just(String::new()),
    ]
    .boxed();
    let mark = prop_oneof![3 => Just(""), 1 => Just("~"), 1 => Just("?"), 1 => Just("%")].boxed();
    let zone = prop_oneof![
        Just(String::new()),
        Just("Z".to_owned()),
        (-23..=23_i8).prop_map(|hours| format!("{hours:+03}:30"))
    ]
    .boxed();
    let clock = (1..=12_u8, 1..=28_u8, 0..24_u8, 0..60_u8, proptest::option::of(0..=60_u8), zone).boxed();
    prop_oneof![
        4 => (year.clone(), part, mark).prop_map(|(year, part, mark)| format!("{year}{part}{mark}")),
        2 => (year, clock).prop_map(|(year, (month, day, hour, minute, second, zone))| {
            let second = second.map(|second| format!(":{second:02}")).unwrap_or_default();
            format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}{second}{zone}")
        }),
        1 => (100..300_u16).prop_map(|decade| format!("{decade}X")),
        1 => (10..30_u16).prop_map(|century| format!("{century}XX~")),
        1 => (-262_143..=262_142_i32).prop_filter("beyond four digits", |year| year.abs() > 9999).prop_map(|year| format!("Y{year}?")),
    ]
    .boxed()
}

fn dates() -> BoxedStrategy<Date> {
    let end = || prop_oneof![4 => moments(), 1 => Just("..".to_owned()), 1 => Just(String::new())].boxed();
    let interval = (end(), end()).prop_map(|(start, end)| format!("{start}/{end}")).boxed();
    let text = prop_oneof![2 => moments(), 1 => interval];
    let original = proptest::option::weighted(0.1, "[a-c]{1,2}");
    (text, original)
        .prop_filter_map("not a date", |(text, original)| {
            let date = Date::parse(&text).ok()?;
            Some(match original {
                Some(original) => date.with_original(original),
                None => date,
            })
        })
        .boxed()
}

proptest! {
    #[test]
    fn every_moment_parses(text in moments()) {
        prop_assert!(Date::parse(&text).is_ok(), "{text}: {:?}", Date::parse(&text));
    }

    #[test]
    fn canonical_text_reads_back(date in dates()) {
        let again = Date::parse(date.edtf()).unwrap();
        prop_assert_eq!(again.edtf(), date.edtf());
        prop_assert_eq!((again.earliest(), again.latest(), again.precision()), (date.earliest(), date.latest(), date.precision()));
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,30}", likely in "[0-9XYTZ/.~?%:+-]{0,24}") {
        for text in [text, likely] {
            match Date::parse(&text) {
                Ok(date) => drop((date.label(), date.ftm_prefix())),
                Err(error) => prop_assert!(error.at() <= text.chars().count()),
            }
            let _ = Date::from_mail_header(&text);
        }
    }

    #[test]
    fn earliest_is_not_after_latest(date in dates()) {
        if let (Some(earliest), Some(latest)) = (date.earliest(), date.latest()) {
            prop_assert!(earliest <= latest);
        }
    }

    #[test]
    fn before_is_antisymmetric_and_agrees_with_bounds(a in dates(), b in dates()) {
        let before = a.before(&b);
        prop_assert_eq!(before, b.after(&a));
        if before == Truth::Yes {
            prop_assert_eq!(b.before(&a), Truth::No);
            prop_assert_eq!(a.overlaps(&b), Truth::No);
            prop_assert!(a.has_zone() != b.has_zone() || a.latest().unwrap() < b.earliest().unwrap());
        }
        // What ends after the other ends cannot surely be before it; what surely cannot be before it does not end before it begins.
        if before == Truth::No && a.has_zone() == b.has_zone() {
            prop_assert!(a.latest().zip(b.earliest()).is_none_or(|(latest, earliest)| latest >= earliest));
        }
        prop_assert_eq!(a.overlaps(&b), b.overlaps(&a));
        prop_assert_ne!(a.before(&a), Truth::Yes);
    }

    #[test]
    fn before_is_transitive(a in dates(), b in dates(), c in dates()) {
        if a.before(&b) == Truth::Yes && b.before(&c) == Truth::Yes {
            prop_assert_eq!(a.before(&c), Truth::Yes);
        }
    }

    #[test]
    fn drawing_order_is_total(a in dates(), b in dates(), c in dates()) {
        prop_assert_eq!(a.cmp_for_drawing(&b), b.cmp_for_drawing(&a).reverse());
        prop_assert_eq!(a.cmp_for_drawing(&b).is_eq(), a == b);
        if a <= b && b <= c {
            prop_assert!(a <= c);
        }
    }

    #[test]
    fn a_conflict_is_a_pair_apart(dates in proptest::collection::vec(dates(), 0..6)) {
        let apart = dates.iter().any(|a| dates.iter().any(|b| a.overlaps(b) == Truth::No));
        prop_assert_eq!(conflicts(&dates), apart);
    }

    #[test]
    fn a_prefix_covers_the_date(date in dates()) {
        let Some(prefix) = date.ftm_prefix() else { return Ok(()) };
        let whole = Date::parse(prefix.split('T').next().unwrap()).unwrap();
        prop_assert!(whole.earliest() <= date.earliest() || prefix.contains('T') || date.has_zone());
        prop_assert!(whole.latest() >= date.latest() || date.has_zone());
    }

    #[test]
    fn built_is_parsed(seconds in -400_000_000_000_i64..400_000_000_000, offset in -86_399..86_400_i32, whole in any::<bool>()) {
        let zone = FixedOffset::east_opt(if whole { offset / 60 * 60 } else { offset }).unwrap();
        let built = Date::from_datetime(DateTime::from_timestamp(seconds, 0).unwrap().with_timezone(&zone));
        let parsed = Date::parse(built.edtf()).unwrap();
        prop_assert_eq!(parsed.edtf(), built.edtf());
        prop_assert_eq!((parsed.earliest(), parsed.latest(), parsed.has_zone()), (built.earliest(), built.latest(), built.has_zone()));
    }
}
