//! A photo's squares.

use test_support::photo_squares::{DIGEST, digest, squares};

#[test]
fn a_photos_squares_are_a_browsers() {
    let squares = squares();
    assert_eq!((squares.faces.len(), squares.in_place), (3, Some(false)));
    // The browser's tests compare with the same number.
    assert_eq!(digest(&squares), DIGEST, "{:#018x}", digest(&squares));
}
