//! Any file is an image of no more pixels than are read, or refused with a reason.
#![no_main]

use std::sync::LazyLock;

use facegan_data::decode::{DecodeError, check_pixels, decode};
use facegan_fuzz::{images, mutate};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(images);

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(data, size, max_size, seed, &FILES)
});

fuzz_target!(|bytes: &[u8]| match decode(bytes) {
    Ok(image) => assert!(check_pixels(image.width(), image.height()).is_ok()),
    // A panic is contained natively, but ends the engine in a browser.
    Err(error) => assert!(!matches!(error, DecodeError::Failed) && !error.to_string().is_empty()),
});
