//! Any archive unpacks, entry by entry, to no more than archives may.
#![no_main]

use std::io::Cursor;

use facegan::data::archive::{Archive, allowance};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut archive) = Archive::open(Cursor::new(bytes)) else { return };
    let mut unpacked = 0;
    for index in 0..archive.len() {
        if let Ok(Some(_)) = archive.name(index) {
            unpacked += archive.unpack(index).map_or(0, |entry| entry.len() as u64);
        }
    }
    assert!(unpacked <= allowance(bytes.len() as u64));
});
