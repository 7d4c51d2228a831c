//! The window's code is checked against a committed file; it has to be what the Rust types say.

use std::path::Path;

#[test]
fn the_committed_types_are_those_of_the_commands() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/api/types.ts");
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == desk::typescript(), "ui/src/api/types.ts has drifted: cargo xtask types writes it anew");
}
