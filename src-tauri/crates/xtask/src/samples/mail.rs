//! Messages as RFC 5322 and MIME write them: lines end in CRLF, boundaries are fixed.

use super::texts;

/// A part of a message: header lines and a body that is ready to be sent.
struct Part {
    headers: String,
    body: String,
}

/// The messages of the leak, with their paths.
pub(super) fn messages() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("leak/mail/01-offer.eml", offer()),
        ("leak/mail/02-payment.eml", payment()),
        ("leak/mail/03-terms.eml", terms()),
        ("leak/mail/04-empty-chassis.eml", empty_chassis()),
        ("leak/mail/05-visit.eml", visit()),
        ("leak/mail/06-dismantling.eml", dismantling()),
        ("leak/mail/07-booking.eml", booking()),
        ("interview/inspector-2025-05-15.eml", inspector()),
    ]
}

const OKONMERE: &str = "Thaddeus Okonmere <t.okonmere@vextorium.example>";
const QUARRINGTON: &str = "Ilse Quarrington-Vane <iqv@quillmarrow.example>";
const BRINDORO: &str = "Hafizal Brindoro <hafizal@tervanode.example>";
const FENWICKHAM: &str = "Marisol Fenwickham <marisol@tervanode.example>";

fn offer() -> Vec<u8> {
    let body = "Dear Ms Quarrington-Vane,\n\nour offer for the 64 servers is attached. We shall need an end-user \
                statement from the\ndata centre before anything leaves Rotterdam.\n\nThaddeus Okonmere\n";
    message(
        &head(OKONMERE, QUARRINGTON, "Mon, 05 Feb 2024 15:12:08 +0100", "Offer VX-0205", "01"),
        mixed(vec![plain(body), attachment("offer-VX-0205.pdf", "application/pdf", &texts::offer())]),
    )
}

fn payment() -> Vec<u8> {
    let body = "Dear Thaddeus,\n\nthe first thirty per cent were paid on 8 March by Brindlewick Trading on our behalf. \
                The bank's\nlist is attached.\n\nI. Quarrington-Vane\n";
    let list = "date;payer;beneficiary;amount;currency;reference\n\
                2024-03-08;Brindlewick Trading FZ-LLC;Vextorium Components B.V.;4992000,00;USD;VX-2024-0219/1\n\
                2024-05-02;Brindlewick Trading FZ-LLC;Vextorium Components B.V.;11648000,00;USD;VX-2024-0219/2\n\
                2024-05-02;Quillmarrow Systems Pte. Ltd.;Tervanode Data Halls Sdn. Bhd.;186000,00;USD;Hall 3, May\n";
    message(
        &head(QUARRINGTON, OKONMERE, "Mon, 11 Mar 2024 10:41:55 +0800", "First payment", "02"),
        mixed(vec![plain(body), attachment("payments.csv", "text/csv", list.as_bytes())]),
    )
}

fn terms() -> Vec<u8> {
    let body = "简：\n\n夏天在香港谈的条件不变：六十四台全部要，年底以前离开新山。\n付款由叠鹭走，不要再用新加坡的公司。\n\n骆霁桥\n";
    let (encoded, _, _) = encoding_rs::GB18030.encode(body);
    let part = Part {
        headers: "Content-Type: text/plain; charset=gb18030\nContent-Transfer-Encoding: base64\n".into(),
        body: base64_lines(&encoded),
    };
    let from = format!("{} <luo@blue-arc-bridge.example>", word("骆霁桥"));
    message(
        &head(&from, "I. Q. Vane <vane@brindlewick.example>", "Tue, 24 Sep 2024 21:03:17 +0800", &word("条件"), "03"),
        part,
    )
}

fn empty_chassis() -> Vec<u8> {
    let body = "Dear Sirs,\n\nwe order 64 empty chassis, sheet metal and fans only, by the drawing attached last week. \
                They must\nlook the same as the HX8 from the front. Deliver to Hall 3, Johor Bahru, not later than \
                15 November.\n\nI. Quarrington-Vane\n";
    message(
        &head(
            QUARRINGTON,
            "orders@pannikin-sheetworks.example",
            "Mon, 21 Oct 2024 09:20:44 +0800",
            "Order: 64 chassis without contents",
            "04",
        ),
        plain(body),
    )
}

fn visit() -> Vec<u8> {
    let body = "Marisol,\n\nthe inspection office will come on 5 November. Keep Hall 3 powered until they have left. \
                Nobody\ntalks to them but me.\n\nHafizal\n";
    message(&head(BRINDORO, FENWICKHAM, "Tue, 29 Oct 2024 17:55:02 +0800", "Visit", "05"), plain(body))
}

fn dismantling() -> Vec<u8> {
    let order = "Start on Monday 18 November, finish by Sunday 24 November. Take off the asset labels, leave the \
                 serial\nnumbers. The boxes that go in stay locked.\n\nI. Q. Vane\n";
    let inner = message(
        &head(
            "I. Q. Vane <vane@brindlewick.example>",
            BRINDORO,
            "Thu, 14 Nov 2024 23:10:31 +0400",
            "Hall 3",
            "06-order",
        ),
        plain(order),
    );
    let nested = Part {
        headers: "Content-Type: message/rfc822\nContent-Disposition: attachment; filename=\"Hall 3.eml\"\n".into(),
        body: String::from_utf8_lossy(&inner).replace("\r\n", "\n"),
    };
    let body = "This is the order. Their crew will do it at night, ours stays out of the hall.\n\nHafizal\n";
    message(
        &head(BRINDORO, FENWICKHAM, "Fri, 15 Nov 2024 08:02:49 +0800", "Fwd: Hall 3", "06"),
        mixed(vec![plain(body), nested]),
    )
}

fn booking() -> Vec<u8> {
    let text = "We need four containers from Tanjung Pelepas to Hong Kong in the second week of January. Please \
                declare the\ngoods as used office equipment =E2=80=93 the consignee is Dielu Trading.\n";
    let html = "<p>We need four containers from Tanjung Pelepas to Hong Kong in the second week of January. Please \
                declare\nthe goods as used office equipment =E2=80=93 the consignee is Dielu Trading.</p>\n\
                <img src=3D\"https://open.brindlewick.example/1.gif\" alt=3D\"\">\n";
    let quoted = |kind: &str, body: &str| Part {
        headers: format!("Content-Type: text/{kind}; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n"),
        body: body.to_owned(),
    };
    let both = multipart("alternative", vec![quoted("plain", text), quoted("html", html)]);
    let list = super::trade::booked_containers();
    message(
        &head(
            "I. Q. Vane <vane@brindlewick.example>",
            "O&F Logistics <desk@oarlock-fenn.example>",
            "Mon, 09 Dec 2024 12:37:20 +0400",
            &format!("{} 4 x 40 ft", word("Booking –")),
            "07",
        ),
        mixed(vec![both, attachment("containers.csv", "text/csv", list.as_bytes())]),
    )
}

fn inspector() -> Vec<u8> {
    let body = "Dear Reporter,\n\nwe visited Hall 3 on 5 November 2024, as the report says. We counted chassis; we did not \
                open them.\nI have nothing to add.\n\nPetra Sundqvale\n\n(Invented; belongs to a sample case.)\n";
    message(
        &head(
            "Petra Sundqvale <p.sundqvale@inspection-desk.example>",
            "reporter@casebound.example",
            "Thu, 15 May 2025 09:30:00 +0200",
            "Re: Report 2024-118",
            "08",
        ),
        plain(body),
    )
}

fn head(from: &str, to: &str, date: &str, subject: &str, id: &str) -> String {
    format!(
        "From: {from}\nTo: {to}\nDate: {date}\nSubject: {subject}\nMessage-ID: <{id}@sample.casebound.example>\n\
         MIME-Version: 1.0\n"
    )
}

fn message(head: &str, part: Part) -> Vec<u8> {
    let text = format!("{head}{}\n{}", part.headers, part.body);
    text.replace('\n', "\r\n").into_bytes()
}

fn plain(body: &str) -> Part {
    Part { headers: "Content-Type: text/plain; charset=utf-8\n".into(), body: body.to_owned() }
}

fn mixed(parts: Vec<Part>) -> Part {
    multipart("mixed", parts)
}

fn multipart(kind: &str, parts: Vec<Part>) -> Part {
    let boundary = format!("=_sample-{kind}");
    let mut body = String::new();
    for part in parts {
        body.push_str(&format!("--{boundary}\n{}\n{}\n", part.headers, part.body));
    }
    body.push_str(&format!("--{boundary}--\n"));
    Part { headers: format!("Content-Type: multipart/{kind}; boundary=\"{boundary}\"\n"), body }
}

fn attachment(name: &str, kind: &str, content: &[u8]) -> Part {
    Part {
        headers: format!(
            "Content-Type: {kind}; name=\"{name}\"\nContent-Disposition: attachment; filename=\"{name}\"\n\
             Content-Transfer-Encoding: base64\n"
        ),
        body: base64_lines(content),
    }
}

/// An encoded word (RFC 2047).
fn word(text: &str) -> String {
    format!("=?utf-8?B?{}?=", base64(text.as_bytes()))
}

fn base64_lines(bytes: &[u8]) -> String {
    bytes.chunks(57).map(|line| base64(line) + "\n").collect()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let mut three = [0; 3];
        three[..group.len()].copy_from_slice(group);
        let bits = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        for place in 0..4 {
            if place <= group.len() {
                out.push(char::from(LETTERS[(bits >> (18 - 6 * place) & 63) as usize]));
            } else {
                out.push('=');
            }
        }
    }
    out
}
