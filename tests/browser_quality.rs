//! The quality of images in a browser: the bits that native code gives.
#![cfg(target_arch = "wasm32")]

use test_support::quality::{DIGEST, digest, measured};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn quality_is_the_native_one() {
    assert_eq!(digest(&measured()), DIGEST);
}
