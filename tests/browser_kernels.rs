//! Our own kernels against Burn's layers, both on WebGPU.
#![cfg(target_arch = "wasm32")]

#[path = "common/gpu.rs"]
mod gpu;

use std::slice;

use burn::tensor::DType;
use facegan_core::config::TrainConfig;
use facegan_kernels::{Compute, Kernels, Precision, Target};
use facegan_train::trusted;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

use test_support::{kernels, small_sets};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// The browser's GPU, with these kernels.
async fn gpu(kernels: Kernels) -> Compute {
    Compute { kernels, ..gpu::gpu().await }
}

/// The browser's GPU with the float16 kernels, where it has float16.
async fn float16() -> Option<Compute> {
    let half = gpu(Kernels::Own(Target::gpu(Precision::F16))).await;
    if !half.device.supports_dtype(DType::F16) {
        console_log!("skipped: no float16 on this browser's GPU");
        return None;
    }
    Some(half)
}

async fn own() -> [Compute; 2] {
    [gpu(Kernels::Own(Target::SoftwareAdapter)).await, gpu(Kernels::Own(Target::gpu(Precision::F32))).await]
}

#[wasm_bindgen_test]
async fn convolutions_and_their_gradients_are_burns() {
    kernels::convolutions(&own().await, &gpu(Kernels::Stock).await).await;
}

#[wasm_bindgen_test]
async fn convolutions_are_the_same_in_every_tile() {
    let stock = gpu(Kernels::Stock).await;
    kernels::tiles(&gpu(Kernels::Own(Target::gpu(Precision::F32))).await, &stock).await;
    if let Some(half) = float16().await {
        kernels::tiles(&half, &stock).await;
    }
}

#[wasm_bindgen_test]
async fn batch_normalisations_and_their_gradients_are_burns() {
    let (own, stock) = (own().await, gpu(Kernels::Stock).await);
    kernels::batch_normalisations(&own, &stock).await;
    kernels::batch_normalisations_in_eval_mode(&own, &stock).await;
}

#[wasm_bindgen_test]
async fn losses_and_their_gradients_are_burns() {
    kernels::losses(&own().await, &gpu(Kernels::Stock).await).await;
}

#[wasm_bindgen_test]
async fn the_gpu_is_trusted_with_every_kernel() {
    let config = TrainConfig { image_size: 32, batch_size: 16, ngf: 4, ndf: 4, nz: 7, ..TrainConfig::default() };
    for compute in own().await.into_iter().chain([gpu(Kernels::Stock).await]) {
        let trusted = trusted(&config, compute).await.expect("the GPU answers");
        assert_eq!(trusted.distrusted, None);
    }
}

#[wasm_bindgen_test]
async fn bytes_become_numbers_as_on_the_host() {
    kernels::bytes(&own().await).await;
}

#[wasm_bindgen_test]
async fn every_float16_layer_is_near_burns() {
    if let Some(half) = float16().await {
        let (half, stock) = (slice::from_ref(&half), gpu(Kernels::Stock).await);
        kernels::convolutions(half, &stock).await;
        kernels::batch_normalisations(half, &stock).await;
        kernels::batch_normalisations_in_eval_mode(half, &stock).await;
        kernels::bytes(half).await;
    }
}

#[wasm_bindgen_test]
async fn augmented_images_are_those_of_a_plain_computation() {
    small_sets::augmentations(&own().await, 1e-5).await;
}
