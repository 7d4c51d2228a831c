//! The sample's PDF files: texts from `texts/`, set and written.

use super::pdf::{self, Document, Page, Script, Style};

/// Opens `leak/minutes-locked.pdf`; told in `samples/README.md`.
const PASSWORD: &str = "heron-2025";

const PLAIN: Style = Style { script: Script::Latin, columns: 1, rotate: 0 };

/// Every PDF of the sample, with its path.
pub(super) fn files() -> Vec<(&'static str, Vec<u8>)> {
    let chinese = Style { script: Script::Chinese, ..PLAIN };
    let two_columns = Style { columns: 2, ..PLAIN };
    let turned = Style { rotate: 90, ..PLAIN };
    vec![
        (
            "leak/contract-VX-2024-0219.pdf",
            file(
                "Supply contract VX-2024-0219",
                "Vextorium Components B.V.",
                "D:20240219101500+01'00'",
                include_str!("texts/contract.txt"),
                PLAIN,
            ),
        ),
        (
            "leak/采购合同-DL20241015.pdf",
            file("设备采购合同", "叠鹭贸易", "D:20241015163000+08'00'", include_str!("texts/contract-zh.txt"), chinese),
        ),
        (
            "leak/commissioning-hall-3.pdf",
            file(
                "Commissioning report, Hall 3",
                "Marisol Fenwickham",
                "D:20240612090000+08'00'",
                include_str!("texts/commissioning.txt"),
                PLAIN,
            ),
        ),
        (
            "leak/floor-plan-hall-3.pdf",
            file(
                "Hall 3, floor plan",
                "Tervanode",
                "D:20240503140000+08'00'",
                include_str!("texts/floor-plan.txt"),
                turned,
            ),
        ),
        ("leak/gate-pass-scan.pdf", gate_pass()),
        ("leak/delivery-note-damaged.pdf", damaged()),
        ("leak/minutes-locked.pdf", locked()),
        (
            "filings/register-quillmarrow.pdf",
            file(
                "Register extract",
                "Register",
                "D:20250502110000+08'00'",
                include_str!("texts/register-quillmarrow.txt"),
                PLAIN,
            ),
        ),
        (
            "filings/strike-off-quillmarrow.pdf",
            file(
                "Notice 4410/2025",
                "Register",
                "D:20250509080000+08'00'",
                include_str!("texts/strike-off.txt"),
                PLAIN,
            ),
        ),
        (
            "filings/inspection-report-2024-118.pdf",
            file(
                "Inspection report 2024-118",
                "Joint Inspection Desk",
                "D:20241113150000+08'00'",
                include_str!("texts/inspection-report.txt"),
                two_columns,
            ),
        ),
        (
            "filings/inspection-follow-up-2025-009.pdf",
            file(
                "Inspection follow-up 2025-009",
                "Joint Inspection Desk",
                "D:20250320150000+08'00'",
                include_str!("texts/follow-up.txt"),
                PLAIN,
            ),
        ),
    ]
}

/// The attachment of the first message.
pub(super) fn offer() -> Vec<u8> {
    file(
        "Offer VX-0205",
        "Vextorium Components B.V.",
        "D:20240205150000+01'00'",
        include_str!("texts/offer.txt"),
        PLAIN,
    )
}

fn file(title: &str, author: &str, created: &str, text: &str, style: Style) -> Vec<u8> {
    pdf::write(&Document {
        title,
        author,
        created,
        pages: pdf::flow(text, style),
        chinese: match style.script {
            Script::Latin => String::new(),
            Script::Chinese => text.to_owned(),
        },
        picture: None,
        password: None,
    })
}

fn locked() -> Vec<u8> {
    pdf::write(&Document {
        title: "Minutes",
        author: "Brindlewick Trading FZ-LLC",
        created: "D:20241002180000+04'00'",
        pages: pdf::flow(include_str!("texts/minutes.txt"), PLAIN),
        chinese: String::new(),
        picture: None,
        password: Some(PASSWORD),
    })
}

/// What a broken transfer leaves: the first part of a good file.
fn damaged() -> Vec<u8> {
    let mut whole = file(
        "Delivery note 77120",
        "Oarlock & Fenn",
        "D:20240517120000+08'00'",
        include_str!("texts/delivery-note.txt"),
        PLAIN,
    );
    let kept = whole.windows(4).position(|window| window == b"Hall").unwrap_or(whole.len() / 2);
    whole.truncate(kept);
    whole
}

fn gate_pass() -> Vec<u8> {
    let lines =
        ["GATE PASS 1187", "", "21 NOV 2024", "HALL 3", "4 TRUCKS", "", "USED OFFICE EQUIPMENT", "", "NO CHECK"];
    pdf::write(&Document {
        title: "Scan",
        author: "",
        created: "D:20241121233000+08'00'",
        pages: vec![Page { width: 595, height: 842, rotate: 0, content: "q 595 0 0 842 0 0 cm /Im1 Do Q\n".into() }],
        chinese: String::new(),
        picture: Some(pdf::stamp(&lines)),
        password: None,
    })
}

/// Pages whose words are known: what each is called, the PDF, and what stands on it.
pub(super) fn pages_to_read() -> Vec<(&'static str, Vec<u8>, String)> {
    let chinese = Style { script: Script::Chinese, ..PLAIN };
    let pages = [
        ("english", include_str!("texts/commissioning.txt"), PLAIN),
        ("chinese", include_str!("texts/contract-zh.txt"), chinese),
        ("bill-of-lading", include_str!("texts/bill-of-lading.txt"), PLAIN),
    ];
    let made = |(name, text, style): (_, &str, _)| {
        let page = text.split("\n---\n").next().unwrap_or(text);
        (name, file(name, "", "D:20240502100000+02'00'", page, style), words_of(page))
    };
    pages.map(made).into()
}

/// A text without the marks by which it is set.
fn words_of(text: &str) -> String {
    let plain = |line: &str| line.trim_start_matches(['#', '=', '|']).trim().replace(" | ", " ");
    text.lines().map(plain).collect::<Vec<_>>().join("\n")
}
