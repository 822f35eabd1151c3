//! What is to be measured.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use facegan_core::config::TrainConfig;
use serde::{Deserialize, Serialize};

/// What `cargo xtask bench` got ready and was asked for.
#[derive(Debug, Deserialize)]
pub struct Job {
    /// The built page.
    pub dist: PathBuf,
    /// The bundled TF.js script, or why there is none.
    pub tfjs: Result<PathBuf, String>,
    pub wasm_gz_bytes: WasmBytes,
    /// The sizes asked for; none for the usual ones.
    pub cases: Vec<Case>,
    pub rounds: usize,
    pub extent: Extent,
    /// Iterations of a run that is watched for growing memory.
    pub live: Option<usize>,
    /// Whether the results are printed as JSON as well.
    pub json: bool,
    /// The file that keeps the results of a full measurement.
    pub results: PathBuf,
}

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Extent {
    /// Everyone, for long enough to be compared, and the results are kept.
    Full,
    /// facegan alone for a few iterations, to see that it can be measured. Nothing is kept.
    Trial,
}

/// What the wasm binaries weigh, gzipped.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
pub struct WasmBytes {
    pub page: u64,
    pub engine: u64,
    pub photos: u64,
}

/// A size of the networks and of the batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Case {
    /// ngf, and ndf as well.
    pub ngf: u64,
    pub batch: u64,
}

impl Case {
    pub const SMALLEST: Self = Self { ngf: 8, batch: 4 };
    /// The sizes for every adapter.
    pub const USUAL: [Self; 3] = [Self::SMALLEST, Self { ngf: 16, batch: 16 }, Self { ngf: 32, batch: 16 }];
    /// A size for real GPUs only, not for one emulated in software.
    pub const LARGE: Self = Self { ngf: 64, batch: 64 };

    /// The settings of a run of this size.
    pub fn config(self) -> TrainConfig {
        let features = self.ngf as usize;
        TrainConfig { ngf: features, ndf: features, batch_size: self.batch as usize, ..TrainConfig::default() }
    }
}

impl fmt::Display for Case {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&format!("{}/{}", self.ngf, self.batch))
    }
}

impl Job {
    /// Reads a job from its file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is not what xtask writes", path.display()))
    }
}
