//! Adam with PyTorch's arithmetic, and a state that can be saved.

mod fused;
mod per_parameter;

use burn::tensor::{Device, Gradients, Tensor, TensorData};

use self::fused::Fused;
use self::per_parameter::PerParameter;
use facegan_core::config::{ADAM_EPS, BETA2, TrainConfig};
use facegan_kernels::{Kernels, StepScalars};
use facegan_model::{HostTensor, StateDict, StateTensor};

/// `torch.optim.Adam` without weight decay (Kingma and Ba 2015, algorithm 1, <https://arxiv.org/abs/1412.6980>), in
/// PyTorch's order of operations (`torch/optim/adam.py`, `_single_tensor_adam`). For a gradient g at step t = 1, 2, …:
///
/// m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g²
///
/// parameter ← parameter − lr / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
///
/// The learning rate lr is the run's setting (`Session::set_rates` changes it). The bias corrections are computed in
/// double precision on the host.
///
/// Burn's own computes the bias corrections in float32, and its state can only be read by waiting for the GPU, which a
/// browser forbids.
#[derive(Debug)]
pub struct Adam {
    beta1: f64,
    steps: u64,
    /// What [`provide`](Self::provide) was given for the next step.
    uploaded: Option<StepScalars>,
    averages: Averages,
}

/// Running averages of every parameter's gradient and of its square.
#[derive(Debug)]
enum Averages {
    /// Of each parameter for itself, computed with Burn's operations.
    PerParameter(PerParameter),
    /// Of all in one tensor, for our own kernel.
    Fused(Box<Fused>),
}

/// The scalars of a step.
#[derive(Debug, Clone, Copy)]
struct StepSize {
    beta1: f64,
    /// The learning rate with its bias correction: lr / (1 − β₁ᵗ).
    step_size: f64,
    /// √(1 − β₂ᵗ)
    root: f64,
}

/// The state's tensors, on the device or on the host, each under its parameter's key.
#[derive(Debug, Clone, PartialEq)]
pub struct AdamState<T> {
    /// Steps so far, PyTorch's `step`.
    pub steps: u64,
    /// m, the running averages of the gradients.
    pub exp_avg: Vec<T>,
    /// v, the running averages of the squared gradients.
    pub exp_avg_sq: Vec<T>,
}

impl Adam {
    /// Adam with a run's settings, before its first step.
    pub fn new(config: &TrainConfig, kernels: Kernels) -> Self {
        let averages = match kernels {
            Kernels::Stock => Averages::PerParameter(PerParameter::default()),
            Kernels::Own(target) => Averages::Fused(Box::new(Fused::new(target))),
        };
        Self { beta1: config.beta1, steps: 0, uploaded: None, averages }
    }

    /// The scalars of the next step as our own kernel reads them, to be uploaded ahead of it with other values.
    pub fn next(&self, lr: f64) -> [f32; 2] {
        let StepSize { step_size, root, .. } = self.step_size(self.steps + 1, lr);
        [step_size as f32, root as f32]
    }

    /// Takes the [`next`](Self::next) step's scalars, uploaded.
    pub fn provide(&mut self, next: StepScalars) {
        self.uploaded = Some(next);
    }

    /// The scalars of step `step`, counted from 1, with learning rate `lr`.
    fn step_size(&self, step: u64, lr: f64) -> StepSize {
        let correction = |beta: f64| 1.0 - beta.powf(step as f64);
        let step_size = lr / correction(self.beta1);
        StepSize { beta1: self.beta1, step_size, root: correction(BETA2).sqrt() }
    }

    /// Updates every parameter of `network` that has a gradient, with learning rate `lr`.
    ///
    /// Our own kernel does so where the parameters lie: clones of the network change too, as they would in PyTorch.
    pub fn step(&mut self, network: &mut impl StateDict, gradients: &Gradients, lr: f64) {
        self.steps += 1;
        let size = self.step_size(self.steps, lr);
        let uploaded = self.uploaded.take();
        match &mut self.averages {
            Averages::PerParameter(averages) => averages.step(network, gradients, size),
            Averages::Fused(averages) => averages.step(network, gradients, size, uploaded),
        }
    }

    /// The state, in the order of the parameters: its tensors are on the device.
    pub fn state(&self) -> AdamState<StateTensor> {
        let (exp_avg, exp_avg_sq) = match &self.averages {
            Averages::PerParameter(averages) => averages.state(),
            Averages::Fused(averages) => averages.state(),
        };
        AdamState { steps: self.steps, exp_avg, exp_avg_sq }
    }

    /// Continues from a state, whose two lists name the same parameters in the same order.
    pub fn restore(&mut self, state: AdamState<HostTensor>, device: &Device) {
        self.steps = state.steps;
        match &mut self.averages {
            Averages::PerParameter(averages) => averages.restore(state.exp_avg, state.exp_avg_sq, device),
            Averages::Fused(averages) => averages.restore(state.exp_avg, state.exp_avg_sq, device),
        }
    }
}

fn upload(values: Vec<f32>, device: &Device) -> Tensor<1> {
    let count = values.len();
    Tensor::from_data(TensorData::new(values, [count]), device)
}
