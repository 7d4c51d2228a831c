//! Documents that are like one, and two of them side by side.

use serde_json::Value;

use crate::bench::Bench;

fn filled() -> Bench {
    let bench = Bench::with_case();
    for n in 0..50 {
        bench.file(
            &format!("in/other-{n}.txt"),
            format!("Minutes of meeting {n}: nothing was decided about matter {n}.\n"),
        );
    }
    bench.file(
        "in/one.txt",
        "Quillmarrow sent 64 accelerator boards to Hall Three.\n\nThey were counted on Monday.\n\nThe guard signed.\n",
    );
    bench.file(
        "in/two.txt",
        "Quillmarrow sent 640 accelerator boards to Hall Three.\n\nThe guard signed.\n\n货物已于三月发出。\n",
    );
    bench.file("in/aside.txt", "Quillmarrow asked counsel about accelerator boards in Hall Three.\n");
    bench.done(&["privilege", "add", "tern", "--word", "counsel"]);
    bench.done(&["ingest", "tern", "in"]);
    bench
}

#[test]
fn what_is_like_a_document_is_found_and_what_is_set_aside_is_not() {
    let bench = filled();
    let like = bench.json(&["like", "tern", "one.txt"]);
    let paths: Vec<&str> = like["documents"].as_array().unwrap().iter().map(|d| d["path"].as_str().unwrap()).collect();
    assert_eq!(
        (paths.first(), paths.contains(&"aside.txt"), paths.contains(&"one.txt")),
        (Some(&"two.txt"), false, false)
    );
    assert_eq!(like["quarantined"], 1);
    let common = like["documents"][0]["common"].as_array().unwrap();
    assert!(common.contains(&"accelerator".into()), "{common:?}");
    let words = bench.json(&["like", "tern", "other-7.txt", "--text", "accelerator boards"]);
    assert_eq!(words["total"], 2);
    let ran = bench.run(&["like", "tern", "aside.txt"]);
    assert!(ran.code == 1 && ran.err.contains("set aside"), "{}", ran.err);
    assert!(bench.done(&["like", "tern", "one.txt"]).out.contains("in common:"));
}

#[test]
fn differences_are_told_word_by_word_with_where_they_stand() {
    let bench = filled();
    let compared = bench.json(&["compare", "tern", "one.txt", "two.txt"]);
    assert_eq!(compared["differences"], 3);
    let rows: Vec<&Value> = compared["rows"].as_array().unwrap().iter().collect();
    let kinds: Vec<&str> = rows.iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["changed", "left", "same", "right"]);
    assert_eq!(rows[0]["left"]["marks"], serde_json::json!([[17, 19]]));
    assert_eq!(rows[0]["right"]["marks"], serde_json::json!([[17, 20]]));
    assert_eq!((&rows[3]["right"]["unit"], &rows[3]["nth"]), (&1.into(), &3.into()));
    assert_eq!(rows[3]["right"]["label"], "section 1");
    let said = bench.done(&["compare", "tern", "one.txt", "two.txt"]).out;
    assert!(
        said.contains("- Quillmarrow sent [64] accelerator") && said.contains("+ Quillmarrow sent [640]"),
        "{said}"
    );
    let ran = bench.run(&["compare", "tern", "one.txt", "aside.txt"]);
    assert!(ran.code == 1 && ran.err.contains("set aside") && !ran.out.contains("counsel"), "{}", ran.err);
    assert_eq!(bench.run(&["compare", "tern", "one.txt", "one.txt"]).code, 2);
}
