//! All numbers about generated images, in steps.

mod neighbourhood_work;
mod sets;

use std::collections::VecDeque;

use facegan_core::images::Images;
use facegan_core::quality::{Figure, Metric, Quality, Score, Value};

use crate::copies::{Copies, Copy};
use crate::draws::Sampling;
use crate::error::QualityError;
use crate::estimate::Estimate;
use crate::features::Network;
use crate::neighbourhoods::Scores;
use crate::pyramid;
use crate::sliced_wasserstein::{Distances, SlicedWasserstein};
use neighbourhood_work::NeighbourhoodWork;
use sets::Sets;

/// What is computed, and from how many images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// What all that is random is drawn from.
    pub seed: u32,
    /// Images of each set for the distance and for precision, recall, density and coverage, at most, but never below
    /// [`FEWEST`]; the time grows with it ([`operations`]). Copies are looked for among all.
    pub at_most: usize,
}

/// The fewest images that all numbers can be had from.
pub const FEWEST: usize = 100;

impl Default for Options {
    fn default() -> Self {
        Self { seed: 1, at_most: 1000 }
    }
}

/// What is being computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Copies of photos.
    Copies,
    /// Precision, recall, density and coverage.
    Neighbourhoods,
    /// The sliced Wasserstein distance.
    Distance,
}

/// Computes all numbers about generated images, in steps, so that it can be given up between two of them.
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
/// It keeps copies of the images that it compares, six times `n`, and what [`SlicedWasserstein::bytes`] says.
#[derive(Debug)]
pub struct Evaluation {
    report: Quality,
    /// `n`.
    count: usize,
    parts: VecDeque<Planned>,
    /// Operations of all parts, and of those that are done.
    work: f64,
    done: f64,
    copies: Option<Vec<Vec<Copy>>>,
    scores: Option<Vec<Scores>>,
    distances: Option<Vec<Distances>>,
}

/// A part of the work with its operations.
#[derive(Debug)]
struct Planned {
    part: Part,
    operations: f64,
}

#[derive(Debug)]
enum Part {
    Copies(Copies),
    Neighbourhoods(Box<NeighbourhoodWork>),
    Distance(Box<SlicedWasserstein>),
}

impl Evaluation {
    /// Compares generated images with the photos of the training.
    ///
    /// # Errors
    /// When the images have different sizes, or one that cannot be compared, or the last is not whole. Too few images are
    /// no error: the figures say which ones they lack.
    pub fn new(generated: &Images, photos: &Images, options: Options) -> Result<Self, QualityError> {
        let sets = Sets::new(generated, photos, options)?;
        let (size, count, seed) = (photos.size, sets.count, options.seed);
        let operations = operations(size, count, generated.count(), photos.count())?;
        let enough = |metric: Metric| metric.too_few(generated.count(), photos.count()).is_none();
        let mut parts = VecDeque::new();
        if enough(Metric::Copies) {
            let part = Part::Copies(sets.copies(generated, photos));
            parts.push_back(Planned { part, operations: operations.copies });
        }
        if enough(Metric::Precision) {
            let work = NeighbourhoodWork::new(Network::new(size, seed)?, sets.all());
            let part = Part::Neighbourhoods(Box::new(work));
            parts.push_back(Planned { part, operations: operations.neighbourhoods });
        }
        if enough(Metric::Distance) {
            let [photos, generated, others] = sets.all();
            let work = SlicedWasserstein::new(photos, vec![generated, others], Sampling::published(seed))?;
            parts.push_back(Planned { part: Part::Distance(Box::new(work)), operations: operations.distance });
        }
        let report = Quality {
            image_size: size,
            generated: generated.count(),
            photos: photos.count(),
            seed,
            figures: Vec::new(),
        };
        let work = parts.iter().map(|part| part.operations).sum();
        Ok(Self { report, count, parts, work, done: 0.0, copies: None, scores: None, distances: None })
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

    /// Does all of the work and returns what was found. `progress` is told how much is done, from 0 to 1.
    pub fn run(mut self, mut progress: impl FnMut(f64)) -> Quality {
        while self.advance() {
            progress(self.progress());
        }
        self.report()
    }

    /// What was found; nothing before all is done.
    pub fn finish(self) -> Option<Quality> {
        self.parts.is_empty().then(|| self.report())
    }

    fn report(mut self) -> Quality {
        // The images were measured, so that their size has levels.
        let sides = pyramid::sides(self.report.image_size).unwrap_or_default();
        let levels = sides.into_iter().map(Metric::DistanceAt);
        let [distance, others @ ..] = Metric::ALL;
        let metrics = std::iter::once(distance).chain(levels).chain(others);
        self.report.figures = metrics.filter_map(|metric| self.figure(metric)).collect();
        self.report
    }

    fn end_part(&mut self) {
        let Some(Planned { part, operations }) = self.parts.pop_front() else { return };
        self.done += operations;
        match part {
            Part::Copies(work) => self.copies = Some(work.finish()),
            Part::Neighbourhoods(work) => self.scores = work.finish(),
            Part::Distance(work) => self.distances = work.finish(),
        }
    }

    fn figure(&self, metric: Metric) -> Option<Figure> {
        let Quality { generated, photos, .. } = self.report;
        let few = metric.too_few(generated, photos);
        let result = few.map_or_else(|| self.score(metric).map(Ok), |few| Some(Err(few)))?;
        let [generated, photos] = if metric == Metric::Copies { [generated, photos] } else { [self.count, self.count] };
        Some(Figure { metric, generated, photos, result })
    }

    fn score(&self, metric: Metric) -> Option<Score> {
        let value = |set: usize| match metric {
            Metric::Distance => Some(value(self.distances.as_ref()?[set].mean)),
            Metric::DistanceAt(side) => {
                let levels = &self.distances.as_ref()?[set].levels;
                levels.iter().find(|(of, _)| *of == side).map(|(_, estimate)| value(*estimate))
            }
            Metric::Copies => {
                let images = if set == 0 { self.report.generated } else { self.count };
                Some(plain(self.copies.as_ref()?[set].len() as f64 / images as f64))
            }
            Metric::Precision => Some(plain(self.scores.as_ref()?[set].precision)),
            Metric::Recall => Some(plain(self.scores.as_ref()?[set].recall)),
            Metric::Density => Some(plain(self.scores.as_ref()?[set].density)),
            Metric::Coverage => Some(plain(self.scores.as_ref()?[set].coverage)),
        };
        Some(Score { generated: value(0)?, real: value(1)? })
    }
}

fn value(estimate: Estimate) -> Value {
    Value::new(estimate.value, Some(estimate.interval()))
}

fn plain(value: f64) -> Value {
    Value::new(value, None)
}

impl Part {
    fn advance(&mut self) -> bool {
        match self {
            Self::Copies(work) => work.advance(),
            Self::Neighbourhoods(work) => work.advance(),
            Self::Distance(work) => work.advance(),
        }
    }

    fn progress(&self) -> f64 {
        match self {
            Self::Copies(work) => work.progress(),
            Self::Neighbourhoods(work) => work.progress(),
            Self::Distance(work) => work.progress(),
        }
    }

    fn stage(&self) -> Stage {
        match self {
            Self::Copies(_) => Stage::Copies,
            Self::Neighbourhoods(_) => Stage::Neighbourhoods,
            Self::Distance(_) => Stage::Distance,
        }
    }
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

/// The operations for `count` images of `size` pixels in each set, copies being looked for among `generated` images and
/// `photos` photos.
///
/// # Errors
/// When images of this size cannot be compared.
pub fn operations(size: usize, count: usize, generated: usize, photos: usize) -> Result<Operations, QualityError> {
    let network = Network::new(size, 0)?;
    // Three matrices of distances within the sets and two between them, at three operations a feature.
    let between = 5.0 * 3.0 * network.length() as f64 * (count * count) as f64;
    Ok(Operations {
        copies: Copies::operations(generated + count, photos),
        neighbourhoods: 3.0 * count as f64 * network.operations() + between,
        distance: SlicedWasserstein::operations(size, count, 3, Sampling::published(0)),
    })
}
