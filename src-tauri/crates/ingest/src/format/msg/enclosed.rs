//! What a message holds: files, and messages, which are given as message files of their own.

use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};

use cfb::{CompoundFile, Version};

use super::store::{INNER_HEADER, PART_HEADER, Properties, Store, TOP_HEADER, id};
use crate::format::children::{Children, Naming};
use crate::format::mail;
use crate::format::shown::shown;
use crate::format::{Emit, Failure, MetaKey, Problem, ProblemCode};
use dates::Date;

const MOST_PARTS: usize = 100_000;
const NAMED: &str = "__nameid_version1.0";
const FIXED: &str = "__properties_version1.0";

/// How an attachment is attached ([MS-OXCMSG] 2.2.2.9).
const BY_REFERENCE: [u32; 4] = [2, 3, 4, 7];

/// Gives what a message holds as children.
pub(super) fn give(
    store: &mut Store,
    message: &Properties,
    children: &mut Children,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    let found = store.storages(message.path(), "__attach_version1.0_");
    for (number, path) in (1u64..).zip(found) {
        let mut attachment = store.properties(&path, PART_HEADER);
        attachment.page = message.page;
        let n_broken = store.n_broken;
        let data = store.binary(&attachment, id::DATA);
        let (bytes, name) = if let Some(storage) = attachment.storage(id::DATA) {
            enclosed_storage(store, &attachment, &storage, number)
        } else {
            let method = attachment.number(id::METHOD).unwrap_or(1);
            let link = store.line(&attachment, id::LONG_PATH_NAME).or_else(|| store.line(&attachment, id::PATH_NAME));
            if let (None, Some(link), true) = (&data, link, BY_REFERENCE.contains(&method)) {
                let message = format!("attachment {number} is only named, and not in the message: {}", shown(&link));
                out.problem(problem(message))?;
                out.meta(MetaKey::RemoteReference, link)?;
                continue;
            }
            let name = file_name(store, &attachment, number);
            (data.ok_or_else(|| "it has no bytes in the message".to_owned()), name)
        };
        let (bytes, fault) = match bytes {
            Ok(bytes) if store.n_broken > n_broken => (bytes, Some("its bytes break off".to_owned())),
            Ok(bytes) => (bytes, None),
            Err(fault) => (Vec::new(), Some(fault)),
        };
        let safe = shown(&name.replace('\\', "/"));
        let raw_name = (safe != name).then(|| name.into_bytes());
        let modified = attachment.time(id::MODIFIED).or_else(|| attachment.time(id::CREATED));
        let modified = modified.map(|time| Date::from_datetime(time).edtf().to_owned());
        children.give(Naming { name: safe, raw_name, modified, broken: fault.map(problem) }, &bytes, out)?;
    }
    Ok(())
}

fn file_name(store: &mut Store, attachment: &Properties, number: u64) -> String {
    let said = store.line(attachment, id::FILE_NAME).or_else(|| store.line(attachment, id::SHORT_FILE_NAME));
    let said = said.or_else(|| store.line(attachment, id::NAME));
    said.unwrap_or_else(|| match store.line(attachment, id::MIME) {
        Some(mime) if mime.eq_ignore_ascii_case("message/rfc822") => format!("attachment {number}.eml"),
        _ => format!("attachment {number}"),
    })
}

/// A message within this one, or a document of another program, as a file of its own, and its name.
fn enclosed_storage(
    store: &mut Store,
    attachment: &Properties,
    storage: &Path,
    number: u64,
) -> (Result<Vec<u8>, String>, String) {
    let mut inner = store.properties(storage, INNER_HEADER);
    inner.page = attachment.page;
    let is_message = store.file.is_stream(storage.join(FIXED));
    let name = if is_message {
        let subject = store.line(&inner, id::SUBJECT).or_else(|| store.line(attachment, id::NAME));
        let named = subject.and_then(|subject| mail::named_after(&subject, "msg"));
        named.unwrap_or_else(|| format!("attachment {number}.msg"))
    } else {
        file_name(store, attachment, number)
    };
    let written = as_file(store, storage, is_message);
    (written.map_err(|error| format!("it could not be taken out: {}", error.to_string().to_lowercase())), name)
}

/// A storage as a compound file. The same storage always gives the same bytes.
fn as_file(store: &mut Store, storage: &Path, is_message: bool) -> io::Result<Vec<u8>> {
    let mut file = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new()))?;
    file.set_storage_clsid("/", *store.file.entry(storage)?.clsid())?;
    copy(store, storage, Path::new("/"), &mut file)?;
    if is_message {
        // A message of its own has a longer header before its fixed properties than one within another.
        let path = Path::new("/").join(FIXED);
        let fixed = store.bytes(&storage.join(FIXED)).unwrap_or_default();
        let (header, rest) = fixed.split_at(fixed.len().min(INNER_HEADER));
        let mut stream = file.create_stream(&path)?;
        stream.write_all(header)?;
        stream.write_all(&[0; TOP_HEADER - INNER_HEADER])?;
        stream.write_all(rest)?;
        drop(stream);
        // The names that its properties have are kept by the outermost message alone.
        if !file.exists(Path::new("/").join(NAMED)) && store.file.is_storage(Path::new("/").join(NAMED)) {
            file.create_storage(Path::new("/").join(NAMED))?;
            copy(store, &Path::new("/").join(NAMED), &Path::new("/").join(NAMED), &mut file)?;
        }
    }
    settle(&mut file)?;
    Ok(file.into_inner().into_inner())
}

/// Ends the writing of a compound file, without the moments that its storages were made.
pub(super) fn settle(file: &mut CompoundFile<Cursor<Vec<u8>>>) -> io::Result<()> {
    let inner = file.walk().filter(|entry| entry.is_storage() && !entry.is_root());
    let storages: Vec<PathBuf> = inner.map(|entry| entry.path().to_owned()).collect();
    for path in storages {
        file.set_created_time(&path, std::time::UNIX_EPOCH)?;
        file.set_modified_time(&path, std::time::UNIX_EPOCH)?;
    }
    file.flush()
}

/// Copies all that is in a storage.
fn copy(store: &mut Store, from: &Path, to: &Path, file: &mut CompoundFile<Cursor<Vec<u8>>>) -> io::Result<()> {
    let entries: Vec<(PathBuf, bool)> = store
        .file
        .walk_storage(from)?
        .skip(1)
        .take(MOST_PARTS)
        .map(|entry| (entry.path().to_owned(), entry.is_stream()))
        .collect();
    for (path, is_stream) in entries {
        let Ok(relative) = path.strip_prefix(from) else { continue };
        let target = to.join(relative);
        if is_stream {
            let bytes = store.bytes(&path).unwrap_or_default();
            file.create_stream(&target)?.write_all(&bytes)?;
        } else {
            file.create_storage(&target)?;
        }
    }
    Ok(())
}

fn problem(message: String) -> Problem {
    Problem { code: ProblemCode::Unreadable, message, unit: None }
}
