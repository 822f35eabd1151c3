//! Opening the GPU, once in a worker's life.

use burn::tensor::Device;
use burn::tensor::wgpu::WgpuInitError;
use js_sys::Reflect;
use wasm_bindgen::prelude::*;

use super::fault::watch;
use super::port::scope;
use crate::adapter::{NO_ADAPTER_ADVICE, request_adapter};
use facegan_kernels::Gpu;

/// Most dispatches in one submission. An iteration is several submissions, so that a slow GPU is not blocked for long.
const TASKS: usize = 64;
/// What the names of software adapters contain.
const SOFTWARE: [&str; 3] = ["swiftshader", "llvmpipe", "basic render"];

/// Why there is no GPU to train on.
#[derive(Debug, thiserror::Error)]
pub enum GpuError {
    /// `navigator.gpu` is missing in workers.
    #[error("this browser has no WebGPU in workers")]
    NoWebGpu,
    /// `requestAdapter()` returned null.
    #[error("the browser found no GPU it can use")]
    NoAdapter,
    /// The adapter gave no device.
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
            Self::NoAdapter => NO_ADAPTER_ADVICE,
            Self::Init(_) => "Close other tabs that use the GPU, reload the page and try again.",
        }
    }
}

/// Opens the browser's fastest GPU.
///
/// # Errors
/// When there is none that the engine can use.
pub async fn open() -> Result<Gpu, GpuError> {
    let adapter = request_adapter(&scope().navigator()).await.map_err(|_| GpuError::NoWebGpu)?;
    if adapter.is_null() || adapter.is_undefined() {
        return Err(GpuError::NoAdapter);
    }
    let (device, setup) = Device::wgpu_options().tasks_max(TASKS).init_with_setup_async().await?;
    let faults = setup.device.as_webgpu().map(|device| watch(device.as_ref())).unwrap_or_default();
    let name = name(&adapter);
    let software = is_software(&adapter, &name);
    Ok(Gpu::new(device, &setup, name, software, faults))
}

/// Whether it is a software adapter, which computes on the CPU.
fn is_software(adapter: &JsValue, name: &str) -> bool {
    let info = Reflect::get(adapter, &"info".into()).unwrap_or(JsValue::UNDEFINED);
    let fallback = Reflect::get(&info, &"isFallbackAdapter".into()).is_ok_and(|is| is.is_truthy());
    fallback || SOFTWARE.iter().any(|part| name.to_lowercase().contains(part))
}

/// The GPU's name from `GPUAdapterInfo`: the description, or else vendor and architecture.
fn name(adapter: &JsValue) -> String {
    let info = Reflect::get(adapter, &"info".into()).unwrap_or(JsValue::UNDEFINED);
    let text = |key: &str| Reflect::get(&info, &key.into()).ok()?.as_string().filter(|text| !text.is_empty());
    let maker = || Some([text("vendor")?, text("architecture").unwrap_or_default()].join(" ").trim_end().to_owned());
    text("description").or_else(maker).unwrap_or_else(|| "an unnamed GPU".into())
}
