//! Upsampling of a component to the image's resolution as libjpeg does it by default (jdsample.c).

use super::frame::{Component, Frame};

/// A component's samples, in rows of whole blocks.
pub struct Plane {
    pub samples: Vec<u8>,
    pub stride: usize,
}

impl Plane {
    fn row(&self, row: usize) -> &[u8] {
        &self.samples[row * self.stride..][..self.stride]
    }
}

/// How a component's samples become the image's pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filling {
    /// One for each pixel.
    Whole,
    /// Three quarters of the nearest and one of the next: in rows, in columns, in both.
    Rows,
    Columns,
    Both,
    /// The nearest, of so many pixels across and down for each sample.
    Repeated(usize, usize),
}

/// Makes rows of one component.
pub struct Rows<'a> {
    plane: &'a Plane,
    filling: Filling,
    /// Samples of the image itself, without what fills the last blocks.
    width: usize,
    height: usize,
    filled: Vec<u8>,
    /// Values to be interpolated along the row, the first and the last twice.
    values: Vec<u16>,
}

impl<'a> Rows<'a> {
    pub fn new(frame: &Frame, component: &Component, plane: &'a Plane) -> Self {
        let (across, down) = (frame.h_max / component.h, frame.v_max / component.v);
        let filling = match (across, down) {
            (1, 1) => Filling::Whole,
            // libjpeg does not interpolate so few samples.
            (2, 1) if component.width > 2 => Filling::Rows,
            (2, 2) if component.width > 2 => Filling::Both,
            (1, 2) => Filling::Columns,
            (across, down) => Filling::Repeated(across, down),
        };
        let filled = vec![0; component.width * across];
        let values = vec![0; component.width + 2];
        Self { plane, filling, width: component.width, height: component.height, filled, values }
    }

    /// The image's row `y`, of at least its width.
    pub fn row(&mut self, y: usize) -> &[u8] {
        match self.filling {
            Filling::Whole => return self.plane.row(y),
            Filling::Repeated(across, down) => {
                let samples = self.plane.row(y / down);
                for (pixels, &sample) in self.filled.chunks_mut(across).zip(samples) {
                    pixels.fill(sample);
                }
            }
            Filling::Columns => {
                let bias = if y.is_multiple_of(2) { 1 } else { 2 };
                let (near, next) = self.nearest_rows(y);
                for (pixel, (&near, &next)) in self.filled.iter_mut().zip(near.iter().zip(next)) {
                    *pixel = ((weighted(near, next) + bias) >> 2) as u8;
                }
            }
            Filling::Rows => {
                for (value, &sample) in self.values[1..].iter_mut().zip(&self.plane.row(y)[..self.width]) {
                    *value = u16::from(sample);
                }
                self.fill_row::<2>([1, 2]);
            }
            Filling::Both => {
                let (near, next) = self.nearest_rows(y);
                for (value, (&near, &next)) in self.values[1..].iter_mut().zip(near.iter().zip(next)) {
                    *value = weighted(near, next);
                }
                self.fill_row::<4>([8, 7]);
            }
        }
        &self.filled
    }

    /// The row that is nearest to the image's row `y`, and the next.
    fn nearest_rows(&self, y: usize) -> (&'a [u8], &'a [u8]) {
        let near = y / 2;
        let next = if y.is_multiple_of(2) { near.saturating_sub(1) } else { (near + 1).min(self.height - 1) };
        (&self.plane.row(near)[..self.width], &self.plane.row(next)[..self.width])
    }

    /// Two pixels of each value: three quarters of it, and one of the value beside. The two are rounded differently, so
    /// that neither is preferred, and `BITS` are dropped.
    fn fill_row<const BITS: u32>(&mut self, rounding: [u16; 2]) {
        let width = self.width;
        self.values[0] = self.values[1];
        self.values[width + 1] = self.values[width];
        let beside = self.values.iter().zip(&self.values[2..]);
        for ((pixels, &value), (&before, &after)) in self.filled.chunks_exact_mut(2).zip(&self.values[1..]).zip(beside)
        {
            let [first, second] = [before, after].map(|beside| 3 * value + beside);
            pixels[0] = ((first + rounding[0]) >> BITS) as u8;
            pixels[1] = ((second + rounding[1]) >> BITS) as u8;
        }
    }
}

/// Three times a sample, and once the one beside it.
fn weighted(near: u8, next: u8) -> u16 {
    3 * u16::from(near) + u16::from(next)
}
