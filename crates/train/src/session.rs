//! A run: the networks, the order of the batches, the latents and what came out so far.

mod iteration;
mod snapshot;

use std::collections::{HashMap, HashSet, VecDeque};
use std::mem;

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use web_time::Instant;

use super::ema::Ema;
use super::error::TrainError;
use super::grids::{GridStore, MemoryGrids, SavedGrid, last_grid, thinned_grids};
use super::noise::{Stream, fixed_noise};
use super::pending::PendingIteration;
use super::sample_grid::Grid;
use super::stats::log_line;
use super::step::Gan;
use facegan_core::config::{FIXED_SAMPLES, LOG_EVERY, Rates, TrainConfig};
use facegan_core::images::{CHANNELS, Images};
use facegan_core::latent::WeightSource;
use facegan_core::origin::Origin;
use facegan_core::quality::Measurement;
use facegan_core::stats::Stats;
use facegan_data::batch::{Epochs, normalize};
use facegan_data::dataset::Dataset;
use facegan_data::records::RecordError;
use facegan_kernels::Compute;
use facegan_model::{Generator, HostTensor, StateDict, StateMismatch};

pub use iteration::{LoadedBatch, Step};

/// Pixels between the images of a grid of real images, as in the tutorial.
const REAL_PADDING: usize = 5;

/// The tutorial's training loop as a value: networks, optimisers, random streams and history, advanced one iteration at a
/// time. [`Run`](super::Run) adds what a person controls and what is stored.
pub struct Session {
    config: TrainConfig,
    /// The state of another run that it began from, if it did.
    origin: Option<Origin>,
    compute: Compute,
    gan: Gan,
    epochs: Epochs<ChaCha8Rng>,
    /// The stream of the batches' latents.
    latents: ChaCha8Rng,
    /// The stream that decides which images are mirrored.
    flips: ChaCha8Rng,
    /// The stream of DiffAugment.
    augments: ChaCha8Rng,
    ema: Option<Ema>,
    /// `FIXED_SAMPLES × nz` values.
    fixed_noise: Vec<f32>,
    /// [Identities](Dataset::identities) of the images in the data set, with those that the run does not train on.
    identities: Vec<u128>,
    /// Identities of the images that are held out of the training, whether they are in the data set or not.
    held_out: Vec<u128>,
    tracked: Tracked,
    grids: Box<dyn GridStore>,
    history: Vec<Stats>,
    /// How good netG was, at the moments at which it was measured.
    measurements: Vec<Measurement>,
    /// Queued iterations, the first to finish in front.
    pending: VecDeque<PendingIteration>,
    /// When the last iteration finished.
    last_end: Option<Instant>,
    /// The iteration that failed after it had changed the weights: from then on they belong to no iteration of the run.
    failed_at: Option<usize>,
}

/// Batches that each network's normalisation has seen in train mode (PyTorch's `num_batches_tracked`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tracked {
    /// Of netG.
    pub net_g: u64,
    /// Of netD.
    pub net_d: u64,
}

impl Session {
    /// A run with freshly drawn weights over the images at these `places` of a data set of these
    /// [`identities`](Dataset::identities), of which it holds out as many as its settings say.
    pub fn new(config: TrainConfig, identities: Vec<u128>, places: Vec<u32>, compute: impl Into<Compute>) -> Self {
        let compute = compute.into();
        let gan = Gan::new(&config, &mut Stream::Weights.rng(config.seed), &compute);
        let (held_out, trained) = divided(&config, places);
        let held_out = held_out.into_iter().map(|place| identities[place as usize]).collect();
        let epochs = Epochs::new(trained, config.batch_size, Stream::Order.rng(config.seed));
        Self {
            gan,
            epochs,
            latents: Stream::Latents.rng(config.seed),
            flips: Stream::Flip.rng(config.seed),
            augments: Stream::Augment.rng(config.seed),
            ema: Ema::of(&config, &compute),
            fixed_noise: fixed_noise(config.nz, config.seed),
            identities,
            held_out,
            tracked: Tracked::default(),
            grids: Box::<MemoryGrids>::default(),
            history: Vec::new(),
            measurements: Vec::new(),
            pending: VecDeque::new(),
            last_end: None,
            failed_at: None,
            origin: None,
            config,
            compute,
        }
    }

    /// Replaces netG's weights and running statistics, with which its average begins anew; `batches_tracked` is what
    /// they come with.
    ///
    /// # Errors
    /// When they are of another shape than the run's netG.
    pub fn load_net_g(&mut self, state: &[HostTensor], batches_tracked: u64) -> Result<(), StateMismatch> {
        self.gan.net_g.load(state)?;
        if let Some(ema) = &mut self.ema {
            ema.load(state)?;
        }
        self.tracked.net_g = batches_tracked;
        Ok(())
    }

    /// Replaces netD's weights and running statistics; `batches_tracked` is what they come with.
    ///
    /// # Errors
    /// When they are of another shape than the run's netD.
    pub fn load_net_d(&mut self, state: &[HostTensor], batches_tracked: u64) -> Result<(), StateMismatch> {
        self.gan.net_d.load(state)?;
        self.tracked.net_d = batches_tracked;
        Ok(())
    }

    /// The run's settings.
    pub fn config(&self) -> &TrainConfig {
        &self.config
    }

    /// The state of another run that it began from, if it did.
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// Trains with other learning rates from the next iteration on, whose step hands them to Adam.
    pub fn set_rates(&mut self, rates: Rates) {
        self.config = self.config.with_rates(rates);
    }

    /// What the images of the data set are known by, with those that the run does not train on.
    pub fn identities(&self) -> &[u128] {
        &self.identities
    }

    /// The device that it trains on, and its kernels.
    pub fn compute(&self) -> &Compute {
        &self.compute
    }

    /// The lines of the tutorial's log so far.
    pub fn log_lines(&self) -> impl Iterator<Item = String> + '_ {
        self.history.iter().filter_map(|stats| self.log(stats))
    }

    /// The line of the tutorial's log for an iteration, where it has one.
    fn log(&self, stats: &Stats) -> Option<String> {
        let per_epoch = self.config.iterations_per_epoch(self.images());
        stats.batch.is_multiple_of(LOG_EVERY).then(|| log_line(stats, self.config.num_epochs, per_epoch))
    }

    /// The two networks.
    pub fn gan(&self) -> &Gan {
        &self.gan
    }

    /// netG as training left it, or the moving average of it where the run keeps one. Those of states
    /// that are kept beside it are not the session's.
    pub fn net_g(&self, weights: WeightSource) -> Option<&Generator> {
        match weights {
            WeightSource::Trained => Some(&self.gan.net_g),
            WeightSource::Averaged => self.ema.as_ref().map(Ema::net_g),
            WeightSource::Best | WeightSource::Pinned(_) => None,
        }
    }

    /// The numbers of every iteration so far.
    pub fn history(&self) -> &[Stats] {
        &self.history
    }

    /// How good netG was so far, at the moments at which it was measured.
    pub fn measurements(&self) -> &[Measurement] {
        &self.measurements
    }

    /// Adds a measurement of a moment after all earlier ones.
    pub(super) fn add_measurement(&mut self, measurement: Measurement) {
        self.measurements.push(measurement);
    }

    /// Images that an epoch visits.
    pub fn images(&self) -> usize {
        self.epochs.images()
    }

    /// The places of at most `most` of the images that it trains on: ascending, and the same in every epoch.
    pub fn some_images(&self, most: usize) -> Vec<u32> {
        let mut places = self.epochs.first(self.images()).to_vec();
        places.sort_unstable();
        spread(places, most)
    }

    /// Images that are held out of the training, whether they are in the data set or not.
    pub fn held_out(&self) -> usize {
        self.held_out.len()
    }

    /// The places of at most `most` of the held-out images, as far as they are in the data set: those of the same
    /// images, one after the other, in whatever order that has them. Nothing where the settings hold none out.
    pub fn some_held_out(&self, most: usize) -> Option<Vec<u32>> {
        (self.config.holdout > 0.0).then(|| spread(found(&self.held_out, &self.identities), most))
    }

    /// The places of the images in the data set that it neither trains on nor holds out, ascending.
    pub fn left_out(&self) -> Vec<u32> {
        let trained = self.epochs.first(self.images()).iter().copied();
        let taken: HashSet<_> = trained.chain(found(&self.held_out, &self.identities)).collect();
        (0..self.identities.len() as u32).filter(|place| !taken.contains(place)).collect()
    }

    /// Whether its sample grids are drawn from the fixed noise of its own seed. A checkpoint that another program wrote may
    /// have brought other noise.
    pub fn has_seeded_noise(&self) -> bool {
        self.fixed_noise == fixed_noise(self.config.nz, self.config.seed)
    }

    /// Iterations of the whole run.
    pub fn iterations(&self) -> usize {
        self.config.iterations(self.images())
    }

    /// Whether every iteration has been run.
    pub fn is_complete(&self) -> bool {
        self.history.len() >= self.iterations()
    }

    /// Iterations that have been queued, finished or not.
    pub fn queued(&self) -> usize {
        self.history.len() + self.pending.len()
    }

    /// Iterations that are queued and not finished.
    pub fn pending(&self) -> usize {
        self.pending.len()
    }

    /// Batches that the networks' normalisation has seen in train mode.
    pub fn batches_tracked(&self) -> Tracked {
        self.tracked
    }

    /// The latest sample grid.
    pub fn last_grid(&self) -> Option<SavedGrid> {
        last_grid(&*self.grids)
    }

    /// Moves the sample grids to another store, where the next ones follow; those of a new run are in memory.
    pub fn store_grids_in(&mut self, mut grids: Box<dyn GridStore>) {
        thinned_grids(&*self.grids).into_iter().for_each(|grid| grids.put(grid));
        self.grids = grids;
    }

    /// The state of `restored` in place of this one's, with the grid store of this session.
    pub fn replace_state(&mut self, mut restored: Self) {
        mem::swap(&mut self.grids, &mut restored.grids);
        *self = restored;
    }

    /// The first real images of the epoch under way as a grid, as the tutorial shows them.
    ///
    /// # Errors
    /// When they cannot be read or encoded.
    pub fn real_grid(&self, data: &Dataset) -> Result<Grid, TrainError> {
        let images = self.real_images(data, self.epochs.first(FIXED_SAMPLES))?;
        Ok(Grid::new(&normalize(&images), CHANNELS, images.size, REAL_PADDING)?)
    }

    /// Real images, by their places in the run's data set, as its networks see them.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn real_images(&self, data: &Dataset, places: &[u32]) -> Result<Images, RecordError> {
        Ok(data.read(places)?.for_nc(self.config.nc))
    }
}

/// Which of the images at these places a new run holds out, ascending, and which it trains on, in the order of
/// `places`.
fn divided(config: &TrainConfig, places: Vec<u32>) -> (Vec<u32>, Vec<u32>) {
    let mut drawn = places.clone();
    drawn.shuffle(&mut Stream::Holdout.rng(config.seed));
    drawn.truncate(config.held_out(places.len()));
    drawn.sort_unstable();
    let trained = places.into_iter().filter(|place| drawn.binary_search(place).is_err()).collect();
    (drawn, trained)
}

/// At most `most` of the places, an even spread.
fn spread(places: Vec<u32>, most: usize) -> Vec<u32> {
    let step = places.len().div_ceil(most.max(1)).max(1);
    places.into_iter().step_by(step).collect()
}

/// The places of `wanted` in `identities`, in their order, without those that are not there.
fn found(wanted: &[u128], identities: &[u128]) -> Vec<u32> {
    let places: HashMap<_, _> = identities.iter().zip(0..).map(|(identity, index)| (*identity, index)).collect();
    wanted.iter().filter_map(|identity| places.get(identity).copied()).collect()
}
