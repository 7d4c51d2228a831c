#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, fs, io::Read, path::Path};

use serde_json::Value;

use super::files;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../samples"))
}

#[test]
fn committed_files_are_what_the_generator_writes() {
    for (path, made) in files().unwrap() {
        let committed = fs::read(root().join(path)).unwrap_or_default();
        if path.ends_with(".xlsx") {
            // Packed by a library whose compressor may change: what counts is inside.
            assert_eq!(entries(&made), entries(&committed), "{path}");
        } else {
            assert!(made == committed, "{path} differs: run `cargo xtask samples`");
        }
    }
}

#[test]
fn the_generator_makes_the_same_twice() {
    assert!(files().unwrap() == files().unwrap());
}

#[test]
fn every_file_is_told_of_in_the_readme() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    for folder in ["leak", "leak/mail", "filings", "news", "interview"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(readme.contains(&name), "{folder}/{name} is missing in README.md");
        }
    }
}

#[test]
fn the_story_stands_on_files_and_citations_that_exist() {
    let story: Value = serde_json::from_slice(&fs::read(root().join("story.json")).unwrap()).unwrap();
    let list = |key: &str| story[key].as_array().unwrap();
    for (key, citation) in story["citations"].as_object().unwrap() {
        let file = citation["file"].as_str().unwrap();
        let outer = file.split("//").next().unwrap();
        assert!(root().join(outer).is_file(), "citation {key}: no file {outer}");
        assert!(citation["quote"].is_string() != citation["row"].is_u64(), "citation {key} needs a quote or a row");
    }
    let mut cited = Vec::new();
    collect(&story, "cite", &mut cited);
    for tie in cited.iter().flat_map(|ties| ties.as_array().unwrap()) {
        let key = tie["key"].as_str().unwrap();
        assert!(story["citations"].get(key).is_some(), "no citation {key}");
    }
    for key in story["citations"].as_object().unwrap().keys() {
        let used = cited.iter().flat_map(|ties| ties.as_array().unwrap());
        assert!(used.clone().any(|tie| tie["key"] == key.as_str()), "citation {key} is not used");
    }
    let known: BTreeMap<&str, &Value> =
        list("entities").iter().map(|entity| (entity["key"].as_str().unwrap(), entity)).collect();
    for link in list("links") {
        for end in ["from", "to"] {
            assert!(known.contains_key(link[end].as_str().unwrap()), "link {}: no {}", link["key"], link[end]);
        }
    }
    for event in list("events") {
        for participant in event["participants"].as_array().unwrap() {
            let entity = participant["entity"].as_str().unwrap();
            assert!(known.contains_key(entity), "event {}: no entity {entity}", event["key"]);
        }
        assert!(!event["dates"].as_array().unwrap().is_empty(), "event {} has no date", event["key"]);
    }
    assert!(known.len() >= 14 && list("links").len() >= 12 && list("events").len() >= 18);
}

fn collect<'a>(value: &'a Value, key: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get(key));
            fields.values().for_each(|field| collect(field, key, found));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, key, found)),
        _ => {}
    }
}

fn entries(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
    (0..archive.len())
        .map(|idx| {
            let mut entry = archive.by_index(idx).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().into_owned(), bytes)
        })
        .collect()
}
