//! What is read from any address is written as an address that reads the same.
#![no_main]

use std::sync::LazyLock;

use facegan_core::address::Launch;
use facegan_fuzz::{ADDRESS, mutate};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| vec![ADDRESS.to_vec()]);

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(data, size, max_size, seed, &FILES)
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(query) = str::from_utf8(bytes) else { return };
    let (launch, _) = Launch::from_query(query);
    assert_eq!(Launch::from_query(&launch.to_query()), (launch, vec![]));
});
