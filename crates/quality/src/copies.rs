//! Which images are copies of photos.

use std::sync::Arc;

use facegan_core::images::{CHANNELS, Images};

use crate::neighbours::{Smallest, squared_distances};

/// Side of the reduced images that are compared.
const SIDE: usize = 16;
/// Values of a reduced image.
const LENGTH: usize = SIDE * SIDE * CHANNELS;
/// The photo whose distance the nearest's is compared with.
const NEIGHBOUR: usize = 6;
/// What part of that distance is much nearer.
const NEAR: f32 = 0.4;
/// Values that are compared in one step.
const STEP: usize = 1 << 26;
/// Photos that all images of a step are compared with before the next ones, so that they are still in the cache.
const BLOCK: usize = 64;

/// Images, reduced and freed of their brightness and contrast.
///
/// An image becomes the means over a 16×16 grid, of each channel; from all of them their mean is taken away, and what is
/// left is divided by its standard deviation. So a copy that is brighter, paler, a little noisy or blurred stays one. An
/// image of one grey becomes zeros.
#[derive(Debug, Clone, Default)]
pub struct Reduced {
    values: Vec<f32>,
}

impl Reduced {
    /// Reduces images of at least 16 pixels a side.
    pub fn new(images: &Images) -> Self {
        let mut reduced = Self::default();
        reduced.add(images);
        reduced
    }

    /// Adds further images, for photos that do not fit into memory at once: a reduced one has 3 kB.
    pub fn add(&mut self, images: &Images) {
        for rgb in images.rgb.chunks_exact(images.size * images.size * CHANNELS) {
            self.values.extend(normal(&means(rgb, images.size)));
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.values.len() / LENGTH
    }
}

/// The means of each channel over a grid of [`SIDE`] × [`SIDE`].
fn means(rgb: &[u8], size: usize) -> [f32; LENGTH] {
    let mut sums = [0_u32; LENGTH];
    let cells: Vec<usize> = (0..size).map(|at| at * SIDE / size).collect();
    for (row, y) in rgb.chunks_exact(size * CHANNELS).zip(&cells) {
        for (pixel, x) in row.as_chunks::<CHANNELS>().0.iter().zip(&cells) {
            let cell = (y * SIDE + x) * CHANNELS;
            sums[cell..][..CHANNELS].iter_mut().zip(pixel).for_each(|(sum, byte)| *sum += u32::from(*byte));
        }
    }
    let mut lines = [0_usize; SIDE];
    cells.iter().for_each(|cell| lines[*cell] += 1);
    std::array::from_fn(|value| {
        let cell = value / CHANNELS;
        sums[value] as f32 / (lines[cell / SIDE] * lines[cell % SIDE]) as f32
    })
}

fn normal(means: &[f32; LENGTH]) -> [f32; LENGTH] {
    let mean = means.iter().sum::<f32>() / LENGTH as f32;
    let variance = means.iter().map(|value| (value - mean) * (value - mean)).sum::<f32>() / LENGTH as f32;
    let scale = if variance > 0.0 { 1.0 / variance.sqrt() } else { 0.0 };
    means.map(|value| (value - mean) * scale)
}

/// An image that is a copy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Copy {
    /// Its place in its set.
    pub image: usize,
    /// The place of the photo.
    pub photo: usize,
    /// Its distance to that photo, as a part of its distance to the sixth-nearest: below 0.4.
    pub distance: f32,
}

/// Looks for copies of photos in sets of images, in steps.
///
/// An image `g` is a copy of its nearest photo `p₁` if `|g − p₁| < 0.4 |g − p₆|`, where `p₆` is its sixth-nearest photo and
/// distances are Euclidean between [`Reduced`] images.
///
/// Photos of different moments lie about equally far from each other: among faces of CelebA the nearest of six has some
/// 0.9 times the distance of the sixth and never had less than 0.55, while exact, brighter, blurred or slightly noisy
/// copies have less than 0.15, and copies that are moved by a pixel in 64 mostly less than 0.4. The sixth rather than the
/// second, since some photos are there several times: a copy of one that has up to four near duplicates is still told. Where photos are taken from the set itself, each is not compared with itself, so an exact
/// duplicate of it counts as any other.
///
/// `n` images and `p` photos cost `2300 n p` operations and memory of 3 kB each.
#[derive(Debug)]
pub struct Copies {
    photos: Arc<Reduced>,
    sets: Vec<Set>,
}

#[derive(Debug)]
struct Set {
    images: Reduced,
    /// The place of each among the photos, with which it is not compared; none of images that are not photos.
    places: Vec<usize>,
    done: usize,
    found: Vec<Copy>,
}

impl Copies {
    /// Multiplications and additions: three per value of each pair.
    pub fn operations(images: usize, photos: usize) -> f64 {
        [3, LENGTH, images, photos].map(|factor| factor as f64).iter().product()
    }

    /// Looks for copies of these photos.
    pub fn new(photos: impl Into<Arc<Reduced>>) -> Self {
        Self { photos: photos.into(), sets: Vec::new() }
    }

    /// Among these images too; `places` has the place of each among the photos, or nothing if they are none.
    pub fn add(&mut self, images: Reduced, places: Vec<usize>) {
        self.sets.push(Set { images, places, done: 0, found: Vec::new() });
    }

    /// Compares the next images; returns whether any are left.
    pub fn advance(&mut self) -> bool {
        let step = STEP / self.photos.values.len().max(1) + 1;
        let mut open = self.sets.iter_mut().filter(|set| set.done < set.images.count());
        if let Some(set) = open.next() {
            set.advance(&self.photos, step);
        }
        self.sets.iter().any(|set| set.done < set.images.count())
    }

    /// How much of the work is done, from 0 to 1.
    pub fn progress(&self) -> f64 {
        let sum = |count: fn(&Set) -> usize| self.sets.iter().map(count).sum::<usize>() as f64;
        sum(|set| set.done) / sum(|set| set.images.count()).max(1.0)
    }

    /// The share of copies in each set, in the order in which they were added, as far as they were compared.
    pub fn shares(&self) -> Vec<f64> {
        self.sets.iter().map(|set| set.found.len() as f64 / set.images.count() as f64).collect()
    }

    /// What was found in each set, in the order in which they were added.
    pub fn finish(self) -> Vec<Vec<Copy>> {
        self.sets.into_iter().map(|set| set.found).collect()
    }
}

impl Set {
    fn advance(&mut self, photos: &Reduced, step: usize) {
        let end = self.images.count().min(self.done + step);
        let mut nearest: Vec<Nearest> = (self.done..end).map(|image| Nearest::new(self.places.get(image))).collect();
        let mut distances = Vec::new();
        for (block, photos) in photos.values.chunks(BLOCK * LENGTH).enumerate() {
            let images = self.images.values[self.done * LENGTH..end * LENGTH].chunks_exact(LENGTH);
            for (values, nearest) in images.zip(&mut nearest) {
                squared_distances(values, photos, &mut distances);
                nearest.add(block * BLOCK, &distances);
            }
        }
        let images = (self.done..).zip(&nearest);
        self.found.extend(images.filter_map(|(image, nearest)| nearest.copy(image)));
        self.done = end;
    }
}

/// The photos that are nearest to an image.
#[derive(Debug)]
struct Nearest {
    /// The image's own place among the photos.
    own: Option<usize>,
    /// The smallest squared distances.
    smallest: Smallest<NEIGHBOUR>,
    photo: usize,
}

impl Nearest {
    fn new(own: Option<&usize>) -> Self {
        Self { own: own.copied(), smallest: Smallest::new(), photo: 0 }
    }

    /// Takes in the squared distances to the photos from place `start` on.
    fn add(&mut self, start: usize, distances: &[f32]) {
        for (photo, distance) in (start..).zip(distances).filter(|(photo, _)| Some(*photo) != self.own) {
            if *distance < self.smallest.0[0] {
                self.photo = photo;
            }
            self.smallest.add(*distance);
        }
    }

    /// The copy that the image is, if it is one.
    fn copy(&self, image: usize) -> Option<Copy> {
        let (near, far) = (self.smallest.0[0].sqrt(), self.smallest.0[NEIGHBOUR - 1].sqrt());
        let copy = far.is_finite() && near < NEAR * far;
        copy.then(|| Copy { image, photo: self.photo, distance: near / far })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_photo_counts_beside_the_sixth() {
        let copied = |distances: &[f32], own: Option<usize>, image: usize| {
            let mut nearest = Nearest::new(own.as_ref());
            let (first, second) = distances.split_at(2);
            nearest.add(0, first);
            nearest.add(2, second);
            nearest.copy(image)
        };
        let copy = copied(&[36.0, 4.0, 25.0, 25.0, 25.0, 25.0, 49.0], None, 3).unwrap();
        assert_eq!((copy.image, copy.photo, copy.distance), (3, 1, 2.0 / 6.0));
        // Half as far is not near enough.
        assert_eq!(copied(&[36.0, 9.0, 25.0, 25.0, 25.0, 25.0, 49.0], None, 3), None);
        // Without itself, there are no six others.
        assert_eq!(copied(&[36.0, 0.0, 25.0, 25.0, 25.0, 25.0], Some(1), 3), None);
        let without = copied(&[36.0, 0.0, 25.0, 25.0, 25.0, 25.0, 4.0], Some(1), 3).unwrap();
        assert_eq!((without.photo, without.distance), (6, 2.0 / 6.0));
    }

    #[test]
    fn brightness_and_contrast_are_taken_away() {
        let pixels = |scale: u8, offset: u8| {
            (0..32 * 32 * CHANNELS).map(|at| (at * at % 97) as u8 * scale + offset).collect::<Vec<u8>>()
        };
        let reduced = |rgb: Vec<u8>| Reduced::new(&Images { size: 32, rgb });
        let (one, two) = (reduced(pixels(1, 0)), reduced(pixels(2, 40)));
        assert_eq!(one.count(), 1);
        for (one, two) in one.values.iter().zip(&two.values) {
            assert!((one - two).abs() < 1e-4, "{one} {two}");
        }
        let grey = reduced(vec![9; 32 * 32 * CHANNELS]);
        assert!(grey.values.iter().all(|value| *value == 0.0));
    }

    #[test]
    fn cells_have_the_means_of_their_pixels() {
        let mut rgb = vec![0; 32 * 32 * CHANNELS];
        // The four pixels of the cell at row 1, column 2.
        for (y, x, green) in [(2, 4, 10), (2, 5, 20), (3, 4, 30), (3, 5, 60)] {
            rgb[(y * 32 + x) * CHANNELS + 1] = green;
        }
        let means = means(&rgb, 32);
        assert_eq!(means[(16 + 2) * CHANNELS + 1], 30.0);
        assert_eq!(means.iter().sum::<f32>(), 30.0);
    }
}
