//! The device that the command computes on: a GPU or the processor.

use burn::tensor::Device;
use burn::tensor::wgpu::{MemoryConfiguration, WgpuBackend, WgpuInitError, wgpu};
use pollster::block_on;

use super::arguments::{Backend, Machine};
use facegan_core::config::{KernelChoice, TrainConfig};
use facegan_core::memory::TooLarge;
use facegan_core::tuning::TileChoice;
use facegan_kernels::measure::measure_tiles;
use facegan_kernels::{Compute, Faults, Gpu};
use facegan_model::ReadError;
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
    #[error("the {} backend has none of facegan's own kernels, which are what is measured", .0.name())]
    NotMeasured(Backend),
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
            Self::NotMeasured(_) => {
                format!("Measure with `--backend {}`, or leave --backend out.", Backend::usual().name())
            }
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
    /// `None` for a device that takes buffers of any size and reports no errors by itself.
    gpu: Option<Gpu>,
}

impl Processor {
    /// Opens what was asked for.
    ///
    /// # Errors
    /// When it was not built, is not there, or has no such kernels.
    pub fn open(Machine { backend, kernels }: Machine) -> Result<Self, BackendError> {
        if !backend.is_built() {
            return Err(BackendError::NotBuilt(backend));
        }
        match (api(backend), kernels) {
            (Some(api), kernels) => Self::gpu(backend, api, kernels.unwrap_or_default()),
            (None, Some(kernels @ (KernelChoice::Own | KernelChoice::Mixed))) => {
                Err(BackendError::Kernels { backend, kernels })
            }
            (None, _) if backend == Backend::Cuda => Self::cuda(),
            (None, _) => Ok(Self::stock(backend, Device::flex(), "the processor")),
        }
    }

    fn gpu(backend: Backend, api: WgpuBackend, choice: KernelChoice) -> Result<Self, BackendError> {
        let gpu = open_gpu(backend, api)?;
        let compute = gpu.compute(choice);
        let name = gpu.describe(choice, compute.kernels);
        Ok(Self { compute, name, backend, kernels: choice, gpu: Some(gpu) })
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
            gpu: None,
        }
    }

    /// Whether kernels are given buffers that are large enough for these settings.
    ///
    /// # Errors
    /// When they are not.
    pub fn check(&self, config: &TrainConfig) -> Result<(), TooLarge> {
        self.gpu.as_ref().map_or(Ok(()), |gpu| gpu.check(config, self.kernels))
    }

    /// The same with the chosen tiles of our own kernels, measured for a moment unless they are given.
    ///
    /// # Errors
    /// When the GPU fails.
    pub fn tuned(mut self, choice: TileChoice) -> Result<Self, SelfCheckError> {
        let tiles = match choice {
            TileChoice::Measured => block_on(measure_tiles(&self.compute)).map_err(ReadError::from)?,
            TileChoice::Given(tiles) => tiles,
        };
        self.compute.kernels = self.compute.kernels.tuned(tiles);
        Ok(self)
    }

    /// Checks that the GPU computes right at a run's sizes. Where our own kernels are wrong, chooses stock kernels and
    /// says so on the terminal.
    ///
    /// # Errors
    /// When stock kernels are wrong too, or the GPU fails.
    pub fn trusted(mut self, config: &TrainConfig) -> Result<Self, SelfCheckError> {
        // The tests compare the processor's results with PyTorch.
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

    /// Checks that what was computed can be trusted.
    ///
    /// # Errors
    /// When the GPU has reported an error by itself.
    pub fn check_faults(&self) -> Result<(), TrainError> {
        self.faults().take().map_or(Ok(()), |fault| Err(TrainError::Fault(fault)))
    }

    /// What the GPU reports by itself.
    pub fn faults(&self) -> Faults {
        self.gpu.as_ref().map(|gpu| gpu.faults().clone()).unwrap_or_default()
    }
}

/// The GPU of a backend, to be measured.
///
/// # Errors
/// When the backend has no kernels of facegan's own, was not built, or is not there.
pub fn gpu_to_measure(backend: Backend) -> Result<Gpu, BackendError> {
    let api = api(backend).ok_or(BackendError::NotMeasured(backend))?;
    if backend.is_built() { open_gpu(backend, api) } else { Err(BackendError::NotBuilt(backend)) }
}

/// What a backend with our own kernels reaches GPUs through.
fn api(backend: Backend) -> Option<WgpuBackend> {
    match backend {
        Backend::Vulkan => Some(WgpuBackend::Vulkan),
        Backend::Metal => Some(WgpuBackend::Metal),
        Backend::Cuda | Backend::Cpu => None,
    }
}

fn open_gpu(backend: Backend, api: WgpuBackend) -> Result<Gpu, BackendError> {
    // As in a browser, and in the tests of our own kernels, every tensor has a buffer of its own.
    let options = Device::wgpu_options().graphics_api(api).memory_config(MemoryConfiguration::ExclusivePages);
    let (device, setup) = options.init_with_setup().map_err(|source| BackendError::Gpu { backend, source })?;
    let info = setup.adapter.get_info();
    let software = info.device_type == wgpu::DeviceType::Cpu;
    Ok(Gpu::new(device, &setup, info.name, software, Faults::watch(&setup.device)))
}
