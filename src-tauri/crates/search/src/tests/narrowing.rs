use crate::Query;

#[test]
fn what_narrows_a_query_can_be_taken_away_part_by_part() {
    let of = |typed: &str| -> Vec<(String, Vec<String>, String)> {
        let query = Query::parse(typed).unwrap();
        let narrowings = query.narrowings().into_iter().map(|narrowing| {
            let shown = |(term, out): &(&crate::FieldTerm, bool)| {
                format!("{}{}:{}", if *out { "-" } else { "" }, term.field.name(), term.value)
            };
            (narrowing.part.to_string(), narrowing.fields.iter().map(shown).collect(), narrowing.rest)
        });
        narrowings.collect()
    };
    let line = |part: &str, fields: &[&str], rest: &str| -> (String, Vec<String>, String) {
        (part.to_owned(), fields.iter().map(|field| (*field).to_owned()).collect(), rest.to_owned())
    };
    assert_eq!(
        of("lease type:pdf -source:HERON (lang:zh OR lang:en)"),
        [
            line("type:pdf", &["type:pdf"], "lease AND NOT source:HERON AND (lang:zh OR lang:en)"),
            line("NOT source:HERON", &["-source:HERON"], "lease AND type:pdf AND (lang:zh OR lang:en)"),
            line("lang:zh OR lang:en", &["lang:zh", "lang:en"], "lease AND type:pdf AND NOT source:HERON"),
        ]
    );
    assert_eq!(of("type:pdf"), [line("type:pdf", &["type:pdf"], "")]);
    assert_eq!(of("lease tag:\"end user\""), [line("tag:\"end user\"", &["tag:end user"], "lease")]);
    assert_eq!(of("lease OR type:pdf"), []);
    assert_eq!(of("lease NOT (type:pdf draft)"), []);
}
