//! The GPU, acquired once in a worker's life.

use burn::tensor::Device;
use burn::tensor::wgpu::WgpuInitError;
use js_sys::Reflect;
use wasm_bindgen::prelude::*;

use super::fault::Faults;
use super::port::scope;
use crate::adapter::request_adapter;
use facegan_core::config::{KernelChoice, TrainConfig};
use facegan_core::memory::{TooLarge, check_buffers};
use facegan_kernels::{Compute, Kernels, Precision, Target};

/// Dispatches in one submission: an iteration is a few of them, so that a slow GPU is never blocked for long.
const TASKS: usize = 64;
/// What the names of GPUs contain that a CPU plays.
const SOFTWARE: [&str; 3] = ["swiftshader", "llvmpipe", "basic render"];

/// A WebGPU device that Burn trains on.
#[derive(Clone)]
pub struct Gpu {
    /// With gradients.
    device: Device,
    /// What the browser calls the GPU.
    name: String,
    /// Whether a CPU plays the GPU.
    software: bool,
    /// Bytes of the largest buffer that a kernel is given.
    largest_buffer: u64,
    faults: Faults,
}

/// Why there is no GPU to train on.
#[derive(Debug, thiserror::Error)]
pub enum GpuError {
    #[error("this browser has no WebGPU in workers")]
    NoWebGpu,
    #[error("the browser found no GPU it can use")]
    NoAdapter,
    #[error("the GPU could not be opened: {0}")]
    Init(#[from] WgpuInitError),
}

impl GpuError {
    /// What a person can do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::NoWebGpu => {
                "Use a current Chrome or Edge, Safari 26 or newer, or a current Firefox on Windows or on a Mac with Apple \
                 silicon; on Linux, WebGPU may first have to be enabled in the browser's settings."
            }
            Self::NoAdapter => {
                "Turn on hardware acceleration in the browser's settings, update the graphics driver, or try another \
                 browser."
            }
            Self::Init(_) => "Close other tabs that use the GPU, reload the page and try again.",
        }
    }
}

impl Gpu {
    /// Asks the browser for its fastest GPU.
    ///
    /// # Errors
    /// When there is none that the engine can use.
    pub async fn acquire() -> Result<Self, GpuError> {
        let adapter = request_adapter(&scope().navigator()).await.map_err(|_| GpuError::NoWebGpu)?;
        if adapter.is_null() || adapter.is_undefined() {
            return Err(GpuError::NoAdapter);
        }
        let (device, setup) = Device::wgpu_options().tasks_max(TASKS).init_with_setup_async().await?;
        let limits = setup.device.limits();
        let faults = setup.device.as_webgpu().map(|device| Faults::watch(device.as_ref())).unwrap_or_default();
        let name = name(&adapter);
        Ok(Self {
            device: device.autodiff(),
            software: is_software(&adapter, &name),
            name,
            largest_buffer: limits.max_storage_buffer_binding_size.min(limits.max_buffer_size),
            faults,
        })
    }

    /// Whether kernels are given buffers that are large enough for these settings.
    ///
    /// # Errors
    /// When they are not.
    pub fn check(&self, config: &TrainConfig, choice: KernelChoice) -> Result<(), TooLarge> {
        check_buffers(config, choice, self.largest_buffer)
    }

    /// What the GPU has reported since this was last asked: then nothing that was read since can be trusted.
    pub fn take_fault(&self) -> Option<String> {
        self.faults.take()
    }

    /// The device with the kernels that were chosen, in the layout that suits it.
    pub fn compute(&self, choice: KernelChoice) -> Compute {
        let kernels = Kernels::chosen(choice, &self.device, self.software);
        Compute { device: self.device.clone(), kernels }
    }

    /// The GPU's name and, where that is not the rule, which kernels compute on it.
    pub fn describe(&self, choice: KernelChoice, kernels: Kernels) -> String {
        let Self { name, .. } = self;
        match kernels {
            Kernels::Stock => format!("{name}, with Burn’s stock kernels"),
            Kernels::Own(Target::Gpu(Precision::F16)) => format!("{name}, in mixed precision"),
            _ if choice == KernelChoice::Mixed => format!("{name}, in float32 (it has no float16)"),
            Kernels::Own(_) => name.clone(),
        }
    }
}

/// Whether a CPU plays the GPU.
fn is_software(adapter: &JsValue, name: &str) -> bool {
    let info = Reflect::get(adapter, &"info".into()).unwrap_or(JsValue::UNDEFINED);
    let fallback = Reflect::get(&info, &"isFallbackAdapter".into()).is_ok_and(|is| is.is_truthy());
    fallback || SOFTWARE.iter().any(|part| name.to_lowercase().contains(part))
}

/// What the browser tells of the GPU: a description, or else its maker and family.
fn name(adapter: &JsValue) -> String {
    let info = Reflect::get(adapter, &"info".into()).unwrap_or(JsValue::UNDEFINED);
    let text = |key: &str| Reflect::get(&info, &key.into()).ok()?.as_string().filter(|text| !text.is_empty());
    let maker = || Some([text("vendor")?, text("architecture").unwrap_or_default()].join(" ").trim_end().to_owned());
    text("description").or_else(maker).unwrap_or_else(|| "an unnamed GPU".into())
}
