//! Guesses over small pieces of text: which language it is in, and how a name that is not UTF-8 reads.

use whatlang::{Lang, detect};

/// How sure a guess must be, and over how many letters, to be given at all.
const LEAST_CONFIDENCE: f64 = 0.7;
const LEAST_LETTERS: usize = 40;

/// The language most of `sample` is in, as a BCP 47 tag; `None` where it is too short or too mixed to tell.
///
/// Scripts are weighed first, by about how much a letter says, and only what is written in the weightiest is looked at:
/// a Chinese text with foreign names and addresses in it is not taken for English because it has more Latin letters.
#[must_use]
pub fn language(sample: &str) -> Option<&'static str> {
    let mut weights: Vec<(Script, usize)> = Vec::new();
    for script in sample.chars().filter_map(script) {
        match weights.iter_mut().find(|(known, _)| *known == script) {
            Some((_, weight)) => *weight += script.weight(),
            None => weights.push((script, script.weight())),
        }
    }
    let (main, weight) = weights.into_iter().max_by_key(|(_, weight)| *weight)?;
    if weight < LEAST_LETTERS {
        return None;
    }
    let of_main: String = sample.chars().map(|c| if script(c).is_none_or(|s| s == main) { c } else { ' ' }).collect();
    let info = detect(&of_main)?;
    (info.is_reliable() || info.confidence() >= LEAST_CONFIDENCE).then(|| tag(info.lang()))
}

/// Scripts, as far as texts in one language mix them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Greek,
    Semitic,
    /// Han, kana and Hangul.
    EastAsian,
    Other,
}

impl Script {
    /// A character of East Asia says about as much as three letters.
    const fn weight(self) -> usize {
        match self {
            Script::EastAsian => 3,
            _ => 1,
        }
    }
}

fn script(c: char) -> Option<Script> {
    c.is_alphabetic().then_some(match c {
        '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Script::Latin,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Script::Greek,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' => Script::Semitic,
        '\u{1100}'..='\u{11ff}'
        | '\u{2e80}'..='\u{9fff}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Script::EastAsian,
        _ => Script::Other,
    })
}

/// A file name that is not UTF-8, decoded as what it most likely is.
#[must_use]
pub fn readable_name(raw: &[u8]) -> String {
    crate::format::encoding::guess(raw).decode_without_bom_handling(raw).0.into_owned()
}

/// The shortest tag of a language: two letters where ISO 639-1 has them.
fn tag(language: Lang) -> &'static str {
    match language {
        Lang::Ara => "ar",
        Lang::Ben => "bn",
        Lang::Bul => "bg",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Eng => "en",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kat => "ka",
        Lang::Kor => "ko",
        Lang::Lat => "la",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Nld => "nl",
        Lang::Nob => "nb",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tha => "th",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Vie => "vi",
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_told_where_there_is_enough_to_tell_it_by() {
        let check = |text: &str, expect: Option<&str>| assert_eq!(language(text), expect, "{text}");
        check("The buyer shall take delivery of the goods at the port of discharge within ten days.", Some("en"));
        check("Der Käufer übernimmt die Ware im Bestimmungshafen innerhalb von zehn Tagen nach Ankunft.", Some("de"));
        check(
            "买方应在货物到达目的港后十日内提货，并支付全部仓储费用及其他相关费用。双方同意本合同自签字之日起生效，有效期为一年。",
            Some("zh"),
        );
        check(
            "联系人 Ilse Quarrington-Vane, Quillmarrow Systems Pte. Ltd., Singapore 请于本周五之前把六十四台服务器的空机箱运到三号机房，\
             其余的由我们安排，不要在邮件里提到最终用户。",
            Some("zh"),
        );
        check(
            "Поставка серверов (Quillmarrow Systems Pte. Ltd., Singapore) задерживается до конца следующего месяца, потому что \
             покупатель ещё не получил разрешение и не хочет платить за хранение.",
            Some("ru"),
        );
        check(
            "The Chinese name of the buyer is 深圳蓝弧桥智能计算技术有限公司, and its licence has run out since.",
            Some("en"),
        );
        check("OK", None);
        check("1234567 8901 2345", None);
    }

    #[test]
    fn a_chinese_name_in_gbk_is_readable() {
        let (raw, _, _) = encoding_rs::GBK.encode("深圳市海运提单汇总表");
        assert!(std::str::from_utf8(&raw).is_err());
        assert_eq!(readable_name(&raw), "深圳市海运提单汇总表");
    }
}
