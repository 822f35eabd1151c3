//! A checkpoint that is read can be written, and is read as the same run again.
#![no_main]

use std::sync::LazyLock;

use facegan_fuzz::{checkpoints, mutate_tensor_file};
use facegan_store::checkpoint::{from_bytes, to_bytes};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(checkpoints);

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate_tensor_file(data, size, max_size, seed, &FILES)
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(snapshot) = from_bytes(bytes) else { return };
    let written = to_bytes(&snapshot).expect("what was read can be written");
    let again = from_bytes(&written).expect("what was written can be read");
    // As text, in which NaN equals NaN.
    assert_eq!(format!("{again:?}"), format!("{snapshot:?}"));
});
