//! What our own kernels are laid out for, and in which precision they keep images.

use std::fmt;

use burn::backend::TensorMetadata;
use burn::tensor::DType;
use burn_cubecl::tensor::CubeTensor;

use facegan_core::tuning::Tuning;

/// What our own kernels are laid out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// A software adapter, where the CPU emulates a GPU (SwiftShader, llvmpipe): few threads and no barriers.
    SoftwareAdapter,
    /// A hardware GPU: many threads in flight, tiles in workgroup memory.
    Gpu {
        /// Of the layers' outputs.
        precision: Precision,
        /// The convolutions' tiles.
        tuning: Tuning,
    },
}

/// The type of the layers' outputs. All arithmetic, weights and gradients are float32 in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Precision {
    /// Single precision everywhere.
    F32,
    /// Mixed precision: layers' outputs are stored as float16, in half the memory.
    F16,
}

impl Precision {
    pub(crate) fn of(tensor: &CubeTensor) -> Self {
        if tensor.dtype() == DType::F16 { Self::F16 } else { Self::F32 }
    }

    pub(crate) fn is_half(self) -> bool {
        self == Self::F16
    }

    pub(crate) fn dtype(self) -> DType {
        match self {
            Self::F32 => DType::F32,
            Self::F16 => DType::F16,
        }
    }
}

impl fmt::Display for Precision {
    /// The type's name in WGSL.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_half() { "f16" } else { "f32" })
    }
}

impl Target {
    /// A hardware GPU that was not measured.
    pub fn gpu(precision: Precision) -> Self {
        Self::Gpu { precision, tuning: Tuning::default() }
    }

    pub(crate) fn precision(self) -> Precision {
        match self {
            Self::SoftwareAdapter => Precision::F32,
            Self::Gpu { precision, .. } => precision,
        }
    }

    /// Threads in a workgroup of kernels without barriers.
    pub(crate) fn workgroup(self) -> usize {
        match self {
            Self::SoftwareAdapter => 16,
            Self::Gpu { .. } => 64,
        }
    }
}
