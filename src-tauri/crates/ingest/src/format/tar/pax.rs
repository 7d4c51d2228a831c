//! Properties that stand before an entry, each `length key=value` and a line end (POSIX.1-2024, pax, "pax Extended
//! Header").

/// What is told of the next entry beside its header.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Extra {
    pub(super) raw_name: Option<Vec<u8>>,
    pub(super) raw_link: Option<Vec<u8>>,
    pub(super) size: Option<u64>,
    pub(super) seconds: Option<i64>,
    pub(super) is_sparse: bool,
}

impl Extra {
    /// Takes the properties of a header as far as they can be read.
    pub(super) fn take(&mut self, mut records: &[u8]) {
        while let Some((record, rest)) = split(records) {
            records = rest;
            let Some(at) = record.iter().position(|byte| *byte == b'=') else { continue };
            let (key, value) = (&record[..at], &record[at + 1..]);
            let written = || str::from_utf8(value).ok();
            match key {
                b"path" => self.raw_name = Some(value.to_vec()),
                b"linkpath" => self.raw_link = Some(value.to_vec()),
                b"size" => self.size = written().and_then(|size| size.parse().ok()),
                b"mtime" => {
                    let whole = written().and_then(|time| time.split('.').next());
                    self.seconds = whole.and_then(|seconds| seconds.parse().ok());
                }
                b"GNU.sparse.name" => {
                    self.raw_name = Some(value.to_vec());
                    self.is_sparse = true;
                }
                _ if key.starts_with(b"GNU.sparse.") => self.is_sparse = true,
                _ => {}
            }
        }
    }
}

/// The first record, without its length and line end, and what follows.
fn split(records: &[u8]) -> Option<(&[u8], &[u8])> {
    let space = records.iter().take(20).position(|byte| *byte == b' ')?;
    let length: usize = str::from_utf8(&records[..space]).ok()?.parse().ok()?;
    let record = records.get(space + 1..length)?;
    Some((record.strip_suffix(b"\n").unwrap_or(record), &records[length..]))
}
