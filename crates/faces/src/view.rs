//! Pictures taken out of a photo: moved, turned, reduced.

use image::RgbImage;

/// Samples along each side of an output pixel, at most, where the photo is reduced.
const MOST_SAMPLES: usize = 4;
/// From this distance between samples, in the photo's pixels, each is the pixel that it lies in.
const FAR_APART: f64 = 2.0;
/// Bytes of a pixel.
const RGB: usize = 3;
/// Numbers that a colour is computed with, the last for nothing: four are computed at once.
const LANES: usize = 4;
/// Parts of a pixel to which places are exact.
const WHOLE: u32 = 256;
/// Bits behind the point of places in the photo.
const FIXED_BITS: u32 = 24;

/// What lies beyond a photo's edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Black.
    Black,
    /// The photo's mirror image; the edge's own pixels are not repeated.
    Reflect,
}

/// A rectangle in a photo that becomes a picture of `width × height` pixels.
///
/// The picture's point `(x, y)`, in pixels from its upper left corner, is the photo's point
/// `origin + x · right + y · down`.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// The picture's upper left corner in the photo, in pixels.
    pub origin: [f64; 2],
    /// A step to the next pixel of a row.
    pub right: [f64; 2],
    /// A step to the next row.
    pub down: [f64; 2],
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
}

impl View {
    /// The photo's point of the picture's point `(x, y)`.
    pub fn to_photo(self, [x, y]: [f64; 2]) -> [f64; 2] {
        std::array::from_fn(|axis| self.origin[axis] + x * self.right[axis] + y * self.down[axis])
    }

    /// The picture's pixels, each the mean of samples that are spread evenly over it, red, green and blue from 0 to 255.
    /// A sample is bilinear, or where samples lie [`FAR_APART`] the nearest pixel.
    pub fn sample(&self, photo: &RgbImage, edge: Edge, pixel: impl FnMut([f32; RGB])) {
        // The platform's `hypot` differs in the last bits.
        let [right, down] = [self.right, self.down].map(|[x, y]| (x * x + y * y).sqrt());
        let reduced = right.max(down);
        let samples = (reduced.round() as usize).clamp(1, MOST_SAMPLES);
        if reduced < FAR_APART * samples as f64 {
            self.sample_by(samples, |place| bilinear(photo, place, edge), pixel);
        } else {
            self.sample_by(samples, |place| nearest(photo, place, edge), pixel);
        }
    }

    fn sample_by(&self, samples: usize, colour: impl Fn([i64; 2]) -> [u32; LANES], mut pixel: impl FnMut([f32; RGB])) {
        let share = 1.0 / (samples * samples * (WHOLE * WHOLE) as usize) as f32;
        let offsets: Vec<f64> = (0..samples).map(|index| (index as f64 + 0.5) / samples as f64).collect();
        let step = self.right.map(fixed);
        for y in 0..self.height {
            let first = |dx: &f64, dy: &f64| self.to_photo([*dx, y as f64 + dy]).map(|at| fixed(at - 0.5));
            let mut places: Vec<_> =
                offsets.iter().flat_map(|dy| offsets.iter().map(move |dx| first(dx, dy))).collect();
            for _ in 0..self.width {
                let mut sum = [0; LANES];
                for place in &mut places {
                    let sampled = colour(*place);
                    sum.iter_mut().zip(sampled).for_each(|(sum, sampled)| *sum += sampled);
                    place.iter_mut().zip(step).for_each(|(place, step)| *place += step);
                }
                pixel(std::array::from_fn(|channel| sum[channel] as f32 * share));
            }
        }
    }
}

/// A length in pixels as a number of [`FIXED_BITS`] bits behind the point.
fn fixed(length: f64) -> i64 {
    (length * (1_u64 << FIXED_BITS) as f64) as i64
}

/// The colour at a place between four pixels' centres, in parts of `255 · WHOLE · WHOLE`; the place is counted from the
/// centre of the first pixel.
#[inline(always)]
fn bilinear(photo: &RgbImage, place: [i64; 2], edge: Edge) -> [u32; LANES] {
    let [left, top] = place.map(|at| at >> FIXED_BITS);
    let [from_right, from_bottom] = place.map(|at| (at >> (FIXED_BITS - WHOLE.ilog2())) as u32 % WHOLE);
    let [from_left, from_top] = [WHOLE - from_right, WHOLE - from_bottom];
    let (width, height) = (photo.width() as usize, photo.height() as usize);
    let raw = photo.as_raw();
    // Negative places become larger than any photo.
    if (left as usize) < width - 1 && (top as usize) < height - 1 {
        let start = (top as usize * width + left as usize) * RGB;
        let pixels = |start: usize| raw.get(start..)?.first_chunk::<{ RGB + LANES }>();
        if let (Some(above), Some(below)) = (pixels(start), pixels(start + width * RGB)) {
            return std::array::from_fn(|lane| {
                let between = |row: &[u8; RGB + LANES]| {
                    u32::from(row[lane]) * from_left + u32::from(row[lane + RGB]) * from_right
                };
                between(above) * from_top + between(below) * from_bottom
            });
        }
    }
    let corners = [(left, top), (left + 1, top), (left, top + 1), (left + 1, top + 1)];
    let weights = [from_left * from_top, from_right * from_top, from_left * from_bottom, from_right * from_bottom];
    let mut colour = [0; LANES];
    for ((x, y), weight) in corners.into_iter().zip(weights) {
        if let Some(pixel) = pixel(photo, x, y, edge) {
            colour.iter_mut().zip(pixel).for_each(|(colour, value)| *colour += weight * u32::from(*value));
        }
    }
    colour
}

/// The colour of the pixel whose centre is nearest, as [`bilinear`] gives it.
#[inline]
fn nearest(photo: &RgbImage, place: [i64; 2], edge: Edge) -> [u32; LANES] {
    let [x, y] = place.map(|at| (at + (1 << (FIXED_BITS - 1))) >> FIXED_BITS);
    let mut colour = [0; LANES];
    if let Some(pixel) = pixel(photo, x, y, edge) {
        colour.iter_mut().zip(pixel).for_each(|(colour, value)| *colour = u32::from(*value) * WHOLE * WHOLE);
    }
    colour
}

/// A pixel of the photo; none where it is black beyond the edge.
fn pixel(photo: &RgbImage, x: i64, y: i64, edge: Edge) -> Option<&[u8]> {
    let (width, height) = (i64::from(photo.width()), i64::from(photo.height()));
    let (x, y) = match edge {
        Edge::Black if !(0..width).contains(&x) || !(0..height).contains(&y) => return None,
        Edge::Black => (x, y),
        Edge::Reflect => (reflected(x, width), reflected(y, height)),
    };
    photo.as_raw().get((y * width + x) as usize * RGB..)?.get(..RGB)
}

/// The place within `0..length` that lies at `at` after mirroring at both ends, as numpy's `pad(mode="reflect")` does.
fn reflected(at: i64, length: i64) -> i64 {
    if length == 1 {
        return 0;
    }
    let period = 2 * (length - 1);
    let within = at.rem_euclid(period);
    within.min(period - within)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp() -> RgbImage {
        RgbImage::from_fn(8, 6, |x, y| image::Rgb([x as u8 * 10, y as u8 * 10, 7]))
    }

    fn pixels(view: &View, edge: Edge) -> Vec<[f32; 3]> {
        let mut pixels = Vec::new();
        view.sample(&ramp(), edge, |pixel| pixels.push(pixel));
        pixels
    }

    #[test]
    fn a_view_of_the_whole_photo_is_the_photo() {
        let view = View { origin: [0.0; 2], right: [1.0, 0.0], down: [0.0, 1.0], width: 8, height: 6 };
        let expected: Vec<_> = ramp().pixels().map(|pixel| pixel.0.map(f32::from)).collect();
        assert_eq!(pixels(&view, Edge::Black), expected);
    }

    #[test]
    fn a_quarter_turn_swaps_the_axes() {
        let view = View { origin: [8.0, 0.0], right: [0.0, 1.0], down: [-1.0, 0.0], width: 6, height: 8 };
        let turned = pixels(&view, Edge::Black);
        assert_eq!((turned[0], turned[5], turned[42]), ([70.0, 0.0, 7.0], [70.0, 50.0, 7.0], [0.0, 0.0, 7.0]));
    }

    #[test]
    fn beyond_the_edge_is_black_or_the_reflection() {
        let view = View { origin: [-2.0, 0.0], right: [1.0, 0.0], down: [0.0, 1.0], width: 3, height: 1 };
        let reds = |edge| pixels(&view, edge).iter().map(|pixel| pixel[0]).collect::<Vec<_>>();
        assert_eq!(reds(Edge::Black), [0.0, 0.0, 0.0]);
        assert_eq!(reds(Edge::Reflect), [20.0, 10.0, 0.0]);
        assert_eq!([-9, -1, 0, 5, 6, 11].map(|at| reflected(at, 6)), [1, 1, 0, 5, 4, 1]);
    }

    #[test]
    fn a_reduced_photo_is_averaged() {
        let view = View { origin: [0.0; 2], right: [2.0, 0.0], down: [0.0, 2.0], width: 4, height: 3 };
        assert_eq!(pixels(&view, Edge::Reflect)[1][..2], [25.0, 5.0]);
    }
}
