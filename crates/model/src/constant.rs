//! Parameters that a pass computes no gradients for.

use burn::tensor::Tensor;

/// The same values as a constant: no gradient is computed for it. Burn's detach would keep it a leaf that gradients are
/// computed for.
pub fn constant<const D: usize>(parameter: Tensor<D>) -> Tensor<D> {
    Tensor::from_inner(parameter.inner())
}
