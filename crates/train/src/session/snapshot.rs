//! A session as a [`Snapshot`], and a snapshot as a session again.

use facegan_core::config::{Field, TrainConfig};
use facegan_data::batch::{Epochs, Place};
use facegan_kernels::Compute;
use facegan_model::{ReadError, StateDict, StateTensor, to_host};
use rand_chacha::ChaCha8Rng;

use super::{Session, Tracked, found};
use crate::adam::{Adam, AdamState};
use crate::grids::{MemoryGrids, SavedGrid, grids_until, thinned_grids};
use crate::snapshot::{NetworkState, RestoreError, Snapshot, SnapshotError};

impl Session {
    /// The run as it is between two iterations; none may be pending.
    ///
    /// # Errors
    /// When an iteration failed after it had changed the weights, or the GPU fails.
    pub async fn snapshot(&self) -> Result<Snapshot, SnapshotError> {
        Ok(Snapshot { grids: thinned_grids(&*self.grids), ..self.state().await? })
    }

    /// The same without the sample grids.
    ///
    /// # Errors
    /// As [`snapshot`](Self::snapshot).
    pub async fn state(&self) -> Result<Snapshot, SnapshotError> {
        if let Some(iteration) = self.failed_at {
            return Err(SnapshotError::BrokenOff(iteration));
        }
        let Tracked { net_g: tracked_g, net_d: tracked_d } = self.tracked;
        let place = self.epochs.place();
        Ok(Snapshot {
            config: self.config.clone(),
            origin: self.origin.clone(),
            net_g: network_state(&self.gan.net_g, &self.gan.adam_g, tracked_g).await?,
            net_d: network_state(&self.gan.net_d, &self.gan.adam_d, tracked_d).await?,
            order: place.order.iter().map(|&image| self.identities[image as usize]).collect(),
            held_out: self.held_out.clone(),
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
            measurements: self.measurements.clone(),
            grids: Vec::new(),
        })
    }

    /// The sample grids of a snapshot after so many iterations.
    pub(crate) fn grids_until(&self, iterations: usize) -> Vec<SavedGrid> {
        grids_until(&*self.grids, iterations)
    }

    /// Restores a run over a data set of these identities, in any order and among any others.
    ///
    /// `config` may differ from the snapshot's where [`Field::may_change`] says so. Held-out photos may be missing: netG
    /// is then measured against the others.
    ///
    /// # Errors
    /// When a photo that the run trains on is missing, another setting differs, or the snapshot contradicts its own
    /// settings.
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
        let order = found(&snapshot.order, &identities);
        let of = snapshot.order.len();
        if order.len() < of {
            return Err(RestoreError::Photos { missing: of - order.len(), of });
        }
        let place = Place { order, epoch: snapshot.epoch, batch: snapshot.batch };
        let mut session = Self::new(config, identities, place.order.clone(), compute);
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
            origin: snapshot.origin,
            epochs: Epochs::at(place, session.config.batch_size, ChaCha8Rng::from(&snapshot.order_rng)),
            latents: ChaCha8Rng::from(&snapshot.latents_rng),
            flips: snapshot.flip_rng.as_ref().map_or(session.flips, ChaCha8Rng::from),
            augments: snapshot.augment_rng.as_ref().map_or(session.augments, ChaCha8Rng::from),
            held_out: snapshot.held_out,
            fixed_noise: snapshot.fixed_noise,
            history: snapshot.history,
            measurements: snapshot.measurements,
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
