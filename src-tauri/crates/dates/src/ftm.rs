use crate::date::Date;
use crate::form::{Form, Moment};
use crate::precision::Precision;

impl Date {
    /// The date as FollowTheMoney writes dates: an ISO 8601 prefix which asserts no more than is known; `None` when there is none.
    ///
    /// It is what the earliest and the latest day have in common, a mark like `~` counting one unit to either side: `2025-03/2025-05` is
    /// `2025`, `2025-03-04~` is `2025-03`, and `2024~`, `202X` and `2025-03/..` are nothing. Times there are UTC and cannot say
    /// otherwise (followthemoney `types/date.py`), so a time is given in UTC when the zone is known and left off when not.
    /// Years 1000 to 2999 alone are dates there (prefixdate `parse.py`).
    #[must_use]
    pub fn ftm_prefix(&self) -> Option<String> {
        let (first, last) = (self.doubted.start_lo?, self.doubted.end_hi?);
        if let Form::Moment(Moment::Clock(_)) = self.form
            && self.doubted.zoned
        {
            let text = match self.precision() {
                Precision::Second => first.format("%Y-%m-%dT%H:%M:%S"),
                _ => first.format("%Y-%m-%dT%H:%M"),
            };
            return Some(text.to_string()).filter(|text| is_ftm_year(text));
        }
        let (first, last) = (first.date().to_string(), last.date().to_string());
        // `YYYY-MM-DD`: a prefix ends after its year, its month or its day.
        let shared = [10, 7, 4].into_iter().find(|&n| first.get(..n).is_some() && first.get(..n) == last.get(..n))?;
        first.get(..shared).filter(|text| is_ftm_year(text)).map(str::to_owned)
    }
}

fn is_ftm_year(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    digits == 4 && text.starts_with(['1', '2'])
}
