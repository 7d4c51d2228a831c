//! What goes wrong in real material and at real desks.

mod asking;
mod containers;
mod damage;
mod files;
mod sharing;
mod workers;
