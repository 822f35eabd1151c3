//! What is read from any address is written as an address that reads the same.
#![no_main]

use facegan::address::Launch;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(query) = str::from_utf8(bytes) else { return };
    let (launch, _) = Launch::from_query(query);
    assert_eq!(Launch::from_query(&launch.to_query()), (launch, vec![]));
});
