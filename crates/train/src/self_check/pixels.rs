//! Images normalised from bytes.

use super::comparison::{Comparisons, places};
use super::pattern::mixed;
use facegan_core::images::CHANNELS;
use facegan_kernels::{Compute, pixels};

/// Compares a batch of images.
pub fn compare(found: &mut Comparisons, batch: usize, [nc, side]: [usize; 2], compute: &Compute) {
    let area = side * side;
    let byte = |at: usize| (mixed(at as u32) >> 24) as u8;
    let rgb: Vec<_> = (0..batch * area * CHANNELS).map(byte).collect();
    let images = pixels(&rgb, nc, side, compute).inner();
    let name = format!("{batch} images of {side}×{side} pixels");
    found.add(name, images, &places(batch * nc * area, 1), |at| {
        let (image, channel, pixel) = (at / (nc * area), at / area % nc, at % area);
        f64::from(rgb[(image * area + pixel) * CHANNELS + channel]) / 127.5 - 1.0
    });
}
