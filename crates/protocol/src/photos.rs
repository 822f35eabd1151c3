//! Messages between the engine and its photo workers: [`PhotoJob`] one way, [`PhotoAnswer`] the other.
//!
//! A photo worker does one job after the other. Before it decodes a photo that is not small, it tells how many pixels that
//! has, and waits for [`PhotoJob::Decode`]: so the engine bounds the pixels under way in all workers together.

use facegan_core::config::Crop;
use facegan_core::faces::Face;
use facegan_core::images::{Images, Picture};
use facegan_core::photo_squares::PhotoSquares;
use facegan_core::quality::Quality;
use serde::{Deserialize, Serialize};

/// What the engine asks of a photo worker, and for [`PhotoJob::Find`] the page of a worker of its own.
#[derive(Debug, Serialize, Deserialize)]
pub enum PhotoJob {
    /// Reads a photo's size, and a small photo as a whole. Answered by [`PhotoAnswer::Size`], of a small photo by
    /// [`PhotoAnswer::Read`], or by [`PhotoAnswer::Refused`].
    Read {
        /// The photo's bytes.
        file: PhotoBytes,
        /// Side of the squares in pixels.
        image_size: usize,
        /// Which squares are wanted: with [`Crop::Auto`] and [`Crop::Faces`] the faces and the centre.
        crop: Crop,
    },
    /// Decodes the photo whose size was read. Answered by [`PhotoAnswer::Read`] or [`PhotoAnswer::Refused`].
    Decode,
    /// Draws a sample face. Answered by [`PhotoAnswer::Drawn`].
    Draw {
        /// Of all sample faces.
        seed: u32,
        /// Which of them.
        index: u32,
        /// Side of the square in pixels.
        image_size: usize,
    },
    /// Decodes a photo and reduces it to at most `side` pixels. Answered by [`PhotoAnswer::Picture`].
    Show {
        /// The photo's bytes.
        file: PhotoBytes,
        /// Its longer side at most, in pixels.
        side: usize,
    },
    /// Measures how good images are beside photos. Answered by [`PhotoAnswer::Evaluated`].
    Evaluate {
        /// The photos that a run trains on; with the next images they are left out, and all are those of before.
        photos: Option<Images>,
        /// With the photos those that the run holds out, where it has a `holdout`.
        held_out: Option<Images>,
        /// Images of netG.
        net_g: Images,
        /// Images of its moving average, where the run keeps one.
        average: Option<Images>,
    },
    /// Finds the faces of a camera's picture. Answered by [`PhotoAnswer::Found`].
    Find {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
        /// 4 bytes a pixel, row by row.
        #[serde(with = "serde_bytes")]
        rgba: Vec<u8>,
    },
}

/// Where a photo's bytes are.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum PhotoBytes {
    /// In a file.
    File(#[serde(with = "serde_wasm_bindgen::preserve")] web_sys::Blob),
    /// Unpacked from an archive. Their buffer is transferred, not copied.
    Bytes(#[serde(with = "serde_wasm_bindgen::preserve")] js_sys::Uint8Array),
}

/// What a photo worker answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum PhotoAnswer {
    /// The worker runs and takes jobs.
    Ready,
    /// The photo has this many pixels.
    Size {
        /// Width times height.
        pixels: f64,
    },
    /// The photo was read.
    Read(Box<PhotoSquares>),
    /// The sample face: `image_size × image_size × 3` bytes RGB.
    Drawn(#[serde(with = "serde_bytes")] Vec<u8>),
    /// The photo cannot be used.
    Refused {
        /// Why, for the person to read.
        reason: String,
        /// Whether it is a HEIC photo that the browser does not read.
        is_heic: bool,
    },
    /// The reduced photo; nothing where it cannot be read.
    Picture(Option<Picture>),
    /// The faces of a camera's picture, the largest first.
    Found(Vec<Face>),
    /// How good the images are, those of netG and of its moving average, or why that cannot be told.
    Evaluated(Result<(Quality, Option<Quality>), String>),
    /// The worker ends.
    Dead {
        /// What happened.
        reason: String,
    },
}
