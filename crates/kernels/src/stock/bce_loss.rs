//! Binary cross entropy after a sigmoid, with the values and the gradients of PyTorch's float32 arithmetic.

use burn::tensor::Tensor;
use burn::tensor::activation::{log_sigmoid, sigmoid};

use crate::BceLoss;

/// What PyTorch's `BCELoss` bounds each logarithm by.
const LEAST_LOG: f64 = -100.0;
/// What PyTorch bounds the loss's denominator by on the way back (`EPSILON` in ATen's `binary_cross_entropy`).
const LEAST_VARIANCE: f64 = 1e-12;

/// What samples are labelled as: the tutorial's 1 and 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Real,
    Fake,
}

/// Judges logits of shape `[batch]`, of which the first `reals` are labelled real and the rest fake: the loss is
/// `BCELoss()(sigmoid(logits), label)` over each of the two, added up.
pub fn bce_loss(logits: Tensor<1>, reals: usize, before: Option<Tensor<1>>) -> BceLoss {
    let fakes = logits.dims()[0] - reals;
    let [surrogate, loss, mean] = judge_alike(logits.clone().narrow(0, 0, reals), Label::Real);
    let none = mean.zeros_like();
    let (surrogate, numbers) = if fakes == 0 {
        (surrogate, [loss, mean, none])
    } else {
        let [more, more_loss, mean_of_fakes] = judge_alike(logits.narrow(0, reals, fakes), Label::Fake);
        (surrogate + more, [loss + more_loss, mean, mean_of_fakes])
    };
    BceLoss { surrogate, metrics: Tensor::cat(before.into_iter().chain(numbers).collect(), 0) }
}

/// The pull, the mean loss and the mean sigmoid of samples with the same label.
fn judge_alike(logits: Tensor<1>, label: Label) -> [Tensor<1>; 3] {
    let fixed = logits.clone().detach();
    let p = sigmoid(fixed.clone());
    let log = match label {
        Label::Real => log_sigmoid(fixed).clamp_min(LEAST_LOG),
        Label::Fake => log_of_rest(fixed, p.clone()),
    };
    let surrogate = (logits * slope(p.clone(), label)).mean();
    [surrogate, log.neg().mean(), p.mean()]
}

/// log(1 - p) for p = sigmoid(logits): the logarithm of the rounded rest where that is less than half.
fn log_of_rest(logits: Tensor<1>, p: Tensor<1>) -> Tensor<1> {
    let rest = p.clone().neg().add_scalar(1.0);
    let none = rest.clone().equal_elem(0.0);
    let of_rounded = rest.mask_fill(none.clone(), 1.0).log().mask_fill(none, LEAST_LOG);
    log_sigmoid(logits.neg()).mask_where(p.greater_elem(0.5), of_rounded)
}

/// The loss's derivative by each logit: (p - y) / max(v, 1e-12) · v with v = p (1 - p).
fn slope(p: Tensor<1>, label: Label) -> Tensor<1> {
    let variance = p.clone() * p.clone().neg().add_scalar(1.0);
    let fading = variance.clone() / variance.clamp_min(LEAST_VARIANCE);
    let difference = match label {
        Label::Real => p.sub_scalar(1.0),
        Label::Fake => p,
    };
    difference * fading
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use burn::tensor::{Device, TensorData};

    use super::*;

    /// Loss and gradient of `BCELoss()(torch.sigmoid(x), y)` for one logit, as PyTorch 2.15 computes them.
    const CASES: [(f32, Label, f32, f32); 8] = [
        (0.0, Label::Real, std::f32::consts::LN_2, -0.5),
        (3.0, Label::Fake, 3.0485873, 0.95257413),
        (-3.0, Label::Fake, 0.04858735, 0.04742587),
        (20.0, Label::Fake, 100.0, 0.0),
        (20.0, Label::Real, 0.0, 0.0),
        (-26.0, Label::Real, 26.0, -1.0),
        (-30.0, Label::Real, 30.0, -0.09357623),
        (-120.0, Label::Real, 100.0, 0.0),
    ];

    #[test]
    fn losses_and_gradients_are_pytorchs_even_where_netd_is_certain() {
        let device = Device::flex().autodiff();
        for (logit, label, loss, gradient) in CASES {
            let x = Tensor::<1>::from_data(TensorData::new(vec![logit], [1]), &device).require_grad();
            let [surrogate, found, _] = judge_alike(x.clone(), label);
            let gradients = surrogate.backward();
            let found = [found.into_scalar::<f32>(), x.grad(&gradients).unwrap().into_scalar::<f32>()];
            for (found, expected) in found.into_iter().zip([loss, gradient]) {
                assert!(
                    (found - expected).abs() <= 1e-6 * expected.abs().max(1.0),
                    "{logit} {label:?}: {found} for {expected}"
                );
            }
        }
    }
}
