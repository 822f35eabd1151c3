//! A scan: which blocks it holds, and in which order.

use super::super::error::DecodeError;
use super::bits::Bits;
use super::frame::{Component, Frame};
use super::huffman::Huffman;
use super::progressive::Band;

/// What a start of scan says.
pub struct Scan {
    pub parts: Vec<Part>,
    pub band: Band,
    /// Units between two restart markers; none where it is 0.
    restart: usize,
}

/// One component of a scan.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Its index in the frame.
    pub component: usize,
    /// The numbers of its tables.
    pub dc: usize,
    pub ac: usize,
}

/// A block of a scan.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The index of its part.
    pub part: usize,
    pub row: usize,
    pub column: usize,
}

/// What a scan has read so far that the next block depends on.
#[derive(Default)]
pub struct State {
    /// Each part's first coefficient of the block before.
    pub before: [i32; 4],
    /// Blocks ahead that have no further coefficients.
    pub ended: u32,
}

impl Scan {
    /// Reads a start of scan; `restart` units lie between two restart markers, or all where it is 0.
    ///
    /// # Errors
    /// When it makes no sense for this frame.
    pub fn read(body: &[u8], frame: &Frame, restart: usize) -> Result<Self, DecodeError> {
        let count = usize::from(*body.first().ok_or(DAMAGED)?);
        let (parts, rest) = body[1..].split_at_checked(2 * count).ok_or(DAMAGED)?;
        let parts = parts.chunks_exact(2).map(|part| {
            let component = frame.components.iter().position(|component| component.id == part[0]).ok_or(DAMAGED)?;
            Ok(Part { component, dc: usize::from(part[1] >> 4), ac: usize::from(part[1] & 15) })
        });
        let parts: Vec<Part> = parts.collect::<Result<_, DecodeError>>()?;
        let twice = |at: usize| parts[..at].iter().any(|part| part.component == parts[at].component);
        if parts.is_empty() || (0..parts.len()).any(twice) {
            return Err(DAMAGED);
        }
        if parts.len() > 1 {
            frame.check_interleaved(parts.iter().map(|part| part.component))?;
        }
        let band = if frame.progressive { band(rest, parts.len())? } else { ALL };
        Ok(Self { parts, band, restart })
    }

    /// Reads all blocks, each with `block`; returns where the next marker begins.
    ///
    /// # Errors
    /// When the data ends or makes no sense before all blocks are there.
    pub fn walk<'a>(
        &self,
        frame: &Frame,
        mut bits: Bits<'a>,
        mut block: impl FnMut(&mut Bits<'a>, &mut State, Place) -> Result<(), DecodeError>,
    ) -> Result<usize, DecodeError> {
        let alone = &frame.components[self.parts[0].component];
        let (across, down) = match self.parts.len() {
            // Alone in its scan, a component has no more blocks than its own samples need.
            1 => (alone.width.div_ceil(8), alone.height.div_ceil(8)),
            _ => (frame.units_across, frame.units_down),
        };
        let mut state = State::default();
        for unit in 0..across * down {
            if self.restart > 0 && unit > 0 && unit % self.restart == 0 {
                bits.restart(((unit / self.restart - 1) % 8) as u8)?;
                state = State::default();
            }
            let (row, column) = (unit / across, unit % across);
            if self.parts.len() == 1 {
                block(&mut bits, &mut state, Place { part: 0, row, column })?;
                continue;
            }
            for (part, &Part { component, .. }) in self.parts.iter().enumerate() {
                let Component { h, v, .. } = frame.components[component];
                for y in 0..v {
                    for x in 0..h {
                        let place = Place { part, row: row * v + y, column: column * h + x };
                        block(&mut bits, &mut state, place)?;
                    }
                }
            }
        }
        bits.end()
    }
}

/// Huffman tables by their numbers.
#[derive(Default)]
pub struct Tables {
    pub dc: [Option<Huffman>; 4],
    pub ac: [Option<Huffman>; 4],
}

impl Tables {
    /// Takes in a segment of tables.
    ///
    /// # Errors
    /// When it makes no sense.
    pub fn define(&mut self, mut body: &[u8]) -> Result<(), DecodeError> {
        while let Some((header, rest)) = body.split_first_chunk::<17>() {
            let [kind, counts @ ..] = header;
            let (symbols, rest) =
                rest.split_at_checked(counts.iter().map(|&count| usize::from(count)).sum()).ok_or(DAMAGED_TABLES)?;
            let tables = if kind >> 4 == 0 { &mut self.dc } else { &mut self.ac };
            let table = tables.get_mut(usize::from(kind & 15)).ok_or(DAMAGED_TABLES)?;
            *table = Some(Huffman::new(counts, symbols)?);
            body = rest;
        }
        if body.is_empty() { Ok(()) } else { Err(DAMAGED_TABLES) }
    }
}

/// The table of this number.
///
/// # Errors
/// When it was not defined.
pub fn table(tables: &[Option<Huffman>; 4], number: usize) -> Result<&Huffman, DecodeError> {
    let table = tables.get(number).and_then(Option::as_ref);
    table.ok_or(DecodeError::DamagedJpeg("a table of codes is missing"))
}

/// All of each block at once.
const ALL: Band = Band { first: 0, last: 63, refines: false, bit: 0 };

fn band(bytes: &[u8], parts: usize) -> Result<Band, DecodeError> {
    let &[first, last, approximation, ..] = bytes else { return Err(DAMAGED) };
    let (above, bit) = (approximation >> 4, approximation & 15);
    let refines = above != 0;
    let whole = if first == 0 { last == 0 } else { parts == 1 && first <= last && last <= 63 };
    if !whole || bit > 13 || (refines && above != bit + 1) {
        return Err(DAMAGED);
    }
    Ok(Band { first: first.into(), last: last.into(), refines, bit: bit.into() })
}

const DAMAGED: DecodeError = DecodeError::DamagedJpeg("a scan's header makes no sense");
const DAMAGED_TABLES: DecodeError = DecodeError::DamagedJpeg("its tables of codes make no sense");
