//! Adam parameter by parameter, with Burn's operations.

use burn::module::Param;
use burn::tensor::{Device, Gradients, Tensor};

use super::{ADAM_EPS, BETA2, StepSize, upload};
use facegan_model::{HostTensor, StateDict, StateMapper, StateTensor};

/// In the order of the network's parameters.
#[derive(Debug, Default)]
pub struct PerParameter(Vec<Moments>);

/// Running averages of a parameter's gradient and of its square, in row-major order.
#[derive(Debug, Clone)]
struct Moments {
    key: String,
    shape: Vec<usize>,
    first: Tensor<1>,
    second: Tensor<1>,
}

impl PerParameter {
    pub fn step(&mut self, network: &mut impl StateDict, gradients: &Gradients, rates: StepSize) {
        network.map_state(&mut Update { moments: &mut self.0, gradients, rates });
    }

    pub fn state(&self) -> (Vec<StateTensor>, Vec<StateTensor>) {
        let all = |of: fn(&Moments) -> &Tensor<1>| {
            let tensor = |moments: &Moments| {
                let Moments { key, shape, .. } = moments.clone();
                StateTensor { key, shape, values: of(moments).clone() }
            };
            self.0.iter().map(tensor).collect()
        };
        (all(|m| &m.first), all(|m| &m.second))
    }

    pub fn restore(&mut self, first: Vec<HostTensor>, second: Vec<HostTensor>, device: &Device) {
        let moments = |(first, second): (HostTensor, HostTensor)| {
            let HostTensor { key, shape, values } = first;
            Moments { key, shape, first: upload(values, device), second: upload(second.values, device) }
        };
        self.0 = first.into_iter().zip(second).map(moments).collect();
    }
}

struct Update<'a> {
    moments: &'a mut Vec<Moments>,
    gradients: &'a Gradients,
    rates: StepSize,
}

impl Update<'_> {
    /// The step, which is subtracted from a parameter.
    fn delta(&mut self, key: String, shape: &[usize], gradient: Tensor<1>) -> Tensor<1> {
        let StepSize { beta1, step_size, root } = self.rates;
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

impl StateMapper for Update<'_> {
    fn map<const D: usize>(&mut self, key: String, entry: &mut Param<Tensor<D>>) {
        let Some(gradient) = entry.val().grad(self.gradients) else { return };
        let shape = gradient.dims();
        let delta = self.delta(key, &shape, gradient.flatten(0, D - 1)).reshape(shape);
        *entry = entry.clone().map(|old| Tensor::from_inner(old.inner() - delta).require_grad());
    }
}
