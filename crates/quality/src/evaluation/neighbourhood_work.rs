//! From images to precision, recall, density and coverage: first the features, then their distances.

use facegan_core::images::Images;

use crate::features::{Features, Network, normalise};
use crate::neighbourhoods::{Neighbourhoods, Scores};

/// Images whose features are computed in one step.
const STEP: usize = 32;

/// The work on both.
#[derive(Debug)]
pub struct NeighbourhoodWork {
    network: Network,
    /// The photos, then the others.
    images: [Images; 3],
    features: [Features; 3],
    distances: Option<Neighbourhoods>,
}

impl NeighbourhoodWork {
    /// Compares the other sets with the first, the photos.
    pub fn new(network: Network, images: [Images; 3]) -> Self {
        Self { network, images, features: Default::default(), distances: None }
    }

    /// Does the next piece of work; returns whether any is left.
    pub fn advance(&mut self) -> bool {
        if let Some(distances) = &mut self.distances {
            return distances.advance();
        }
        let mut sets = self.images.iter().zip(&mut self.features);
        if let Some((images, features)) = sets.find(|(images, features)| features.count() < images.count()) {
            let start = features.count();
            self.network.add(features, images, start..images.count().min(start + STEP));
            return true;
        }
        normalise(&mut self.features);
        let [photos, others @ ..] = std::mem::take(&mut self.features);
        self.distances = Neighbourhoods::new(photos, others.into()).ok();
        self.distances.is_some()
    }

    /// How much of the work is done, from 0 to 1.
    pub fn progress(&self) -> f64 {
        let count = |sum: usize| sum as f64;
        let images = count(self.images.iter().map(Images::count).sum());
        let features = count(self.features.iter().map(Features::count).sum()) / images.max(1.0);
        self.distances.as_ref().map_or(features / 2.0, |distances| (1.0 + distances.progress()) / 2.0)
    }

    /// The numbers of each of the others; none before the work is done.
    pub fn finish(self) -> Option<Vec<Scores>> {
        self.distances.and_then(Neighbourhoods::finish)
    }
}
