//! Made material: a folder of invented notes, reports, mails and tables, the same to the last byte each time.

use std::{
    collections::HashSet,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

use crate::samples;

const N_NOTES: u64 = 8_000;
const N_MAILS: u64 = 3_680;
const N_REPORTS: u64 = 320;
const N_TABLES: u64 = 80;
const ROWS_OF_TABLE: u64 = 1_250;
/// How many units of search the folder has at least: a note, mail or report is one or more, a row is one.
pub(super) const LEAST_UNITS: u64 = N_NOTES + N_MAILS + N_REPORTS + N_TABLES * ROWS_OF_TABLE;

/// Units of search of the large folder, and the files they are in.
pub(super) const MILLION: u64 = 1_000_000;
const N_REGISTERS: u64 = 1_600;
const BYTES_OF_REMARK: usize = 850;

const N_WORDS: usize = 14_000;
const PER_FOLDER: u64 = 500;
/// Bytes of text on a page of a made PDF.
const BYTES_OF_PAGE: usize = 2_200;

const SYLLABLES: [&str; 40] = [
    "ba", "cor", "den", "el", "fa", "gri", "hol", "in", "ju", "kel", "la", "mer", "no", "or", "pe", "qui", "ra",
    "sten", "tu", "ul", "va", "wen", "xi", "yor", "za", "bri", "cha", "dro", "es", "fen", "glo", "ham", "ist", "lo",
    "mon", "nar", "pol", "ri", "sol", "tam",
];
const PHRASES: [&str; 16] = [
    "bill of lading",
    "export licence",
    "graphics processors",
    "data centre",
    "end user statement",
    "onward shipment",
    "letter of credit",
    "purchase order",
    "serial numbers",
    "free trade zone",
    "accelerator boards",
    "customs declaration",
    "Quillmarrow Trading",
    "Ostrand Freight",
    "Lumenhalt Systems",
    "Port of Varesk",
];
const CHINESE: [&str; 24] = [
    "深圳",
    "服务器",
    "出口许可证",
    "货柜",
    "提单",
    "收货人",
    "数据中心",
    "香港",
    "贸易有限公司",
    "芯片",
    "采购合同",
    "发货",
    "海关",
    "运输",
    "签署",
    "检查",
    "拆除",
    "设备",
    "付款",
    "三月",
    "代理",
    "转运",
    "仓库",
    "经理",
];
const GOODS: [&str; 6] = ["ceramic tiles", "water pumps", "tea", "服务器", "office furniture", "accelerator boards"];

/// Writes the folder and returns how many files it has.
pub(super) fn write(folder: &Path) -> io::Result<u64> {
    let mut invention = Invention::new();
    for idx in 0..N_NOTES {
        let text = invention.text(1_600);
        put(folder, "notes", idx, "txt", &text)?;
    }
    for idx in 0..N_REPORTS {
        let text = invention.text(45_000);
        put(folder, "reports", idx, "txt", &text)?;
    }
    for idx in 0..N_MAILS {
        let text = invention.mail();
        put(folder, "mail", idx, "eml", &text)?;
    }
    for idx in 0..N_TABLES {
        let text = invention.table(idx);
        put(folder, "lading", idx, "csv", &text)?;
    }
    Ok(N_NOTES + N_REPORTS + N_MAILS + N_TABLES)
}

/// Writes a folder of registers that has [`MILLION`] rows of about a kilobyte; how many files it has.
pub(super) fn write_million(folder: &Path) -> io::Result<u64> {
    let mut invention = Invention::new();
    for idx in 0..N_REGISTERS {
        let text = invention.register(idx);
        put(folder, "register", idx, "csv", &text)?;
    }
    Ok(N_REGISTERS)
}

/// So many mails, and nothing else, the same each time.
pub(super) fn mails(folder: &Path, n_mails: u64) -> io::Result<()> {
    let mut invention = Invention::new();
    (0..n_mails).try_for_each(|idx| put(folder, "mail", idx, "eml", invention.mail()))
}

/// So many PDFs of so many pages each, written on from top to bottom.
pub(super) fn pdfs(folder: &Path, n_files: u64, n_pages: u64) -> io::Result<()> {
    let mut invention = Invention::new();
    (0..n_files).try_for_each(|idx| {
        let mut text = String::new();
        for page in 1..=n_pages {
            let _ = writeln!(text, "# {} {page}", invention.pick(&PHRASES));
            let begun = text.len();
            while text.len() < begun + BYTES_OF_PAGE {
                invention.sentence(&mut text);
                text.push_str(if invention.below(4) == 0 { "\n\n" } else { "\n" });
            }
            text.push_str(if page < n_pages { "\n---\n" } else { "" });
        }
        put(folder, "pdf", idx, "pdf", samples::pdf_of(&format!("Report {idx}"), &text))
    })
}

fn put(folder: &Path, kind: &str, idx: u64, ending: &str, text: impl AsRef<[u8]>) -> io::Result<()> {
    let folder: PathBuf = folder.join(kind).join(format!("{:02}", idx / PER_FOLDER));
    if idx.is_multiple_of(PER_FOLDER) {
        fs::create_dir_all(&folder)?;
    }
    fs::write(folder.join(format!("{kind}-{idx:05}.{ending}")), text)
}

/// Words of an invented language and what is written with them.
struct Invention {
    state: u64,
    words: Vec<String>,
}

impl Invention {
    fn new() -> Invention {
        let mut invention = Invention { state: 20_250_304, words: Vec::new() };
        let mut known = HashSet::new();
        while known.len() < N_WORDS {
            let n_syllables = 1 + invention.below(4);
            let word: String = (0..n_syllables).map(|_| invention.pick(&SYLLABLES)).collect();
            if known.insert(word.clone()) {
                invention.words.push(word);
            }
        }
        invention
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let n = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        n ^ (n >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }

    /// A word; the first are the most frequent, as in any language (Zipf).
    fn word(&mut self) -> usize {
        let share = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((N_WORDS as f64).powf(share) as usize).clamp(1, N_WORDS) - 1
    }

    /// Paragraphs of about so many bytes; every fifth is Chinese.
    fn text(&mut self, n_bytes: usize) -> String {
        let mut text = String::with_capacity(n_bytes + 400);
        while text.len() < n_bytes {
            if self.below(5) == 0 {
                self.chinese(&mut text);
            } else {
                for _ in 0..2 + self.below(4) {
                    self.sentence(&mut text);
                }
            }
            text.push_str("\n\n");
        }
        text
    }

    fn sentence(&mut self, text: &mut String) {
        let n_words = 7 + self.below(12);
        for at in 0..n_words {
            if at > 0 {
                text.push(' ');
            }
            if self.below(40) == 0 {
                text.push_str(self.pick(&PHRASES));
            } else {
                let idx = self.word();
                text.push_str(&self.words[idx]);
            }
        }
        text.push_str(". ");
    }

    fn chinese(&mut self, text: &mut String) {
        for _ in 0..2 + self.below(4) {
            for _ in 0..4 + self.below(6) {
                text.push_str(self.pick(&CHINESE));
            }
            text.push('。');
        }
    }

    fn date(&mut self) -> (u64, u64, u64) {
        (2023 + self.below(3), 1 + self.below(12), 1 + self.below(28))
    }

    fn mail(&mut self) -> String {
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let (year, month, day) = self.date();
        let (from, to, subject, id) = (self.word(), self.word(), self.pick(&PHRASES), self.next());
        let mut mail = format!(
            "From: {}@ostrand.example\r\nTo: {}@lumenhalt.example\r\nDate: {day} {} {year} 10:15:00 +0800\r\n\
             Subject: {subject}\r\nMessage-ID: <{id:x}@ostrand.example>\r\nMIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n",
            self.words[from],
            self.words[to],
            MONTHS[month as usize - 1],
        );
        mail += &self.text(1_200).replace('\n', "\r\n");
        mail
    }

    fn table(&mut self, table: u64) -> String {
        let mut text = "bl_no,date,container,shipper,goods,packages,gross_kg,remark\n".to_owned();
        for row in 0..ROWS_OF_TABLE {
            let (year, month, day) = self.date();
            let (container, packages, kilos) = (self.below(10_000_000), 1 + self.below(900), 100 + self.below(24_000));
            let (shipper, goods) = (self.pick(&PHRASES[12..15]), self.pick(&GOODS));
            let remark = [self.word(), self.word(), self.word(), self.word()].map(|idx| self.words[idx].as_str());
            // Writing to a string does not fail.
            let _ = writeln!(
                text,
                "BL{table:03}{row:05},{year}-{month:02}-{day:02},QZXU{container:07},{shipper},{goods},{packages},{kilos},{}",
                remark.join(" "),
            );
        }
        text
    }

    fn register(&mut self, register: u64) -> String {
        let mut text = "entry,date,container,shipper,remark\n".to_owned();
        for row in 0..MILLION / N_REGISTERS {
            let (year, month, day) = self.date();
            let (container, shipper) = (self.below(10_000_000), self.pick(&PHRASES[12..15]));
            let remark = self.text(BYTES_OF_REMARK).replace("\n\n", " ");
            // Writing to a string does not fail.
            let _ = writeln!(
                text,
                "BL{register:04}{row:05},{year}-{month:02}-{day:02},QZXU{container:07},{shipper},{}",
                remark.trim_end(),
            );
        }
        text
    }

    /// The word of this rank, from 1, that the queries ask for.
    fn ranked(&self, rank: usize) -> &str {
        &self.words[rank - 1]
    }
}

/// Names to look for all at once: those that are written now and then, pairs of words of which few stand together, and
/// every tenth a Chinese one.
pub(super) fn names(n_names: usize) -> Vec<String> {
    let mut invention = Invention::new();
    let mut names: Vec<String> = PHRASES.iter().map(ToString::to_string).collect();
    let mut known: HashSet<String> = names.iter().cloned().collect();
    while names.len() < n_names {
        let name = if names.len().is_multiple_of(10) {
            let parts: Vec<&str> = (0..3).map(|_| invention.pick(&CHINESE)).collect();
            parts.concat()
        } else {
            let (one, two) = (invention.below(N_WORDS as u64) as usize, invention.word());
            format!("{} {}", invention.words[one], invention.words[two])
        };
        if known.insert(name.clone()) {
            names.push(name);
        }
    }
    names
}

/// A way to search, and queries that search this way.
pub(super) struct Searches {
    pub(super) kind: &'static str,
    /// `words`, `exact` or `regex`.
    pub(super) mode: &'static str,
    /// `relevance` or `date`.
    pub(super) sort: &'static str,
    pub(super) queries: Vec<String>,
}

/// What is asked of the made material: of each kind, frequent and rare words.
pub(super) fn searches() -> Vec<Searches> {
    let invention = Invention::new();
    let word = |rank: usize| invention.ranked(rank);
    // Two ranks for each query, from frequent to rare.
    let ranks = [(20, 45), (60, 150), (300, 40), (900, 30), (4_000, 12)];
    let each = |query: &dyn Fn(&str, &str) -> String| ranks.map(|(a, b)| query(word(a), word(b))).to_vec();
    let given = |queries: &[&str]| queries.iter().map(ToString::to_string).collect::<Vec<_>>();
    let words = |kind, queries| Searches { kind, mode: "words", sort: "relevance", queries };
    vec![
        words("term", each(&|a, _| a.to_owned())),
        words("and", each(&|a, b| format!("{a} {b}"))),
        words("or", each(&|a, b| format!("{a} OR {b}"))),
        words("not", each(&|a, b| format!("{a} NOT {b}"))),
        words("phrase", PHRASES[..5].iter().map(|phrase| format!("\"{phrase}\"")).collect()),
        words("prefix", given(&["quillm*", "mon*", "grist*", "wenp*", "accel*"])),
        words(
            "cjk_phrase",
            given(&["深圳", "\"出口许可证\"", "\"采购合同\"", "\"数据中心香港\"", "\"贸易有限公司芯片\""]),
        ),
        words("field_and_term", each(&|a, _| format!("type:mail {a}"))),
        Searches { kind: "date_sort", mode: "words", sort: "date", queries: each(&|a, _| a.to_owned()) },
        Searches {
            kind: "exact",
            mode: "exact",
            sort: "relevance",
            queries: given(&["QZXU1234", "of lading", "许可证货柜", "processors", "U77"]),
        },
        Searches {
            kind: "regex",
            mode: "regex",
            sort: "relevance",
            queries: given(&[
                r"QZXU\d{3}77\d{2}",
                r"(?i)bill\s+of\s+lading",
                "(香港|深圳)海关",
                r"BL01\d{6}",
                r"\b9{3,}\b",
            ]),
        },
    ]
}

/// What is asked of the large folder. Tables of it have neither mails nor notes.
pub(super) fn million_searches() -> Vec<Searches> {
    let mut searches = searches();
    for search in &mut searches {
        match search.kind {
            "field_and_term" => {
                for query in &mut search.queries {
                    *query = query.replace("type:mail", "path:register");
                }
            }
            // Two that are frequent, as everything is in a gigabyte, and two that are rare.
            "exact" => {
                search.queries = ["QZXU1234", "U12345", "许可证货柜深圳海关", "BL015900"].map(String::from).to_vec()
            }
            "regex" => {
                search.queries = [
                    r"QZXU12\d{2}77\d",
                    r"BL1599006\d{2}",
                    "出口许可证货柜深圳.{1,4}海关",
                    r"accelerator boards \w{11}\b",
                ]
                .map(String::from)
                .to_vec();
            }
            _ => {}
        }
    }
    searches
}
