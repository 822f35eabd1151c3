//! Does a photo worker's jobs.

use std::cell::LazyCell;

use image::{DynamicImage, RgbImage, RgbaImage};

use super::browser_image;
use super::reduced::reduced;
use crate::worker::files::read_all;
use facegan_core::config::Crop;
use facegan_core::faces::Face;
use facegan_core::photo_squares::PhotoSquares;
use facegan_data::decode::{self, DecodeError, MOST_BYTES};
use facegan_data::in_order::SMALL_PHOTO;
use facegan_data::photo::Squares;
use facegan_faces::{Detection, Detector};
use facegan_protocol::photos::{PhotoAnswer, PhotoBytes, PhotoJob};
use facegan_quality::RunEvaluator;

/// Reads photos and finds the faces in them.
pub struct Reader {
    /// Made when the first photo is searched.
    detector: LazyCell<Detector>,
    /// The photo whose size was told.
    opened: Option<Opened>,
    /// What has the photos that images are compared with.
    evaluator: Option<RunEvaluator>,
}

/// A photo that waits to be decoded.
struct Opened {
    bytes: Vec<u8>,
    image_size: usize,
    crop: Crop,
    decoder: Decoder,
}

/// Who decodes a photo.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Decoder {
    Ours,
    /// The browser, whose formats are more.
    Browser,
}

impl Default for Reader {
    fn default() -> Self {
        Self { detector: LazyCell::new(Detector::default), opened: None, evaluator: None }
    }
}

impl Reader {
    /// Does a job.
    pub async fn answer(&mut self, job: PhotoJob) -> PhotoAnswer {
        match job {
            PhotoJob::Read { file, image_size, crop } => {
                self.open(file, image_size, crop).await.unwrap_or_else(|why| refused(&why))
            }
            PhotoJob::Decode => match self.opened.take() {
                Some(opened) => self
                    .squares(&opened)
                    .await
                    .map_or_else(|why| refused(&why), |squares| PhotoAnswer::Read(squares.into())),
                None => PhotoAnswer::Dead { reason: "it was asked to decode a photo before one was read".into() },
            },
            PhotoJob::Draw { seed, index, image_size } => {
                PhotoAnswer::Drawn(facegan_sample_faces::draw(seed, index, image_size))
            }
            PhotoJob::Show { file, side } => {
                PhotoAnswer::Picture(whole(file).await.ok().map(|photo| reduced(photo, side)))
            }
            PhotoJob::Evaluate { photos, held_out, net_g, average } => {
                if let Some(photos) = photos {
                    self.evaluator = Some(RunEvaluator::new(photos, held_out));
                }
                match &mut self.evaluator {
                    Some(evaluator) => {
                        let found = evaluator.evaluate(&net_g, average.as_ref());
                        PhotoAnswer::Evaluated(found.map_err(|error| error.to_string()))
                    }
                    None => PhotoAnswer::Dead { reason: "it was asked to compare images with no photos".into() },
                }
            }
            PhotoJob::Find { width, height, rgba } => PhotoAnswer::Found(self.find(width, height, rgba)),
        }
    }

    async fn open(&mut self, file: PhotoBytes, image_size: usize, crop: Crop) -> Result<PhotoAnswer, DecodeError> {
        let bytes = bytes_of(file).await?;
        let (pixels, decoder) = pixels(&bytes)?;
        let opened = Opened { bytes, image_size, crop, decoder };
        if pixels <= SMALL_PHOTO {
            return Ok(PhotoAnswer::Read(self.squares(&opened).await?.into()));
        }
        self.opened = Some(opened);
        Ok(PhotoAnswer::Size { pixels: pixels as f64 })
    }

    async fn squares(&self, photo: &Opened) -> Result<PhotoSquares, DecodeError> {
        let Opened { bytes, image_size, crop, decoder } = photo;
        // Where faces are not wanted, no detector is made.
        let detector = crop.needs_faces().then(|| &*self.detector);
        let squares = Squares { image_size: *image_size, detector };
        match decoder {
            Decoder::Ours => squares.of_bytes(bytes),
            Decoder::Browser => squares.of_image(&browser_image::decode(bytes).await?, bytes),
        }
    }

    fn find(&self, width: u32, height: u32, rgba: Vec<u8>) -> Vec<Face> {
        let picture = RgbaImage::from_raw(width, height, rgba).map(|picture| DynamicImage::from(picture).into_rgb8());
        let faces = picture.map_or_else(Vec::new, |picture| self.detector.find_near(&picture));
        faces.iter().map(Detection::face).collect()
    }
}

/// A whole photo, upright.
async fn whole(file: PhotoBytes) -> Result<RgbImage, DecodeError> {
    let bytes = bytes_of(file).await?;
    match pixels(&bytes)?.1 {
        Decoder::Ours => decode::decode(&bytes),
        Decoder::Browser => browser_image::decode(&bytes).await,
    }
}

async fn bytes_of(file: PhotoBytes) -> Result<Vec<u8>, DecodeError> {
    match file {
        PhotoBytes::Bytes(bytes) => Ok(bytes.to_vec()),
        PhotoBytes::File(file) => {
            let length = file.size() as u64;
            if length > MOST_BYTES { Err(DecodeError::TooLong(length)) } else { Ok(read_all(&file).await?) }
        }
    }
}

/// How many pixels a photo has, and who decodes it.
fn pixels(bytes: &[u8]) -> Result<(u64, Decoder), DecodeError> {
    match decode::dimensions(bytes) {
        Ok((width, height)) => Ok((u64::from(width) * u64::from(height), Decoder::Ours)),
        Err(DecodeError::UnknownFormat) => Ok((decode::browser_pixels(bytes), Decoder::Browser)),
        Err(why) => Err(why),
    }
}

fn refused(why: &DecodeError) -> PhotoAnswer {
    PhotoAnswer::Refused { reason: why.to_string(), is_heic: matches!(why, DecodeError::Heic) }
}
