//! What the files hold that the person opened.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::config::TrainConfig;
use crate::images::Picture;

/// A file whose weights can be used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenedFile {
    pub name: String,
    pub content: Content,
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
    Checkpoint { config: TrainConfig, iterations: usize, images: usize, grid: Option<Picture> },
    /// netG's state dict, and the settings that its shapes tell.
    NetG { image_size: usize, nz: usize, ngf: usize },
    /// netD's state dict, and the settings that its shapes tell.
    NetD { image_size: usize, ndf: usize },
}

impl Content {
    pub const NET_G: &str = "netG";
    pub const NET_D: &str = "netD";
    /// The moving average of netG.
    pub const AVERAGE: &str = "netG_ema";
}

/// What a person should know of a file beside what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Remark {
    /// Tensors were of these other types, in PyTorch's words, and became float32.
    Converted { tensors: usize, types: Vec<String> },
    /// Tensors do not belong to the network that was read; `first` is the key of one.
    LeftOut { tensors: usize, first: String },
    /// Numbers of a network, by its name in [`Content`], are NaN or infinite, so that nothing can be drawn with it or
    /// trained on; `first` is the key of the first such tensor.
    NotFinite { network: String, numbers: usize, tensors: usize, first: String },
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
