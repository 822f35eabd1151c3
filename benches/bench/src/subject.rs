//! The implementations that are measured, and the address of each.

use crate::job::Case;

/// Photos in facegan's data set, or a few more where they would not fill the last batch.
pub const PHOTOS: u64 = 256;

/// An implementation that is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    Ours,
    /// facegan on Burn's own layers.
    Stock,
    TfJs,
    /// facegan with the kernels for a GPU, on a software adapter. It tells what is asked of WebGPU; on such an adapter these
    /// kernels are slow.
    GpuLayout,
}

impl Subject {
    /// In the order of their turns.
    pub const ALL: [Self; 4] = [Self::Ours, Self::Stock, Self::TfJs, Self::GpuLayout];
    /// Those whose times are compared.
    pub const TIMED: [Self; 3] = [Self::Ours, Self::Stock, Self::TfJs];

    /// Whether its times are compared.
    pub fn is_timed(self) -> bool {
        Self::TIMED.contains(&self)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Ours => "facegan",
            Self::Stock => "stock Burn",
            Self::TfJs => "TF.js",
            Self::GpuLayout => "GPU layout",
        }
    }
}

/// The query for a run of facegan over so many sample faces, which starts by itself.
///
/// Sample grids come with the first iteration and the last only.
pub fn facegan(subject: Subject, case: Case, photos: u64) -> String {
    let Case { ngf, batch } = case;
    let kernels = if subject == Subject::Stock { "&kernels=stock" } else { "" };
    let photos = photos.next_multiple_of(batch);
    format!(
        "image_size=64&batch_size={batch}&nz=100&ngf={ngf}&ndf={ngf}&num_epochs=100000&sample_every=1000000&seed=1\
         &data=sample:{photos}{kernels}&autostart=1"
    )
}

/// The query for a run in TF.js, which ends after so many seconds and iterations.
pub fn tfjs(case: Case, seconds: f64, least: usize) -> String {
    format!("ngf={}&batch={}&seconds={seconds}&least={least}", case.ngf, case.batch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_stock_layers_are_asked_for_by_name() {
        assert!(facegan(Subject::Stock, Case::SMALLEST, 16).contains("&kernels=stock"));
        assert!(!facegan(Subject::Ours, Case::SMALLEST, 16).contains("kernels"));
    }

    #[test]
    fn no_batch_is_a_partial_one() {
        assert!(facegan(Subject::Ours, Case { ngf: 8, batch: 12 }, 256).contains("data=sample:264"));
        assert!(facegan(Subject::Ours, Case::LARGE, 256).contains("data=sample:256&"));
    }
}
