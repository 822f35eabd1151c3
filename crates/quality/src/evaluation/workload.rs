//! How much work an evaluation is.

use facegan_core::quality::Metric;

use super::Options;
use crate::copies::Copies;
use crate::error::QualityError;
use crate::features::Network;
use crate::sliced_wasserstein::SlicedWasserstein;

/// What an evaluation has to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Workload {
    /// The images' side in pixels.
    pub size: usize,
    /// Sets of generated images.
    pub sets: usize,
    /// Images of each of them.
    pub generated: usize,
    /// Photos; of a run those that it trains on.
    pub photos: usize,
    /// Photos that a run holds out of its training, where it has a `holdout`.
    pub held_out: Option<usize>,
    /// Whether what belongs to the photos alone is known from an evaluation before.
    pub again: bool,
    /// What is computed.
    pub options: Options,
}

/// Multiplications and additions of each part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Operations {
    /// Looking for copies.
    pub copies: f64,
    /// Features, and the distances between them.
    pub neighbourhoods: f64,
    /// The sliced Wasserstein distance.
    pub distance: f64,
}

impl Workload {
    /// `n`: the images of each set, but for the search for copies.
    pub fn count(&self) -> usize {
        let halved = self.halved_held_out().unwrap_or(self.photos);
        self.generated.min(halved / 2).min(self.options.at_most.max(super::FEWEST))
    }

    /// The photos that are split into halves where they are held-out ones. Those are split unless they are so few that
    /// no number could be had from them; then the halves serve the search for copies alone.
    pub(super) fn halved_held_out(&self) -> Option<usize> {
        self.held_out.filter(|held_out| *held_out >= Metric::Copies.needed_photos())
    }

    /// The photos that a metric's number comes from.
    pub(super) fn photos_for(&self, metric: Metric) -> usize {
        if metric == Metric::Copies { self.photos } else { self.held_out.unwrap_or(self.photos) }
    }

    /// The operations of each part.
    ///
    /// # Errors
    /// When images of this size cannot be compared.
    pub fn operations(&self) -> Result<Operations, QualityError> {
        let network = Network::new(self.size, 0)?;
        let count = self.count();
        let known = usize::from(self.again);
        // The other half of the photos is compared as one more set.
        let compared = self.sets + 1 - known;
        // A matrix of distances within each set, and one between it and the photos, at three operations a feature.
        let between = (1 + 2 * compared) as f64 * 3.0 * network.length() as f64 * (count * count) as f64;
        let features = ((compared + 1 - known) * count) as f64 * network.operations();
        Ok(Operations {
            copies: Copies::operations(self.sets * self.generated + (1 - known) * count, self.photos),
            neighbourhoods: features + between,
            distance: SlicedWasserstein::operations(self.size, count, 1 + compared, self.options.sampling()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_photos_own_work_is_done_once() {
        let options = Options::default();
        let of = |sets: usize, again: bool| {
            let workload = Workload { size: 64, sets, generated: 300, photos: 2000, held_out: None, again, options };
            let Operations { copies, neighbourhoods, distance } = workload.operations().unwrap();
            [copies, neighbourhoods, distance]
        };
        let (once, again, both) = (of(1, false), of(1, true), of(2, false));
        // Copies are looked for among one set of two, and two sets of three are projected.
        assert_eq!([again[0] / once[0], again[2] / once[2]], [1.0 / 2.0, 2.0 / 3.0]);
        assert_eq!([both[0] / once[0], both[2] / once[2]], [3.0 / 2.0, 4.0 / 3.0]);
        // Features of one set of three.
        let features = 300.0 * Network::new(64, 0).unwrap().operations();
        assert!(again[1] > features && again[1] < once[1] - 2.0 * features);
        let more = Workload { size: 64, sets: 1, generated: 3000, photos: 1000, held_out: None, again: false, options };
        assert_eq!([more.count(), Workload { photos: 9000, ..more }.count()], [500, 1000]);
        let held_out = |count| Workload { held_out: Some(count), ..more }.count();
        assert_eq!([held_out(300), held_out(50), held_out(49)], [150, 25, 500]);
        let few = Options { at_most: 3, ..options };
        assert_eq!(Workload { options: few, ..more }.count(), super::super::FEWEST);
    }
}
