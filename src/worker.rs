//! What the engine's worker and the photo workers share.

pub mod files;

use wasm_bindgen::prelude::*;
use web_sys::DedicatedWorkerGlobalScope;

/// The worker's global scope.
pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Runs the registered constructors of the linked crates, once.
///
/// Unless something calls them, the linker makes every exported function run all of them again: seconds an iteration.
#[allow(unsafe_code, reason = "the linker's function has no safe binding")]
pub fn run_constructors() {
    unsafe extern "C" {
        fn __wasm_call_ctors();
    }
    // SAFETY: the linker provides this function; it takes and returns nothing and is called once, before all else.
    unsafe {
        __wasm_call_ctors();
    }
}
