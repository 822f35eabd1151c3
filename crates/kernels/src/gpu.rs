//! An opened GPU, natively and in a browser.

use std::sync::{Arc, Mutex, PoisonError};

use burn::tensor::wgpu::WgpuSetup;
#[cfg(not(target_arch = "wasm32"))]
use burn::tensor::wgpu::wgpu;
use burn::tensor::{DType, Device};
use facegan_core::config::{KernelChoice, TrainConfig};
use facegan_core::memory::{TooLarge, check_buffers};
use facegan_core::tuning::Tuning;

use crate::compute::{Compute, Kernels};
use crate::target::{Precision, Target};

/// A WebGPU device that Burn trains on.
#[derive(Debug, Clone)]
pub struct Gpu {
    /// With gradients.
    device: Device,
    name: String,
    /// Whether it is a software adapter, which computes on the CPU.
    software: bool,
    /// Bytes of the largest buffer that can be bound to a kernel.
    largest_buffer: u64,
    /// What our own kernels compute in.
    tiles: Tuning,
    faults: Faults,
}

impl Gpu {
    /// A device as Burn opened it, under the name that people know it by.
    pub fn new(device: Device, setup: &WgpuSetup, name: String, software: bool, faults: Faults) -> Self {
        let limits = setup.device.limits();
        let largest_buffer = limits.max_storage_buffer_binding_size.min(limits.max_buffer_size);
        Self { device: device.autodiff(), name, software, largest_buffer, tiles: Tuning::default(), faults }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is a software adapter, which computes on the CPU.
    pub fn is_software(&self) -> bool {
        self.software
    }

    /// Whether it has float16, for mixed precision.
    pub fn has_float16(&self) -> bool {
        self.device.supports_dtype(DType::F16)
    }

    /// Checks that the largest tensors of these settings fit into a buffer.
    ///
    /// # Errors
    /// When one does not.
    pub fn check(&self, config: &TrainConfig, choice: KernelChoice) -> Result<(), TooLarge> {
        check_buffers(config, choice, self.largest_buffer)
    }

    /// The device with the chosen kernels, for the target that it is.
    pub fn compute(&self, choice: KernelChoice) -> Compute {
        let kernels = Kernels::chosen(choice, &self.device, self.software).tuned(self.tiles);
        Compute { device: self.device.clone(), kernels }
    }

    /// The same with these tiles.
    pub fn tuned(self, tiles: Tuning) -> Self {
        Self { tiles, ..self }
    }

    /// The GPU's name and, unless our own kernels compute on it as chosen, what does.
    pub fn describe(&self, choice: KernelChoice, kernels: Kernels) -> String {
        let Self { name, .. } = self;
        match kernels {
            Kernels::Stock => format!("{name}, with Burn’s stock kernels"),
            Kernels::Own(Target::Gpu { precision: Precision::F16, .. }) => format!("{name}, in mixed precision"),
            Kernels::Own(_) if choice == KernelChoice::Mixed => format!("{name}, in float32 (it has no float16)"),
            Kernels::Own(_) => name.clone(),
        }
    }

    /// What the device reports by itself.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }
}

/// The errors that a device reports by itself, outside any call. Clones are the same.
///
/// WebGPU continues after such an error: what was to be computed keeps whatever it held. So whoever reads something back
/// asks here before the values are used. The error is reported before anything that was queued after it can be read.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<Mutex<Option<String>>>);

impl Faults {
    /// Listens to a device for as long as it is open.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn watch(device: &wgpu::Device) -> Self {
        let faults = Self::default();
        let noted = faults.clone();
        // In place of CubeCL's handler, which panics. It reports a lost device itself: every reading fails then.
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| noted.note(error.to_string())));
        faults
    }

    /// Notes a fault, unless an earlier one was not taken yet.
    pub fn note(&self, fault: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(fault);
    }

    /// The first fault since this was last asked, if there was one.
    pub fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_fault_is_reported_once() {
        let faults = Faults::default();
        let other = faults.clone();
        assert_eq!(faults.take(), None);
        other.note("first".into());
        other.note("second".into());
        assert_eq!((faults.take().as_deref(), other.take()), (Some("first"), None));
    }
}
