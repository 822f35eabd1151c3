//! The loss of netD's outputs with Burn's operations. Binary cross entropy (BCE) is that of a sigmoid with PyTorch's
//! rounding: the values and the gradients of its float32 arithmetic (`aten/src/ATen/native/Loss.cpp`).

use burn::tensor::Tensor;
use burn::tensor::activation::{log_sigmoid, relu, sigmoid};

use crate::gan_loss::{Criterion, Earlier, GanLoss, Labels};

/// PyTorch's lower bound of each logarithm in `BCELoss`.
const MIN_LOG: f64 = -100.0;
/// PyTorch's lower bound of the denominator p (1 − p) in the backward pass (`EPSILON` in `Loss.cpp`).
const EPSILON: f64 = 1e-12;

/// The loss of samples that are labelled alike.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Form {
    /// BCE with this label; the tutorial's are 1 and 0.
    Bce(f32),
    /// max(1 − sign · logit, 0), with the sign 1 for real samples and −1 for fakes.
    Hinge { sign: f32 },
    /// −logit.
    Negated,
}

impl Form {
    /// That of the samples labelled real, and of the others.
    fn of(criterion: Criterion) -> [Self; 2] {
        let fake = Self::Hinge { sign: -1.0 };
        match criterion {
            Criterion::Bce { real_label } => [Self::Bce(real_label), Self::Bce(0.0)],
            Criterion::HingeD => [Self::Hinge { sign: 1.0 }, fake],
            Criterion::HingeG => [Self::Negated, fake],
        }
    }
}

/// See [`Kernels::gan_loss`](crate::Kernels::gan_loss).
pub fn gan_loss(logits: Tensor<1>, labels: Labels, earlier: Option<Earlier>) -> GanLoss {
    let Labels { real_count, criterion } = labels;
    let [of_real, of_fake] = Form::of(criterion);
    let fake_count = logits.dims()[0] - real_count;
    let [surrogate, loss, mean] = loss_of_label(logits.clone().narrow(0, 0, real_count), of_real);
    let zero = mean.zeros_like();
    let (surrogate, metrics) = if fake_count == 0 {
        (surrogate, [loss, mean, zero])
    } else {
        let [fake_surrogate, fake_loss, fake_mean] = loss_of_label(logits.narrow(0, real_count, fake_count), of_fake);
        (surrogate + fake_surrogate, [loss + fake_loss, mean, fake_mean])
    };
    let earlier = earlier.map(|Earlier { values, range }| values.slice([range]));
    GanLoss { surrogate, metrics: Tensor::cat(earlier.into_iter().chain(metrics).collect(), 0) }
}

/// The surrogate, the mean loss and the mean sigmoid of samples with the same label.
fn loss_of_label(logits: Tensor<1>, form: Form) -> [Tensor<1>; 3] {
    let constant = logits.clone().detach();
    let p = sigmoid(constant.clone());
    let (loss, gradient) = match form {
        Form::Bce(label) => (log_likelihood(constant, p.clone(), label).neg(), bce_gradient(p.clone(), label)),
        Form::Hinge { sign } => {
            let slack = constant.mul_scalar(-sign).add_scalar(1.0);
            let gradient = slack.clone().greater_elem(0.0).float().mul_scalar(-sign);
            (relu(slack), gradient)
        }
        Form::Negated => (constant.clone().neg(), constant.ones_like().neg()),
    };
    let surrogate = (logits * gradient).mean();
    [surrogate, loss.mean(), p.mean()]
}

/// label · max(ln p, −100) + (1 − label) · max(ln(1 − p), −100) for p = sigmoid(logits).
fn log_likelihood(logits: Tensor<1>, p: Tensor<1>, label: f32) -> Tensor<1> {
    let log = |logits| log_sigmoid(logits).clamp_min(MIN_LOG);
    match label {
        1.0 => log(logits),
        0.0 => log_one_minus(logits, p),
        _ => log(logits.clone()).mul_scalar(label) + log_one_minus(logits, p).mul_scalar(1.0 - label),
    }
}

/// ln(1 − p) for p = sigmoid(logits), at least [`MIN_LOG`]: for p > 0.5 from the rounded 1 − p, as PyTorch.
fn log_one_minus(logits: Tensor<1>, p: Tensor<1>) -> Tensor<1> {
    let one_minus_p = p.clone().neg().add_scalar(1.0);
    let is_zero = one_minus_p.clone().equal_elem(0.0);
    let log_rounded = one_minus_p.mask_fill(is_zero.clone(), 1.0).log().mask_fill(is_zero, MIN_LOG);
    log_sigmoid(logits.neg()).mask_where(p.greater_elem(0.5), log_rounded)
}

/// The BCE's derivative by each logit: (p − label) · v / max(v, 1e-12) with v = p (1 − p).
fn bce_gradient(p: Tensor<1>, label: f32) -> Tensor<1> {
    let variance = p.clone() * p.clone().neg().add_scalar(1.0);
    let clamp_factor = variance.clone() / variance.clamp_min(EPSILON);
    let difference = if label == 0.0 { p } else { p.sub_scalar(label) };
    difference * clamp_factor
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use burn::tensor::{Device, TensorData};

    use super::*;

    /// Loss and gradient of one logit as PyTorch 2.15 computes them: `BCELoss()(torch.sigmoid(x), label)`, and
    /// `hinge_embedding_loss(sign * x, -1)`.
    const CASES: [(f32, Form, f32, f32); 19] = [
        (0.0, Form::Bce(1.0), std::f32::consts::LN_2, -0.5),
        (3.0, Form::Bce(0.0), 3.0485873, 0.95257413),
        (-3.0, Form::Bce(0.0), 0.04858735, 0.04742587),
        (20.0, Form::Bce(0.0), 100.0, 0.0),
        (20.0, Form::Bce(1.0), 0.0, 0.0),
        (-26.0, Form::Bce(1.0), 26.0, -1.0),
        (-30.0, Form::Bce(1.0), 30.0, -0.09357623),
        (-120.0, Form::Bce(1.0), 100.0, 0.0),
        (3.0, Form::Bce(0.9), 0.34858745, 0.052574154),
        (-3.0, Form::Bce(0.9), 2.7485871, -0.8525742),
        (20.0, Form::Bce(0.9), 10.000002, 0.0),
        (-30.0, Form::Bce(0.9), 27.0, -0.084218614),
        (0.25, Form::Hinge { sign: 1.0 }, 0.75, -1.0),
        (1.0, Form::Hinge { sign: 1.0 }, 0.0, 0.0),
        (3.0, Form::Hinge { sign: 1.0 }, 0.0, 0.0),
        (0.25, Form::Hinge { sign: -1.0 }, 1.25, 1.0),
        (-1.0, Form::Hinge { sign: -1.0 }, 0.0, 0.0),
        (-3.0, Form::Hinge { sign: -1.0 }, 0.0, 0.0),
        (3.0, Form::Negated, -3.0, -1.0),
    ];

    #[test]
    fn losses_and_gradients_are_pytorchs_even_where_netd_is_certain() {
        let device = Device::flex().autodiff();
        for (logit, form, loss, gradient) in CASES {
            let x = Tensor::<1>::from_data(TensorData::new(vec![logit], [1]), &device).require_grad();
            let [surrogate, found, _] = loss_of_label(x.clone(), form);
            let gradients = surrogate.backward();
            let found = [found.into_scalar::<f32>(), x.grad(&gradients).unwrap().into_scalar::<f32>()];
            for (found, expected) in found.into_iter().zip([loss, gradient]) {
                assert!(
                    (found - expected).abs() <= 1e-6 * expected.abs().max(1.0),
                    "{logit} {form:?}: {found} for {expected}"
                );
            }
        }
    }
}
