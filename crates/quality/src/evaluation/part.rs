//! The parts of an evaluation.

use super::neighbourhood_work::NeighbourhoodWork;
use crate::copies::Copies;
use crate::sliced_wasserstein::SlicedWasserstein;

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

/// A part of the work.
#[derive(Debug)]
pub enum Part {
    /// Copies of photos.
    Copies(Copies),
    /// Precision, recall, density and coverage.
    Neighbourhoods(Box<NeighbourhoodWork>),
    /// The sliced Wasserstein distance.
    Distance(Box<SlicedWasserstein>),
}

impl Part {
    /// Does the next piece of work; returns whether any is left.
    pub fn advance(&mut self) -> bool {
        match self {
            Self::Copies(work) => work.advance(),
            Self::Neighbourhoods(work) => work.advance(),
            Self::Distance(work) => work.advance(),
        }
    }

    /// How much of the work is done, from 0 to 1.
    pub fn progress(&self) -> f64 {
        match self {
            Self::Copies(work) => work.progress(),
            Self::Neighbourhoods(work) => work.progress(),
            Self::Distance(work) => work.progress(),
        }
    }

    /// What it computes.
    pub fn stage(&self) -> Stage {
        match self {
            Self::Copies(_) => Stage::Copies,
            Self::Neighbourhoods(_) => Stage::Neighbourhoods,
            Self::Distance(_) => Stage::Distance,
        }
    }
}
