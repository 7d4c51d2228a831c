//! Words with who said them, as they are shown: `author, date: words`.

/// The line for a comment, a note or a change. Author and date may be missing.
pub(crate) fn said(author: &str, date: Option<&str>, words: &str) -> String {
    let known: Vec<&str> = [author, date.unwrap_or_default()].into_iter().filter(|part| !part.is_empty()).collect();
    if known.is_empty() { words.to_owned() } else { format!("{}: {words}", known.join(", ")) }
}

/// Words on one line: white space of any kind and length between them is one blank, at the ends none.
pub(crate) fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
