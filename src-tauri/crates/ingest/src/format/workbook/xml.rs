//! XML that is read as it comes, with a bound on what has to be held at once.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use quick_xml::Reader;
use quick_xml::events::Event;

/// Longest run of characters, or longest tag.
const EVENT_BYTES: usize = 64 << 20;

/// A stream of XML.
pub(super) struct Xml<'a> {
    reader: Reader<Gauge<'a>>,
    n_taken: Rc<Cell<usize>>,
    buf: Vec<u8>,
}

impl<'a> Xml<'a> {
    pub(super) fn new(content: &'a mut dyn Read) -> Xml<'a> {
        let n_taken = Rc::new(Cell::new(0));
        let gauge = Gauge { inner: BufReader::with_capacity(64 << 10, content), n_taken: n_taken.clone() };
        let mut reader = Reader::from_reader(gauge);
        // A wrong end tag is no reason to lose what follows.
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        Xml { reader, n_taken, buf: Vec::new() }
    }

    /// The next event, or why there is none.
    pub(super) fn next(&mut self) -> Result<Event<'_>, String> {
        self.buf.clear();
        self.n_taken.set(0);
        self.reader.read_event_into(&mut self.buf).map_err(|error| error.to_string())
    }

    /// Passes over an element whose start was read.
    pub(super) fn skip(&mut self) -> Result<(), String> {
        let mut depth = 1u32;
        while depth > 0 {
            match self.next()? {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Eof => return Err("it breaks off".to_owned()),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Counts what is taken for one event.
struct Gauge<'a> {
    inner: BufReader<&'a mut dyn Read>,
    n_taken: Rc<Cell<usize>>,
}

impl Read for Gauge<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n_read = self.inner.read(buf)?;
        self.n_taken.set(self.n_taken.get() + n_read);
        Ok(n_read)
    }
}

impl BufRead for Gauge<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.n_taken.get() > EVENT_BYTES {
            return Err(io::Error::other("a run of characters or a tag is longer than 64 MiB"));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.n_taken.set(self.n_taken.get() + n);
        self.inner.consume(n);
    }
}
