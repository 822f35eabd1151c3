//! Two kernels there and two back, the first of which sums up chunks of the samples: a workgroup each on a real GPU, a
//! thread each on a software adapter.

use askama::Template;
use burn_cubecl::tensor::CubeTensor;

use super::{EPSILON, Gradients, MOMENTUM, Normalization, Sizes, State};
use crate::launch::{Buffer, LONGEST_SUM, Launch, Wgsl, Workgroups, empty};
use crate::{Activation, Precision, Target};

/// Who sums up a chunk of a group's samples, in one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Unit {
    Workgroup,
    Thread,
}

impl Unit {
    fn of(target: Target) -> Self {
        match target {
            Target::Gpu(_) => Self::Workgroup,
            Target::SoftwareAdapter => Self::Thread,
        }
    }

    fn is_workgroup(&self) -> bool {
        *self == Self::Workgroup
    }

    /// Threads in a workgroup.
    fn workgroup(&self) -> usize {
        match self {
            Self::Workgroup => 64,
            // Few, so that few channels keep more than one core busy.
            Self::Thread => 4,
        }
    }

    /// Threads of a unit.
    fn lanes(&self) -> usize {
        match self {
            Self::Workgroup => self.workgroup(),
            Self::Thread => 1,
        }
    }

    /// Units that keep every core busy.
    fn busy(&self) -> usize {
        match self {
            Self::Workgroup => 1024,
            Self::Thread => 32,
        }
    }

    /// Parts that the samples of a group and channel are summed up in, so that every core has work and no thread adds up
    /// too many values.
    fn chunks(&self, Sizes { samples, channels, groups, area_bits }: Sizes) -> usize {
        let longest = ((LONGEST_SUM * self.lanes()) >> area_bits).max(1);
        self.busy().div_ceil(channels * groups).max(samples.div_ceil(longest)).min(samples)
    }

    /// Steps of a thread through its chunk's values.
    fn steps(&self, shape: &[u32]) -> usize {
        let [samples, chunks] = [shape[0], shape[3]].map(|size| size as usize);
        (samples.div_ceil(chunks) << shape[4]).div_ceil(self.lanes())
    }

    /// Loop iterations of a thread that sums up a chunk, and then what the unit's threads found.
    fn summing(&self, shape: &[u32]) -> usize {
        self.steps(shape) + self.lanes().ilog2() as usize
    }

    /// Loop iterations of a thread that adds up all chunks, for its own group and then for each, and goes through its own.
    fn applying(&self, shape: &[u32]) -> usize {
        let [groups, chunks] = [shape[2], shape[3]].map(|size| size as usize);
        self.steps(shape) + chunks * (1 + groups) + groups
    }

    /// Where the sums of every chunk come.
    fn sums(&self, sizes: Sizes, beside: &CubeTensor) -> CubeTensor {
        empty(beside, [self.chunks(sizes), sizes.groups, sizes.channels, 2])
    }

    fn launch<K: Wgsl>(self, kernel: K, sizes: Sizes) -> Launch<K> {
        let Sizes { samples, channels, groups, area_bits } = sizes;
        let chunks = self.chunks(sizes);
        let count = channels * groups * chunks;
        let workgroups = match self {
            Self::Workgroup => Workgroups::Row(count),
            Self::Thread => Workgroups::Threads { count, workgroup: self.workgroup() },
        };
        Launch::new(kernel, workgroups, &[samples, channels, groups, chunks, area_bits])
    }
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "norm_sums.wgsl", escape = "none")]
struct Sums {
    unit: Unit,
    precision: Precision,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "norm.wgsl", escape = "none")]
struct Norm {
    unit: Unit,
    /// Of what comes in.
    precision: Precision,
    result: Precision,
    after: Activation,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "norm_gradient_sums.wgsl", escape = "none")]
struct GradientSums {
    unit: Unit,
    precision: Precision,
    after: Activation,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "norm_gradient.wgsl", escape = "none")]
struct Gradient {
    unit: Unit,
    precision: Precision,
    after: Activation,
}

impl Wgsl for Sums {
    fn loops(&self, shape: &[u32]) -> usize {
        self.unit.summing(shape)
    }
}

impl Wgsl for Norm {
    fn loops(&self, shape: &[u32]) -> usize {
        self.unit.applying(shape)
    }
}

impl Wgsl for GradientSums {
    fn loops(&self, shape: &[u32]) -> usize {
        self.unit.summing(shape)
    }
}

impl Wgsl for Gradient {
    fn loops(&self, shape: &[u32]) -> usize {
        self.unit.applying(shape)
    }
}

pub fn forward(
    x: &CubeTensor,
    state: &State,
    [result, statistics]: [&CubeTensor; 2],
    sizes: Sizes,
    Normalization { after, target, .. }: Normalization,
) {
    let (unit, precision) = (Unit::of(target), Precision::of(x));
    let sums = unit.sums(sizes, statistics);
    unit.launch(Sums { unit, precision }, sizes).run(&[Buffer::Read(x), Buffer::Write(&sums)]);
    let buffers = [
        Buffer::Read(x),
        Buffer::Read(&sums),
        Buffer::Read(&state.weight),
        Buffer::Read(&state.bias),
        Buffer::Write(&state.running_mean),
        Buffer::Write(&state.running_var),
        Buffer::Write(result),
        Buffer::Write(statistics),
    ];
    unit.launch(Norm { unit, precision, result: target.precision(), after }, sizes).run(&buffers);
}

pub fn backward(
    x: &CubeTensor,
    gradient: &CubeTensor,
    statistics: &CubeTensor,
    result: &Gradients,
    sizes: Sizes,
    Normalization { after, target, .. }: Normalization,
) {
    let (unit, precision) = (Unit::of(target), Precision::of(x));
    let sums = unit.sums(sizes, statistics);
    let buffers = [Buffer::Read(x), Buffer::Read(gradient), Buffer::Read(statistics), Buffer::Write(&sums)];
    unit.launch(GradientSums { unit, precision, after }, sizes).run(&buffers);
    let buffers = [
        Buffer::Read(x),
        Buffer::Read(gradient),
        Buffer::Read(statistics),
        Buffer::Read(&sums),
        Buffer::Write(&result.x),
        Buffer::Write(&result.weight),
        Buffer::Write(&result.bias),
    ];
    unit.launch(Gradient { unit, precision, after }, sizes).run(&buffers);
}

/// Iterations that a thread's loops make in every kernel.
pub fn loops(sizes: Sizes, target: Target) -> Vec<(&'static str, usize)> {
    let (unit, precision, after) = (Unit::of(target), Precision::F32, Activation::Relu);
    vec![
        ("normalisation's sums", unit.launch(Sums { unit, precision }, sizes).loops()),
        ("normalisation", unit.launch(Norm { unit, precision, result: precision, after }, sizes).loops()),
        ("its gradient's sums", unit.launch(GradientSums { unit, precision, after }, sizes).loops()),
        ("its gradient", unit.launch(Gradient { unit, precision, after }, sizes).loops()),
    ]
}
