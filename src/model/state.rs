//! A network's state dict: named tensors, in the order in which PyTorch lists them.

use burn::tensor::Tensor;

/// One entry of a state dict: a parameter or a running statistic.
#[derive(Debug, Clone)]
pub struct StateTensor {
    /// The tutorial's key, for example `main.1.running_mean`.
    pub key: String,
    pub shape: Vec<usize>,
    /// The elements in row-major order, whatever their shape.
    pub values: Tensor<1>,
}

impl StateTensor {
    pub(super) fn new<const D: usize>(key: String, tensor: Tensor<D>) -> Self {
        let shape = tensor.dims().to_vec();
        Self { key, values: tensor.detach().flatten(0, D - 1), shape }
    }
}

/// One entry of a state dict on the host.
#[derive(Debug, Clone, PartialEq)]
pub struct HostTensor {
    /// The tutorial's key, for example `main.1.running_mean`.
    pub key: String,
    pub shape: Vec<usize>,
    /// The elements in row-major order.
    pub values: Vec<f32>,
}
