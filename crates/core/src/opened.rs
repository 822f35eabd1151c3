//! What the files hold that the person opened.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::config::TrainConfig;
use crate::images::Picture;

/// A file whose weights can be used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenedFile {
    /// Its file name.
    pub name: String,
    /// What it holds.
    pub content: Content,
    /// What else a person should know.
    pub remarks: Vec<Remark>,
}

impl OpenedFile {
    /// Whether it holds a netG that can be drawn with.
    pub fn can_draw(&self) -> bool {
        let spoils = |remark: &Remark| matches!(remark, Remark::NotFinite { network, .. } if network == Content::NET_G);
        !matches!(self.content, Content::NetD { .. }) && !self.remarks.iter().any(spoils)
    }
}

/// What an opened file holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Content {
    /// A whole run, after `iterations` iterations over `images` photos, with its latest sample grid.
    Checkpoint {
        /// The run's settings.
        config: TrainConfig,
        /// Iterations done.
        iterations: usize,
        /// Photos that it was made with.
        images: usize,
        /// Its latest sample grid.
        grid: Option<Picture>,
    },
    /// netG's state dict, and the settings that its shapes tell.
    NetG {
        /// Side of its images in pixels.
        image_size: usize,
        /// Channels of its images.
        nc: usize,
        /// Components of its latents.
        nz: usize,
        /// Its base channel count.
        ngf: usize,
    },
    /// netD's state dict, and the settings that its shapes tell.
    NetD {
        /// Side of its images in pixels.
        image_size: usize,
        /// Channels of its images.
        nc: usize,
        /// Its base channel count.
        ndf: usize,
        /// Whether its weights are spectrally normalised.
        spectral_norm: bool,
    },
}

impl Content {
    /// netG's name in checkpoints.
    pub const NET_G: &str = "netG";
    /// netD's name in checkpoints.
    pub const NET_D: &str = "netD";
    /// The moving average of netG.
    pub const AVERAGE: &str = "netG_ema";
}

/// What a person should know of a file beside what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Remark {
    /// Tensors were of these other types, in PyTorch's words, and became float32.
    Converted {
        /// How many.
        tensors: usize,
        /// Their types, in PyTorch's words.
        types: Vec<String>,
    },
    /// Tensors do not belong to the network that was read; `first` is the key of one.
    LeftOut {
        /// How many.
        tensors: usize,
        /// The key of one of them.
        first: String,
    },
    /// Numbers of a network, by its name in [`Content`], are NaN or infinite, so that nothing can be drawn with it or
    /// trained on; `first` is the key of the first such tensor.
    NotFinite {
        /// The network, by its name in [`Content`].
        network: String,
        /// How many numbers.
        numbers: usize,
        /// In how many tensors.
        tensors: usize,
        /// The key of the first such tensor.
        first: String,
    },
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tensors = |count: &usize| if *count == 1 { "1 tensor".into() } else { format!("{count} tensors") };
        match self {
            Self::Converted { tensors: count, types } => {
                write!(f, "{} converted from {} to float32", tensors(count), types.join(" and "))
            }
            Self::LeftOut { tensors: count, first } => {
                write!(f, "{} of something else left out, such as “{first}”", tensors(count))
            }
            Self::NotFinite { network, numbers, tensors: count, first } => {
                let place = format!("{numbers} in {}, first in “{first}”", tensors(count));
                write!(f, "{network} cannot be used: it holds NaN or infinite numbers ({place})")
            }
        }
    }
}
