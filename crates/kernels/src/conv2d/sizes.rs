//! Sizes of a convolution's images.

/// Sizes of the images of a convolution of stride 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// Images.
    pub batch: usize,
    /// Channels of the high-res image.
    pub high_channels: usize,
    /// Channels of the low-res image.
    pub low_channels: usize,
    /// Side of the low-res image in pixels.
    pub low_side: usize,
}

impl Sizes {
    /// Floating-point operations of a pass: a multiplication and an addition for each of the sixteen taps, both channels and
    /// every low-res pixel.
    pub fn flops(&self) -> u64 {
        2 * 16 * (self.high_channels * self.low_channels * self.low_pixels()) as u64
    }

    /// Pixels of the whole batch's low-res images.
    pub fn low_pixels(&self) -> usize {
        self.batch * self.low_side * self.low_side
    }
}
