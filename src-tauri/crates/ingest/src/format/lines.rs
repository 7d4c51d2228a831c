//! A text line by line, in bounded memory.

use std::io::{self, Read};

use encoding_rs::Encoding;

use super::decoded::Decoded;

const FILL_BYTES: usize = 256 << 10;

/// The lines of a text of any encoding.
pub(crate) struct Lines<R> {
    decoded: Decoded<R>,
    text: String,
    at: usize,
    /// Longer lines come in pieces.
    most: usize,
    /// Whether a line came in pieces.
    pub(crate) has_long: bool,
}

impl<R: Read> Lines<R> {
    /// `most` is how many bytes of a line are given at a time.
    pub(crate) fn new(bytes: R, encoding: &'static Encoding, most: usize) -> Lines<R> {
        let decoded = Decoded::new(bytes, encoding);
        Lines { decoded, text: String::new(), at: 0, most, has_long: false }
    }

    /// Whether bytes had to be replaced so far.
    pub(crate) fn is_damaged(&self) -> bool {
        self.decoded.is_damaged
    }

    /// The next line without its end; `None` after the last.
    pub(crate) fn next(&mut self) -> io::Result<Option<&str>> {
        let (mut from, mut end) = (0, None);
        loop {
            let rest = &self.text[self.at..];
            if let Some(found) = memchr::memchr2(b'\n', b'\r', &rest.as_bytes()[from..]) {
                let found = from + found;
                // Whether a line feed follows is only known once something does.
                let is_known = found + 1 < rest.len() || rest.as_bytes()[found] == b'\n' || self.decoded.is_over();
                if is_known {
                    end = Some(found);
                }
            }
            if end.is_some() || rest.len() > self.most || self.decoded.is_over() {
                break;
            }
            from = rest.trim_end_matches('\r').len();
            self.text.drain(..self.at);
            self.at = 0;
            self.decoded.fill(&mut self.text, FILL_BYTES)?;
        }
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return Ok(None);
        }
        let (len, n_taken) = match end.filter(|end| *end <= self.most) {
            Some(end) if rest[end..].starts_with("\r\n") => (end, end + 2),
            Some(end) => (end, end + 1),
            None if rest.len() <= self.most => (rest.len(), rest.len()),
            None => {
                self.has_long = true;
                let cut = rest.floor_char_boundary(self.most).max(1);
                (cut, cut)
            }
        };
        let start = self.at;
        self.at += n_taken;
        Ok(Some(&self.text[start..start + len]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, most: usize) -> Vec<String> {
        let mut lines = Lines::new(text.as_bytes(), encoding_rs::UTF_8, most);
        let mut found = Vec::new();
        while let Some(line) = lines.next().expect("memory can be read") {
            found.push(line.to_owned());
        }
        found
    }

    #[test]
    fn lines_end_as_any_program_ends_them() {
        assert_eq!(lines("a\nb\r\nc\rd\n\ne", 100), ["a", "b", "c", "d", "", "e"]);
        assert_eq!(lines("a\r\n", 100), ["a"]);
        assert_eq!(lines("", 100), Vec::<String>::new());
        assert_eq!(lines("abcdefg\nhi\n", 3), ["abc", "def", "g", "hi"]);
        let long = "x".repeat(300_000);
        assert_eq!(lines(&format!("{long}\r\n{long}\n"), 1 << 20), [long.as_str(), &long]);
    }
}
