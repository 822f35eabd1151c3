use super::draw;

/// Mean absolute difference of two pictures, in steps of 0 to 255.
fn difference(a: &[u8], b: &[u8]) -> f32 {
    assert_eq!(a.len(), b.len());
    let total: u32 = a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
    total as f32 / a.len() as f32
}

/// Half the size, each pixel the mean of four.
fn halved(picture: &[u8], size: usize) -> Vec<u8> {
    let half = size / 2;
    let at = |x: usize, y: usize, c: usize| u32::from(picture[(y * size + x) * 3 + c]);
    let mean = |x: usize, y: usize, c: usize| {
        let sum = at(x, y, c) + at(x + 1, y, c) + at(x, y + 1, c) + at(x + 1, y + 1, c);
        (sum / 4) as u8
    };
    (0..half * half * 3).map(|i| mean(i / 3 % half * 2, i / 3 / half * 2, i % 3)).collect()
}

fn pixel(picture: &[u8], size: usize, x: usize, y: usize) -> [u8; 3] {
    let start = (y * size + x) * 3;
    [picture[start], picture[start + 1], picture[start + 2]]
}

#[test]
fn a_face_is_the_same_every_time() {
    assert_eq!(draw(3, 14, 64), draw(3, 14, 64));
    assert_ne!(draw(3, 14, 64), draw(3, 15, 64));
    assert_ne!(draw(3, 14, 64), draw(4, 14, 64));
}

#[test]
fn a_picture_has_three_bytes_a_pixel_at_any_size() {
    for size in [0, 1, 7, 32, 100] {
        assert_eq!(draw(0, 0, size).len(), size * size * 3);
    }
}

#[test]
fn a_face_is_the_same_at_every_size() {
    for index in 0..100 {
        let large = halved(&draw(1, index, 128), 128);
        let small = draw(1, index, 64);
        let apart = difference(&large, &small);
        assert!(apart < 3.0, "face {index} differs by {apart} between sizes");
    }
}

/// Averaging can only bring two pictures closer, so pairs whose thumbnails are far apart need no closer look; what
/// rounding adds is under 3 steps.
#[test]
fn no_two_faces_of_two_thousand_are_alike() {
    const APART: f32 = 6.0;
    let faces: Vec<Vec<u8>> = (0..2000).map(|index| draw(5, index, 32)).collect();
    let thumbnails: Vec<Vec<u8>> = faces.iter().map(|face| halved(&halved(&halved(face, 32), 16), 8)).collect();
    for i in 0..faces.len() {
        for j in i + 1..faces.len() {
            if difference(&thumbnails[i], &thumbnails[j]) < APART + 3.0 {
                let apart = difference(&faces[i], &faces[j]);
                assert!(apart > APART, "faces {i} and {j} differ by only {apart}");
            }
        }
    }
}

/// The bridge of the nose is skin: redder than green, greener than blue. Sunglasses may cover it, hence not all.
#[test]
fn faces_are_in_the_middle() {
    let is_skin = |index: &u32| {
        let [r, g, b] = pixel(&draw(2, *index, 64), 64, 32, 36);
        r > g && g > b
    };
    let skin = (0..200).filter(is_skin).count();
    assert!(skin >= 196, "only {skin} of 200 faces show skin in the middle");
}

/// The upper corners are the backdrop: the row of pixels beside each changes only as smoothly as a backdrop does.
#[test]
fn the_upper_corners_are_backdrop() {
    for index in 0..200 {
        let face = draw(2, index, 64);
        for (corner, next) in [(0, 1), (63, 62)] {
            let apart = difference(&pixel(&face, 64, corner, 0), &pixel(&face, 64, next, 1));
            assert!(apart < 6.0, "face {index} has an edge of {apart} in a corner");
        }
    }
}
