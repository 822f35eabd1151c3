//! A run: the networks, the order of the batches, the latents and what came out so far.

use burn::backend::ExecutionError;
use burn::tensor::{DataError, Device, Tensor};
use image::ImageError;
use rand_chacha::ChaCha8Rng;
use web_time::Instant;

use super::grids::{SavedGrid, keep};
use super::noise::{Stream, latents, to_device};
use super::sample::{FAKE_PADDING, grid};
use super::stats::log_line;
use super::step::Gan;
use crate::config::{FIXED_SAMPLES, LOG_EVERY, TrainConfig};
use crate::data::batch::{Epochs, normalize, to_tensor};
use crate::data::dataset::Dataset;
use crate::data::records::StorageError;
use crate::model::{HostTensor, StateDict, StateMismatch};
use crate::protocol::{Images, Picture, Stats};

/// Pixels between the images of a grid of real images, as in the tutorial.
const REAL_PADDING: usize = 5;

/// A run of the tutorial that is advanced one iteration at a time.
pub struct Session {
    pub(super) config: TrainConfig,
    pub(super) device: Device,
    pub(super) gan: Gan,
    pub(super) epochs: Epochs<ChaCha8Rng>,
    pub(super) latents: ChaCha8Rng,
    /// `FIXED_SAMPLES × nz` values.
    pub(super) fixed_noise: Vec<f32>,
    /// What the images of the data set are known by.
    pub(super) identities: Vec<u128>,
    pub(super) tracked: Tracked,
    pub(super) grids: Vec<SavedGrid>,
    pub(super) history: Vec<Stats>,
}

/// Batches that each network's normalisation has seen in train mode (PyTorch's `num_batches_tracked`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tracked {
    pub net_g: u64,
    pub net_d: u64,
}

/// What one iteration brought.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub stats: Stats,
    /// The tutorial's log line, every 50 iterations of an epoch.
    pub log: Option<String>,
    /// netG(fixed_noise), every `sample_every` iterations and at the end.
    pub grid: Option<Picture>,
}

/// Why an iteration could not be run.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    #[error("a photo could not be read: {0}")]
    Data(#[from] StorageError),
    #[error("the GPU failed: {0}")]
    Gpu(#[from] ExecutionError),
    #[error("the GPU returned numbers of another kind: {0}")]
    Readback(#[from] DataError),
    #[error("the GPU returned {0} numbers instead of the ones asked for")]
    Count(usize),
    #[error("the loss of iteration {0} is not a finite number")]
    NotFinite(usize),
    #[error("a sample grid could not be kept: {0}")]
    Grid(#[from] ImageError),
}

impl Session {
    /// A run over the images of these [`identities`](Dataset::identities) with freshly drawn weights, on an autodiff
    /// `device`.
    pub fn new(config: TrainConfig, identities: Vec<u128>, device: Device) -> Self {
        let gan = Gan::new(&config, &mut Stream::Weights.rng(config.seed), &device);
        let epochs = Epochs::new(identities.len(), config.batch_size, Stream::Order.rng(config.seed));
        Self {
            gan,
            epochs,
            latents: Stream::Latents.rng(config.seed),
            fixed_noise: latents(FIXED_SAMPLES, config.nz, &mut Stream::FixedNoise.rng(config.seed)),
            identities,
            tracked: Tracked::default(),
            grids: Vec::new(),
            history: Vec::new(),
            config,
            device,
        }
    }

    /// Replaces netG's weights and running statistics; `batches_tracked` is what they come with.
    ///
    /// # Errors
    /// When they are of another shape than the run's netG.
    pub fn load_net_g(&mut self, state: &[HostTensor], batches_tracked: u64) -> Result<(), StateMismatch> {
        self.gan.net_g.load(state)?;
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

    /// The two networks.
    pub fn gan(&self) -> &Gan {
        &self.gan
    }

    /// The numbers of every iteration so far.
    pub fn history(&self) -> &[Stats] {
        &self.history
    }

    /// Images that an epoch visits.
    pub fn images(&self) -> usize {
        self.epochs.images()
    }

    /// Iterations of the whole run.
    pub fn iterations(&self) -> usize {
        self.config.iterations(self.images())
    }

    /// Whether every iteration has been run.
    pub fn is_complete(&self) -> bool {
        self.history.len() >= self.iterations()
    }

    /// Batches that the networks' normalisation has seen in train mode.
    pub fn batches_tracked(&self) -> Tracked {
        self.tracked
    }

    /// The sample grids so far; of very many, an even spread.
    pub fn grids(&self) -> &[SavedGrid] {
        &self.grids
    }

    /// The first real images of the epoch under way as a grid, as the tutorial shows them.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn real_grid(&self, data: &Dataset) -> Result<Picture, StorageError> {
        let images = data.read(self.epochs.first(FIXED_SAMPLES))?;
        Ok(grid(&normalize(&images), images.size, REAL_PADDING))
    }

    /// Takes the next batch out of the data set and prepares to train on it.
    ///
    /// Apart from [`train`](Self::train), so that the data set need not be held while the GPU works.
    ///
    /// # Errors
    /// When an image cannot be read, or no longer has the run's size.
    pub fn next_batch(&mut self, data: &Dataset) -> Result<LoadedBatch, StorageError> {
        let batch = self.epochs.next_batch();
        if data.image_size() != self.config.image_size {
            return Err(StorageError::Missing(batch.indices[0] as usize));
        }
        let images = data.read(&batch.indices)?;
        Ok(LoadedBatch { epoch: batch.epoch, batch: batch.batch, images })
    }

    /// Runs one iteration.
    ///
    /// # Errors
    /// When the GPU fails, or a number is not finite.
    pub async fn train(&mut self, batch: LoadedBatch) -> Result<Step, TrainError> {
        let start = Instant::now();
        let iteration = self.history.len();
        let real = to_tensor(&batch.images, &self.device);
        let count = real.dims()[0];
        let nz = self.config.nz;
        let latent = to_device(latents(count, nz, &mut self.latents), nz, &self.device);
        let numbers = read(self.gan.step(real, latent)).await?;
        self.tracked.net_g += 1;
        self.tracked.net_d += 3;
        let &[loss_d, loss_g, d_x, d_g_z1, d_g_z2] = &numbers[..] else {
            return Err(TrainError::Count(numbers.len()));
        };
        if !numbers.iter().all(|number| number.is_finite()) {
            return Err(TrainError::NotFinite(iteration));
        }
        let (epoch, batch) = (batch.epoch, batch.batch);
        let seconds = start.elapsed().as_secs_f64();
        let stats = Stats { iteration, epoch, batch, images: count, loss_d, loss_g, d_x, d_g_z1, d_g_z2, seconds };
        self.history.push(stats);
        Ok(Step { stats, log: self.log(&stats), grid: self.due_grid().await? })
    }

    fn log(&self, stats: &Stats) -> Option<String> {
        let per_epoch = self.config.iterations_per_epoch(self.images());
        stats.batch.is_multiple_of(LOG_EVERY).then(|| log_line(stats, self.config.num_epochs, per_epoch))
    }

    async fn due_grid(&mut self) -> Result<Option<Picture>, TrainError> {
        let iteration = self.history.len() - 1;
        if !iteration.is_multiple_of(self.config.sample_every) && !self.is_complete() {
            return Ok(None);
        }
        let latent = to_device(self.fixed_noise.clone(), self.config.nz, &self.device);
        let values = read(self.gan.net_g.forward_train(latent).detach()).await?;
        self.tracked.net_g += 1;
        let picture = grid(&values, self.config.image_size, FAKE_PADDING);
        keep(&mut self.grids, SavedGrid::new(iteration, &picture)?);
        Ok(Some(picture))
    }
}

/// A batch's place in the run and its images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedBatch {
    epoch: usize,
    batch: usize,
    images: Images,
}

async fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, TrainError> {
    Ok(tensor.into_data_async().await?.try_to_vec()?)
}
