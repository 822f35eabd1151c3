//! Images whose quality is the same, to the last bit, natively and in a browser.

use facegan_core::images::Images;
use facegan_core::quality::Quality;
use facegan_quality::RunEvaluator;
use facegan_sample_faces::draw;

/// What [`measured`] gives, as [`digest`] tells it.
pub const DIGEST: u64 = 0xbe7c_b6f4_a94d_c7a0;

const SIZE: usize = 32;

/// The quality of portraits with a few pixels changed beside other portraits, some of them copies.
pub fn measured() -> Quality {
    let faces = |first: u32, count: u32| (first..first + count).flat_map(|index| draw(1, index, SIZE));
    let photos = Images { size: SIZE, rgb: faces(0, 240).collect() };
    let mut images = Images { size: SIZE, rgb: faces(230, 120).collect() };
    images.rgb.iter_mut().step_by(7).for_each(|byte| *byte ^= 24);
    let (quality, _) = RunEvaluator::new(photos, None).evaluate(&images, None).expect("all images have one size");
    quality
}

/// FNV-1a over every number with all its digits.
pub fn digest(quality: &Quality) -> u64 {
    let text = format!("{:?}", quality.figures);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}
