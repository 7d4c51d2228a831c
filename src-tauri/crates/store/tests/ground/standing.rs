//! Documents that stand in the bytes of another one.

use std::io::{Read, Write};

use facts::DocumentId;
use store::{
    CaseMut,
    vault::{Bytes, Derived, Hasher, Packing},
};

use super::{folders, found, found_in, only_source, take_in};

pub const MARA: &str = "Mara Quell";
pub const HEAD: &[u8] = b"Head of the box. ";

/// Words that pack well and are nowhere the same.
pub fn manifest(n_lines: usize) -> Vec<u8> {
    (0..n_lines)
        .flat_map(|n| format!("crate {n}, Odalys Fennimore-Tack, {} kg\n", n * 7919 % 1009).into_bytes())
        .collect()
}

/// A case with one file in which others stand.
pub fn with(bytes: &[u8], name: &str) -> (tempfile::TempDir, CaseMut, DocumentId) {
    let (dir, root, world) = folders();
    let mut case = CaseMut::create(&root, "t", MARA, &world).expect("a case is made");
    take_in(&mut case, "first.txt", "The first.", "1");
    let source = only_source(&case);
    let mut staged = case.vault().stage().expect("staged");
    staged.write_all(bytes).expect("written");
    let mut tx = case.begin(MARA, "taking in").expect("begins");
    let whole = tx.add_document(staged).expect("added");
    tx.add_acquisition(&found(source, Some(whole), name)).expect("added");
    tx.commit().expect("committed");
    (dir, case, whole)
}

pub fn standing(within: DocumentId, at: u64, bytes: &[u8], packing: Packing) -> Derived {
    let mut hasher = Hasher::new();
    hasher.update(bytes);
    Derived { within, at, bytes: bytes.len() as u64, sha256: hasher.finish(), packing }
}

pub fn add(case: &mut CaseMut, derived: &Derived, path: &str) -> DocumentId {
    let source = only_source(case);
    let mut tx = case.begin(MARA, "taking in").expect("begins");
    let id = tx.add_derived(derived).expect("added");
    tx.add_acquisition(&found_in(source, derived.within, Some(id), path)).expect("added");
    tx.commit().expect("committed");
    id
}

pub fn all(mut bytes: Bytes) -> Vec<u8> {
    let mut read = Vec::new();
    bytes.read_to_end(&mut read).expect("read");
    read
}
