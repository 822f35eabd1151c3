//! Timing every tile on the GPU at hand.

use burn::backend::ExecutionError;
use burn::tensor::{Device, Tensor};
use web_time::Instant;

use super::fastest::fastest;
use super::{LayerTiles, Pass, Tile, Tiles, Tuning, Work};
use crate::compute::{Compute, Kernels};
use crate::conv2d::Sizes;
use crate::layer::{Activation, Conv};
use crate::own;
use crate::target::{Precision, Target};
use crate::upload::fill;

/// Seconds of computing that are timed at once: well above what a browser's clock tells apart.
const ENOUGH: f64 = 0.005;
/// Times that a tile computes a layer at most in this.
const MOST: f64 = 32.0;
/// Seconds that the small layer takes on no real GPU. What is so slow is trained on in small networks, if at all, and would
/// take long to measure.
const SLOW: f64 = 0.02;
/// Different values of a tensor.
const WAVE: usize = 1000;
/// Times that this is repeated. The least counts, since whatever else the machine does only takes longer.
const ROUNDS: usize = 2;

/// Times the tiles of each pass on a large, a medium and a small layer, and chooses the fastest of each. Where some are
/// within 3 % of it, the default's wins, or else the largest.
///
/// It is laid out to take less than a second on GPUs of 500 GFLOP/s and more. Where the kernels have no tiles, on software
/// adapters and with Burn's layers, nothing is measured; where even a small layer takes long, nothing else is.
///
/// # Errors
/// When the device fails.
pub async fn measure_tiles(compute: &Compute) -> Result<Tuning, ExecutionError> {
    let Kernels::Own(Target::Gpu { precision, .. }) = compute.kernels else { return Ok(Tuning::default()) };
    let bench = Bench { device: &compute.device, precision, layer };
    let tiles = if bench.is_slow().await? { LayerTiles::default() } else { bench.all().await? };
    // A run needs the memory for itself.
    compute.device.memory_cleanup();
    Ok(Tuning::Layers(tiles))
}

/// A layer with as much to compute in this pass, whose sizes every tile divides. The weight gradient's sum is split, so
/// that it is always large.
fn layer(pass: Pass, work: Work) -> Sizes {
    let [batch, high_channels, low_channels, low_side] = match (pass, work) {
        (Pass::Conv2d, Work::Large) => [256, 32, 256, 8],
        (Pass::Conv2d, Work::Medium) => [64, 64, 256, 8],
        (Pass::Conv2d, Work::Small) => [64, 64, 256, 4],
        (Pass::ConvTranspose2d, Work::Large) => [128, 128, 128, 8],
        (Pass::ConvTranspose2d, Work::Medium) => [32, 128, 256, 8],
        (Pass::ConvTranspose2d, Work::Small) => [32, 128, 256, 4],
        (Pass::WeightGradient, _) => [32, 128, 256, 8],
    };
    Sizes { batch, high_channels, low_channels, low_side }
}

/// Where the tiles are timed.
struct Bench<'a> {
    device: &'a Device,
    precision: Precision,
    /// On what layers.
    layer: fn(Pass, Work) -> Sizes,
}

/// A layer's high-res and low-res image and its weights. GPUs may be faster on zeros, so they are a wave.
struct Layer {
    high: Tensor<4>,
    low: Tensor<4>,
    weight: Tensor<4>,
}

impl Bench<'_> {
    async fn is_slow(&self) -> Result<bool, ExecutionError> {
        let (pass, work) = (Pass::Conv2d, Work::Small);
        let (layer, tile) = (self.tensors((self.layer)(pass, work)), LayerTiles::default().of(pass, work));
        // The first time compiles the kernel.
        self.seconds(pass, &layer, tile, 1).await?;
        Ok(self.seconds(pass, &layer, tile, 1).await? > SLOW)
    }

    async fn all(&self) -> Result<LayerTiles, ExecutionError> {
        let conv2d = self.tiles(Pass::Conv2d).await?;
        let conv_transpose2d = self.tiles(Pass::ConvTranspose2d).await?;
        let weight_gradient = self.tile(Pass::WeightGradient, Work::Large).await?;
        Ok(LayerTiles { conv2d, conv_transpose2d, weight_gradient })
    }

    async fn tiles(&self, pass: Pass) -> Result<Tiles, ExecutionError> {
        let large = self.tile(pass, Work::Large).await?;
        let medium = self.tile(pass, Work::Medium).await?;
        let small = self.tile(pass, Work::Small).await?;
        Ok(Tiles { large, medium, small })
    }

    /// The fastest tile, the default's first.
    async fn tile(&self, pass: Pass, work: Work) -> Result<Tile, ExecutionError> {
        let default = LayerTiles::default().of(pass, work);
        let others = Tile::CHOICES.into_iter().filter(|&tile| tile != default);
        let tiles: Vec<Tile> = [default].into_iter().chain(others).collect();
        let layer = self.tensors((self.layer)(pass, work));
        let mut count = None;
        let mut seconds = Vec::new();
        for &tile in &tiles {
            // This compiles the kernel.
            self.seconds(pass, &layer, tile, 1).await?;
            let count = match count {
                Some(count) => count,
                None => *count.insert(enough(self.seconds(pass, &layer, tile, 1).await?)),
            };
            let mut least = f64::INFINITY;
            for _ in 0..ROUNDS {
                least = least.min(self.seconds(pass, &layer, tile, count).await?);
            }
            seconds.push(least);
        }
        Ok(fastest(&seconds).map_or(default, |at| tiles[at]))
    }

    fn tensors(&self, Sizes { batch, high_channels, low_channels, low_side }: Sizes) -> Layer {
        let kernels = Kernels::Own(Target::gpu(self.precision));
        let on = Compute { device: self.device.clone(), kernels };
        let wave: Vec<f32> = (0..WAVE).map(|i| (i as f32).sin()).collect();
        let high_side = 2 * low_side;
        Layer {
            high: kernels.to_precision(fill(&wave, 0, [batch, high_channels, high_side, high_side], &on)),
            low: kernels.to_precision(fill(&wave, 1, [batch, low_channels, low_side, low_side], &on)),
            weight: fill(&wave, 2, [low_channels, high_channels, 4, 4], &on),
        }
    }

    /// How long a pass takes so many times, and reading a value of the last result.
    async fn seconds(&self, pass: Pass, layer: &Layer, tile: Tile, count: usize) -> Result<f64, ExecutionError> {
        let target = Target::Gpu { precision: self.precision, tuning: Tuning::Only(tile) };
        let began = Instant::now();
        let mut result = compute(pass, layer, target);
        for _ in 1..count {
            result = compute(pass, layer, target);
        }
        result.slice([0..1, 0..1, 0..1, 0..1]).into_data_async().await?;
        Ok(began.elapsed().as_secs_f64())
    }
}

fn compute(pass: Pass, Layer { high, low, weight }: &Layer, target: Target) -> Tensor<4> {
    let (high, low, weight) = (high.clone(), low.clone(), weight.clone());
    match pass {
        Pass::Conv2d => own::conv2d(high, weight, Conv::Stride2, Activation::Linear, target),
        Pass::ConvTranspose2d => own::conv_transpose2d(low, weight, Conv::Stride2, Activation::Linear, target),
        Pass::WeightGradient => own::weight_gradient(high, low, Conv::Stride2, target),
    }
}

/// How often to compute what takes so many seconds once.
fn enough(seconds: f64) -> usize {
    (ENOUGH / seconds).clamp(1.0, MOST) as usize
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::sync::OnceLock;

    use burn::tensor::wgpu::MemoryConfiguration;
    use pollster::block_on;

    use super::*;
    use crate::conv2d::product;

    #[test]
    fn the_measured_layers_are_as_large_as_they_are_called_and_fill_every_tile() {
        for pass in [Pass::Conv2d, Pass::ConvTranspose2d] {
            for work in Work::ALL {
                assert_eq!(Work::of(product(pass, layer(pass, work))), work, "{pass:?}");
            }
        }
        for (pass, work) in Pass::ALL.into_iter().flat_map(|pass| Work::ALL.map(|work| (pass, work))) {
            let product = product(pass, layer(pass, work));
            for tile in Tile::CHOICES {
                assert!(product.rows.is_multiple_of(tile.height()) && product.columns.is_multiple_of(tile.width()));
            }
        }
    }

    #[test]
    fn what_takes_long_is_computed_once_and_what_is_quick_more_often() {
        assert_eq!([1.0, 0.004, 0.001, 1e-9, 0.0].map(enough), [1, 1, 5, 32, 32]);
    }

    /// The layers with a small part of their batches, for a GPU in software.
    fn small_layer(pass: Pass, work: Work) -> Sizes {
        let sizes = layer(pass, work);
        Sizes { batch: (sizes.batch / 64).max(1), ..sizes }
    }

    /// The machine's GPU, which is opened once.
    fn gpu() -> Device {
        static GPU: OnceLock<Device> = OnceLock::new();
        let open = || {
            let options = Device::wgpu_options().memory_config(MemoryConfiguration::ExclusivePages);
            options.init().expect("there is a GPU; on Debian, mesa-vulkan-drivers has one in software").autodiff()
        };
        GPU.get_or_init(open).clone()
    }

    #[test]
    fn every_gpu_gets_tiles_and_computes_on() {
        let compute = Compute { device: gpu(), kernels: Kernels::Own(Target::gpu(Precision::F32)) };
        let tuning = block_on(measure_tiles(&compute)).expect("the GPU answers");
        let filled = fill(&[0.5], 0, [8], &Compute { kernels: compute.kernels.tuned(tuning), ..compute });
        let filled = block_on(filled.into_data_async()).expect("the GPU answers");
        assert_eq!(filled.try_to_vec::<f32>().expect("float32"), [0.5; 8]);
    }

    #[test]
    fn every_pass_gets_a_measured_tile() {
        let device = gpu();
        let bench = Bench { device: &device, precision: Precision::F32, layer: small_layer };
        let tiles = block_on(bench.all()).expect("the GPU answers");
        let LayerTiles { conv2d, conv_transpose2d, weight_gradient } = tiles;
        let chosen = [conv2d, conv_transpose2d].map(|Tiles { large, medium, small }| [large, medium, small]);
        for tile in chosen.into_iter().flatten().chain([weight_gradient]) {
            assert!(Tile::CHOICES.contains(&tile), "{tiles:?}");
        }
    }

    #[test]
    fn nothing_is_measured_without_tiles() {
        for kernels in [Kernels::Stock, Kernels::Own(Target::SoftwareAdapter)] {
            // On a device that could not launch a kernel.
            let compute = Compute { device: Device::flex(), kernels };
            assert_eq!(block_on(measure_tiles(&compute)).expect("nothing is computed"), Tuning::default());
        }
    }
}
