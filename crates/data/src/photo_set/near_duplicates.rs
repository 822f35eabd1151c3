//! Finds photos that nearly equal an earlier one, by their perceptual hashes.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Bits in which the hashes of two photos differ at most, where one nearly equals the other.
pub const MOST_DIFFERENT_BITS: u32 = 5;
/// Parts of a hash. With one part more than there may be different bits, two near duplicates have a part in common.
const PARTS: u32 = MOST_DIFFERENT_BITS + 1;

/// The perceptual hashes of the photos so far.
#[derive(Default)]
pub struct NearDuplicates {
    /// The first photo of each hash.
    first: HashMap<u64, u32>,
    /// The hashes that have a part in common.
    of_part: HashMap<(u32, u64), Vec<u64>>,
}

impl NearDuplicates {
    /// The earliest photo that this one nearly equals; then remembers it.
    ///
    /// A hash of 0 is that of a photo without structure, such as one grey, and equals none.
    pub fn add(&mut self, hash: u64, photo: u32) -> Option<u32> {
        if hash == 0 {
            return None;
        }
        let alike = parts(hash).filter_map(|part| self.of_part.get(&part)).flatten();
        let near = alike.filter(|other| (hash ^ **other).count_ones() <= MOST_DIFFERENT_BITS);
        let earliest = near.filter_map(|other| self.first.get(other)).min().copied();
        if let Entry::Vacant(place) = self.first.entry(hash) {
            place.insert(photo);
            parts(hash).for_each(|part| self.of_part.entry(part).or_default().push(hash));
        }
        earliest
    }
}

/// The parts of a hash, each with its place.
fn parts(hash: u64) -> impl Iterator<Item = (u32, u64)> {
    (0..PARTS).map(move |part| {
        let (start, end) = (u64::BITS * part / PARTS, u64::BITS * (part + 1) / PARTS);
        (part, hash >> start & ((1 << (end - start)) - 1))
    })
}

#[cfg(test)]
mod tests {
    use rand::{Rng, RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn the_same_are_found_as_by_comparing_all_pairs() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut hashes: Vec<u64> = Vec::new();
        for photo in 0..600 {
            let hash = match hashes.get(rng.random_range(0..=photo)) {
                Some(earlier) => (0..photo % 8).fold(*earlier, |hash, _| hash ^ 1 << rng.random_range(0..64)),
                None => rng.next_u64(),
            };
            hashes.push(hash);
        }
        let mut index = NearDuplicates::default();
        for (photo, &hash) in hashes.iter().enumerate() {
            let near = |other: &u64| (hash ^ other).count_ones() <= MOST_DIFFERENT_BITS;
            let expected = hashes[..photo].iter().position(near).map(|place| place as u32);
            assert_eq!(index.add(hash, photo as u32), expected, "photo {photo}");
        }
    }

    #[test]
    fn photos_without_structure_equal_none() {
        let mut index = NearDuplicates::default();
        assert_eq!([0, 0, 1, 1].map(|hash| index.add(hash, 0)), [None, None, None, Some(0)]);
    }
}
