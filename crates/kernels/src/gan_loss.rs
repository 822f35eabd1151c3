//! The loss of netD's outputs, its metrics and its gradient, in one dispatch of one workgroup.

use std::ops::Range;

use askama::Template;
use burn::backend::TensorMetadata;
use burn::tensor::{Gradients, Tensor};
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use crate::launch::{Buffer, Launch, Loops, Wgsl, Workgroups, empty};

/// Threads of the one workgroup.
const WORKGROUP: usize = 64;

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "gan_loss.wgsl", escape = "none")]
struct GanLossKernel {
    workgroup: usize,
    form: Form,
}

/// A [`Criterion`] without its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Form {
    Bce,
    HingeD,
    HingeG,
}

impl Wgsl for GanLossKernel {
    fn loops(&self, uniform: &[u32]) -> usize {
        (uniform[0] as usize).div_ceil(self.workgroup) + self.workgroup.ilog2() as usize
    }
}

/// The loss of a turn (see [`Kernels::gan_loss`](crate::Kernels::gan_loss)).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Criterion {
    /// Binary cross entropy.
    Bce {
        /// The label of the real samples; the others have 0.
        real_label: f32,
    },
    /// netD's hinge loss.
    HingeD,
    /// netG's hinge loss, of samples that are all labelled real.
    HingeG,
}

/// What the samples of a batch are compared with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Labels {
    /// How many of the batch's first samples are labelled real; the rest are labelled fake.
    pub real_count: usize,
    /// The loss.
    pub criterion: Criterion,
}

/// A batch's loss (see [`Kernels::gan_loss`](crate::Kernels::gan_loss)).
#[derive(Debug)]
pub struct GanLoss {
    /// `[1]`, whose gradient is the loss's; its value has no meaning. Our own kernel takes the gradient by it to be one, so
    /// nothing but [`backward`](Self::backward) may use it.
    pub(crate) surrogate: Tensor<1>,
    /// `[earlier + 3]`, without gradients: the earlier metrics, then the loss, the mean sigmoid of the samples labelled
    /// real and that of those labelled fake, 0 where there are none.
    pub metrics: Tensor<1>,
}

impl GanLoss {
    /// The gradients of the loss by all that it was computed from.
    pub fn backward(&self) -> Gradients {
        self.surrogate.backward()
    }
}

/// Metrics that were computed earlier: those values of a tensor, so that no copy of them is made.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// The tensor, without gradients.
    pub values: Tensor<1>,
    /// Where they lie.
    pub range: Range<usize>,
}

impl From<Tensor<1>> for Earlier {
    /// All values of a tensor.
    fn from(values: Tensor<1>) -> Self {
        let range = 0..values.dims()[0];
        Self { values, range }
    }
}

/// What the kernel computes.
pub struct Output {
    /// `[earlier + 3]`, see [`GanLoss::metrics`].
    pub metrics: CubeTensor,
    /// ∂loss / ∂logits, `[batch]`.
    pub logit_gradient: CubeTensor,
}

/// Loss, metrics and gradient at once.
///
/// # Shapes
/// - `logits`: `[batch]`
/// - `earlier`: values of which at most 64, those in the range, are copied
pub fn forward(logits: CubeTensor, earlier: CubeTensor, labels: Labels, range: Range<usize>) -> Output {
    let (logits, earlier) = (into_contiguous(logits), into_contiguous(earlier));
    let batch = logits.shape().num_elements();
    let (metrics, logit_gradient) = (empty(&logits, [range.len() + 3]), empty(&logits, [batch]));
    let buffers =
        [Buffer::Read(&logits), Buffer::Read(&earlier), Buffer::Write(&metrics), Buffer::Write(&logit_gradient)];
    launch(batch, labels, range).run(&buffers);
    Output { metrics, logit_gradient }
}

fn launch(batch: usize, Labels { real_count, criterion }: Labels, earlier: Range<usize>) -> Launch<impl Wgsl> {
    assert!(earlier.len() <= WORKGROUP, "gan_loss: {} earlier metrics are more than {WORKGROUP}", earlier.len());
    let (form, real_label) = match criterion {
        Criterion::Bce { real_label } => (Form::Bce, real_label),
        Criterion::HingeD => (Form::HingeD, 1.0),
        Criterion::HingeG => (Form::HingeG, 1.0),
    };
    let kernel = GanLossKernel { workgroup: WORKGROUP, form };
    let uniform = [batch, real_count, earlier.start, earlier.len(), real_label.to_bits() as usize];
    Launch::new(kernel, Workgroups::Grid(1, 1), &uniform)
}

/// Loop iterations of a thread for a batch.
pub fn loops(batch: usize) -> Vec<Loops> {
    vec![("gan_loss", launch(batch, Labels { real_count: batch, criterion: Criterion::HingeD }, 0..0).loops())]
}
