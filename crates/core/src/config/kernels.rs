//! Whose kernels compute a run. Not one of its settings, because a run may continue with other kernels.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Whose GPU kernels compute a run, and how precisely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum KernelChoice {
    /// facegan's own, laid out for the GPU at hand, in float32 as PyTorch.
    #[default]
    Own,
    /// facegan's own, with the layers' outputs stored as float16 where the GPU has it: less memory and less traffic,
    /// and results that differ from PyTorch's by float16's rounding.
    Mixed,
    /// Those of Burn's layers: several times slower, to compare with or where a driver fails with our own.
    Stock,
}

impl KernelChoice {
    /// Every choice, in the order in which a form shows them.
    pub const ALL: [Self; 3] = [Self::Own, Self::Mixed, Self::Stock];

    /// What the form and the address call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Mixed => "mixed",
            Self::Stock => "stock",
        }
    }
}

impl FromStr for KernelChoice {
    type Err = ();

    /// Reads a choice's [`name`](Self::name).
    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|choice| choice.name() == name).ok_or(())
    }
}
