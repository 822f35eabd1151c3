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
    images: Vec<Images>,
    features: Vec<Features>,
    /// Images whose features were known before.
    known: usize,
    /// The photos' features before they are normalised.
    photos: Features,
    distances: Option<Neighbourhoods>,
}

impl NeighbourhoodWork {
    /// Compares the other sets with the first, the photos, of which features may be known.
    pub fn new(network: Network, images: Vec<Images>, photos: Features) -> Self {
        let known = photos.count();
        let mut features = vec![photos];
        features.resize(images.len(), Features::default());
        Self { network, images, features, known, photos: Features::default(), distances: None }
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
        self.photos = self.features[0].clone();
        normalise(&mut self.features);
        let mut features = std::mem::take(&mut self.features);
        let others = features.split_off(1);
        self.distances = features.pop().and_then(|photos| Neighbourhoods::new(photos, others).ok());
        self.distances.is_some()
    }

    /// How much of the work is done, from 0 to 1.
    pub fn progress(&self) -> f64 {
        let count = |sum: usize| (sum - self.known) as f64;
        let features = || {
            let images = count(self.images.iter().map(Images::count).sum());
            count(self.features.iter().map(Features::count).sum()) / images.max(1.0)
        };
        self.distances.as_ref().map_or_else(|| features() / 2.0, |distances| (1.0 + distances.progress()) / 2.0)
    }

    /// The photos' features, and the numbers of each of the others; none before the work is done.
    pub fn finish(self) -> Option<(Features, Vec<Scores>)> {
        Some((self.photos, self.distances?.finish()?))
    }
}
