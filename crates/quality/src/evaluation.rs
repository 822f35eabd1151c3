//! All numbers about generated images, in steps.

mod kept;
mod neighbourhood_work;
mod options;
mod part;
mod results;
mod sets;
mod workload;

use std::collections::VecDeque;
use std::sync::Arc;

use facegan_core::images::Images;
use facegan_core::quality::{Figure, Metric, Quality, Score};

use crate::copies::{Copies, Reduced};
use crate::draws::Draws;
use crate::error::QualityError;
use crate::features::{Features, Network};
use crate::pyramid;
use crate::sliced_wasserstein::SlicedWasserstein;
use neighbourhood_work::NeighbourhoodWork;
use part::Part;
use results::Results;
use sets::{Sets, workload};

pub use kept::Kept;
pub use options::{FEWEST, Options};
pub use part::Stage;
pub use workload::{Operations, Workload};

/// Computes all numbers about sets of generated images, in steps, so that it can be given up between two of them.
///
/// The photos are split into two halves at random. With `n` the number of generated images, but not more than there are
/// photos in a half, nor than [`Options::at_most`]:
///
/// - a score's `generated` compares the first `n` generated images with `n` photos of the first half,
/// - its `real` compares `n` photos of the other half with the same photos of the first half.
///
/// So both are of the same number of images and have the same photos on one side. Copies are those of any photo among all
/// generated images, and for `real` among the `n` photos of the other half, each beside all other photos.
///
/// Where a run holds photos out of its training, these are split, and copies are those of photos that it trains on.
/// Fewer held-out ones than copies take photos are not split: all other numbers lack photos then.
///
/// The numbers of a set are the same beside other generated sets as alone; what belongs to the photos is computed once for
/// all of them.
///
/// With `s` sets it keeps copies of the images that it compares, `2 n (s + 2)`, and what [`SlicedWasserstein::bytes`] says.
#[derive(Debug)]
pub struct Evaluation {
    workload: Workload,
    parts: VecDeque<Planned>,
    /// Operations of all parts, and of those that are done.
    work: f64,
    done: f64,
    /// Of each generated set.
    results: Vec<Results>,
    /// Of the other half of the photos.
    real: Results,
    reduced: Option<Arc<Reduced>>,
    /// Of the photos' half, before and after they are compared.
    features: Features,
}

/// A part of the work with its operations.
#[derive(Debug)]
struct Planned {
    part: Part,
    operations: f64,
}

impl Evaluation {
    /// Compares sets of generated images, as many in each, with the photos of the training.
    ///
    /// # Errors
    /// When there are no sets, they differ in number, images have different sizes or one that cannot be compared, or the
    /// last is not whole; also when there are no directions. Too few images are no error: the figures say which ones they
    /// lack.
    pub fn new(generated: &[&Images], photos: &Images, options: Options) -> Result<Self, QualityError> {
        Self::again(generated, photos, None, options, None)
    }

    /// The same, with the photos that are held out of the training, and with what an evaluation with the same photos
    /// has kept. Of that it takes what is as it would compute it.
    pub(crate) fn again(
        generated: &[&Images],
        photos: &Images,
        held_out: Option<&Images>,
        options: Options,
        kept: Option<&Kept>,
    ) -> Result<Self, QualityError> {
        let workload = workload(generated, photos, held_out, options)?;
        let reduced = kept.and_then(|kept| kept.reduced.clone());
        let fitting = kept.filter(|kept| kept.fits(&workload)).cloned();
        let (real, features) = fitting.map(|Kept { real, features, .. }| (real, features)).unzip();
        let workload = Workload { again: real.is_some(), ..workload };
        let mut evaluation = Self {
            workload,
            parts: VecDeque::new(),
            work: 0.0,
            done: 0.0,
            results: vec![Results::default(); generated.len()],
            real: real.unwrap_or_default(),
            reduced,
            features: features.unwrap_or_default(),
        };
        evaluation.plan(generated, photos, held_out)?;
        Ok(evaluation)
    }

    fn plan(&mut self, generated: &[&Images], photos: &Images, held_out: Option<&Images>) -> Result<(), QualityError> {
        let Workload { size, options, .. } = self.workload;
        let operations = self.workload.operations()?;
        let sets = Sets::new(generated, photos, held_out, &self.workload);
        if self.is_enough(Metric::Copies) {
            let reduced = self.reduced.get_or_insert_with(|| Reduced::new(photos).into());
            let mut copies = Copies::new(reduced.clone());
            generated.iter().for_each(|images| copies.add(Reduced::new(images), Vec::new()));
            if let Some(others) = sets.images.get(1 + generated.len()) {
                copies.add(Reduced::new(others), sets.places.clone());
            }
            self.add(Part::Copies(copies), operations.copies);
        }
        if self.is_enough(Metric::Precision) {
            let (network, photos) = (Network::new(size, options.seed)?, std::mem::take(&mut self.features));
            let work = NeighbourhoodWork::new(network, sets.images.clone(), photos);
            self.add(Part::Neighbourhoods(Box::new(work)), operations.neighbourhoods);
        }
        if self.is_enough(Metric::Distance) {
            let draws = Draws::new(options.sampling(), size, self.workload.count(), &sets.streams)?;
            let mut images = sets.images.into_iter();
            let half = images.next().ok_or(QualityError::Empty)?;
            let work = SlicedWasserstein::with_draws(half, images.collect(), draws, options.seed)?;
            self.add(Part::Distance(Box::new(work)), operations.distance);
        }
        Ok(())
    }

    fn is_enough(&self, metric: Metric) -> bool {
        metric.too_few(self.workload.generated, self.workload.photos_for(metric)).is_none()
    }

    fn add(&mut self, part: Part, operations: f64) {
        self.parts.push_back(Planned { part, operations });
        self.work += operations;
    }

    /// Does the next piece of work; returns whether any is left.
    pub fn advance(&mut self) -> bool {
        let Some(planned) = self.parts.front_mut() else { return false };
        if !planned.part.advance() {
            self.end_part();
        }
        !self.parts.is_empty()
    }

    /// What is being computed; nothing when all is done.
    pub fn stage(&self) -> Option<Stage> {
        self.parts.front().map(|planned| planned.part.stage())
    }

    /// How much of the work is done, from 0 to 1, by its operations.
    pub fn progress(&self) -> f64 {
        let now = self.parts.front().map_or(0.0, |planned| planned.operations * planned.part.progress());
        if self.work > 0.0 { (self.done + now) / self.work } else { 1.0 }
    }

    /// Does all of the work and returns what was found about each set. `progress` is told how much is done, from 0 to 1.
    pub fn run(mut self, mut progress: impl FnMut(f64)) -> Vec<Quality> {
        while self.advance() {
            progress(self.progress());
        }
        self.reports()
    }

    /// What was found about each set, in their order; nothing before all is done.
    pub fn finish(self) -> Option<Vec<Quality>> {
        self.parts.is_empty().then(|| self.reports())
    }

    /// Does all of the work, and keeps what belongs to the photos too.
    pub(crate) fn run_and_keep(mut self) -> (Vec<Quality>, Kept) {
        while self.advance() {}
        let reports = self.reports();
        let Self { workload, reduced, features, real, .. } = self;
        (reports, Kept { workload, reduced, features, real })
    }

    fn end_part(&mut self) {
        let Some(Planned { part, operations }) = self.parts.pop_front() else { return };
        self.done += operations;
        // The other half comes last, where it is compared.
        let results = self.results.iter_mut().chain([&mut self.real]);
        match part {
            Part::Copies(work) => {
                results.zip(work.shares()).for_each(|(results, share)| results.copies = Some(share));
            }
            Part::Neighbourhoods(work) => {
                let Some((features, scores)) = work.finish() else { return };
                self.features = features;
                results.zip(scores).for_each(|(results, scores)| results.scores = Some(scores));
            }
            Part::Distance(work) => {
                let distances = work.finish().into_iter().flatten();
                results.zip(distances).for_each(|(results, distances)| results.distances = Some(distances));
            }
        }
    }

    fn reports(&self) -> Vec<Quality> {
        let Workload { size, generated, photos, held_out, options, .. } = self.workload;
        // The images were measured, so that their size has levels.
        let levels = pyramid::sides(size).unwrap_or_default().into_iter().map(Metric::DistanceAt);
        let [distance, others @ ..] = Metric::ALL;
        let metrics: Vec<Metric> = std::iter::once(distance).chain(levels).chain(others).collect();
        let report = |results: &Results| {
            let figures = metrics.iter().filter_map(|metric| self.figure(*metric, results)).collect();
            Quality { image_size: size, generated, photos, held_out, seed: options.seed, figures }
        };
        self.results.iter().map(report).collect()
    }

    fn figure(&self, metric: Metric, results: &Results) -> Option<Figure> {
        let Workload { generated, photos, .. } = self.workload;
        let too_few = metric.too_few(generated, self.workload.photos_for(metric));
        let score = || Some(Score { generated: results.value(metric)?, real: self.real.value(metric)? });
        let result = match too_few {
            Some(few) => Err(few),
            None => Ok(score()?),
        };
        let count = self.workload.count();
        let [generated, photos] = if metric == Metric::Copies { [generated, photos] } else { [count, count] };
        Some(Figure { metric, generated, photos, result })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_the_photos_is_computed_once() {
        let byte = |at: usize| (at * at % 65_521 % 256) as u8;
        let images = |count: usize| Images { size: 16, rgb: (0..count * 16 * 16 * 3).map(byte).collect() };
        let (photos, generated) = (images(200), images(100));
        let again = |generated: &Images, kept: Option<&Kept>| {
            let options = Options { directions: 4, ..Options::default() };
            Evaluation::again(&[generated], &photos, None, options, kept).unwrap()
        };
        let first = again(&generated, None);
        let (work, (_, kept)) = (first.work, first.run_and_keep());
        let second = again(&generated, Some(&kept));
        assert!(second.work < 0.7 * work);
        assert!(Arc::ptr_eq(second.reduced.as_ref().unwrap(), kept.reduced.as_ref().unwrap()));
        let work = again(&images(101), None).work;
        assert_eq!(again(&images(101), Some(&kept)).work, work);
    }
}
