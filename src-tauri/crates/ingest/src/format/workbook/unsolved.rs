//! Formulas of a sheet of which the file does not have what they come to: programs that only write leave that to Excel.

const MOST_NAMED: usize = 20;

/// What has been found so far.
#[derive(Default)]
pub(super) struct Unsolved {
    n_cells: u64,
    named: Vec<String>,
    /// The cell that is open, as far as it is known.
    place: Vec<u8>,
    is_cell: bool,
    has_formula: bool,
    has_value: bool,
    is_value: bool,
}

impl Unsolved {
    /// Takes a tag, its name without what stands before a colon, and a way to its attributes.
    pub(super) fn tag<'a>(&mut self, tag: &[u8], name: &[u8], attribute: impl Fn(&str) -> Option<&'a [u8]>) {
        let (is_end, is_whole) = (tag.starts_with(b"/"), tag.ends_with(b"/"));
        match name {
            b"c" | b"/c" if is_end => self.end(),
            b"c" => {
                self.is_cell = !is_whole;
                (self.has_formula, self.is_value) = (false, false);
                // A text that a formula gives may be empty.
                self.has_value = attribute(" t") == Some(b"str");
                self.place.clear();
                self.place.extend_from_slice(attribute(" r").unwrap_or_default());
            }
            b"f" if !is_end => self.has_formula = self.is_cell,
            b"v" | b"/v" => self.is_value = !is_end && !is_whole,
            b"is" => self.has_value = true,
            _ => {}
        }
    }

    /// Takes what stands between two tags.
    pub(super) fn words(&mut self, words: &[u8]) {
        self.has_value |= self.is_value && !words.trim_ascii().is_empty();
    }

    fn end(&mut self) {
        if self.is_cell && self.has_formula && !self.has_value {
            let place = std::mem::take(&mut self.place);
            self.add(|| String::from_utf8_lossy(&place).into_owned());
        }
        self.is_cell = false;
    }

    /// Takes a cell whose formula nobody worked out.
    pub(super) fn add(&mut self, place: impl FnOnce() -> String) {
        self.n_cells += 1;
        if self.named.len() < MOST_NAMED {
            self.named.push(place());
        }
    }

    /// What is said of the sheet, if there are any.
    pub(super) fn told(&self, sheet: &str) -> Option<String> {
        let cells = self.named.join(", ");
        match self.n_cells {
            0 => None,
            1 => Some(format!("in the sheet {sheet}, what 1 formula comes to is not stored: {cells} is shown empty")),
            n => {
                let more = if n > MOST_NAMED as u64 { " and others" } else { "" };
                Some(format!(
                    "in the sheet {sheet}, what {n} formulas come to is not stored: {cells}{more} are shown empty"
                ))
            }
        }
    }
}
