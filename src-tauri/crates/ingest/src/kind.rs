//! What a file is, told by its content. The name only breaks ties between things that look alike: kinds of plain text.

mod container;
mod magic;
mod text;

use std::io::{self, Read, SeekFrom};

use serde::{Deserialize, Serialize};

use crate::format::{Input, split, warc};

/// How much of a file's start is looked at.
pub(crate) const HEAD: usize = 64 << 10;

macro_rules! kinds {
    ($($variant:ident $word:literal $mime:literal $supported:ident,)*) => {
        /// A kind of file. The words of [`Kind::as_str`] are stable; kinds may be added.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[expect(missing_docs, reason = "the names are the documentation")]
        pub enum Kind {
            $(#[serde(rename = $word)] $variant,)*
        }

        impl Kind {
            /// Every kind there is.
            pub const ALL: &[Kind] = &[$(Kind::$variant),*];

            /// A lowercase word for output and storage.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Kind::$variant => $word,)* }
            }

            /// The media type as registered, or the one in use.
            #[must_use]
            pub fn mime(self) -> &'static str {
                match self { $(Kind::$variant => $mime,)* }
            }

            /// Whether there is a reader for it.
            #[must_use]
            pub fn supported(self) -> bool {
                match self { $(Kind::$variant => $supported,)* }
            }
        }
    };
}

kinds! {
    Empty "empty" "application/x-empty" true,
    Pdf "pdf" "application/pdf" true,
    Text "text" "text/plain" true,
    Markdown "markdown" "text/markdown" true,
    Html "html" "text/html" true,
    Mail "mail" "message/rfc822" true,
    Mhtml "mhtml" "multipart/related" true,
    Csv "csv" "text/csv" true,
    Tsv "tsv" "text/tab-separated-values" true,
    Srt "srt" "application/x-subrip" true,
    Vtt "vtt" "text/vtt" true,
    Xlsx "xlsx" "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" true,
    Xlsb "xlsb" "application/vnd.ms-excel.sheet.binary.macroEnabled.12" true,
    Xls "xls" "application/vnd.ms-excel" true,
    Ods "ods" "application/vnd.oasis.opendocument.spreadsheet" true,
    Docx "docx" "application/vnd.openxmlformats-officedocument.wordprocessingml.document" true,
    Zip "zip" "application/zip" true,
    LockedOffice "locked_office" "application/x-ole-storage" true,
    Doc "doc" "application/msword" true,
    Ppt "ppt" "application/vnd.ms-powerpoint" true,
    Pptx "pptx" "application/vnd.openxmlformats-officedocument.presentationml.presentation" true,
    Odt "odt" "application/vnd.oasis.opendocument.text" true,
    Odp "odp" "application/vnd.oasis.opendocument.presentation" true,
    Warc "warc" "application/warc" true,
    Wacz "wacz" "application/wacz" true,
    Epub "epub" "application/epub+zip" true,
    Odg "odg" "application/vnd.oasis.opendocument.graphics" true,
    Rtf "rtf" "application/rtf" true,
    Msg "msg" "application/vnd.ms-outlook" true,
    Tnef "tnef" "application/ms-tnef" true,
    Sealed "smime" "application/pkcs7-mime" true,
    Pst "pst" "application/vnd.ms-outlook-pst" true,
    Mbox "mbox" "application/mbox" true,
    Emlx "emlx" "message/x-emlx" true,
    Ole "ole" "application/x-ole-storage" true,
    Vcf "vcf" "text/vcard" true,
    Ics "ics" "text/calendar" true,
    WhatsApp "whatsapp" "text/plain" true,
    Telegram "telegram" "application/json" true,
    Json "json" "application/json" true,
    Xml "xml" "application/xml" true,
    Jsonl "jsonl" "application/jsonl" true,
    Postscript "postscript" "application/postscript" false,
    Djvu "djvu" "image/vnd.djvu" false,
    SevenZip "7z" "application/x-7z-compressed" true,
    SplitPart "split_part" "application/octet-stream" true,
    Rar "rar" "application/vnd.rar" true,
    Tar "tar" "application/x-tar" true,
    Gzip "gzip" "application/gzip" true,
    Bzip2 "bzip2" "application/x-bzip2" true,
    Xz "xz" "application/x-xz" true,
    Zstd "zstd" "application/zstd" true,
    Cab "cab" "application/vnd.ms-cab-compressed" false,
    Sqlite "sqlite" "application/vnd.sqlite3" true,
    Dbf "dbf" "application/x-dbf" true,
    Mdb "mdb" "application/x-msaccess" false,
    Parquet "parquet" "application/vnd.apache.parquet" false,
    Png "png" "image/png" true,
    Jpeg "jpeg" "image/jpeg" true,
    Gif "gif" "image/gif" true,
    Tiff "tiff" "image/tiff" true,
    Bmp "bmp" "image/bmp" true,
    Webp "webp" "image/webp" true,
    Heif "heif" "image/heif" true,
    Jpeg2000 "jp2" "image/jp2" true,
    Pnm "pnm" "image/x-portable-anymap" true,
    Svg "svg" "image/svg+xml" true,
    Emf "emf" "image/emf" true,
    Audio "audio" "audio/unknown" true,
    Video "video" "video/unknown" true,
    Executable "executable" "application/x-executable" false,
    Shortcut "shortcut" "application/x-ms-shortcut" false,
    Unknown "unknown" "application/octet-stream" false,
}

impl std::fmt::Display for Kind {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}

/// Tells what a file is and leaves it at position 0. Reads its first 64 KiB, and the directory of a container.
pub fn detect(input: &mut Input) -> io::Result<Kind> {
    let mut head = Vec::new();
    input.bytes.seek(SeekFrom::Start(0))?;
    (&mut *input.bytes).take(HEAD as u64).read_to_end(&mut head)?;
    let whole = head.len() as u64 == input.len;
    let kind = match magic::look(&head) {
        _ if head.is_empty() => Kind::Empty,
        Some(Kind::Zip) => container::zip(&head, input)?,
        Some(Kind::Ole) => container::ole(&head, input)?,
        Some(Kind::Gzip) if warc::is_packed(&head) => Kind::Warc,
        Some(Kind::Rar) if split::is_rar_part(&head) => Kind::SplitPart,
        Some(kind) => kind,
        None => match text::look(&head, whole, extension(input.name).as_deref()) {
            Kind::Unknown if split::part_of(input.name).is_some() && !split::is_disk_image(&head) => Kind::SplitPart,
            kind => kind,
        },
    };
    input.bytes.seek(SeekFrom::Start(0))?;
    Ok(kind)
}

fn extension(name: Option<&str>) -> Option<String> {
    let file = name?.rsplit(['/', '\\']).next()?;
    let (_, extension) = file.trim_end().rsplit_once('.')?;
    Some(extension.to_ascii_lowercase())
}

#[cfg(test)]
mod tests;
