//! Pages by number, and what goes on from one to the next.

use crate::format::Failure;
use crate::format::medium::Medium;

/// Longer rows are cut.
const ROW_BYTES: u64 = 64 << 20;

/// The pages of a database.
pub(super) struct Pages<'m> {
    medium: Medium<'m>,
    size: usize,
    /// How much of each page is used.
    usable: usize,
    n_pages: u32,
    /// A bit for each page that was read as part of a table.
    seen: Vec<u64>,
}

impl<'m> Pages<'m> {
    pub(super) fn new(medium: Medium<'m>, head: &[u8; 100], len: u64) -> Result<Pages<'m>, Failure> {
        let size = match u16::from_be_bytes([head[16], head[17]]) {
            1 => 65_536,
            size => usize::from(size),
        };
        let usable = size.saturating_sub(usize::from(head[20]));
        if !size.is_power_of_two() || size < 512 || usable < 480 {
            return Err(Failure::Corrupt("its header tells a size of pages that cannot be".to_owned()));
        }
        let n_pages = u32::try_from(len.div_ceil(size as u64)).unwrap_or(u32::MAX);
        Ok(Pages { medium, size, usable, n_pages, seen: Vec::new() })
    }

    pub(super) fn usable(&self) -> usize {
        self.usable
    }

    /// A page of a table, the first time it is asked for; `None` where it is not there or was read before.
    pub(super) fn fresh(&mut self, number: u32) -> Result<Option<Vec<u8>>, Failure> {
        let (word, bit) = ((number / 64) as usize, 1_u64 << (number % 64));
        if number == 0 || number > self.n_pages {
            return Ok(None);
        }
        if self.seen.len() <= word {
            self.seen.resize(word + 1, 0);
        }
        let known = self.seen.get_mut(word).filter(|known| **known & bit == 0);
        match known {
            Some(known) => *known |= bit,
            None => return Ok(None),
        }
        self.page(number)
    }

    fn page(&mut self, number: u32) -> Result<Option<Vec<u8>>, Failure> {
        if number == 0 || number > self.n_pages {
            return Ok(None);
        }
        let mut page = vec![0; self.size];
        let n_read = self.medium.read_at(u64::from(number - 1) * self.size as u64, &mut page)?;
        page.truncate(self.usable);
        Ok((n_read == self.size).then_some(page))
    }

    /// A row of `len` bytes that begins with `local` and goes on from page `next`, and whether its end is missing.
    pub(super) fn whole(&mut self, local: &[u8], len: u64, mut next: u32) -> Result<(Vec<u8>, bool), Failure> {
        let mut row = local.to_vec();
        let wanted = len.min(ROW_BYTES) as usize;
        while row.len() < wanted {
            // A page belongs to one row, and to it once: chains in a circle end here.
            let Some(page) = self.fresh(next)? else { return Ok((row, true)) };
            let Some((head, more)) = page.split_first_chunk::<4>() else { return Ok((row, true)) };
            next = u32::from_be_bytes(*head);
            row.extend(&more[..more.len().min(wanted - row.len())]);
        }
        Ok((row, len > ROW_BYTES))
    }
}
