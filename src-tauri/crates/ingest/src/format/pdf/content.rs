//! Whether what a page draws can be had at all: a page that shows nothing may be blank, or damaged.

use hayro_interpret::hayro_syntax::content::ops::TypedInstruction;
use hayro_interpret::hayro_syntax::object::{Array, Object, Stream};
use hayro_interpret::hayro_syntax::page::Page;

const CONTENTS: &[u8] = b"Contents";
/// Nothing, deflated, takes fewer bytes.
const LEAST_PACKED: usize = 16;

/// Whether some of what a page draws is missing or cannot be decoded, or is no drawing.
pub(super) fn is_lost(page: &Page<'_>) -> bool {
    let dict = page.raw();
    if !dict.contains_key(CONTENTS) {
        return false;
    }
    if let Some(stream) = dict.get::<Stream<'_>>(CONTENTS) {
        return is_undecoded(&stream) || is_no_drawing(page);
    }
    let Some(parts) = dict.get::<Array<'_>>(CONTENTS) else {
        return !matches!(dict.get::<Object<'_>>(CONTENTS), Some(Object::Null(_)));
    };
    let n_parts = parts.raw_iter().count();
    let streams: Vec<Stream<'_>> = parts.iter::<Stream<'_>>().collect();
    streams.len() < n_parts || streams.iter().any(is_undecoded) || is_no_drawing(page)
}

fn is_undecoded(stream: &Stream<'_>) -> bool {
    match stream.decoded_data() {
        Ok(data) => data.is_empty() && stream.raw_data().len() > LEAST_PACKED,
        Err(_) => true,
    }
}

/// Whether there is something, and nothing of it is an instruction.
fn is_no_drawing(page: &Page<'_>) -> bool {
    let mut steps = page.typed_operations();
    while let Some(step) = steps.next() {
        if !matches!(step, TypedInstruction::Fallback(_)) {
            return false;
        }
    }
    page.page_stream().is_some_and(|stream| !stream.iter().all(u8::is_ascii_whitespace))
}
