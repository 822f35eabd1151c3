//! Huffman codes.

use super::super::error::DecodeError;
use super::bits::{Bits, signed};

/// Codes of so many bits are looked up at once.
const SHORT: u32 = 10;

/// What [`SHORT`] bits begin with.
#[derive(Debug, Clone, Copy, Default)]
struct Beginning {
    /// The code's length, or 0 where it is longer.
    length: u8,
    symbol: u8,
    /// The length with the coefficient behind the code, or 0 where both together are longer.
    whole: u8,
    coefficient: i16,
}

/// Codes of at most 16 bits, in the order of their lengths.
pub struct Huffman {
    /// For all numbers of [`SHORT`] bits.
    short: Box<[Beginning; 1 << SHORT]>,
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
        let mut short = Box::new([Beginning::default(); 1 << SHORT]);
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
                    for (rest, beginning) in short[first..first + (1 << spare)].iter_mut().enumerate() {
                        *beginning = Beginning::new(length, symbols[place], rest as u32);
                    }
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
    #[inline(always)]
    pub fn read(&self, bits: &mut Bits) -> Result<u8, DecodeError> {
        let next = bits.peek();
        let Beginning { length, symbol, .. } = self.short[usize::from(next >> (16 - SHORT))];
        if length > 0 {
            bits.skip(length.into())?;
            return Ok(symbol);
        }
        let Some((length, symbol)) = self.long(next) else {
            // Where bits are missing, the zeros in their place may be no code either.
            bits.skip(16)?;
            return Err(DecodeError::DamagedJpeg("its data holds a code that it does not define"));
        };
        bits.skip(length)?;
        Ok(symbol)
    }

    /// Reads a symbol, and the coefficient of as many bits as the symbol's lower half says.
    ///
    /// # Errors
    /// When the bits are not there or are no code.
    #[inline(always)]
    pub fn read_with_coefficient(&self, bits: &mut Bits) -> Result<(u8, i16), DecodeError> {
        let Beginning { symbol, whole, coefficient, .. } = self.short[usize::from(bits.peek() >> (16 - SHORT))];
        if whole > 0 {
            bits.skip(whole.into())?;
            return Ok((symbol, coefficient));
        }
        let symbol = self.read(bits)?;
        Ok((symbol, bits.coefficient((symbol & 15).into())? as i16))
    }

    /// The length and the symbol of a code of more than [`SHORT`] bits.
    #[inline(never)]
    fn long(&self, next: u16) -> Option<(u32, u8)> {
        let length = (SHORT + 1..=16).find(|&length| u32::from(next) < self.long[length as usize].0)?;
        let place = i32::from(next >> (16 - length)) + self.long[length as usize].1;
        Some((length, self.symbols[place as usize]))
    }
}

impl Beginning {
    /// A code of this length for this symbol, and the bits that follow it up to [`SHORT`].
    fn new(length: u32, symbol: u8, rest: u32) -> Self {
        let size = u32::from(symbol & 15);
        let code = Self { length: length as u8, symbol, ..Self::default() };
        match (SHORT - length).checked_sub(size) {
            None => code,
            Some(spare) => {
                Self { whole: (length + size) as u8, coefficient: signed((rest >> spare) as i32, size) as i16, ..code }
            }
        }
    }
}
