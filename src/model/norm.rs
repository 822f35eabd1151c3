//! Batch normalisation with PyTorch's running statistics.

use burn::module::{Module, Param, ParamId};
use burn::tensor::module::{batch_norm, batch_norm_train};
use burn::tensor::{Device, Tensor};
use rand::Rng;

use super::init::normal;
use super::state::StateMapper;

/// What is added to a variance (PyTorch's default).
pub const EPSILON: f64 = 1e-5;
const MOMENTUM: f64 = 0.1;

/// Batch normalisation over `[batch, channels, height, width]`, as PyTorch's `BatchNorm2d`.
///
/// Burn's own layer keeps the biased variance of a batch and starts with a weight of one. PyTorch normalises with the
/// biased variance but keeps the unbiased one, and the tutorial draws the weight from N(1, 0.02²).
#[derive(Module, Debug)]
pub struct BatchNorm {
    weight: Param<Tensor<1>>,
    bias: Param<Tensor<1>>,
    running_mean: Param<Tensor<1>>,
    running_var: Param<Tensor<1>>,
}

impl BatchNorm {
    /// A layer for `channels` channels: weight from N(1, 0.02²), bias 0, running mean 0, running variance 1.
    pub fn new(channels: usize, rng: &mut impl Rng, device: &Device) -> Self {
        let running = |value: Tensor<1>| Param::initialized(ParamId::new(), value).set_require_grad(false);
        Self {
            weight: normal([channels], 1.0, rng, device),
            bias: Param::from_tensor(Tensor::zeros([channels], device)),
            running_mean: running(Tensor::zeros([channels], device)),
            running_var: running(Tensor::ones([channels], device)),
        }
    }

    /// Normalises with the batch's own statistics and moves the running ones.
    ///
    /// # Shapes
    /// - `x` and the result: `[batch, channels, height, width]`
    pub fn forward_train(&mut self, x: Tensor<4>) -> Tensor<4> {
        let [batch, _, height, width] = x.dims();
        let count = (batch * height * width) as f64;
        let result = batch_norm_train(x, self.weight.val(), self.bias.val(), EPSILON);
        let unbiased = result.variance.mul_scalar(count / (count - 1.0));
        move_towards(&mut self.running_mean, result.mean);
        move_towards(&mut self.running_var, unbiased);
        result.output
    }

    /// Normalises with the running statistics.
    ///
    /// # Shapes
    /// - `x` and the result: `[batch, channels, height, width]`
    pub fn forward_eval(&self, x: Tensor<4>) -> Tensor<4> {
        batch_norm(x, self.weight.val(), self.bias.val(), self.running_mean.val(), self.running_var.val(), EPSILON)
    }

    /// Hands this layer's part of the state dict to `mapper`, its keys under `prefix`.
    pub fn map_state(&mut self, prefix: &str, mapper: &mut impl StateMapper) {
        let entries = [
            ("weight", &mut self.weight),
            ("bias", &mut self.bias),
            ("running_mean", &mut self.running_mean),
            ("running_var", &mut self.running_var),
        ];
        for (name, entry) in entries {
            mapper.map(format!("{prefix}.{name}"), entry);
        }
    }
}

/// Moves a running statistic a step of [`MOMENTUM`] towards a batch's.
fn move_towards(running: &mut Param<Tensor<1>>, batch: Tensor<1>) {
    let moved = running.val().mul_scalar(1.0 - MOMENTUM) + batch.detach().mul_scalar(MOMENTUM);
    *running = running.clone().map(|_| moved.detach());
}
