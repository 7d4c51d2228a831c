//! The password of a locked archive, found by trying.

use std::io::{self, Read};

use flate2::Crc;
use sevenz_rust2::{Archive, BlockDecoder, Coder, EncoderMethod, Error, Password};

use super::{Bytes, MOST_LIST_KIB, MOST_MEMORY_KIB, faults};
use crate::format::{Emit, Failure};
use crate::passwords::Passwords;

/// How much of the first file is unpacked to try a password.
const TRIED_BYTES: u64 = 16 << 20;
/// How many runs of bytes passwords are tried on in vain before the others are left shut: each try takes a tenth of a
/// second by design.
const MOST_MISSES: u32 = 8;
/// A key is hashed 2 to the power of this many times at most, as in 7-Zip; the highest number stands for a key as it is.
const MOST_POWER: u8 = 24;

/// The passwords for one archive.
pub(super) struct Keyring<'p> {
    passwords: &'p Passwords,
    /// The one that fitted last.
    fitting: Option<Password>,
    n_misses: u32,
}

impl<'p> Keyring<'p> {
    pub(super) fn new(passwords: &'p Passwords) -> Keyring<'p> {
        Keyring { passwords, fitting: None, n_misses: 0 }
    }

    /// Whether something was opened.
    pub(super) fn has_opened(&self) -> bool {
        self.fitting.is_some()
    }

    /// Reads the list of files, which may be locked, too.
    pub(super) fn list(&mut self, bytes: &mut Bytes<'_, '_>, out: &mut dyn Emit) -> Result<Archive, Failure> {
        let opened = Archive::read_with_memory_limit(bytes, &Password::empty(), MOST_LIST_KIB);
        let failure = match opened {
            Ok(archive) => return Ok(archive),
            Err(error) => faults::of_list(&error),
        };
        if failure == Failure::Encrypted {
            for word in self.passwords.iter() {
                out.alive()?;
                let password = Password::new(word);
                if let Ok(archive) = Archive::read_with_memory_limit(bytes, &password, MOST_LIST_KIB) {
                    self.fitting = Some(password);
                    return Ok(archive);
                }
            }
        }
        Err(failure)
    }

    /// The password of a run of bytes whose first file is `first`; an empty one where it has none or none fits.
    pub(super) fn of_block(
        &mut self,
        archive: &Archive,
        (block_idx, first): (usize, usize),
        sum: Option<u32>,
        bytes: &mut Bytes<'_, '_>,
        out: &mut dyn Emit,
    ) -> Result<Password, Failure> {
        let is_tried = self.n_misses < MOST_MISSES && !is_endless(archive, block_idx);
        if !is_tried || !archive.is_file_encrypted(first) {
            return Ok(Password::empty());
        }
        // One password for all is the rule: where another was used, the checksums say so.
        if let Some(fitting) = &self.fitting {
            return Ok(fitting.clone());
        }
        for word in self.passwords.iter() {
            out.alive()?;
            let password = Password::new(word);
            if is_right(archive, block_idx, sum, &password, bytes) {
                self.fitting = Some(password.clone());
                return Ok(password);
            }
        }
        self.n_misses += 1;
        Ok(Password::empty())
    }
}

/// Whether making the key of a run of bytes would take forever.
fn is_endless(archive: &Archive, block_idx: usize) -> bool {
    let power = |coder: &Coder| coder.properties().first().map_or(0, |first| first & 63);
    let mut coders = archive.blocks.get(block_idx).into_iter().flat_map(|block| block.ordered_coder_iter());
    coders.any(|(_, coder)| {
        coder.encoder_method_id() == EncoderMethod::ID_AES256_SHA256 && (MOST_POWER + 1..63).contains(&power(coder))
    })
}

/// Whether the first file of a run of bytes unpacks to what its checksum says, as far as it is tried.
fn is_right(
    archive: &Archive,
    block_idx: usize,
    sum: Option<u32>,
    password: &Password,
    bytes: &mut Bytes<'_, '_>,
) -> bool {
    let mut is_right = false;
    let decoder = BlockDecoder::new_with_memory_limit(1, MOST_MEMORY_KIB, block_idx, archive, password, bytes);
    let tried = decoder.for_each_entries(&mut |_, content: &mut dyn Read| {
        let mut crc = Summed { crc: Crc::new() };
        let n_read = io::copy(&mut content.take(TRIED_BYTES), &mut crc)?;
        is_right = n_read == TRIED_BYTES || sum.is_none_or(|sum| sum == crc.crc.sum());
        Ok::<_, Error>(false)
    });
    tried.is_ok() && is_right
}

/// Takes the checksum of what is written to it.
struct Summed {
    crc: Crc,
}

impl io::Write for Summed {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.crc.update(buf);
        Ok(buf.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
