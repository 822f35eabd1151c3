//! What computes: the backend, and whose kernels.

use clap::builder::TypedValueParser;
use clap::{Args, ValueEnum};

use super::values::named;
use facegan_core::config::KernelChoice;

// What computes.
#[derive(Debug, Clone, Copy, Args)]
pub struct Machine {
    /// What to compute on
    #[arg(long, value_enum, default_value_t = Backend::usual())]
    pub backend: Backend,
    /// Whose GPU kernels compute, and how precisely [default: own on vulkan and metal, stock elsewhere]
    #[arg(long, value_parser = kernels())]
    pub kernels: Option<KernelChoice>,
}

/// A backend to compute with, each behind a Cargo feature of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Backend {
    /// A GPU through Vulkan, with facegan's own kernels
    Vulkan,
    /// A Mac's GPU through Metal, with facegan's own kernels
    Metal,
    /// An NVIDIA GPU through CUDA, with Burn's kernels
    Cuda,
    /// The processor, with Burn's kernels
    Cpu,
}

impl Backend {
    /// The one that a machine of this kind most likely has.
    pub fn usual() -> Self {
        if cfg!(target_os = "macos") { Self::Metal } else { Self::Vulkan }
    }

    /// Its name on the command line, which is its Cargo feature's.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vulkan => "vulkan",
            Self::Metal => "metal",
            Self::Cuda => "cuda",
            Self::Cpu => "cpu",
        }
    }

    /// Whether this build has it.
    pub fn is_built(self) -> bool {
        match self {
            Self::Vulkan => cfg!(feature = "vulkan"),
            Self::Metal => cfg!(feature = "metal"),
            Self::Cuda => cfg!(feature = "cuda"),
            Self::Cpu => cfg!(feature = "cpu"),
        }
    }
}

/// Reads the name of kernels.
fn kernels() -> impl TypedValueParser<Value = KernelChoice> {
    named(KernelChoice::ALL.map(|kernels| (kernels.name().to_owned(), kernels)))
}
