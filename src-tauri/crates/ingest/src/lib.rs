//! Bytes to units of text, children, metadata and problems, in sandboxed worker processes.

pub mod format;
