//! Who wrote a message and who it went to.

use std::path::Path;

use super::store::{PART_HEADER, Properties, Store, id};

const MOST_PEOPLE: usize = 10_000;

/// People as a reader sees them: `Name <address>`.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) from: Option<String>,
    /// Who sent it on behalf of the writer.
    pub(super) sender: Option<String>,
    pub(super) to: Vec<String>,
    pub(super) cc: Vec<String>,
    pub(super) bcc: Vec<String>,
    /// How many recipients were left out.
    pub(super) n_left_out: usize,
}

/// The properties that name somebody: name, address, kind of address, address of the internet.
const WRITER: [u16; 3] = [0x0042, 0x0065, 0x5d02];
const SENDER: [u16; 3] = [0x0c1a, 0x0c1f, 0x5d01];

impl People {
    pub(super) fn of(store: &mut Store, message: &Properties) -> People {
        let mut people =
            People { from: named(store, message, WRITER), sender: named(store, message, SENDER), ..People::default() };
        if people.from.is_none() || people.from == people.sender {
            people.from = people.from.or(people.sender.take());
            people.sender = None;
        }
        people.recipients(store, message);
        // Where the list is lost, the names that stood on the envelope are there.
        for (list, shown) in
            [(&mut people.to, id::DISPLAY_TO), (&mut people.cc, id::DISPLAY_CC), (&mut people.bcc, id::DISPLAY_BCC)]
        {
            if list.is_empty() {
                let names = store.line(message, shown).unwrap_or_default();
                list.extend(names.split(';').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned));
            }
        }
        people
    }

    fn recipients(&mut self, store: &mut Store, message: &Properties) {
        let found = store.storages(message.path(), "__recip_version1.0_");
        self.n_left_out = found.len().saturating_sub(MOST_PEOPLE);
        for path in found.iter().take(MOST_PEOPLE) {
            let (kind, Some(person)) = recipient(store, path, message) else { continue };
            match kind {
                2 => self.cc.push(person),
                3 => self.bcc.push(person),
                _ => self.to.push(person),
            }
        }
    }
}

fn recipient(store: &mut Store, path: &Path, message: &Properties) -> (u32, Option<String>) {
    let mut properties = store.properties(path, PART_HEADER);
    properties.page = message.page;
    // The upper bits tell of attempts to deliver.
    let kind = properties.number(id::RECIPIENT_TYPE).unwrap_or(1) & 0xf;
    (kind, named(store, &properties, [id::NAME, id::ADDRESS, id::SMTP_ADDRESS]))
}

fn named(store: &mut Store, of: &Properties, [name, address, internet]: [u16; 3]) -> Option<String> {
    let bare = |text: String| text.trim_matches(['\'', '"', ' ']).to_owned();
    let name = store.line(of, name).map(bare).filter(|name| !name.is_empty());
    // The address of Exchange says less than the one of the internet.
    let address = store.line(of, internet).or_else(|| store.line(of, address));
    match (name, address) {
        (Some(name), Some(address)) if name.eq_ignore_ascii_case(&address) => Some(address),
        (Some(name), Some(address)) => Some(format!("{name} <{address}>")),
        (name, address) => name.or(address),
    }
}
