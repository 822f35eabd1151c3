//! Binary cross entropy, its metrics and its gradient.

use super::comparison::{Comparisons, places};
use super::pattern::Pattern;
use facegan_kernels::{Compute, Labels};

/// Compares the losses of a batch of so many real samples and as many fakes.
///
/// The logits are near zero, where PyTorch's rounding of the sigmoid changes nothing that can be seen here.
pub fn compare(found: &mut Comparisons, labels: Labels, compute: &Compute) {
    let (real_count, real_label) = (labels.real_count, f64::from(labels.real_label));
    let pattern = Pattern::new(8);
    let logits = pattern.tensor([2 * real_count], compute).require_grad();
    let loss = compute.kernels.bce_loss(logits.clone(), labels, None);
    let gradients = loss.backward();
    let mean = |from: usize, value: &dyn Fn(f64) -> f64| {
        (from..from + real_count).map(|at| value(pattern.at(at))).sum::<f64>() / real_count as f64
    };
    let of_real = |x: f64| real_label * (-x).exp().ln_1p() + (1.0 - real_label) * x.exp().ln_1p();
    let losses = mean(0, &of_real) + mean(real_count, &|x| x.exp().ln_1p());
    let metrics = [losses, mean(0, &sigmoid), mean(real_count, &sigmoid)];
    let name = |part: &str| format!("{part} of a batch of {real_count}");
    found.add(name("the loss"), loss.metrics.inner(), &[0, 1, 2], |at| metrics[at]);
    if let Some(gradient) = logits.grad(&gradients) {
        found.add(name("the loss's gradient"), gradient, &places(2 * real_count, 1), |at| {
            (sigmoid(pattern.at(at)) - if at < real_count { real_label } else { 0.0 }) / real_count as f64
        });
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}
