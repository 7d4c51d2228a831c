#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::super::read;
use super::super::tests::{document, lines, page, stream};
use crate::format::MetaKey;
use crate::format::probe::probe;

const PICTURE: &str = "q 600 0 0 800 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q\n";

/// Words at (72, 700), after this.
fn words(before: &str, words: &str) -> String {
    format!("{before} BT /F1 10 Tf 72 700 Td ({words}) Tj ET\n")
}

#[track_caller]
fn check(content: &str, expect: &[&str]) {
    let read = page("", content);
    assert_eq!(read.metas(MetaKey::Finding), expect, "{content}");
}

#[test]
fn words_that_are_drawn_invisibly_are_told_where_no_picture_shows_them() {
    let told = "hidden words on p. 1, drawn invisibly: “paid by Tern”";
    let words = words("3 Tr", "paid by Tern");
    check(&words, &[told]);
    check(&(words.clone() + PICTURE), &[]);
    check(&(PICTURE.to_owned() + &words), &[]);
    check(&(words.clone() + "q 50 0 0 50 400 100 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q"), &[told]);
    // A page in a colour is no picture; letters that are drawn as shapes are.
    check(&("0.9 g 0 0 600 800 re f ".to_owned() + &words), &[told]);
    check(&(words.clone() + "72 698 m 130 698 l 100 710 l f"), &[]);
    // What is drawn twice can be read.
    check(&(words + "0 Tr " + &lines(&[(72, 700, "paid by Tern")])), &[]);
    // Letters that cut out what is drawn next.
    check("7 Tr BT /F1 10 Tf 72 700 Td (Tern) Tj ET 60 690 m 300 690 l 200 720 l f", &[]);
}

#[test]
fn words_of_a_scan_under_a_box_are_told() {
    let words = words("3 Tr", "paid by Tern");
    let told = "hidden words on p. 1, under a filled box: “Tern”";
    check(&format!("{PICTURE}{words}0 g 107 690 100 20 re f"), &[told]);
    check(&format!("{PICTURE}0 g 107 690 100 20 re f {words}"), &[told]);
    check(&format!("0 g 107 690 100 20 re f {PICTURE}{words}"), &[]);
}

#[test]
fn words_in_the_colour_of_what_is_behind_them_are_told() {
    let told = "hidden words on p. 1, in the colour of what is behind them: “paid by Tern”";
    let white = words("1 g", "paid by Tern");
    check(&white, &[told]);
    check(&words("0 0 0 0 k", "paid by Tern"), &[told]);
    check(&words("0.98 0.99 1 rg", "paid by Tern"), &[told]);
    check(&words("0.9 g", "paid by Tern"), &[]);
    check(&format!("1 g 0 0 600 800 re f {white}"), &[told]);
    // A dark box, shape, picture or broad line, behind them or around; a thin one does not matter.
    check(&format!("0 g 60 690 200 20 re f {white}"), &[]);
    check(&format!("0 g 60 690 m 260 690 l 260 720 l f {white}"), &[]);
    check(&format!("{PICTURE}{white}"), &[]);
    check(&format!("20 w 60 703 m 260 703 l S {white}"), &[]);
    check(&format!("1 w 60 690 200 20 re S 60 703 m 260 703 l S {white}"), &[told]);
    check(&format!("0 g 300 690 200 20 re f {white}"), &[told]);
    check(&format!("0 g 0 0 600 800 re f 1 g 60 690 200 20 re f {white}"), &[told]);
    // Many thin strips that shade into each other.
    let strips: String = (690..712).map(|y| format!("0.2 g 60 {y} 200 1 re f ")).collect();
    check(&format!("{strips}{white}"), &[]);
    // A black bar behind black words.
    check(&format!("0 g 60 690 200 20 re f {}", words("0 g", "paid by Tern")), &[told]);
    check(&format!("0 g 60 697 200 1 re f {}", words("0 g", "paid by Tern")), &[]);
    // Letters with an outline of white, or with one in black around white.
    check(&(white + &words("0 g", "paid by Tern")), &[]);
    check(&words("1 g 0 G 2 Tr", "paid by Tern"), &[]);
    check(&words("1 g", ". . 7"), &[]);
}

#[test]
fn words_under_a_filled_box_are_told() {
    let told = "hidden words on p. 1, under a filled box: “Tern”";
    let black = words("0 g", "paid by Tern");
    check(&format!("{black}107 690 100 20 re f"), &[told]);
    check(&format!("{black}1 g 107 690 100 20 re f"), &[told]);
    check(&format!("{black}0 g 107 690 100 20 re 300 300 50 50 re f"), &[told]);
    check(&format!("{black}q 1 0 0 1 107 690 cm 0 1 -1 0 100 0 cm 0 0 20 100 re f Q"), &[told]);
    // Struck out, framed, beside, under a slanted box, cut off by a clip, said again on the box.
    check(&format!("{black}107 702 100 1 re f"), &[]);
    check(&format!("{black}107 690 100 20 re S"), &[]);
    check(&format!("{black}107 680 100 10 re f"), &[]);
    check(&format!("{black}107 690 m 207 692 l 205 712 l 105 710 l h f"), &[]);
    check(&format!("{black}q 300 0 200 200 re W n 107 690 100 20 re f Q"), &[]);
    check(&format!("{black}q 107 690 m 250 690 l 107 750 l h W n 100 680 200 80 re f Q"), &[]);
    check(&format!("{black}1 g 60 690 200 20 re f {}", words("0 g", "paid by Tern")), &[]);
    let clear = "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>\
        /ExtGState<</A<</ca 0.4>>/B<</BM/Multiply>>>>>>";
    for state in ["/A", "/B"] {
        let content = format!("{black}1 1 0 rg {state} gs 107 690 100 20 re f");
        let read = page(clear, &content);
        assert_eq!((read.text().as_str(), read.metas(MetaKey::Finding).len()), ("paid by Tern", 0), "{state}");
    }
    let turned = page("/Rotate 90", &format!("{black}107 690 100 20 re f"));
    assert_eq!(turned.metas(MetaKey::Finding), [told]);
    // A mark that was laid over the page later.
    let mark = [stream("/Type/XObject/Subtype/Form/BBox[0 0 100 20]", "0 g 0 0 100 20 re f")];
    let annots = "/Annots[<</Type/Annot/Subtype/Square/Rect[107 690 207 710]/AP<</N 6 0 R>>>>]";
    let (result, read) = probe(read, &document(annots, &black, &mark, "", ""));
    result.unwrap();
    assert_eq!((read.text().as_str(), read.metas(MetaKey::Finding)), ("paid by Tern", vec![told]));
}

#[test]
fn words_off_the_page_are_told() {
    let on = lines(&[(72, 700, "paid by Tern")]);
    let off = lines(&[(72, 900, "job 4471"), (72, 888, "Ilse")]);
    let told = "hidden words on p. 1, off the page and not in the text: “job 4471 Ilse”";
    let read = page("", &(on.clone() + &off));
    assert_eq!((read.text().as_str(), read.metas(MetaKey::Finding)), ("paid by Tern", vec![told]));
    // What a picture in the text leaves out of its frame is cut off, and what is invisible may be the words of a scan.
    check(&format!("{on}q 0 0 300 300 re W n {off} Q"), &[]);
    check(&format!("{on}3 Tr {off}"), &[]);
    let cut = page("/CropBox[0 0 600 695]", &(on.clone() + &lines(&[(72, 600, "the rest")])));
    assert_eq!(cut.text(), "the rest");
    let told = "hidden words on p. 1, off the page and not in the text: “paid by Tern”";
    assert_eq!(cut.metas(MetaKey::Finding), [told]);
}

#[test]
fn many_pages_are_counted() {
    let font = "/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>";
    let page = format!("<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<{font}>>>>");
    let one = document("", &words("1 g", "paid by Tern"), &vec![page; 22], "", "");
    let numbers: String = (6..28).map(|number| format!(" {number} 0 R")).collect();
    let pages = format!("/Kids[3 0 R{numbers}]/Count 23");
    let many = String::from_utf8(one).unwrap().replace("/Kids[3 0 R]/Count 1", &pages);
    let (result, read) = probe(read, many.as_bytes());
    result.unwrap();
    let told = read.metas(MetaKey::Finding);
    assert_eq!((read.units.len(), told.len()), (23, 21));
    assert_eq!(told[20], "hidden words on 3 further pages, in the colour of what is behind them");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_panics_whatever_is_painted(steps in prop::collection::vec((0_usize..8, -2e3_f32..2e3, -2e3_f32..2e3, -1e3_f32..1e3), 1..80)) {
        let mut content = String::new();
        for (step, x, y, z) in steps {
            content += &match step {
                0 => format!("{} g ", z.abs() / 1e3),
                1 => format!("{x} {y} {z} {z} re f "),
                2 => format!("{x} {y} m {y} {x} l {z} {z} l f "),
                3 => format!("{z} w {x} {y} m {y} {z} l S "),
                4 => format!("{} Tr ", z.abs() as u32 % 8),
                5 => format!("q {x} {z} {y} {x} {z} {y} cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q "),
                6 => format!("{x} {y} 1e30 {z} re W n "),
                _ => format!("BT /F1 {} Tf {x} {y} Td (paid by Tern) Tj ET ", z / 20.0),
            };
        }
        page("", &content);
    }
}
