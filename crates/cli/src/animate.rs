//! `facegan animate`: a walk through faces of a trained netG, as GIF or as PNGs.

use std::path::{Path, PathBuf};

use super::arguments::{Animating, Stop};
use super::claim::Claim;
use super::failure::Failure;
use super::files;
use super::painter::Painter;
use super::{latent_file, progress};
use facegan_core::animation::{Ending, Pace, Path as Walk, frame_name, usual_seconds, walk_frames};
use facegan_core::latent::{Latent, LatentSpec};
use facegan_core::words::count;
use facegan_data::enlarge::enlarged;
use facegan_store::gif::Gif;
use facegan_train::png;

/// Endings of what is neither a GIF nor a folder.
const OTHERS: [&str; 11] = ["avi", "jpeg", "jpg", "mkv", "mov", "mp4", "png", "tif", "tiff", "webm", "webp"];
const BAR: &str = "{bar:30} {pos}/{len} frames drawn, {eta} left";

/// Why a film cannot go there.
#[derive(Debug, thiserror::Error)]
pub enum FilmError {
    #[error("{} is there already", .0.display())]
    There(PathBuf),
    #[error("{} is neither a .gif nor a folder", .0.display())]
    Format(PathBuf),
}

impl FilmError {
    /// What a person can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::There(_) => "Move it away, or choose another --out.",
            Self::Format(_) => {
                "Choose an --out that ends with .gif, or a folder for PNGs; `facegan animate --help` says how ffmpeg makes a \
                 video of them."
            }
        }
        .into()
    }
}

/// Where a film goes.
enum Target {
    Gif(PathBuf),
    Folder(Claim),
}

/// Draws a walk, frame by frame.
///
/// # Errors
/// When something is there already, the weights or a latent cannot be used, there is nothing to compute on, or there is no
/// space.
pub fn animate(animating: Animating) -> Result<(), Failure> {
    let Animating { weights, walk, seconds, fps, loops, ease, scale, truncation, average, out, machine } = animating;
    let target = Target::at(&out)?;
    let painter = Painter::open(&weights, average, machine)?;
    let stop = |stop| match stop {
        Stop::Face(face) => Ok(Latent::Drawn(LatentSpec { truncation, ..face })),
        Stop::File(path) => latent_file::read(&path, painter.net_g().nz()),
    };
    let stops = walk.into_iter().map(stop).collect::<Result<Vec<_>, _>>()?;
    let frames = walk_frames(seconds.unwrap_or_else(|| usual_seconds(stops.len())), fps);
    let ending = if loops { Ending::Loop } else { Ending::LastStop };
    let pace = if ease { Pace::Eased } else { Pace::Even };
    let bar = progress::bar(Some(frames as u64), BAR);
    let scenes = Walk { stops, ending, pace }.scenes(frames);
    let mut pictures = scenes.iter().map(|scene| {
        let picture = painter.draw(scene)?;
        bar.inc(1);
        Ok::<_, Failure>(enlarged(&picture, scale)?)
    });
    match &target {
        Target::Gif(path) => {
            let mut bytes = Vec::new();
            let mut gif = Gif::new(&mut bytes)?;
            pictures.try_for_each(|picture| Ok::<_, Failure>(gif.add(&picture?, 1.0 / fps as f32)?))?;
            drop(gif);
            files::write(path, &bytes)?;
        }
        Target::Folder(folder) => {
            for (frame, picture) in pictures.enumerate() {
                folder.write(&frame_name(frame), &png::encode(&picture?)?)?;
            }
        }
    }
    bar.finish_and_clear();
    eprintln!("{} written into {}.", count(frames, "frame"), out.display());
    Ok(())
}

impl Target {
    fn at(out: &Path) -> Result<Self, Failure> {
        let ending = out.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        if ending == "gif" {
            return if out.exists() {
                Err(FilmError::There(out.to_owned()).into())
            } else {
                Ok(Self::Gif(out.to_owned()))
            };
        }
        if OTHERS.contains(&ending.as_str()) {
            return Err(FilmError::Format(out.to_owned()).into());
        }
        Ok(Self::Folder(Claim::of_empty(out)?))
    }
}
