//! Spectral normalisation of a convolution's weight, as PyTorch's `torch.nn.utils.parametrizations.spectral_norm`.

use burn::module::{Module, Param, ParamId};
use burn::tensor::{Device, Tensor, TensorData};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use super::KERNEL;
use super::state::StateMapper;

/// PyTorch's lower bound of a norm that is divided by.
const EPSILON: f64 = 1e-12;
/// Power iterations before the first pass.
const FIRST_ITERATIONS: usize = 15;
/// Weights of a kernel.
const AREA: usize = KERNEL * KERNEL;

/// What divides a convolution's weight W by its spectral norm σ (Miyato et al. 2018, <https://arxiv.org/abs/1802.05957>,
/// algorithm 1). W is taken as a matrix of `low channels` rows and `high channels · 16` columns. Each pass in train mode
/// makes one power iteration and then divides:
///
/// u ← W v / max(‖W v‖, 1e-12), v ← Wᵀ u / max(‖Wᵀ u‖, 1e-12), σ = uᵀ W v, W̄ = W / σ
///
/// The gradient goes through σ, where u and v are constants.
#[derive(Module, Debug)]
pub struct SpectralNorm {
    u: Param<Tensor<1>>,
    v: Param<Tensor<1>>,
}

impl SpectralNorm {
    /// That of a weight `[low channels, high channels, 4, 4]`: u and v are drawn from N(0, 1), normalised, and improved by
    /// 15 power iterations, as PyTorch does.
    pub fn new(weight: &Tensor<4>, rng: &mut impl Rng, device: &Device) -> Self {
        let [low, high, ..] = weight.dims();
        let mut draw = |count: usize| {
            let values: Vec<f32> = (0..count).map(|_| StandardNormal.sample(rng)).collect();
            let drawn = Tensor::from_data(TensorData::new(values, [count]), device);
            Param::initialized(ParamId::new(), unit(drawn)).set_require_grad(false)
        };
        let mut norm = Self { u: draw(low), v: draw(high * AREA) };
        (0..FIRST_ITERATIONS).for_each(|_| norm.iterate(weight));
        norm
    }

    /// One power iteration and then the normalised weight.
    ///
    /// # Shapes
    /// - `weight` and the result: `[low channels, high channels, 4, 4]`
    pub fn forward_train(&mut self, weight: Tensor<4>) -> Tensor<4> {
        self.iterate(&weight);
        let sigma = total(times(weight.clone(), self.v.val()) * self.u.val());
        weight / sigma.reshape([1, 1, 1, 1])
    }

    fn iterate(&mut self, weight: &Tensor<4>) {
        // Constants, so that the graph of gradients does not hold them.
        let weight = Tensor::from_inner(weight.clone().inner());
        let u = unit(times(weight.clone(), self.v.val()));
        let v = unit(transposed_times(weight, u.clone()));
        self.u = self.u.clone().map(|_| u);
        self.v = self.v.clone().map(|_| v);
    }

    /// Hands its part of the state dict to `mapper`, its keys under `prefix`.
    pub fn map_state(&mut self, prefix: &str, mapper: &mut impl StateMapper) {
        mapper.map(format!("{prefix}._u"), &mut self.u);
        mapper.map(format!("{prefix}._v"), &mut self.v);
    }
}

/// W v. Sums are made in two steps, here and below, so that no thread loops long.
fn times(weight: Tensor<4>, v: Tensor<1>) -> Tensor<1> {
    let [low, high, ..] = weight.dims();
    let products = weight.reshape([low, high, AREA]) * v.reshape([1, high, AREA]);
    products.sum_dim(2).sum_dim(1).reshape([low])
}

/// Wᵀ u.
fn transposed_times(weight: Tensor<4>, u: Tensor<1>) -> Tensor<1> {
    let [low, high, ..] = weight.dims();
    let products = weight.reshape([low, high * AREA]) * u.reshape([low, 1]);
    let first = first_terms(low);
    products.reshape([low / first, first, high * AREA]).sum_dim(1).sum_dim(0).reshape([high * AREA])
}

/// x / max(‖x‖, 1e-12).
fn unit(x: Tensor<1>) -> Tensor<1> {
    let norm = total(x.clone().square()).sqrt();
    x / norm.clamp_min(EPSILON)
}

/// The sum of all elements, `[1]`.
fn total(x: Tensor<1>) -> Tensor<1> {
    let count = x.dims()[0];
    let first = first_terms(count);
    x.reshape([count / first, first]).sum_dim(1).sum_dim(0).reshape([1])
}

/// How many terms the first step of a sum of so many adds up.
fn first_terms(count: usize) -> usize {
    if count.is_multiple_of(AREA) { AREA } else { 1 }
}
