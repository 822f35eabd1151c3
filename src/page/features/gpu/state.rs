//! What is known of the GPU before a run, and what keeps a run from starting.

use leptos::prelude::*;

use crate::page::platform::gpu::has_webgpu;
use crate::page::state::Blocker;
use facegan_core::config::{KernelChoice, TrainConfig};
use facegan_core::memory;
use facegan_core::tuning::{TileChoice, Tuning};

/// Where the browser offers WebGPU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WebGpu {
    Nowhere,
    /// To this page, and not to its workers.
    OnlyOnPages,
    /// To this page, but there is no GPU that it can use.
    WithoutGpu,
    /// To this page, and to its workers unless the engine reported otherwise.
    Everywhere,
}

/// What is known of the browser's WebGPU and of the GPU.
#[derive(Clone, Copy)]
pub struct GpuState {
    pub(super) webgpu: RwSignal<WebGpu>,
    /// Bytes of the largest buffer that it gives a kernel, once they are known.
    pub(super) buffer: RwSignal<Option<f64>>,
    /// The tiles that its convolutions are computed in and how they were chosen, once the engine has opened it.
    pub(super) tiles: RwSignal<Option<(Tuning, TileChoice)>>,
}

impl GpuState {
    /// What is known without waiting for the browser.
    pub fn detect() -> Self {
        let webgpu = if has_webgpu() { WebGpu::Everywhere } else { WebGpu::Nowhere };
        Self { webgpu: RwSignal::new(webgpu), buffer: RwSignal::default(), tiles: RwSignal::default() }
    }

    /// Why no run can be started in this browser, if none can.
    pub fn missing(self) -> Option<Blocker> {
        match self.webgpu.get() {
            WebGpu::Nowhere => Some(Blocker::NoWebGpu),
            WebGpu::OnlyOnPages => Some(Blocker::NoWebGpuInWorkers),
            WebGpu::WithoutGpu => Some(Blocker::NoGpu),
            WebGpu::Everywhere => None,
        }
    }

    /// Bytes of the largest buffer that it gives a kernel, once they are known.
    pub fn largest_buffer(self) -> Option<f64> {
        self.buffer.get()
    }

    /// What About says of its tiles: none before the engine has opened it, and of a software adapter.
    pub fn tiles(self) -> Option<String> {
        self.tiles.get().map(|(tiles, choice)| match choice {
            TileChoice::Measured => format!("{tiles}, the fastest of those that were measured on it"),
            TileChoice::Given(_) => format!("{tiles}, as the address has it"),
        })
    }

    /// Notes what the engine computes in.
    pub fn chose_tiles(self, tiles: Tuning, choice: TileChoice) {
        self.tiles.set(Some((tiles, choice)));
    }

    /// Why the GPU's limits keep a run from starting.
    pub fn blocker(self, config: &TrainConfig, kernels: KernelChoice) -> Option<Blocker> {
        let limit = self.buffer.get()? as u64;
        memory::check_buffers(config, kernels, limit).err().map(Blocker::Buffer)
    }
}
