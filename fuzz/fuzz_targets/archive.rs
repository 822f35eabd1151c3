//! Any archive unpacks, entry by entry, to no more than archives may.
#![no_main]

use std::io::Cursor;
use std::sync::LazyLock;

use facegan_data::archive::{Archive, Entry, allowance};
use facegan_fuzz::{archive, mutate};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| vec![archive()]);

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(data, size, max_size, seed, &FILES)
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut archive) = Archive::open(Cursor::new(bytes)) else { return };
    let mut unpacked = 0;
    for index in 0..archive.len() {
        if let Entry::File(_) = archive.entry(index) {
            unpacked += archive.unpack(index).map_or(0, |entry| entry.len() as u64);
        }
    }
    assert!(unpacked <= allowance(bytes.len() as u64));
});
