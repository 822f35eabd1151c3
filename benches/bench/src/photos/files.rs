//! The photos that are read.

use std::path::{Path, PathBuf};
use std::{fs, iter};

use anyhow::{Context, Result};
use image::{Rgb, RgbImage, imageops};

use super::pillow;

/// JPEGs as a phone takes them: 12 megapixels, three people before a textured background.
pub fn large(python: &Path, folder: &Path, count: usize) -> Result<Vec<PathBuf>> {
    let mut scene = RgbImage::from_fn(4000, 3000, texture);
    for (index, side, left, top) in [(0, 1100, 300, 900), (1, 1300, 1500, 700), (2, 900, 2900, 1200)] {
        imageops::replace(&mut scene, &portrait(index, side), left, top);
    }
    save(python, folder, "large", &scene, count)
}

/// JPEGs of the size of CelebA's, with one face in the tutorial's place.
pub fn small(python: &Path, folder: &Path, count: usize) -> Result<Vec<PathBuf>> {
    let mut scene = RgbImage::from_fn(178, 218, texture);
    imageops::replace(&mut scene, &portrait(3, 178), 0, 20);
    save(python, folder, "small", &scene, count)
}

fn portrait(index: u32, side: u32) -> RgbImage {
    let rgb = facegan_sample_faces::draw(1, index, side as usize);
    RgbImage::from_raw(side, side, rgb).expect("as many bytes as pixels")
}

/// Waves with noise, about as hard to compress as a room.
fn texture(x: u32, y: u32) -> Rgb<u8> {
    let noise = x.wrapping_mul(73_856_093) ^ y.wrapping_mul(19_349_663);
    let wave = ((x as f32 / 90.0).sin() + (y as f32 / 70.0).cos()) * 40.0 + 110.0;
    Rgb([0, 8, 16].map(|shift| (wave + f32::from((noise >> (shift + 8)) as u8) / 16.0) as u8))
}

fn save(python: &Path, folder: &Path, name: &str, scene: &RgbImage, count: usize) -> Result<Vec<PathBuf>> {
    let (picture, folder) = (folder.join(name).with_extension("png"), folder.join(name));
    scene.save(&picture).with_context(|| format!("could not write {}", picture.display()))?;
    fs::create_dir(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    pillow::run(
        python,
        iter::once("make".as_ref()).chain([picture.as_os_str(), folder.as_os_str(), count.to_string().as_ref()]),
    )?;
    Ok((0..count).map(|index| folder.join(format!("{index:05}.jpg"))).collect())
}
