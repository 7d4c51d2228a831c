//! What a header of a message's way tells: machines and their addresses (RFC 5321, 4.4).

use std::net::IpAddr;

/// A hop in words: `laptop.lan [192.0.2.7] to mx.example`; `None` where it names no machine.
pub(super) fn words(header: &str) -> Option<String> {
    if let Some((name, value)) = header.split_once(": ") {
        // Headers by which a service notes where a message came from.
        let addresses = addresses(value);
        let value = if addresses.is_empty() { value.trim().to_owned() } else { addresses.join(", ") };
        return (!value.is_empty()).then(|| format!("sent from {value} ({name})"));
    }
    let way = header.split(';').next().unwrap_or(header);
    let after = |word: &str| {
        let mut words = way.split_whitespace().skip_while(|found| !found.eq_ignore_ascii_case(word));
        words.nth(1).map(|name| name.trim_matches(['(', ')', ',']).to_owned()).filter(|name| !name.is_empty())
    };
    let (from, by) = (after("from"), after("by"));
    let addresses = addresses(way);
    let from = match (from, addresses.is_empty()) {
        (Some(name), true) => Some(name),
        (Some(name), false) if addresses.contains(&name.trim_matches(['[', ']']).to_owned()) => {
            Some(addresses.join(", "))
        }
        (Some(name), false) => Some(format!("{name} [{}]", addresses.join(", "))),
        (None, false) => Some(addresses.join(", ")),
        (None, true) => None,
    };
    match (from, by) {
        (Some(from), Some(by)) => Some(format!("{from} to {by}")),
        (Some(from), None) => Some(from),
        (None, Some(by)) => Some(format!("to {by}")),
        (None, None) => None,
    }
}

/// The addresses of machines in a text, each once.
fn addresses(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    // In mail an address of the newer kind is said to be one.
    let text = text.replace("IPv6:", " ");
    let parts = text.split(|c: char| !(c.is_ascii_hexdigit() || matches!(c, '.' | ':')));
    for part in parts {
        let part = part.trim_matches([':', '.']);
        // A word such as "add" or a time of day is none.
        let is_likely = part.contains('.') || part.matches(':').count() >= 2;
        if is_likely && part.parse::<IpAddr>().is_ok() && !found.iter().any(|known| known == part) {
            found.push(part.to_owned());
        }
    }
    found
}
