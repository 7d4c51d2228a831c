//! Objects that one program put into another's document, as compound files of their own: what is wrapped is given.

use super::medium::Medium;
use super::ole::{Ole, give_wrapped, properties};
use super::{Emit, Failure, Input};

/// Gives the file in a compound file that is only its wrapping.
///
/// # Errors
///
/// [`Failure::Unsupported`] where there is none.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut medium = Medium::new(&mut *input.bytes);
    let ole = Ole::open(&mut medium, input.len)?;
    properties(&ole, &mut medium, out)?;
    give_wrapped(&ole, &mut medium, input.limits, out)
}

#[cfg(test)]
mod tests;
