//! Batch normalisation with PyTorch's running statistics.

use burn::module::{Module, Param, ParamId};
use burn::tensor::{Device, Tensor};
use rand::Rng;

use super::constant::constant;
use super::init::normal;
use super::state::StateMapper;
use facegan_kernels::{Activation, Kernels, Running};

/// Batch normalisation over `[batch, channels, height, width]`, as PyTorch's `BatchNorm2d` (Ioffe and Szegedy 2015,
/// <https://arxiv.org/abs/1502.03167>).
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

    /// Weight and bias.
    pub fn parameters(&self) -> [Tensor<1>; 2] {
        [self.weight.val(), self.bias.val()]
    }

    /// Normalises with the batch's own statistics, applies the activation and updates the running statistics (see
    /// [`Kernels::batch_norm`], which has the formula).
    ///
    /// `parameters` are the layer's own, with or without gradients.
    ///
    /// # Shapes
    /// - `x` and the result: `[batch, channels, height, width]`
    pub fn forward_train(
        &mut self,
        x: Tensor<4>,
        parameters: [Tensor<1>; 2],
        groups: usize,
        activation: Activation,
        kernels: Kernels,
    ) -> Tensor<4> {
        let mut running = Running { mean: self.running_mean.val(), var: self.running_var.val() };
        let output = kernels.batch_norm(x, parameters, &mut running, groups, activation);
        self.running_mean = self.running_mean.clone().map(|_| running.mean);
        self.running_var = self.running_var.clone().map(|_| running.var);
        output
    }

    /// Normalises with the running statistics and applies the activation (see [`Kernels::batch_norm_eval`], which has the
    /// formula). Weight and bias are constants.
    ///
    /// # Shapes
    /// - `x` and the result: `[batch, channels, height, width]`
    pub fn forward_eval(&self, x: Tensor<4>, activation: Activation, kernels: Kernels) -> Tensor<4> {
        let [mean, var] = [&self.running_mean, &self.running_var].map(|running| constant(running.val()));
        kernels.batch_norm_eval(x, self.parameters().map(constant), Running { mean, var }, activation)
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
