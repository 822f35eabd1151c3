//! Any file is an image of no more pixels than are read, or refused with a reason.
#![no_main]

use facegan::data::decode::{check_pixels, decode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| match decode(bytes) {
    Ok(image) => assert!(check_pixels(image.width(), image.height()).is_ok()),
    Err(error) => assert!(!error.to_string().is_empty()),
});
