//! Adam with PyTorch's arithmetic, and a state that can be saved.

use burn::module::Param;
use burn::tensor::{Device, Gradients, Tensor, TensorData};

use crate::config::{ADAM_EPS, BETA2, TrainConfig};
use crate::model::{HostTensor, StateDict, StateMapper, StateTensor};

/// `torch.optim.Adam` without weight decay (Kingma and Ba, algorithm 1, <https://arxiv.org/abs/1412.6980>).
///
/// Burn's own computes the bias corrections in float32, and its state can only be read by waiting for the GPU, which a
/// browser forbids.
#[derive(Debug)]
pub struct Adam {
    lr: f64,
    beta1: f64,
    steps: u64,
    /// In the order of the network's parameters.
    moments: Vec<Moments>,
}

/// Running averages of a parameter's gradient and of its square, in row-major order.
#[derive(Debug, Clone)]
struct Moments {
    key: String,
    shape: Vec<usize>,
    first: Tensor<1>,
    second: Tensor<1>,
}

/// The state's tensors, on the device or on the host, each under its parameter's key.
#[derive(Debug, Clone, PartialEq)]
pub struct AdamState<T> {
    pub steps: u64,
    pub exp_avg: Vec<T>,
    pub exp_avg_sq: Vec<T>,
}

impl Adam {
    /// Adam with a run's settings, before its first step.
    pub fn new(config: &TrainConfig) -> Self {
        Self { lr: config.lr, beta1: config.beta1, steps: 0, moments: Vec::new() }
    }

    /// Updates every parameter of `network` that has a gradient.
    pub fn step(&mut self, network: &mut impl StateDict, gradients: &Gradients) {
        self.steps += 1;
        network.map_state(&mut Update { adam: self, gradients });
    }

    /// The state, in the order of the parameters: its tensors are on the device.
    pub fn state(&self) -> AdamState<StateTensor> {
        let all = |of: fn(&Moments) -> &Tensor<1>| {
            let tensor = |moments: &Moments| {
                let Moments { key, shape, .. } = moments.clone();
                StateTensor { key, shape, values: of(moments).clone() }
            };
            self.moments.iter().map(tensor).collect()
        };
        AdamState { steps: self.steps, exp_avg: all(|m| &m.first), exp_avg_sq: all(|m| &m.second) }
    }

    /// Goes on from a state, whose two lists name the same parameters in the same order.
    pub fn restore(&mut self, state: AdamState<HostTensor>, device: &Device) {
        let upload = |values: Vec<f32>| {
            let count = values.len();
            Tensor::from_data(TensorData::new(values, [count]), device)
        };
        let moments = |(first, second): (HostTensor, HostTensor)| {
            let HostTensor { key, shape, values } = first;
            Moments { key, shape, first: upload(values), second: upload(second.values) }
        };
        self.moments = state.exp_avg.into_iter().zip(state.exp_avg_sq).map(moments).collect();
        self.steps = state.steps;
    }

    /// What is to be taken off a parameter.
    fn delta(&mut self, key: String, shape: &[usize], gradient: Tensor<1>) -> Tensor<1> {
        let correction = |beta: f64| 1.0 - beta.powf(self.steps as f64);
        let (step_size, root) = (self.lr / correction(self.beta1), correction(BETA2).sqrt());
        let beta1 = self.beta1;
        let Moments { first, second, .. } = self.moments_of(key, shape, &gradient);
        *first = first.clone().mul_scalar(beta1) + gradient.clone().mul_scalar(1.0 - beta1);
        *second = second.clone().mul_scalar(BETA2) + gradient.clone().mul(gradient).mul_scalar(1.0 - BETA2);
        let scale = second.clone().sqrt().div_scalar(root).add_scalar(ADAM_EPS);
        first.clone().div(scale).mul_scalar(step_size)
    }

    /// A parameter's averages, zero before its first gradient.
    fn moments_of(&mut self, key: String, shape: &[usize], gradient: &Tensor<1>) -> &mut Moments {
        let known = self.moments.iter().position(|moments| moments.key == key);
        let index = known.unwrap_or_else(|| {
            let zeros = Tensor::zeros_like(gradient);
            self.moments.push(Moments { key, shape: shape.to_vec(), first: zeros.clone(), second: zeros });
            self.moments.len() - 1
        });
        &mut self.moments[index]
    }
}

struct Update<'a> {
    adam: &'a mut Adam,
    gradients: &'a Gradients,
}

impl StateMapper for Update<'_> {
    fn map<const D: usize>(&mut self, key: String, entry: &mut Param<Tensor<D>>) {
        let Some(gradient) = entry.val().grad(self.gradients) else { return };
        let shape = gradient.dims();
        let delta = self.adam.delta(key, &shape, gradient.flatten(0, D - 1)).reshape(shape);
        *entry = entry.clone().map(|old| Tensor::from_inner(old.inner() - delta).require_grad());
    }
}
