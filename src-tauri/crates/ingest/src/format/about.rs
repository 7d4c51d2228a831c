//! What documents say of themselves beside title, author and times, in words that all readers share.

use super::MetaKey;
use super::said::one_line;

/// Longest value of a property that is told whole, in characters.
const MOST_VALUE: usize = 1000;

/// What is told of one property, if there is something to tell.
pub(crate) type Told = Option<(MetaKey, String)>;

/// A property that is told as `label value`.
pub(crate) fn finding(label: &str, value: &str) -> Told {
    let value = shortened(&one_line(value));
    (!value.is_empty()).then(|| (MetaKey::Finding, format!("{label} {value}")))
}

pub(crate) fn remark(value: &str) -> Told {
    finding("a remark on the document:", value)
}

pub(crate) fn keywords(value: &str) -> Told {
    finding("keywords:", value)
}

pub(crate) fn category(value: &str) -> Told {
    finding("category:", value)
}

pub(crate) fn manager(value: &str) -> Told {
    finding("manager:", value)
}

pub(crate) fn firm(value: &str) -> Told {
    finding("made with a program registered to", value)
}

/// The template; the one that every document of Word is made from says nothing.
pub(crate) fn template(value: &str) -> Told {
    let bare = value.trim().to_ascii_lowercase();
    let is_usual = ["normal", "normal.dot", "normal.dotm", "normal.dotx"].contains(&bare.as_str());
    if is_usual { None } else { finding("made from the template", value) }
}

/// How often it was saved, by its own count.
pub(crate) fn savings(count: &str) -> Told {
    let n: u64 = count.trim().parse().ok().filter(|n| *n > 1)?;
    Some((MetaKey::Finding, format!("saved {n} times by its own count")))
}

/// For how long it was open for editing.
pub(crate) fn editing(minutes: u64) -> Told {
    let words = match (minutes / 60, minutes % 60) {
        (0, 0) => return None,
        // More than ten years are no length of time but damage.
        (87_600.., _) => return None,
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    };
    Some((MetaKey::Finding, format!("edited for {words} in all")))
}

/// A length of time as XML has it, `P1DT2H3M4.5S`, in minutes.
pub(crate) fn minutes(duration: &str) -> Option<u64> {
    let rest = duration.trim().strip_prefix('P')?;
    let (mut minutes, mut number, mut is_time) = (0u64, String::new(), false);
    for c in rest.chars() {
        let worth = match (c, is_time) {
            (c, _) if c.is_ascii_digit() => {
                number.push(c);
                continue;
            }
            ('D', false) => 1440,
            ('H', true) => 60,
            ('M', true) => 1,
            _ => 0,
        };
        is_time |= c == 'T';
        let n: u64 = std::mem::take(&mut number).parse().unwrap_or_default();
        minutes = minutes.saturating_add(n.saturating_mul(worth));
    }
    Some(minutes)
}

/// A property that somebody, or some program, named.
pub(crate) fn custom(name: &str, value: &str) -> Told {
    let name = shortened(&one_line(name));
    // Numbers by which programs tell documents and themselves apart.
    if name.is_empty() || name.starts_with("_PID_") {
        return None;
    }
    finding(&format!("property {name}:"), value)
}

/// The file a picture was, where its description is a path.
pub(crate) fn picture(description: &str) -> Told {
    let path = description.trim();
    let is_path = path.contains(r":\") || path.starts_with(r"\\") || path.to_ascii_lowercase().starts_with("file:");
    if is_path { finding("a picture came from", path) } else { None }
}

/// The variables that a document keeps for its macros.
pub(crate) fn variable(name: &str, value: &str) -> Told {
    finding(&format!("variable {}:", shortened(&one_line(name))), value)
}

/// Somebody whom a list of writers names, with the account the program knows them by.
pub(crate) fn writer(name: &str, account: &str) -> Told {
    let name = one_line(name);
    let account = self::account(account).filter(|account| *account != name);
    let words = match account {
        Some(account) if name.is_empty() => account.to_owned(),
        Some(account) => format!("{name} ({account})"),
        None => name,
    };
    finding("named among its writers:", &words)
}

/// The address or number in what a program keeps of an account: `S::mara@asterholm.example::1f2e`.
fn account(kept: &str) -> Option<&str> {
    let parts = || kept.trim().split("::").map(str::trim);
    let address = parts().find(|part| part.contains('@'));
    address.or_else(|| parts().last()).filter(|part| !part.is_empty())
}

fn shortened(value: &str) -> String {
    match value.char_indices().nth(MOST_VALUE) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_minutes() {
        let check = |written: &str, expect: Option<u64>| assert_eq!(minutes(written), expect, "{written}");
        check("PT3H20M5S", Some(200));
        check("P1DT1M", Some(1441));
        check("P2D", Some(2880));
        check("PT0.5S", Some(0));
        check("3 hours", None);
        check("P", Some(0));
        check("PT99999999999999999999H", Some(0));
    }

    #[test]
    fn properties_are_told_in_words() {
        let check = |told: Told, expect: Option<&str>| {
            assert_eq!(told.map(|(_, words)| words).as_deref(), expect);
        };
        check(template("Normal.dotm"), None);
        check(template("Board letter.dotx"), Some("made from the template Board letter.dotx"));
        check(savings("12"), Some("saved 12 times by its own count"));
        check(savings("1"), None);
        check(editing(200), Some("edited for 3 h 20 min in all"));
        check(editing(0), None);
        check(custom("_AuthorEmail", "mara@asterholm.example"), Some("property _AuthorEmail: mara@asterholm.example"));
        check(custom("_PID_GUID", "x"), None);
        check(custom("", "x"), None);
        check(
            writer("Mara Veld", "S::mara@asterholm.example::1f2e"),
            Some("named among its writers: Mara Veld (mara@asterholm.example)"),
        );
        check(writer("Ivo Tan", "Ivo Tan"), Some("named among its writers: Ivo Tan"));
        check(writer("", ""), None);
    }
}
