//! `facegan invert`: searches for the latent from which a trained netG draws the face that is nearest to a photo.

use std::fs;
use std::path::Path;

use facegan_core::config::Crop;
use facegan_core::faces::Cut;
use facegan_core::images::{Images, Picture};
use facegan_core::inversion::NearFace;
use facegan_core::latent::FoundLatent;
use facegan_data::decode::DecodeError;
use facegan_data::photo::Squares;
use facegan_faces::Detector;
use facegan_model::Generator;
use facegan_train::Inversion;
use pollster::block_on;
use serde::Serialize;

use super::arguments::Inverting;
use super::failure::Failure;
use super::latent_file::LatentFile;
use super::painter::Painter;
use super::picture::PictureFile;
use super::{progress, terminal};

const BAR: &str = "{bar:30} step {pos} of {len}, {eta} left";

/// What is printed as JSON.
#[derive(Debug, Serialize)]
struct Report<'a> {
    /// facegan's version.
    facegan: &'static str,
    /// The file with the weights.
    weights: &'a Path,
    /// The photo.
    photo: &'a Path,
    /// Root of the mean squared difference of face and photo, of 255.
    distance: f32,
    /// The same of the nearest of the random faces that the search began with.
    random_distance: f32,
    /// What that means.
    verdict: String,
    /// The components of the latent.
    latent: &'a [f32],
}

/// Searches, prints how near the face is, and writes it beside the photo's part where a picture is asked for, and its
/// latent where that is.
///
/// # Errors
/// When the weights or the photo cannot be used, there is nothing to compute on, or a file cannot be written.
pub fn invert(inverting: Inverting) -> Result<(), Failure> {
    let Inverting { weights, photo, crop, average, seed, out, latent_out, json, machine } = inverting;
    let out = out.map(PictureFile::at).transpose()?;
    let latent_out = latent_out.map(LatentFile::at).transpose()?;
    let painter = Painter::open(&weights, average, machine)?;
    let crop = crop.or(painter.crop()).unwrap_or(Crop::Auto);
    let square = read(&photo, crop, painter.net_g().image_size())?.for_nc(painter.net_g().nc());
    let face = search(painter.net_g(), &square, seed)?;
    painter.check()?;
    if let Some(file) = out {
        file.write(&file.encode(&beside(&square, &face.picture))?)?;
    }
    if let Some(file) = latent_out {
        let name = photo.file_name().unwrap_or_default().to_string_lossy().into_owned();
        file.write(&FoundLatent { photo: name, values: face.latent.clone() })?;
    }
    let text = if json { json_text(&weights, &photo, &face)? } else { format!("{}\n", face.nearness) };
    terminal::print(&text);
    Ok(())
}

/// The part of a photo that is compared, at netG's size.
fn read(path: &Path, crop: Crop, size: usize) -> Result<Images, Failure> {
    let unusable = |source: DecodeError| Failure::Photo { path: path.to_owned(), source };
    let bytes = fs::read(path).map_err(|error| unusable(error.into()))?;
    let detector = Detector::default();
    let (cut, rgb) = Squares::new(size, crop, &detector).of_bytes(&bytes).map_err(unusable)?.single(crop);
    if crop.needs_faces() && cut == Cut::Centre {
        eprintln!("No face was found in {}, so its centre is compared.", path.display());
    }
    Ok(Images { size, rgb })
}

/// The nearest face after the last step.
fn search(net_g: &Generator, square: &Images, seed: u32) -> Result<NearFace, Failure> {
    let mut search = Inversion::new(net_g, square, seed)?;
    let bar = progress::bar(None, BAR);
    loop {
        if let Some(progress) = block_on(search.next(net_g))? {
            bar.set_length(progress.total as u64);
            bar.set_position(progress.done as u64);
            if progress.is_last() {
                bar.finish_and_clear();
                return Ok(progress.face);
            }
        }
    }
}

/// The photo's part and a face of the same size, side by side.
fn beside(square: &Images, face: &Picture) -> Picture {
    let row = 3 * square.size;
    let rows = square.rgb.chunks_exact(row).zip(face.rgb.chunks_exact(row));
    Picture {
        width: 2 * square.size,
        height: square.size,
        rgb: rows.flat_map(|(one, other)| [one, other]).flatten().copied().collect(),
    }
}

fn json_text(weights: &Path, photo: &Path, face: &NearFace) -> Result<String, Failure> {
    let report = Report {
        facegan: env!("CARGO_PKG_VERSION"),
        weights,
        photo,
        distance: face.nearness.distance,
        random_distance: face.nearness.random,
        verdict: face.nearness.verdict().to_string(),
        latent: &face.latent,
    };
    Ok(serde_json::to_string_pretty(&report)? + "\n")
}
