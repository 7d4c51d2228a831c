//! What a web server says before what was asked for (RFC 9112).

use std::io::{self, ErrorKind};

use super::body::Body;
use super::record::line;

const MOST_LINES: usize = 1000;

/// A server's answer, as far as it matters here.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) media_type: String,
    /// How it was packed, the last first.
    pub(super) codings: Vec<String>,
    pub(super) is_chunked: bool,
    /// Where it sends whoever asked.
    pub(super) location: Option<String>,
}

/// The answer a record begins with; `None` where it does not.
pub(super) fn answer(body: &mut Body<'_, '_, '_>) -> io::Result<Option<Answer>> {
    if !body.begins_with(b"HTTP")? {
        return Ok(None);
    }
    let Some(first) = line(body)? else { return Ok(None) };
    let first = String::from_utf8_lossy(&first);
    let status = first.split_whitespace().nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    let mut answer = Answer { status, ..Answer::default() };
    for _ in 0..MOST_LINES {
        let Some(line) = line(body)? else { return Ok(Some(answer)) };
        if line.is_empty() {
            return Ok(Some(answer));
        }
        let line = String::from_utf8_lossy(&line);
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "content-type" => answer.media_type = value.to_owned(),
            "content-encoding" => {
                let codings = value.split(',').map(|coding| coding.trim().to_ascii_lowercase());
                answer.codings.extend(codings.filter(|coding| !matches!(coding.as_str(), "" | "identity")));
            }
            "location" => answer.location = Some(value.to_owned()),
            "transfer-encoding" => answer.is_chunked |= value.to_ascii_lowercase().contains("chunked"),
            _ => {}
        }
    }
    Err(io::Error::new(ErrorKind::InvalidData, "what the server says has too many lines"))
}
