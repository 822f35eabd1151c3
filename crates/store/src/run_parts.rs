//! The files of a run's archive: which there are, and their paths.

use zip::CompressionMethod;

use facegan_core::config::KernelChoice;
use facegan_model::HostTensor;
use facegan_train::{SavedGrid, Snapshot};

/// A run with what else its archive says.
pub struct WholeRun {
    /// The run.
    pub snapshot: Snapshot,
    /// Its state at the moment at which netG was best, where that is kept.
    pub best: Option<Snapshot>,
    /// The real images as PNG, while its photos are there.
    pub reals: Option<Vec<u8>>,
    /// Whose kernels computed it.
    pub kernels: KernelChoice,
    /// What the browser calls the GPU.
    pub adapter: String,
}

/// One file of the archive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part<'a> {
    /// What the files are, as Markdown.
    Readme,
    /// Every setting, as JSON.
    Settings,
    /// netG's state dict.
    NetG,
    /// The state dict of netG's moving average (EMA).
    AveragedNetG(&'a [HostTensor]),
    /// The state dict of the netG or moving average that was measured best.
    BestNetG(&'a Snapshot),
    /// netD's state dict.
    NetD,
    /// netG in eval mode.
    Onnx,
    /// The whole run.
    Checkpoint,
    /// The numbers of every iteration as CSV.
    Losses,
    /// How good netG was, as CSV.
    Quality,
    /// The real images as PNG.
    Reals(&'a [u8]),
    /// A sample grid as PNG.
    Grid(&'a SavedGrid),
}

impl Part<'_> {
    /// The path within the archive.
    pub fn path(&self) -> String {
        match self {
            Self::Readme => "README.md".into(),
            Self::Settings => "settings.json".into(),
            Self::NetG => "netG.safetensors".into(),
            Self::AveragedNetG(_) => "netG_ema.safetensors".into(),
            Self::BestNetG(_) => "netG_best.safetensors".into(),
            Self::NetD => "netD.safetensors".into(),
            Self::Onnx => "netG.onnx".into(),
            Self::Checkpoint => "checkpoint.safetensors".into(),
            Self::Losses => "losses.csv".into(),
            Self::Quality => "quality.csv".into(),
            Self::Reals(_) => "real_images.png".into(),
            Self::Grid(grid) => format!("grids/{:06}.png", grid.iteration),
        }
    }

    /// Text becomes smaller; weights and pictures hardly do.
    pub(super) fn compression(&self) -> CompressionMethod {
        match self {
            Self::Readme | Self::Settings | Self::Losses | Self::Quality => CompressionMethod::Deflated,
            Self::NetG
            | Self::AveragedNetG(_)
            | Self::BestNetG(_)
            | Self::NetD
            | Self::Onnx
            | Self::Checkpoint
            | Self::Reals(_)
            | Self::Grid(_) => CompressionMethod::Stored,
        }
    }
}

impl WholeRun {
    /// Every file of the archive.
    pub fn parts(&self) -> Vec<Part<'_>> {
        let fixed = [Part::Readme, Part::Settings, Part::NetG, Part::NetD, Part::Onnx, Part::Checkpoint, Part::Losses];
        let ema = self.snapshot.ema.as_deref().map(Part::AveragedNetG);
        let best = self.best.as_ref().map(Part::BestNetG);
        let quality = (!self.snapshot.measurements.is_empty()).then_some(Part::Quality);
        let reals = self.reals.as_deref().map(Part::Reals);
        fixed
            .into_iter()
            .chain(ema)
            .chain(best)
            .chain(quality)
            .chain(reals)
            .chain(self.snapshot.grids.iter().map(Part::Grid))
            .collect()
    }
}
