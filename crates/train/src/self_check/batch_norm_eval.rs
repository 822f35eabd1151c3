//! Batch normalisation in eval mode and its gradient (formula: `Kernels::batch_norm_eval`), value by value.

use burn::tensor::{Tensor, TensorData};

use super::comparison::{Comparisons, places};
use super::pattern::Pattern;
use facegan_kernels::{Activation, BATCH_NORM_EPSILON, Compute, Running};

/// Compares the output and the gradient by the input, that of Σ output · upstream.
///
/// # Shapes
/// - what is normalised: `[batch, channels, side, side]`
pub fn compare(
    found: &mut Comparisons,
    [batch, channels, side]: [usize; 3],
    activation: Activation,
    compute: &Compute,
) {
    let kernels = compute.kernels;
    let shape = [batch, channels, side, side];
    let [x, weight, bias, mean, var, upstream] = [12, 13, 14, 15, 16, 17].map(Pattern::new);
    let variance = |channel: usize| var.at(channel).abs() + 0.25;
    let variances: Vec<_> = (0..channels).map(|channel| variance(channel) as f32).collect();
    let running = Running {
        mean: mean.tensor([channels], compute),
        var: Tensor::from_data(TensorData::new(variances, [channels]), &compute.device),
    };
    let parameters = [weight, bias].map(|pattern| pattern.tensor([channels], compute));
    let input = kernels.to_precision(x.tensor(shape, compute)).require_grad();
    let output = kernels.batch_norm_eval(input.clone(), parameters, running, activation);
    let gradients = kernels.surrogate(kernels.to_f32(output.clone()), upstream.tensor(shape, compute)).backward();

    let channel = |at: usize| at / (side * side) % channels;
    let scale = |at: usize| {
        let channel = channel(at);
        weight.at(channel) / (variance(channel) + f64::from(BATCH_NORM_EPSILON)).sqrt()
    };
    let linear = |at: usize| (x.at(at) - mean.at(channel(at))) * scale(at) + bias.at(channel(at));
    let slope = |at: usize| if linear(at) > 0.0 { 1.0 } else { activation.slope() };
    let name = |part: &str| {
        format!("{part} of a batch normalisation in eval mode of {channels} channels of {side}×{side}, batch {batch}")
    };
    let places = places(shape.iter().product(), 1);
    found.add(name("the output"), output.inner(), &places, |at| linear(at) * slope(at));
    if let Some(of_x) = input.grad(&gradients) {
        found.add(name("the input's gradient"), of_x, &places, |at| upstream.at(at) * slope(at) * scale(at));
    }
}
