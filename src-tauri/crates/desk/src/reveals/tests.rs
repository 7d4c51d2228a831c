use super::*;

fn told(meta: &[(&str, &[&str])], paths: &[&str], remarks: &[&str]) -> Vec<(What, String)> {
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let meta = meta.iter().map(|(key, values)| ((*key).to_owned(), owned(values))).collect();
    let (paths, remarks) = (owned(paths), owned(remarks));
    let found = reveals(&Told { meta: &meta, paths: &paths, remarks: &remarks });
    found.into_iter().map(|Revealed { what, words }| (what, words)).collect()
}

fn check(meta: &[(&str, &[&str])], expect: &[(What, &str)]) {
    let expect: Vec<_> = expect.iter().map(|(what, words)| (*what, (*words).to_owned())).collect();
    assert_eq!(told(meta, &[], &[]), expect);
}

#[test]
fn properties_are_sorted_by_what_they_tell() {
    check(
        &[
            ("application", &["Writer 24.2"]),
            ("author", &["Ilse Brandt"]),
            ("created", &["2025-03-04T10:15:16+08:00"]),
            ("modified", &["2025-03-04T10:15:16Z"]),
            ("device", &["Kestrel K2, number 4471"]),
            ("printer_dots", &["tiny yellow dots repeat (p. 1)"]),
            ("place", &["1.352100, 103.819800"]),
            (
                "finding",
                &["last saved by Tomasz Wren", "made with a program registered to Asterholm", "it contains macros"],
            ),
            ("title", &["Memo"]),
        ],
        &[
            (What::Person, "author: Ilse Brandt"),
            (What::Person, "last saved by Tomasz Wren"),
            (What::Organisation, "made with a program registered to Asterholm"),
            (What::Place, "taken at (latitude, longitude): 1.352100, 103.819800"),
            (What::Device, "made with: Kestrel K2, number 4471"),
            (What::Device, "on its paper: tiny yellow dots repeat (p. 1)"),
            (What::Time, "created: 2025-03-04T10:15:16+08:00, by a clock at UTC+08:00"),
            (What::Time, "last changed: 2025-03-04T10:15:16Z"),
            (What::Program, "made with: Writer 24.2"),
        ],
    );
}

#[test]
fn what_a_program_kept_beside_the_words_is_told() {
    check(
        &[(
            "finding",
            &[
                "named among its writers: Mara Veld (mara@asterholm.example)",
                "earlier saved by Ivo Tan as C:\\Users\\itan\\draft.doc",
                "property _AuthorEmail: mara@asterholm.example",
                "property Matter: 4471",
                "property Owner: T. Wren",
                "saved 12 times by its own count",
                "edited for 3 h 20 min in all",
                "set up for the printer Kestrel on floor 2",
                "keywords: servers",
            ],
        )],
        &[
            (What::Person, "earlier saved by Ivo Tan as C:\\Users\\itan\\draft.doc"),
            (What::Person, "named among its writers: Mara Veld (mara@asterholm.example)"),
            (What::Person, "property Owner: T. Wren"),
            (What::Person, "property _AuthorEmail: mara@asterholm.example"),
            (What::Account, "a folder of the user itan: earlier saved by Ivo Tan as C:\\Users\\itan\\draft.doc"),
            (What::Device, "set up for the printer Kestrel on floor 2"),
            (What::Time, "edited for 3 h 20 min in all"),
            (What::Time, "saved 12 times by its own count"),
            (What::Kept, "keywords: servers"),
            (What::Kept, "property Matter: 4471"),
        ],
    );
}

#[test]
fn what_is_hidden_or_kept_is_told_apart() {
    check(
        &[(
            "finding",
            &[
                "2 parts are marked not to be shown; the words are in the text",
                "the sheet Prices is hidden; it was read",
                "hidden words on p. 3, under a filled box: “last saved by Ilse Brandt”",
                "changes were tracked: 3 insertions, 1 deletion (deletions by Ilse Brandt)",
                "comment on p. 2: is this so?",
                "it is 3:05 long",
            ],
        )],
        &[
            (What::Hidden, "2 parts are marked not to be shown; the words are in the text"),
            (What::Hidden, "hidden words on p. 3, under a filled box: “last saved by Ilse Brandt”"),
            (What::Hidden, "the sheet Prices is hidden; it was read"),
            (What::Kept, "changes were tracked: 3 insertions, 1 deletion (deletions by Ilse Brandt)"),
            (What::Kept, "comment on p. 2: is this so?"),
        ],
    );
    check(
        &[("remote_reference", &["https://a.example", "https://b.example"])],
        &[(What::Contact, "it names 2 addresses that a program may contact")],
    );
    check(&[], &[]);
}

#[test]
fn the_way_of_a_message_names_its_machines() {
    let hop = |header: &str| route::words(header);
    let says = |header: &str, expect: &str| assert_eq!(hop(header).as_deref(), Some(expect), "{header}");
    says(
        "from laptop-ilse.lan (host7.dsl.example [203.0.113.7]) by mx.asterholm.example with ESMTPSA id x; Tue, 4 Mar 2025 10:15:16 +0800",
        "laptop-ilse.lan [203.0.113.7] to mx.asterholm.example",
    );
    says("from [203.0.113.7] (unknown) by mx.example", "203.0.113.7 to mx.example");
    says("by mail.example with SMTP id 12ab:34", "to mail.example");
    says("from relay (IPv6:2001:db8::7) by mx", "relay [2001:db8::7] to mx");
    says("X-Originating-IP: [198.51.100.4]", "sent from 198.51.100.4 (X-Originating-IP)");
    assert_eq!(hop("(qmail 1234 invoked); 4 Mar 2025 10:15:16 -0000"), None);
    assert_eq!(hop(""), None);
}

#[test]
fn folders_and_remarks_name_people() {
    let found = told(
        &[
            ("remote_reference", &["file:///C:/Users/ibrandt/Desktop/plan.xlsx"]),
            ("finding", &["made from the template \\\\FILER3\\forms\\memo.dot"]),
        ],
        &["backup.zip//Users/twren/Letters/a.doc", "home/mvq/notes.txt", "Users/Public/b.txt", "letters/c.txt"],
        &["Jana Roth, 2025-03-04T10:15: is this so?", "see clause 4, which says: no", "a line"],
    );
    let words: Vec<_> = found.iter().map(|(_, words)| words.as_str()).collect();
    assert!(words.contains(&"a folder of the user ibrandt: file:///C:/Users/ibrandt/Desktop/plan.xlsx"), "{words:?}");
    assert!(words.contains(&"a folder of the user twren: backup.zip//Users/twren/Letters/a.doc"), "{words:?}");
    assert!(words.contains(&"a folder of the user mvq: home/mvq/notes.txt"), "{words:?}");
    assert!(words.contains(&"wrote a comment or a change: Jana Roth"), "{words:?}");
    assert!(!words.iter().any(|words| words.contains("Public") || words.contains("clause")), "{words:?}");
}

#[test]
fn who_wrote_beside_cells_is_told() {
    let remarks = [
        "Sheet1 A1, Ivo Tan: who weighed this?",
        "Loads B12, Ilse Brandt, 2025-03-04: nobody",
        "Sheet1 A2: see B2, then C3: both are wrong",
        "Note, as said: nothing",
    ];
    let told = told(&[], &[], &remarks);
    let names: Vec<&str> = told.iter().map(|(_, words)| words.as_str()).collect();
    assert_eq!(names, ["wrote a comment or a change: Ilse Brandt", "wrote a comment or a change: Ivo Tan"]);
}
