//! Addresses on networks: checked for form, never looked up.

use super::{ValueError, form};

/// Lower-cases the domain; the part before the `@` may tell capitals apart (RFC 5321, 2.4).
pub(super) fn email(text: &str) -> Result<String, ValueError> {
    let read = || {
        let (local, domain) = text.rsplit_once('@')?;
        let local_fits = !local.is_empty()
            && local.len() <= 64
            && !local.contains(|c: char| c.is_whitespace() || c.is_control() || "@<>(),;:\\\"[]".contains(c));
        (local_fits && domain.contains('.') && is_host(domain)).then(|| format!("{local}@{}", domain.to_lowercase()))
    };
    form(read(), text, "an e-mail address such as name@example.org")
}

/// ITU-T E.164: `+`, a country code, at most 15 digits in all.
pub(super) fn phone(text: &str) -> Result<String, ValueError> {
    let read = || {
        let rest = text.strip_prefix('+')?;
        let is_gap = |c: char| c.is_whitespace() || matches!(c, '-' | '.' | '/' | '(' | ')' | '\u{2010}'..='\u{2013}');
        let digits: String = rest.chars().filter(|c| !is_gap(*c)).collect();
        let fits =
            (7..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|c| c.is_ascii_digit());
        fits.then(|| format!("+{digits}"))
    };
    form(read(), text, "a telephone number that begins with + and the country code")
}

/// Lower-cases scheme and host (RFC 3986, 6.2.2.1); the rest stays as it is.
pub(super) fn url(text: &str) -> Result<String, ValueError> {
    let read = || {
        let (scheme, rest) = text.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        if !matches!(&*scheme, "http" | "https" | "ftp" | "ftps")
            || text.contains(|c: char| c.is_whitespace() || c.is_control())
        {
            return None;
        }
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (user, host) = authority.rsplit_once('@').map_or(("", authority), |(user, host)| (user, host));
        let at = if user.is_empty() { "" } else { "@" };
        let (name, port) = match host.rfind(':') {
            Some(colon) if !host.ends_with(']') => host.split_at(colon),
            _ => (host, ""),
        };
        let is_six = name.starts_with('[') && name.ends_with(']');
        let port_fits = port.is_empty() || port[1..].parse::<u16>().is_ok();
        let name = name.to_lowercase();
        (port_fits && (is_six || is_host(&name))).then(|| format!("{scheme}://{user}{at}{name}{port}{path}"))
    };
    form(read(), text, "a web address such as https://example.org/page")
}

/// `type/subtype` without parameters (RFC 6838, 4.2), in lower case.
pub(super) fn media_type(text: &str) -> Result<String, ValueError> {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c))
    };
    let fits = text.split_once('/').is_some_and(|(kind, subtype)| is_name(kind) && is_name(subtype));
    form(fits.then(|| text.to_ascii_lowercase()), text, "a media type such as application/pdf")
}

/// Letters of any script, for names that are written as people read them.
fn is_host(text: &str) -> bool {
    let text = text.strip_suffix('.').unwrap_or(text);
    text.len() <= 253
        && text.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| {
                    c.is_alphanumeric()
                        || matches!(c, '-' | '_')
                        || !c.is_ascii() && !c.is_whitespace() && !c.is_control()
                })
        })
}
