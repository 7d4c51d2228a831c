//! Tables: bills of lading as CSV and XLSX, the list of serial numbers, the packing list. Most rows are harmless trade
//! that the few that matter hide in.

use chrono::{Days, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

/// The containers that carried the servers to Johor, and those that carried them away; the last of each four-letter
/// prefix is nobody's.
const INBOUND: [u32; 2] = [204_417, 204_418];
const OUTBOUND: [u32; 4] = [311_902, 311_903, 311_904, 311_905];
/// Row of the first bill that matters, counted from 1 with the header.
const INBOUND_ROW: usize = 91;
const OUTBOUND_ROW: usize = 52;

/// One line of a bill of lading.
struct Bill {
    number: String,
    date: NaiveDate,
    shipper: &'static str,
    consignee: &'static str,
    vessel: &'static str,
    voyage: String,
    loading: &'static str,
    discharge: &'static str,
    container: String,
    seal: String,
    goods: &'static str,
    packages: u32,
    kilograms: u32,
}

/// 320 rows in English, for 2024.
pub(super) fn bills_2024() -> String {
    let mut out = String::from(
        "bl_no,date,shipper,consignee,vessel,voyage,port_of_loading,port_of_discharge,container,seal,goods,packages,gross_kg\n",
    );
    for bill in bills(2024, 320, 360, |idx, bill| inbound(idx + 2, bill)) {
        let goods = match bill.goods.contains(',') {
            true => format!("\"{}\"", bill.goods),
            false => bill.goods.to_owned(),
        };
        out.push_str(&format!(
            "{},{},{},{},{},{},{},{},{},{},{goods},{},{}\n",
            bill.number,
            bill.date,
            bill.shipper,
            bill.consignee,
            bill.vessel,
            bill.voyage,
            bill.loading,
            bill.discharge,
            bill.container,
            bill.seal,
            bill.packages,
            bill.kilograms,
        ));
    }
    out
}

/// 360 rows with Chinese headers, for 2025, on a sheet beside a note and a hidden one.
pub(super) fn bills_2025() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let when = ExcelDateTime::from_ymd(2025, 4, 2)?;
    book.set_properties(&DocProperties::new().set_title("提单 2025").set_creation_datetime(&when));
    let headers = [
        "提单号",
        "日期",
        "发货人",
        "收货人",
        "船名",
        "航次",
        "装货港",
        "卸货港",
        "箱号",
        "铅封号",
        "品名",
        "件数",
        "毛重（公斤）",
    ];
    let sheet = book.add_worksheet().set_name("提单")?;
    sheet.write_row(0, 0, headers)?;
    let (day, weight) = (Format::new().set_num_format("yyyy-mm-dd"), Format::new().set_num_format("#,##0"));
    for (row, bill) in (1..).zip(bills(2025, 360, 88, |idx, bill| outbound(idx + 2, bill))) {
        let texts = [
            &bill.number,
            "",
            bill.shipper,
            bill.consignee,
            bill.vessel,
            &bill.voyage,
            bill.loading,
            bill.discharge,
            &bill.container,
            &bill.seal,
            chinese(bill.goods),
        ];
        for (column, text) in (0..).zip(texts).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(row, column, text)?;
        }
        sheet.write_datetime_with_format(row, 1, &ExcelDateTime::parse_from_str(&bill.date.to_string())?, &day)?;
        sheet.write_number(row, 11, bill.packages)?;
        sheet.write_number_with_format(row, 12, bill.kilograms, &weight)?;
    }
    let note = book.add_worksheet().set_name("说明")?;
    note.write_string(0, 0, "本表为虚构样例，与任何真实公司、人员和货物无关。")?;
    let check = book.add_worksheet().set_name("核对")?;
    check.set_hidden(true);
    check.write_row(0, 0, ["箱号", "备注"])?;
    for (row, number) in (1..).zip(OUTBOUND) {
        check.write_string(row, 0, container("QVXU", number))?;
        check.write_string(row, 1, "不要登记")?;
    }
    book.save_to_buffer()
}

/// 64 serial numbers with their places in the hall.
pub(super) fn serials() -> String {
    let mut out = String::from("serial;model;accelerators;row;position;installed\n");
    let first = NaiveDate::from_ymd_opt(2024, 5, 20).unwrap_or_default();
    for i in 0..64u32 {
        let installed = first + Days::new(u64::from(i) * 19 / 64);
        out.push_str(&format!("HX8-24-{:05};HX8;8 x H100;{};{};{installed}\n", 401 + i, 12 + i / 8, 1 + i % 8));
    }
    out
}

/// The list attached to the booking.
pub(super) fn booked_containers() -> String {
    let mut out = String::from("container,crates,declared\n");
    for number in OUTBOUND {
        out.push_str(&format!("{},16,used office equipment\n", container("QVXU", number)));
    }
    out
}

/// The packing list of the onward shipment.
pub(super) fn packing_list() -> String {
    let mut out = String::from("箱号,木箱,序列号\n");
    for i in 0..64usize {
        let number = container("QVXU", OUTBOUND[i / 16]);
        out.push_str(&format!("{number},{},HX8-24-{:05}\n", i + 1, 401 + i));
    }
    out
}

fn inbound(row: usize, bill: &mut Bill) {
    let Some(number) = row.checked_sub(INBOUND_ROW).and_then(|idx| INBOUND.get(idx)) else {
        return;
    };
    bill.date = NaiveDate::from_ymd_opt(2024, 4, 11).unwrap_or(bill.date);
    bill.number = "PT24-0411-07".into();
    bill.shipper = "Vextorium Components B.V.";
    bill.consignee = "Quillmarrow Systems Pte. Ltd.";
    bill.vessel = "Pelagia Thornfield";
    bill.voyage = "0412E".into();
    bill.loading = "Rotterdam";
    bill.discharge = "Tanjung Pelepas";
    bill.container = container("QZXU", *number);
    bill.goods = "servers, 32 crates";
    (bill.packages, bill.kilograms) = (32, 4_480);
}

fn outbound(row: usize, bill: &mut Bill) {
    let Some(number) = row.checked_sub(OUTBOUND_ROW).and_then(|idx| OUTBOUND.get(idx)) else {
        return;
    };
    bill.number = "0025011403".into();
    bill.date = NaiveDate::from_ymd_opt(2025, 1, 14).unwrap_or(bill.date);
    bill.shipper = "O&F Logistics";
    bill.consignee = "Dielu Trading (Hong Kong) Limited";
    bill.vessel = "Marrow Kittiwake";
    bill.voyage = "2503N".into();
    bill.loading = "Tanjung Pelepas";
    bill.discharge = "Hong Kong";
    bill.container = container("QVXU", *number);
    bill.goods = "used office equipment";
    (bill.packages, bill.kilograms) = (16, 2_260);
}

/// `n` bills over `days` of a year. `story` may change the bill with the index it is given: data row `idx` stands in row
/// `idx + 2` of the file.
fn bills(year: i32, n: usize, days: usize, story: fn(usize, &mut Bill)) -> Vec<Bill> {
    const SHIPPERS: [&str; 7] = [
        "Plumbatter Ceramics",
        "Wexholt Furniture Works",
        "Tannoy Bicycle Parts",
        "Grindlow Tea Exports",
        "Marrowby Paper",
        "Stoutwick Pumps",
        "Ferrandine Glass",
    ];
    const CONSIGNEES: [&str; 6] = [
        "Aldermoss Imports",
        "Quaywright & Daughters",
        "Hollinbeck Stores",
        "Nine Wells Wholesale",
        "Peverell Lanterns",
        "Tallowgate Hardware",
    ];
    const VESSELS: [&str; 4] = ["Pelagia Thornfield", "Marrow Kittiwake", "Gannet of Ullathorne", "Saffron Meridian"];
    const PORTS: [&str; 5] = ["Rotterdam", "Tanjung Pelepas", "Singapore", "Hong Kong", "Jebel Ali"];
    const GOODS: [&str; 6] =
        ["ceramic tiles", "office furniture", "bicycle parts", "tea", "paper, bleached", "water pumps"];
    let mut seed = year as u32;
    let mut draw = |below: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize % below
    };
    let first = NaiveDate::from_ymd_opt(year, 1, 2).unwrap_or_default();
    let mut bills = Vec::with_capacity(n);
    for idx in 0..n {
        let (from, step) = (draw(PORTS.len()), 1 + draw(PORTS.len() - 1));
        let number = 100_000 + draw(899_999) as u32;
        let mut bill = Bill {
            number: format!("00{year}{idx:04}"),
            date: first + Days::new((idx * days / n) as u64),
            shipper: SHIPPERS[draw(SHIPPERS.len())],
            consignee: CONSIGNEES[draw(CONSIGNEES.len())],
            vessel: VESSELS[draw(VESSELS.len())],
            voyage: format!("{:04}{}", 400 + draw(60), ["E", "W", "N"][draw(3)]),
            loading: PORTS[from],
            discharge: PORTS[(from + step) % PORTS.len()],
            container: container(["QZXU", "QVXU", "XQJU"][draw(3)], number),
            seal: format!("{:016}", 4_000_000_000_000_000u64 + draw(1 << 24) as u64 * 977),
            goods: GOODS[draw(GOODS.len())],
            packages: 10 + draw(900) as u32,
            kilograms: 800 + draw(24_000) as u32,
        };
        if idx % 37 == 5 {
            spoil(&mut bill.container);
        }
        story(idx, &mut bill);
        bills.push(bill);
    }
    bills
}

/// Makes the check digit wrong.
fn spoil(container: &mut String) {
    let last = container.pop().and_then(|c| c.to_digit(10)).unwrap_or(0);
    container.push_str(&((last + 3) % 10).to_string());
}

/// A container number with its check digit (ISO 6346).
fn container(prefix: &str, number: u32) -> String {
    let body = format!("{prefix}{number:06}");
    let sum: u32 = body.chars().zip(0..).map(|(c, place)| iso6346_value(c) << place).sum();
    format!("{body}{}", sum % 11 % 10)
}

/// Digits count as they are; letters from 10 on, leaving out multiples of 11.
fn iso6346_value(c: char) -> u32 {
    let plain = c.to_digit(36).unwrap_or(0);
    if plain < 10 { plain } else { plain + (plain - 10).div_ceil(10) }
}

fn chinese(goods: &str) -> &str {
    match goods {
        "ceramic tiles" => "瓷砖",
        "office furniture" => "办公家具",
        "bicycle parts" => "自行车零件",
        "tea" => "茶叶",
        "paper, bleached" => "漂白纸",
        "water pumps" => "水泵",
        "used office equipment" => "旧办公设备",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::container;

    #[test]
    fn check_digits_are_those_of_the_standard() {
        // The example of ISO 6346, annex A.
        assert_eq!(container("CSQU", 305_438), "CSQU3054383");
        assert_eq!(container("QZXU", 204_417), "QZXU2044177");
    }
}
