//! Sorting of many numbers: a radix sort of their bits. For 30,000 to 130,000 numbers it takes half the time of
//! `sort_unstable`.

/// Bits that one pass looks at. With more, fewer passes would do, but what a pass writes would not lie in the fastest cache.
const BITS: u32 = 8;
const BUCKETS: usize = 1 << BITS;
/// Passes that see all 32 bits.
const PASSES: usize = 4;

/// The bits of a number, changed so that keys have the order of the numbers: negative ones have all their bits turned,
/// the others the sign.
pub fn key(value: f32) -> u32 {
    let bits = value.to_bits();
    if bits >> 31 == 1 { !bits } else { bits | 1 << 31 }
}

/// The number of a key.
pub fn value(key: u32) -> f32 {
    f32::from_bits(if key >> 31 == 1 { key & !(1 << 31) } else { !key })
}

/// Sorts keys, the smallest first. `spare` is as long as the keys; its contents do not matter, and are lost.
pub fn sort(keys: &mut Vec<u32>, spare: &mut Vec<u32>) {
    spare.resize(keys.len(), 0);
    let mut counts = [[0_u32; BUCKETS]; PASSES];
    for &key in keys.iter() {
        for (pass, counts) in (0..).zip(&mut counts) {
            counts[bucket(key, pass)] += 1;
        }
    }
    for (pass, counts) in (0..).zip(&mut counts) {
        let mut start = 0;
        for count in counts.iter_mut() {
            start += std::mem::replace(count, start);
        }
        for &key in keys.iter() {
            let place = &mut counts[bucket(key, pass)];
            spare[*place as usize] = key;
            *place += 1;
        }
        std::mem::swap(keys, spare);
    }
}

fn bucket(key: u32, pass: u32) -> usize {
    (key >> (pass * BITS)) as usize & (BUCKETS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;

    use crate::seeded::Stream;

    fn sorted(values: &[f32]) -> Vec<f32> {
        let mut keys = values.iter().copied().map(key).collect();
        sort(&mut keys, &mut Vec::new());
        keys.into_iter().map(value).collect()
    }

    #[test]
    fn numbers_of_both_signs_are_sorted() {
        let values = [3.0, -0.5, 0.0, -7.25, f32::MAX, 1e-30, -1e30, 3.0];
        assert_eq!(sorted(&values), [-1e30, -7.25, -0.5, 0.0, 1e-30, 3.0, 3.0, f32::MAX]);
        assert!(sorted(&[]).is_empty());
    }

    #[test]
    fn many_numbers_are_sorted_as_by_comparisons() {
        let mut rng = Stream::Directions.rng(5, 0);
        let mut values: Vec<f32> = (0..10_000).map(|_| rng.random_range(-3.0..3.0)).collect();
        let ours = sorted(&values);
        values.sort_by(f32::total_cmp);
        assert_eq!(ours, values);
    }
}
