//! A run: the networks, the order of the batches, the latents and what came out so far.

use burn::backend::ExecutionError;
use burn::tensor::{Device, Tensor, TensorData};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use web_time::Instant;

use super::sample::grid;
use super::stats::log_line;
use super::step::Gan;
use crate::config::{FIXED_SAMPLES, LOG_EVERY, TrainConfig};
use crate::data::batch::{Epochs, normalize, to_tensor};
use crate::data::dataset::Dataset;
use crate::data::records::StorageError;
use crate::protocol::{Images, Picture, Stats};

/// Pixels between the images of a grid: the tutorial's for fake images and for real ones.
const FAKE_PADDING: usize = 2;
const REAL_PADDING: usize = 5;

/// A run of the tutorial that is advanced one iteration at a time.
pub struct Session {
    config: TrainConfig,
    device: Device,
    gan: Gan,
    epochs: Epochs<ChaCha8Rng>,
    latents: ChaCha8Rng,
    fixed_noise: Tensor<4>,
    images: usize,
    grids: u64,
    history: Vec<Stats>,
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
    #[error("the GPU returned {0} numbers instead of the ones asked for")]
    Readback(usize),
    #[error("the loss of iteration {0} is not a finite number")]
    NotFinite(usize),
}

/// What a random stream is for. Each has its own, so that drawing more of one changes no other.
#[derive(Clone, Copy)]
enum Stream {
    Weights,
    Order,
    Latents,
    FixedNoise,
}

impl Session {
    /// A run over `images` images with freshly drawn weights, on an autodiff `device`.
    pub fn new(config: TrainConfig, images: usize, device: Device) -> Self {
        let rng = |stream| random(config.seed, stream);
        let gan = Gan::new(&config, &mut rng(Stream::Weights), &device);
        let epochs = Epochs::new(images, config.batch_size, rng(Stream::Order));
        let fixed_noise = noise(FIXED_SAMPLES, config.nz, &mut rng(Stream::FixedNoise), &device);
        let latents = rng(Stream::Latents);
        Self { config, device, gan, epochs, latents, fixed_noise, images, grids: 0, history: Vec::new() }
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
        self.images
    }

    /// Iterations of the whole run.
    pub fn iterations(&self) -> usize {
        self.config.iterations(self.images)
    }

    /// Whether every iteration has been run.
    pub fn is_complete(&self) -> bool {
        self.history.len() >= self.iterations()
    }

    /// Batches that netG's and netD's normalisation have seen in train mode (PyTorch's `num_batches_tracked`).
    pub fn batches_tracked(&self) -> (u64, u64) {
        let iterations = self.history.len() as u64;
        (iterations + self.grids, 3 * iterations)
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
        let latent = noise(count, self.config.nz, &mut self.latents, &self.device);
        let numbers = read(self.gan.step(real, latent)).await?;
        let &[loss_d, loss_g, d_x, d_g_z1, d_g_z2] = &numbers[..] else {
            return Err(TrainError::Readback(numbers.len()));
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
        let per_epoch = self.config.iterations_per_epoch(self.images);
        stats.batch.is_multiple_of(LOG_EVERY).then(|| log_line(stats, self.config.num_epochs, per_epoch))
    }

    async fn due_grid(&mut self) -> Result<Option<Picture>, TrainError> {
        let iteration = self.history.len() - 1;
        if !iteration.is_multiple_of(self.config.sample_every) && !self.is_complete() {
            return Ok(None);
        }
        self.grids += 1;
        let fake = self.gan.net_g.forward_train(self.fixed_noise.clone());
        let values = read(fake.detach()).await?;
        Ok(Some(grid(&values, self.config.image_size, FAKE_PADDING)))
    }
}

/// A batch's place in the run and its images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedBatch {
    epoch: usize,
    batch: usize,
    images: Images,
}

fn random(seed: u32, stream: Stream) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(u64::from(seed));
    rng.set_stream(stream as u64);
    rng
}

/// Latents from N(0, 1), of shape `[count, nz, 1, 1]`, drawn on the host.
fn noise(count: usize, nz: usize, rng: &mut ChaCha8Rng, device: &Device) -> Tensor<4> {
    let values: Vec<f32> = StandardNormal.sample_iter(rng).take(count * nz).collect();
    Tensor::from_data(TensorData::new(values, [count, nz, 1, 1]), device)
}

async fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, TrainError> {
    let data = tensor.into_data_async().await?;
    let count = data.num_elements();
    data.try_to_vec().map_err(|_| TrainError::Readback(count))
}
