//! Everything that a run is, on the host: taken at one moment, and turned into a run again.

use std::collections::HashSet;

use facegan_core::config::{Field, TrainConfig};
use facegan_core::latent::WeightSource;
use facegan_core::origin::Origin;
use facegan_core::quality::Measurement;
use facegan_core::stats::Stats;
use facegan_core::words::{be, count, grouped};
use facegan_model::{HostTensor, ReadError, StateMismatch};

use super::adam::AdamState;
use super::error::TrainError;
use super::grids::SavedGrid;
use super::noise::RngState;

/// A run at one moment, between two iterations.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The settings.
    pub config: TrainConfig,
    /// The state of another run that it began from, if it did.
    pub origin: Option<Origin>,
    /// netG and optimizerG.
    pub net_g: NetworkState,
    /// netD and optimizerD.
    pub net_d: NetworkState,
    /// [Identities](facegan_data::dataset::Dataset::identities) of the images in the order of the epoch under way.
    pub order: Vec<u128>,
    /// Identities of the photos that are held out of the training; none where `holdout` is 0.
    pub held_out: Vec<u128>,
    /// Epoch under way, from 0.
    pub epoch: usize,
    /// Batches taken of it.
    pub batch: usize,
    /// The stream that the next epochs' orders come from.
    pub order_rng: RngState,
    /// The stream that the next batches' latents come from.
    pub latents_rng: RngState,
    /// The stream that decides which of the next real images are mirrored, if any are.
    pub flip_rng: Option<RngState>,
    /// The stream that the next augmentations come from, if any are done.
    pub augment_rng: Option<RngState>,
    /// The state dict of netG's moving average, where the run keeps one.
    pub ema: Option<Vec<HostTensor>>,
    /// `FIXED_SAMPLES × nz` values.
    pub fixed_noise: Vec<f32>,
    /// The numbers of every iteration so far.
    pub history: Vec<Stats>,
    /// How good netG was, at the moments at which it was measured.
    pub measurements: Vec<Measurement>,
    /// The sample grids so far; of very many, an even spread.
    pub grids: Vec<SavedGrid>,
}

impl Snapshot {
    /// How many of the photos that the run trains on are not among those of these identities.
    pub fn missing(&self, identities: &[u128]) -> usize {
        let there: HashSet<_> = identities.iter().collect();
        self.order.iter().filter(|identity| !there.contains(identity)).count()
    }

    /// The same as another run begins from it, which was read from a checkpoint of this name.
    pub fn branched_from_file(self, name: String) -> Self {
        let origin = Origin::File { name, iterations: self.history.len() };
        Self { origin: Some(origin), ..self }
    }

    /// Checks that training can go on from it, so that it may take the place of an earlier one.
    ///
    /// # Errors
    /// When a weight, a running statistic or an average is not a finite number.
    pub fn check(&self) -> Result<(), TrainError> {
        // The weights are those that the last iteration left.
        if self.is_finite() { Ok(()) } else { Err(TrainError::NotFinite(self.history.len().saturating_sub(1))) }
    }

    /// The state dict of netG, or of its moving average where the last measurement found that better.
    pub fn better_net_g(&self) -> &[HostTensor] {
        match (&self.ema, self.measurements.last().map(Measurement::better)) {
            (Some(average), Some(WeightSource::Averaged)) => average,
            _ => &self.net_g.state,
        }
    }

    /// Whether every weight, running statistic and average is a finite number.
    pub(super) fn is_finite(&self) -> bool {
        let of = |network: &NetworkState| {
            let AdamState { exp_avg, exp_avg_sq, .. } = &network.adam;
            [&network.state, exp_avg, exp_avg_sq].into_iter().flatten().all(HostTensor::is_finite)
        };
        of(&self.net_g) && of(&self.net_d) && self.ema.iter().flatten().all(HostTensor::is_finite)
    }
}

/// A network and its optimiser.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkState {
    /// The state dict, without `num_batches_tracked`.
    pub state: Vec<HostTensor>,
    /// PyTorch's `num_batches_tracked`.
    pub batches_tracked: u64,
    /// Its optimiser.
    pub adam: AdamState<HostTensor>,
}

/// Why a run cannot be saved.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// An iteration failed after it had changed the weights.
    #[error("the run broke off within iteration {0}, and nothing could go on from what that left of its weights")]
    BrokenOff(usize),
    /// The device did not hand over the weights.
    #[error("the weights could not be read: {0}")]
    Read(#[from] ReadError),
}

/// Why a run cannot go on from a snapshot.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// Photos of the run are not in the data set.
    #[error("{} of the run's {} {} not among those that are loaded", grouped(*.missing), count(*.of, "photo"), be(*.missing))]
    Photos {
        /// How many.
        missing: usize,
        /// How many photos the run has.
        of: usize,
    },
    /// These settings differ from the run's, which cannot change them.
    #[error("a run cannot change its {} on the way", names(.0))]
    Settings(Vec<Field>),
    /// Its tensors do not fit its settings.
    #[error(transparent)]
    State(#[from] StateMismatch),
}

fn names(fields: &[Field]) -> String {
    fields.iter().map(|field| field.name()).collect::<Vec<_>>().join(", ")
}
