//! Convolutions of either way and their gradients, value by value.

use std::fmt;

use super::comparison::{Comparisons, places};
use super::pattern::Pattern;
use facegan_kernels::{Activation, Compute, Conv};
use facegan_model::KERNEL;

/// Which way a convolution goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The convolution itself.
    ToCoarse,
    /// Its transpose.
    ToFine,
}

/// Sizes of a convolution's images.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    pub geometry: Conv,
    pub batch: usize,
    pub fine: usize,
    pub coarse: usize,
    /// Of the coarse image.
    pub side: usize,
}

/// The images, the weights and what the output is weighed with, as formulas.
struct Formula {
    sizes: Sizes,
    way: Way,
    after: Activation,
    input: Pattern,
    weight: Pattern,
    pull: Pattern,
}

/// Compares a convolution's output and its gradients, those of Σ output · pull.
pub fn compare(found: &mut Comparisons, sizes: Sizes, way: Way, after: Activation, compute: &Compute) {
    let weight = Pattern::new(2).for_sums_of(sizes.terms(way));
    let formula = Formula { sizes, way, after, input: Pattern::new(1), weight, pull: Pattern::new(3) };
    formula.compare(found, compute);
    if after != Activation::Linear {
        // The weights' gradient takes all of the output, which the host computes too slowly behind an activation.
        Formula { after: Activation::Linear, ..formula }.compare(found, compute);
    }
}

impl Sizes {
    /// Stride and padding.
    fn steps(&self) -> (usize, usize) {
        match self.geometry {
            Conv::Stride2 => (2, 1),
            Conv::Valid => (1, 0),
        }
    }

    /// Side of the fine image.
    fn fine_side(&self) -> usize {
        self.geometry.fine_side(self.side)
    }

    fn fine_shape(&self) -> [usize; 4] {
        [self.batch, self.fine, self.fine_side(), self.fine_side()]
    }

    fn coarse_shape(&self) -> [usize; 4] {
        [self.batch, self.coarse, self.side, self.side]
    }

    fn weight_shape(&self) -> [usize; 4] {
        [self.coarse, self.fine, KERNEL, KERNEL]
    }

    /// Terms of one value of the output.
    fn terms(&self, way: Way) -> usize {
        match (way, self.geometry) {
            (Way::ToCoarse, _) => self.fine * KERNEL * KERNEL,
            (Way::ToFine, Conv::Stride2) => self.coarse * 4,
            (Way::ToFine, Conv::Valid) => self.coarse,
        }
    }

    /// Σ fine · weight over a coarse pixel's window.
    fn coarse_at(&self, index: usize, fine: impl Fn(usize) -> f64, weight: impl Fn(usize) -> f64) -> f64 {
        let [sample, channel, y, x] = place(index, self.coarse_shape());
        let mut sum = 0.0;
        for (input, ky, kx) in taps(self.fine) {
            if let Some(seen) = self.seen([sample, input], [y, x], [ky, kx]) {
                sum += fine(seen) * weight(flat([channel, input, ky, kx], self.weight_shape()));
            }
        }
        sum
    }

    /// Σ coarse · weight over the coarse pixels whose windows hold a fine one: the convolution's adjoint.
    fn fine_at(&self, index: usize, coarse: impl Fn(usize) -> f64, weight: impl Fn(usize) -> f64) -> f64 {
        let (stride, padding) = self.steps();
        let [sample, channel, y, x] = place(index, self.fine_shape());
        let origin = |at: usize, k: usize| {
            let start = (at + padding).checked_sub(k)?;
            (start.is_multiple_of(stride) && start / stride < self.side).then_some(start / stride)
        };
        let mut sum = 0.0;
        for (output, ky, kx) in taps(self.coarse) {
            if let Some((y, x)) = origin(y, ky).zip(origin(x, kx)) {
                let weight = weight(flat([output, channel, ky, kx], self.weight_shape()));
                sum += coarse(flat([sample, output, y, x], self.coarse_shape())) * weight;
            }
        }
        sum
    }

    /// Σ fine · coarse over the whole batch.
    fn weight_at(&self, index: usize, fine: impl Fn(usize) -> f64, coarse: impl Fn(usize) -> f64) -> f64 {
        let [output, input, ky, kx] = place(index, self.weight_shape());
        let mut sum = 0.0;
        for sample in 0..self.batch {
            for (y, x) in (0..self.side).flat_map(|y| (0..self.side).map(move |x| (y, x))) {
                if let Some(seen) = self.seen([sample, input], [y, x], [ky, kx]) {
                    sum += fine(seen) * coarse(flat([sample, output, y, x], self.coarse_shape()));
                }
            }
        }
        sum
    }

    /// Where the fine pixel lies that a tap of a coarse pixel's window falls on; `None` beyond the edge.
    fn seen(&self, [sample, channel]: [usize; 2], pixel: [usize; 2], tap: [usize; 2]) -> Option<usize> {
        let (stride, padding) = self.steps();
        let side = self.fine_side();
        let along = |i: usize| (pixel[i] * stride + tap[i]).checked_sub(padding).filter(|&at| at < side);
        Some(flat([sample, channel, along(0)?, along(1)?], self.fine_shape()))
    }
}

impl Formula {
    fn compare(&self, found: &mut Comparisons, compute: &Compute) {
        let Self { sizes, way, after, input, weight, pull } = self;
        let (input_shape, output_shape, kernels) = match way {
            Way::ToCoarse => (sizes.fine_shape(), sizes.coarse_shape(), compute.kernels),
            Way::ToFine => (sizes.coarse_shape(), sizes.fine_shape(), compute.kernels),
        };
        let x = input.tensor(input_shape, compute);
        // What opens netG is latents, which stay float32.
        let is_latent = *way == Way::ToFine && sizes.geometry == Conv::Valid;
        let x = if is_latent { x } else { kernels.stored(x) }.require_grad();
        let w = weight.tensor(sizes.weight_shape(), compute).require_grad();
        let output = match way {
            Way::ToCoarse => kernels.convolution(x.clone(), w.clone(), sizes.geometry, *after),
            Way::ToFine => kernels.transposed(x.clone(), w.clone(), sizes.geometry, *after),
        };
        let gradients = (kernels.widened(output.clone()) * pull.tensor(output_shape, compute)).backward();
        let name = |part: &str| format!("{part} of a {self}");
        let output = output.inner();
        let [of_x, of_w] = [&x, &w].map(|tensor| tensor.grad(&gradients));
        let terms = sizes.terms(*way);
        found.add(name("the output"), output, &places(output_shape.iter().product(), terms), |at| self.output(at));
        if let Some(of_x) = of_x {
            let terms = terms * KERNEL * KERNEL * sizes.fine.max(sizes.coarse);
            found.add(name("the input's gradient"), of_x, &places(input_shape.iter().product(), terms), |at| {
                self.input_gradient(at)
            });
        }
        if let (Some(of_w), Activation::Linear) = (of_w, after) {
            let terms = sizes.batch * sizes.side * sizes.side;
            let places = places(sizes.weight_shape().iter().product(), terms);
            found.add(name("the weights' gradient"), of_w, &places, |at| self.weight_gradient(at));
        }
    }

    /// Before the activation.
    fn linear(&self, index: usize) -> f64 {
        let (input, weight) = (|at| self.input.at(at), |at| self.weight.at(at));
        match self.way {
            Way::ToCoarse => self.sizes.coarse_at(index, input, weight),
            Way::ToFine => self.sizes.fine_at(index, input, weight),
        }
    }

    fn output(&self, index: usize) -> f64 {
        let x = self.linear(index);
        match self.after {
            Activation::Tanh => x.tanh(),
            Activation::Linear | Activation::Relu | Activation::LeakyRelu if x > 0.0 => x,
            Activation::Linear | Activation::Relu | Activation::LeakyRelu => self.after.slope() * x,
        }
    }

    /// The gradient before the activation.
    fn gradient(&self, index: usize) -> f64 {
        let slope = match self.after {
            Activation::Linear => 1.0,
            Activation::Tanh => 1.0 - self.output(index).powi(2),
            Activation::Relu | Activation::LeakyRelu if self.linear(index) > 0.0 => 1.0,
            Activation::Relu | Activation::LeakyRelu => self.after.slope(),
        };
        self.pull.at(index) * slope
    }

    fn input_gradient(&self, index: usize) -> f64 {
        let (gradient, weight) = (|at| self.gradient(at), |at| self.weight.at(at));
        match self.way {
            Way::ToCoarse => self.sizes.fine_at(index, gradient, weight),
            Way::ToFine => self.sizes.coarse_at(index, gradient, weight),
        }
    }

    fn weight_gradient(&self, index: usize) -> f64 {
        let (input, pull) = (|at| self.input.at(at), |at| self.pull.at(at));
        match self.way {
            Way::ToCoarse => self.sizes.weight_at(index, input, pull),
            Way::ToFine => self.sizes.weight_at(index, pull, input),
        }
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Sizes { batch, fine, coarse, side, .. } = self.sizes;
        match self.way {
            Way::ToCoarse => write!(f, "convolution from {fine} to {coarse} channels of {side}×{side}, batch {batch}"),
            Way::ToFine => {
                let side = self.sizes.fine_side();
                write!(f, "transposed convolution from {coarse} to {fine} channels of {side}×{side}, batch {batch}")
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
