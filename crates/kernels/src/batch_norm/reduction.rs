//! How the sums over a channel are made: by workgroups or by threads, in one pass over all values or chunk by chunk.

use burn::backend::TensorMetadata;
use burn_cubecl::tensor::CubeTensor;

use crate::launch::{LONGEST_SUM, Launch, Wgsl, Workgroups, empty};
use crate::layer::Activation;
use crate::target::Target;

/// Chunks that keep every core of a GPU busy, and those of a CPU.
const MIN_WORKGROUP_CHUNKS: usize = 1024;
const MIN_THREAD_CHUNKS: usize = 32;
/// Vectors of a channel that one reducer goes through at most: eight for each thread of a workgroup. With more, the cores
/// that have no channel would be idle for longer than a dispatch takes.
const MOST_VECTORS: usize = 2048;
/// The same of a thread, where few channels leave cores idle.
const MOST_VECTORS_OF_FEW_CHANNELS: usize = 1024;
/// Values of a channel that are normalised in one pass at most, on any target.
pub const MOST_IN_ONE_PASS: usize = 4 * MOST_VECTORS;

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

    /// Vectors of a channel in all groups.
    fn vectors(&self) -> usize {
        (self.samples * self.groups) << self.area_bits
    }
}

/// How often the kernels go through the values from start to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passes {
    /// A reducer sums up and applies, for a whole channel.
    One,
    /// The first kernel makes the sums over chunks of the samples, the second adds those up and applies them.
    Two,
}

impl Passes {
    /// One where a channel has so few values that a dispatch costs more than idle cores.
    pub fn of(sizes: Sizes, target: Target) -> Self {
        let most = match target {
            Target::SoftwareAdapter if sizes.channels < MIN_THREAD_CHUNKS => MOST_VECTORS_OF_FEW_CHANNELS,
            Target::SoftwareAdapter | Target::Gpu { .. } => MOST_VECTORS,
        };
        if sizes.vectors() <= most { Self::One } else { Self::Two }
    }
}

/// What reduces the values of a channel, or those of a chunk: a part of a group's samples in one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reducer {
    /// A workgroup of so many threads, on a GPU.
    Workgroup(usize),
    /// A single thread without barriers, on a software adapter.
    Thread,
}

impl Reducer {
    /// Reduces a whole channel.
    pub fn of_channels(target: Target) -> Self {
        match target {
            // As many as WebGPU allows.
            Target::Gpu { .. } => Self::Workgroup(256),
            Target::SoftwareAdapter => Self::Thread,
        }
    }

    /// Reduces a chunk.
    pub fn of_chunks(target: Target) -> Self {
        match target {
            Target::Gpu { .. } => Self::Workgroup(64),
            Target::SoftwareAdapter => Self::Thread,
        }
    }

    pub fn is_workgroup(&self) -> bool {
        matches!(self, Self::Workgroup(_))
    }

    /// Threads in a workgroup.
    pub fn workgroup(&self) -> usize {
        match self {
            Self::Workgroup(threads) => *threads,
            // Few, so that few channels keep more than one core busy.
            Self::Thread => 4,
        }
    }

    /// Threads that reduce together.
    pub fn threads(&self) -> usize {
        match self {
            Self::Workgroup(threads) => *threads,
            Self::Thread => 1,
        }
    }

    /// Chunks that keep every core busy.
    fn min_chunks(&self) -> usize {
        match self {
            Self::Workgroup(_) => MIN_WORKGROUP_CHUNKS,
            Self::Thread => MIN_THREAD_CHUNKS,
        }
    }

    /// Chunks of a group and channel, so that every core has work and no thread adds up too many values.
    fn chunks(&self, Sizes { samples, channels, groups, area_bits }: Sizes) -> usize {
        let longest = ((LONGEST_SUM * self.threads()) >> area_bits).max(1);
        self.min_chunks().div_ceil(channels * groups).max(samples.div_ceil(longest)).min(samples)
    }

    /// Steps of a thread through a chunk's values.
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

    /// Loop iterations of a thread that sums up its part of each group, takes part in the reduction and goes through its
    /// part again.
    pub fn channel_loops(&self, uniform: &[u32]) -> usize {
        uniform[2] as usize * (1 + self.sum_loops(uniform) + self.steps(uniform))
    }

    /// A new tensor for the pairs of sums of every chunk.
    pub fn sums(&self, sizes: Sizes, beside: &CubeTensor) -> CubeTensor {
        empty(beside, [self.chunks(sizes), sizes.groups, sizes.channels, 2])
    }

    /// A kernel over all chunks.
    pub fn over_chunks<K: Wgsl>(self, kernel: K, sizes: Sizes, activation: Activation) -> Launch<K> {
        let chunks = self.chunks(sizes);
        self.launch(kernel, sizes.channels * sizes.groups * chunks, sizes, chunks, activation)
    }

    /// A kernel over all channels. Each group is a chunk.
    pub fn over_channels<K: Wgsl>(self, kernel: K, sizes: Sizes, activation: Activation) -> Launch<K> {
        self.launch(kernel, sizes.channels, sizes, 1, activation)
    }

    fn launch<K: Wgsl>(
        self,
        kernel: K,
        count: usize,
        sizes: Sizes,
        chunks: usize,
        activation: Activation,
    ) -> Launch<K> {
        let Sizes { samples, channels, groups, area_bits } = sizes;
        let workgroups = match self {
            Self::Workgroup(_) => Workgroups::Row(count),
            Self::Thread => Workgroups::Threads { count, workgroup: self.workgroup() },
        };
        Launch::new(kernel, workgroups, &[samples, channels, groups, chunks, area_bits, activation.slope_word()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Precision;

    fn passes([batch, channels, side, groups]: [usize; 4], target: Target) -> Passes {
        let area_bits = (side * side / 4).ilog2() as usize;
        Passes::of(Sizes { samples: batch / groups, channels, groups, area_bits }, target)
    }

    /// netD's layers at ngf = ndf = 8 and a batch of 4, and at the tutorial's settings.
    #[test]
    fn small_batches_take_one_pass_and_large_ones_two() {
        for target in [Target::SoftwareAdapter, Target::gpu(Precision::F32)] {
            for sizes in [[8, 16, 16, 2], [8, 32, 8, 2], [8, 64, 4, 2]] {
                assert_eq!(passes(sizes, target), Passes::One, "{sizes:?}, {target:?}");
            }
            for sizes in [[256, 128, 16, 2], [256, 256, 8, 2]] {
                assert_eq!(passes(sizes, target), Passes::Two, "{sizes:?}, {target:?}");
            }
        }
    }

    #[test]
    fn a_thread_takes_a_channel_of_more_values_where_many_channels_keep_the_cores_busy() {
        assert_eq!(passes([32, 31, 16, 2], Target::SoftwareAdapter), Passes::Two);
        assert_eq!(passes([32, 32, 16, 2], Target::SoftwareAdapter), Passes::One);
        assert_eq!(passes([34, 32, 16, 2], Target::SoftwareAdapter), Passes::Two);
    }
}
