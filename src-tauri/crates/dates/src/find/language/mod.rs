//! The words by which dates are written, one file per language. Chinese, Japanese and Korean dates are not made of words: see
//! `find/cjk.rs`.

use crate::find::lexicon::Language;

mod english;
mod french;
mod german;
mod russian;
mod spanish;

/// Every language.
pub(super) const LANGUAGES: &[&Language] =
    &[&english::WORDS, &german::WORDS, &french::WORDS, &spanish::WORDS, &russian::WORDS];
