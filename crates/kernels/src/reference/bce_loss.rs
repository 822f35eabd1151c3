//! Binary cross entropy (BCE) of a sigmoid with PyTorch's rounding: the values and the gradients of its float32
//! arithmetic (`aten/src/ATen/native/Loss.cpp`).

use burn::tensor::Tensor;
use burn::tensor::activation::{log_sigmoid, sigmoid};

use crate::bce_loss::{BceLoss, Earlier, Labels};

/// PyTorch's lower bound of each logarithm in `BCELoss`.
const MIN_LOG: f64 = -100.0;
/// PyTorch's lower bound of the denominator p (1 − p) in the backward pass (`EPSILON` in `Loss.cpp`).
const EPSILON: f64 = 1e-12;

/// What samples are compared with: the tutorial's labels are 1 and 0.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Label {
    Real(f32),
    Fake,
}

/// See [`Kernels::bce_loss`](crate::Kernels::bce_loss).
pub fn bce_loss(logits: Tensor<1>, labels: Labels, earlier: Option<Earlier>) -> BceLoss {
    let Labels { real_count, real_label } = labels;
    let fake_count = logits.dims()[0] - real_count;
    let [surrogate, loss, mean] = bce_of_label(logits.clone().narrow(0, 0, real_count), Label::Real(real_label));
    let zero = mean.zeros_like();
    let (surrogate, metrics) = if fake_count == 0 {
        (surrogate, [loss, mean, zero])
    } else {
        let [fake_surrogate, fake_loss, fake_mean] =
            bce_of_label(logits.narrow(0, real_count, fake_count), Label::Fake);
        (surrogate + fake_surrogate, [loss + fake_loss, mean, fake_mean])
    };
    let earlier = earlier.map(|Earlier { values, range }| values.slice([range]));
    BceLoss { surrogate, metrics: Tensor::cat(earlier.into_iter().chain(metrics).collect(), 0) }
}

/// The surrogate, the mean loss and the mean sigmoid of samples with the same label.
fn bce_of_label(logits: Tensor<1>, label: Label) -> [Tensor<1>; 3] {
    let constant = logits.clone().detach();
    let p = sigmoid(constant.clone());
    let log = match label {
        Label::Real(1.0) => log_sigmoid(constant).clamp_min(MIN_LOG),
        Label::Real(label) => {
            log_sigmoid(constant.clone()).clamp_min(MIN_LOG).mul_scalar(label)
                + log_one_minus(constant, p.clone()).mul_scalar(1.0 - label)
        }
        Label::Fake => log_one_minus(constant, p.clone()),
    };
    let surrogate = (logits * logit_gradient(p.clone(), label)).mean();
    [surrogate, log.neg().mean(), p.mean()]
}

/// ln(1 − p) for p = sigmoid(logits), at least [`MIN_LOG`]: for p > 0.5 from the rounded 1 − p, as PyTorch.
fn log_one_minus(logits: Tensor<1>, p: Tensor<1>) -> Tensor<1> {
    let one_minus_p = p.clone().neg().add_scalar(1.0);
    let is_zero = one_minus_p.clone().equal_elem(0.0);
    let log_rounded = one_minus_p.mask_fill(is_zero.clone(), 1.0).log().mask_fill(is_zero, MIN_LOG);
    log_sigmoid(logits.neg()).mask_where(p.greater_elem(0.5), log_rounded)
}

/// The loss's derivative by each logit: (p − label) · v / max(v, 1e-12) with v = p (1 − p).
fn logit_gradient(p: Tensor<1>, label: Label) -> Tensor<1> {
    let variance = p.clone() * p.clone().neg().add_scalar(1.0);
    let clamp_factor = variance.clone() / variance.clamp_min(EPSILON);
    let difference = match label {
        Label::Real(label) => p.sub_scalar(label),
        Label::Fake => p,
    };
    difference * clamp_factor
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use burn::tensor::{Device, TensorData};

    use super::*;

    /// Loss and gradient of `BCELoss()(torch.sigmoid(x), y)` for one logit, as PyTorch 2.15 computes them.
    const CASES: [(f32, Label, f32, f32); 12] = [
        (0.0, Label::Real(1.0), std::f32::consts::LN_2, -0.5),
        (3.0, Label::Fake, 3.0485873, 0.95257413),
        (-3.0, Label::Fake, 0.04858735, 0.04742587),
        (20.0, Label::Fake, 100.0, 0.0),
        (20.0, Label::Real(1.0), 0.0, 0.0),
        (-26.0, Label::Real(1.0), 26.0, -1.0),
        (-30.0, Label::Real(1.0), 30.0, -0.09357623),
        (-120.0, Label::Real(1.0), 100.0, 0.0),
        (3.0, Label::Real(0.9), 0.34858745, 0.052574154),
        (-3.0, Label::Real(0.9), 2.7485871, -0.8525742),
        (20.0, Label::Real(0.9), 10.000002, 0.0),
        (-30.0, Label::Real(0.9), 27.0, -0.084218614),
    ];

    #[test]
    fn losses_and_gradients_are_pytorchs_even_where_netd_is_certain() {
        let device = Device::flex().autodiff();
        for (logit, label, loss, gradient) in CASES {
            let x = Tensor::<1>::from_data(TensorData::new(vec![logit], [1]), &device).require_grad();
            let [surrogate, found, _] = bce_of_label(x.clone(), label);
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
