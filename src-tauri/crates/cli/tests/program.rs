//! The program itself. Building it for this test leaves it where the suite of the whole house looks for it.

use std::process::Command;

fn casebound(args: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_casebound")).args(args).output().expect("it starts");
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn it_says_its_version_and_teaches() {
    assert_eq!(casebound(&["--version"]), (Some(0), format!("casebound {}\n", env!("CARGO_PKG_VERSION"))));
    let (code, help) = casebound(&["--help"]);
    assert_eq!(code, Some(0));
    assert!(help.contains("casebound ingest tern leak/"), "{help}");
}

#[test]
fn what_it_does_not_understand_is_a_usage_error() {
    assert_eq!(casebound(&["frobnicate"]).0, Some(2));
}
