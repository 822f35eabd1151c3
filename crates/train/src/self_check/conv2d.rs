//! conv2d, conv_transpose2d and their gradients, value by value in double precision.

use std::fmt;

use super::comparison::{Comparisons, places};
use super::pattern::Pattern;
use facegan_kernels::{Activation, Compute, Conv};
use facegan_model::KERNEL;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConvOp {
    Conv2d,
    ConvTranspose2d,
}

/// Sizes of a convolution's high-res and low-res image (see [`Conv`]).
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    pub conv: Conv,
    pub batch: usize,
    pub high_channels: usize,
    pub low_channels: usize,
    pub low_side: usize,
}

/// Input, weight and the gradient by the output (upstream), as formulas.
struct Formula {
    sizes: Sizes,
    op: ConvOp,
    activation: Activation,
    input: Pattern,
    weight: Pattern,
    upstream: Pattern,
}

/// Compares a convolution's output and its gradients, those of Σ output · upstream.
pub fn compare(found: &mut Comparisons, sizes: Sizes, op: ConvOp, activation: Activation, compute: &Compute) {
    let weight = Pattern::new(2).for_sums_of(sizes.terms(op));
    let formula = Formula { sizes, op, activation, input: Pattern::new(1), weight, upstream: Pattern::new(3) };
    formula.compare(found, compute);
    if activation != Activation::Linear {
        // The weights' gradient takes all of the output, which the host computes too slowly behind an activation.
        Formula { activation: Activation::Linear, ..formula }.compare(found, compute);
    }
}

impl Sizes {
    fn high_side(&self) -> usize {
        self.conv.high_side(self.low_side)
    }

    fn high_shape(&self) -> [usize; 4] {
        [self.batch, self.high_channels, self.high_side(), self.high_side()]
    }

    fn low_shape(&self) -> [usize; 4] {
        [self.batch, self.low_channels, self.low_side, self.low_side]
    }

    fn weight_shape(&self) -> [usize; 4] {
        [self.low_channels, self.high_channels, KERNEL, KERNEL]
    }

    /// Terms of one value of the output.
    fn terms(&self, op: ConvOp) -> usize {
        match (op, self.conv) {
            (ConvOp::Conv2d, _) => self.high_channels * KERNEL * KERNEL,
            (ConvOp::ConvTranspose2d, Conv::Stride2) => self.low_channels * 4,
            (ConvOp::ConvTranspose2d, Conv::Valid) => self.low_channels,
        }
    }

    /// conv2d: Σ high · weight over a low-res pixel's window.
    fn low_at(&self, index: usize, high: impl Fn(usize) -> f64, weight: impl Fn(usize) -> f64) -> f64 {
        let [sample, channel, y, x] = place(index, self.low_shape());
        let mut sum = 0.0;
        for (input, ky, kx) in taps(self.high_channels) {
            if let Some(high_index) = self.high_index([sample, input], [y, x], [ky, kx]) {
                sum += high(high_index) * weight(flat([channel, input, ky, kx], self.weight_shape()));
            }
        }
        sum
    }

    /// conv_transpose2d: Σ low · weight over the low-res pixels whose windows hold a high-res one.
    fn high_at(&self, index: usize, low: impl Fn(usize) -> f64, weight: impl Fn(usize) -> f64) -> f64 {
        let (stride, padding) = self.conv.stride_and_padding();
        let [sample, channel, y, x] = place(index, self.high_shape());
        let origin = |at: usize, k: usize| {
            let start = (at + padding).checked_sub(k)?;
            (start.is_multiple_of(stride) && start / stride < self.low_side).then_some(start / stride)
        };
        let mut sum = 0.0;
        for (output, ky, kx) in taps(self.low_channels) {
            if let Some((y, x)) = origin(y, ky).zip(origin(x, kx)) {
                let weight = weight(flat([output, channel, ky, kx], self.weight_shape()));
                sum += low(flat([sample, output, y, x], self.low_shape())) * weight;
            }
        }
        sum
    }

    /// The weight gradient: Σ high · low over the batch and the low-res pixels.
    fn weight_at(&self, index: usize, high: impl Fn(usize) -> f64, low: impl Fn(usize) -> f64) -> f64 {
        let [output, input, ky, kx] = place(index, self.weight_shape());
        let mut sum = 0.0;
        for sample in 0..self.batch {
            for (y, x) in (0..self.low_side).flat_map(|y| (0..self.low_side).map(move |x| (y, x))) {
                if let Some(high_index) = self.high_index([sample, input], [y, x], [ky, kx]) {
                    sum += high(high_index) * low(flat([sample, output, y, x], self.low_shape()));
                }
            }
        }
        sum
    }

    /// Index of the high-res pixel under a tap of a low-res pixel's window; `None` beyond the edge.
    fn high_index(&self, [sample, channel]: [usize; 2], pixel: [usize; 2], tap: [usize; 2]) -> Option<usize> {
        let (stride, padding) = self.conv.stride_and_padding();
        let side = self.high_side();
        let along = |i: usize| (pixel[i] * stride + tap[i]).checked_sub(padding).filter(|&at| at < side);
        Some(flat([sample, channel, along(0)?, along(1)?], self.high_shape()))
    }
}

impl Formula {
    fn compare(&self, found: &mut Comparisons, compute: &Compute) {
        let Self { sizes, op, activation, input, weight, upstream } = self;
        let (input_shape, output_shape, kernels) = match op {
            ConvOp::Conv2d => (sizes.high_shape(), sizes.low_shape(), compute.kernels),
            ConvOp::ConvTranspose2d => (sizes.low_shape(), sizes.high_shape(), compute.kernels),
        };
        let x = input.tensor(input_shape, compute);
        // Latents stay float32.
        let is_latent = *op == ConvOp::ConvTranspose2d && sizes.conv == Conv::Valid;
        let x = if is_latent { x } else { kernels.to_precision(x) }.require_grad();
        let w = weight.tensor(sizes.weight_shape(), compute).require_grad();
        let output = match op {
            ConvOp::Conv2d => kernels.conv2d(x.clone(), w.clone(), sizes.conv, *activation),
            ConvOp::ConvTranspose2d => kernels.conv_transpose2d(x.clone(), w.clone(), sizes.conv, *activation),
        };
        let upstream = upstream.tensor(output_shape, compute);
        let gradients = kernels.surrogate(kernels.to_f32(output.clone()), upstream).backward();
        let name = |part: &str| format!("{part} of a {self}");
        let output = output.inner();
        let [of_x, of_w] = [&x, &w].map(|tensor| tensor.grad(&gradients));
        let terms = sizes.terms(*op);
        found.add(name("the output"), output, &places(output_shape.iter().product(), terms), |at| self.output(at));
        if let Some(of_x) = of_x {
            let terms = terms * KERNEL * KERNEL * sizes.high_channels.max(sizes.low_channels);
            found.add(name("the input's gradient"), of_x, &places(input_shape.iter().product(), terms), |at| {
                self.input_gradient(at)
            });
        }
        if let (Some(of_w), Activation::Linear) = (of_w, activation) {
            let terms = sizes.batch * sizes.low_side * sizes.low_side;
            let places = places(sizes.weight_shape().iter().product(), terms);
            found.add(name("the weights' gradient"), of_w, &places, |at| self.weight_gradient(at));
        }
    }

    /// Before the activation.
    fn linear(&self, index: usize) -> f64 {
        let (input, weight) = (|at| self.input.at(at), |at| self.weight.at(at));
        match self.op {
            ConvOp::Conv2d => self.sizes.low_at(index, input, weight),
            ConvOp::ConvTranspose2d => self.sizes.high_at(index, input, weight),
        }
    }

    fn output(&self, index: usize) -> f64 {
        let x = self.linear(index);
        match self.activation {
            Activation::Tanh => x.tanh(),
            Activation::Linear | Activation::Relu | Activation::LeakyRelu if x > 0.0 => x,
            Activation::Linear | Activation::Relu | Activation::LeakyRelu => self.activation.slope() * x,
        }
    }

    /// The gradient before the activation.
    fn gradient(&self, index: usize) -> f64 {
        let slope = match self.activation {
            Activation::Linear => 1.0,
            Activation::Tanh => 1.0 - self.output(index).powi(2),
            Activation::Relu | Activation::LeakyRelu if self.linear(index) > 0.0 => 1.0,
            Activation::Relu | Activation::LeakyRelu => self.activation.slope(),
        };
        self.upstream.at(index) * slope
    }

    fn input_gradient(&self, index: usize) -> f64 {
        let (gradient, weight) = (|at| self.gradient(at), |at| self.weight.at(at));
        match self.op {
            ConvOp::Conv2d => self.sizes.high_at(index, gradient, weight),
            ConvOp::ConvTranspose2d => self.sizes.low_at(index, gradient, weight),
        }
    }

    fn weight_gradient(&self, index: usize) -> f64 {
        let (input, upstream) = (|at| self.input.at(at), |at| self.upstream.at(at));
        match self.op {
            ConvOp::Conv2d => self.sizes.weight_at(index, input, upstream),
            ConvOp::ConvTranspose2d => self.sizes.weight_at(index, upstream, input),
        }
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Sizes { batch, high_channels, low_channels, low_side, .. } = self.sizes;
        match self.op {
            ConvOp::Conv2d => write!(
                f,
                "convolution from {high_channels} to {low_channels} channels of {low_side}×{low_side}, batch {batch}"
            ),
            ConvOp::ConvTranspose2d => {
                let side = self.sizes.high_side();
                write!(
                    f,
                    "transposed convolution from {low_channels} to {high_channels} channels of {side}×{side}, batch {batch}"
                )
            }
        }
    }
}

/// Every tap of a kernel over so many channels.
fn taps(channels: usize) -> impl Iterator<Item = (usize, usize, usize)> {
    (0..channels).flat_map(|channel| (0..KERNEL * KERNEL).map(move |tap| (channel, tap / KERNEL, tap % KERNEL)))
}

fn place(index: usize, [_, b, c, d]: [usize; 4]) -> [usize; 4] {
    [index / (b * c * d), index / (c * d) % b, index / d % c, index % d]
}

fn flat([i, j, k, l]: [usize; 4], [_, b, c, d]: [usize; 4]) -> usize {
    ((i * b + j) * c + k) * d + l
}
