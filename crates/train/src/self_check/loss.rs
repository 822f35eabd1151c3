//! The loss, its numbers and its gradient.

use super::comparison::{Comparisons, places};
use super::pattern::Pattern;
use facegan_kernels::Compute;

/// Compares the losses of a batch of so many real samples and as many fakes.
///
/// The logits are near zero, where PyTorch's rounding of the sigmoid changes nothing that can be seen here.
pub fn compare(found: &mut Comparisons, reals: usize, compute: &Compute) {
    let pattern = Pattern::new(8);
    let logits = pattern.tensor([2 * reals], compute).require_grad();
    let loss = compute.kernels.bce_loss(logits.clone(), reals, None);
    let gradients = loss.surrogate.backward();
    let mean = |from: usize, value: &dyn Fn(f64) -> f64| {
        (from..from + reals).map(|at| value(pattern.at(at))).sum::<f64>() / reals as f64
    };
    let losses = mean(0, &|x| (-x).exp().ln_1p()) + mean(reals, &|x| x.exp().ln_1p());
    let numbers = [losses, mean(0, &sigmoid), mean(reals, &sigmoid)];
    let name = |part: &str| format!("{part} of a batch of {reals}");
    found.add(name("the loss"), loss.metrics.inner(), &[0, 1, 2], |at| numbers[at]);
    if let Some(gradient) = logits.grad(&gradients) {
        found.add(name("the loss's gradient"), gradient, &places(2 * reals, 1), |at| {
            (sigmoid(pattern.at(at)) - if at < reals { 1.0 } else { 0.0 }) / reals as f64
        });
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}
