use proptest::prelude::*;

use super::date;
use crate::{Date, find};

/// The day that the tables are read on: a Tuesday.
const TODAY: &str = "2025-05-20";

/// Rows of `text | words found | readings | how`: each text has one date in it, or none (`-`); readings are parted by `or`, best first;
/// `how` is that of the first reading, and `!` before it makes it the note. Empty cells are not looked at.
#[track_caller]
fn check(table: &str) {
    let today = date(TODAY);
    let mut wrong = Vec::new();
    for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let mut cells = row.split('|').map(str::trim);
        let mut cell = || cells.next().unwrap_or_default();
        let (text, words, readings, how) = (cell(), cell(), cell(), cell());
        let found = find(text, Some(&today));
        let is_words: Vec<_> = found.iter().map(|found| found.words.as_str()).collect();
        let is_readings: Vec<_> = found.iter().flat_map(|f| &f.readings).map(|reading| reading.date.edtf()).collect();
        let (is_words, is_readings) = (is_words.join(" & "), is_readings.join(" or "));
        let is_how = found.first().and_then(|found| match how.strip_prefix('!') {
            Some(_) => found.note.clone(),
            None => found.readings[0].how.clone(),
        });
        let is_right = match words {
            "-" => found.is_empty(),
            _ => {
                is_words == if words.is_empty() { text } else { words }
                    && is_readings == readings
                    && (how.is_empty() || is_how.as_deref().unwrap_or("-") == how.trim_start_matches('!').trim())
            }
        };
        if !is_right {
            wrong.push(format!("{row}\n    is {is_words} | {is_readings} | {is_how:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn texts_have_these_dates() {
    check(
        "
        sent on 2024-11-21.                | 2024-11-21 | 2024-11-21 | -
        日期：2024-11-21                   | 2024-11-21 | 2024-11-21
        签发日期:2024年11月21日            | 2024年11月21日 | 2024-11-21
        Date:2024-11-21                    | 2024-11-21 | 2024-11-21
        7:2024-11-21                       | -
        2024/11/21                         |            | 2024-11-21
        2024.11.21                         |            | 2024-11-21
        2024-11-21 23:30                   |            | 2024-11-21T23:30
        2024-11-21T23:30:05Z               |            | 2024-11-21T23:30:05Z
        2024-11-21T23:30:05.123+01:00      |            | 2024-11-21T23:30:05+01:00
        2024-11-21 23:30 UTC+3             |            | 2024-11-21T23:30+03:00
        2024-11-21 23:30 CET               |            | 2024-11-21T23:30+01:00
        2024-11-21 at 9 pm                 |            | 2024-11-21T21:00
        21 November 2024 at 23:30          |            | 2024-11-21T23:30
        21 November 2024, 11.30 p.m.       | 21 November 2024 | 2024-11-21
        November 21, 2024 11:30 PM EST     |            | 2024-11-21T23:30-05:00
        at 23:30 on 21 November 2024       | 23:30 on 21 November 2024 | 2024-11-21T23:30
        21.11.2024 um 23.30 Uhr            |            | 2024-11-21T23:30
        le 21 novembre 2024 à 23h30        | 21 novembre 2024 à 23h30 | 2024-11-21T23:30
        2024-02-30                         | -
        invoice HK-2024-11-21              | -
        build 1.2024.11.21                 | -
        2024-11-21-003                     | -
        report_2024-11-21.pdf              | 2024-11-21 | 2024-11-21
        since month 2024-11 passed         | 2024-11    | 2024-11
        the 2011-12 accounts               | 2011-12    | 2011-12 or 2011/2012 | read as year and month

        12 November 2024                   |            | 2024-11-12 | -
        the 12th of November, 2024         | 12th of November, 2024 | 2024-11-12
        12 Nov. 2024                       |            | 2024-11-12
        12-Nov-2024                        |            | 2024-11-12
        12-Nov-24                          |            | 2024-11-12
        12 Nov '24                         |            | 2024-11-12
        November 12, 2024                  |            | 2024-11-12
        Nov. 12th 2024                     |            | 2024-11-12
        Sept 3 2024                        |            | 2024-09-03
        the twenty-first of May 2025       | twenty-first of May 2025 | 2025-05-21
        twelfth of November 2024           |            | 2024-11-12
        31 November 2024                   | November 2024 | 2024-11
        it left on 12 November             | 12 November | 2025-11-12 or 2024-11-12 | 12 November after 20 May 2025
        It arrives on May 23.              | May 23     | 2025-05-23 or 2024-05-23 | 23 May after 20 May 2025
        section 12 may apply               | -
        the 12                             | -
        12 November last year              |            | 2024-11-12 | the year before 20 May 2025

        03/04/2025                         |            | 2025-04-03 or 2025-03-04 | read as day, month, year
        21/11/2024                         |            | 2024-11-21 | -
        11/21/2024                         |            | 2024-11-21 | -
        04/04/2025                         |            | 2025-04-04
        03/04/25                           |            | 2025-04-03 or 2025-03-04
        03-04-2025                         |            | 2025-04-03 or 2025-03-04
        03.04.2025                         |            | 2025-04-03
        3. 4. 2025                         |            | 2025-04-03
        31/31/2025                         | -
        11/2024                            |            | 2024-11
        3/4/2025/7                         | -
        $3/4/2025                          | -

        in 2024 the firm moved             | 2024       | 2024
        the order of 2019                  | 2019       | 2019
        since 2019                         |            | 2019/..
        by 2026                            |            | ../2026
        early 2024                         |            | 2024~
        late 2024                          |            | 2024~
        mid-2024                           |            | 2024~
        the end of 2024                    |            | 2024~
        spring 2025                        |            | 2025-21
        the summer of 2024                 | summer of 2024 | 2024-22
        autumn 2024                        |            | 2024-23
        in the fall of 2024                | fall of 2024 | 2024-23
        winter 2024-25                     |            | 2024-24
        about 2019                         |            | 2019~
        circa 1990                         |            | 1990~
        c. 1990                            |            | 1990~
        in the 1990s                       | 1990s      | 199X
        early 2020s                        |            | 202X~
        about 2000 people came             | -
        2024 units were sold               | -
        room 2024                          | -
        it cost 2024                       | -

        March 2025                         |            | 2025-03
        Mar. 2025                          |            | 2025-03
        March of 2025                      |            | 2025-03
        it shipped in March                | March      | 2025-03 or 2026-03 | March before 20 May 2025
        in May                             | May        | 2025-05 | May in the year of 20 May 2025
        since March                        |            | 2025-03/.. or 2026-03/..
        they may march on                  | -
        early March 2025                   |            | 2025-03~
        mid-March 2025                     |            | 2025-03~
        late in March 2025                 |            | 2025-03~
        around March 2025                  |            | 2025-03~
        about 4 March 2025                 |            | 2025-03-04~
        around mid-March 2025              |            | 2025-03~

        Q1 2025                            |            | 2025-33
        Q3/2024                            |            | 2024-35
        2024 Q4                            |            | 2024-36
        2024-Q4                            |            | 2024-36
        1Q 2025                            |            | 2025-33
        the first quarter of 2025          | first quarter of 2025 | 2025-33
        1st quarter 2025                   |            | 2025-33
        H1 2025                            |            | 2025-40
        second half of 2024                |            | 2024-41
        Q5 2025                            | -
        Q1 FY2025                          | -

        between 20 May and 7 June 2024     |            | 2024-05-20/2024-06-07
        18–24 November 2024                |            | 2024-11-18/2024-11-24
        18 to 24 November 2024             |            | 2024-11-18/2024-11-24
        from 18 to 24 November 2024        |            | 2024-11-18/2024-11-24
        between 18 and 24 November 2024    |            | 2024-11-18/2024-11-24
        November 18–24, 2024               |            | 2024-11-18/2024-11-24
        from March to May 2025             |            | 2025-03/2025-05
        March–May 2025                     |            | 2025-03/2025-05
        from December to January 2025      |            | 2024-12/2025-01
        between 2019 and 2023              |            | 2019/2023
        from 2019 to 2023                  |            | 2019/2023
        2019–2023                          |            | 2019/2023
        in 2024/25                         | 2024/25    | 2024/2025
        Q1–Q3 2024                         |            | 2024-33/2024-35
        2024-03-01 to 2024-03-09           |            | 2024-03-01/2024-03-09
        from mid-March to late May 2025    |            | 2025-03~/2025-05~
        from 20 May 2024 until 7 June 2024 |            | 2024-05-20/2024-06-07
        01/02/2024 – 03/02/2024            |            | 2024-02-01/2024-02-03 or 2024-01-02/2024-03-02
        between 3 and 5 containers         | -
        pages 18–24                        | -

        before March 2025                  |            | ../2025-02 | before March 2025, which is not counted
        after 4 March 2025                 |            | 2025-03-05/..
        after Q4 2024                      |            | 2025-33/..
        until 4 March 2025                 |            | ../2025-03-04
        no later than 4 March 2025         |            | ../2025-03-04
        from 4 March 2025 onwards          |            | 2025-03-04/..
        since early March 2025             |            | 2025-03~/..
        prior to 2020                      |            | ../2019
        a letter from 4 March 2025         | 4 March 2025 | 2025-03-04

        yesterday                          |            | 2025-05-19 | the day before 20 May 2025
        today                              |            | 2025-05-20 | the day of the document, 20 May 2025
        tomorrow                           |            | 2025-05-21
        the day before yesterday           |            | 2025-05-18 | 2 days before 20 May 2025
        last Tuesday                       |            | 2025-05-13 | Tuesday before 20 May 2025
        next Friday                        |            | 2025-05-23 | Friday after 20 May 2025
        this Friday                        |            | 2025-05-23 | Friday in the week of 20 May 2025
        signed on Monday                   | Monday     | 2025-05-19 or 2025-05-26 | Monday before 20 May 2025
        signed on Tuesday                  | Tuesday    | 2025-05-20 or 2025-05-13
        next month                         |            | 2025-06 | the month after 20 May 2025
        last month                         |            | 2025-04
        this year                          |            | 2025
        last year                          |            | 2024
        early last year                    |            | 2024~
        last week                          |            | 2025-05-12/2025-05-18
        last March                         |            | 2025-03 | March before 20 May 2025
        March last year                    |            | 2024-03
        two weeks ago                      |            | 2025-05-06~ | 2 weeks before 20 May 2025
        3 days ago                         |            | 2025-05-17
        a month ago                        |            | 2025-04~
        ten years ago                      |            | 2015~
        two days from now                  |            | 2025-05-22
        over the last two weeks            | last two weeks | 2025-05-06/2025-05-20
        three days later                   | -
        the last week of March             | March | 2025-03 or 2026-03
        the last day                       | -
        since yesterday                    |            | 2025-05-19/..

        Tuesday, 20 May 2025               |            | 2025-05-20
        Monday, 20 May 2025                |            | 2025-05-20 | ! 20 May 2025 was a Tuesday, not a Monday
        Thu 03/04/2025                     |            | 2025-04-03 or 2025-03-04
        Tue 03/04/2025                     |            | 2025-03-04 or 2025-04-03
        Tuesday 12 November                |            | 2024-11-12 or 2025-11-12
        Wednesday 12 November              |            | 2025-11-12 or 2024-11-12

        2024年10月15日                      |            | 2024-10-15
        ２０２４年１０月１５日                 |            | 2024-10-15
        2024 年 10 月 15 日                 |            | 2024-10-15
        公司于2024年10月15日签署              | 2024年10月15日 | 2024-10-15
        2024年10月                          |            | 2024-10
        于2024年成立                         | 2024年     | 2024
        二〇二四年十月十五日                   |            | 2024-10-15
        二零二四年十二月三十一日                |            | 2024-12-31
        2025年第一季度                       |            | 2025-33
        2025年上半年                         |            | 2025-40
        2025年春季                           |            | 2025-21
        2024年底                             |            | 2024~
        2024年3月上旬                         |            | 2024-03~
        去年                                 |            | 2024 | the year before 20 May 2025
        去年10月15日                          |            | 2024-10-15
        本月15日                             |            | 2025-05-15
        昨日                                 |            | 2025-05-19
        10月15日                             |            | 2025-10-15 or 2024-10-15
        2024年10月15日下午3时15分              |            | 2024-10-15T15:15
        2024年10月15日（星期二）               |            | 2024-10-15
        2024年10月15日（星期三）               |            | 2024-10-15 | ! 15 October 2024 was a Tuesday, not a Wednesday
        令和6年10月15日                       |            | 2024-10-15 | Reiwa 6 is 2024
        民國113年10月                         |            | 2024-10
        2024年10月15日至20日                  |            | 2024-10-15/2024-10-20
        2024年10月至12月                      |            | 2024-10/2024-12
        2024年以来                            |            | 2024/..
        2024年3月之前                         |            | ../2024-02
        约2024年3月                           |            | 2024-03~
        2024年10月15日まで                     |            | ../2024-10-15
        2024년 10월 15일                      |            | 2024-10-15
        32月40日                              | -

        am 12. November 2024               | 12. November 2024 | 2024-11-12
        Anfang März 2025                   |            | 2025-03~
        seit März 2025                     |            | 2025-03/..
        vom 18. bis 24. November 2024      |            | 2024-11-18/2024-11-24
        zwischen dem 20. Mai und dem 7. Juni 2024 |     | 2024-05-20/2024-06-07
        1. Quartal 2025                    |            | 2025-33
        im Frühjahr 2025                   | Frühjahr 2025 | 2025-21
        gestern                            |            | 2025-05-19
        vor zwei Wochen                    |            | 2025-05-06~
        letzten Freitag                    |            | 2025-05-16
        bis zum 4. März 2025               |            | ../2025-03-04
        le 1er mars 2025                   | 1er mars 2025 | 2025-03-01
        début mars 2025                    |            | 2025-03~
        du 18 au 24 novembre 2024          |            | 2024-11-18/2024-11-24
        entre le 20 mai et le 7 juin 2024  |            | 2024-05-20/2024-06-07
        jusqu’au 4 mars 2025               |            | ../2025-03-04
        premier trimestre 2025             |            | 2025-33
        Les caisses sont parties hier.     | hier       | 2025-05-19
        hier ist nichts                    | -
        mardi dernier                      |            | 2025-05-13
        le mois dernier                    | mois dernier | 2025-04
        12 de noviembre de 2024            |            | 2024-11-12
        entre el 20 de mayo y el 7 de junio de 2024 |   | 2024-05-20/2024-06-07
        a principios de marzo de 2025      |            | 2025-03~
        desde marzo de 2025                |            | 2025-03/..
        hace dos semanas                   |            | 2025-05-06~
        el martes pasado                   | martes pasado | 2025-05-13
        12 ноября 2024 года                |            | 2024-11-12
        12 ноября 2024 г.                  |            | 2024-11-12
        в ноябре 2024 года                 | ноябре 2024 года | 2024-11
        с 18 по 24 ноября 2024 года        |            | 2024-11-18/2024-11-24
        в начале марта 2025 года           |            | 2025-03~
        первый квартал 2025 года           |            | 2025-33
        в 2024 году                        | 2024 году  | 2024
        две недели назад                   |            | 2025-05-06~
        ",
    );
}

#[test]
fn without_a_date_of_its_own_a_text_says_only_what_it_says() {
    for text in ["yesterday", "12 November", "last year", "in March", "on Tuesday", "去年", "two weeks ago"] {
        assert_eq!(find(text, None), [], "{text}");
        assert_eq!(find(text, Some(&date("2025-01/2025-03"))), [], "{text}");
    }
    let of_month = |text: &str, reference: &str| {
        find(text, Some(&date(reference))).first().map(|f| f.readings[0].date.edtf().to_owned())
    };
    assert_eq!(of_month("last month", "2025-05").as_deref(), Some("2025-04"));
    assert_eq!(of_month("yesterday", "2025-05"), None);
    assert_eq!(of_month("last year", "2025").as_deref(), Some("2024"));
    assert_eq!(of_month("last month", "2025"), None);
    // The day on the writer's own wall, not that of UTC.
    assert_eq!(of_month("yesterday", "2025-05-20T01:00+08:00").as_deref(), Some("2025-05-19"));
}

#[test]
fn a_text_that_writes_months_first_is_read_so() {
    let found = find("Shipped 11/24/2024, paid 03/04/2025.", None);
    let edtf: Vec<_> = found[1].readings.iter().map(|reading| reading.date.edtf()).collect();
    assert_eq!(edtf, ["2025-03-04", "2025-04-03"]);
}

#[test]
fn cells_and_paragraphs_are_not_read_together() {
    for text in ["12\tNovember 2024", "12\n\nNovember 2024", "12            November 2024"] {
        assert_eq!(find(text, None)[0].words, "November 2024", "{text}");
    }
    assert_eq!(find("12\nNovember 2024", None)[0].words, "12\nNovember 2024");
}

#[test]
fn words_are_kept_as_they_stand() {
    let found = find("深圳 12\u{a0}November 2024", None);
    assert_eq!((found[0].start, found[0].end), (3, 19));
    assert_eq!(found[0].readings[0].date.original(), Some("12\u{a0}November 2024"));
}

/// Pieces of dates in all their scripts, and what may stand between them.
fn pieces() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(vec![
        "2024",
        "2025",
        "12",
        "31",
        "3",
        "03",
        "24",
        "May",
        "March",
        "november",
        "mars",
        "Mai",
        "марта",
        "last",
        "next",
        "Tuesday",
        "yesterday",
        "ago",
        "weeks",
        "two",
        "quarter",
        "first",
        "Q1",
        "between",
        "and",
        "from",
        "to",
        "since",
        "before",
        "about",
        "early",
        "mid",
        "winter",
        "年",
        "月",
        "日",
        "第一季度",
        "十",
        "二〇二四",
        "去年",
        "令和",
        "至",
        "以来",
        "-",
        "–",
        "/",
        ".",
        ",",
        ":",
        "'",
        "+",
        "T",
        "Z",
        "th",
        "of",
        "the",
        "\n",
        "\t",
        " ",
        " ",
        " ",
        "99999999999999999999",
        "1000",
        "year",
        "months",
    ]);
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn words_stand_where_they_are_said_to(any in "\\PC{0,40}", likely in pieces()) {
        let today = date(TODAY);
        for text in [any, likely] {
            let mut last = 0;
            for found in find(&text, Some(&today)) {
                prop_assert!(last <= found.start && found.start < found.end);
                last = found.end;
                let n = (found.end - found.start) as usize;
                let words: String = text.chars().skip(found.start as usize).take(n).collect();
                prop_assert_eq!(&found.words, &words);
                prop_assert!(!found.readings.is_empty());
                for reading in &found.readings {
                    prop_assert_eq!(reading.date.original(), Some(words.as_str()));
                    prop_assert!(Date::parse(reading.date.edtf()).is_ok());
                }
            }
        }
    }

    #[test]
    fn a_day_is_found_as_it_is_written(days in 0..40_000_i64, form in 0..5_usize) {
        let day = chrono::NaiveDate::from_ymd_opt(1950, 1, 1).unwrap() + chrono::TimeDelta::days(days);
        let text = day.format(["%Y-%m-%d", "%-d %B %Y", "%B %-d, %Y", "%d.%m.%Y", "%Y年%-m月%-d日"][form]).to_string();
        let found = find(&format!("({text})"), None);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!((&found[0].words, found[0].readings[0].date.edtf()), (&text, &*day.to_string()));
    }
}
