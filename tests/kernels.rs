//! Our own kernels against Burn's layers on the CPU, and against PyTorch's numbers, on whatever GPU the machine has: a
//! software one will do. It is opened with no more than every browser offers.
#![cfg(not(target_arch = "wasm32"))]

use std::slice;
use std::sync::OnceLock;

use burn::tensor::wgpu::{MemoryConfiguration, WgpuSetup, wgpu};
use burn::tensor::{DType, Device};
use facegan_core::config::TrainConfig;
use facegan_kernels::{Compute, Kernels, Precision, Target};
use facegan_train::trusted;
use pollster::block_on;

use test_support::{kernels, small_sets};

/// The machine's GPU, with the kernels for either kind of GPU.
fn gpu() -> [Compute; 2] {
    static GPU: OnceLock<Device> = OnceLock::new();
    let open = || {
        let setup = block_on(open_with_default_limits());
        // As in a browser, every tensor has a buffer of its own.
        let options = Device::wgpu_options().memory_config(MemoryConfiguration::ExclusivePages);
        options.setup(setup).init().expect("Burn takes the GPU").autodiff()
    };
    let device = GPU.get_or_init(open);
    [Kernels::Own(Target::SoftwareAdapter), Kernels::Own(Target::Gpu(Precision::F32))]
        .map(|kernels| Compute { device: device.clone(), kernels })
}

/// A device with the specification's default limits: a kernel of more threads, workgroup memory or buffers is an error.
async fn open_with_default_limits() -> WgpuSetup {
    let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle();
    descriptor.backends = wgpu::Backends::PRIMARY;
    let instance = wgpu::Instance::new(descriptor);
    let adapter = instance.request_adapter(&wgpu::RequestAdapterOptions::default()).await;
    let adapter = adapter.expect("there is a GPU; on Debian, mesa-vulkan-drivers has one in software");
    // Burn uses what the adapter has, whatever the device was opened with: all of its features, and eight subgroups.
    let unusual = wgpu::Features::MAPPABLE_PRIMARY_BUFFERS | wgpu::Features::all_experimental_mask();
    let (defaults, info) = (wgpu::Limits::default(), adapter.get_info());
    let threads = defaults.max_compute_invocations_per_workgroup.max(8 * info.subgroup_max_size);
    let descriptor = wgpu::DeviceDescriptor {
        required_features: adapter.features().difference(unusual),
        required_limits: wgpu::Limits { max_compute_invocations_per_workgroup: threads, ..defaults },
        ..wgpu::DeviceDescriptor::default()
    };
    let (device, queue) = adapter.request_device(&descriptor).await.expect("the GPU has the default limits");
    WgpuSetup { instance, adapter, device, queue, backend: info.backend }
}

fn cpu() -> Compute {
    Device::flex().autodiff().into()
}

#[test]
fn convolutions_and_their_gradients_are_burns() {
    block_on(kernels::convolutions(&gpu(), &cpu()));
}

#[test]
fn batch_normalisations_and_their_gradients_are_burns() {
    block_on(kernels::batch_normalisations(&gpu(), &cpu()));
}

#[test]
fn losses_and_their_gradients_are_burns() {
    block_on(kernels::losses(&gpu(), &cpu()));
}

#[test]
fn the_gpu_is_trusted_with_every_kernel() {
    let config = TrainConfig { image_size: 64, batch_size: 128, ngf: 4, ndf: 4, nz: 37, ..TrainConfig::default() };
    for compute in gpu() {
        let trusted = block_on(trusted(&config, compute)).expect("the GPU answers");
        assert_eq!(trusted.distrusted, None);
    }
}

#[test]
fn bytes_become_numbers_as_on_the_host() {
    block_on(kernels::bytes(&[&gpu()[..], &[cpu()]].concat()));
}

#[test]
fn augmented_images_are_those_of_a_plain_computation() {
    let [software, hardware] = gpu();
    let half = Compute { kernels: Kernels::Own(Target::Gpu(Precision::F16)), ..hardware.clone() };
    block_on(small_sets::augmentations(&[software, hardware], 1e-5));
    if half.device.supports_dtype(DType::F16) {
        block_on(small_sets::augmentations(slice::from_ref(&half), 2e-3));
        block_on(small_sets::training(half));
    }
}

#[test]
fn the_average_is_that_of_a_plain_computation() {
    for compute in gpu() {
        block_on(small_sets::training(compute));
    }
}

#[test]
fn every_case_is_near_pytorch_in_mixed_precision() {
    let [_, Compute { device, .. }] = gpu();
    // Not every GPU has float16; Mesa's software one has.
    if device.supports_dtype(DType::F16) {
        let compute = Compute { device, kernels: Kernels::Own(Target::Gpu(Precision::F16)) };
        block_on(test_support::parity::run_all(&compute, |line| println!("mixed {line}")));
    }
}

#[test]
fn every_case_equals_pytorch() {
    for compute in gpu() {
        block_on(test_support::parity::run_all(&compute, |line| println!("{:?} {line}", compute.kernels)));
    }
}
