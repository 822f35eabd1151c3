//! Choosing the tiles that are fastest on the GPU at hand.

use burn::backend::ExecutionError;

use super::fastest::fastest;
use super::passes::pass_seconds;
use crate::compute::{Compute, Kernels};
use crate::conv2d::Sizes;
use crate::target::{Precision, Target};
use facegan_core::tuning::{LayerTiles, Pass, Tile, Tiles, Tuning, Work};

/// Seconds that a sixteenth of the small layer takes on no real GPU. What is so slow is trained on in small networks, if at
/// all, and would take long to measure.
const SLOW: f64 = 0.01;

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
    let bench = Bench { compute, precision, layer };
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
    compute: &'a Compute,
    precision: Precision,
    /// On what layers.
    layer: fn(Pass, Work) -> Sizes,
}

impl Bench<'_> {
    async fn is_slow(&self) -> Result<bool, ExecutionError> {
        let (pass, work) = (Pass::Conv2d, Work::Small);
        let sizes = (self.layer)(pass, work);
        let sizes = Sizes { batch: sizes.batch.div_ceil(16), ..sizes };
        Ok(self.seconds(pass, sizes, LayerTiles::default().of(pass, work)).await? > SLOW)
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
        let mut seconds = Vec::new();
        for &tile in &tiles {
            seconds.push(self.seconds(pass, (self.layer)(pass, work), tile).await?);
        }
        Ok(fastest(&seconds).map_or(default, |at| tiles[at]))
    }

    async fn seconds(&self, pass: Pass, sizes: Sizes, tile: Tile) -> Result<f64, ExecutionError> {
        let target = Target::Gpu { precision: self.precision, tuning: Tuning::Only(tile) };
        pass_seconds(pass, sizes, target, self.compute).await
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::sync::OnceLock;

    use burn::tensor::Device;
    use burn::tensor::wgpu::MemoryConfiguration;
    use pollster::block_on;

    use super::*;
    use crate::conv2d::product;

    const WORK: [Work; 3] = [Work::Large, Work::Medium, Work::Small];

    #[test]
    fn the_measured_layers_are_as_large_as_they_are_called_and_fill_every_tile() {
        for pass in [Pass::Conv2d, Pass::ConvTranspose2d] {
            for work in WORK {
                assert_eq!(Work::of(product(pass, layer(pass, work))), work, "{pass:?}");
            }
        }
        for (pass, work) in Pass::ALL.into_iter().flat_map(|pass| WORK.map(|work| (pass, work))) {
            let product = product(pass, layer(pass, work));
            for tile in Tile::CHOICES {
                assert!(product.rows.is_multiple_of(tile.height()) && product.columns.is_multiple_of(tile.width()));
            }
        }
    }

    /// One small layer, for a GPU in software.
    fn small_layer(_: Pass, _: Work) -> Sizes {
        Sizes { batch: 2, high_channels: 16, low_channels: 32, low_side: 4 }
    }

    /// The machine's GPU, which is opened once, with kernels for a hardware one.
    fn gpu() -> Compute {
        static GPU: OnceLock<Device> = OnceLock::new();
        let open = || {
            let options = Device::wgpu_options().memory_config(MemoryConfiguration::ExclusivePages);
            options.init().expect("there is a GPU; on Debian, mesa-vulkan-drivers has one in software").autodiff()
        };
        Compute { device: GPU.get_or_init(open).clone(), kernels: Kernels::Own(Target::gpu(Precision::F32)) }
    }

    #[test]
    fn every_gpu_gets_tiles_and_computes_on() {
        let tuning = block_on(measure_tiles(&gpu())).expect("the GPU answers");
        let Compute { device, kernels } = gpu();
        let filled = crate::fill(&[0.5], 0, [8], &Compute { device, kernels: kernels.tuned(tuning) });
        let filled = block_on(filled.into_data_async()).expect("the GPU answers");
        assert_eq!(filled.try_to_vec::<f32>().expect("float32"), [0.5; 8]);
    }

    #[test]
    fn every_pass_gets_a_measured_tile() {
        let compute = gpu();
        let bench = Bench { compute: &compute, precision: Precision::F32, layer: small_layer };
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
