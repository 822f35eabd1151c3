//! Weights that are read can be written, and are read as the same network again.
#![no_main]

use facegan::store::tensor_file::Metadata;
use facegan::store::weights::{read, safetensors};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(weights) = read(bytes) else { return };
    let written = safetensors(&weights.state, weights.batches_tracked, Metadata::new());
    let again = read(&written.expect("what was read can be written")).expect("what was written can be read");
    // As text, in which numbers that are none are the same.
    assert_eq!(format!("{again:?}"), format!("{weights:?}"));
});
