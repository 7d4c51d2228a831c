//! Text off pictures: lines are found, straightened and read, and put in reading order. Pure Rust; the models come as
//! bytes, and no picture, however odd, makes it panic.
//!
//! Start at [`Reader`]. Not in here: files, formats of pictures, pages of documents, what the text means.
//!
//! The way of a picture: [`map`] asks a model where text is, [`region`] makes slanted boxes of that, [`strip`] cuts and
//! straightens them, [`split`] parts them at wide gaps, [`ctc`] and [`words`] make words of another model's answer,
//! [`order`] and [`page`] put them in order. Models and their handling follow PP-OCR (Du et al., PP-OCR: A Practical
//! Ultra Lightweight OCR System, 2020).
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod ctc;
mod error;
mod geometry;
mod grain;
mod map;
mod models;
mod order;
mod page;
mod picture;
mod reader;
mod region;
mod split;
mod strip;
mod words;

pub use error::Error;
pub use geometry::{Bounds, Point, Quad};
pub use models::{Models, Role};
pub use page::{Line, Page, Word};
pub use picture::{Image, Pixels, Turn};
pub use reader::{Reader, start_threads};
