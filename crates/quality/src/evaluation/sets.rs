//! The images that are compared.

use facegan_core::config::CHANNELS;
use facegan_core::images::Images;
use rand::seq::SliceRandom;

use super::{FEWEST, Options};
use crate::copies::{Copies, Reduced};
use crate::error::QualityError;
use crate::seeded::Stream;

/// Three sets of equal number.
#[derive(Debug)]
pub struct Sets {
    /// How many images each has.
    pub count: usize,
    /// Those that the others are compared with.
    photos: Images,
    generated: Images,
    /// Photos in the place of the generated images, and where they are among all photos.
    others: Images,
    places: Vec<usize>,
}

impl Sets {
    /// Chooses the sets.
    ///
    /// # Errors
    /// When the images cannot be compared.
    pub fn new(generated: &Images, photos: &Images, options: Options) -> Result<Self, QualityError> {
        if generated.size != photos.size {
            return Err(QualityError::OtherSize { generated: generated.size, photos: photos.size });
        }
        crate::pyramid::sides(photos.size)?;
        let length = photos.size * photos.size * CHANNELS;
        if !generated.rgb.len().is_multiple_of(length) || !photos.rgb.len().is_multiple_of(length) {
            return Err(QualityError::Torn);
        }
        let count = generated.count().min(photos.count() / 2).min(options.at_most.max(FEWEST));
        let mut order: Vec<usize> = (0..photos.count()).collect();
        order.shuffle(&mut Stream::Choice.rng(options.seed, 0));
        let places = order[count..2 * count].to_vec();
        Ok(Self {
            count,
            photos: select(photos, &order[..count]),
            generated: Images { size: generated.size, rgb: generated.rgb[..count * length].to_vec() },
            others: select(photos, &places),
            places,
        })
    }

    /// The search for copies of any photo, among the generated images and among the other photos.
    pub fn copies(&self, generated: &Images, photos: &Images) -> Copies {
        let mut copies = Copies::new(Reduced::new(photos));
        copies.add(Reduced::new(generated), Vec::new());
        copies.add(Reduced::new(&self.others), self.places.clone());
        copies
    }

    /// The photos, the generated images and the other photos.
    pub fn all(&self) -> [Images; 3] {
        [&self.photos, &self.generated, &self.others].map(Clone::clone)
    }
}

fn select(images: &Images, places: &[usize]) -> Images {
    let length = images.size * images.size * CHANNELS;
    let image = |place: &usize| &images.rgb[place * length..][..length];
    Images { size: images.size, rgb: places.iter().flat_map(image).copied().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Images of one grey each.
    fn greys(values: std::ops::Range<u8>) -> Images {
        Images { size: 16, rgb: values.flat_map(|value| vec![value; 16 * 16 * CHANNELS]).collect() }
    }

    fn values(images: &Images) -> Vec<u8> {
        images.rgb.iter().step_by(16 * 16 * CHANNELS).copied().collect()
    }

    #[test]
    fn halves_of_the_photos_have_nothing_in_common() {
        let sets = Sets::new(&greys(200..250), &greys(0..61), Options { seed: 2, at_most: 1000 }).unwrap();
        assert_eq!(sets.count, 30);
        let [photos, generated, others] = sets.all().map(|images| values(&images));
        assert_eq!((photos.len(), others.len()), (30, 30));
        assert!(photos.iter().all(|photo| !others.contains(photo)));
        assert_eq!(generated, (200..230).collect::<Vec<u8>>());
        assert_eq!(others, sets.places.iter().map(|place| *place as u8).collect::<Vec<u8>>());
    }

    #[test]
    fn images_that_cannot_be_compared_are_refused() {
        let refused = |generated: &Images| Sets::new(generated, &greys(0..9), Options::default()).unwrap_err();
        let small = Images { size: 8, rgb: Vec::new() };
        assert_eq!(refused(&small), QualityError::OtherSize { generated: 8, photos: 16 });
        assert_eq!(refused(&Images { size: 16, rgb: vec![0; 5] }), QualityError::Torn);
        assert_eq!(Sets::new(&small, &small, Options::default()).unwrap_err(), QualityError::Size(8));
    }
}
