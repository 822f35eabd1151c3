//! The losses and what is shown of them.

use askama::Template;
use burn::backend::{Dispatch, TensorMetadata};
use burn::tensor::Tensor;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use super::launch::{Buffer, Launch, Wgsl, Workgroups, empty, reshaped};
use super::ops::LayerOps;

const LANES: usize = 64;

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "bce_loss.wgsl", escape = "none")]
struct Judge {
    workgroup: usize,
}

impl Wgsl for Judge {
    fn loops(&self, shape: &[u32]) -> usize {
        (shape[0] as usize).div_ceil(self.workgroup) + self.workgroup.ilog2() as usize
    }
}

/// netD's verdict on a batch.
#[derive(Debug)]
pub struct BceLoss {
    /// `[1]`, of no meaning but that its gradient is the loss's.
    pub surrogate: Tensor<1>,
    /// The numbers of the judgement before, and then the loss, the mean sigmoid of the samples labelled real and that of
    /// those labelled fake, zero where there are none; without gradients.
    pub metrics: Tensor<1>,
}

/// See [`Kernels::bce_loss`](super::Kernels::judge).
pub fn bce_loss(logits: Tensor<1>, reals: usize, before: Option<Tensor<1>>) -> BceLoss {
    let count = before.as_ref().map_or(0, |before| before.dims()[0]);
    // Where there is none, some other buffer has to stand in its place.
    let before = before.unwrap_or_else(|| logits.clone().detach());
    let (surrogate, numbers) = Dispatch::layer_judge(logits.into_dispatch(), before.into_dispatch(), reals, count);
    BceLoss { surrogate: Tensor::from_dispatch(surrogate), metrics: Tensor::from_dispatch(numbers) }
}

/// Numbers as one tensor `[before + 3]`, the first of them alone `[1]`, and the loss's slopes `[batch]`.
pub struct Numbers {
    pub all: CubeTensor,
    pub first: CubeTensor,
    pub slopes: CubeTensor,
}

pub fn forward(logits: CubeTensor, before: CubeTensor, reals: usize, count: usize) -> Numbers {
    let (logits, before) = (into_contiguous(logits), into_contiguous(before));
    let batch = logits.shape().num_elements();
    let (all, slopes) = (empty(&logits, [count + 3]), empty(&logits, [batch]));
    let buffers = [Buffer::Read(&logits), Buffer::Read(&before), Buffer::Write(&all), Buffer::Write(&slopes)];
    sums(batch, reals, count).run(&buffers);
    let first = reshaped(all.clone(), [1]);
    Numbers { all, first, slopes }
}

fn sums(batch: usize, reals: usize, before: usize) -> Launch<impl Wgsl> {
    Launch::new(Judge { workgroup: LANES }, Workgroups::Grid(1, 1), &[batch, reals, before])
}

/// Iterations that a thread's loops make for a batch.
pub fn loops(batch: usize) -> Vec<(&'static str, usize)> {
    vec![("loss", sums(batch, batch, 0).loops())]
}
