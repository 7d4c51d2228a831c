//! What is told from content.
