//! The layers' operations on Burn's tensors, with gradients: our own GPU kernels, and Burn's layers as the reference.
//!
//! Every network of the family is made of the same few operations: a 4×4 convolution with stride 2 or without padding
//! ([`Conv`]), its transpose, batch normalisation and an activation; and of the loss and Adam. [`Kernels`] has them all.
//! Our own kernels are WGSL (`wgsl/`), unrolled from templates. [`Kernels::Stock`] computes the same with Burn's layers, on
//! any device.
//!
//! `ops` has the operations as a trait, which `cube` implements on the GPU and `autodiff` with gradients; `own` calls them
//! on tensors. `reference` has Burn's layers.

mod activation;
mod adam;
mod autodiff;
mod batch_norm;
mod compute;
mod conv2d;
mod cube;
mod fill;
mod gan_loss;
mod gpu;
mod launch;
mod layer;
pub mod loops;
mod matrix_product;
pub mod measure;
mod ops;
mod own;
mod pixels;
mod reference;
mod target;
mod upload;

pub use adam::{AdamOptions, Parameter, StepScalars, adam};
pub use batch_norm::{
    EPSILON as BATCH_NORM_EPSILON, MOMENTUM as BATCH_NORM_MOMENTUM, MOST_IN_ONE_PASS as BATCH_NORM_MOST_IN_ONE_PASS,
    Running,
};
pub use compute::{Compute, Kernels};
pub use conv2d::Sizes as ConvSizes;
pub use facegan_core::tuning::{Pass, Tile, Tuning};
pub use gan_loss::{Criterion, Earlier, GanLoss, Labels};
pub use gpu::{Faults, Gpu};
pub use layer::{Activation, Conv};
pub use target::{Precision, Target};
pub use upload::{fill, pixels};
