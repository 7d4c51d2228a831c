//! Signed and locked messages (`smime.p7m`, `smime.p7s`; RFC 5652): what was signed is a child and can be read as any
//! message, who signed stands in a unit of its own, and what is locked says for whose keys.
//!
//! No signature is checked here: whose it is, is what the file says.

mod der;
#[cfg(test)]
mod tests;

use anchor::UnitKind;
use der::{Der, Value};

use super::children::{Children, Naming};
use super::moment;
use super::sections::Sections;
use super::{Emit, Failure, Input, MetaKey, Problem, ProblemCode, mail};

const MOST_PEOPLE: usize = 1_000;

/// What is in such a file, by the last bytes of its number: 1.2.840.113549.1.7.2 and its like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Signed,
    Locked,
    Packed,
}

/// Whether bytes begin as such a file does.
pub(crate) fn is_one(head: &[u8]) -> bool {
    // It may end behind the bytes at hand, or say nothing of its end.
    let whole = Der::new(head).next().filter(|whole| whole.tag == 0x30);
    let number = whole.and_then(|whole| Der::new(whole.body).next());
    number.is_some_and(|number| number.tag == 0x06 && content(number.body).is_some())
}

fn content(number: &[u8]) -> Option<Content> {
    const PKCS: [u8; 7] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1];
    match number.strip_prefix(&PKCS)? {
        [7, 2] => Some(Content::Signed),
        [7, 3] | [9, 16, 1, 23] => Some(Content::Locked),
        [9, 16, 1, 9] => Some(Content::Packed),
        _ => None,
    }
}

/// Gives what was signed as a child, and who signed it or may open it as a unit.
///
/// # Errors
///
/// [`Failure::Encrypted`] for what is locked, [`Failure::Corrupt`] where it cannot be told what it is.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let bytes = mail::whole(input)?;
    let torn = || Failure::Corrupt("it breaks off before its content".to_owned());
    let mut whole = Der::new(&bytes).next().ok_or_else(torn)?.within();
    let kind = whole.next().and_then(|number| content(number.body)).ok_or_else(torn)?;
    let data = whole.next().and_then(|data| data.within().next()).ok_or_else(torn)?;
    if data.is_cut {
        let message = "it breaks off; what can be read is kept".to_owned();
        out.problem(Problem { code: ProblemCode::Unreadable, message, unit: None })?;
    }
    let limits = input.limits;
    let mut sections = Sections::new(out, "cms", limits);
    match kind {
        Content::Signed => {
            let signed = Signed::of(&data);
            sections.give(UnitKind::Section, "signature", "signature", &signed.lines().join("\n"))?;
            for holder in &signed.holders {
                out.meta(MetaKey::Author, holder.clone())?;
            }
            if signed.content.is_empty() {
                return Ok(());
            }
            let naming = Naming { name: "signed message.eml".to_owned(), ..Naming::default() };
            Children::new(limits, "content").give(naming, &signed.content, out)
        }
        Content::Locked => {
            let lines = recipients(&data);
            sections.give(UnitKind::Section, "lock", "lock", &lines.join("\n"))?;
            Err(Failure::Encrypted)
        }
        Content::Packed => Err(Failure::Unsupported),
    }
}

/// What was signed and with which certificates.
#[derive(Default)]
struct Signed {
    content: Vec<u8>,
    certificates: Vec<Certificate>,
    /// Names of those whose certificates came with it and issued none of the others.
    holders: Vec<String>,
}

impl Signed {
    /// `SignedData` (RFC 5652, 5.1).
    fn of(data: &Value<'_>) -> Signed {
        let mut signed = Signed::default();
        for value in data.within() {
            match value.tag {
                // What was signed: a number and, unless it stands beside the file, bytes.
                0x30 if signed.content.is_empty() => {
                    let bytes = value.within().find(|value| value.tag == 0xa0).map(|value| value.octets());
                    signed.content = bytes.unwrap_or_default();
                }
                0xa0 => {
                    signed.certificates =
                        value.within().take(MOST_PEOPLE).filter_map(|one| Certificate::of(&one)).collect();
                }
                _ => {}
            }
        }
        let is_issuer = |one: &&Certificate| signed.certificates.iter().any(|other| other.issuer == one.subject);
        let holders = signed.certificates.iter().filter(|one| !is_issuer(one));
        signed.holders = holders.map(|one| one.subject.clone()).filter(|name| !name.is_empty()).collect();
        signed
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = vec!["Signed. The signature was not checked.".to_owned()];
        for one in &self.certificates {
            lines.push(format!("Certificate of: {}", one.subject));
            lines.extend(one.addresses.iter().map(|address| format!("Address: {address}")));
            lines.push(format!("Issued by: {}", one.issuer));
            lines.push(format!("Number: {}", one.number));
            if let Some((from, to)) = &one.valid {
                lines.push(format!("Valid: {from} to {to}"));
            }
        }
        lines
    }
}

/// A certificate (RFC 5280, 4.1).
#[derive(Debug, Default, PartialEq, Eq)]
struct Certificate {
    number: String,
    issuer: String,
    valid: Option<(String, String)>,
    subject: String,
    addresses: Vec<String>,
}

impl Certificate {
    fn of(value: &Value<'_>) -> Option<Certificate> {
        let mut fields = value.within().next()?.within().peekable();
        fields.next_if(|version| version.tag == 0xa0);
        let number = fields.next().filter(|number| number.tag == 0x02)?.hex();
        let _algorithm = fields.next()?;
        let issuer = name(&fields.next()?);
        let mut times = fields.next()?.within().map(|time| time.time());
        let valid = times.next().flatten().zip(times.next().flatten());
        let subject = name(&fields.next()?);
        let addresses = fields.find(|field| field.tag == 0xa3).map(|field| addresses(&field)).unwrap_or_default();
        Some(Certificate { number, issuer, valid, subject, addresses })
    }
}

/// The other names of a certificate that are mail addresses (RFC 5280, 4.2.1.6).
fn addresses(extensions: &Value<'_>) -> Vec<String> {
    const OTHER_NAMES: [u8; 3] = [0x55, 0x1d, 0x11];
    let Some(list) = extensions.within().next() else { return Vec::new() };
    let mut found = Vec::new();
    for extension in list.within() {
        let mut fields = extension.within();
        if fields.next().is_some_and(|number| number.body == OTHER_NAMES)
            && let Some(names) = fields.find(|field| field.tag == 0x04).and_then(|value| Der::new(value.body).next())
        {
            found.extend(names.within().filter(|name| name.tag == 0x81).map(|name| name.text()));
        }
    }
    found
}

/// A name as its parts, the outermost last: `CN=Mara Lindqvist, O=Asterholm, C=NO`.
fn name(value: &Value<'_>) -> String {
    let mut parts = Vec::new();
    for field in value.within().flat_map(|set| set.within()) {
        let mut pair = field.within();
        if let (Some(number), Some(value)) = (pair.next(), pair.next()) {
            let label = match number.body {
                [0x55, 4, 3] => "CN",
                [0x55, 4, 4] => "SN",
                [0x55, 4, 5] => "serialNumber",
                [0x55, 4, 6] => "C",
                [0x55, 4, 7] => "L",
                [0x55, 4, 8] => "ST",
                [0x55, 4, 10] => "O",
                [0x55, 4, 11] => "OU",
                [0x55, 4, 12] => "title",
                [0x55, 4, 42] => "GN",
                [0x55, 4, 97] => "organizationIdentifier",
                [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1] => "email",
                _ => continue,
            };
            parts.push(format!("{label}={}", value.text()));
        }
    }
    parts.reverse();
    parts.join(", ")
}

/// For whose keys it is locked: issuer and number of each certificate (RFC 5652, 6.2.1).
fn recipients(data: &Value<'_>) -> Vec<String> {
    let mut lines = vec!["Locked.".to_owned()];
    let Some(set) = data.within().find(|value| value.tag == 0x31) else { return lines };
    for one in set.within().take(MOST_PEOPLE) {
        let mut fields = one.within().skip(1);
        let Some(who) = fields.next() else { continue };
        let mut pair = who.within();
        match (who.tag, pair.next(), pair.next()) {
            (0x30, Some(issuer), Some(number)) => {
                lines.push(format!("For the certificate {} issued by: {}", number.hex(), name(&issuer)));
            }
            (0x80, ..) => lines.push(format!("For the key {}", who.hex())),
            _ => {}
        }
    }
    lines
}

impl Value<'_> {
    /// A time in two digits of the year or four (RFC 5280, 4.1.2.5), as EDTF.
    fn time(&self) -> Option<String> {
        let text = self.text();
        let (year, rest) = match self.tag {
            0x17 => {
                let year: u32 = text.get(..2)?.parse().ok()?;
                (year + if year < 50 { 2000 } else { 1900 }, text.get(2..)?)
            }
            _ => (text.get(..4)?.parse().ok()?, text.get(4..)?),
        };
        let two = |at: usize| rest.get(at..at + 2);
        let time = format!("{year}-{}-{}T{}:{}:{}Z", two(0)?, two(2)?, two(4)?, two(6)?, two(8)?);
        moment::edtf(&time)
    }
}
