/// Why a text is not a date this crate takes. `at` counts Unicode scalar values from the start of the text as given, from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's message says what its fields hold; `at` is described above")]
pub enum DateError {
    #[error("the date is empty")]
    Empty { at: usize },
    #[error("`{found}` is not a year of four digits")]
    Year { at: usize, found: String },
    #[error("year {found} is beyond the years that can be calculated with")]
    YearOutOfRange { at: usize, found: String },
    #[error("month {found} is not a month")]
    Month { at: usize, found: String },
    #[error("`{found}` is not a month of two digits")]
    MonthShape { at: usize, found: String },
    #[error("day {found} does not exist in {month}")]
    Day { at: usize, found: String, month: String },
    #[error("`{found}` is not a day of two digits")]
    DayShape { at: usize, found: String },
    #[error("season or quarter {found} cannot have a day")]
    SeasonDay { at: usize, found: String },
    #[error("unspecified digits can only come last, as in 2025-03-XX, 2025-XX, 202X or 20XX")]
    Unspecified { at: usize },
    #[error("a time of day needs a full date before it")]
    TimeWithoutDay { at: usize },
    #[error("a time of day cannot be marked about or uncertain")]
    TimeQualified { at: usize },
    #[error("`{found}` is not a time of day as hh:mm or hh:mm:ss")]
    TimeShape { at: usize, found: String },
    #[error("hour {found} is not an hour")]
    Hour { at: usize, found: String },
    #[error("minute {found} is not a minute")]
    Minute { at: usize, found: String },
    #[error("second {found} is not a second")]
    Second { at: usize, found: String },
    #[error("`{found}` is not a zone: use Z, +hh:mm or -hh:mm")]
    Zone { at: usize, found: String },
    #[error("interval ends before it begins")]
    Backwards { at: usize },
    #[error("an interval needs a date at one end at least")]
    NoEnds { at: usize },
    #[error("a day is written 2025-03-04, and an interval has one slash")]
    ManyEnds { at: usize },
    #[error("`..` stands alone at an end of an interval")]
    OpenEnd { at: usize },
    #[error("one end of the interval has a zone and the other has none")]
    MixedZones { at: usize },
    #[error("a set of dates is not one date: use an interval")]
    Set { at: usize },
    #[error("years with an exponent or significant digits are not taken")]
    YearNotation { at: usize },
    #[error("`{found}` is not expected here")]
    Unexpected { at: usize, found: String },
    #[error("`{found}` is not the date of an e-mail header: {what}")]
    Mail { at: usize, found: String, what: &'static str },
}

impl DateError {
    /// Where in the text the wrong part begins, in Unicode scalar values from 0.
    #[must_use]
    pub const fn at(&self) -> usize {
        match self {
            Self::Empty { at }
            | Self::Year { at, .. }
            | Self::YearOutOfRange { at, .. }
            | Self::Month { at, .. }
            | Self::MonthShape { at, .. }
            | Self::Day { at, .. }
            | Self::DayShape { at, .. }
            | Self::SeasonDay { at, .. }
            | Self::Unspecified { at }
            | Self::TimeWithoutDay { at }
            | Self::TimeQualified { at }
            | Self::TimeShape { at, .. }
            | Self::Hour { at, .. }
            | Self::Minute { at, .. }
            | Self::Second { at, .. }
            | Self::Zone { at, .. }
            | Self::Backwards { at }
            | Self::NoEnds { at }
            | Self::ManyEnds { at }
            | Self::OpenEnd { at }
            | Self::MixedZones { at }
            | Self::Set { at }
            | Self::YearNotation { at }
            | Self::Unexpected { at, .. }
            | Self::Mail { at, .. } => *at,
        }
    }
}
