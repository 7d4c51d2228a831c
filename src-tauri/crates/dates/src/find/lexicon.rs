//! The words of all languages, looked up by word. What a language adds is data: see [`Language`].

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::find::language::LANGUAGES;
use crate::find::reference::Unit;

/// The words of one language, in lower case; forms of one word stand in one text, parted by spaces.
pub(super) struct Language {
    /// Whether months and weekdays are written with a capital.
    pub has_capitals: bool,
    /// From January.
    pub months: [&'static str; 12],
    /// From Monday.
    pub weekdays: [&'static str; 7],
    /// From spring.
    pub seasons: [&'static str; 4],
    /// First, second…
    pub ordinals: &'static [&'static str],
    /// One, two…
    pub cardinals: &'static [&'static str],
    /// Days, weeks, months, years.
    pub units: [&'static str; 4],
    /// Last, this, next.
    pub shifts: [&'static str; 3],
    /// Whether last and next can stand after what they belong to.
    pub shifts_follow: bool,
    /// Quarter of a year, half of one.
    pub fractions: [&'static str; 2],
    /// Passed over between the parts of a date.
    pub fillers: &'static str,
    /// Stand before a year or month that is meant as a date.
    pub insides: &'static str,
    /// Stand after a year and belong to it.
    pub year_tails: &'static str,
    /// Stand before a time of day.
    pub ats: &'static str,
    /// Open a range that goes on with one of `ands`.
    pub betweens: &'static str,
    /// Join the ends of such a range.
    pub ands: &'static str,
    /// Open a range that goes on with one of `tos`.
    pub froms: &'static str,
    /// Join the ends of a range.
    pub tos: &'static str,
    /// Say that a range has no end, after its beginning.
    pub onwards: &'static str,
    /// Go on after a year; other words may be what is counted, as in "about 2000 people".
    pub follows: &'static str,
    /// Days that are named by how far they are from today.
    pub days: &'static [(&'static str, i32)],
    /// Some of these words must stand in a text before `days` are believed; empty where they are unmistakable.
    pub tells: &'static str,
    /// Before a number of units that lie back, or after it.
    pub agos: [&'static str; 2],
    /// After a number of units that lie ahead.
    pub from_nows: &'static [&'static str],
    /// What changes a date, by the words before it; signs stand alone, as in `jusqu ' au`.
    pub frames: &'static [(Frame, &'static [&'static str])],
}

/// What words before a date make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    /// About then.
    About,
    /// In an early, middle or late part of it.
    Part,
    /// Ended before it begins.
    Before,
    /// Begun after it ends.
    After,
    /// From it on, itself included.
    Since,
    /// Up to it, itself included.
    Until,
}

/// What one word can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Month { number: u32, has_capital: bool },
    Weekday { idx: usize, has_capital: bool },
    Season(u32),
    Ordinal(u32),
    Cardinal(u32),
    Unit(Unit),
    Shift { n: i32, follows: bool },
    Quarter,
    Half,
    Filler,
    Inside,
    YearTail,
    At,
    Between,
    And,
    From,
    To,
    Onwards,
    Follow,
}

/// What a run of words can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Frame(Frame),
    /// So many days from today; believed where one of the words stands in the text.
    Day(i32, &'static str),
    AgoBefore,
    AgoAfter,
    FromNow,
}

/// All words and runs of words.
pub(super) struct Lexicon {
    words: HashMap<&'static str, Vec<Role>>,
    /// By first word, the longest first.
    runs: HashMap<&'static str, Vec<(Vec<&'static str>, Meaning)>>,
    tells: HashSet<&'static str>,
}

/// Of every language.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::of_all);

impl Lexicon {
    pub fn roles(&self, word: &str) -> &[Role] {
        self.words.get(word).map_or(&[], Vec::as_slice)
    }

    pub fn runs(&self, first: &str) -> &[(Vec<&'static str>, Meaning)] {
        self.runs.get(first).map_or(&[], Vec::as_slice)
    }

    /// The word, if it tells a language.
    pub fn tell(&self, word: &str) -> Option<&'static str> {
        self.tells.get(word).copied()
    }

    fn of_all() -> Lexicon {
        let tells = LANGUAGES.iter().flat_map(|language| language.tells.split_whitespace()).collect();
        let mut lexicon = Lexicon { words: HashMap::new(), runs: HashMap::new(), tells };
        for language in LANGUAGES {
            lexicon.take_words(language);
            lexicon.take_runs(language);
        }
        for runs in lexicon.runs.values_mut() {
            runs.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        lexicon
    }

    fn take_words(&mut self, language: &Language) {
        let has_capital = language.has_capitals;
        self.each(&language.months, |number| Role::Month { number, has_capital });
        for (idx, forms) in language.weekdays.iter().enumerate() {
            self.word(forms, Role::Weekday { idx, has_capital });
        }
        self.each(&language.seasons, |n| Role::Season(20 + n));
        self.each(language.ordinals, Role::Ordinal);
        self.each(language.cardinals, Role::Cardinal);
        for (forms, unit) in language.units.iter().zip([Unit::Day, Unit::Week, Unit::Month, Unit::Year]) {
            self.word(forms, Role::Unit(unit));
        }
        for (forms, shift) in language.shifts.iter().zip(-1..) {
            self.word(forms, Role::Shift { n: shift, follows: language.shifts_follow && shift != 0 });
        }
        let [quarter, half] = language.fractions;
        for (forms, role) in [
            (quarter, Role::Quarter),
            (half, Role::Half),
            (language.fillers, Role::Filler),
            (language.insides, Role::Inside),
            (language.year_tails, Role::YearTail),
            (language.ats, Role::At),
            (language.betweens, Role::Between),
            (language.ands, Role::And),
            (language.froms, Role::From),
            (language.tos, Role::To),
            (language.onwards, Role::Onwards),
            (language.follows, Role::Follow),
        ] {
            self.word(forms, role);
        }
    }

    /// Words that count from 1.
    fn each(&mut self, forms: &[&'static str], role: impl Fn(u32) -> Role) {
        for (forms, number) in forms.iter().zip(1..) {
            self.word(forms, role(number));
        }
    }

    fn word(&mut self, forms: &'static str, role: Role) {
        for form in forms.split_whitespace() {
            self.words.entry(form).or_default().push(role);
        }
    }

    fn take_runs(&mut self, language: &Language) {
        for (words, days) in language.days {
            self.run(words, Meaning::Day(*days, language.tells));
        }
        let [before, after] = language.agos;
        self.run(before, Meaning::AgoBefore);
        self.run(after, Meaning::AgoAfter);
        for words in language.from_nows {
            self.run(words, Meaning::FromNow);
        }
        for (frame, runs) in language.frames {
            for words in *runs {
                self.run(words, Meaning::Frame(*frame));
            }
        }
    }

    fn run(&mut self, words: &'static str, meaning: Meaning) {
        let words: Vec<_> = words.split_whitespace().collect();
        if let Some(first) = words.first() {
            self.runs.entry(first).or_default().push((words, meaning));
        }
    }
}
