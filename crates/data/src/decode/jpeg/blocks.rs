//! Blocks of coefficients, as sequential scans store them.

use super::super::error::DecodeError;
use super::bits::Bits;
use super::huffman::Huffman;

/// The coefficients of 8 × 8 samples, row by row.
pub type Block = [i16; 64];

/// Where the coefficients lie in a block, in the order in which they are stored.
#[rustfmt::skip]
pub const ZIGZAG: [usize; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// What is wrong with a block that goes on behind its end.
pub const BEYOND: DecodeError = DecodeError::DamagedJpeg("a block has too many coefficients");

/// Reads the difference to the block before, adds it and returns the sum.
///
/// # Errors
/// When it is cut short or damaged.
#[inline(always)]
pub fn constant(bits: &mut Bits, table: &Huffman, before: &mut i32) -> Result<i32, DecodeError> {
    let size = table.read(bits)?;
    if size > 15 {
        return Err(BEYOND);
    }
    *before = before.wrapping_add(bits.coefficient(size.into())?);
    Ok(*before)
}

/// Reads all of a block, whose coefficients are zero so far; returns the place of the last that is stored.
///
/// # Errors
/// When it is cut short or damaged.
pub fn sequential(
    bits: &mut Bits,
    dc: &Huffman,
    ac: &Huffman,
    before: &mut i32,
    block: &mut Block,
) -> Result<usize, DecodeError> {
    let mut ahead = *bits;
    block[0] = constant(&mut ahead, dc, before)? as i16;
    let (mut next, mut last) = (1, 0);
    while next < 64 {
        let (symbol, coefficient) = ac.read_with_coefficient(&mut ahead)?;
        let (run, size) = (usize::from(symbol >> 4), symbol & 15);
        if size == 0 {
            if run != 15 {
                break;
            }
            next += 16;
            continue;
        }
        next += run;
        if next > 63 {
            return Err(BEYOND);
        }
        block[ZIGZAG[next]] = coefficient;
        last = next;
        next += 1;
    }
    *bits = ahead;
    Ok(last)
}
