//! What a parity case feeds a run with, computed from its seed as `make_case.py` does.

use facegan_core::config::FIXED_SAMPLES;
use facegan_model::HostTensor;
use parity_cases::Case;

/// The stream of the fixed noise; step T has the streams 2T and 2T + 1.
const FIXED: u32 = 1000;

/// A step's real images, `[batch, nc, image_size, image_size]`: bytes, normalised as torchvision does it.
pub fn real(case: &Case, step: u32) -> HostTensor {
    let shape = vec![case.batch, case.nc, case.image_size, case.image_size];
    let value = |hash: u32| ((hash >> 24) as f32 / 255.0 - 0.5) / 0.5;
    let values = hashed(case.seed, 2 * step, shape.iter().product()).map(value).collect();
    HostTensor { key: format!("real.{step}"), shape, values }
}

/// A step's latents, `[batch, nz, 1, 1]`.
pub fn noise(case: &Case, step: u32) -> HostTensor {
    normal(case, case.batch, 2 * step + 1)
}

/// `[64, nz, 1, 1]`
pub fn fixed_noise(case: &Case) -> HostTensor {
    normal(case, FIXED_SAMPLES, FIXED)
}

/// About N(0, 1): four uniform numbers of 16 bits added up, which float32 holds exactly.
fn normal(case: &Case, count: usize, stream: u32) -> HostTensor {
    let hashes: Vec<_> = hashed(case.seed, stream, 2 * count * case.nz).collect();
    let halves = |hash: u32| i64::from(hash >> 16) + i64::from(hash & 0xffff);
    let value = |pair: &[u32]| (halves(pair[0]) + halves(pair[1]) - 2 * 0xffff) as f32 / 32768.0;
    HostTensor {
        key: format!("stream {stream}"),
        shape: vec![count, case.nz, 1, 1],
        values: hashes.chunks_exact(2).map(value).collect(),
    }
}

fn hashed(seed: u32, stream: u32, count: usize) -> impl Iterator<Item = u32> {
    let start = mixed(mixed(seed) ^ stream);
    (0..count as u32).map(move |i| mixed(i.wrapping_add(start)))
}

/// A bijection of 32 bits without visible structure (“lowbias32” of Chris Wellons' hash prospector).
fn mixed(x: u32) -> u32 {
    let x = (x ^ x >> 16).wrapping_mul(0x7feb_352d);
    let x = (x ^ x >> 15).wrapping_mul(0x846c_a68b);
    x ^ x >> 16
}
