//! The walk over an export: chats and messages are given one by one as they are read.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Read};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::Chats;
use crate::format::Failure;

/// How much one value may take.
pub(super) struct Budget {
    most: u64,
    left: Cell<u64>,
    is_spent: Cell<bool>,
}

impl Budget {
    pub(super) fn new(most: u64) -> Budget {
        Budget { most, left: Cell::new(most), is_spent: Cell::new(false) }
    }

    pub(super) fn is_spent(&self) -> bool {
        self.is_spent.get()
    }

    fn renew(&self) {
        self.left.set(self.most);
    }
}

/// Bytes that end where the budget does.
pub(super) struct Counted<'b, R> {
    pub(super) bytes: R,
    pub(super) budget: &'b Budget,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n_read = self.bytes.read(buf)?;
        match self.budget.left.get().checked_sub(n_read as u64) {
            Some(left) => self.budget.left.set(left),
            None => {
                self.budget.is_spent.set(true);
                return Err(io::Error::other("one value is too long"));
            }
        }
        Ok(n_read)
    }
}

/// Walks over an export.
pub(super) fn walk(bytes: impl Read, budget: &Budget, chats: &mut Chats<'_>) -> Result<(), serde_json::Error> {
    let mut json = serde_json::Deserializer::from_reader(bytes);
    Part { place: Place::Top, budget, chats }.deserialize(&mut json)?;
    json.end()
}

/// Where in an export the walk is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The whole: one chat, or an account.
    Top,
    /// What holds a list of chats.
    Lists,
    Chats,
    Chat,
    Messages,
}

struct Part<'p, 'c> {
    place: Place,
    budget: &'p Budget,
    chats: &'p mut Chats<'c>,
}

impl<'de> DeserializeSeed<'de> for Part<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        match self.place {
            Place::Chats | Place::Messages => json.deserialize_seq(self),
            Place::Top | Place::Lists | Place::Chat => json.deserialize_map(self),
        }
    }
}

impl<'de> Visitor<'de> for Part<'_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an export of chats")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        let Part { place, budget, chats } = self;
        let mut about = Map::new();
        let mut is_begun = false;
        while let Some(key) = map.next_key::<String>()? {
            budget.renew();
            let next = match (place, key.as_str()) {
                (Place::Top | Place::Chat, "messages") => {
                    is_begun = true;
                    given(chats, |chats| chats.chat(&std::mem::take(&mut about)))?;
                    Some(Place::Messages)
                }
                (Place::Top, "chats" | "left_chats") => Some(Place::Lists),
                (Place::Lists, "list") => {
                    chats.is_one_of_many = true;
                    Some(Place::Chats)
                }
                _ => None,
            };
            check(chats)?;
            if let Some(place) = next {
                map.next_value_seed(Part { place, budget, chats })?;
                continue;
            }
            let value: Value = map.next_value()?;
            match (place, key.as_str(), &value) {
                (Place::Top | Place::Chat, "name" | "type" | "id", _) if is_begun => {
                    given(chats, |chats| chats.late(&key, &value))?;
                }
                (Place::Top | Place::Chat, "name" | "type" | "id", _) => {
                    about.insert(key, value);
                }
                // What Telegram says of the file is no words of anybody.
                (_, "about", _) | (Place::Lists, ..) => {}
                _ => given(chats, |chats| chats.other(&key, &value))?,
            }
        }
        // A chat without messages is one all the same.
        if !about.is_empty() {
            given(chats, |chats| chats.chat(&about))?;
        }
        Ok(())
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<(), S::Error> {
        let Part { place, budget, chats } = self;
        loop {
            budget.renew();
            let is_more = match place {
                Place::Chats => seq.next_element_seed(Part { place: Place::Chat, budget, chats })?.is_some(),
                Place::Messages => match seq.next_element::<Value>()? {
                    Some(message) => {
                        given(chats, |chats| chats.message(&message))?;
                        true
                    }
                    None => false,
                },
                _ => seq.next_element::<IgnoredAny>()?.is_some(),
            };
            if !is_more {
                return Ok(());
            }
        }
    }
}

/// Keeps a failure beside the walk and ends it.
fn given<'c, E: Error>(
    chats: &mut Chats<'c>,
    give: impl FnOnce(&mut Chats<'c>) -> Result<(), Failure>,
) -> Result<(), E> {
    if let Err(failure) = give(chats) {
        chats.failure = Some(failure);
    }
    check(chats)
}

fn check<E: Error>(chats: &Chats<'_>) -> Result<(), E> {
    match chats.failure {
        Some(_) => Err(E::custom("stopped")),
        None => Ok(()),
    }
}
