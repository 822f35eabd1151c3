//! What the command computes on.

use std::sync::{Arc, OnceLock};

use burn::tensor::Device;
use burn::tensor::wgpu::{MemoryConfiguration, WgpuBackend, WgpuInitError, wgpu};
use pollster::block_on;

use super::arguments::{Backend, Machine};
use facegan_core::config::{KernelChoice, TrainConfig};
use facegan_core::memory::{TooLarge, check_buffers};
use facegan_kernels::{Compute, Kernels, Precision};
use facegan_train::{SelfCheckError, TrainError, Trusted, trusted};

/// Why there is nothing to compute on.
#[derive(Debug, thiserror::Error)]
pub enum BackendError {
    #[error("this facegan was built without the {} backend", .0.name())]
    NotBuilt(Backend),
    #[error("no GPU could be opened through {}: {source}", backend.name())]
    Gpu { backend: Backend, source: WgpuInitError },
    #[cfg(feature = "cuda")]
    #[error("no NVIDIA GPU with a driver was found")]
    NoCuda,
    #[error("the {} backend has no {} kernels", backend.name(), kernels.name())]
    Kernels { backend: Backend, kernels: KernelChoice },
}

impl BackendError {
    /// What a person can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::NotBuilt(backend) => {
                format!("Build it with `cargo build --release --bin facegan --features {}`.", backend.name())
            }
            Self::Gpu { .. } => {
                "Update the graphics driver, or compute with `--backend cpu`, which is much slower.".into()
            }
            #[cfg(feature = "cuda")]
            Self::NoCuda => "Install NVIDIA's driver, or use `--backend vulkan`.".into(),
            Self::Kernels { .. } => "Leave --kernels out, or choose another --backend.".into(),
        }
    }
}

/// An opened GPU, or the processor.
pub struct Processor {
    /// With gradients.
    pub compute: Compute,
    /// What it is called, and what computes on it.
    pub name: String,
    backend: Backend,
    kernels: KernelChoice,
    /// Bytes of the largest buffer that a kernel is given, where there is such a limit.
    largest_buffer: Option<u64>,
    faults: Faults,
}

/// The first error that a GPU reported by itself: then nothing that was read since can be trusted.
#[derive(Debug, Clone, Default)]
struct Faults(Arc<OnceLock<String>>);

impl Processor {
    /// Opens what was asked for.
    ///
    /// # Errors
    /// When it was not built, is not there, or has no such kernels.
    pub fn open(Machine { backend, kernels }: Machine) -> Result<Self, BackendError> {
        if !backend.is_built() {
            return Err(BackendError::NotBuilt(backend));
        }
        match (backend, kernels) {
            (Backend::Vulkan, kernels) => Self::gpu(backend, WgpuBackend::Vulkan, kernels.unwrap_or_default()),
            (Backend::Metal, kernels) => Self::gpu(backend, WgpuBackend::Metal, kernels.unwrap_or_default()),
            (Backend::Cuda | Backend::Cpu, Some(kernels @ (KernelChoice::Own | KernelChoice::Mixed))) => {
                Err(BackendError::Kernels { backend, kernels })
            }
            (Backend::Cuda, _) => Self::cuda(),
            (Backend::Cpu, _) => Ok(Self::stock(backend, Device::flex(), "the processor")),
        }
    }

    fn gpu(backend: Backend, api: WgpuBackend, choice: KernelChoice) -> Result<Self, BackendError> {
        // As in a browser, and in the tests of our own kernels, every tensor has a buffer of its own.
        let options = Device::wgpu_options().graphics_api(api).memory_config(MemoryConfiguration::ExclusivePages);
        let (device, setup) = options.init_with_setup().map_err(|source| BackendError::Gpu { backend, source })?;
        let (info, limits) = (setup.adapter.get_info(), setup.device.limits());
        let software = info.device_type == wgpu::DeviceType::Cpu;
        let device = device.autodiff();
        let kernels = Kernels::chosen(choice, &device, software);
        Ok(Self {
            name: format!("{}{}", info.name, remark(choice, kernels)),
            compute: Compute { device, kernels },
            backend,
            kernels: choice,
            largest_buffer: Some(limits.max_storage_buffer_binding_size.min(limits.max_buffer_size)),
            faults: Faults::watch(&setup.device),
        })
    }

    #[cfg(feature = "cuda")]
    fn cuda() -> Result<Self, BackendError> {
        let devices = Device::enumerate(burn::tensor::DeviceType::Cuda);
        let device = devices.into_iter().next().ok_or(BackendError::NoCuda)?;
        Ok(Self::stock(Backend::Cuda, device, "the first CUDA GPU"))
    }

    #[cfg(not(feature = "cuda"))]
    fn cuda() -> Result<Self, BackendError> {
        Err(BackendError::NotBuilt(Backend::Cuda))
    }

    /// With Burn's own kernels, which take buffers of any size.
    fn stock(backend: Backend, device: Device, name: &str) -> Self {
        Self {
            compute: device.autodiff().into(),
            name: name.to_owned(),
            backend,
            kernels: KernelChoice::Stock,
            largest_buffer: None,
            faults: Faults::default(),
        }
    }

    /// Whether kernels are given buffers that are large enough for these settings.
    ///
    /// # Errors
    /// When they are not.
    pub fn check(&self, config: &TrainConfig) -> Result<(), TooLarge> {
        self.largest_buffer.map_or(Ok(()), |limit| check_buffers(config, self.kernels, limit))
    }

    /// Checks that the GPU computes right at a run's sizes, and goes on to stock kernels where our own are wrong; says so on
    /// the terminal.
    ///
    /// # Errors
    /// When stock kernels are wrong too, or the GPU fails.
    pub fn trusted(mut self, config: &TrainConfig) -> Result<Self, SelfCheckError> {
        // The processor's results are what the tests hold against PyTorch.
        if self.backend == Backend::Cpu {
            return Ok(self);
        }
        let Trusted { compute, distrusted } = block_on(trusted(config, self.compute))?;
        if let Some(wrong) = distrusted {
            eprintln!(
                "facegan's own kernels compute wrong numbers on this GPU: {wrong}. Burn's stock kernels train instead."
            );
            self.kernels = KernelChoice::Stock;
        }
        Ok(Self { compute, ..self })
    }

    /// What the GPU has reported by itself, if it has.
    pub fn fault(&self) -> Option<TrainError> {
        self.faults.0.get().cloned().map(TrainError::Fault)
    }
}

/// What computes, where that is not the rule.
fn remark(choice: KernelChoice, kernels: Kernels) -> &'static str {
    match (choice, kernels.precision()) {
        (KernelChoice::Stock, _) => ", with Burn's stock kernels",
        (KernelChoice::Mixed, Precision::F16) => ", in mixed precision",
        (KernelChoice::Mixed, Precision::F32) => ", in float32 (it has no float16)",
        (KernelChoice::Own, _) => "",
    }
}

impl Faults {
    /// Listens to a GPU for as long as it is open.
    fn watch(device: &wgpu::Device) -> Self {
        let faults = Self::default();
        let noted = faults.clone();
        // In place of Burn's handler, which panics.
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            noted.0.get_or_init(|| error.to_string());
        }));
        faults
    }
}
