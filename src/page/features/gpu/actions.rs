//! Asking the browser about the GPU.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::WebGpu;
use crate::page::context::Page;
use crate::page::platform::gpu::largest_buffer;
use facegan_core::problem::Problem;

impl Page {
    /// The engine has no WebGPU. Where this page has none either, that was reported before.
    pub fn on_no_webgpu(self) {
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

    /// Asks for the GPU's limits.
    pub fn ask_for_adapter(self) {
        spawn_local(async move {
            if let Some(bytes) = largest_buffer().await {
                self.gpu.buffer.set(Some(bytes));
            }
        });
    }
}
