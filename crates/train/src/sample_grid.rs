//! The sample grid: images side by side as a picture, as PNG and with their diversity.
//!
//! `session/iteration` has netG draw the images of a sample grid from the fixed noise, and `sample` arranges them. The
//! page draws the sample grid on a canvas (`page/features/grids/images`).

use image::ImageError;

use super::diversity::diversity;
use super::png;
use super::sample::grid;

/// A sample grid or a grid of real images: images side by side, as torchvision's `make_grid` arranges them.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// The images and the padding between them, as PNG.
    pub png: Vec<u8>,
    /// How far apart the images are, before they are scaled to be shown; nothing of a single one.
    pub diversity: Option<f32>,
}

impl Grid {
    /// # Shapes
    /// - `values`: `[images, nc, size, size]` in row-major order, in [-1, 1]
    ///
    /// # Errors
    /// When the picture cannot be encoded.
    pub fn new(values: &[f32], nc: usize, size: usize, padding: usize) -> Result<Self, ImageError> {
        Ok(Self { png: png::encode(&grid(values, nc, size, padding))?, diversity: diversity(values, nc, size) })
    }
}
