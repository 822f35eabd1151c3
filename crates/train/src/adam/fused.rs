//! Fused Adam: the averages of all parameters in one tensor, for our own kernel.

use burn::module::Param;
use burn::tensor::{Device, Gradients, Tensor};

use super::{ADAM_EPS, BETA2, StepSize, upload};
use facegan_kernels::{Parameter, StepScalars, Target};
use facegan_model::{HostTensor, StateDict, StateMapper, StateTensor};

#[derive(Debug)]
pub struct Fused {
    target: Target,
    /// In the order of the network's parameters.
    entries: Vec<Entry>,
    /// `[2 total]`: the averages of all gradients, then those of their squares. `None` before the first step.
    values: Option<Tensor<1>>,
}

#[derive(Debug, Clone)]
struct Entry {
    key: String,
    shape: Vec<usize>,
    /// Of its averages among all.
    offset: usize,
}

impl Entry {
    fn len(&self) -> usize {
        self.shape.iter().product()
    }
}

impl Fused {
    pub fn new(target: Target) -> Self {
        Self { target, entries: Vec::new(), values: None }
    }

    pub fn step(
        &mut self,
        network: &mut impl StateDict,
        gradients: &Gradients,
        size: StepSize,
        uploaded: Option<StepScalars>,
    ) {
        let mut collect = Collect { entries: &mut self.entries, gradients, parameters: Vec::new(), device: None };
        network.map_state(&mut collect);
        let Collect { parameters, device: Some(device), .. } = collect else { return };
        let total = total(&self.entries);
        let values = self.values.get_or_insert_with(|| Tensor::zeros([2 * total], &device));
        let upload = || upload(vec![size.step_size as f32, size.root as f32], &device);
        let step = uploaded.unwrap_or_else(|| StepScalars { values: upload(), offset: 0 });
        let options = facegan_kernels::AdamOptions { beta1: size.beta1, beta2: BETA2, epsilon: ADAM_EPS };
        facegan_kernels::adam(&parameters, values, step, options, self.target);
    }

    pub fn state(&self) -> (Vec<StateTensor>, Vec<StateTensor>) {
        let Some(values) = &self.values else { return Default::default() };
        let part = |start: usize| {
            let tensor = |entry: &Entry| {
                let values = values.clone().narrow(0, start + entry.offset, entry.len());
                StateTensor { key: entry.key.clone(), shape: entry.shape.clone(), values }
            };
            self.entries.iter().map(tensor).collect()
        };
        (part(0), part(total(&self.entries)))
    }

    pub fn restore(&mut self, first: Vec<HostTensor>, second: Vec<HostTensor>, device: &Device) {
        self.entries.clear();
        for HostTensor { key, shape, .. } in &first {
            push(&mut self.entries, key.clone(), shape.clone());
        }
        let values: Vec<f32> = first.into_iter().chain(second).flat_map(|tensor| tensor.values).collect();
        self.values = (!values.is_empty()).then(|| upload(values, device));
    }
}

fn total(entries: &[Entry]) -> usize {
    entries.last().map_or(0, |last| last.offset + last.len())
}

fn push(entries: &mut Vec<Entry>, key: String, shape: Vec<usize>) -> usize {
    let offset = total(entries);
    entries.push(Entry { key, shape, offset });
    offset
}

/// Finds every parameter, its gradient and the place of its averages.
struct Collect<'a> {
    entries: &'a mut Vec<Entry>,
    gradients: &'a Gradients,
    parameters: Vec<Parameter>,
    /// Without gradients.
    device: Option<Device>,
}

impl StateMapper for Collect<'_> {
    fn map<const D: usize>(&mut self, key: String, entry: &mut Param<Tensor<D>>) {
        let value = entry.val();
        let Some(gradient) = value.grad(self.gradients) else { return };
        let known = self.entries.iter().find(|entry| entry.key == key).map(|entry| entry.offset);
        let offset = known.unwrap_or_else(|| push(self.entries, key, gradient.dims().to_vec()));
        self.device.get_or_insert_with(|| gradient.device());
        self.parameters.push(Parameter::new(value, gradient, offset));
    }
}
