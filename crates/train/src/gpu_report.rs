//! Measuring a GPU: products of matrices, iterations with the presets, and the passes of their layers.

use super::error::TrainError;
use super::measure::seconds_per_iteration;
use facegan_core::config::{KernelChoice, Preset, TrainConfig};
use facegan_core::flops::of_iteration;
use facegan_core::gpu_report::{GpuReport, PassRate, PresetTime, ProductRate, Stage};
use facegan_kernels::measure::{layer_tile, pass_seconds, product_seconds};
use facegan_kernels::{Compute, Conv, ConvSizes, Gpu, Kernels, Pass, Precision, Target, Tile};
use facegan_model::{Layer, ReadError, net_d_layers};

/// Rows of the smallest and the largest matrices that are multiplied.
const ROWS: [usize; 2] = [256, 4096];
/// Seconds of a product that are enough to measure it by.
const ENOUGH: f64 = 0.004;
/// Longest seconds that an iteration may be expected to take.
const LONGEST: f64 = 2.0;

/// Measures a GPU. `progress` is told what comes next. It takes some ten seconds, most of them for compiling.
///
/// # Errors
/// When the GPU fails.
pub async fn measure_gpu(gpu: &Gpu, mut progress: impl FnMut(Stage)) -> Result<GpuReport, TrainError> {
    let compute = gpu.compute(KernelChoice::Own);
    progress(Stage::Products);
    let products = products(&compute).await?;
    progress(Stage::Iterations);
    let presets = presets(&compute).await?;
    let mixed = gpu.compute(KernelChoice::Mixed);
    let mixed = match mixed.kernels.precision() {
        Precision::F16 => self::presets(&mixed).await?,
        Precision::F32 => Vec::new(),
    };
    progress(Stage::Passes);
    let passes = passes(largest(&presets), &compute).await?;
    let tiles = match compute.kernels {
        Kernels::Own(Target::Gpu { tuning, .. }) => Some(tuning.to_string()),
        Kernels::Own(Target::SoftwareAdapter) | Kernels::Stock => None,
    };
    compute.device.memory_cleanup();
    Ok(GpuReport {
        adapter: gpu.name().into(),
        software: gpu.is_software(),
        float16: gpu.has_float16(),
        tiles,
        products,
        passes,
        presets,
        mixed,
    })
}

/// Products of matrices that are large enough to fill the GPU, in each tile.
async fn products(compute: &Compute) -> Result<Vec<ProductRate>, TrainError> {
    let mut rows = ROWS[0];
    while rows < ROWS[1] && product(Tile::Square64, rows, compute).await? < ENOUGH {
        rows *= 2;
    }
    let mut products = Vec::new();
    for tile in Tile::CHOICES {
        let flops = 2 * (rows as u64).pow(3);
        let gflops = gflops(flops, product(tile, rows, compute).await?);
        products.push(ProductRate { tile: tile.to_string(), rows, gflops });
    }
    Ok(products)
}

async fn product(tile: Tile, rows: usize, compute: &Compute) -> Result<f64, TrainError> {
    Ok(product_seconds(tile, rows, compute).await.map_err(ReadError::from)?)
}

/// The presets from the smallest on, as long as the GPU is fast enough.
async fn presets(compute: &Compute) -> Result<Vec<PresetTime>, TrainError> {
    let mut times: Vec<PresetTime> = Vec::new();
    for preset in Preset::ALL.into_iter().rev() {
        let config = preset.config();
        let flops = of_iteration(&config);
        if times.last().is_some_and(|smaller| flops as f64 / (1e9 * smaller.gflops) > LONGEST) {
            break;
        }
        let seconds = seconds_per_iteration(config, compute).await?;
        times.push(PresetTime { preset: preset.label().into(), ms: 1000.0 * seconds, gflops: gflops(flops, seconds) });
    }
    Ok(times)
}

/// The largest preset that was measured.
fn largest(times: &[PresetTime]) -> Preset {
    times.last().and_then(|time| time.preset.parse().ok()).unwrap_or(Preset::Tiny)
}

/// Every pass of every layer of netD that halves an image, with a preset's sizes. netG has the same layers.
async fn passes(preset: Preset, compute: &Compute) -> Result<Vec<PassRate>, TrainError> {
    let Kernels::Own(target) = compute.kernels else { return Ok(Vec::new()) };
    let mut rates = Vec::new();
    for sizes in layers(&preset.config()) {
        for pass in Pass::ALL {
            let seconds = pass_seconds(pass, sizes, target, compute).await.map_err(ReadError::from)?;
            rates.push(PassRate {
                pass: pass.name().into(),
                batch: sizes.batch,
                channels: [sizes.high_channels, sizes.low_channels],
                low_side: sizes.low_side,
                tile: layer_tile(pass, sizes, target).map(|tile| tile.to_string()),
                gflops: gflops(sizes.flops(), seconds),
            });
        }
    }
    Ok(rates)
}

fn layers(config: &TrainConfig) -> Vec<ConvSizes> {
    let batch = config.batch_size;
    let halves = net_d_layers(config).into_iter().filter(|layer| layer.conv == Conv::Stride2);
    let sizes = |Layer { high_channels, low_channels, low_side, .. }| ConvSizes {
        batch,
        high_channels,
        low_channels,
        low_side,
    };
    halves.map(sizes).collect()
}

/// 10⁹ operations a second.
fn gflops(flops: u64, seconds: f64) -> f64 {
    flops as f64 / seconds / 1e9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layers_of_the_tutorial_are_measured() {
        let layers = layers(&Preset::Tutorial.config());
        let sizes: Vec<_> =
            layers.iter().map(|layer| [layer.high_channels, layer.low_channels, layer.low_side]).collect();
        assert_eq!(sizes, [[3, 64, 32], [64, 128, 16], [128, 256, 8], [256, 512, 4]]);
        assert!(layers.iter().all(|layer| layer.batch == 128));
    }

    #[test]
    fn the_largest_preset_that_was_measured_is_the_last() {
        let time = |preset: &str| PresetTime { preset: preset.into(), ms: 1.0, gflops: 1.0 };
        assert_eq!(largest(&[time("Tiny"), time("Quick")]), Preset::Quick);
        assert_eq!(largest(&[]), Preset::Tiny);
    }

    #[test]
    fn a_rate_is_operations_by_time() {
        assert_eq!(gflops(6_000_000_000, 2.0), 3.0);
    }
}
