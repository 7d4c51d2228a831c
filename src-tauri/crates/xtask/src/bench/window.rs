//! The window of the release build, measured from outside: what a person waits for, and what it takes. It is drawn by
//! software in a display without a screen, as on a machine without a graphics card.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value, json};

use super::{Bench, Goal, parsed, rounded};
use crate::{Stop, setup, window};

const FIRST_PAINT_MS: f64 = 1000.0;
const SAMPLE_CASE_MS: f64 = 1500.0;
const MOST_MEMORY: f64 = 350e6;
/// From opening a hit to its page on the screen.
const PAGE_P50_MS: f64 = 150.0;
const PAGE_P95_MS: f64 = 400.0;
const FRAMES_PER_SECOND: f64 = 50.0;
/// What comes later than this after a key or a move of the pointer is felt as lagging.
const LAG_MS: f64 = 100.0;

/// Builds the app and its pages, has them measured and judges the numbers; pages of the PDFs in `corpus`, too.
pub(super) fn measure(bench: &Bench, corpus: Option<&Path>, goals: &mut Vec<Goal>) -> Result<Value, Stop> {
    setup::setup(setup::For::Testing)?;
    let app = window::build_app()?;
    let pages = window::build_bench_pages()?;
    let screen = bench.work.join("screen");
    fs::create_dir(&screen).map_err(Stop::io(screen.display().to_string()))?;
    let case = corpus.map(|given| taken_in(bench, given)).transpose()?;
    let mut env = vec![("CASEBOUND_SCREEN", screen.as_path()), ("CASEBOUND_BENCH_PAGES", pages.as_path())];
    env.extend(case.iter().map(|case| ("CASEBOUND_CORPUS_CASE", case.as_path())));
    let told = parsed(&window::measure(&app, "tests/e2e/bench.mjs", &screen, &env)?)?;
    report(&told, goals).ok_or_else(|| Stop::failed("the window's bench did not tell all it was asked"))
}

/// A case with the corpus in it.
fn taken_in(bench: &Bench, given: &Path) -> Result<PathBuf, Stop> {
    let case = bench.case("window")?;
    // a corpus holds files that cannot be read: 3
    bench.json(bench.command(&["ingest", "--json"]).arg(&case).arg(given), &[0, 3])?;
    Ok(case)
}

/// The report of what was told; nothing if a part of it is missing.
fn report(told: &Value, goals: &mut Vec<Goal>) -> Option<Value> {
    let first = Times::of(&told["start"]["first"])?;
    let complete = Times::of(&told["start"]["complete"])?;
    goals.push(Goal::at_most_ms("start to first paint, median", FIRST_PAINT_MS, first.p50()));
    goals.push(Goal::at_most_ms("start to the sample case, median", SAMPLE_CASE_MS, complete.p50()));

    let memory = taken(told, goals)?;
    let pages = opened(&told["pages"], "the sample", goals)?;
    let corpus_pages = match &told["corpus_pages"] {
        Value::Null => Value::Null,
        told => opened(told, "the corpus", goals)?,
    };

    let typing = &told["typing"];
    let (n_typed, n_arrived) = (typing["typed"].as_u64()?, typing["arrived"].as_u64()?);
    let keys = Times::of(&typing["delays"])?;
    goals.push(Goal::at_most("keys lost while files come in", 0, n_typed - n_arrived.min(n_typed)));
    goals.push(Goal::at_most_ms("slowest key while files come in", LAG_MS, keys.worst()));

    let selecting: Vec<&Value> = told["selecting"].as_array()?.iter().collect();
    let frames = Times::from(selecting.iter().map(|round| round["worst"].as_f64()).collect::<Option<_>>()?)?;
    let bar = Times::from(selecting.iter().map(|round| round["bar"].as_f64()).collect::<Option<_>>()?)?;
    goals.push(Goal::at_most_ms("longest frame selecting 2,000 words", LAG_MS, frames.worst()));

    let mut moved = Map::new();
    for (what, told) in told["frames"].as_object()? {
        let rounds = told["rounds"].as_array()?;
        let per_second = Times::from(rounds.iter().map(|round| round["frames"].as_f64()).collect::<Option<_>>()?)?;
        let longest = Times::from(rounds.iter().map(|round| round["worst"].as_f64()).collect::<Option<_>>()?)?;
        goals.push(Goal::at_least(format!("frames a second, {what}"), FRAMES_PER_SECOND, per_second.p50()));
        moved.insert(
            what.clone(),
            json!({ "frames_per_second": per_second.all(), "median": rounded(per_second.p50()), "longest_ms": rounded(longest.worst()) }),
        );
    }

    Some(json!({
        "how": "release build, Xvfb 1280x800, WEBKIT_DISABLE_DMABUF_RENDERER=1, drawn by software",
        "load": { "before": told["load_before"], "after": told["load_after"] },
        "start": {
            "how": "from starting the program to pixels on the display, without a driver; the sample case is there when its last pixel has come",
            "first_paint": first.report(),
            "sample_case": complete.report(),
        },
        "memory": memory,
        "pages": pages,
        "corpus_pages": corpus_pages,
        "typing": {
            "how": "keys from WebKit's driver into the search field while files are taken in; from the key's event to the frame after the letter",
            "keys": n_typed,
            "arrived": n_arrived,
            "delay": keys.report(),
            "seconds": typing["seconds"],
            "files_coming_in_to_the_end": typing["busy_to_the_end"],
        },
        "selecting": {
            "how": "the words of a page selected in 60 steps, one a frame",
            "words": selecting.first()?["words"],
            "chosen": selecting.first()?["chosen"],
            "longest_frame": frames.report(),
            "bar_after": bar.report(),
        },
        "frames": {
            "how": "the window's pages over an invented case in memory (10,000 events, 200,000 documents) in WebKitGTK's own browser, one step before each frame for 3 s",
            "moved": moved,
        },
    }))
}

/// What memory was taken: judged with every view at rest, in the session that took most. What is held in the moment after
/// the last of many pages, by workers that have just drawn, is told besides.
fn taken(told: &Value, goals: &mut Vec<Goal>) -> Option<Value> {
    let at_rest = Times::of(&told["memory_at_rest"])?;
    goals.push(Goal::below("memory of all processes, at rest after the start", MOST_MEMORY, at_rest.worst()));
    let mut views = Map::new();
    for (view, sessions) in told["memory"].as_object()? {
        // The session in which it was most: what counts is that it never is more.
        let mut most = (0.0, &Value::Null);
        for session in sessions.as_array()? {
            let total = session["total"].as_f64()?;
            if total > most.0 {
                most = (total, session);
            }
        }
        if view != "paging" {
            goals.push(Goal::below(format!("memory of all processes, {}", moment(view)), MOST_MEMORY, most.0));
        }
        views.insert(view.clone(), most.1.clone());
    }
    Some(json!({
        "how": "PSS of the app, the web view's processes and the workers, in bytes, the most of all sessions; at rest after the start, then with each view in one driven session; paging is right after every page of every PDF was looked at, pages is six seconds later",
        "at_rest_median": at_rest.p50(),
        "at_rest_most": at_rest.worst(),
        "views": views,
    }))
}

/// When a view's memory was looked at, in words.
fn moment(view: &str) -> String {
    match view {
        "pages" => "six seconds after paging through every PDF".to_owned(),
        view => format!("{view} at rest"),
    }
}

/// How long pages took from opening a hit.
fn opened(told: &Value, of: &str, goals: &mut Vec<Goal>) -> Option<Value> {
    let times = Times::of(&told["times"])?;
    goals.push(Goal::at_most_ms(format!("opening a page of {of}, median"), PAGE_P50_MS, times.p50()));
    goals.push(Goal::at_most_ms(format!("opening a page of {of}, 95 in 100"), PAGE_P95_MS, times.p95()));
    let mut report = times.report();
    report["how"] =
        "pages never drawn before, from the change of place that opening a hit makes to the frame with the picture"
            .into();
    report["not_drawn"] = told["undrawn"].clone();
    Some(report)
}

/// Measured numbers in order; there is at least one.
struct Times(Vec<f64>);

impl Times {
    fn of(list: &Value) -> Option<Times> {
        Times::from(list.as_array()?.iter().map(Value::as_f64).collect::<Option<_>>()?)
    }

    fn from(mut all: Vec<f64>) -> Option<Times> {
        all.sort_by(f64::total_cmp);
        (!all.is_empty()).then_some(Times(all))
    }

    /// The smallest number that so many of a hundred do not pass.
    fn percentile(&self, of_hundred: usize) -> f64 {
        let nth = (self.0.len() * of_hundred).div_ceil(100).max(1);
        self.0[nth - 1]
    }

    fn p50(&self) -> f64 {
        self.percentile(50)
    }

    fn p95(&self) -> f64 {
        self.percentile(95)
    }

    fn worst(&self) -> f64 {
        self.percentile(100)
    }

    fn all(&self) -> Vec<f64> {
        self.0.iter().copied().map(rounded).collect()
    }

    fn report(&self) -> Value {
        json!({
            "rounds": self.0.len(),
            "p50_ms": rounded(self.p50()),
            "p95_ms": rounded(self.p95()),
            "worst_ms": rounded(self.worst()),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Times, taken};

    #[test]
    fn memory_is_judged_at_rest_by_the_session_that_took_most() {
        let told = json!({
            "memory_at_rest": [300e6, 310e6],
            "memory": {
                "library": [{ "total": 290e6 }, { "total": 300e6 }],
                "paging": [{ "total": 360e6, "all": { "casebound-app": 120e6 } }, { "total": 340e6 }],
                "pages": [{ "total": 320e6 }, { "total": 351e6 }],
            },
        });
        let mut goals = Vec::new();
        let report = taken(&told, &mut goals).expect("all is told");
        let missed: Vec<&str> = goals.iter().filter(|goal| !goal.met).map(|goal| goal.name.as_str()).collect();
        assert_eq!(missed, ["memory of all processes, six seconds after paging through every PDF"]);
        assert_eq!(goals.len(), 3);
        assert_eq!(report["views"]["paging"]["all"]["casebound-app"], json!(120e6));
        assert!(taken(&json!({ "memory_at_rest": [1.0], "memory": { "library": [{}] } }), &mut goals).is_none());
    }

    #[test]
    fn percentiles_are_numbers_that_were_measured() {
        let times = Times::from((1..=20).rev().map(f64::from).collect()).expect("there are some");
        assert_eq!((times.p50(), times.p95(), times.worst()), (10.0, 19.0, 20.0));
        let one = Times::from(vec![7.0]).expect("there is one");
        assert_eq!((one.p50(), one.p95(), one.worst()), (7.0, 7.0, 7.0));
        assert!(Times::from(Vec::new()).is_none());
    }
}
