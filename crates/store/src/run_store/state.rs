//! A run's whole state as it is saved during the run: a checkpoint behind a header with its length and checksum.
//!
//! A run has two places for it. The one with the older state is written, so that after a crash the other is complete.

use xxhash_rust::xxh3::Xxh3Default;

/// What every saved state begins with; the last byte is the version of the header.
const MAGIC: [u8; 8] = *b"facegan\x01";

/// The header of a saved state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Counts the saves of a run, from 1.
    pub sequence: u64,
    /// Iterations that the run had done.
    pub iterations: usize,
    /// Bytes of the state.
    pub length: u64,
    checksum: u128,
}

impl Header {
    /// Bytes of a header.
    pub const BYTES: usize = 48;

    /// The header of a state.
    pub fn of(sequence: u64, iterations: usize, state: &[u8]) -> Self {
        let header = Self { sequence, iterations, length: state.len() as u64, checksum: 0 };
        Self { checksum: header.sum(state), ..header }
    }

    /// [`MAGIC`], then sequence, iterations and length as little-endian `u64`s, then the checksum as a `u128`.
    pub fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        bytes[..32].copy_from_slice(&self.front());
        bytes[32..].copy_from_slice(&self.checksum.to_le_bytes());
        bytes
    }

    /// Reads the header that bytes begin with, where they begin with one.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (front, rest) = bytes.strip_prefix(&MAGIC)?.split_first_chunk::<24>()?;
        let checksum = u128::from_le_bytes(*rest.first_chunk()?);
        let [sequence, iterations, length] = [0, 8, 16].map(|at| {
            let word: [u8; 8] = std::array::from_fn(|i| front[at + i]);
            u64::from_le_bytes(word)
        });
        Some(Self { sequence, iterations: usize::try_from(iterations).ok()?, length, checksum })
    }

    /// Whether a state is complete of which there are so many bytes, this header included. Only the
    /// [checksum](Self::fits) shows whether it is intact.
    pub fn is_complete(&self, bytes: u64) -> bool {
        self.length.checked_add(Self::BYTES as u64) == Some(bytes)
    }

    /// Whether `state` is complete and unchanged, by its length and checksum.
    pub fn fits(&self, state: &[u8]) -> bool {
        state.len() as u64 == self.length && self.sum(state) == self.checksum
    }

    fn front(&self) -> [u8; 32] {
        let mut front = [0; 32];
        front[..8].copy_from_slice(&MAGIC);
        for (place, number) in front[8..].chunks_exact_mut(8).zip([self.sequence, self.iterations as u64, self.length])
        {
            place.copy_from_slice(&number.to_le_bytes());
        }
        front
    }

    /// xxh3-128 of all that stands before the checksum and of the state.
    fn sum(&self, state: &[u8]) -> u128 {
        let mut hash = Xxh3Default::new();
        hash.update(&self.front());
        hash.update(state);
        hash.digest128()
    }
}

/// The places that hold a state, the latest state first, of those with the headers of complete states.
pub fn latest_first(places: [Option<Header>; 2]) -> Vec<(usize, Header)> {
    let mut states: Vec<_> =
        places.into_iter().enumerate().filter_map(|(place, header)| Some((place, header?))).collect();
    states.sort_by_key(|(_, header)| std::cmp::Reverse(header.sequence));
    states
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_recognised_by_its_header() {
        let header = Header::of(7, 1200, b"state");
        assert_eq!(Header::read(&header.to_bytes()), Some(header));
        assert!(header.fits(b"state"));
        assert!(!header.fits(b"stat") && !header.fits(b"stats") && !header.fits(b"State"));
    }

    #[test]
    fn every_changed_bit_of_a_header_is_noticed() {
        let bytes = Header::of(7, 1200, b"state").to_bytes();
        for bit in 0..8 * Header::BYTES {
            let mut changed = bytes;
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(Header::read(&changed).is_none_or(|header| !header.fits(b"state")), "bit {bit}");
        }
        assert_eq!(Header::read(&bytes[..Header::BYTES - 1]), None);
    }

    #[test]
    fn the_latest_complete_state_comes_first() {
        let [old, new] =
            [(1, b"old".as_slice()), (2, b"newer")].map(|(n, state)| Header::of(n, 10 * n as usize, state));
        assert_eq!(latest_first([Some(old), Some(new)]), [(1, new), (0, old)]);
        assert_eq!(latest_first([Some(new), Some(old)]), [(0, new), (1, old)]);
        assert_eq!(latest_first([Some(old), None]), [(0, old)], "the newer one broke off");
        assert_eq!(latest_first([None, None]), []);
        let bytes = Header::BYTES as u64 + 3;
        assert_eq!([bytes - 1, bytes, bytes + 1].map(|bytes| old.is_complete(bytes)), [false, true, false]);
    }
}
