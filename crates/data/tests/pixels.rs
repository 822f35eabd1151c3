//! Image files of every kind, which Pillow and Python write, give the pixels that Pillow reads from them, upright; kinds
//! that are not read are refused, and so is what is cut short.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use facegan_data::decode::{DecodeError, decode};
use facegan_data::photo::Squares;
use image::RgbImage;
use tempfile::TempDir;

use test_support::python::python;

/// Kinds that Pillow reads, and we refuse by name.
const REFUSED: [&str; 26] = [
    "big.tif",
    "early.bmp",
    "fill-order.tif",
    "float-grey.tif",
    "float-rgb.tif",
    "grey-alpha.tif",
    "grey16-ii-planar-tiles.tif",
    "grey16-mm-planar-tiles.tif",
    "grey2.tif",
    "grey4.tif",
    "grey8-ii-planar-tiles.tif",
    "grey8-mm-planar-tiles.tif",
    "group3.tif",
    "lab.tif",
    "palette.tif",
    "rgb-jpeg.tif",
    "rgb16-ii-planar-tiles.tif",
    "rgb16-mm-planar-tiles.tif",
    "rgb8-ii-planar-tiles.tif",
    "rgb8-mm-planar-tiles.tif",
    "rgba-associated.tif",
    "rle8.bmp",
    "some-scans.jpg",
    "two-components.jpg",
    "ycc-jpeg.tif",
    "ycc.tif",
];

static CORPUS: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    python("from pixel_corpus import *\nwrite_all()", folder.path());
    folder
});

/// The corpus's files whose names end so, in the order of their names.
fn files(ending: &str) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(CORPUS.path()).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = entries.filter(|path| path.to_str().unwrap().ends_with(ending)).collect();
    paths.sort();
    let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
    paths.iter().map(|path| (name(path), fs::read(path).unwrap())).collect()
}

/// What was written beside a file: its width, its height, and its pixels.
fn expected(bytes: &[u8]) -> RgbImage {
    let size = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    RgbImage::from_raw(size(0), size(4), bytes[8..].to_vec()).unwrap()
}

#[test]
fn every_kind_has_pillows_pixels_or_is_refused_by_name() {
    let mut refused = BTreeSet::new();
    let mut worst = 0;
    let expectations = files(".rgb");
    for (name, pixels) in &expectations {
        let (name, expected) = (name.trim_end_matches(".rgb"), expected(pixels));
        let found = match decode(&fs::read(CORPUS.path().join(name)).unwrap()) {
            Ok(found) => found,
            Err(error) => {
                println!("{name}: {error}");
                refused.insert(name.to_owned());
                continue;
            }
        };
        assert_eq!(found.dimensions(), expected.dimensions(), "{name}");
        let differences =
            found.as_raw().iter().zip(expected.as_raw()).map(|(&found, &expected)| found.abs_diff(expected));
        let distance = differences.max().unwrap_or_default();
        // Where more or fewer bits than eight, or inks, become a byte, either way of rounding is right.
        let most = if name.ends_with(".jpg") { 0 } else { 1 };
        assert!(distance <= most, "{name}: {distance} of 255");
        worst = worst.max(distance);
    }
    println!("{} files, {} of them refused; at most {worst} of 255", expectations.len(), refused.len());
    assert!(expectations.len() > 500, "{}", expectations.len());
    assert_eq!(refused, REFUSED.map(str::to_owned).into());
}

/// Files that end with their first picture.
fn single(ending: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = files(ending);
    files.retain(|(name, _)| !["animated", "apart", "behind", "pages"].iter().any(|more| name.contains(more)));
    files
}

/// JPEGs that are read, and that end with their picture.
fn jpegs() -> Vec<(String, Vec<u8>)> {
    let mut files = single(".jpg");
    files.retain(|(name, bytes)| !REFUSED.contains(&name.as_str()) && bytes.len() > 900);
    assert!(files.len() > 100, "{}", files.len());
    files
}

/// Where a file's last scan begins.
fn last_scan(bytes: &[u8]) -> usize {
    bytes.windows(2).rposition(|marker| marker == [0xff, 0xda]).unwrap()
}

#[test]
fn a_jpeg_that_ends_early_is_cut_short_wherever_it_ends() {
    for (name, bytes) in jpegs() {
        let cut = |length: usize| match decode(&bytes[..length]) {
            Err(DecodeError::CutShort) => {}
            other => panic!("{name} cut to {length} of {} bytes: {other:?}", bytes.len()),
        };
        let scan = last_scan(&bytes);
        (4..bytes.len()).step_by(97).chain([scan, scan + 2, bytes.len() - 2, bytes.len() - 1]).for_each(cut);
    }
}

#[test]
fn a_jpeg_whose_end_follows_too_soon_is_cut_short() {
    for (name, bytes) in jpegs() {
        let scan = last_scan(&bytes);
        for eighths in 2..7 {
            let mut cut = bytes[..scan + (bytes.len() - scan) * eighths / 8].to_vec();
            // What begins a marker would be another one with this end.
            while cut.last() == Some(&0xff) {
                cut.pop();
            }
            cut.extend([0xff, 0xd9]);
            let outcome = decode(&cut);
            // Of a header that is cut, the rest makes no sense.
            assert!(
                matches!(outcome, Err(DecodeError::CutShort | DecodeError::DamagedJpeg(_))),
                "{name} with {eighths} eighths of its last scan: {outcome:?}"
            );
        }
    }
}

#[test]
fn a_jpeg_that_goes_on_with_nothing_is_refused() {
    for (name, bytes) in jpegs() {
        let scan = last_scan(&bytes);
        for eighths in 1..8 {
            let mut zeroed = bytes.clone();
            zeroed[scan + (bytes.len() - scan) * eighths / 8..].fill(0);
            let outcome = decode(&zeroed);
            assert!(outcome.is_err(), "{name} with {eighths} eighths of its last scan, then nothing");
        }
    }
}

#[test]
fn a_hole_in_a_jpeg_is_noticed() {
    for name in ["rgb-sampling0-baseline.jpg", "rgb-sampling2-progressive.jpg", "grey-sampling0-baseline-restart.jpg"] {
        let mut bytes = fs::read(CORPUS.path().join(name)).unwrap();
        let scan = last_scan(&bytes);
        let length = bytes.len() - scan;
        bytes[scan + length / 3..scan + length * 2 / 3].fill(0);
        assert!(decode(&bytes).is_err(), "{name}");
    }
}

#[test]
fn other_formats_that_end_early_are_refused() {
    for ending in [".png", ".gif", ".webp", ".bmp", ".tif"] {
        for (name, bytes) in single(ending) {
            for eighths in 1..8 {
                let cut = &bytes[..bytes.len() * eighths / 8];
                assert!(decode(cut).is_err(), "{name} cut to {eighths} eighths");
            }
        }
    }
}

#[test]
fn each_refused_file_has_its_reason_and_the_rest_is_read() {
    let squares = Squares { image_size: 32, detector: None };
    let read = |name: &str| fs::read(CORPUS.path().join(name)).unwrap();
    let whole = read("rgb-sampling2-baseline.jpg");
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for (name, bytes) in [
        ("whole.jpg", whole.as_slice()),
        ("half.jpg", &whole[..whole.len() * 3 / 4]),
        ("tiles.tif", &read("rgb8-ii-planar-tiles.tif")),
        ("one-by-one.jpg", &read("420-one-by-one.jpg")),
    ] {
        match squares.of_bytes(bytes) {
            Ok(_) => taken.push(name),
            Err(DecodeError::UnknownFormat) => panic!("no other decoder may try {name}"),
            Err(why) => refused.push((name, why.to_string())),
        }
    }
    assert_eq!(taken, ["whole.jpg", "one-by-one.jpg"]);
    let because = |name, reason: &str| (name, reason.to_owned());
    assert_eq!(
        refused,
        [
            because(
                "half.jpg",
                "the photo is cut short: the file ends, or goes on with something else, before all of it is there"
            ),
            because(
                "tiles.tif",
                "a TIFF of tiles in separate planes is not read here: save it as an ordinary JPEG or PNG"
            ),
        ]
    );
}
