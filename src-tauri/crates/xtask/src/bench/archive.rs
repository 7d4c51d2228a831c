//! A large ZIP archive, deflated: what is in it is not kept a second time.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use serde_json::{Value, json};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{Bench, Goal, parsed, rounded, size_of, watch::watch};
use crate::Stop;

const N_MEMBERS: u64 = 12;
const MB_OF_MEMBER: u64 = 50;
/// Bytes in the vault for each of the archive.
const MOST_KEPT: f64 = 1.05;
/// Bytes that were said to be needed for each the case came to take.
const MOST_SAID: f64 = 2.0;
/// Bytes that are to stay free whatever is taken in, and are said to be needed as well.
const LEFT_FREE: f64 = (256 << 20) as f64;

/// Makes the archive, takes it in, and compares what the vault holds with it.
pub(super) fn measure(bench: &Bench, goals: &mut Vec<Goal>) -> Result<Value, Stop> {
    let path = bench.work.join("films.zip");
    write(&path).map_err(Stop::io(path.display().to_string()))?;
    let case = bench.case("archive")?;
    let said = bench.json(bench.command(&["estimate", "--json"]).arg(&case).arg(&path), &[0])?;
    let run = watch(bench.command(&["ingest"]).arg("--json").arg(&case).arg(&path))?;
    run.done()?;
    let told = parsed(&run.output)?;
    let packed = std::fs::metadata(&path).map_or(0, |meta| meta.len());
    let (vault, whole) = (size_of(&case.join("vault")), size_of(&case));
    goals.push(Goal::below("bytes kept for each of an archive", MOST_KEPT, vault as f64 / packed as f64));
    let growth = (said["needed"].as_f64().unwrap_or(f64::NAN) - LEFT_FREE) / whole as f64;
    goals.push(Goal::below("bytes said to be needed for each of an archive's case", MOST_SAID, growth));
    let verified = watch(bench.command(&["verify", "--bytes", "--json"]).arg(&case))?;
    let blobs = parsed(&verified.output)?["blobs"].clone();
    // Besides the archive and its members the case keeps what was read of each.
    let is_whole = blobs["changed"] == 0 && blobs["missing"] == 0;
    if !is_whole || blobs["ok"].as_u64().is_none_or(|n| n <= N_MEMBERS) {
        return Err(Stop::failed(format!("of the archive and what is in it: {blobs}")));
    }
    Ok(json!({
        "members": N_MEMBERS,
        "bytes": packed,
        "unpacked_bytes": N_MEMBERS * MB_OF_MEMBER * 1_000_000,
        "states": told["states"],
        "seconds": rounded(run.seconds),
        "cpu_seconds": run.cpu_seconds,
        "peak_memory_bytes": run.peak_all,
        "vault_bytes": vault,
        "case_bytes": whole,
        "said_to_be_needed": said["needed"],
        "verify_seconds": rounded(verified.seconds),
    }))
}

/// Members that deflate to about half and are no format anybody knows, nor text in any encoding.
fn write(path: &Path) -> io::Result<()> {
    let mut archive = ZipWriter::new(BufWriter::new(File::create(path)?));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut state = 20_250_304_u64;
    let mut block = vec![0; 1_000_000];
    for member in 0..N_MEMBERS {
        archive.start_file(format!("rack-{member:02}.dmp"), options).map_err(io::Error::other)?;
        for _ in 0..MB_OF_MEMBER {
            for bytes in block.chunks_mut(16) {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let mut bits = state ^ (state >> 29);
                for byte in bytes {
                    *byte = (bits & 0xf) as u8;
                    bits >>= 4;
                }
            }
            archive.write_all(&block)?;
        }
    }
    archive.finish().map_err(io::Error::other)?.flush()
}
