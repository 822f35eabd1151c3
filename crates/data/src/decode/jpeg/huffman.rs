//! Huffman codes.

use super::super::error::DecodeError;
use super::bits::Bits;

/// Codes of so many bits are looked up at once.
const SHORT: u32 = 9;

/// Codes of at most 16 bits, in the order of their lengths.
pub struct Huffman {
    /// For all beginnings of [`SHORT`] bits the code's length and symbol; a length of 0 where the code is longer.
    short: Box<[(u8, u8)]>,
    /// For each length one more than its last code, as 16 bits filled up with zeros, and what to add to a code, cut to
    /// its length, for the place of its symbol.
    long: [(u32, i32); 17],
    symbols: Vec<u8>,
}

impl Huffman {
    /// A table of so many codes of each length from 1 to 16, and their symbols.
    ///
    /// # Errors
    /// When there are more codes than fit into their lengths.
    pub fn new(counts: &[u8; 16], symbols: &[u8]) -> Result<Self, DecodeError> {
        let mut short = vec![(0, 0); 1 << SHORT].into_boxed_slice();
        let mut long = [(0, 0); 17];
        let (mut code, mut place) = (0_u32, 0);
        for (length, &count) in (1..).zip(counts) {
            long[length as usize].1 = place as i32 - code as i32;
            for _ in 0..count {
                if code >> length != 0 {
                    return Err(DecodeError::DamagedJpeg("a table has too many codes"));
                }
                if length <= SHORT {
                    let spare = SHORT - length;
                    let first = (code << spare) as usize;
                    short[first..first + (1 << spare)].fill((length as u8, symbols[place]));
                }
                code += 1;
                place += 1;
            }
            long[length as usize].0 = code << (16 - length);
            code <<= 1;
        }
        Ok(Self { short, long, symbols: symbols.to_vec() })
    }

    /// Reads a symbol.
    ///
    /// # Errors
    /// When the bits are not there or are no code.
    pub fn read(&self, bits: &mut Bits) -> Result<u8, DecodeError> {
        let next = bits.peek();
        let (length, symbol) = self.short[usize::from(next >> (16 - SHORT))];
        if length > 0 {
            bits.skip(length.into())?;
            return Ok(symbol);
        }
        for length in SHORT + 1..=16 {
            let (end, offset) = self.long[length as usize];
            if u32::from(next) < end {
                bits.skip(length)?;
                let place = i32::from(next >> (16 - length)) + offset;
                return Ok(self.symbols[place as usize]);
            }
        }
        // Where bits are missing, the zeros in their place may be no code either.
        bits.skip(16)?;
        Err(DecodeError::DamagedJpeg("its data holds a code that it does not define"))
    }
}
