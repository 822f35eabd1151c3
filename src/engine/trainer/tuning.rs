//! Opening the GPU with the tiles that suit it.

use super::Trainer;
use super::warming::Warming;
use crate::engine::gpu::{self, GpuError};
use crate::engine::port::post;
use crate::engine::tiles;
use facegan_core::config::KernelChoice;
use facegan_core::tuning::{TileChoice, Tuning};
use facegan_kernels::Gpu;
use facegan_kernels::measure::measure_tiles;
use facegan_protocol::Event;

impl Trainer {
    /// The GPU, which is opened the first time, with the chosen tiles.
    pub(super) async fn gpu(&mut self) -> Result<Gpu, GpuError> {
        if let Some(gpu) = &self.gpu {
            return Ok(gpu.clone());
        }
        let gpu = tuned(gpu::open().await?, self.tiles).await;
        self.gpu = Some(gpu.clone());
        Ok(gpu)
    }

    /// Computes in other tiles from now on.
    pub(super) async fn choose_tiles(&mut self, choice: TileChoice) {
        if self.tiles == choice {
            return;
        }
        self.tiles = choice;
        // Other tiles have other kernels.
        self.warming = Warming::default();
        if let Some(gpu) = self.gpu.take() {
            self.gpu = Some(tuned(gpu, choice).await);
        }
    }
}

async fn tuned(gpu: Gpu, choice: TileChoice) -> Gpu {
    // It has none.
    if gpu.is_software() {
        return gpu;
    }
    let tiles = match choice {
        TileChoice::Given(tiles) => tiles,
        TileChoice::Measured => measured(&gpu).await,
    };
    post(&Event::Tiles { tiles, choice });
    gpu.tuned(tiles)
}

/// Those that are fastest, as stored or measured now. Errors are not reported: they come again when a run starts.
async fn measured(gpu: &Gpu) -> Tuning {
    if let Some(tiles) = tiles::stored(gpu.name()).await {
        return tiles;
    }
    let tiles = measure_tiles(&gpu.compute(KernelChoice::Own)).await;
    match tiles {
        Ok(tiles) if gpu.faults().take().is_none() => {
            tiles::store(gpu.name(), tiles).await;
            tiles
        }
        _ => Tuning::default(),
    }
}
