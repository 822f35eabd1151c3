//! The hyperbolic tangent to the last digits of float32.

use burn::tensor::Tensor;

/// Below this the quotient of exponentials loses digits, and the series has more than enough.
const SMALL: f64 = 0.25;
/// Taylor series of tanh(x) / x in powers of x².
const SERIES: [f64; 5] = [62.0 / 2835.0, -17.0 / 315.0, 2.0 / 15.0, -1.0 / 3.0, 1.0];

/// tanh of every element, with its gradient 1 − tanh².
///
/// WGSL promises no more than an absolute error of 1e-5 for its own (WebGPU Shading Language, “Floating Point
/// Accuracy”), and what drivers do in fact loses digits near zero.
pub fn tanh<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let y = value(x.clone().detach());
    let slope = y.clone().mul(y.clone()).neg().add_scalar(1.0);
    let surrogate = x * slope;
    // The difference is exactly zero, and carries the gradient.
    y + (surrogate.clone() - surrogate.detach())
}

fn value<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let size = x.clone().abs();
    let e = size.clone().mul_scalar(-2.0).exp();
    let quotient = (e.clone().neg().add_scalar(1.0) / e.add_scalar(1.0)) * x.clone().sign();
    let square = x.clone().mul(x.clone());
    let horner = |sum: Tensor<D>, &term| sum.mul(square.clone()).add_scalar(term);
    let series = SERIES[2..].iter().fold(square.clone().mul_scalar(SERIES[0]).add_scalar(SERIES[1]), horner);
    quotient.mask_where(size.lower_elem(SMALL), series * x)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use burn::tensor::{Device, TensorData};

    use super::*;

    #[test]
    fn values_and_gradients_are_those_of_double_precision() {
        let xs: Vec<f32> = (-400..=400)
            .map(|i| (i as f32 / 40.0).powi(3) / 50.0)
            .chain([1e-20, -1e-4, 0.2499999, 0.25, 90.0])
            .collect();
        let device = Device::flex().autodiff();
        let x = Tensor::<1>::from_data(TensorData::new(xs.clone(), [xs.len()]), &device).require_grad();
        let y = tanh(x.clone());
        let gradients = x.grad(&y.clone().sum().backward()).unwrap().into_data().try_to_vec::<f32>().unwrap();
        let values = y.into_data().try_to_vec::<f32>().unwrap();
        for ((x, y), gradient) in xs.into_iter().zip(values).zip(gradients) {
            let expected = f64::from(x).tanh();
            assert!((f64::from(y) - expected).abs() <= 3e-7 * expected.abs(), "tanh({x}) = {y} for {expected}");
            let slope = 1.0 - expected * expected;
            assert!((f64::from(gradient) - slope).abs() <= 3e-7, "tanh'({x}) = {gradient} for {slope}");
        }
    }
}
