//! Blocks of coefficients, as the two processes of coding store them.

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

const BEYOND: DecodeError = DecodeError::DamagedJpeg("a block has too many coefficients");

/// Which coefficients a progressive scan has of each block, and which of their bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// The first and the last coefficient, from 0 to 63.
    pub first: usize,
    pub last: usize,
    /// Whether earlier scans had the bits above.
    pub refines: bool,
    /// The lowest bit.
    pub bit: u32,
}

/// Reads the difference to the block before, adds it and returns the sum.
#[inline(always)]
fn constant(bits: &mut Bits, table: &Huffman, before: &mut i32) -> Result<i32, DecodeError> {
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

/// Reads a progressive scan's bits of a block's first coefficient. Of a scan that refines, `dc` is not read.
///
/// # Errors
/// When it is cut short or damaged.
pub fn progressive_constant(
    bits: &mut Bits,
    dc: Option<&Huffman>,
    band: Band,
    before: &mut i32,
    block: &mut Block,
) -> Result<(), DecodeError> {
    match dc {
        Some(dc) => block[0] = (constant(bits, dc, before)? << band.bit) as i16,
        None => block[0] |= (bits.number(1)? << band.bit) as i16,
    }
    Ok(())
}

/// Reads how many zeros stand before a progressive scan's next coefficient, and its size: none of zeros alone. Where a
/// run of blocks has no further coefficients instead, counts them in `ended`, this one included.
fn zeros_and_size(bits: &mut Bits, ac: &Huffman, ended: &mut u32) -> Result<Option<(u32, u8)>, DecodeError> {
    let symbol = ac.read(bits)?;
    let (run, size) = (u32::from(symbol >> 4), symbol & 15);
    if size > 0 || run == 15 {
        return Ok(Some((run, size)));
    }
    *ended = (1 << run) + bits.number(run)? as u32;
    Ok(None)
}

/// Reads the first bits of some coefficients other than the first. `ended` counts blocks ahead that have none of them.
///
/// # Errors
/// When it is cut short or damaged.
pub fn progressive_first(
    bits: &mut Bits,
    ac: &Huffman,
    band: Band,
    ended: &mut u32,
    block: &mut Block,
) -> Result<(), DecodeError> {
    let mut next = band.first;
    while *ended == 0 && next <= band.last {
        let Some((zeros, size)) = zeros_and_size(bits, ac, ended)? else { break };
        if size == 0 {
            next += 16;
        } else {
            next += zeros as usize;
            if next > band.last {
                return Err(BEYOND);
            }
            block[ZIGZAG[next]] = (bits.coefficient(size.into())? << band.bit) as i16;
            next += 1;
        }
    }
    *ended = ended.saturating_sub(1);
    Ok(())
}

/// Reads one more bit of some coefficients other than the first, and those that it makes other than zero.
///
/// # Errors
/// When it is cut short or damaged.
pub fn progressive_refined(
    bits: &mut Bits,
    ac: &Huffman,
    band: Band,
    ended: &mut u32,
    block: &mut Block,
) -> Result<(), DecodeError> {
    let mut next = band.first;
    while *ended == 0 && next <= band.last {
        let Some((zeros, size)) = zeros_and_size(bits, ac, ended)? else { break };
        let one = 1 << band.bit;
        let value = if size == 0 {
            0
        } else if bits.number(1)? == 1 {
            one
        } else {
            -one
        };
        next = refine(bits, next, band, zeros, block)?;
        if next <= band.last {
            block[ZIGZAG[next]] = value;
        } else if value != 0 {
            return Err(BEYOND);
        }
        next += 1;
    }
    if *ended > 0 {
        refine(bits, next, band, u32::MAX, block)?;
        *ended -= 1;
    }
    Ok(())
}

/// Refines coefficients from `next` on, until `zeros` that are still zero were passed over and another one follows;
/// returns its place, or that behind the last.
fn refine(
    bits: &mut Bits,
    mut next: usize,
    band: Band,
    mut zeros: u32,
    block: &mut Block,
) -> Result<usize, DecodeError> {
    let one = 1_i16 << band.bit;
    while next <= band.last {
        let value = &mut block[ZIGZAG[next]];
        if *value != 0 {
            if bits.number(1)? == 1 && *value & one == 0 {
                *value = value.wrapping_add(if *value > 0 { one } else { -one });
            }
        } else if zeros == 0 {
            break;
        } else {
            zeros -= 1;
        }
        next += 1;
    }
    Ok(next)
}
