//! The numbers there are, in words.

use serde::{Deserialize, Serialize};

use super::TooFew;

/// A number about generated images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Metric {
    /// The sliced Wasserstein distance, the mean over all levels.
    Distance,
    /// The same at the level of so many pixels a side.
    DistanceAt(usize),
    /// The share of generated images that look like a photo.
    Precision,
    /// The share of photos that look like a generated image.
    Recall,
    /// How many photos a generated image looks like.
    Density,
    /// The share of photos that have a generated image near them.
    Coverage,
    /// The share of generated images that are copies of a photo.
    Copies,
}

impl Metric {
    /// All but the distances at single levels.
    pub const ALL: [Self; 6] =
        [Self::Distance, Self::Precision, Self::Recall, Self::Density, Self::Coverage, Self::Copies];

    /// Its name in files, such as `swd_64`.
    pub fn key(self) -> String {
        match self {
            Self::Distance => "swd".into(),
            Self::DistanceAt(side) => format!("swd_{side}"),
            Self::Precision => "precision".into(),
            Self::Recall => "recall".into(),
            Self::Density => "density".into(),
            Self::Coverage => "coverage".into(),
            Self::Copies => "copies".into(),
        }
    }

    /// Its name for people.
    pub fn name(self) -> String {
        match self {
            Self::Distance => "Sliced Wasserstein distance".into(),
            Self::DistanceAt(side) => format!("Distance at {side} pixels"),
            Self::Precision => "Precision".into(),
            Self::Recall => "Recall".into(),
            Self::Density => "Density".into(),
            Self::Coverage => "Coverage".into(),
            Self::Copies => "Copies".into(),
        }
    }

    /// Whether it is a sliced Wasserstein distance, which has an interval.
    pub fn is_distance(self) -> bool {
        matches!(self, Self::Distance | Self::DistanceAt(_))
    }

    /// Whether it is a share, from 0 to 1.
    pub fn is_share(self) -> bool {
        matches!(self, Self::Precision | Self::Recall | Self::Coverage | Self::Copies)
    }

    /// How many generated images it takes at least.
    pub fn needed_generated(self) -> usize {
        if self == Self::Copies { 50 } else { 100 }
    }

    /// How many photos it takes at least: twice as many where one half is compared with the other.
    pub fn needed_photos(self) -> usize {
        if self == Self::Copies { self.needed_generated() } else { 2 * self.needed_generated() }
    }

    /// What of the images there is too little of for it, if anything.
    pub fn too_few(self, generated: usize, photos: usize) -> Option<TooFew> {
        if generated < self.needed_generated() {
            Some(TooFew::Generated { have: generated, needed: self.needed_generated() })
        } else if photos < self.needed_photos() {
            Some(TooFew::Photos { have: photos, needed: self.needed_photos() })
        } else {
            None
        }
    }

    /// What it says, in one sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Distance => {
                "How far the colours and patterns of the generated images are from those of the photos, at all sizes of \
                 detail: the smaller, the better."
            }
            Self::DistanceAt(..=16) => {
                "How far colours and large shapes are from those of the photos: the smaller, the better."
            }
            Self::DistanceAt(_) => {
                "How far details of this size are from those of the photos: the smaller, the better."
            }
            Self::Precision => "The share of the generated images that look like some photo.",
            Self::Recall => "The share of the photos that look like some generated image.",
            Self::Density => {
                "How crowded the places are where the generated images lie among the photos: about 1 for photos, less for \
                 images unlike them."
            }
            Self::Coverage => "The share of the photos that have a generated image close by.",
            Self::Copies => "The share of the generated images that are nearly the same as one of the photos.",
        }
    }

    /// When it can be trusted, in one sentence.
    pub fn trust(self) -> &'static str {
        match self {
            Self::Distance | Self::DistanceAt(_) => {
                "Compare distances of the same number of images only, hold them against the one of the photos, and take \
                 two for different when their intervals lie apart, which takes some 500 images; it looks at small patches \
                 and does not see where in the image they lie."
            }
            Self::Precision => {
                "From some 500 images it is known to a few hundredths; it rises for blurred images, so read it together \
                 with the distance."
            }
            Self::Recall => {
                "From some 500 images it is known to a few hundredths; a few strange images can make it too high."
            }
            Self::Density => {
                "From some 500 images it is known to a tenth; images of one kind only can have a high one."
            }
            Self::Coverage => {
                "From some 500 images it is known to a few hundredths; with more photos than images it falls."
            }
            Self::Copies => {
                "It finds copies of the whole image, also brighter, noisier or blurred ones, but not mirrored ones, moved \
                 ones or parts; the photos have to be those of the training."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_has_a_key_and_sentences_of_its_own() {
        let all = || Metric::ALL.into_iter().chain([64, 16].map(Metric::DistanceAt));
        let distinct = |mut texts: Vec<String>| {
            texts.sort();
            texts.dedup();
            texts.len()
        };
        assert_eq!(distinct(all().map(Metric::key).collect()), 8);
        assert_eq!(distinct(all().map(Metric::name).collect()), 8);
        assert_eq!(distinct(all().map(|metric| metric.meaning().to_owned()).collect()), 8);
        for sentence in all().flat_map(|metric| [metric.meaning(), metric.trust()]) {
            assert!(sentence.ends_with('.') && !sentence.contains("  "), "{sentence}");
        }
        assert_eq!(Metric::DistanceAt(32).key(), "swd_32");
    }

    #[test]
    fn halves_of_the_photos_are_as_many_as_the_generated_images() {
        assert_eq!((Metric::Distance.needed_generated(), Metric::Distance.needed_photos()), (100, 200));
        assert_eq!(Metric::Distance.too_few(99, 0), Some(TooFew::Generated { have: 99, needed: 100 }));
        assert_eq!(Metric::Distance.too_few(100, 199), Some(TooFew::Photos { have: 199, needed: 200 }));
        assert_eq!(Metric::Distance.too_few(100, 200), None);
        assert_eq!((Metric::Copies.needed_generated(), Metric::Copies.needed_photos()), (50, 50));
    }
}
