//! An iteration's numbers as a binary record, for long histories.

use super::Stats;

impl Stats {
    /// Bytes of a record.
    pub const RECORD: usize = 40;

    /// The numbers as little-endian `u32`s and `f32`s: iteration, epoch, batch, images, Loss_D, Loss_G, D(x), D(G(z))
    /// before and after, seconds.
    pub fn to_record(&self) -> [u8; Self::RECORD] {
        let Self { iteration, epoch, batch, images, loss_d, loss_g, d_x, d_g_z1, d_g_z2, seconds } = *self;
        let counts = [iteration, epoch, batch, images].map(|count| (count as u32).to_le_bytes());
        let numbers = [loss_d, loss_g, d_x, d_g_z1, d_g_z2, seconds as f32].map(f32::to_le_bytes);
        let mut record = [0; Self::RECORD];
        for (to, from) in record.chunks_exact_mut(4).zip(counts.iter().chain(&numbers)) {
            to.copy_from_slice(from);
        }
        record
    }

    /// Reads consecutive records; an incomplete one at the end is left out.
    pub fn from_records(bytes: &[u8]) -> impl Iterator<Item = Self> + '_ {
        bytes.as_chunks::<{ Self::RECORD }>().0.iter().map(Self::from_record)
    }

    fn from_record(record: &[u8; Self::RECORD]) -> Self {
        let word = |i: usize| [record[4 * i], record[4 * i + 1], record[4 * i + 2], record[4 * i + 3]];
        let count = |i| u32::from_le_bytes(word(i)) as usize;
        let number = |i| f32::from_le_bytes(word(i));
        Self {
            iteration: count(0),
            epoch: count(1),
            batch: count(2),
            images: count(3),
            loss_d: number(4),
            loss_g: number(5),
            d_x: number(6),
            d_g_z1: number(7),
            d_g_z2: number(8),
            seconds: f64::from(number(9)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_the_numbers_and_a_torn_one_is_left_out() {
        let stats = |iteration| Stats {
            iteration,
            epoch: 3,
            batch: 2,
            images: 128,
            loss_d: 0.1,
            loss_g: -2.5,
            d_x: 0.75,
            d_g_z1: 1e-30,
            d_g_z2: 1.0,
            seconds: 0.125,
        };
        let all = [stats(7), stats(4_000_000)];
        let mut bytes: Vec<u8> = all.iter().flat_map(Stats::to_record).collect();
        assert_eq!(Stats::from_records(&bytes).collect::<Vec<_>>(), all);
        bytes.pop();
        assert_eq!(Stats::from_records(&bytes).collect::<Vec<_>>(), all[..1]);
    }
}
