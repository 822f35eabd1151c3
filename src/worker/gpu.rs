//! The GPU, acquired once in a worker's life.

use burn::tensor::wgpu::WgpuInitError;
use burn::tensor::{DType, Device};
use js_sys::Reflect;
use wasm_bindgen::prelude::*;

use super::port::scope;
use crate::adapter::request_adapter;
use crate::config::KernelChoice;
use crate::kernels::{Compute, Kernels, Layout, Storage};

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
}

/// Why there is no GPU to train on.
#[derive(Debug, thiserror::Error)]
pub enum GpuError {
    #[error("this browser has no WebGPU in workers")]
    NoWebGpu,
    #[error("the browser found no GPU it can use")]
    NoAdapter,
    #[error("the browser's GPU driver lacks the feature “{0}”, which the engine needs")]
    Lacks(&'static str),
    #[error("the GPU could not be opened: {0}")]
    Init(#[from] WgpuInitError),
}

impl GpuError {
    /// What a person can do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::NoWebGpu => {
                "Use a current Chrome or Edge, Safari 26 or newer, or a current Firefox on Windows or macOS; on Linux, \
                 WebGPU may first have to be enabled in the browser's settings."
            }
            Self::NoAdapter => {
                "Turn on hardware acceleration in the browser's settings, update the graphics driver, or try another \
                 browser."
            }
            Self::Lacks(_) => "Try a current Chrome or Edge, which usually have it on the same computer.",
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
        check_features(&adapter)?;
        let device = Device::wgpu_options().tasks_max(TASKS).init_async().await?.autodiff();
        let name = name(&adapter);
        Ok(Self { device, software: is_software(&adapter, &name), name })
    }

    /// The device with the kernels that were chosen, in the layout that suits it.
    pub fn compute(&self, choice: KernelChoice) -> Compute {
        let kernels = match choice {
            KernelChoice::Stock => Kernels::Stock,
            _ if self.software => Kernels::Own(Layout::Software),
            KernelChoice::Mixed if self.device.supports_dtype(DType::F16) => {
                Kernels::Own(Layout::Hardware(Storage::Half))
            }
            _ => Kernels::Own(Layout::Hardware(Storage::Full)),
        };
        Compute { device: self.device.clone(), kernels }
    }

    /// The GPU's name and, where that is not the rule, what computes on it.
    pub fn describe(&self, choice: KernelChoice) -> String {
        let Self { name, .. } = self;
        match self.compute(choice).kernels {
            Kernels::Stock => format!("{name}, with Burn’s stock kernels"),
            Kernels::Own(Layout::Hardware(Storage::Half)) => format!("{name}, in mixed precision"),
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

/// Looks before leaping: where the feature is missing, Burn panics once it opens the device.
fn check_features(adapter: &JsValue) -> Result<(), GpuError> {
    const TIMESTAMPS: &str = "timestamp-query";
    let features = Reflect::get(adapter, &"features".into()).map(|set| set.unchecked_into::<js_sys::Set>());
    let has_timestamps = features.is_ok_and(|features| features.has(&TIMESTAMPS.into()));
    if has_timestamps { Ok(()) } else { Err(GpuError::Lacks(TIMESTAMPS)) }
}

/// What the browser tells of the GPU: a description, or else its maker and family.
fn name(adapter: &JsValue) -> String {
    let info = Reflect::get(adapter, &"info".into()).unwrap_or(JsValue::UNDEFINED);
    let text = |key: &str| Reflect::get(&info, &key.into()).ok()?.as_string().filter(|text| !text.is_empty());
    let maker = || Some([text("vendor")?, text("architecture").unwrap_or_default()].join(" ").trim_end().to_owned());
    text("description").or_else(maker).unwrap_or_else(|| "an unnamed GPU".into())
}
