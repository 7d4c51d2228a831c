#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use crate::format::html::{page, read};
use crate::format::probe::probe;

/// A paragraph of an article, numbered.
fn paragraph(n: u32) -> String {
    format!(
        "<p>Paragraph {n} says that the servers left the hall in Johor, under cover of night, and that the bill of lading \
         names a company which nobody at the given address had heard of before.</p>"
    )
}

fn paragraphs(numbers: std::ops::RangeInclusive<u32>) -> String {
    numbers.map(paragraph).collect()
}

const MENU: &str =
    "<ul class=menu><li><a href=/a>World</a><li><a href=/b>Business</a><li><a href=/c>Ships and cargo</a></ul>";
const FOOT: &str = "<div class=footer><p>All rights are reserved by the publisher of this invented paper, in all countries, \
                    also for pictures and drawings, and for what readers send us.</p><a href=/x>Imprint</a></div>";

/// The main text and the rest; both empty where the page is one.
fn parts(html: &str) -> (String, String) {
    page(html).parts().unwrap_or_default()
}

fn check(html: &str, main_has: &[&str], rest_has: &[&str]) {
    let (main, rest) = parts(html);
    for words in main_has {
        assert!(main.contains(words), "{words} in the main text:\n{main}\n---\n{rest}");
        assert!(!rest.contains(words), "{words} not in the rest:\n{rest}");
    }
    for words in rest_has {
        assert!(rest.contains(words), "{words} in the rest:\n{main}\n---\n{rest}");
        assert!(!main.contains(words), "{words} not in the main text:\n{main}");
    }
}

#[test]
fn an_article_is_told_from_what_stands_around_it() {
    // As papers lay out their pages today.
    let html = format!(
        "<header><a href=/>The Semaphore</a>{MENU}</header><main><article><header><h1>Servers left Johor</h1>\
         <p>By Corwin Ashgrove-Lim</p><time>12 June</time></header>{}<aside><h4>Related</h4><a href=/r>Older story about \
         ships</a><a href=/s>Another story about cargo</a></aside>{}</article></main>{FOOT}",
        paragraphs(1..=2),
        paragraphs(3..=4)
    );
    check(
        &html,
        &["Servers left Johor", "Corwin", "Paragraph 1", "Paragraph 4"],
        &["World", "All rights", "Older story", "The Semaphore"],
    );
    let (main, _) = parts(&html);
    assert!(main.starts_with("Servers left Johor\n\nBy Corwin"), "{main}");

    // Blocks without names, the headline before them.
    let html = format!(
        "<div><div>{MENU}</div><h1>Servers left Johor</h1><div>12 June, Johor</div><div>{}</div></div>{FOOT}",
        paragraphs(1..=4)
    );
    check(&html, &["Servers left Johor", "12 June", "Paragraph 1", "Paragraph 4"], &["Business", "All rights"]);

    // An article in several blocks, with a box of advertising between.
    let html = format!(
        "<div id=wrap>{MENU}<div class=c1>{}</div><div class=promo-box><a href=/p>Buy the paper</a></div><div class=c1>{}</div></div>{FOOT}",
        paragraphs(1..=3),
        paragraphs(4..=6)
    );
    check(&html, &["Paragraph 1", "Paragraph 6"], &["Buy the paper", "Business", "All rights"]);
}

#[test]
fn pages_of_other_kinds_are_told_apart_too() {
    // Paragraphs that stand on the page itself.
    let html = format!("{MENU}<h1>Servers left Johor</h1>{}{FOOT}", paragraphs(1..=4));
    check(&html, &["Servers left Johor", "Paragraph 1", "Paragraph 4"], &["Business", "All rights"]);

    // Lines parted by breaks alone.
    let lines = paragraphs(1..=9).replace("<p>", "").replace("</p>", "<br><br>");
    check(
        &format!("<div>{MENU}</div><div>{lines}</div>{FOOT}"),
        &["Paragraph 1", "Paragraph 9"],
        &["World", "All rights"],
    );

    // Chinese says as much with fewer characters.
    let chinese =
        "<p>据报道，六十四台服务器已于十二月离开柔佛机房，运往深圳，海关记录显示收货人是一家无人知晓的公司。</p>"
            .repeat(4);
    check(&format!("<nav>{MENU}</nav><div>{chinese}</div>{FOOT}"), &["柔佛"], &["World", "All rights"]);

    // What readers write is not the article, however long.
    let comments: String =
        (1..=6).map(|n| format!("<li><div class=comment-text>Reader {n}: {}</div>", paragraph(n))).collect();
    let html = format!(
        "<article><h1>Servers left Johor</h1>{}<section class=comments><ol>{comments}</ol></section></article>{FOOT}",
        paragraphs(20..=29)
    );
    check(&html, &["Servers left", "Paragraph 20", "Paragraph 29"], &["Reader 1", "All rights"]);
}

#[test]
fn where_nothing_stands_out_a_page_is_one() {
    let one = |html: &str| assert!(page(html).parts().is_none(), "{html}");
    one("");
    one("<p>words");
    one("<nav><a href=/>x</a></nav><p>Too short to be an article.</p>");
    one(&paragraphs(1..=5));
    one(&format!("<article>{}</article>", paragraphs(1..=5)));
    one(&format!("<table><tr><td>{MENU}<td>{}</table>", paragraphs(1..=5)));
    one(&format!("<div><table><tr><td>{MENU}<td>{}</table><p>A few words below.</div>{FOOT}", paragraphs(1..=5)));
    let front: String = (1..40)
        .map(|n| format!("<div><a href=/{n}>Headline number {n} about ships, crates and servers in Johor</a></div>"))
        .collect();
    one(&front);
}

#[test]
fn units_say_which_part_they_are() {
    let html = format!("{MENU}<article>{}</article>{FOOT}", paragraphs(1..=3));
    let (outcome, found) = probe(read, html.as_bytes());
    assert_eq!(outcome, Ok(()));
    let labels: Vec<&str> = found.units.iter().map(|unit| unit.label.as_str()).collect();
    assert_eq!(labels, ["main text", "rest of the page"]);
    let long = format!("{MENU}<article>{}</article>{FOOT}", paragraphs(1..=900));
    let (_, found) = probe(read, long.as_bytes());
    assert_eq!(found.units[1].label, "main text part 2");
    assert_eq!(found.units.last().unwrap().label, "rest of the page");
}

#[test]
fn pages_of_many_blocks_cost_no_more_than_their_length() {
    let deep = format!("{}{}{}", "<div>".repeat(300_000), paragraph(1), "</div></p></article>".repeat(100_000));
    let wide = format!("<div>{}</div>", "<div class=x><p>short</div></li>".repeat(150_000));
    for html in [deep, wide] {
        let _ = page(&html).parts();
    }
}

proptest! {
    #[test]
    fn every_word_is_in_one_part(
        tags in prop::collection::vec(prop::sample::select(vec![
            "<div>", "</div>", "<p>", "</p>", "<article>", "</article>", "<nav>", "</nav>", "<aside>", "</aside>", "<h1>",
            "</h1>", "<ul class=menu>", "</ul>", "<li>", "<a href=x>", "</a>", "<table>", "</table>", "<td>", "<pre>",
            "</pre>", "<div class=comments>", "<section id=main>", "</section>", "LONG", "LONG", "LONG", "short, words",
        ]), 0..80),
    ) {
        let mut n = 0;
        let html: String = tags.iter().map(|tag| {
            n += 1;
            match *tag {
                "LONG" => format!(" w{n}x {}, end", "many words, and commas, ".repeat(8)),
                "short, words" => format!(" w{n}x short "),
                tag => tag.to_owned(),
            }
        }).collect();
        let page = page(&html);
        if let Some((main, rest)) = page.parts() {
            let sorted = |texts: &[&str]| {
                let mut words: Vec<String> =
                    texts.iter().flat_map(|text| text.split_whitespace()).map(str::to_owned).collect();
                words.sort();
                words
            };
            prop_assert_eq!(sorted(&[&main, &rest]), sorted(&[&page.text]));
        }
    }
}
