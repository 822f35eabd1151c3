//! Sizes of a convolution's images.

#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    pub batch: usize,
    /// Channels of the high-res image.
    pub high_channels: usize,
    /// Channels of the low-res image.
    pub low_channels: usize,
    /// Side of the low-res image in pixels.
    pub low_side: usize,
}

impl Sizes {
    /// Pixels of the whole batch's low-res images.
    pub fn low_pixels(&self) -> usize {
        self.batch * self.low_side * self.low_side
    }
}
