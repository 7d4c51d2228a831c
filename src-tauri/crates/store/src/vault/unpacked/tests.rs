#![allow(clippy::unwrap_used)]

use std::{
    io::{Read, Seek, SeekFrom, Write},
    num::NonZeroU64,
};

use lzma_rust2::{Lzma2Options, Lzma2Writer, LzmaOptions, LzmaWriter, XzOptions, XzWriter};
use proptest::prelude::*;

use super::*;

const HEAD: &[u8] = b"Head of the box. ";

/// Words that pack well and are nowhere the same.
fn manifest(n_lines: usize) -> Vec<u8> {
    (0..n_lines).flat_map(|n| format!("crate {n}, {} kg\n", n * 7919 % 1009).into_bytes()).collect()
}

/// Bytes that do not pack at all.
fn noise(n: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    };
    std::iter::repeat_with(next).take(n).collect()
}

fn options(numbers: (u32, u32, u32), window: u32) -> LzmaOptions {
    let (lc, lp, pb) = numbers;
    LzmaOptions { lc, lp, pb, dict_size: window, ..LzmaOptions::with_preset(1) }
}

fn lzma(bytes: &[u8], options: &LzmaOptions) -> (Vec<u8>, Form) {
    let mut writer = LzmaWriter::new_no_header(HEAD.to_vec(), options, true).unwrap();
    writer.write_all(bytes).unwrap();
    (writer.finish().unwrap(), Form::Lzma { numbers: options.get_props(), window: options.dict_size })
}

/// LZMA2 that begins anew after so many bytes; a window of 1 MiB is written as 16.
fn lzma2(bytes: &[u8], options: LzmaOptions, fresh_each: Option<u64>) -> (Vec<u8>, Form) {
    let chunk_size = fresh_each.and_then(NonZeroU64::new);
    let mut writer = Lzma2Writer::new(HEAD.to_vec(), Lzma2Options { lzma_options: options, chunk_size });
    writer.write_all(bytes).unwrap();
    (writer.finish().unwrap(), Form::Lzma2 { window: 16 })
}

fn xz(bytes: &[u8], block: Option<u64>) -> Vec<u8> {
    let mut options = XzOptions::with_preset(1);
    options.set_block_size(block.and_then(NonZeroU64::new));
    let mut writer = XzWriter::new(Vec::new(), options).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn unpacking(packed: &[u8], start: usize, form: Form, skip: u64, len: u64) -> Bytes {
    Bytes::packed_in(Bytes::memory(packed.into()), start as u64, form, skip, len, Left::default())
}

#[track_caller]
fn check((packed, form): (Vec<u8>, Form), start: usize, expect: &[u8]) {
    let mut found = Vec::new();
    let mut bytes = unpacking(&packed, start, form, 0, expect.len() as u64);
    bytes.read_to_end(&mut found).unwrap();
    assert!(found == expect, "{form:?}, {} bytes", expect.len());
    let skip = expect.len() / 3;
    let mut bytes = unpacking(&packed, start, form, skip as u64, (expect.len() - skip) as u64);
    found.clear();
    bytes.read_to_end(&mut found).unwrap();
    assert!(found == expect[skip..], "{form:?}, after {skip} bytes");
}

#[test]
fn what_others_packed_is_unpacked() {
    let mixed = [manifest(6_000), noise(150_000), manifest(3_000), vec![b'x'; 100_000]].concat();
    for bytes in [&mixed[..], &mixed[..1], &noise(70_000), b"The crates left."] {
        for numbers in [(3, 0, 2), (0, 2, 0), (4, 0, 4), (0, 0, 0), (1, 3, 1)] {
            check(lzma(bytes, &options(numbers, 1 << 16)), HEAD.len(), bytes);
            check(lzma2(bytes, options(numbers, 1 << 20), None), HEAD.len(), bytes);
        }
        check(lzma2(bytes, options((3, 0, 2), 1 << 20), Some(1 << 20)), HEAD.len(), bytes);
        for block in [None, Some(100_000)] {
            check((xz(bytes, block), Form::Xz), 0, bytes);
        }
    }
    check(lzma(&mixed, &options((8, 4, 4), 1 << 16)), HEAD.len(), &mixed);
    let parts = [xz(b"one, ", None), xz(b"", None), vec![0; 8], xz(b"two", Some(2)), b"and more".to_vec()].concat();
    check((parts, Form::Xz), 0, b"one, two");
}

/// As liblzma wrote it: `xz -9e`.
#[test]
fn what_the_program_itself_packed_is_unpacked() {
    let xz: &[u8] = include_bytes!("../../../tests/packed/words.xz");
    check((xz.to_vec(), Form::Xz), 0, &manifest(200));
    assert_eq!(Form::parse(&Form::Xz.word()), Some(Form::Xz));
    for form in [Form::Lzma { numbers: 93, window: 1 << 24 }, Form::Lzma2 { window: 24 }] {
        assert_eq!(Form::parse(&form.word()), Some(form));
    }
    for word in ["", "xz:1", "lzma:93", "lzma:300:1", "lzma2:24:1", "lzma:1:2:3"] {
        assert_eq!(Form::parse(word), None, "{word}");
    }
}

#[test]
fn only_what_must_be_is_unpacked_to_come_to_a_place() {
    let bytes = manifest(300_000);
    let (packed, form) = lzma2(&bytes, options((3, 0, 2), 1 << 20), Some(1 << 20));
    let reach = |form, packed: &[u8], start, skip| unpacking(packed, start, form, skip, 1).reach().unwrap();
    assert_eq!(reach(form, &packed, HEAD.len(), 0), 0);
    let far = reach(form, &packed, HEAD.len(), 4_000_000);
    assert!(far < 1_400_000, "{far}");
    let whole = xz(&bytes, Some(1 << 20));
    assert!(reach(Form::Xz, &whole, 0, 4_000_000) < 1 << 20);
    assert_eq!(reach(Form::Xz, &xz(&bytes, None), 0, 4_000_000), 4_000_000);
    let (alone, form) = lzma(&bytes, &options((3, 0, 2), 1 << 20));
    assert_eq!(reach(form, &alone, HEAD.len(), 4_000_000), 4_000_000);

    // Damage in what is passed over does no harm.
    let mut damaged = packed.clone();
    damaged[HEAD.len() + 2_000] ^= 0xff;
    let form = Form::Lzma2 { window: 16 };
    let mut found = vec![0; 1000];
    unpacking(&damaged, HEAD.len(), form, 4_000_000, 1000).read_exact(&mut found).unwrap();
    assert!(found == bytes[4_000_000..4_001_000]);
}

#[test]
fn who_comes_next_goes_on_where_the_last_one_stopped() {
    let bytes = manifest(60_000);
    let (packed, form) = lzma2(&bytes, options((3, 0, 2), 1 << 20), None);
    let left = Left::default();
    let mut found = vec![0; 1000];
    for at in [0, 5_000, 900_000, 900_500, 70_000, 1_180_000] {
        let from = Bytes::memory(packed.as_slice().into());
        let mut next = from.unpacking_from(HEAD.len() as u64, form, at, &left).unwrap().unwrap();
        next.read_exact(&mut found).unwrap();
        assert!(found == bytes[at as usize..at as usize + 1000], "at {at}");
        drop(next);
        let n_out = left.0.lock().unwrap().as_ref().unwrap().unpacker.n_out;
        assert_eq!(n_out, at + 1000);
    }
}

#[test]
fn who_looked_far_ahead_still_finds_what_is_near() {
    let bytes = manifest(300_000);
    let (packed, form) = lzma2(&bytes, options((3, 0, 2), 1 << 20), Some(1 << 20));
    let left = Left::default();
    let from = |skip| {
        Bytes::packed_in(Bytes::memory(packed.as_slice().into()), HEAD.len() as u64, form, skip, 1000, left.clone())
    };
    for skip in [5_000_000, 3_000_000, 100] {
        let mut bytes = from(skip);
        let reach = bytes.reach().unwrap();
        assert!(reach < 600_000, "{reach} before {skip}");
    }
    let mut found = vec![0; 1000];
    from(3_000_000).read_exact(&mut found).unwrap();
    assert!(found == bytes[3_000_000..3_001_000]);
}

#[test]
fn of_the_longest_stream_few_places_are_remembered() {
    let chunks = Chunks::new(Form::Xz, 0).unwrap();
    let mut ahead = Ahead::new(chunks.clone());
    for n in 0..5 * MOST_PLACES as u64 {
        ahead.n_out = n * APART;
        ahead.remember(chunks.clone());
        assert!(ahead.fresh.len() <= MOST_PLACES);
    }
    assert_eq!(ahead.fresh[0].0, 0);
    let farthest = ahead.fresh.windows(2).map(|two| two[1].0 - two[0].0).max().unwrap();
    assert!(farthest <= 2 * ahead.apart && ahead.apart <= 8 * APART, "{farthest}, {}", ahead.apart);
}

#[test]
fn damage_that_somebody_met_does_no_harm_to_the_next() {
    let bytes = noise(300_000);
    let (mut packed, form) = lzma2(&bytes, options((3, 0, 2), 1 << 20), None);
    // Pieces that do not pack stand as they are: it breaks off within one.
    packed.truncate(packed.len() - 1000);
    let left = Left::default();
    let from = |skip| {
        let packed = Bytes::memory(packed.as_slice().into());
        Bytes::packed_in(packed, HEAD.len() as u64, form, skip, 300_000 - skip, left.clone())
    };
    assert!(from(10).read(&mut vec![0; 298_000]).is_ok());
    assert!(from(20).read(&mut vec![0; 299_980]).is_err());
    let mut found = vec![0; 1000];
    from(250_000).read_exact(&mut found).unwrap();
    assert!(found == bytes[250_000..251_000]);
}

#[test]
fn a_model_that_costs_more_than_it_gives_is_refused() {
    // One piece of LZMA2 that begins anew; its model's numbers stand before the packed bytes.
    let piece = |numbers: u8| [0xe0, 0, 0, 0, 9, numbers, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let from = |numbers| {
        let bytes = Bytes::memory(piece(numbers).as_slice().into());
        bytes.unpacking_from(0, Form::Lzma2 { window: 8 }, 0, &Left::default()).unwrap()
    };
    assert!(from(93).is_some());
    assert!(from(9 * 4 + 8).is_none());
}

#[test]
fn what_lies_too_far_in_is_not_unpacked() {
    // A piece of zeros is 2 MiB unpacked and some 300 bytes packed.
    let zeros = vec![0; MOST_REACH as usize + (4 << 20)];
    let (packed, form) = lzma2(&zeros, options((3, 0, 2), 1 << 20), None);
    let from =
        |skip| Bytes::memory(packed.as_slice().into()).unpacking_from(HEAD.len() as u64, form, skip, &Left::default());
    assert!(from(MOST_REACH).unwrap().is_some());
    assert!(from(MOST_REACH + 1).unwrap().is_none());
    assert!(from(1 << 40).unwrap().is_none(), "behind the end");
    let too_wide = Form::Lzma2 { window: 40 };
    let from = Bytes::memory(packed.as_slice().into());
    assert!(from.unpacking_from(HEAD.len() as u64, too_wide, 0, &Left::default()).unwrap().is_none());
}

#[test]
fn damage_is_an_error_and_no_end() {
    let bytes = manifest(3_000);
    let all = [
        (lzma(&bytes, &options((3, 0, 2), 1 << 16)), HEAD.len()),
        (lzma2(&bytes, options((3, 0, 2), 1 << 20), None), HEAD.len()),
        ((xz(&bytes, Some(10_000)), Form::Xz), 0),
    ];
    for ((packed, form), start) in all {
        for len in [start, start + 1, start + 20, packed.len() / 2] {
            let mut found = Vec::new();
            let cut = unpacking(&packed[..len], start, form, 0, bytes.len() as u64).read_to_end(&mut found);
            assert_eq!(cut.unwrap_err().kind(), std::io::ErrorKind::InvalidData, "{form:?} of {len}");
            assert!(bytes.starts_with(&found));
        }
        let mut longer = unpacking(&packed, start, form, 0, bytes.len() as u64 + 1);
        assert!(longer.read_to_end(&mut Vec::new()).is_err(), "{form:?} gives no more than there is");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_places_in_any_order_read_as_in_memory(
        n_lines in 1_usize..20_000,
        places in prop::collection::vec((any::<prop::sample::Index>(), 1_usize..200_000), 1..12),
        form in 0_usize..3,
    ) {
        let inside = manifest(n_lines);
        let ((packed, form), start) = match form {
            0 => (lzma(&inside, &options((3, 0, 2), 1 << 16)), HEAD.len()),
            1 => (lzma2(&inside, options((3, 0, 2), 1 << 16), Some(1 << 17)), HEAD.len()),
            _ => ((xz(&inside, Some(1 << 17)), Form::Xz), 0),
        };
        let mut bytes = unpacking(&packed, start, form, 0, inside.len() as u64);
        let mut buffer = vec![0; 200_000];
        for (place, most) in places {
            let at = place.index(inside.len());
            bytes.seek(SeekFrom::Start(at as u64)).unwrap();
            let wanted = most.min(inside.len() - at);
            bytes.read_exact(&mut buffer[..wanted]).unwrap();
            prop_assert!(buffer[..wanted] == inside[at..at + wanted]);
        }
    }

    #[test]
    fn bytes_nobody_packed_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..2_000), form in 0_usize..3) {
        let form = [Form::Lzma { numbers: 93, window: 1 << 16 }, Form::Lzma2 { window: 8 }, Form::Xz][form];
        let mut found = vec![0; 100_000];
        let _ = unpacking(&bytes, 0, form, 0, u64::MAX).read(&mut found);
        let _ = unpacking(&bytes, 0, form, 70_000, u64::MAX).reach();
    }
}
