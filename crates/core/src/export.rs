//! What can be downloaded of a run.

use serde::{Deserialize, Serialize};

use crate::animation::{Path, Scale};
use crate::latent::WeightSource;
use crate::run_manifest::RunKey;

/// What is packed into a .zip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Archive {
    /// Everything of the run: every [`Export`], the sample grids, the settings and the lines of Python that load them.
    Everything,
    /// What PyTorch needs to continue the run on any number of processes.
    Cluster,
}

/// A file that the worker can make at any time during or after a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Export {
    /// netG's state dict as .safetensors.
    NetG,
    /// The moving average of netG's weights as a state dict, where the run has one.
    AveragedNetG,
    /// The state dict of the netG or moving average that was measured best, where it is kept.
    BestNetG,
    /// netD's state dict as .safetensors.
    NetD,
    /// netG in eval mode as .onnx.
    Onnx,
    /// Everything that the run needs to continue elsewhere or later, as .safetensors.
    Checkpoint,
    /// The five numbers of every iteration as CSV.
    Losses,
    /// How good netG was, whenever it was measured, as CSV.
    Quality,
    /// One HTML file that draws faces with these weights, in any browser and without a network.
    HtmlPage(WeightSource),
}

/// What is downloaded of a pinned state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PinFile {
    /// The whole state, without sample grids.
    Checkpoint,
    /// The state dict of netG, or of its moving average where the last measurement found that better.
    NetG,
}

/// Pictures one after the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Animation {
    /// The sample grids of a run; the last one is shown for longer.
    Timeline(RunKey),
    /// A walk through latents.
    Walk {
        /// Where it leads.
        path: Path,
        /// Whose weights draw.
        weights: WeightSource,
        /// Number of pictures.
        frames: usize,
    },
}

/// What an animation becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FilmFormat {
    /// An animated GIF that repeats for ever.
    Gif,
    /// MP4 or WebM, whichever the browser encodes.
    Video,
    /// A .zip of PNGs, one a frame.
    Pngs,
}

/// An animation as a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Film {
    /// What it shows.
    pub animation: Animation,
    /// Frames a second: one of [`FRAME_RATES`](crate::animation::FRAME_RATES).
    pub fps: u32,
    /// Its size.
    pub scale: Scale,
    /// What kind of file it is.
    pub format: FilmFormat,
}

impl Film {
    /// Roughly how many bytes `frames` frames of so many pixels become in a format, as measured of faces: enlarged ones
    /// have fewer bytes to a pixel.
    pub fn estimated_bytes(format: FilmFormat, scale: Scale, pixels: usize, frames: usize) -> f64 {
        // A GIF's frames have colours of their own.
        let (per_frame, [one, two, four]) = match format {
            FilmFormat::Gif => (768.0, [1.05, 0.9, 0.65]),
            FilmFormat::Video => (0.0, [0.06; 3]),
            FilmFormat::Pngs => (0.0, [2.4, 1.6, 1.2]),
        };
        let per_pixel = match scale {
            Scale::One => one,
            Scale::Two => two,
            Scale::Four => four,
        };
        (per_frame + per_pixel * pixels as f64) * frames as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn larger_frames_take_more_bytes_though_fewer_to_a_pixel() {
        for format in [FilmFormat::Gif, FilmFormat::Video, FilmFormat::Pngs] {
            let bytes = |scale: Scale| Film::estimated_bytes(format, scale, 1024 * scale.factor().pow(2), 10);
            let [one, two, four] = Scale::ALL.map(bytes);
            assert!(one < two && two < four && four <= 16.0 * one, "{format:?}");
        }
        assert_eq!(Film::estimated_bytes(FilmFormat::Gif, Scale::Two, 1000, 10), 16_680.0);
    }
}
