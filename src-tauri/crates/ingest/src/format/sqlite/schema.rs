//! The columns of a table, from the words it was made with.

/// What is known of a table's columns.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    /// Those that are stored, in the order in which they are.
    pub(super) names: Vec<String>,
    /// Which one stands for the row's number, and is not stored beside it.
    pub(super) row_number: Option<usize>,
}

/// Reads `CREATE TABLE …`. A table without row numbers stores its columns in another order: their names are left out.
pub(super) fn columns(sql: &str) -> Columns {
    let words = words(sql);
    let Some(open) = words.iter().position(|word| word.is("(")) else { return Columns::default() };
    let mut columns = Columns::default();
    let mut definitions: Vec<Vec<&Word>> = vec![Vec::new()];
    let mut depth = 0_usize;
    let mut rest = &words[open + 1..];
    while let Some((word, after)) = rest.split_first() {
        rest = after;
        match word.text.as_str() {
            ")" if !word.is_quoted && depth == 0 => break,
            ")" if !word.is_quoted => depth -= 1,
            "(" if !word.is_quoted => depth += 1,
            "," if !word.is_quoted && depth == 0 => {
                definitions.push(Vec::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = definitions.last_mut() {
            last.push(word);
        }
    }
    if rest.windows(2).any(|pair| pair[0].is("without") && pair[1].is("rowid")) {
        return Columns::default();
    }
    for definition in definitions {
        columns.take(&definition);
    }
    columns
}

impl Columns {
    fn take(&mut self, definition: &[&Word]) {
        let Some((name, rest)) = definition.split_first() else { return };
        let has = |word: &str| rest.iter().any(|known| known.is(word));
        let is_rule = ["constraint", "primary", "unique", "check", "foreign"].iter().any(|word| name.is(word));
        if is_rule {
            // `PRIMARY KEY (id)` may name a whole number that was described before.
            let key: Vec<&&Word> = definition.iter().skip_while(|word| !word.is("(")).skip(1).collect();
            let is_key = definition.iter().any(|word| word.is("primary"));
            if let (true, [only, end, ..]) = (is_key, &key[..])
                && end.is(")")
                && let Some(place) = self.names.iter().position(|name| name.eq_ignore_ascii_case(&only.text))
            {
                self.row_number = self.row_number.or(Some(place));
            }
            return;
        }
        // Values that are worked out when asked for are not stored.
        if has("as") && !has("stored") {
            return;
        }
        if rest.first().is_some_and(|kind| kind.is("integer")) && has("primary") {
            self.row_number = Some(self.names.len());
        }
        self.names.push(name.text.clone());
    }
}

#[derive(Debug)]
struct Word {
    text: String,
    is_quoted: bool,
}

impl Word {
    fn is(&self, word: &str) -> bool {
        !self.is_quoted && self.text.eq_ignore_ascii_case(word)
    }
}

/// Names, numbers and single signs; comments are none.
fn words(sql: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let close = match first {
            '"' | '\'' | '`' => Some(first),
            '[' => Some(']'),
            _ => None,
        };
        if let Some(close) = close {
            let mut text = String::new();
            rest = &rest[1..];
            while !rest.is_empty() {
                let (words, after) = rest.split_once(close).unwrap_or((rest, ""));
                text.push_str(words);
                rest = after;
                // Doubled, it stands for itself.
                if close == ']' || !rest.starts_with(close) {
                    break;
                }
                text.push(close);
                rest = &rest[1..];
            }
            words.push(Word { text, is_quoted: true });
        } else if rest.starts_with("--") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if rest.starts_with("/*") {
            rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
        } else {
            let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
            let len = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len()).max(first.len_utf8());
            if !first.is_whitespace() {
                words.push(Word { text: rest[..len].to_owned(), is_quoted: false });
            }
            rest = &rest[len..];
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found() {
        let check = |sql: &str, names: &[&str], row_number: Option<usize>| {
            let found = columns(sql);
            assert_eq!(
                (found.names.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), found.row_number),
                (names, row_number),
                "{sql}"
            );
        };
        check("CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT)", &["id", "name"], Some(0));
        check("CREATE TABLE t(a, \"b, \"\"c\"\"\" REAL DEFAULT (1, 2), [d e])", &["a", "b, \"c\"", "d e"], None);
        check("create table \"x(\" (id int primary key, -- , z\n `n` /* , */ text)", &["id", "n"], None);
        check("CREATE TABLE t(n TEXT, id INTEGER, CONSTRAINT k PRIMARY KEY (ID))", &["n", "id"], Some(1));
        check("CREATE TABLE t(a, b, PRIMARY KEY (a, b))", &["a", "b"], None);
        check("CREATE TABLE t(a, b GENERATED ALWAYS AS (a + 1), c AS (a) STORED, d)", &["a", "c", "d"], None);
        check("CREATE TABLE t(a PRIMARY KEY, b) WITHOUT ROWID", &[], None);
        check("nothing", &[], None);
        check("CREATE TABLE t(\"open", &["open"], None);
    }
}
