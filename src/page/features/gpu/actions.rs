//! Asking the browser about the GPU.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::WebGpu;
use crate::adapter::NO_ADAPTER_ADVICE;
use crate::page::context::Page;
use crate::page::platform::gpu::{Adapter, adapter};
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

    /// Asks for the GPU and its limits, so that a person without one is told before they add any photo.
    pub fn ask_for_adapter(self) {
        spawn_local(async move {
            match adapter().await {
                Some(Adapter::Found { largest_buffer }) => self.gpu.buffer.set(largest_buffer),
                Some(Adapter::Missing) => {
                    self.gpu.webgpu.set(WebGpu::WithoutGpu);
                    self.alert(Problem {
                        what: "The browser found no GPU that it can use, so no run can be started here.".into(),
                        advice: NO_ADAPTER_ADVICE.into(),
                    });
                }
                None => {}
            }
        });
    }
}
