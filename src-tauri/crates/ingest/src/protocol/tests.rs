//! Frames and hostile workers.
