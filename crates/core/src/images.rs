//! RGB images: equally sized ones, as in the data set, and single pictures of any size.

use serde::{Deserialize, Serialize};

use crate::config::CHANNELS;

/// Equally sized square images, one behind the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Images {
    /// Side in pixels.
    pub size: usize,
    /// 3 bytes a pixel, row by row, `size × size × 3` bytes an image.
    #[serde(with = "serde_bytes")]
    pub rgb: Vec<u8>,
}

impl Images {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.rgb.len() / (CHANNELS * self.size * self.size)
    }
}

/// One picture, ready to be put on a canvas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
    /// 3 bytes a pixel, row by row.
    #[serde(with = "serde_bytes")]
    pub rgb: Vec<u8>,
}
