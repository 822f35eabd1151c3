//! A JPEG's frame: its size, its components and how they are sampled.

use super::super::error::DecodeError;
use super::super::limits::check_pixels;
use super::segments::Segment;

/// Most blocks of all components in one unit of an interleaved scan.
const MOST_BLOCKS: usize = 10;

/// What the start of a frame says.
pub struct Frame {
    /// Whether the coefficients come bit by bit.
    pub progressive: bool,
    pub width: usize,
    pub height: usize,
    pub components: Vec<Component>,
    /// The largest sampling factors.
    pub h_max: usize,
    pub v_max: usize,
    /// Units of an interleaved scan.
    pub units_across: usize,
    pub units_down: usize,
}

/// One component of a frame.
pub struct Component {
    pub id: u8,
    /// Sampling factors across and down.
    pub h: usize,
    pub v: usize,
    /// The number of its table of quantisation.
    pub quantisation: usize,
    /// Samples that the image's pixels need.
    pub width: usize,
    pub height: usize,
}

impl Frame {
    /// Reads a start of frame; `None` when the segment is another one.
    ///
    /// # Errors
    /// When it is damaged, too large, or of a kind that is not read.
    pub fn read(segment: Segment) -> Result<Option<Self>, DecodeError> {
        let progressive = match segment.marker {
            0xc0 | 0xc1 => false,
            0xc2 => true,
            0xc3 | 0xc5..=0xc7 | 0xcb | 0xcd..=0xcf => return Err(DecodeError::Unusual("a lossless or layered JPEG")),
            0xc9 | 0xca => return Err(DecodeError::Unusual("a JPEG with arithmetic coding")),
            _ => return Ok(None),
        };
        let (&[precision, tall, height, wide, width, count], components) =
            segment.body.split_first_chunk::<6>().ok_or(DAMAGED)?;
        let (width, height) = (u16::from_be_bytes([wide, width]).into(), u16::from_be_bytes([tall, height]).into());
        if precision != 8 {
            return Err(DecodeError::Unusual("a JPEG of more than 8 bits a sample"));
        }
        if width == 0 || height == 0 {
            return Err(DecodeError::DamagedJpeg("its size is not stated"));
        }
        check_pixels(width as u32, height as u32)?;
        if !matches!(count, 1 | 3 | 4) {
            return Err(DecodeError::Unusual("a JPEG of two or many components"));
        }
        let components = components.get(..3 * usize::from(count)).ok_or(DAMAGED)?;
        let mut frame = Self {
            progressive,
            width,
            height,
            components: components.chunks_exact(3).map(component).collect::<Result<_, _>>()?,
            h_max: 0,
            v_max: 0,
            units_across: 0,
            units_down: 0,
        };
        frame.measure()?;
        Ok(Some(frame))
    }

    fn measure(&mut self) -> Result<(), DecodeError> {
        let largest = |of: fn(&Component) -> usize| self.components.iter().map(of).max().ok_or(DAMAGED);
        let (h_max, v_max) = (largest(|component| component.h)?, largest(|component| component.v)?);
        if self.components.iter().any(|component| h_max % component.h != 0 || v_max % component.v != 0) {
            return Err(DecodeError::Unusual("a JPEG whose colours are sampled in fractions"));
        }
        for component in &mut self.components {
            component.width = (self.width * component.h).div_ceil(h_max);
            component.height = (self.height * component.v).div_ceil(v_max);
        }
        (self.h_max, self.v_max) = (h_max, v_max);
        self.units_across = self.width.div_ceil(8 * h_max);
        self.units_down = self.height.div_ceil(8 * v_max);
        Ok(())
    }

    /// Blocks of a component across and down, with those that fill the last units.
    pub fn blocks(&self, component: &Component) -> (usize, usize) {
        (self.units_across * component.h, self.units_down * component.v)
    }

    /// Checks that these components may lie in one scan.
    ///
    /// # Errors
    /// When a unit of them has more blocks than a JPEG may have.
    pub fn check_interleaved(&self, components: impl Iterator<Item = usize>) -> Result<(), DecodeError> {
        let blocks: usize = components.map(|index| self.components[index].h * self.components[index].v).sum();
        if blocks > MOST_BLOCKS { Err(DecodeError::DamagedJpeg("a unit has too many blocks")) } else { Ok(()) }
    }
}

fn component(bytes: &[u8]) -> Result<Component, DecodeError> {
    let (h, v) = (usize::from(bytes[1] >> 4), usize::from(bytes[1] & 15));
    if !(1..=4).contains(&h) || !(1..=4).contains(&v) || bytes[2] > 3 {
        return Err(DAMAGED);
    }
    Ok(Component { id: bytes[0], h, v, quantisation: bytes[2].into(), width: 0, height: 0 })
}

const DAMAGED: DecodeError = DecodeError::DamagedJpeg("its frame's header makes no sense");
