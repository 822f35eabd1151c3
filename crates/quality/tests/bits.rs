//! Whether the numbers are those of a browser, where a test compares with the same digest.

use test_support::quality::{DIGEST, digest, measured};

#[test]
fn quality_has_the_same_bits_on_every_machine() {
    let quality = measured();
    assert!(quality.figures.iter().all(|figure| figure.result.is_ok()), "{quality:?}");
    assert_eq!(digest(&quality), DIGEST, "{quality:?}");
}
