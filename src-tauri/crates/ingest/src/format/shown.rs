//! Names from inside files, made safe to show.

/// The name with control and direction marks replaced: a name is shown to people, and must not play tricks on them.
pub(crate) fn shown(name: &str) -> String {
    name.chars().map(|c| if is_trick(c) { '\u{fffd}' } else { c }).collect()
}

fn is_trick(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
