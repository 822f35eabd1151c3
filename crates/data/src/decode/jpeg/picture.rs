//! The picture that scans fill, component by component.

use image::RgbImage;

use super::super::error::DecodeError;
use super::super::limits::check_memory;
use super::bits::Bits;
use super::blocks::{Block, sequential};
use super::colour::Colours;
use super::frame::{Component, Frame};
use super::idct::{Samples, flat, samples};
use super::progressive;
use super::scan::{Place, Scan, Tables, table};
use super::upsample::{Plane, Rows};

/// A coefficient of which nothing was read.
const UNREAD: u8 = u8::MAX;
/// A progressive picture may leave out coefficients from here on. Without those ahead of it, libjpeg smooths what there
/// is.
const DISPENSABLE: usize = 10;

/// What was read of each component.
pub struct Picture {
    components: Vec<Content>,
}

struct Content {
    /// Blocks across.
    across: usize,
    /// The steps of quantisation that held when it was first read.
    steps: Option<[u16; 64]>,
    /// Of each coefficient, in the order in which they are stored, the lowest bit that was read.
    bits: [u8; 64],
    /// A progressive picture's coefficients, until it is complete.
    blocks: Vec<Block>,
    plane: Plane,
}

impl Picture {
    /// A picture of which nothing was read.
    ///
    /// # Errors
    /// When it needs more memory than is used for one.
    pub fn new(frame: &Frame) -> Result<Self, DecodeError> {
        let blocks = |component| {
            let (across, down) = frame.blocks(component);
            across * down
        };
        let all: usize = frame.components.iter().map(blocks).sum();
        let size = if frame.progressive { size_of::<Samples>() + size_of::<Block>() } else { size_of::<Samples>() };
        check_memory((all * size + frame.width * frame.height * 3) as u64)?;
        let content = |component: &Component| {
            let (across, down) = frame.blocks(component);
            let samples = vec![0; across * down * size_of::<Samples>()];
            let blocks = if frame.progressive { vec![[0; 64]; across * down] } else { Vec::new() };
            Content { across, steps: None, bits: [UNREAD; 64], blocks, plane: Plane { samples, stride: across * 8 } }
        };
        Ok(Self { components: frame.components.iter().map(content).collect() })
    }

    /// Stores the quantisation tables as they are when a component is first read.
    ///
    /// # Errors
    /// When one is missing.
    pub fn quantise(&mut self, frame: &Frame, scan: &Scan, tables: &[Option<[u16; 64]>; 4]) -> Result<(), DecodeError> {
        for part in &scan.parts {
            let steps = &mut self.components[part.component].steps;
            *steps = steps.or(tables[frame.components[part.component].quantisation]);
            if steps.is_none() {
                return Err(DecodeError::DamagedJpeg("a table of quantisation is missing"));
            }
        }
        Ok(())
    }

    /// Reads a scan's blocks; returns where the next marker begins.
    ///
    /// # Errors
    /// When they are cut short or damaged.
    pub fn read(&mut self, frame: &Frame, scan: &Scan, tables: &Tables, bits: Bits) -> Result<usize, DecodeError> {
        for part in &scan.parts {
            self.components[part.component].bits[scan.band.first..=scan.band.last].fill(scan.band.bit as u8);
        }
        if frame.progressive {
            self.read_progressive(frame, scan, tables, bits)
        } else {
            self.read_sequential(frame, scan, tables, bits)
        }
    }

    fn read_sequential(
        &mut self,
        frame: &Frame,
        scan: &Scan,
        tables: &Tables,
        bits: Bits,
    ) -> Result<usize, DecodeError> {
        let of_parts = scan.parts.iter().map(|part| Ok((table(&tables.dc, part.dc)?, table(&tables.ac, part.ac)?)));
        let of_parts = of_parts.collect::<Result<Vec<_>, DecodeError>>()?;
        scan.walk(frame, bits, |bits, state, Place { part, row, column }| {
            let (dc, ac) = of_parts[part];
            let content = &mut self.components[scan.parts[part].component];
            let mut block = [0; 64];
            let last = sequential(bits, dc, ac, &mut state.before[part], &mut block)?;
            content.put(row, column, &block, last);
            Ok(())
        })
    }

    fn read_progressive(
        &mut self,
        frame: &Frame,
        scan: &Scan,
        tables: &Tables,
        bits: Bits,
    ) -> Result<usize, DecodeError> {
        let band = scan.band;
        let constant = band.first == 0;
        let dc =
            scan.parts.iter().map(|part| (constant && !band.refines).then(|| table(&tables.dc, part.dc)).transpose());
        let dc = dc.collect::<Result<Vec<_>, DecodeError>>()?;
        let ac = if constant { None } else { Some(table(&tables.ac, scan.parts[0].ac)?) };
        scan.walk(frame, bits, |bits, state, Place { part, row, column }| {
            let content = &mut self.components[scan.parts[part].component];
            let block = &mut content.blocks[row * content.across + column];
            match ac {
                None => progressive::constant(bits, dc[part], band, &mut state.before[part], block),
                Some(ac) if band.refines => progressive::refined(bits, ac, band, &mut state.ended, block),
                Some(ac) => progressive::first(bits, ac, band, &mut state.ended, block),
            }
        })
    }

    /// The image.
    ///
    /// # Errors
    /// When a component, or a part of its coefficients, is missing.
    pub fn finish(mut self, frame: &Frame, colours: Colours) -> Result<RgbImage, DecodeError> {
        if !self.components.iter().all(Content::is_complete) {
            return Err(DecodeError::CutShort);
        }
        for content in &mut self.components {
            let blocks = std::mem::take(&mut content.blocks);
            for (at, block) in blocks.iter().enumerate() {
                let last = if block[1..].iter().all(|&value| value == 0) { 0 } else { 63 };
                content.put(at / content.across, at % content.across, block, last);
            }
        }
        let mut rgb = vec![0; frame.width * frame.height * 3];
        let parts = frame.components.iter().zip(&self.components);
        let mut rows: Vec<_> = parts.map(|(component, content)| Rows::new(frame, component, &content.plane)).collect();
        for (y, pixels) in rgb.chunks_exact_mut(frame.width * 3).enumerate() {
            let row: Vec<&[u8]> = rows.iter_mut().map(|rows| rows.row(y)).collect();
            colours.convert(&row, pixels);
        }
        RgbImage::from_raw(frame.width as u32, frame.height as u32, rgb).ok_or(DecodeError::CutShort)
    }
}

impl Content {
    /// Whether every coefficient is there to its last bit, but for fine ones that were left out altogether.
    fn is_complete(&self) -> bool {
        let [coarse, fine] = [&self.bits[..DISPENSABLE], &self.bits[DISPENSABLE..]];
        coarse.iter().all(|&bit| bit == 0) && fine.iter().all(|&bit| bit == 0 || bit == UNREAD)
    }

    /// Puts a block's samples into the plane. Behind its coefficient `last`, all are zero.
    fn put(&mut self, row: usize, column: usize, block: &Block, last: usize) {
        let Some(steps) = &self.steps else { return };
        let samples = if last == 0 { flat(block[0], steps[0]) } else { samples(block, steps) };
        let start = row * 8 * self.plane.stride + column * 8;
        let rows = self.plane.samples[start..].chunks_mut(self.plane.stride);
        for (to, from) in rows.zip(&samples) {
            to[..8].copy_from_slice(from);
        }
    }
}
