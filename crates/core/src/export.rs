//! What can be downloaded of a run.

use serde::{Deserialize, Serialize};

use crate::latent::{LatentSpec, WeightSource};
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

/// Pictures one after the other, each for so many seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Animation {
    /// The sample grids of a run.
    Timeline {
        /// The run.
        key: RunKey,
        /// Seconds that each grid is shown.
        seconds_per_frame: f32,
    },
    /// A walk through latents: `frames` pictures, evenly spaced, that end where they began.
    Walk {
        /// The latents that the walk leads through.
        stops: Vec<LatentSpec>,
        /// Whose weights draw.
        weights: WeightSource,
        /// Number of pictures.
        frames: usize,
        /// Seconds that each picture is shown.
        seconds_per_frame: f32,
    },
}
