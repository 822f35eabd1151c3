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
    sums: Vec<i32>,
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
        Self { plane, filling, width: component.width, height: component.height, filled, sums: Vec::new() }
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
                self.add_rows(y);
                for (pixel, sum) in self.filled.iter_mut().zip(&self.sums) {
                    *pixel = ((sum + bias) >> 2) as u8;
                }
            }
            Filling::Rows => {
                self.sums.clear();
                self.sums.extend(self.plane.row(y)[..self.width].iter().map(|&sample| i32::from(sample)));
                fill_row(&self.sums, [1, 2], 2, &mut self.filled);
            }
            Filling::Both => {
                self.add_rows(y);
                fill_row(&self.sums, [8, 7], 4, &mut self.filled);
            }
        }
        &self.filled
    }

    /// Three times the row that is nearest to the image's row `y`, and once the next.
    fn add_rows(&mut self, y: usize) {
        let near = y / 2;
        let next = if y.is_multiple_of(2) { near.saturating_sub(1) } else { (near + 1).min(self.height - 1) };
        let (near, next) = (self.plane.row(near), self.plane.row(next));
        let sums = near.iter().zip(next).map(|(&near, &next)| 3 * i32::from(near) + i32::from(next));
        self.sums.clear();
        self.sums.extend(sums.take(self.width));
    }
}

/// Two pixels of each value: three quarters of it, and one of the value beside. The two are rounded differently, so
/// that neither is preferred, and `bits` are dropped.
fn fill_row(values: &[i32], rounding: [i32; 2], bits: u32, filled: &mut [u8]) {
    let last = values.len() - 1;
    for (at, (pixels, &value)) in filled.chunks_exact_mut(2).zip(values).enumerate() {
        let (before, after) = (values[at.saturating_sub(1)], values[(at + 1).min(last)]);
        pixels[0] = ((3 * value + before + rounding[0]) >> bits) as u8;
        pixels[1] = ((3 * value + after + rounding[1]) >> bits) as u8;
    }
}
