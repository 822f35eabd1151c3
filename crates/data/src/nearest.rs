//! The images of a data set that are nearest to a given one, by their pixels.

use std::collections::BinaryHeap;

use super::dataset::Dataset;
use super::records::RecordError;
use facegan_core::images::{CHANNELS, Images};

/// Bytes of the data set that are compared in one go.
const CHUNK: usize = 1 << 20;

/// An image of the data set. Ordered by its distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Near {
    /// The sum of the squares of the differences of its bytes.
    squares: u64,
    index: u32,
}

/// What was found, nearest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The images themselves.
    pub images: Images,
    /// Places in the data set.
    pub indices: Vec<u32>,
    /// The root of the pixels' mean squared difference, pixels being in [-1, 1].
    pub distances: Vec<f32>,
    /// How far each of them is from the other image of the data set that is nearest to it, by the same measure; empty
    /// where there is no other.
    pub among_themselves: Vec<f32>,
}

/// Why nothing could be found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NearestError {
    /// The data set is empty.
    #[error("there are no photos to compare it with")]
    NoPhotos,
    /// The image has another size than the photos.
    #[error("it has {image} pixels a side and the photos {photos}")]
    OtherSize {
        /// The image's side in pixels.
        image: usize,
        /// The photos' side in pixels.
        photos: usize,
    },
    /// The data set was replaced since the search began.
    #[error("the photos changed meanwhile")]
    Changed,
    /// A photo cannot be read.
    #[error(transparent)]
    Storage(#[from] RecordError),
}

/// A search that proceeds in steps of about a megabyte of the data set: once through it for the nearest images, and once
/// for those that are nearest to these.
#[derive(Debug)]
pub struct Search {
    pass: Pass,
    /// The nearest images, once the first pass is done.
    nearest: Option<Vec<Near>>,
    /// The places of the images that are compared: those that new runs trained on when the search began.
    among: Vec<u32>,
    /// 1 where they are compared in grey, as the image is grey.
    nc: usize,
}

/// Compares images with every image of the data set.
#[derive(Debug)]
struct Pass {
    /// What is compared.
    images: Images,
    /// The place of each in the data set, with which it is not compared; none of an image that is not in there.
    places: Vec<u32>,
    /// How many of the nearest are looked for.
    count: usize,
    /// The nearest so far of each, the farthest of them on top.
    nearest: Vec<BinaryHeap<Near>>,
    /// How many were compared so far.
    compared: usize,
}

impl Search {
    /// A search for the `count` images of `data` that are nearest to `image`, a single one. Grey images are compared with
    /// what the others are in grey.
    ///
    /// # Errors
    /// When the data set is empty, or of images of another size.
    pub fn new(data: &Dataset, image: Images, count: usize) -> Result<Self, NearestError> {
        let among = data.taken();
        if among.is_empty() {
            return Err(NearestError::NoPhotos);
        }
        let photos = data.image_size();
        if image.size != photos || image.rgb.len() != photos * photos * CHANNELS {
            return Err(NearestError::OtherSize { image: image.size, photos });
        }
        let nc = if image.is_grey() { 1 } else { CHANNELS };
        Ok(Self { pass: Pass::new(image, vec![], count), nearest: None, among, nc })
    }

    /// Compares the next images; returns whether any are left.
    ///
    /// # Errors
    /// When the data set was emptied since the search began, or cannot be read.
    pub fn advance(&mut self, data: &Dataset) -> Result<bool, NearestError> {
        let last = self.among.last().map_or(0, |place| *place as usize);
        if data.image_size() != self.pass.images.size || data.len() <= last {
            return Err(NearestError::Changed);
        }
        if self.pass.advance(data, &self.among, self.nc)? {
            return Ok(true);
        }
        if self.nearest.is_some() {
            return Ok(false);
        }
        let nearest = self.pass.nearest.pop().unwrap_or_default().into_sorted_vec();
        let places: Vec<_> = nearest.iter().map(|near| near.index).collect();
        self.pass = Pass::new(data.read(&places)?.for_nc(self.nc), places, 1);
        self.nearest = Some(nearest);
        Ok(true)
    }

    /// The nearest of the images that were compared.
    ///
    /// # Errors
    /// When they cannot be read again.
    pub fn finish(self, data: &Dataset) -> Result<Found, NearestError> {
        let Self { pass, nearest, .. } = self;
        let nearest = nearest.unwrap_or_default();
        let indices: Vec<_> = nearest.iter().map(|near| near.index).collect();
        let values = (pass.images.size * pass.images.size * CHANNELS) as f64;
        // A byte is 2 / 255 of [-1, 1].
        let distance = |near: &Near| ((near.squares as f64 / values).sqrt() * 2.0 / 255.0) as f32;
        Ok(Found {
            images: data.read(&indices)?,
            distances: nearest.iter().map(distance).collect(),
            among_themselves: pass.nearest.iter().filter_map(BinaryHeap::peek).map(distance).collect(),
            indices,
        })
    }
}

impl Pass {
    fn new(images: Images, places: Vec<u32>, count: usize) -> Self {
        let length = images.size * images.size * CHANNELS;
        let nearest = vec![BinaryHeap::new(); images.rgb.len() / length];
        Self { images, places, count, nearest, compared: 0 }
    }

    /// Compares with the next of the images at the places `among`; returns whether any are left.
    fn advance(&mut self, data: &Dataset, among: &[u32], nc: usize) -> Result<bool, NearestError> {
        let length = self.images.size * self.images.size * CHANNELS;
        let images = (CHUNK / self.images.rgb.len()).max(1);
        let end = (self.compared + images).min(among.len());
        let indices = &among[self.compared..end];
        let read = data.read(indices)?.for_nc(nc);
        for (&index, rgb) in indices.iter().zip(read.rgb.chunks_exact(length)) {
            for (i, (image, nearest)) in self.images.rgb.chunks_exact(length).zip(&mut self.nearest).enumerate() {
                if self.places.get(i) == Some(&index) {
                    continue;
                }
                nearest.push(Near { squares: squares(image, rgb), index });
                if nearest.len() > self.count {
                    nearest.pop();
                }
            }
        }
        self.compared = end;
        Ok(end < among.len())
    }
}

/// The sum of the squares of the differences of two images' bytes.
fn squares(a: &[u8], b: &[u8]) -> u64 {
    // Rows of 4096 fit into 32 bits, in which the loop is several times faster.
    let row = |(a, b): (&[u8], &[u8])| {
        let squares = a.iter().zip(b).map(|(&a, &b)| u32::from(a.abs_diff(b)).pow(2));
        u64::from(squares.sum::<u32>())
    };
    a.chunks(4096).zip(b.chunks(4096)).map(row).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::MemoryStorage;

    const SIDE: usize = 64;

    /// Images of one grey each.
    fn greys(values: &[u8]) -> Dataset {
        let mut data = Dataset::new(Box::<MemoryStorage>::default(), SIDE);
        for &value in values {
            data.push(&grey(value).rgb).unwrap();
        }
        data
    }

    fn grey(value: u8) -> Images {
        Images { size: SIDE, rgb: vec![value; SIDE * SIDE * CHANNELS] }
    }

    fn find(data: &Dataset, image: Images, count: usize) -> Result<Found, NearestError> {
        let mut search = Search::new(data, image, count)?;
        while search.advance(data)? {}
        search.finish(data)
    }

    #[test]
    fn the_nearest_come_first_with_their_pixels_and_distances() {
        let data = greys(&[0, 200, 90, 101, 255, 100]);
        let found = find(&data, grey(100), 3).unwrap();
        assert_eq!(found.indices, [5, 3, 2]);
        assert_eq!(found.images, data.read(&[5, 3, 2]).unwrap());
        let expected = [0.0, 2.0 / 255.0, 20.0 / 255.0];
        for (distance, expected) in found.distances.iter().zip(expected) {
            assert!((distance - expected).abs() < 1e-6, "{distance} for {expected}");
        }
        assert_eq!(find(&data, grey(0), 1).unwrap().distances, [0.0]);
    }

    #[test]
    fn each_of_the_nearest_is_compared_with_all_others() {
        let data = greys(&[0, 200, 90, 101, 255, 100]);
        let found = find(&data, grey(99), 3).unwrap();
        assert_eq!(found.indices, [5, 3, 2]);
        let expected = [1, 1, 10].map(|bytes| bytes as f32 * 2.0 / 255.0);
        for (distance, expected) in found.among_themselves.iter().zip(expected) {
            assert!((distance - expected).abs() < 1e-6, "{distance} for {expected}");
        }
        assert_eq!(found.among_themselves.len(), 3);
    }

    #[test]
    fn a_grey_image_is_compared_with_photos_in_grey_and_a_coloured_one_with_their_colours() {
        let colours = |colour: [u8; CHANNELS]| Images { size: SIDE, rgb: colour.repeat(SIDE * SIDE) };
        // Pure green is 150 in grey, pure red 76.
        let (green, red) = (colours([0, 255, 0]), colours([255, 0, 0]));
        let mut data = greys(&[100]);
        for image in [&red, &green] {
            data.push(&image.rgb).unwrap();
        }
        let found = find(&data, grey(150), 3).unwrap();
        assert_eq!((found.indices, found.distances[0]), (vec![2, 0, 1], 0.0));
        assert_eq!(found.images.rgb[..3], [0, 255, 0], "they are shown in their colours");
        assert_eq!(found.among_themselves, [50, 24, 24].map(|bytes| bytes as f32 * 2.0 / 255.0));
        let found = find(&data, red, 3).unwrap();
        assert_eq!((found.indices[0], found.distances[0]), (1, 0.0));
        assert!(found.distances[1] > 0.5, "{:?}", found.distances);
    }

    #[test]
    fn black_and_white_are_as_far_as_can_be() {
        let found = find(&greys(&[255]), grey(0), 8).unwrap();
        assert_eq!((found.indices, found.distances, found.among_themselves), (vec![0], vec![2.0], vec![]));
    }

    #[test]
    fn a_long_data_set_is_compared_in_parts() {
        let values: Vec<u8> = (0..=255).collect();
        let data = greys(&values);
        let mut search = Search::new(&data, grey(254), 2).unwrap();
        assert!(search.advance(&data).unwrap());
        assert!(search.pass.compared < values.len());
        while search.advance(&data).unwrap() {}
        let found = search.finish(&data).unwrap();
        assert_eq!(found.indices, [254, 253]);
    }

    #[test]
    fn images_that_cannot_be_compared_are_an_error() {
        assert_eq!(find(&greys(&[]), grey(0), 1), Err(NearestError::NoPhotos));
        let small = Images { size: 32, rgb: vec![0; 32 * 32 * CHANNELS] };
        assert_eq!(find(&greys(&[1]), small, 1), Err(NearestError::OtherSize { image: 32, photos: 64 }));
        let torn = Images { size: 64, rgb: vec![0; 5] };
        assert!(matches!(find(&greys(&[1]), torn, 1), Err(NearestError::OtherSize { .. })));
    }

    #[test]
    fn images_that_are_left_out_are_not_compared() {
        let mut data = greys(&[100, 103, 0, 110]);
        data.take(0, false);
        let found = find(&data, grey(100), 2).unwrap();
        assert_eq!((found.indices, found.among_themselves.len()), (vec![1, 3], 2));
        (1..4).for_each(|place| data.take(place, false));
        assert_eq!(find(&data, grey(100), 1), Err(NearestError::NoPhotos));
    }

    #[test]
    fn a_data_set_that_is_emptied_ends_the_search() {
        let mut data = greys(&[1; 200]);
        let mut search = Search::new(&data, grey(0), 1).unwrap();
        assert!(search.advance(&data).unwrap());
        data = greys(&[]);
        assert_eq!(search.advance(&data), Err(NearestError::Changed));
    }
}
