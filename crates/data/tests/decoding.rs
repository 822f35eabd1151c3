//! Image files of every form give the same upright picture, and other files are refused with the reason. `pixels`
//! compares many more kinds with Pillow.

use std::cell::RefCell;
use std::io::Cursor;
use std::rc::Rc;

use facegan_core::config::Crop;
use facegan_data::decode::{DecodeError, decode, dimensions};
use facegan_data::photo::Squares;
use facegan_data::photo_set::PhotoSet;
use facegan_data::records::RecordError;
use facegan_data::storage::{MemoryStorage, Storage, StorageError};
use image::{GrayImage, ImageFormat};
use test_support::fixtures;

const QUARTERS: [[u8; 3]; 4] = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]];

fn fixture(name: &str) -> Vec<u8> {
    let path = fixtures().join("images").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Asserts that a file shows the four `quarters` of a 24×16 picture, each channel within `tolerance`.
fn assert_quarters(name: &str, quarters: [[u8; 3]; 4], tolerance: u8) {
    let image = decode(&fixture(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(image.dimensions(), (24, 16), "{name}");
    for ((x, y), expected) in [(4, 3), (19, 3), (4, 12), (19, 12)].into_iter().zip(quarters) {
        let found = image.get_pixel(x, y).0;
        let far = found.iter().zip(expected).any(|(&found, expected)| found.abs_diff(expected) > tolerance);
        assert!(!far, "{name} at {x},{y}: {found:?} for {expected:?}");
    }
}

#[test]
fn every_format_gives_the_same_picture() {
    for name in ["rgb.png", "rgb.bmp", "rgb.gif", "rgb.webp", "rgb.tiff", "palette.png", "alpha.png"] {
        assert_quarters(name, QUARTERS, 0);
    }
    for name in ["rgb.jpg", "progressive.jpg", "cmyk.jpg"] {
        assert_quarters(name, QUARTERS, 3);
    }
}

#[test]
fn grey_becomes_three_equal_channels() {
    // ITU-R 601 luma, as Pillow weighs the colours.
    let grey = [76, 150, 29, 255].map(|luma| [luma; 3]);
    assert_quarters("grey.png", grey, 0);
    assert_quarters("grey16.png", grey, 0);
}

#[test]
fn every_exif_orientation_is_turned_upright() {
    for orientation in 2..=8 {
        assert_quarters(&format!("exif{orientation}.jpg"), QUARTERS, 3);
    }
}

#[test]
fn what_is_no_picture_is_refused_with_the_reason() {
    let reason = |bytes: &[u8]| decode(bytes).unwrap_err();
    assert!(matches!(reason(b""), DecodeError::Empty));
    assert!(matches!(reason(b"%PDF-1.7 and so on"), DecodeError::UnknownFormat));
    let jpeg = fixture("rgb.jpg");
    assert!(matches!(reason(&jpeg[..jpeg.len() / 4]), DecodeError::CutShort));
    let png = fixture("rgb.png");
    assert!(matches!(reason(&png[..60]), DecodeError::Damaged(_)));
}

#[test]
fn a_bomb_is_refused_before_it_unpacks() {
    let mut bmp = fixture("rgb.bmp");
    bmp[18..22].copy_from_slice(&60_000_i32.to_le_bytes());
    bmp[22..26].copy_from_slice(&60_000_i32.to_le_bytes());
    assert!(matches!(decode(&bmp).unwrap_err(), DecodeError::TooLarge { width: 60_000, height: 60_000 }));
}

#[test]
fn huge_sizes_in_a_header_are_refused_in_every_format() {
    let refusal = |name: &str, patches: &[(usize, &[u8])]| {
        let mut bytes = fixture(name);
        for (at, patch) in patches {
            bytes[*at..*at + patch.len()].copy_from_slice(patch);
        }
        decode(&bytes).unwrap_err()
    };
    let width_and_height = [0xff; 4];
    let gif = refusal("rgb.gif", &[(6, &width_and_height)]);
    assert!(matches!(gif, DecodeError::TooLarge { width: 65_535, height: 65_535 }), "{gif}");
    // Behind the start of its frame, a JPEG has a length, the precision, the height and the width.
    let frame = fixture("rgb.jpg").windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
    let jpeg = refusal("rgb.jpg", &[(frame + 5, &width_and_height)]);
    assert!(matches!(jpeg, DecodeError::TooLarge { width: 65_535, height: 65_535 }), "{jpeg}");
    // A lossless WebP's header has 14 bits for each; another kind's decoder compares them with what follows.
    let webp = refusal("rgb.webp", &[(21, &0x0fff_ffff_u32.to_le_bytes())]);
    assert!(matches!(webp, DecodeError::TooLarge { .. } | DecodeError::Damaged(_)), "{webp}");
    // The values of a TIFF's first two entries.
    let huge = 60_000_u32.to_le_bytes();
    let tiff = refusal("rgb.tiff", &[(18, &huge), (30, &huge)]);
    assert!(matches!(tiff, DecodeError::TooLarge { .. } | DecodeError::Damaged(_)), "{tiff}");
}

#[test]
fn a_jpeg_of_endless_scans_is_refused() {
    let mut jpeg = fixture("progressive.jpg");
    let last = jpeg.windows(2).rposition(|marker| marker == [0xff, 0xda]).unwrap();
    let end = jpeg.split_off(jpeg.len() - 2);
    let scan = jpeg[last..].to_vec();
    jpeg.extend(scan.repeat(1000));
    jpeg.extend(end);
    let error = decode(&jpeg).unwrap_err();
    assert!(error.to_string().contains("too many scans"), "{error}");
}

#[test]
fn a_small_file_of_too_many_pixels_is_refused() {
    let mut png = Cursor::new(Vec::new());
    GrayImage::new(11_000, 11_000).write_to(&mut png, ImageFormat::Png).unwrap();
    let error = decode(png.get_ref()).unwrap_err();
    assert!(matches!(error, DecodeError::TooLarge { width: 11_000, height: 11_000 }), "{error}");
}

#[test]
fn of_an_animation_the_first_frame_is_decoded() {
    for name in ["animated.png", "animated.gif", "animated.webp"] {
        assert_quarters(name, QUARTERS, 0);
    }
}

#[test]
fn the_header_tells_the_size_before_a_photo_is_decoded() {
    let mut compared = 0;
    for entry in std::fs::read_dir(fixtures().join("images")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        if let Ok(photo) = decode(&bytes) {
            let (width, height) = dimensions(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert_eq!(width * height, photo.width() * photo.height(), "{}", path.display());
            compared += 1;
        }
    }
    assert!(compared > 20, "only {compared} fixtures were decoded");
}

/// An empty set of centres of 32 pixels.
fn photo_set(storage: impl Storage + 'static) -> PhotoSet {
    PhotoSet::new(Box::new(storage), Box::<MemoryStorage>::default(), 32, Crop::Centre)
}

/// Adds a file, or notes why not.
fn add_file(photos: &mut PhotoSet, name: &str, bytes: &[u8]) -> Result<(), RecordError> {
    let squares = Squares { image_size: photos.image_size(), detector: None };
    match squares.of_bytes(bytes) {
        Ok(squares) => photos.add(name, squares).map(|_| ()),
        Err(why) => {
            photos.refuse(name, &why);
            Ok(())
        }
    }
}

#[test]
fn a_set_of_photos_reports_each_file_once() {
    let mut photos = photo_set(MemoryStorage::default());
    let jpeg = fixture("rgb.jpg");
    let png = fixture("rgb.png");
    for (name, bytes) in [("a.jpg", &jpeg[..]), ("b.jpg", &jpeg), ("cut.jpg", &jpeg[..100]), ("c.png", &png)] {
        add_file(&mut photos, name, bytes).unwrap();
    }
    let report = photos.report();
    assert_eq!((report.images, report.smallest), (2, Some((24, 16))));
    assert_eq!(report.duplicates, ["b.jpg"]);
    let refused: Vec<_> = report.refused.iter().map(|refused| refused.name.as_str()).collect();
    assert_eq!(refused, ["cut.jpg"]);
    let data = photos.current().clone();
    assert_eq!(data.borrow().read(&[1, 0]).unwrap().rgb.len(), 2 * 32 * 32 * 3);
    assert_eq!(data.borrow().read(&[2]), Err(StorageError::Missing.of_photo(2)));

    photos.reset(Box::<MemoryStorage>::default(), Box::<MemoryStorage>::default(), 64, Crop::Centre);
    assert!(photos.is_empty() && photos.image_size() == 64 && photos.report().refused.is_empty());
    add_file(&mut photos, "a.jpg", &jpeg).unwrap();
    assert_eq!(photos.len(), 1, "a set that was emptied knows no duplicates");
}

#[test]
fn a_full_store_keeps_what_it_has() {
    let mut photos = photo_set(MemoryStorage::with_limit(2 * 32 * 32 * 3));
    let files = ["rgb.png", "rgb.jpg", "grey.png"];
    let added = files.map(|name| add_file(&mut photos, name, &fixture(name)));
    assert_eq!(added[2], Err(StorageError::Full.of_photo(2)));
    assert_eq!(photos.len(), 2);
    assert!(photos.current().borrow().read(&[0, 1]).is_ok());
}

#[test]
fn images_of_an_earlier_visit_are_taken_again_once() {
    let storage = Rc::<RefCell<MemoryStorage>>::default();
    let mut first = photo_set(storage.clone());
    for name in ["rgb.png", "grey.png"] {
        add_file(&mut first, name, &fixture(name)).unwrap();
    }

    let mut again = photo_set(MemoryStorage::default());
    again.reset(Box::new(storage), Box::<MemoryStorage>::default(), 32, Crop::Centre);
    while again.readmit(&[]).unwrap() {}
    {
        let (first, again) = (first.current().borrow(), again.current().borrow());
        assert_eq!((again.len(), again.identities()), (2, first.identities()));
        assert_eq!(again.read(&[1, 0]), first.read(&[1, 0]));
    }
    add_file(&mut again, "grey again.png", &fixture("grey.png")).unwrap();
    add_file(&mut again, "new.jpg", &fixture("rgb.jpg")).unwrap();
    let report = again.report();
    assert_eq!((report.images, report.duplicates.as_slice()), (3, ["grey again.png".to_owned()].as_slice()));
}
