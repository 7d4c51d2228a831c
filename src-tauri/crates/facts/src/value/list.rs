//! Fixed lists: countries, languages, currencies, topics. Codes are FollowTheMoney's and ISO's, the names are plain
//! English.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::ValueError;

/// English name of a country or territory, by its code in FollowTheMoney: ISO 3166-1 alpha-2 in lower case, and some
/// more.
#[must_use]
pub fn country_name(code: &str) -> Option<&'static str> {
    LISTS.file.countries.get(code).map(|name| &**name)
}

/// English name of a language, by its ISO 639-3 code.
#[must_use]
pub fn language_name(code: &str) -> Option<&'static str> {
    LISTS.file.languages.get(code)?.last().map(|name| &**name)
}

/// A currency's ISO 4217 code, if it is one. Some that are no longer in use are among them.
#[must_use]
pub fn currency(code: &str) -> Option<&'static str> {
    LISTS.file.currencies.get(code).map(|code| &**code)
}

#[derive(Deserialize)]
struct File {
    countries: BTreeMap<String, String>,
    /// ISO 639-3 → its ISO 639-1 code if it has one, and its name, last.
    languages: BTreeMap<String, Vec<String>>,
    currencies: HashSet<String>,
    topics: HashSet<String>,
}

struct Lists {
    file: File,
    /// Lower-case name or other code → code.
    countries: HashMap<String, String>,
    languages: HashMap<String, String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!("lists.json"))
        .expect("the lists are a part of the program and the tests read them");
    let mut countries: HashMap<String, String> =
        file.countries.iter().map(|(code, name)| (name.to_lowercase(), code.clone())).collect();
    for (name, code) in OTHER_COUNTRY_NAMES {
        countries.insert((*name).to_owned(), (*code).to_owned());
    }
    let languages = file
        .languages
        .iter()
        .flat_map(|(code, names)| names.iter().map(|name| (name.to_lowercase(), code.clone())))
        .collect();
    Lists { file, countries, languages }
});

/// What else people write for a country, where it can mean no other.
const OTHER_COUNTRY_NAMES: &[(&str, &str)] = &[
    ("uk", "gb"),
    ("great britain", "gb"),
    ("usa", "us"),
    ("united states of america", "us"),
    ("uae", "ae"),
    ("türkiye", "tr"),
    ("hong kong sar", "hk"),
    ("macau", "mo"),
    ("russian federation", "ru"),
    ("people's republic of china", "cn"),
    ("prc", "cn"),
    ("viet nam", "vn"),
    ("burma", "mm"),
    ("ivory coast", "ci"),
    ("czech republic", "cz"),
    ("holland", "nl"),
    ("republic of korea", "kr"),
];

pub(super) fn country(text: &str) -> Result<&'static str, ValueError> {
    find(text, &LISTS.file.countries, &LISTS.countries, "a country: give its code or its English name")
}

pub(super) fn language(text: &str) -> Result<&'static str, ValueError> {
    find(text, &LISTS.file.languages, &LISTS.languages, "a language: give its ISO 639 code or its English name")
}

pub(super) fn topic(text: &str) -> Result<&'static str, ValueError> {
    let topic = LISTS.file.topics.get(&text.to_lowercase());
    topic.map(|topic| &**topic).ok_or_else(|| not_listed(text, "a topic of FollowTheMoney"))
}

fn find<T>(
    text: &str,
    codes: &'static BTreeMap<String, T>,
    names: &'static HashMap<String, String>,
    what: &'static str,
) -> Result<&'static str, ValueError> {
    let text_in_lower_case = text.to_lowercase();
    let code = codes.get_key_value(&text_in_lower_case).map(|(code, _)| code);
    code.or_else(|| names.get(&text_in_lower_case)).map(|code| &**code).ok_or_else(|| not_listed(text, what))
}

fn not_listed(text: &str, what: &'static str) -> ValueError {
    ValueError::NotListed { what, text: text.to_owned() }
}
