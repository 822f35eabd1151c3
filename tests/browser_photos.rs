//! A photo's squares in a browser: the bits that native code gives.
#![cfg(target_arch = "wasm32")]

use test_support::photo_squares::{DIGEST, digest, squares};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn a_photos_squares_are_the_native_ones() {
    assert_eq!(digest(&squares()), DIGEST);
}
