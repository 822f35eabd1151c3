//! How a layer's convolution steps through its image, and the activation that follows.

/// Stride and padding of a 4×4 convolution and of its transpose.
///
/// `conv2d` goes from the high-resolution image to the low-resolution one, `conv_transpose2d` back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Conv {
    /// Stride 2 and padding 1: the low-res image has half the high-res one's side, which is a multiple of 8.
    Stride2,
    /// Stride 1 without padding: the high-res image is 4×4, the low-res one a single pixel.
    Valid,
}

impl Conv {
    /// Side of the high-res image in pixels, from that of the low-res one.
    pub fn high_side(self, low_side: usize) -> usize {
        match self {
            Self::Stride2 => 2 * low_side,
            Self::Valid => 4,
        }
    }

    /// Stride and padding in pixels.
    pub fn stride_and_padding(self) -> (usize, usize) {
        match self {
            Self::Stride2 => (2, 1),
            Self::Valid => (1, 0),
        }
    }
}

/// The activation that is applied to a layer's output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Activation {
    /// y = x
    Linear,
    /// y = max(x, 0)
    Relu,
    /// y = x for x > 0, else 0.2 x: the tutorial's slope.
    LeakyRelu,
    /// y = tanh(x)
    Tanh,
}

impl Activation {
    /// The factor of values below zero.
    pub fn slope(self) -> f64 {
        match self {
            Self::Relu => 0.0,
            Self::LeakyRelu => 0.2,
            Self::Linear | Self::Tanh => 1.0,
        }
    }

    /// [`slope`](Self::slope), as a word of a kernel's uniform.
    pub(crate) fn slope_word(self) -> usize {
        (self.slope() as f32).to_bits() as usize
    }

    /// `slope` and `is_tanh` of a kernel's uniform.
    pub(crate) fn words(self) -> [usize; 2] {
        [self.slope_word(), usize::from(self == Self::Tanh)]
    }
}
