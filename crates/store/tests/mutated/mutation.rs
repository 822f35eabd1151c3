//! Damage to files, drawn from a seed.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What lengths and sizes are overwritten with.
const EXTREMES: [u32; 8] = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0xffff_ffff];
/// Bytes at a file's start among which most formats have their sizes.
const HEADER: usize = 64;

/// `bytes` after one kind of damage; parts may come from `other`. Neither is empty. The same seed does the same damage.
pub fn damaged(bytes: &[u8], other: &[u8], seed: u64) -> Vec<u8> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (a, b) = (rng.random_range(0..bytes.len()), rng.random_range(0..bytes.len()));
    let (start, end) = (a.min(b), a.max(b));
    match rng.random_range(0..6) {
        0 => bytes[..start].to_vec(),
        1 => [&bytes[..start], &bytes[end..]].concat(),
        2 => [&bytes[..end], &bytes[start..]].concat(),
        3 => [&bytes[..start], &other[rng.random_range(0..other.len())..]].concat(),
        4 => with_flipped_bits(bytes, &mut rng),
        _ => with_another_length(bytes, &mut rng),
    }
}

fn with_flipped_bits(bytes: &[u8], rng: &mut ChaCha8Rng) -> Vec<u8> {
    let mut damaged = bytes.to_vec();
    for _ in 0..rng.random_range(1..=8) {
        let at = rng.random_range(0..damaged.len());
        damaged[at] ^= 1_u8 << rng.random_range(0..8_u32);
    }
    damaged
}

/// Writes a number where there may be a length, as any format would write it.
fn with_another_length(bytes: &[u8], rng: &mut ChaCha8Rng) -> Vec<u8> {
    let value = EXTREMES[rng.random_range(0..EXTREMES.len())];
    let number = match rng.random_range(0..4) {
        0 => value.to_le_bytes().to_vec(),
        1 => value.to_be_bytes().to_vec(),
        2 => (value as u16).to_le_bytes().to_vec(),
        _ => (value as u16).to_be_bytes().to_vec(),
    };
    let reach = if rng.random_range(0..2) == 0 { HEADER.min(bytes.len()) } else { bytes.len() };
    let at = rng.random_range(0..reach);
    let mut damaged = bytes.to_vec();
    for (to, from) in damaged[at..].iter_mut().zip(number) {
        *to = from;
    }
    damaged
}
