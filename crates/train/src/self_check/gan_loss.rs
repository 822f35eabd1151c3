//! The losses of both networks, their metrics and their gradients.

use super::comparison::{Comparisons, places};
use super::pattern::Pattern;
use crate::step::Criteria;
use facegan_core::config::TrainConfig;
use facegan_kernels::{Compute, Criterion, Labels};

/// Compares netD's loss of a batch of real samples and as many fakes, and netG's of the fakes.
///
/// The logits are near zero, where PyTorch's rounding of the sigmoid changes nothing that can be seen here.
pub fn compare(found: &mut Comparisons, config: &TrainConfig, compute: &Compute) {
    let (real_count, Criteria { of_d, of_g }) = (config.batch_size, Criteria::of(config));
    compare_turn(found, "netD", 2 * real_count, Labels { real_count, criterion: of_d }, compute);
    compare_turn(found, "netG", real_count, Labels { real_count, criterion: of_g }, compute);
}

fn compare_turn(found: &mut Comparisons, network: &str, batch: usize, labels: Labels, compute: &Compute) {
    let Labels { real_count, criterion } = labels;
    let pattern = Pattern::new(8);
    let logits = pattern.tensor([batch], compute).require_grad();
    let loss = compute.kernels.gan_loss(logits.clone(), labels, None);
    let gradients = loss.backward();
    let mean = |from: usize, value: &dyn Fn(f64) -> f64| {
        let values = (from..(from + real_count).min(batch)).map(|at| value(pattern.at(at)));
        values.sum::<f64>() / real_count as f64
    };
    let losses =
        mean(0, &|x| of_sample(criterion, x, true).0) + mean(real_count, &|x| of_sample(criterion, x, false).0);
    let metrics = [losses, mean(0, &sigmoid), mean(real_count, &sigmoid)];
    let name = |part: &str| format!("{network}'s {part} of a batch of {real_count}");
    found.add(name("loss"), loss.metrics.inner(), &[0, 1, 2], |at| metrics[at]);
    if let Some(gradient) = logits.grad(&gradients) {
        found.add(name("loss's gradient"), gradient, &places(batch, 1), |at| {
            of_sample(criterion, pattern.at(at), at < real_count).1 / real_count as f64
        });
    }
}

/// The loss of one sample and its derivative by the logit.
fn of_sample(criterion: Criterion, x: f64, is_real: bool) -> (f64, f64) {
    match criterion {
        Criterion::Bce { real_label } => {
            let label = if is_real { f64::from(real_label) } else { 0.0 };
            (label * (-x).exp().ln_1p() + (1.0 - label) * x.exp().ln_1p(), sigmoid(x) - label)
        }
        Criterion::HingeD => {
            let sign = if is_real { 1.0 } else { -1.0 };
            let slack = (1.0 - sign * x).max(0.0);
            (slack, if slack > 0.0 { -sign } else { 0.0 })
        }
        Criterion::HingeG => (-x, -1.0),
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}
