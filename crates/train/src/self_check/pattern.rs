//! A pattern of test values that device and host compute from the position.

use std::sync::OnceLock;

use burn::tensor::Tensor;

use facegan_kernels::{Compute, fill};

/// A prime, so that no image, channel or batch is a multiple of it.
const PERIOD: usize = 65_521;
/// A whole number of these is a value, so that float16 has each exactly, and float32 most sums of products.
const STEP: f32 = 1.0 / 128.0;

/// The values of a tensor, in row-major order.
#[derive(Debug, Clone, Copy)]
pub struct Pattern {
    from: usize,
    scale: f32,
}

impl Pattern {
    /// Values in [-1, 1], others for each `number`.
    pub fn new(number: usize) -> Self {
        Self { from: number * 9973, scale: 1.0 }
    }

    /// The same values times a power of two, so that sums of so many products are about as large as one.
    pub fn for_sums_of(self, terms: usize) -> Self {
        Self { scale: (-(terms.max(1).ilog2() as f32 / 2.0).floor()).exp2(), ..self }
    }

    /// The value at a place.
    pub fn at(&self, index: usize) -> f64 {
        f64::from(table()[(index + self.from) % PERIOD] * self.scale)
    }

    /// The tensor on the device.
    pub fn tensor<const D: usize>(&self, shape: [usize; D], compute: &Compute) -> Tensor<D> {
        let scaled: Vec<_> = table().iter().map(|value| value * self.scale).collect();
        fill(&scaled, self.from, shape, compute)
    }
}

fn table() -> &'static [f32] {
    static TABLE: OnceLock<Vec<f32>> = OnceLock::new();
    TABLE.get_or_init(|| (0..PERIOD as u32).map(|i| ((mixed(i) % 257) as f32 - 128.0) * STEP).collect())
}

/// A bijection of 32 bits without visible structure (“lowbias32” of Chris Wellons' hash prospector).
pub fn mixed(x: u32) -> u32 {
    let x = (x ^ x >> 16).wrapping_mul(0x7feb_352d);
    let x = (x ^ x >> 15).wrapping_mul(0x846c_a68b);
    x ^ x >> 16
}
