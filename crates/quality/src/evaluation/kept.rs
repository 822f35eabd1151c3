//! What belongs to the photos alone.

use std::sync::Arc;

use super::Workload;
use super::results::Results;
use crate::copies::Reduced;
use crate::features::Features;

/// What an evaluation computed of the photos alone, for the next one with the same photos: 3 kB a photo, and a few kB for
/// each that is compared.
#[derive(Debug, Clone)]
pub struct Kept {
    /// What the evaluation compared.
    pub(super) workload: Workload,
    /// All photos, for the search for copies; nothing where there were too few images.
    pub(super) reduced: Option<Arc<Reduced>>,
    /// Of the half that other sets are compared with, before they are normalised.
    pub(super) features: Features,
    /// What was found about the other half.
    pub(super) real: Results,
}

impl Kept {
    /// Whether an evaluation with the same photos would compute the same: another number of images chooses other halves.
    pub(super) fn fits(&self, workload: &Workload) -> bool {
        let Workload { sets, again, .. } = *workload;
        Workload { sets, again, ..self.workload } == *workload
    }
}
