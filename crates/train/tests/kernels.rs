//! Our own kernels against Burn's layers on the CPU, and against PyTorch's numbers, on the machine's GPU or software
//! adapter. It is opened with WebGPU's default limits.

use std::io::{Write, stderr};
use std::slice;
use std::sync::OnceLock;

use burn::tensor::wgpu::{MemoryConfiguration, WgpuSetup, wgpu};
use burn::tensor::{DType, Device};
use facegan_core::config::TrainConfig;
use facegan_kernels::{Compute, Kernels, Precision, Target};
use facegan_train::trusted;
use pollster::block_on;

use test_support::{kernels, small_sets};

/// The machine's GPU.
struct Gpu {
    /// With gradients.
    device: Device,
    /// The adapter's name.
    name: String,
}

fn open() -> &'static Gpu {
    static GPU: OnceLock<Gpu> = OnceLock::new();
    GPU.get_or_init(|| {
        let setup = block_on(open_with_default_limits());
        let name = setup.adapter.get_info().name;
        // As in a browser, every tensor has a buffer of its own.
        let options = Device::wgpu_options().memory_config(MemoryConfiguration::ExclusivePages);
        Gpu { device: options.setup(setup).init().expect("Burn takes the GPU").autodiff(), name }
    })
}

/// The machine's GPU with the float32 kernels, in both layouts.
fn gpu() -> [Compute; 2] {
    [Kernels::Own(Target::SoftwareAdapter), Kernels::Own(Target::gpu(Precision::F32))]
        .map(|kernels| Compute { device: open().device.clone(), kernels })
}

/// The machine's GPU with the float16 kernels. Not every GPU has float16; llvmpipe has.
fn float16() -> Option<Compute> {
    let Gpu { device, name } = open();
    if !device.supports_dtype(DType::F16) {
        // Past the test's captured output, since a skipped test passes.
        writeln!(stderr(), "skipped: no float16 on {name}").expect("stderr is open");
        return None;
    }
    Some(Compute { device: device.clone(), kernels: Kernels::Own(Target::gpu(Precision::F16)) })
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
fn convolutions_are_the_same_in_every_tile() {
    let compute = Compute { device: open().device.clone(), kernels: Kernels::Own(Target::gpu(Precision::F32)) };
    block_on(kernels::tiles(&compute, &cpu()));
    if let Some(half) = float16() {
        block_on(kernels::tiles(&half, &cpu()));
    }
}

#[test]
fn batch_normalisations_and_their_gradients_are_burns() {
    block_on(kernels::batch_normalisations(&gpu(), &cpu()));
    block_on(kernels::batch_normalisations_in_eval_mode(&gpu(), &cpu()));
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
    block_on(small_sets::augmentations(&gpu(), 1e-5));
    if let Some(half) = float16() {
        block_on(small_sets::augmentations(slice::from_ref(&half), 2e-3));
        block_on(small_sets::training(half));
    }
}

#[test]
fn every_float16_layer_is_near_burns() {
    if let Some(half) = float16() {
        let half = slice::from_ref(&half);
        block_on(kernels::convolutions(half, &cpu()));
        block_on(kernels::batch_normalisations(half, &cpu()));
        block_on(kernels::batch_normalisations_in_eval_mode(half, &cpu()));
        block_on(kernels::bytes(half));
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
    if let Some(compute) = float16() {
        block_on(test_support::parity::run_all(&compute, |line| println!("mixed {line}")));
    }
}

#[test]
fn every_case_equals_pytorch() {
    for compute in gpu() {
        block_on(test_support::parity::run_all(&compute, |line| println!("{:?} {line}", compute.kernels)));
    }
}
