//! What is known of the GPU before a run, and what it stands in the way of.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Page;
use crate::web::browser::gpu::{has_webgpu, largest_buffer};
use crate::web::phase::Blocker;
use facegan_core::config::TrainConfig;
use facegan_core::memory;
use facegan_core::problem::Problem;

/// Where the browser offers WebGPU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WebGpu {
    Nowhere,
    /// To this page, and not to its workers.
    OnlyOnPages,
    /// To this page and, as far as the engine has told, to its workers.
    Everywhere,
}

/// What is known of the GPU, and of the way to it.
#[derive(Clone, Copy)]
pub struct GpuFacts {
    webgpu: RwSignal<WebGpu>,
    /// Bytes of the largest buffer that it gives a kernel, once they are known.
    pub(super) buffer: RwSignal<Option<f64>>,
}

impl GpuFacts {
    pub(super) fn new() -> Self {
        let webgpu = if has_webgpu() { WebGpu::Everywhere } else { WebGpu::Nowhere };
        Self { webgpu: RwSignal::new(webgpu), buffer: RwSignal::default() }
    }

    /// Whether the browser offers WebGPU to this page.
    pub fn is_offered(self) -> bool {
        self.webgpu.get() != WebGpu::Nowhere
    }
}

impl Page {
    /// What the browser's WebGPU and the GPU's limits keep from starting.
    pub(super) fn gpu_blocker(self, config: &TrainConfig) -> Option<Blocker> {
        if self.gpu.webgpu.get() == WebGpu::OnlyOnPages {
            return Some(Blocker::NoWebGpuInWorkers);
        }
        let limit = self.gpu.buffer.get()? as u64;
        memory::check_buffers(config, self.kernels.get(), limit).err().map(Blocker::Buffer)
    }

    /// The engine has no WebGPU. Where this page has none either, that has been said.
    pub(super) fn on_no_webgpu(self) {
        if self.gpu.webgpu.get_untracked() == WebGpu::Nowhere {
            return;
        }
        self.gpu.webgpu.set(WebGpu::OnlyOnPages);
        self.alert(Problem {
            what: "This browser offers WebGPU to pages only, not to workers, and facegan trains in a worker.".into(),
            advice: "Update the browser, or use a current Chrome or Edge. Firefox does so where \
                     dom.webgpu.workers.enabled is off in about:config. Photos can be read here."
                .into(),
        });
    }

    pub(super) fn ask_for_adapter(self) {
        spawn_local(async move {
            if let Some(bytes) = largest_buffer().await {
                self.gpu.buffer.set(Some(bytes));
            }
        });
    }
}
