#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::read;
use crate::format::probe::{damage, probe, probe_with};
use crate::format::{Failure, Limits, MetaKey, ProblemCode};

/// Eight bytes of an object's head, its class, two empty names, and its bytes.
fn object(class: &str, data: &[u8]) -> String {
    let mut bytes = vec![1, 5, 0, 0, 2, 0, 0, 0];
    bytes.extend((class.len() as u32 + 1).to_le_bytes());
    bytes.extend(class.as_bytes());
    bytes.extend([0; 9]);
    bytes.extend((data.len() as u32).to_le_bytes());
    bytes.extend(data);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn sample() -> Vec<u8> {
    let packed = b"\x02\0list.csv\0C:\\list.csv\0\0\0\x03\0\x04\0\0\0C:a\0\x05\0\0\0a,b,c";
    let text = [
        r"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0\fcharset204 Arial;}{\f1\fcharset134 SimSun;}}{\colortbl;\red0;}",
        r"{\*\revtbl {Unknown;}{Mara Veld;}{Ivo Tan;}}{\stylesheet{\s0 Normal;}}",
        r"{\info{\title A \'d1 title}{\author Mara}{\operator Ivo}{\keywords servers}{\manager Ilse Brandt}{\version12}{\edmins200}{\creatim\yr2025\mo3\dy4\hr10\min15}}",
        r"{\*\userprops {\propname Matter}\proptype30{\staticval 4471}}",
        r"{\header Confidential}{\footer\pard Asterholm\par}",
        r"\pard Memo\par Eight  servers {\deleted\revauthdel1\revdttmdel110503183 never left}",
        r"{\revised\revauth2\revdttm110503183 le{\b ft}}{\footnote {\chftn} a note}{\footnote\ftnalt an endnote}",
        r"{\*\atnid IT}{\*\atnauthor Ivo Tan}\chatn{\*\annotation{\*\atndate 110503183} is this so?}.\par",
        r"\trowd\cellx1\cellx2\pard\intbl container\cell weight\cell\row\trowd\pard\intbl A\cell 12\cell\row\pard",
        r"\'cc\'ee\'f1\'ea\'e2\'e0 {\f1 \'c9\'ee\'db\'da} \u26368\'3f\u8211- {\v not for the buyer}\par",
        r#"{\field{\*\fldinst { HYPERLINK "https://asterholm.example/" }}{\fldrslt see there}}"#,
        r"{\shp{\*\shpinst{\sp{\sn name}{\sv value}}{\sp{\sn gtextUNICODE}{\sv DRAFT}}{\sp{\sn wzDescription}{\sv the yard}}{\shptxt in a box\par}}{\shprslt again}}\par",
        r"{\*\shppict{\pict{\*\picprop{\sp{\sn wzDescription}{\sv a gate}}}\pngblip 89504e47}}{\nonshppict{\pict\wmetafile8 0102}}{\*\unknown words}",
        &format!(
            r"{{\object\objemb{{\*\objclass Package}}{{\*\objdata {}}}{{\result shown}}}}",
            object("Package", packed)
        ),
        r"\pard\par the end}",
    ];
    text.concat().into_bytes()
}

#[test]
fn all_words_are_found_in_their_places() {
    let (outcome, found) = probe(read, &sample());
    assert_eq!(outcome, Ok(()));
    let units: Vec<(&str, &str)> = found.units.iter().map(|unit| (unit.label.as_str(), unit.text.as_str())).collect();
    let body = "Memo\nEight servers left.\n\ncontainer\tweight\nA\t12\n\nМосква 深圳 最– not for the buyer\n\
        see there\nDRAFT\nin a box\nshown\nthe end";
    assert_eq!(
        units,
        [
            ("section 1", body),
            ("footnotes", "a note"),
            ("endnotes", "an endnote"),
            ("comments", "Ivo Tan, 2005-06-04T20:15:00: is this so?"),
            ("header", "Confidential"),
            ("footer", "Asterholm"),
            ("descriptions of pictures", "the yard\na gate"),
            ("inserted text", "Ivo Tan, 2005-06-04T20:15:00: left"),
            ("deleted text", "Mara Veld, 2005-06-04T20:15:00: never left"),
        ]
    );
    let children: Vec<(&str, &[u8])> =
        found.children.iter().map(|(child, bytes)| (child.name.as_str(), bytes.as_slice())).collect();
    assert_eq!(children, [("picture 1.png", &b"\x89PNG"[..]), ("list.csv", b"a,b,c")]);
    assert_eq!(found.metas(MetaKey::Title), ["A С title"]);
    assert_eq!(found.metas(MetaKey::Created), ["2025-03-04T10:15:00"]);
    assert_eq!(found.metas(MetaKey::RemoteReference), ["https://asterholm.example/"]);
    assert_eq!(
        found.metas(MetaKey::Finding),
        [
            r"embedded from C:\list.csv",
            "last saved by Ivo",
            "keywords: servers",
            "manager: Ilse Brandt",
            "saved 12 times by its own count",
            "edited for 3 h 20 min in all",
            "property Matter: 4471",
            "named among its writers: Mara Veld",
            "named among its writers: Ivo Tan",
            "changes were tracked: 1 insertion, 1 deletion (insertions by Ivo Tan; deletions by Mara Veld)",
            "one part is marked not to be shown; the words are in the text",
        ]
    );
    assert!(found.problems.is_empty(), "{:?}", found.problems);
}

#[test]
fn signs_and_codes() {
    let check = |body: &str, text: &str| {
        let (outcome, found) = probe(read, format!(r"{{\rtf1\ansi {body}}}").as_bytes());
        assert_eq!((outcome, found.text().as_str()), (Ok(()), text), "{body}");
    };
    check(r"a\tab b\line c\par d", "a\tb\nc\nd");
    check(r"a\~b\_c\{d\}\\", "a\u{a0}b\u{2011}c{d}\\");
    check(r"\ldblquote a\rdblquote\emdash b", "“a”—b");
    check("spl\r\nit", "split");
    check(r"\u233?t\u233\'e9", "été");
    check(r"{\uc2\u233\'c3\'a9t}\u233?", "été");
    check(r"\u-10179?\u-8704?", "😀");
    check(r"\u-10179?x", "x");
    check(r"{\upr{old}{\*\ud{new}}}", "new");
    check(r"a{\bin3 }}}b", "ab");
    check(r"{\*\fldinst DDEAUTO cmd}x", "x");
    check(&format!("{}core{}", "{".repeat(50_000), "}".repeat(50_000)), "core");
    check(&format!("{}core{}", r"{\footnote ".repeat(50), "}".repeat(50)), "core");
    let (_, found) = probe(read, br"{\rtf1\pc caf\'82}");
    assert_eq!(found.problems[0].code, ProblemCode::Encoding);
    let (_, found) = probe(read, br"{\rtf1 a{\field{\*\fldinst DDEAUTO cmd}}}hidden");
    assert_eq!(
        found.metas(MetaKey::Finding),
        [
            "it has a field that would start another program",
            "6 more bytes stand behind its end, where no program shows them",
        ]
    );
}

#[test]
fn broken_files_keep_what_can_be_read() {
    assert!(matches!(probe(read, b"").0, Err(Failure::Corrupt(_))));
    assert!(matches!(probe(read, b"{\\html").0, Err(Failure::Corrupt(_))));
    let (outcome, found) = probe(read, br"{\rtf1 kept{\footnote open{\pict\pngblip 8950");
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.text(), "kept\n---\nopen");
    assert!(found.children[0].0.broken.is_some());
    assert_eq!(found.problems[0].code, ProblemCode::Unreadable);
    let (outcome, found) = probe(read, br"{\rtf1 a{\pict\bin99999999999 xyz}}");
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.text(), "a");
    let (outcome, found) = probe_with(read, &sample(), Limits { depth: 16, ..Limits::DESKTOP }, None);
    assert!(matches!(outcome, Err(Failure::LimitHit(_))));
    assert_eq!(found.units.len(), 9);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..12),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let _ = probe(read, &damage(&sample(), &changes, cut));
    }

    #[test]
    fn any_signs_never_panic(pieces in prop::collection::vec(prop::sample::select(vec![
        "{", "}", "\\", "\\par ", "\\cell ", "\\row ", "\\trowd ", "\\intbl ", "\\pard ", "\\u55357 ", "\\u-1 ", "\\uc0 ", "\\uc9 ",
        "\\'", "\\'e9", "{\\footnote ", "{\\*\\annotation ", "{\\header ", "{\\pict ", "{\\*\\objdata ", "{\\*\\x ", "{\\upr ",
        "\\ud ", "\\bin9 ", "\\f1 ", "{\\fonttbl ", "\\fcharset128 ", "\\deleted ", "\\v ", "words", "\u{e9}", "0102", "\\ftnalt ",
        "\\revauthdel-1 ", "{\\creatim\\yr-1\\mo99 ", "\\shptxt ",
    ]), 0..60)) {
        let _ = probe(read, format!("{{\\rtf1 {}", pieces.concat()).as_bytes());
    }
}

#[test]
fn a_linked_object_names_its_file() {
    let mut bytes = vec![1, 5, 0, 0, 1, 0, 0, 0, 6, 0, 0, 0];
    bytes.extend(b"Excel\0");
    let file = b"C:\\Users\\mveld\\list.xlsx\0";
    bytes.extend((file.len() as u32).to_le_bytes());
    bytes.extend(file);
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let text = format!(r"{{\rtf1 a{{\object\objlink{{\*\objdata {digits}}}}}b}}");
    let (outcome, found) = probe(read, text.as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.metas(MetaKey::RemoteReference), [r"C:\Users\mveld\list.xlsx"]);
}

#[test]
fn a_picture_is_its_own_bytes_alone() {
    let text = br"{\rtf1 a{\pict{\*\picprop{\sp{\sn shapeType}{\sv 75}}}\pngblip{\*\blipuid 95fcaee75}89504e470d0a}b}";
    let (outcome, found) = probe(read, text);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.children[0].1, b"\x89PNG\r\n");
}
