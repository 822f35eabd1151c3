//! How the sums over a channel are made: in chunks of the samples, each reduced by a workgroup or by a thread.

use burn::backend::TensorMetadata;
use burn_cubecl::tensor::CubeTensor;

use crate::launch::{LONGEST_SUM, Launch, Wgsl, Workgroups, empty};
use crate::target::Target;

/// Sizes of the normalised images.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// Samples of one group.
    pub samples: usize,
    pub channels: usize,
    pub groups: usize,
    /// Binary logarithm of a channel's area in vectors of four pixels.
    pub area_bits: usize,
}

impl Sizes {
    pub fn of(x: &CubeTensor, groups: usize) -> Self {
        let [batch, channels, height, width] = x.shape().dims();
        Self { samples: batch / groups, channels, groups, area_bits: (height * width / 4).ilog2() as usize }
    }
}

/// What reduces a chunk, which is a part of a group's samples in one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reducer {
    /// A workgroup, on a GPU.
    Workgroup,
    /// A single thread without barriers, on a software adapter.
    Thread,
}

impl Reducer {
    pub fn of(target: Target) -> Self {
        match target {
            Target::Gpu { .. } => Self::Workgroup,
            Target::SoftwareAdapter => Self::Thread,
        }
    }

    pub fn is_workgroup(&self) -> bool {
        *self == Self::Workgroup
    }

    /// Threads in a workgroup.
    pub fn workgroup(&self) -> usize {
        match self {
            Self::Workgroup => 64,
            // Few, so that few channels keep more than one core busy.
            Self::Thread => 4,
        }
    }

    /// Threads that reduce a chunk.
    pub fn threads(&self) -> usize {
        match self {
            Self::Workgroup => self.workgroup(),
            Self::Thread => 1,
        }
    }

    /// Chunks that keep every core busy.
    fn min_chunks(&self) -> usize {
        match self {
            Self::Workgroup => 1024,
            Self::Thread => 32,
        }
    }

    /// Chunks of a group and channel, so that every core has work and no thread adds up too many values.
    fn chunks(&self, Sizes { samples, channels, groups, area_bits }: Sizes) -> usize {
        let longest = ((LONGEST_SUM * self.threads()) >> area_bits).max(1);
        self.min_chunks().div_ceil(channels * groups).max(samples.div_ceil(longest)).min(samples)
    }

    /// Steps of a thread through its chunk's values.
    fn steps(&self, uniform: &[u32]) -> usize {
        let [samples, chunks] = [uniform[0], uniform[3]].map(|size| size as usize);
        (samples.div_ceil(chunks) << uniform[4]).div_ceil(self.threads())
    }

    /// Loop iterations of a thread that sums up its part of a chunk and takes part in the reduction.
    pub fn sum_loops(&self, uniform: &[u32]) -> usize {
        self.steps(uniform) + self.threads().ilog2() as usize
    }

    /// Loop iterations of a thread that adds up all chunks, for its own group and then for each, and goes through its own.
    pub fn apply_loops(&self, uniform: &[u32]) -> usize {
        let [groups, chunks] = [uniform[2], uniform[3]].map(|size| size as usize);
        self.steps(uniform) + chunks * (1 + groups) + groups
    }

    /// A new tensor for the pairs of sums of every chunk.
    pub fn sums(&self, sizes: Sizes, beside: &CubeTensor) -> CubeTensor {
        empty(beside, [self.chunks(sizes), sizes.groups, sizes.channels, 2])
    }

    /// A kernel over all chunks.
    pub fn launch<K: Wgsl>(self, kernel: K, sizes: Sizes) -> Launch<K> {
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
