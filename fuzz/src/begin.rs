//! The first inputs: valid files.

use libfuzzer_sys::fuzzer_mutate;

/// Mutates a file; an empty input becomes one of `files`.
pub fn mutate(input: &mut [u8], size: usize, most: usize, seed: u32, files: &[Vec<u8>]) -> usize {
    begun(input, size, most, seed, files).unwrap_or_else(|| fuzzer_mutate(input, size, most))
}

/// Writes one of `files` in place of an empty input, and returns its length.
///
/// # Panics
/// When no file is as short as inputs may be: `-max_len` is too small.
pub fn begun(input: &mut [u8], size: usize, most: usize, seed: u32, files: &[Vec<u8>]) -> Option<usize> {
    // The fuzzer's own first inputs.
    const NOTHING: usize = 1;
    if size > NOTHING {
        return None;
    }
    let file = &files[seed as usize % files.len()];
    assert!(file.len() <= most, "give -max_len={} or more", file.len());
    input[..file.len()].copy_from_slice(file);
    Some(file.len())
}
