//! Face images as files, drawn by facegan itself.

use std::io::{Cursor, Write};

use anyhow::{Context, Result};
use e2e::Upload;
use facegan_sample_faces::draw;
use image::{DynamicImage, ImageFormat, RgbImage};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Side of most of these faces, in pixels.
pub const SIDE: u32 = 96;
/// Side of the smallest of [`one_of_each`].
pub const SMALLEST: u32 = 40;

const SEED: u32 = 7;

/// Face `index` as a file; its format is the one that `name` ends in.
pub fn face(name: &str, index: u32, side: u32) -> Result<Upload> {
    let pixels = draw(SEED, index, side as usize);
    let image = RgbImage::from_raw(side, side, pixels).context("a face of another size")?;
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(image).write_to(&mut bytes, ImageFormat::from_path(name)?)?;
    Ok(Upload { name: name.to_owned(), bytes: bytes.into_inner() })
}

/// An archive of these files.
pub fn archive(name: &str, files: &[Upload]) -> Result<Upload> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        zip.start_file(file.name.as_str(), SimpleFileOptions::default())?;
        zip.write_all(&file.bytes)?;
    }
    Ok(Upload { name: name.to_owned(), bytes: zip.finish()?.into_inner() })
}

/// Seven faces in every format and an archive with folders, two files that are no images, and one file twice.
pub fn one_of_each() -> Result<Vec<Upload>> {
    let png = face("zero.png", 0, SIDE)?;
    let jpeg = face("one.jpg", 1, SIDE)?;
    // Browsers show such a file in part.
    let broken = Upload { name: "broken.jpg".to_owned(), bytes: jpeg.bytes[..jpeg.bytes.len() * 3 / 4].to_vec() };
    let text = Upload { name: "notes.txt".to_owned(), bytes: b"Bring the photos.".to_vec() };
    let twice = Upload { name: "zero again.png".to_owned(), ..png.clone() };
    let inside = [face("summer/five.png", 5, SIDE)?, face("summer/beach/six.jpg", 6, SIDE)?];
    Ok(vec![
        png,
        jpeg,
        face("two.webp", 2, SIDE)?,
        face("three.gif", 3, SMALLEST)?,
        face("four.bmp", 4, SIDE)?,
        archive("more.zip", &inside)?,
        broken,
        text,
        twice,
    ])
}
