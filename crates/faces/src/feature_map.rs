//! Feature maps: what passes between the layers.

/// Channels come in groups of so many, which are computed together. Maps with other numbers of channels have zeros behind
/// the last.
pub const GROUP: usize = 8;

/// `height × width × channels` values, the channels of a pixel side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureMap {
    /// In pixels.
    pub height: usize,
    /// In pixels.
    pub width: usize,
    /// A multiple of [`GROUP`], but for the network's input.
    pub channels: usize,
    /// The values, row by row.
    pub values: Vec<f32>,
}

impl FeatureMap {
    /// A map of zeros.
    pub fn zeros(height: usize, width: usize, channels: usize) -> Self {
        Self { height, width, channels, values: vec![0.0; height * width * channels] }
    }

    /// The channels of a pixel.
    pub fn pixel(&self, y: usize, x: usize) -> &[f32] {
        let start = (y * self.width + x) * self.channels;
        &self.values[start..start + self.channels]
    }

    /// A row's pixels.
    pub fn row(&self, y: usize) -> &[f32] {
        let length = self.width * self.channels;
        &self.values[y * length..(y + 1) * length]
    }
}
