//! Images for the tests: drawn portraits, and what makes them worse.

use facegan_core::images::{CHANNELS, Images};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Portraits `first` to `first + count` of a seed.
pub fn faces(seed: u32, first: u32, count: usize, size: usize) -> Images {
    let draw = |index: u32| facegan_sample_faces::draw(seed, first + index, size);
    Images { size, rgb: (0..count as u32).flat_map(draw).collect() }
}

/// Noise of about this standard deviation in grey levels, of its own for each byte.
pub fn noisy(images: &Images, deviation: f32, seed: u64) -> Images {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    // The sum of three even numbers has a standard deviation of a half.
    let mut noise = || (0..3).map(|_| rng.random::<f32>() - 0.5).sum::<f32>() * 2.0 * deviation;
    map(images, |byte| (f32::from(byte) + noise()).round().clamp(0.0, 255.0) as u8)
}

/// Every byte changed for itself.
pub fn map(images: &Images, change: impl FnMut(u8) -> u8) -> Images {
    Images { size: images.size, rgb: images.rgb.iter().copied().map(change).collect() }
}

/// Each pixel the mean of those at most one pixel away.
pub fn blurred(images: &Images) -> Images {
    let near = |at: usize, step: usize| (at + step).saturating_sub(1).min(images.size - 1);
    rearranged(images, |pixel, y, x| {
        let window = (0..9).map(|place| pixel(near(y, place / 3), near(x, place % 3)));
        window.map(u16::from).sum::<u16>().div_ceil(9) as u8
    })
}

/// Everything so many pixels to the right and down; what comes in repeats the edge.
pub fn shifted(images: &Images, by: usize) -> Images {
    rearranged(images, |pixel, y, x| pixel(y.saturating_sub(by), x.saturating_sub(by)))
}

/// The first `modes` images again and again.
pub fn few(images: &Images, modes: usize) -> Images {
    let length = images.size * images.size * CHANNELS;
    let rgb = images.rgb[..modes * length].iter().copied().cycle().take(images.rgb.len());
    Images { size: images.size, rgb: rgb.collect() }
}

/// Images whose pixels are computed from a channel of the old ones.
fn rearranged(images: &Images, new: impl Fn(&dyn Fn(usize, usize) -> u8, usize, usize) -> u8) -> Images {
    let size = images.size;
    let image = |rgb: &[u8]| -> Vec<u8> {
        let byte = |at: usize| {
            let (pixel, channel) = (at / CHANNELS, at % CHANNELS);
            new(&|y, x| rgb[(y * size + x) * CHANNELS + channel], pixel / size, pixel % size)
        };
        (0..rgb.len()).map(byte).collect()
    };
    Images { size, rgb: images.rgb.chunks_exact(size * size * CHANNELS).flat_map(image).collect() }
}
