//! What is fed.

use ingest::kind::Kind;

use crate::{asking, log, messages, reading, unpacking, words};

/// Something that is fed bytes.
pub struct Target {
    /// Its name, and that of the folder with its seeds.
    pub name: &'static str,
    /// The stack it has in the product, in bytes.
    pub(crate) stack: usize,
    pub(crate) feed: fn(&Target, &[u8]),
    pub(crate) read: As,
    /// What the file is called, for readers that need a name.
    pub(crate) file: Option<&'static str>,
}

/// How a reader is given its file.
pub(crate) enum As {
    /// By what the bytes are told to be.
    Told,
    /// Whatever they are told to be.
    Kind(Kind),
    /// As [`As::Kind`], with the checksums of its parts made right.
    Package(Kind),
    /// There is no file.
    Other,
}

/// A worker's.
const LARGE: usize = 64 << 20;
/// That of a thread that serves a command.
const SMALL: usize = 2 << 20;

const fn reader(kind: Kind) -> Target {
    named_reader(kind.as_str(), kind)
}

const fn named_reader(name: &'static str, kind: Kind) -> Target {
    Target { name, stack: LARGE, feed: reading::feed, read: As::Kind(kind), file: None }
}

const fn package(kind: Kind) -> Target {
    Target { read: As::Package(kind), ..reader(kind) }
}

const fn other(name: &'static str, feed: fn(&Target, &[u8])) -> Target {
    Target { name, stack: SMALL, feed, read: As::Other, file: None }
}

/// Everything that is fed. Of kinds with one reader the first stands for all (see `SHARED` in the tests), but where what it
/// reads differs down to the bytes.
pub const TARGETS: &[Target] = &[
    Target { name: "told", stack: LARGE, feed: reading::feed, read: As::Told, file: None },
    other("worker", messages::of_worker),
    other("host", messages::of_host),
    other("quotes", words::quotes),
    other("anchors", words::anchors),
    other("edtf", words::edtf),
    other("dates", words::dates),
    other("values", words::values),
    other("query", asking::query),
    other("log", log::operations),
    other("unpacked", unpacking::lzma),
    reader(Kind::Text),
    reader(Kind::Html),
    reader(Kind::Csv),
    reader(Kind::Json),
    reader(Kind::Xml),
    reader(Kind::Srt),
    reader(Kind::Svg),
    reader(Kind::Mail),
    reader(Kind::Mhtml),
    reader(Kind::Emlx),
    reader(Kind::Mbox),
    reader(Kind::Ics),
    reader(Kind::Vcf),
    reader(Kind::WhatsApp),
    reader(Kind::Telegram),
    reader(Kind::Rtf),
    reader(Kind::Pdf),
    reader(Kind::Doc),
    reader(Kind::Ppt),
    reader(Kind::Xls),
    reader(Kind::Msg),
    reader(Kind::Pst),
    reader(Kind::Tnef),
    reader(Kind::Sealed),
    reader(Kind::Ole),
    reader(Kind::Emf),
    reader(Kind::LockedOffice),
    package(Kind::Docx),
    package(Kind::Pptx),
    package(Kind::Xlsx),
    package(Kind::Xlsb),
    package(Kind::Ods),
    package(Kind::Odt),
    package(Kind::Epub),
    package(Kind::Wacz),
    package(Kind::Zip),
    reader(Kind::Warc),
    reader(Kind::SevenZip),
    reader(Kind::Rar),
    reader(Kind::Tar),
    reader(Kind::Gzip),
    reader(Kind::Bzip2),
    reader(Kind::Xz),
    reader(Kind::Zstd),
    Target { file: Some("heap.zip.001"), ..reader(Kind::SplitPart) },
    reader(Kind::Sqlite),
    reader(Kind::Dbf),
    named_reader("picture", Kind::Jpeg),
    named_reader("recording", Kind::Audio),
];

/// The target of a name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

#[cfg(test)]
mod tests;
