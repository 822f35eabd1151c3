//! Animations as files: pictures one after the other, enlarged and added to the file as they come.

use std::io::Write;

use facegan_core::animation::{CLOSING_SECONDS, MOST_FRAMES, Scale, even_spread};
use facegan_core::export::{Animation, Film, FilmFormat};
use facegan_core::images::Picture;
use facegan_core::latent::{Scene, WeightSource};
use facegan_core::run_manifest::RunKey;
use facegan_data::enlarge::enlarged;
use facegan_protocol::Event;
use facegan_store::gif::Gif;
use facegan_store::png_frames::PngFrames;
use facegan_train::png;

use super::spool::Spool;
use super::video::VideoWriter;
use super::{ExportError, Exporter};

/// A picture of an animation, before it is there.
enum Shot {
    /// A sample grid.
    Grid { key: RunKey, iteration: usize },
    /// What netG draws of a scene.
    Scene { scene: Scene, weights: WeightSource },
}

/// A file that pictures are added to.
enum FilmFile {
    Gif(Gif<Spool>, Spool),
    Pngs(Box<PngFrames<Spool>>, Spool),
    /// Without a size before the first picture.
    Video(Option<Box<VideoWriter>>),
}

impl Exporter {
    /// Makes a film.
    pub(super) async fn film(&self, film: Film) -> Result<Event, ExportError> {
        let shots = self.shots(&film.animation).await?;
        let last = shots.len().checked_sub(1).ok_or(ExportError::NoGrids)?;
        let mut file = FilmFile::new(film.format)?;
        for (done, shot) in shots.iter().enumerate() {
            self.report_progress(done, shots.len()).await?;
            // A grid that can no longer be read is left out.
            let Some(picture) = self.picture(shot, film.scale).await? else { continue };
            file.add(&picture, film.fps, shown_for(&film, done == last)).await?;
        }
        self.report_progress(shots.len(), shots.len()).await?;
        file.finish(name(&film.animation)).await
    }

    async fn shots(&self, animation: &Animation) -> Result<Vec<Shot>, ExportError> {
        Ok(match animation {
            Animation::Timeline(key) => {
                let iterations = even_spread(&self.library.frames(key).await, MOST_FRAMES);
                iterations.into_iter().map(|iteration| Shot::Grid { key: key.clone(), iteration }).collect()
            }
            Animation::Walk { path, weights, frames } => {
                let weights = *weights;
                path.scenes(*frames).into_iter().map(|scene| Shot::Scene { scene, weights }).collect()
            }
        })
    }

    async fn picture(&self, shot: &Shot, scale: Scale) -> Result<Option<Picture>, ExportError> {
        let picture = match shot {
            Shot::Grid { key, iteration } => match self.library.frame(key, *iteration).await {
                Some(grid) => png::decode(&grid)?,
                None => return Ok(None),
            },
            Shot::Scene { scene, weights } => self.trainer.draw(scene.clone(), *weights).await?,
        };
        Ok(Some(enlarged(&picture, scale)?))
    }
}

/// How many frames long a picture is shown.
fn shown_for(film: &Film, is_last: bool) -> usize {
    match film.animation {
        Animation::Timeline(_) if is_last => ((CLOSING_SECONDS * film.fps as f32).ceil() as usize).max(1),
        Animation::Timeline(_) | Animation::Walk { .. } => 1,
    }
}

/// The file's name, without its ending.
fn name(animation: &Animation) -> &'static str {
    match animation {
        Animation::Timeline(_) => "timeline",
        Animation::Walk { .. } => "walk",
    }
}

impl FilmFile {
    fn new(format: FilmFormat) -> Result<Self, ExportError> {
        let spool = Spool::default();
        Ok(match format {
            FilmFormat::Gif => Self::Gif(Gif::new(spool.clone())?, spool),
            FilmFormat::Pngs => Self::Pngs(Box::new(PngFrames::new(spool.clone())), spool),
            FilmFormat::Video => Self::Video(None),
        })
    }

    /// Adds a picture that is shown for so many frames. Among PNGs it is there once.
    async fn add(&mut self, picture: &Picture, fps: u32, frames: usize) -> Result<(), ExportError> {
        match self {
            Self::Gif(gif, _) => gif.add(picture, frames as f32 / fps as f32)?,
            Self::Pngs(pngs, _) => pngs.add(picture)?,
            Self::Video(video) => {
                let writer = match video {
                    Some(writer) => writer,
                    none => none.insert(Box::new(VideoWriter::new((picture.width, picture.height), fps).await?)),
                };
                for _ in 0..frames {
                    writer.add(picture).await?;
                }
            }
        }
        Ok(())
    }

    async fn finish(self, name: &str) -> Result<Event, ExportError> {
        let (name, mime, spool) = match self {
            Self::Gif(gif, spool) => {
                drop(gif);
                (format!("{name}.gif"), "image/gif", spool)
            }
            Self::Pngs(pngs, spool) => {
                pngs.finish()?;
                (format!("{name}-frames.zip"), "application/zip", spool)
            }
            Self::Video(writer) => {
                let video = writer.ok_or(ExportError::NoGrids)?.finish().await?;
                let mut spool = Spool::default();
                spool.write_all(&video.to_bytes())?;
                (format!("{name}.{}", video.codec.ending()), video.codec.mime(), spool)
            }
        };
        Ok(Event::Film { name, file: spool.file(mime)? })
    }
}
