//! The bits of an entropy-coded segment.

use super::super::error::DecodeError;

/// Bytes between what was decoded and the next marker that are passed over: some cameras write one or a few.
const MOST_STRAY: usize = 16;

/// Bits from a place in a file up to the next marker.
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

    /// Takes in whole bytes, as far as there are any ahead of the next marker.
    fn fill(&mut self) {
        while self.count <= 56 {
            let Some(&byte) = self.bytes.get(self.at) else { return };
            // Where data has this byte, a zero follows it; else it begins a marker.
            if byte == 0xff {
                if self.bytes.get(self.at + 1) != Some(&0) {
                    return;
                }
                self.at += 1;
            }
            self.at += 1;
            self.waiting |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    /// The next 16 bits, with zeros for those that are not there.
    pub fn peek(&mut self) -> u16 {
        if self.count < 16 {
            self.fill();
        }
        (self.waiting >> 48) as u16
    }

    /// Passes over bits.
    ///
    /// # Errors
    /// When they are not there.
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
    pub fn number(&mut self, count: u32) -> Result<i32, DecodeError> {
        if count == 0 {
            return Ok(0);
        }
        let number = self.peek() >> (16 - count);
        self.skip(count)?;
        Ok(i32::from(number))
    }

    /// A coefficient of `size` bits: the lower half of those numbers stands for negative ones.
    ///
    /// # Errors
    /// When they are not there.
    pub fn coefficient(&mut self, size: u32) -> Result<i32, DecodeError> {
        let number = self.number(size)?;
        let half = (1 << size) >> 1;
        Ok(if number < half { number - (1 << size) + 1 } else { number })
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
