//! Whether the kernels compute right, on this device and at a run's own sizes.
//!
//! Each operation of an iteration runs once on a pattern of numbers, and some values of each result are computed again
//! on the host, in double precision from the formula. So a fault of a driver, a compiler or an unknown limit is found
//! before the run trains on wrong numbers.

mod adam;
mod batch_norm;
mod batch_norm_eval;
mod comparison;
mod conv2d;
mod gan_loss;
mod pattern;
mod pixels;

use self::comparison::Comparisons;
use facegan_core::config::TrainConfig;
use facegan_kernels::{Activation, Compute, Conv, Kernels, Precision};
use facegan_model::{Layer, ReadError, net_d_layers, net_g_layers};

/// How far a result may be off, relative to its norm. Work that a driver drops or repeats is far beyond it.
const BOUND: f64 = 1e-4;
/// The same where layers' outputs are float16, whose significand has eleven bits.
const BOUND_F16: f64 = 1e-2;

/// An operation whose results are not what the host computes.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{operation} is off by {:.1} %", error * 100.0)]
pub struct Wrong {
    /// The operation, with its sizes.
    pub operation: String,
    /// ‖found − expected‖ / ‖expected‖ of some values; infinite where one is NaN.
    pub error: f64,
}

/// Why a run cannot trust its device.
#[derive(Debug, thiserror::Error)]
pub enum SelfCheckError {
    /// Burn's stock kernels are wrong too.
    #[error("this GPU computes wrong numbers: {0}")]
    Wrong(#[from] Wrong),
    /// The device failed.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// What a run can compute with.
#[derive(Debug, Clone)]
pub struct Trusted {
    /// The device with kernels whose results are right.
    pub compute: Compute,
    /// Why it is not the kernels that were asked for.
    pub distrusted: Option<Wrong>,
}

/// Checks the kernels at a run's sizes; where they are wrong, chooses stock kernels, which are checked as well.
///
/// # Errors
/// When the stock kernels are wrong too, or the device fails.
pub async fn trusted(config: &TrainConfig, compute: Compute) -> Result<Trusted, SelfCheckError> {
    match self_check(config, &compute).await {
        Ok(()) => Ok(Trusted { compute, distrusted: None }),
        Err(SelfCheckError::Wrong(wrong)) if compute.kernels != Kernels::Stock => {
            let compute = Compute { kernels: Kernels::Stock, ..compute };
            self_check(config, &compute).await?;
            Ok(Trusted { compute, distrusted: Some(wrong) })
        }
        Err(error) => Err(error),
    }
}

/// Compares every operation of an iteration with the host's results.
///
/// # Errors
/// [`Wrong`] for the operation that is farthest off, if it is too far off; or when the device fails.
async fn self_check(config: &TrainConfig, compute: &Compute) -> Result<(), SelfCheckError> {
    let bound = match compute.kernels.precision() {
        Precision::F32 => BOUND,
        Precision::F16 => BOUND_F16,
    };
    let mut found = Comparisons::default();
    pixels::compare(&mut found, config.batch_size, [config.nc, config.image_size], compute);
    // netD sees the real and the fake batch at once, as two groups.
    let batch = 2 * config.batch_size;
    for Layer { conv, high_channels, low_channels, low_side, norm } in net_d_layers(config) {
        let sizes = conv2d::Sizes { conv, batch, high_channels, low_channels, low_side };
        let activation = activation_of(norm, conv, Activation::LeakyRelu);
        conv2d::compare(&mut found, sizes, conv2d::ConvOp::Conv2d, activation, compute);
        if norm {
            let sizes = batch_norm::Sizes { batch, channels: low_channels, side: low_side, groups: 2 };
            batch_norm::compare(&mut found, sizes, Activation::LeakyRelu, compute);
        }
    }
    gan_loss::compare(&mut found, config, compute);
    let batch = config.batch_size;
    for layer @ Layer { conv, high_channels, low_channels, low_side, norm } in net_g_layers(config) {
        let sizes = conv2d::Sizes { conv, batch, high_channels, low_channels, low_side };
        let activation = activation_of(norm, conv, Activation::Tanh);
        conv2d::compare(&mut found, sizes, conv2d::ConvOp::ConvTranspose2d, activation, compute);
        if norm {
            let sizes = batch_norm::Sizes { batch, channels: high_channels, side: layer.high_side(), groups: 1 };
            batch_norm::compare(&mut found, sizes, Activation::Relu, compute);
            batch_norm_eval::compare(&mut found, [batch, high_channels, layer.high_side()], Activation::Relu, compute);
        }
    }
    adam::compare(&mut found, config, compute);
    found.check(bound).await
}

/// The activation of a convolution: none where a batch normalisation follows, and none in netD's last layer.
fn activation_of(norm: bool, conv: Conv, activation: Activation) -> Activation {
    if norm || conv == Conv::Valid { Activation::Linear } else { activation }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use burn::tensor::Device;
    use pollster::block_on;

    use super::*;
    use facegan_core::config::{Loss, NC, Preset};

    fn config() -> TrainConfig {
        TrainConfig { image_size: 32, batch_size: 5, ngf: 3, ndf: 2, nz: 7, ..Preset::Tiny.config() }
    }

    fn cpu() -> Compute {
        Device::flex().autodiff().into()
    }

    #[test]
    fn the_cpu_is_trusted() {
        let trusted = block_on(trusted(&config(), cpu())).unwrap();
        assert_eq!(trusted.distrusted, None);
    }

    #[test]
    fn every_operation_is_named_when_its_results_are_not_those_of_the_formula() {
        let mut found = Comparisons::default();
        let compute = cpu();
        let sizes = conv2d::Sizes { conv: Conv::Stride2, batch: 3, high_channels: 2, low_channels: 3, low_side: 4 };
        conv2d::compare(&mut found, sizes, conv2d::ConvOp::Conv2d, Activation::LeakyRelu, &compute);
        let sizes = batch_norm::Sizes { batch: 4, channels: 3, side: 4, groups: 2 };
        batch_norm::compare(&mut found, sizes, Activation::Relu, &compute);
        batch_norm_eval::compare(&mut found, [3, 5, 8], Activation::Relu, &compute);
        for loss in Loss::ALL {
            gan_loss::compare(&mut found, &TrainConfig { loss, real_label: 0.75, ..config() }, &compute);
        }
        NC.into_iter().for_each(|nc| pixels::compare(&mut found, 3, [nc, 32], &compute));
        let operations = found.operations();
        assert!(operations.len() >= 14, "{operations:?}");
        for (at, operation) in operations.iter().enumerate() {
            let mut changed = found.clone();
            changed.disturb(at);
            let error = block_on(changed.check(BOUND)).unwrap_err();
            assert!(matches!(&error, SelfCheckError::Wrong(wrong) if wrong.operation == *operation), "{error}");
        }
        block_on(found.check(BOUND)).unwrap();
    }
}
