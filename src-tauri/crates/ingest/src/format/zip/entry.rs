//! One entry of an archive, and its bytes unpacked.

use std::io::{Chain, Cursor, Read, Seek, SeekFrom};

use chrono::{DateTime, NaiveDate};
use encoding_rs::{Encoding, UTF_8};
use zip::ZipReadOptions;
use zip::read::{ZipFile, read_zipfile_from_stream_with_options};
use zip::result::ZipError;

use super::lock::{AesExtra, Cipher, Clear};
use crate::format::Packing;
use crate::format::medium::Medium;
use crate::format::names::{Name, name};
use crate::format::unpacking::STANDING_FROM_BYTES;

pub(super) const LOCAL: [u8; 4] = *b"PK\x03\x04";
pub(super) const LOCAL_BYTES: usize = 30;

const FLAG_ENCRYPTED: u16 = 1;
const FLAG_LOCKED_STRONGLY: u16 = 1 << 6;
const FLAG_DESCRIPTOR: u16 = 1 << 3;
const FLAG_UTF8: u16 = 1 << 11;
const EXTRA_ZIP64: u16 = 1;
const EXTRA_TIMES: u16 = 0x5455;
const EXTRA_UNICODE_PATH: u16 = 0x7075;
const EXTRA_AES: u16 = 0x9901;

/// What the archive says of one entry (APPNOTE.TXT 4.3.7 and 4.3.12).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) raw_name: Vec<u8>,
    /// The name in UTF-8 where Info-ZIP put one beside the stored one.
    pub(super) unicode_name: Option<String>,
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) dos_time: u32,
    pub(super) unix_time: Option<u32>,
    /// `None` where a salvaged entry does not tell.
    pub(super) crc: Option<u32>,
    /// `None` where a salvaged entry does not tell.
    pub(super) size: Option<u64>,
    pub(super) packed: u64,
    /// Where the local header stands; salvaged, where the packed bytes stand.
    pub(super) place: Place,
    pub(super) made_by: u16,
    pub(super) attributes: u32,
    /// Set where the bytes are locked by AES.
    pub(super) aes: Option<AesExtra>,
}

/// Where an entry's bytes are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Header(u64),
    Data(u64),
}

impl Default for Place {
    fn default() -> Place {
        Place::Header(0)
    }
}

/// An entry's bytes as packed.
pub(super) type Packed<'a, 'm> = Chain<Cursor<Vec<u8>>, Clear<&'a mut Medium<'m>>>;

/// An entry's bytes unpacked.
pub(super) type Unpacked<'p, 'a, 'm> = ZipFile<'p, Packed<'a, 'm>>;

impl Entry {
    pub(super) fn is_encrypted(&self) -> bool {
        self.flags & FLAG_ENCRYPTED != 0
    }

    /// Whether it is locked in PKWARE's own way, which is not known here.
    pub(super) fn is_locked_strongly(&self) -> bool {
        self.flags & FLAG_LOCKED_STRONGLY != 0
    }

    pub(super) fn has_descriptor(&self) -> bool {
        self.flags & FLAG_DESCRIPTOR != 0
    }

    pub(super) fn says_utf8(&self) -> bool {
        self.flags & FLAG_UTF8 != 0
    }

    pub(super) fn is_folder(&self) -> bool {
        let is_named_so = self.raw_name.ends_with(b"/") || self.raw_name.ends_with(b"\\");
        // In some encodings a letter ends with the byte of a backslash: what holds bytes is a file.
        let is_empty = self.size.map_or(self.packed == 0, |size| size == 0);
        is_empty && (is_named_so || self.attributes & 0x10 != 0)
    }

    pub(super) fn is_link(&self) -> bool {
        let made_on_unix = matches!(self.made_by >> 8, 3 | 19);
        made_on_unix && (self.attributes >> 16) & 0o170_000 == 0o120_000
    }

    pub(super) fn name(&self, code: Option<&'static Encoding>) -> Name {
        let code = if self.says_utf8() { Some(UTF_8) } else { code };
        name(&self.raw_name, self.unicode_name.as_deref(), code)
    }

    /// Whether its end cannot be told from its packed bytes: the old ways of packing, and LZMA.
    fn must_know_size(&self) -> bool {
        matches!(self.method, 1..=7 | 14)
    }

    /// The time of the last change as EDTF: in UTC where the archive tells, else local time of who knows where.
    pub(super) fn modified(&self) -> Option<String> {
        if let Some(seconds) = self.unix_time.filter(|seconds| *seconds > 0) {
            let time = DateTime::from_timestamp(i64::from(seconds), 0)?;
            return Some(time.format("%Y-%m-%dT%H:%M:%SZ").to_string());
        }
        let (date, time) = (self.dos_time >> 16, self.dos_time & 0xffff);
        // What programs write that know no time.
        if self.dos_time == 0 || self.dos_time == 0x0021_0000 {
            return None;
        }
        let year = 1980 + i32::try_from(date >> 9).ok()?;
        let day = NaiveDate::from_ymd_opt(year, (date >> 5) & 0xf, date & 0x1f)?;
        let moment = day.and_hms_opt(time >> 11, (time >> 5) & 0x3f, (time & 0x1f) * 2)?;
        Some(moment.format("%Y-%m-%dT%H:%M:%S").to_string())
    }

    /// Takes what the extra fields tell: 64-bit sizes, UTC time, the name in UTF-8.
    pub(super) fn take_extra(&mut self, mut extra: &[u8], header_at: &mut u64) {
        while let Some((kind, rest)) = take_u16(extra) {
            let Some((length, rest)) = take_u16(rest) else {
                return;
            };
            let length = usize::from(length).min(rest.len());
            let (field, rest) = rest.split_at(length);
            extra = rest;
            match kind {
                EXTRA_ZIP64 => self.take_zip64(field, header_at),
                EXTRA_TIMES if field.first().is_some_and(|flags| flags & 1 != 0) => {
                    self.unix_time = field.get(1..5).map(u32_le);
                }
                EXTRA_AES => self.aes = AesExtra::parse(field),
                EXTRA_UNICODE_PATH if field.len() > 5 => {
                    self.unicode_name = String::from_utf8(field[5..].to_vec()).ok();
                }
                _ => {}
            }
        }
    }

    fn take_zip64(&mut self, mut field: &[u8], header_at: &mut u64) {
        const FULL: u64 = u32::MAX as u64;
        let mut next = |is_here: bool| -> Option<u64> {
            let value = field.get(..8).filter(|_| is_here).map(u64_le)?;
            field = &field[8..];
            Some(value)
        };
        if let Some(size) = next(self.size == Some(FULL)) {
            self.size = Some(size);
        }
        if let Some(packed) = next(self.packed == FULL) {
            self.packed = packed;
        }
        if let Some(at) = next(*header_at == FULL) {
            *header_at = at;
        }
    }

    /// Where the entry's bytes stand in the archive and how, where the vault can take them from there.
    pub(super) fn stands_at(&self, medium: &mut Medium<'_>) -> Option<(u64, Packing)> {
        let size = self.size.filter(|size| *size >= STANDING_FROM_BYTES)?;
        let packing = match self.method {
            0 if size == self.packed => Packing::Plain,
            8 => Packing::Deflated,
            _ => return None,
        };
        Some((self.data_at(medium).ok()?, packing))
    }

    /// Where the packed bytes stand.
    pub(super) fn data_at(&self, medium: &mut Medium<'_>) -> Result<u64, String> {
        let at = match self.place {
            Place::Data(at) => return Ok(at),
            Place::Header(at) => at,
        };
        let mut head = [0; LOCAL_BYTES];
        let n_read = medium.read_at(at, &mut head).map_err(|failure| failure.to_string())?;
        if n_read < LOCAL_BYTES || head[..4] != LOCAL {
            return Err("its header is missing".to_owned());
        }
        let variable = u64::from(u16_le(&head[26..])) + u64::from(u16_le(&head[28..]));
        Ok(at.saturating_add(LOCAL_BYTES as u64 + variable))
    }

    /// The entry's packed bytes behind a header of our own making, so that nothing in the archive's headers but what
    /// was read above has a say in how they are unpacked.
    pub(super) fn packed<'a, 'm>(
        &self,
        medium: &'a mut Medium<'m>,
        cipher: Option<Cipher>,
    ) -> Result<Packed<'a, 'm>, String> {
        let data_at = self.data_at(medium)?;
        medium.seek(SeekFrom::Start(data_at)).map_err(|error| error.to_string())?;
        let mut header = LOCAL.to_vec();
        header.extend([20, 0]);
        header.extend(FLAG_DESCRIPTOR.to_le_bytes());
        header.extend(self.method.to_le_bytes());
        header.resize(LOCAL_BYTES, 0);
        Ok(Cursor::new(header).chain(Clear::new(medium.take(self.packed), cipher)))
    }

    /// Unpacks: the reader fails at the end where size or checksum do not agree.
    pub(super) fn unpack<'p, 'a, 'm>(&self, packed: &'p mut Packed<'a, 'm>) -> Result<Unpacked<'p, 'a, 'm>, String> {
        let mut options = ZipReadOptions::new().override_compressed_size(self.packed);
        // A size that is too small would have the library give nothing: it is compared by who takes the bytes.
        if let Some(size) = self.size.filter(|_| self.must_know_size()) {
            options = options.override_uncompressed_size(size);
        }
        options = match self.crc {
            Some(crc) => options.override_crc(crc),
            None => options.ignore_crc32(true),
        };
        match read_zipfile_from_stream_with_options(packed, options) {
            Ok(Some(file)) => Ok(file),
            Ok(None) => Err("its header is missing".to_owned()),
            Err(ZipError::CompressionMethodNotSupported(method)) => {
                Err(format!("packed by method {method}, which is not known here"))
            }
            Err(error) => Err(error.to_string()),
        }
    }
}

/// The two bytes at the start of `bytes`, which the caller has checked to be there.
pub(super) fn u16_le(bytes: &[u8]) -> u16 {
    u16::from_le_bytes([bytes[0], bytes[1]])
}

/// The four bytes at the start of `bytes`, which the caller has checked to be there.
pub(super) fn u32_le(bytes: &[u8]) -> u32 {
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

/// The eight bytes at the start of `bytes`, which the caller has checked to be there.
pub(super) fn u64_le(bytes: &[u8]) -> u64 {
    u64::from(u32_le(bytes)) | u64::from(u32_le(&bytes[4..])) << 32
}

fn take_u16(bytes: &[u8]) -> Option<(u16, &[u8])> {
    let (two, rest) = bytes.split_first_chunk::<2>()?;
    Some((u16::from_le_bytes(*two), rest))
}
