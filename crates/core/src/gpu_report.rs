//! What “Measure this GPU” finds: how fast a GPU computes a product of matrices, each pass of the layers, and an iteration.

mod sent;
mod tables;

use serde::{Deserialize, Serialize};

pub use sent::SentReport;

/// How fast a GPU computes what a run consists of; [`SentReport`] is what people send of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct GpuReport {
    /// The GPU's name.
    pub adapter: String,
    /// Whether it is a software adapter, which computes on the CPU.
    pub software: bool,
    /// Whether it has float16, for mixed precision.
    pub float16: bool,
    /// The tiles that each pass computes in, as `tiles` takes them; none on a software adapter.
    pub tiles: Option<String>,
    /// Products of square matrices, one for each tile.
    pub products: Vec<ProductRate>,
    /// Each pass of some layers.
    pub passes: Vec<PassRate>,
    /// An iteration with each preset that the GPU is fast enough for, in float32.
    pub presets: Vec<PresetTime>,
    /// An iteration of the same in mixed precision; none without float16.
    pub mixed: Vec<PresetTime>,
}

/// What is measured next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Products of matrices.
    Products,
    /// Iterations with the presets.
    Iterations,
    /// Each pass of the layers.
    Passes,
}

impl Stage {
    /// What is being done, for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Products => "Multiplying matrices",
            Self::Iterations => "Training iterations with the presets",
            Self::Passes => "Computing each pass of the layers",
        }
    }
}

/// How fast the product of two square matrices is computed in a tile: 2 n³ floating-point operations for n rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProductRate {
    /// The tile, as height × width, such as `128x64`.
    pub tile: String,
    /// Rows of the matrices.
    pub rows: usize,
    /// 10⁹ floating-point operations a second.
    pub gflops: f64,
}

/// How fast a pass of a layer is computed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PassRate {
    /// `conv2d`, `conv_transpose2d` or `weight gradient`.
    pub pass: String,
    /// Images.
    pub batch: usize,
    /// Channels of the high-res and of the low-res image.
    pub channels: [usize; 2],
    /// Side of the low-res image in pixels.
    pub low_side: usize,
    /// The tile; none on a software adapter.
    pub tile: Option<String>,
    /// 10⁹ floating-point operations a second.
    pub gflops: f64,
}

/// How long an iteration with a preset takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PresetTime {
    /// The preset's name.
    pub preset: String,
    /// Milliseconds of an iteration.
    pub ms: f64,
    /// 10⁹ useful floating-point operations a second (`flops::of_iteration`).
    pub gflops: f64,
}

impl GpuReport {
    /// The rate of the fastest product of matrices, in 10⁹ floating-point operations a second.
    pub fn best_product(&self) -> Option<f64> {
        self.products.iter().map(|product| product.gflops).max_by(f64::total_cmp)
    }

    /// What part of the fastest product's rate an iteration reaches.
    pub fn share(&self, time: &PresetTime) -> Option<f64> {
        self.best_product().map(|best| time.gflops / best)
    }

    /// How much faster an iteration is in mixed precision than in float32, with the largest preset of both: above 1 where
    /// mixed precision gains. None where it was not measured.
    pub fn mixed_gain(&self) -> Option<f64> {
        let pairs = self.presets.iter().filter_map(|float32| {
            let mixed = self.mixed.iter().find(|mixed| mixed.preset == float32.preset)?;
            Some((float32.ms, float32.ms / mixed.ms))
        });
        pairs.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, gain)| gain)
    }
}

/// Parts of reports, for tests.
#[cfg(test)]
mod examples {
    use super::{PresetTime, ProductRate};

    pub fn time(preset: &str, ms: f64, gflops: f64) -> PresetTime {
        PresetTime { preset: preset.into(), ms, gflops }
    }

    pub fn product(tile: &str, gflops: f64) -> ProductRate {
        ProductRate { tile: tile.into(), rows: 1024, gflops }
    }
}

#[cfg(test)]
mod tests {
    use super::examples::{product, time};
    use super::*;

    fn report() -> GpuReport {
        GpuReport {
            products: vec![product("64x64", 100.0), product("128x64", 400.0)],
            presets: vec![time("Tiny", 2.0, 10.0), time("Quick", 8.0, 200.0)],
            mixed: vec![time("Tiny", 4.0, 5.0), time("Quick", 6.4, 250.0)],
            ..GpuReport::default()
        }
    }

    #[test]
    fn a_share_is_of_the_fastest_product() {
        let report = report();
        assert_eq!(report.share(&report.presets[1]), Some(0.5));
        assert_eq!(GpuReport { products: Vec::new(), ..report.clone() }.share(&report.presets[1]), None);
    }

    #[test]
    fn mixed_precision_gains_what_it_does_at_the_largest_preset() {
        assert_eq!(report().mixed_gain(), Some(1.25));
        assert_eq!(GpuReport { mixed: vec![time("Tiny", 4.0, 5.0)], ..report() }.mixed_gain(), Some(0.5));
        assert_eq!(GpuReport { mixed: Vec::new(), ..report() }.mixed_gain(), None);
    }
}
