//! The tutorial's numbers, as PyTorch computes them, on WebGPU in a dedicated worker.
#![cfg(target_arch = "wasm32")]

#[path = "common/gpu.rs"]
mod gpu;

use facegan_kernels::{Compute, Kernels, Precision, Target};
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

use gpu::gpu;
use test_support::parity::run_all;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
async fn every_case_equals_pytorch() {
    let Compute { device, .. } = gpu().await;
    for target in [Target::SoftwareAdapter, Target::gpu(Precision::F32)] {
        let compute = Compute { device: device.clone(), kernels: Kernels::Own(target) };
        run_all(&compute, |line| console_log!("{target:?} {line}")).await;
    }
}
