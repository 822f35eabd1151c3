//! Where a run's sample grids lie in the file of their PNGs.

/// A sample grid's place in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GridRecord {
    /// The iteration that it was drawn after.
    pub iteration: usize,
    /// Its first byte.
    pub at: u64,
    /// Bytes of its PNG.
    pub length: usize,
}

impl GridRecord {
    const RECORD: usize = 8;

    /// Iteration and length, as little-endian `u32`s; the place is the sum of the earlier ones' lengths.
    pub fn to_record(self) -> [u8; Self::RECORD] {
        let mut record = [0; Self::RECORD];
        record[..4].copy_from_slice(&(self.iteration as u32).to_le_bytes());
        record[4..].copy_from_slice(&(self.length as u32).to_le_bytes());
        record
    }
}

/// The frames of which all `bytes` of PNGs are there, from their records; an incomplete record at the end is left out.
pub fn grid_records(records: &[u8], bytes: u64) -> Vec<GridRecord> {
    let mut at = 0;
    let read = |record: &[u8; GridRecord::RECORD]| {
        let [a, b, c, d, e, f, g, h] = *record;
        let (iteration, length) = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]));
        let frame = GridRecord { iteration: iteration as usize, at, length: length as usize };
        at += u64::from(length);
        (at <= bytes).then_some(frame)
    };
    records.as_chunks().0.iter().map_while(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_read_back_up_to_where_either_file_breaks_off() {
        let all = [(0, 0, 300), (50, 300, 200), (100, 500, 100)];
        let all = all.map(|(iteration, at, length)| GridRecord { iteration, at, length });
        let records: Vec<u8> = all.into_iter().flat_map(GridRecord::to_record).collect();
        assert_eq!(grid_records(&records, 600), all);
        assert_eq!(grid_records(&records[..23], 600), all[..2], "a torn record");
        assert_eq!(grid_records(&records, 599), all[..2], "a torn picture");
        assert_eq!(grid_records(&records, 299), []);
        assert_eq!(grid_records(&[], 600), []);
    }
}
