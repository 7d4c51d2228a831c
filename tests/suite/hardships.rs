//! What goes wrong in real material and at real desks.

mod asking;
mod containers;
mod files;
mod sharing;
mod workers;
