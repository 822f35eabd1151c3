//! The bits of an entropy-coded segment.

use super::super::error::DecodeError;

/// Bytes between what was decoded and the next marker that are passed over: some cameras write one or a few.
const MOST_STRAY: usize = 16;

/// Bits from a place in a file up to the next marker. It is copied into the loops that read many, where the compiler
/// then keeps it in registers.
#[derive(Clone, Copy)]
pub struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The next bits are the highest.
    waiting: u64,
    count: u32,
}

impl<'a> Bits<'a> {
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, waiting: 0, count: 0 }
    }

    /// Takes in whole bytes, as far as there are any ahead of the next marker. Fewer than 32 bits may be waiting.
    #[inline(always)]
    fn fill(&mut self) {
        match self.bytes.get(self.at..).and_then(|rest| rest.first_chunk()) {
            Some(&next) if !has_marker(u64::from_le_bytes(next)) => {
                let taken = (64 - self.count) / 8;
                let spare = 64 - 8 * taken;
                self.waiting |= (u64::from_be_bytes(next) >> spare << spare) >> self.count;
                self.at += taken as usize;
                self.count += 8 * taken;
            }
            // By value: a reference would keep what is read in memory.
            _ => *self = self.filled_by_bytes(),
        }
    }

    /// What [`Bits::fill`] does where one of the next bytes may belong to a marker.
    #[inline(never)]
    fn filled_by_bytes(mut self) -> Self {
        while self.count <= 56 {
            let Some(&byte) = self.bytes.get(self.at) else { break };
            // Where data has this byte, a zero follows it; else it begins a marker.
            if byte == 0xff {
                if self.bytes.get(self.at + 1) != Some(&0) {
                    break;
                }
                self.at += 1;
            }
            self.at += 1;
            self.waiting |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
        self
    }

    /// The next 16 bits, with zeros for those that are not there.
    #[inline(always)]
    pub fn peek(&mut self) -> u16 {
        // Enough for a code and the number behind it.
        if self.count < 32 {
            self.fill();
        }
        (self.waiting >> 48) as u16
    }

    /// Passes over bits.
    ///
    /// # Errors
    /// When they are not there.
    #[inline(always)]
    pub fn skip(&mut self, count: u32) -> Result<(), DecodeError> {
        if self.count < count {
            return Err(DecodeError::CutShort);
        }
        self.waiting <<= count;
        self.count -= count;
        Ok(())
    }

    /// A number of at most 16 bits.
    ///
    /// # Errors
    /// When they are not there.
    #[inline(always)]
    pub fn number(&mut self, count: u32) -> Result<i32, DecodeError> {
        if count == 0 {
            return Ok(0);
        }
        let number = self.peek() >> (16 - count);
        self.skip(count)?;
        Ok(i32::from(number))
    }

    /// A coefficient of `size` bits.
    ///
    /// # Errors
    /// When they are not there.
    #[inline(always)]
    pub fn coefficient(&mut self, size: u32) -> Result<i32, DecodeError> {
        Ok(signed(self.number(size)?, size))
    }

    /// Ends a segment; returns where the next marker begins.
    ///
    /// # Errors
    /// When there is none, or more lies before it than the segment was to hold.
    pub fn end(&mut self) -> Result<usize, DecodeError> {
        let mut stray = self.count as usize / 8;
        (self.waiting, self.count) = (0, 0);
        loop {
            match self.bytes.get(self.at..) {
                None | Some([] | [_]) => return Err(DecodeError::CutShort),
                Some([0xff, 0xff, ..]) => {}
                Some([0xff, 0, ..]) => {
                    self.at += 1;
                    stray += 1;
                }
                Some([0xff, ..]) => break,
                Some(_) => stray += 1,
            }
            self.at += 1;
        }
        if stray > MOST_STRAY {
            return Err(DecodeError::DamagedJpeg("between two markers lies more than the picture needs"));
        }
        Ok(self.at)
    }

    /// Passes over the restart marker of this number, from 0 to 7.
    ///
    /// # Errors
    /// When it does not follow.
    pub fn restart(&mut self, number: u8) -> Result<(), DecodeError> {
        let at = self.end()?;
        if self.bytes[at + 1] != 0xd0 + number {
            return Err(DecodeError::CutShort);
        }
        self.at = at + 2;
        Ok(())
    }
}

/// The coefficient that a number of `size` bits stands for: the lower half of those numbers stands for negative ones.
#[inline(always)]
pub fn signed(number: i32, size: u32) -> i32 {
    let half = (1 << size) >> 1;
    if number < half { number - (1 << size) + 1 } else { number }
}

/// Whether one of eight bytes begins a marker, or a byte of data that looks like one: whether it is 0xff.
fn has_marker(bytes: u64) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let inverted = !bytes;
    inverted.wrapping_sub(ONES) & bytes & (ONES << 7) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stuffed_zeros_are_left_out_wherever_they_stand() {
        for at in 0..24 {
            let mut data = [0xa5; 24];
            data[at] = 0xff;
            let mut stored = data.to_vec();
            stored.insert(at + 1, 0);
            stored.extend([0xff, 0xd9]);
            let mut bits = Bits::new(&stored, 0);
            // Numbers that begin at every bit of a byte.
            let mut read = String::new();
            while let Ok(number) = bits.number(3) {
                read += &format!("{number:03b}");
            }
            let expected: String = data.iter().map(|byte| format!("{byte:08b}")).collect();
            assert_eq!(read, expected, "a marker's byte at {at}");
        }
    }
}
