//! Everything that a run is, on the host: taken at one moment, and turned into a run again.

use std::collections::{HashMap, HashSet};

use facegan_kernels::Compute;
use rand_chacha::ChaCha8Rng;

use super::adam::{Adam, AdamState};
use super::error::TrainError;
use super::grids::{MemoryGrids, SavedGrid, thinned_grids};
use super::noise::RngState;
use super::session::{Session, Tracked};
use facegan_core::config::{Field, TrainConfig};
use facegan_core::stats::Stats;
use facegan_data::batch::{Epochs, Place};
use facegan_model::{HostTensor, ReadError, StateDict, StateMismatch, StateTensor, to_host};

/// A run at one moment, between two iterations.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    pub config: TrainConfig,
    pub net_g: NetworkState,
    pub net_d: NetworkState,
    /// [Identities](facegan_data::dataset::Dataset::identities) of the images in the order of the epoch under way.
    pub order: Vec<u128>,
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
    /// The sample grids so far; of very many, an even spread.
    pub grids: Vec<SavedGrid>,
}

impl Snapshot {
    /// How many of the run's photos are not among those of these identities.
    pub fn missing(&self, identities: &[u128]) -> usize {
        let there: HashSet<_> = identities.iter().collect();
        self.order.iter().filter(|identity| !there.contains(identity)).count()
    }

    /// Checks that training can go on from it, so that it may take the place of an earlier one.
    ///
    /// # Errors
    /// When a weight, a running statistic or an average is not a finite number.
    pub fn check(&self) -> Result<(), TrainError> {
        // The weights are those that the last iteration left.
        if self.is_finite() { Ok(()) } else { Err(TrainError::NotFinite(self.history.len().saturating_sub(1))) }
    }

    fn is_finite(&self) -> bool {
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
    pub adam: AdamState<HostTensor>,
}

/// Why a run cannot be saved.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error("the run broke off within iteration {0}, and nothing could go on from what that left of its weights")]
    BrokenOff(usize),
    #[error("the weights could not be read: {0}")]
    Read(#[from] ReadError),
}

/// Why a run cannot go on from a snapshot.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error("{missing} of the run's {of} photos are not among those that are loaded")]
    Photos { missing: usize, of: usize },
    #[error("a run cannot change its {} on the way", names(.0))]
    Settings(Vec<Field>),
    #[error(transparent)]
    State(#[from] StateMismatch),
}

fn names(fields: &[Field]) -> String {
    fields.iter().map(|field| field.name()).collect::<Vec<_>>().join(", ")
}

impl Session {
    /// The run as it is between two iterations; none may be under way.
    ///
    /// # Errors
    /// When an iteration failed after it had moved the weights, or the GPU fails.
    pub async fn snapshot(&self) -> Result<Snapshot, SnapshotError> {
        Ok(Snapshot { grids: thinned_grids(&*self.grids), ..self.state().await? })
    }

    /// The same without the sample grids.
    ///
    /// # Errors
    /// As [`snapshot`](Self::snapshot).
    pub async fn state(&self) -> Result<Snapshot, SnapshotError> {
        if let Some(iteration) = self.broken_off {
            return Err(SnapshotError::BrokenOff(iteration));
        }
        let Tracked { net_g: tracked_g, net_d: tracked_d } = self.tracked;
        let place = self.epochs.place();
        Ok(Snapshot {
            config: self.config.clone(),
            net_g: network_state(&self.gan.net_g, &self.gan.adam_g, tracked_g).await?,
            net_d: network_state(&self.gan.net_d, &self.gan.adam_d, tracked_d).await?,
            order: place.order.iter().map(|&image| self.identities[image as usize]).collect(),
            epoch: place.epoch,
            batch: place.batch,
            order_rng: self.epochs.rng().into(),
            latents_rng: (&self.latents).into(),
            flip_rng: self.config.flip.then(|| (&self.flips).into()),
            augment_rng: (!self.config.diffaugment.is_off()).then(|| (&self.augments).into()),
            ema: match &self.ema {
                Some(ema) => Some(to_host(ema.net_g().state()).await?),
                None => None,
            },
            fixed_noise: self.fixed_noise.clone(),
            history: self.history.clone(),
            grids: Vec::new(),
        })
    }

    /// Goes on with a run over a data set of these identities, in any order and among any others.
    ///
    /// `config` may differ from the snapshot's where [`Field::may_change`] says so.
    ///
    /// # Errors
    /// When a photo of the run is missing, another setting differs, or the snapshot contradicts its own settings.
    pub fn restore(
        snapshot: Snapshot,
        config: TrainConfig,
        identities: Vec<u128>,
        compute: impl Into<Compute>,
    ) -> Result<Self, RestoreError> {
        let fixed = |field: &Field| !field.may_change() && config.get(*field) != snapshot.config.get(*field);
        let changed: Vec<_> = Field::ALL.into_iter().filter(fixed).collect();
        if !changed.is_empty() {
            return Err(RestoreError::Settings(changed));
        }
        let order = find(&snapshot.order, &identities)?;
        let place = Place { order, epoch: snapshot.epoch, batch: snapshot.batch };
        let mut session = Self::new(config, identities, compute);
        session.load_net_g(&snapshot.net_g.state, snapshot.net_g.batches_tracked)?;
        session.load_net_d(&snapshot.net_d.state, snapshot.net_d.batches_tracked)?;
        if let (Some(ema), Some(state)) = (&mut session.ema, &snapshot.ema) {
            ema.load(state)?;
        }
        let Self { gan, compute, .. } = &mut session;
        let device = compute.device.clone().inner();
        gan.adam_g.restore(snapshot.net_g.adam, &device);
        gan.adam_d.restore(snapshot.net_d.adam, &device);
        Ok(Self {
            epochs: Epochs::at(place, session.config.batch_size, ChaCha8Rng::from(&snapshot.order_rng)),
            latents: ChaCha8Rng::from(&snapshot.latents_rng),
            flips: snapshot.flip_rng.as_ref().map_or(session.flips, ChaCha8Rng::from),
            augments: snapshot.augment_rng.as_ref().map_or(session.augments, ChaCha8Rng::from),
            fixed_noise: snapshot.fixed_noise,
            history: snapshot.history,
            grids: Box::new(MemoryGrids::from(snapshot.grids)),
            ..session
        })
    }
}

async fn network_state(network: &impl StateDict, adam: &Adam, batches_tracked: u64) -> Result<NetworkState, ReadError> {
    let AdamState { steps, exp_avg, exp_avg_sq } = adam.state();
    let state = network.state();
    let ends = [state.len(), state.len() + exp_avg.len()];
    let all: Vec<StateTensor> = [state, exp_avg, exp_avg_sq].into_iter().flatten().collect();
    let mut state = to_host(all).await?;
    let exp_avg_sq = state.split_off(ends[1]);
    let exp_avg = state.split_off(ends[0]);
    Ok(NetworkState { state, batches_tracked, adam: AdamState { steps, exp_avg, exp_avg_sq } })
}

/// The places of `wanted` in `identities`.
fn find(wanted: &[u128], identities: &[u128]) -> Result<Vec<u32>, RestoreError> {
    let places: HashMap<_, _> = identities.iter().zip(0..).map(|(identity, index)| (*identity, index)).collect();
    let found: Vec<u32> = wanted.iter().filter_map(|identity| places.get(identity).copied()).collect();
    if found.len() == wanted.len() {
        return Ok(found);
    }
    Err(RestoreError::Photos { missing: wanted.len() - found.len(), of: wanted.len() })
}
