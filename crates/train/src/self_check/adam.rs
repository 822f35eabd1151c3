//! Adam's step on a network's parameters.

use burn::module::Param;
use burn::tensor::{Gradients, Tensor};

use super::comparison::{Comparisons, places};
use super::pattern::Pattern;
use crate::Adam;
use facegan_core::config::{ADAM_EPS, BETA2, TrainConfig};
use facegan_kernels::Compute;
use facegan_model::{KERNEL, Layer, StateDict, StateMapper, net_d_layers, net_g_layers};

/// A network of a convolution's weights and a normalisation's.
#[derive(Debug, Clone)]
struct Parameters {
    weight: Param<Tensor<4>>,
    scale: Param<Tensor<1>>,
}

impl StateDict for Parameters {
    fn map_state(&mut self, mapper: &mut impl StateMapper) {
        mapper.map("weight".into(), &mut self.weight);
        mapper.map("scale".into(), &mut self.scale);
    }
}

/// Compares two steps on parameters as many as the largest layer's.
pub fn compare(found: &mut Comparisons, config: &TrainConfig, compute: &Compute) {
    let layers = net_g_layers(config).into_iter().chain(net_d_layers(config));
    let Some(Layer { high_channels, low_channels, .. }) =
        layers.max_by_key(|layer| layer.high_channels * layer.low_channels)
    else {
        return;
    };
    let shape = [low_channels, high_channels, KERNEL, KERNEL];
    let [weight, scale, slope] = [9, 10, 11].map(Pattern::new);
    let mut network = Parameters {
        weight: Param::from_tensor(weight.tensor(shape, compute)),
        scale: Param::from_tensor(scale.tensor([low_channels], compute)),
    };
    let (lr, steps) = (f64::from(1_u32 << 4).recip(), 2);
    let mut adam = Adam::new(config, compute.kernels);
    for _ in 0..steps {
        let gradients = gradients(&network, slope, compute);
        adam.step(&mut network, &gradients, lr);
    }
    let moved = |value: f64, gradient: f64| stepped(value, gradient, lr, config.beta1, steps);
    let length = shape.iter().product();
    let name = |part: &str| format!("Adam's step on {length} weights and {low_channels} scales: {part}");
    found.add(name("the weights"), network.weight.val().inner(), &places(length, 1), |at| {
        moved(weight.at(at), slope.at(at))
    });
    found.add(name("the scales"), network.scale.val().inner(), &places(low_channels, 1), |at| {
        moved(scale.at(at), slope.at(at))
    });
}

/// The gradients of Σ parameter · slope, which are the slopes.
fn gradients(network: &Parameters, slope: Pattern, compute: &Compute) -> Gradients {
    let (weight, scale) = (network.weight.val(), network.scale.val());
    let slopes = (slope.tensor(weight.dims(), compute), slope.tensor(scale.dims(), compute));
    let kernels = compute.kernels;
    (kernels.surrogate(weight, slopes.0) + kernels.surrogate(scale, slopes.1)).backward()
}

/// Adam's steps with one gradient again and again (Kingma and Ba, algorithm 1, <https://arxiv.org/abs/1412.6980>).
fn stepped(mut value: f64, gradient: f64, lr: f64, beta1: f64, steps: i32) -> f64 {
    let (mut mean, mut square) = (0.0, 0.0);
    for step in 1..=steps {
        mean = beta1 * mean + (1.0 - beta1) * gradient;
        square = BETA2 * square + (1.0 - BETA2) * gradient * gradient;
        let corrected = (mean / (1.0 - beta1.powi(step)), square / (1.0 - BETA2.powi(step)));
        value -= lr * corrected.0 / (corrected.1.sqrt() + ADAM_EPS);
    }
    value
}
