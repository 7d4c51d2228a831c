//! How well and how fast pictures are read: `measure MODELS FOLDER` reads every `.png` and `.jpg` of the folder that has
//! its text beside it as `.txt`, and prints a line of JSON for each. With `--show` the text read is printed besides; with
//! `--spoil` each picture is read three times: as it is, with noise, and askew by 3 degrees and blurred.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

use std::{collections::HashMap, error::Error, fs, path::Path};

use image::{Rgb, RgbImage, imageops};
use ocr::{Image, Models, Pixels, Reader};
use serde_json::json;

/// What is done to a picture.
type Spoiling = fn(&RgbImage) -> RgbImage;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let shows = args.iter().any(|arg| arg == "--show");
    let spoils = args.iter().any(|arg| arg == "--spoil");
    args.retain(|arg| !["--show", "--spoil"].contains(&arg.as_str()));
    let [models, folder] = args.as_slice() else {
        return Err("usage: measure MODELS FOLDER [--show] [--spoil]".into());
    };
    let reader = Reader::new(Models {
        detection: fs::read(Path::new(models).join("ppocrv6_det.onnx"))?,
        recognition: fs::read(Path::new(models).join("ppocrv6_rec.onnx"))?,
    })?;
    eprintln!("models loaded: {} CPU-s, {} MB", cpu_seconds(), peak_mb());
    let mut paths: Vec<_> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths {
        let is_picture = path.extension().is_some_and(|ending| ending == "png" || ending == "jpg");
        let Some(truth) = fs::read_to_string(path.with_extension("txt")).ok().filter(|_| is_picture) else { continue };
        let picture = image::open(&path)?.into_rgb8();
        let name = path.file_stem().map(|name| name.to_string_lossy()).unwrap_or_default();
        let ways: &[(&str, Spoiling)] =
            &[("clean", RgbImage::clone), ("noisy", noisy), ("askew", |picture| imageops::blur(&askew(picture), BLUR))];
        for (spoilt, spoil) in &ways[..if spoils { ways.len() } else { 1 }] {
            measure(&reader, &spoil(&picture), (&name, spoilt), &truth, shows)?;
        }
    }
    Ok(())
}

fn measure(
    reader: &Reader,
    picture: &RgbImage,
    (name, spoilt): (&str, &str),
    truth: &str,
    shows: bool,
) -> Result<(), Box<dyn Error>> {
    let image = Image { width: picture.width(), height: picture.height(), pixels: Pixels::Rgb(picture.as_raw()) };
    let before = cpu_seconds();
    let page = reader.read(&image, &|| true)?;
    let seconds = cpu_seconds() - before;
    let text = page.text();
    let confidence = page.lines.iter().map(|line| line.confidence).sum::<f32>() / page.lines.len().max(1) as f32;
    println!(
        "{}",
        json!({
            "page": name,
            "spoilt": spoilt,
            "accuracy": rounded(accuracy(truth, &text), 4),
            "word_recall": rounded(word_recall(truth, &text), 4),
            "cpu_s": rounded(seconds, 2),
            "peak_mb": peak_mb(),
            "confidence": rounded(f64::from(confidence), 3),
            "unread": page.unread.len(),
            "turn": format!("{:?}", page.turn),
        })
    );
    if shows {
        println!("{text}\n");
    }
    Ok(())
}

/// How far ink runs, in pixels.
const BLUR: f32 = 1.2;
/// How far a shade is off at most, of 255.
const NOISE: i32 = 60;
/// One of so many pixels is black or white whatever was there.
const SPECKS: u64 = 400;

/// As a poor copier leaves a page: every shade off by chance, the same at every run, and specks.
fn noisy(picture: &RgbImage) -> RgbImage {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut chance = move || {
        // xorshift64: Marsaglia 2003
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut noisy = picture.clone();
    for pixel in noisy.pixels_mut() {
        let off = (chance() % (2 * NOISE as u64 + 1)) as i32 - NOISE;
        let speck = chance();
        *pixel = match (speck % SPECKS, speck >> 63) {
            (0, 0) => Rgb([0; 3]),
            (0, _) => Rgb([255; 3]),
            _ => Rgb(pixel.0.map(|shade| (i32::from(shade) + off).clamp(0, 255) as u8)),
        };
    }
    noisy
}

/// As a page that lay askew by 3 degrees, on white.
fn askew(picture: &RgbImage) -> RgbImage {
    let (sin, cos) = 3_f32.to_radians().sin_cos();
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let (x, y) = (x as f32 - width / 2.0, y as f32 - height / 2.0);
        let (x, y) = (x * cos + y * sin + width / 2.0, y * cos - x * sin + height / 2.0);
        imageops::interpolate_bilinear(picture, x, y).unwrap_or(Rgb([255; 3]))
    })
}

fn rounded(value: f64, n_digits: i32) -> f64 {
    let factor = 10f64.powi(n_digits);
    (value * factor).round() / factor
}

/// One less the share of letters to change, insert or leave out to get from what was read to the truth.
fn accuracy(truth: &str, text: &str) -> f64 {
    let (truth, text) = (plain(truth), plain(text));
    let mut row: Vec<usize> = (0..=text.len()).collect();
    for (idx, a) in truth.iter().enumerate() {
        let mut before = row[0];
        row[0] = idx + 1;
        for (at, b) in text.iter().enumerate() {
            let cost = (before + usize::from(a != b)).min(row[at] + 1).min(row[at + 1] + 1);
            before = row[at + 1];
            row[at + 1] = cost;
        }
    }
    1.0 - row[text.len()] as f64 / truth.len().max(1) as f64
}

/// The share of the truth's words that were read, in whatever order.
fn word_recall(truth: &str, text: &str) -> f64 {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for word in words(text) {
        *counts.entry(word).or_default() += 1;
    }
    let words = words(truth);
    let n_found = words.iter().filter(|word| match counts.get_mut(*word) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    });
    n_found.count() as f64 / words.len().max(1) as f64
}

/// Words between spaces; every Chinese letter is a word.
fn words(text: &str) -> Vec<String> {
    let mut spaced = String::new();
    for letter in text.chars() {
        if is_wide(letter) {
            spaced.extend([' ', letter, ' ']);
        } else {
            spaced.push(letter);
        }
    }
    spaced.split_whitespace().map(str::to_owned).collect()
}

/// Letters with single spaces, and none beside Chinese, where they are a matter of style.
fn plain(text: &str) -> Vec<char> {
    let mut plain: Vec<char> = Vec::new();
    for word in text.split_whitespace() {
        let is_joined = plain.last().copied().is_none_or(is_wide) || word.chars().next().is_some_and(is_wide);
        if !is_joined && !plain.is_empty() {
            plain.push(' ');
        }
        plain.extend(word.chars());
    }
    plain
}

fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{2E80}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}' | '“' | '”')
}

/// User and system time of this process so far, on Linux.
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let ticks = |idx: usize| fields.get(idx).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

/// The most memory this process has had, in MB, on Linux.
fn peak_mb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
