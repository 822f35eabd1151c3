//! A latent that is read can be written, and is read as the same again.
#![no_main]

use std::sync::LazyLock;

use facegan_core::latent::FoundLatent;
use facegan_fuzz::mutate_tensor_file;
use facegan_store::latent_file::{from_bytes, to_bytes};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let file = |values| to_bytes(&FoundLatent { photo: "anna.jpg".into(), values }).expect("a latent can be written");
    [vec![0.5], vec![-1.0, 0.25, 3.0]].map(file).to_vec()
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate_tensor_file(data, size, max_size, seed, &FILES)
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(found) = from_bytes(bytes, "latent.safetensors") else { return };
    assert!(found.values.iter().all(|value| value.is_finite()));
    let written = to_bytes(&found).expect("what was read can be written");
    assert_eq!(from_bytes(&written, "again").expect("what was written can be read"), found);
});
