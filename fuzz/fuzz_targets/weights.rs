//! Weights that are read can be written, and are read as the same network again.
#![no_main]

use std::sync::LazyLock;

use facegan_fuzz::{mutate_tensor_file, weights};
use facegan_store::tensor_file::Metadata;
use facegan_store::weights::{Weights, read, safetensors};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(weights);

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate_tensor_file(data, size, max_size, seed, &FILES)
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(weights) = read(bytes) else { return };
    let written = safetensors(&weights.state, weights.batches_tracked, Metadata::new());
    let again = read(&written.expect("what was read can be written")).expect("what was written can be read");
    // As text, in which NaN equals NaN. What was converted is float32 now, and is not converted again.
    let text =
        |Weights { network, state, batches_tracked, .. }: &Weights| format!("{network:?} {batches_tracked} {state:?}");
    assert_eq!(text(&again), text(&weights));
});
