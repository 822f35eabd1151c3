//! Initial weights, drawn on the host so that a seed gives the same network on every backend.

use burn::module::Param;
use burn::tensor::{Device, Tensor, TensorData};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use super::KERNEL;

/// Standard deviation of every initial weight: the tutorial's `weights_init` draws convolutions' from N(0, 0.02²) and
/// batch normalisations' from N(1, 0.02²), as DCGAN does (Radford et al. 2015, section 4).
const STD: f32 = 0.02;

/// A parameter of the given shape whose elements are drawn from N(`mean`, 0.02²).
pub fn normal<const D: usize>(shape: [usize; D], mean: f32, rng: &mut impl Rng, device: &Device) -> Param<Tensor<D>> {
    let draw = |_| mean + STD * Distribution::<f32>::sample(&StandardNormal, rng);
    let values: Vec<f32> = (0..shape.iter().product()).map(draw).collect();
    Param::from_data(TensorData::new(values, shape), device)
}

/// The weights `[low channels, high channels, 4, 4]` of a convolution, from N(0, 0.02²) (see [`facegan_kernels::Conv`]).
pub fn kernel(channels: [usize; 2], rng: &mut impl Rng, device: &Device) -> Param<Tensor<4>> {
    normal([channels[0], channels[1], KERNEL, KERNEL], 0.0, rng, device)
}
