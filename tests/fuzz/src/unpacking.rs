//! What the vault unpacks itself, from archives that came from elsewhere.

use std::io::Read;

use store::vault::{Bytes, Form, Left};

use crate::targets::Target;

/// More is not unpacked at once: zeros pack to nearly nothing.
const MOST_BYTES: u64 = 1 << 20;

/// Feeds streams of LZMA. The first byte says of which form, and how much of it is passed over.
pub(crate) fn lzma(_: &Target, bytes: &[u8]) {
    let [how, stream @ ..] = bytes else { return };
    let form = [Form::Lzma { numbers: 93, window: 1 << 16 }, Form::Lzma2 { window: 8 }, Form::Xz][usize::from(how % 3)];
    let (skip, left) = (u64::from(how / 3) * 700, Left::default());
    let from = |skip| Bytes::memory(stream.into()).unpacking_from(0, form, skip, &left).expect("it is in memory");
    let read = |bytes: Option<Bytes>| {
        let mut read = Vec::new();
        if let Some(bytes) = bytes {
            // What came out before a fault counts.
            let _ = bytes.take(MOST_BYTES).read_to_end(&mut read);
        }
        read
    };
    let (behind, whole) = (read(from(skip)), read(from(0)));
    let skipped = whole.get(skip as usize..).unwrap_or_default();
    let n_both = behind.len().min(skipped.len());
    // Damage that was passed over is not noticed.
    assert!(behind.is_empty() || whole.is_empty() || behind[..n_both] == skipped[..n_both], "one stream, one content");
}
