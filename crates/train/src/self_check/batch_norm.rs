//! Batch normalisation and its gradients (formulas: `Kernels::batch_norm`), channel by channel in double precision.

use burn::tensor::Tensor;

use super::comparison::{Comparisons, places};
use super::pattern::Pattern;
use facegan_kernels::{Activation, BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM, Compute, Running};

/// Places of a channel that are compared.
const SAMPLES: usize = 8;

/// Sizes of what is normalised.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// Of all groups together.
    pub batch: usize,
    pub channels: usize,
    pub side: usize,
    pub groups: usize,
}

struct Formula {
    sizes: Sizes,
    activation: Activation,
    x: Pattern,
    weight: Pattern,
    bias: Pattern,
    upstream: Pattern,
}

/// A channel of a group, by the formula.
struct Channel {
    mean: f64,
    /// Biased.
    variance: f64,
    scale: f64,
    shift: f64,
    /// Σ gradient and Σ gradient · normalised, before the activation.
    sums: [f64; 2],
}

/// Compares a batch normalisation's output, its running statistics and its gradients, those of Σ output · upstream.
pub fn compare(found: &mut Comparisons, sizes: Sizes, activation: Activation, compute: &Compute) {
    let [x, weight, bias, upstream] = [4, 5, 6, 7].map(Pattern::new);
    Formula { sizes, activation, x, weight, bias, upstream }.compare(found, compute);
}

impl Formula {
    fn compare(&self, found: &mut Comparisons, compute: &Compute) {
        let Sizes { batch, channels, side, groups } = self.sizes;
        let kernels = compute.kernels;
        let shape = [batch, channels, side, side];
        let x = kernels.to_precision(self.x.tensor(shape, compute)).require_grad();
        let parameters = [&self.weight, &self.bias].map(|p| p.tensor([channels], compute).require_grad());
        let mut running = Running {
            mean: Tensor::zeros([channels], &compute.device),
            var: Tensor::ones([channels], &compute.device),
        };
        let output = kernels.batch_norm(x.clone(), parameters.clone(), &mut running, groups, self.activation);
        let upstream = self.upstream.tensor(shape, compute);
        let gradients = kernels.surrogate(kernels.to_f32(output.clone()), upstream).backward();

        let length = batch / groups * side * side;
        let some = places(channels, length);
        let groups_of = |&channel: &usize| (0..groups).map(|group| self.channel(group, channel)).collect::<Vec<_>>();
        let all: Vec<_> = some.iter().map(groups_of).collect();
        let of = |channel: usize| some.iter().position(|&some| some == channel).map(|at| &all[at]);
        let name = |part: &str| {
            format!("{part} of a batch normalisation of {channels} channels of {side}×{side}, batch {batch}")
        };
        let within: Vec<_> = some.iter().flat_map(|&channel| self.places_of(channel)).collect();
        let value = |at: usize, part: fn(&Self, usize, &Channel) -> f64| {
            let [group, channel] = self.place(at);
            of(channel).map_or(f64::NAN, |own| part(self, at, &own[group]))
        };
        found.add(name("the output"), output.inner(), &within, |at| value(at, Self::output));
        if let Some(of_x) = x.grad(&gradients) {
            found.add(name("the input's gradient"), of_x, &within, |at| value(at, Self::input_gradient));
        }
        let over_groups =
            |channel: usize, sum: usize| of(channel).map_or(f64::NAN, |own| own.iter().map(|own| own.sums[sum]).sum());
        for (part, parameter, sum) in [("the bias's", &parameters[1], 0), ("the weight's", &parameters[0], 1)] {
            if let Some(gradient) = parameter.grad(&gradients) {
                let name = name(&format!("{part} gradient"));
                found.add(name, gradient, &some, |channel| over_groups(channel, sum));
            }
        }
        let moved = |channel: usize, start: f64, part: &dyn Fn(&Channel) -> f64| {
            let step = f64::from(BATCH_NORM_MOMENTUM);
            let own = of(channel).into_iter().flatten();
            own.fold(start, |running, own| running * (1.0 - step) + part(own) * step)
        };
        let unbiased = length as f64 / (length as f64 - 1.0);
        found.add(name("the running mean"), running.mean.inner(), &some, |c| moved(c, 0.0, &|own| own.mean));
        found.add(name("the running variance"), running.var.inner(), &some, |c| {
            moved(c, 1.0, &|own| own.variance * unbiased)
        });
    }

    /// Group and channel of a place.
    fn place(&self, at: usize) -> [usize; 2] {
        let Sizes { batch, channels, side, groups } = self.sizes;
        let plane = at / (side * side);
        [plane / channels / (batch / groups), plane % channels]
    }

    /// Every place of a channel of a group.
    fn all_of(&self, group: usize, channel: usize) -> impl Iterator<Item = usize> {
        let Sizes { batch, channels, side, groups } = self.sizes;
        let samples = group * batch / groups..(group + 1) * batch / groups;
        samples.flat_map(move |sample| {
            let plane = (sample * channels + channel) * side * side;
            plane..plane + side * side
        })
    }

    /// Some places of a channel, over all groups.
    fn places_of(&self, channel: usize) -> Vec<usize> {
        let Sizes { batch, channels, side, .. } = self.sizes;
        let area = side * side;
        let of = |at: usize| (at / area * channels + channel) * area + at % area;
        places(batch * area, 1).into_iter().step_by(32 / SAMPLES).map(of).collect()
    }

    fn channel(&self, group: usize, channel: usize) -> Channel {
        let mean_of = |value: &dyn Fn(usize) -> f64| {
            let (count, sum) =
                self.all_of(group, channel).fold((0.0, 0.0), |(count, sum), at| (count + 1.0, sum + value(at)));
            sum / count
        };
        let mean = mean_of(&|at| self.x.at(at));
        let variance = mean_of(&|at| (self.x.at(at) - mean).powi(2));
        let scale = self.weight.at(channel) / (variance + f64::from(BATCH_NORM_EPSILON)).sqrt();
        let shift = self.bias.at(channel) - mean * scale;
        let mut own = Channel { mean, variance, scale, shift, sums: [0.0; 2] };
        own.sums = self.all_of(group, channel).fold([0.0; 2], |[sum, product], at| {
            let gradient = self.gradient(at, &own);
            [sum + gradient, product + gradient * self.normalised(at, &own)]
        });
        own
    }

    fn normalised(&self, at: usize, own: &Channel) -> f64 {
        (self.x.at(at) - own.mean) / (own.variance + f64::from(BATCH_NORM_EPSILON)).sqrt()
    }

    /// Before the activation.
    fn linear(&self, at: usize, own: &Channel) -> f64 {
        self.x.at(at) * own.scale + own.shift
    }

    fn output(&self, at: usize, own: &Channel) -> f64 {
        let z = self.linear(at, own);
        if z > 0.0 { z } else { self.activation.slope() * z }
    }

    /// The gradient before the activation.
    fn gradient(&self, at: usize, own: &Channel) -> f64 {
        self.upstream.at(at) * if self.linear(at, own) > 0.0 { 1.0 } else { self.activation.slope() }
    }

    fn input_gradient(&self, at: usize, own: &Channel) -> f64 {
        let Sizes { batch, side, groups, .. } = self.sizes;
        let count = (batch / groups * side * side) as f64;
        let [sum, product] = own.sums;
        (self.gradient(at, own) - sum / count - self.normalised(at, own) * product / count) * own.scale
    }
}
