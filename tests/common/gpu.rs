//! The GPU of a browser test.

use std::cell::OnceCell;

use facegan::engine::{open_gpu, run_constructors};
use facegan_core::config::KernelChoice;
use facegan_kernels::{Compute, Gpu};

thread_local! {
    static GPU: OnceCell<Gpu> = const { OnceCell::new() };
}

/// The GPU with our own kernels, acquired by the first test and shared by the others: Burn opens it once a worker.
pub async fn gpu() -> Compute {
    if let Some(gpu) = GPU.with(|gpu| gpu.get().cloned()) {
        return gpu.compute(KernelChoice::Own);
    }
    run_constructors();
    let gpu = open_gpu().await.expect("the test browser has WebGPU");
    GPU.with(|cell| cell.get_or_init(|| gpu).compute(KernelChoice::Own))
}
