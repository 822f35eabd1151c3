//! Blocks of coefficients, as progressive scans store them: some coefficients at a time, and some of their bits.

use super::super::error::DecodeError;
use super::bits::Bits;
use super::blocks::{self, BEYOND, Block, ZIGZAG};
use super::huffman::Huffman;

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

/// Reads a progressive scan's bits of a block's first coefficient. Of a scan that refines, `dc` is not read.
///
/// # Errors
/// When it is cut short or damaged.
pub fn constant(
    bits: &mut Bits,
    dc: Option<&Huffman>,
    band: Band,
    before: &mut i32,
    block: &mut Block,
) -> Result<(), DecodeError> {
    match dc {
        Some(dc) => block[0] = (blocks::constant(bits, dc, before)? << band.bit) as i16,
        None => block[0] |= (bits.number(1)? << band.bit) as i16,
    }
    Ok(())
}

/// Reads how many blocks, this one included, have no further coefficients: at least 2 to the power of `run`.
#[inline(always)]
fn ended_blocks(bits: &mut Bits, run: u32) -> Result<u32, DecodeError> {
    Ok((1 << run) + bits.number(run)? as u32)
}

/// Reads the first bits of some coefficients other than the first. `ended` counts blocks ahead that have none of them.
///
/// # Errors
/// When it is cut short or damaged.
pub fn first(bits: &mut Bits, ac: &Huffman, band: Band, ended: &mut u32, block: &mut Block) -> Result<(), DecodeError> {
    if *ended > 0 {
        *ended -= 1;
        return Ok(());
    }
    let mut ahead = *bits;
    let mut next = band.first;
    while next <= band.last {
        let (symbol, coefficient) = ac.read_with_coefficient(&mut ahead)?;
        match (symbol >> 4, symbol & 15) {
            (15, 0) => next += 16,
            (run, 0) => {
                *ended = ended_blocks(&mut ahead, run.into())? - 1;
                break;
            }
            (run, _) => {
                next += usize::from(run);
                if next > band.last {
                    return Err(BEYOND);
                }
                block[ZIGZAG[next]] = coefficient << band.bit;
                next += 1;
            }
        }
    }
    *bits = ahead;
    Ok(())
}

/// Reads one more bit of some coefficients other than the first, and those that it makes other than zero.
///
/// # Errors
/// When it is cut short or damaged.
pub fn refined(
    bits: &mut Bits,
    ac: &Huffman,
    band: Band,
    ended: &mut u32,
    block: &mut Block,
) -> Result<(), DecodeError> {
    let mut ahead = *bits;
    let mut next = band.first;
    while *ended == 0 && next <= band.last {
        let symbol = ac.read(&mut ahead)?;
        let (run, size) = (u32::from(symbol >> 4), symbol & 15);
        if size == 0 && run != 15 {
            *ended = ended_blocks(&mut ahead, run)?;
            break;
        }
        let one = 1 << band.bit;
        let value = if size == 0 {
            0
        } else if ahead.number(1)? == 1 {
            one
        } else {
            -one
        };
        next = refine(&mut ahead, next, band, run, block)?;
        if next <= band.last {
            block[ZIGZAG[next]] = value;
        } else if value != 0 {
            return Err(BEYOND);
        }
        next += 1;
    }
    if *ended > 0 {
        refine(&mut ahead, next, band, u32::MAX, block)?;
        *ended -= 1;
    }
    *bits = ahead;
    Ok(())
}

/// Refines coefficients from `next` on, until `zeros` that are still zero were passed over and another one follows;
/// returns its place, or that behind the last.
#[inline(always)]
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
