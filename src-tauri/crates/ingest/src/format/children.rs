//! Documents found inside one that is held in memory, given within the limits.

use super::{Child, Emit, Failure, Limits, Problem};

/// Gives children one by one: `attachment 1`, `attachment 2`…
pub(crate) struct Children {
    limits: Limits,
    noun: &'static str,
    n: u64,
    n_bytes: u64,
}

/// What a child is called.
#[derive(Debug, Default)]
pub(crate) struct Naming {
    /// Safe to show.
    pub(crate) name: String,
    pub(crate) raw_name: Option<Vec<u8>>,
    /// EDTF.
    pub(crate) modified: Option<String>,
    pub(crate) broken: Option<Problem>,
}

impl Children {
    /// `noun` is what one is called in locators.
    pub(crate) fn new(limits: Limits, noun: &'static str) -> Children {
        Children { limits, noun, n: 0, n_bytes: 0 }
    }

    /// The number the next child has.
    pub(crate) fn next(&self) -> u64 {
        self.n + 1
    }

    /// Counts one that is no document of its own.
    pub(crate) fn pass(&mut self) {
        self.n += 1;
    }

    pub(crate) fn give(&mut self, naming: Naming, bytes: &[u8], out: &mut dyn Emit) -> Result<(), Failure> {
        let Limits { depth, max_depth, max_children, max_child_bytes, .. } = self.limits;
        if depth >= max_depth {
            return Err(Failure::LimitHit(format!("containers in containers, {depth} deep")));
        }
        self.n += 1;
        self.n_bytes = self.n_bytes.saturating_add(bytes.len() as u64);
        if self.n > max_children {
            return Err(Failure::LimitHit(format!("more than {max_children} documents in one")));
        }
        if self.n_bytes > max_child_bytes {
            return Err(Failure::LimitHit(format!("more than {max_child_bytes} bytes in one document")));
        }
        let Naming { name, raw_name, modified, broken } = naming;
        let child = Child { name, raw_name, locator: format!("{} {}", self.noun, self.n), modified, broken };
        out.child(child, &mut &bytes[..])?;
        Ok(())
    }
}
