//! The images that are compared.

use facegan_core::images::{CHANNELS, Images};
use rand::seq::SliceRandom;

use super::{Options, Workload};
use crate::error::QualityError;
use crate::seeded::Stream;

/// The random streams of the photos' half, of generated images and of the other half. All generated sets have the same, so
/// that the numbers of each are those that it has alone.
const STREAMS: [usize; 3] = [0, 1, 2];

/// Sets of equal number.
#[derive(Debug)]
pub struct Sets {
    /// The photos that the others are compared with, the generated sets, and the other half of the photos unless it was
    /// compared before.
    pub images: Vec<Images>,
    /// The random streams of each.
    pub streams: Vec<usize>,
    /// Where the other half is among the photos that copies are looked for among; nothing where it is held out.
    pub places: Vec<usize>,
}

/// What there is to compare.
///
/// # Errors
/// When the images cannot be compared.
pub fn workload(
    generated: &[&Images],
    photos: &Images,
    held_out: Option<&Images>,
    options: Options,
) -> Result<Workload, QualityError> {
    let first = generated.first().ok_or(QualityError::Empty)?;
    if let Some(other) = generated.iter().copied().chain(held_out).find(|other| other.size != photos.size) {
        return Err(QualityError::OtherSize { generated: other.size, photos: photos.size });
    }
    crate::pyramid::sides(photos.size)?;
    let length = photos.size * photos.size * CHANNELS;
    if generated.iter().copied().chain([photos]).chain(held_out).any(|images| !images.rgb.len().is_multiple_of(length))
    {
        return Err(QualityError::Torn);
    }
    if let Some(other) = generated.iter().find(|other| other.count() != first.count()) {
        return Err(QualityError::OtherCount(other.count(), first.count()));
    }
    let (generated, sets) = (first.count(), generated.len());
    let (size, held_out) = (photos.size, held_out.map(Images::count));
    Ok(Workload { size, sets, generated, photos: photos.count(), held_out, again: false, options })
}

impl Sets {
    /// Chooses the sets of what can be compared ([`workload`]), as many of each as it says.
    pub fn new(generated: &[&Images], photos: &Images, held_out: Option<&Images>, workload: &Workload) -> Self {
        let count = workload.count();
        let held_out = held_out.filter(|_| workload.halved_held_out().is_some());
        let halved = held_out.unwrap_or(photos);
        let mut order: Vec<usize> = (0..halved.count()).collect();
        order.shuffle(&mut Stream::Choice.rng(workload.options.seed, 0));
        let (first, others) = ((0..count).collect::<Vec<_>>(), &order[count..2 * count]);
        let [half, of_generated, other_half] = STREAMS;
        let (mut images, mut streams) = (vec![select(halved, &order[..count])], vec![half]);
        images.extend(generated.iter().map(|images| select(images, &first)));
        streams.resize(images.len(), of_generated);
        if !workload.again {
            images.push(select(halved, others));
            streams.push(other_half);
        }
        let places = if held_out.is_some() { Vec::new() } else { others.to_vec() };
        Self { images, streams, places }
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

    fn sets(generated: &[&Images], again: bool) -> Sets {
        let photos = greys(0..61);
        let workload = workload(generated, &photos, None, Options { seed: 2, ..Options::default() }).unwrap();
        assert_eq!(workload.count(), 30);
        Sets::new(generated, &photos, None, &Workload { again, ..workload })
    }

    #[test]
    fn halves_of_the_photos_have_nothing_in_common() {
        let (one, two) = (greys(200..250), greys(100..150));
        let Sets { images, streams, places } = sets(&[&one, &two], false);
        let [photos, one, two, others] = &images.iter().map(values).collect::<Vec<_>>()[..] else {
            panic!("{images:?}")
        };
        assert_eq!((photos.len(), others.len()), (30, 30));
        assert!(photos.iter().all(|photo| !others.contains(photo)));
        assert!(one.iter().copied().eq(200..230) && two.iter().copied().eq(100..130));
        assert_eq!(*others, places.iter().map(|place| *place as u8).collect::<Vec<u8>>());
        assert_eq!(streams, [0, 1, 1, 2]);
    }

    #[test]
    fn halves_are_of_the_photos_that_are_held_out_unless_those_are_too_few() {
        let (one, photos) = (greys(200..250), greys(0..61));
        let halves = |held_out: &Images| {
            let workload = workload(&[&one], &photos, Some(held_out), Options::default()).unwrap();
            let Sets { images, places, .. } = Sets::new(&[&one], &photos, Some(held_out), &workload);
            ([values(&images[0]), values(&images[2])].concat(), places)
        };
        let (mut both, places) = halves(&greys(100..152));
        both.sort_unstable();
        assert_eq!((both, places), ((100..152).collect(), Vec::new()));
        let (few, places) = halves(&greys(100..149));
        assert!(few.len() == 60 && few.iter().all(|value| *value < 61), "{few:?}");
        assert_eq!(few[30..], places.iter().map(|place| *place as u8).collect::<Vec<u8>>());
    }

    #[test]
    fn the_other_half_is_left_out_where_it_is_known() {
        let one = greys(200..250);
        let again = sets(&[&one], true);
        assert_eq!((&again.images[..], again.streams), (&sets(&[&one], false).images[..2], vec![0, 1]));
    }

    #[test]
    fn images_that_cannot_be_compared_are_refused() {
        let photos = greys(0..9);
        let refused = |generated: &[&Images]| workload(generated, &photos, None, Options::default()).unwrap_err();
        let small = Images { size: 8, rgb: Vec::new() };
        assert_eq!(refused(&[]), QualityError::Empty);
        assert_eq!(refused(&[&photos, &small]), QualityError::OtherSize { generated: 8, photos: 16 });
        assert_eq!(refused(&[&Images { size: 16, rgb: vec![0; 5] }]), QualityError::Torn);
        assert_eq!(refused(&[&photos, &greys(0..8)]), QualityError::OtherCount(8, 9));
        assert_eq!(workload(&[&small], &small, None, Options::default()).unwrap_err(), QualityError::Size(8));
        let other = workload(&[&photos], &photos, Some(&small), Options::default()).unwrap_err();
        assert_eq!(other, QualityError::OtherSize { generated: 8, photos: 16 });
    }
}
