//! The sample case's files, made the same to the last byte each time. Pages, tables of few rows and notes that anybody
//! can write with an editor are not made here: they lie in `samples/` as they are.

mod archive;
mod docx;
mod mail;
mod pdf;
mod texts;
mod trade;

use std::{fs, io, path::Path};

use archive::Entry;

/// Writes every generated file under `root`, which is the repository's `samples/`. Returns how many.
pub(crate) fn rewrite(root: &Path) -> io::Result<usize> {
    let files = files()?;
    for (path, content) in &files {
        let to = root.join(path);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(to, content)?;
    }
    Ok(files.len())
}

/// Pages whose words are known, for measuring how well they are read off pictures: what each is called, the PDF of one page,
/// and what stands on it.
pub(crate) fn pages_to_read() -> Vec<(&'static str, Vec<u8>, String)> {
    texts::pages_to_read()
}

/// Every generated file: its path under `samples/` and its bytes.
fn files() -> io::Result<Vec<(&'static str, Vec<u8>)>> {
    let mut files = texts::files();
    files.extend(mail::messages());
    files.extend([
        ("leak/memo-move.docx", docx::memo()),
        ("leak/archive.zip", packed()),
        ("leak/serials.csv", trade::serials().into_bytes()),
        ("leak/便笺.txt", gb18030(NOTE)),
        ("leak/rack-controller.dmp", dump()),
        ("leak/empty.txt", Vec::new()),
        ("filings/bills-of-lading-2024.csv", trade::bills_2024().into_bytes()),
        ("filings/提单-2025.xlsx", trade::bills_2025().map_err(io::Error::other)?),
    ]);
    Ok(files)
}

const NOTE: &str = "便笺（虚构样例）\r\n\r\n2025年4月，序列号 HX8-24-00417 的机器在深圳华隐机房上架。\r\n编号与新山的一致，资产标签已撕掉。\r\n\
                    对方说一共六十四台，其中八台有故障。\r\n";

/// An archive as old tools make them: one name in GBK, without saying so, and an archive inside.
fn packed() -> Vec<u8> {
    let inner = archive::write(&[
        Entry::new("serials-shipped.csv", trade::packing_list()),
        Entry::new("note.txt", "Trucks came on 21 November 2024 at 23:30. Four of them. No company name.\n"),
    ]);
    archive::write(&[
        Entry::new(
            "readme.txt",
            "Copied from the shared drive of Hall 3 on 27 November 2024. All of it is invented.\n",
        ),
        Entry { name: gb18030("新山/装箱单.csv"), utf8: false, content: gb18030(&trade::packing_list()) },
        Entry::new("old/inner.zip", inner),
    ])
}

fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

/// The memory of a rack controller: bytes nobody has a reader for.
fn dump() -> Vec<u8> {
    let mut bytes = b"\x7FRKDMP\x00\x02\x01".to_vec();
    let mut seed = 417u32;
    for _ in 0..1014 {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        bytes.push((seed >> 24) as u8);
    }
    bytes
}

/// A PDF with real text on A4 pages, for what is measured: `text` in the markup of [`pdf::flow`].
pub(crate) fn pdf_of(title: &str, text: &str) -> Vec<u8> {
    let pages = pdf::flow(text, pdf::Style { script: pdf::Script::Latin, columns: 1, rotate: 0 });
    let (author, created) = ("Ostrand Freight", "D:20250304101500+01'00'");
    pdf::write(&pdf::Document { title, author, created, pages, chinese: String::new(), picture: None, password: None })
}

#[cfg(test)]
mod tests;
