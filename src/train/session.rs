//! A run: the networks, the order of the batches, the latents and what came out so far.

use std::collections::VecDeque;
use std::future::{Future, ready};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use rand_chacha::ChaCha8Rng;
use web_time::Instant;

use super::augment::Views;
use super::average::Average;
use super::error::TrainError;
use super::grids::{MemoryShelf, SavedGrid, Shelf, last_grid, some_grids};
use super::noise::{Stream, latents, to_device};
use super::sample::{FAKE_PADDING, grid};
use super::spread::spread;
use super::stats::log_line;
use super::step::Gan;
use crate::config::{FIXED_SAMPLES, LOG_EVERY, TrainConfig};
use crate::data::batch::{Batch, Epochs, normalize};
use crate::data::dataset::Dataset;
use crate::data::flip::flip;
use crate::data::records::StorageError;
use crate::kernels::{Compute, pixels};
use crate::model::{Generator, HostTensor, ReadError, StateDict, StateMismatch, values};
use crate::protocol::{Brush, Images, Picture, Stats};

/// Pixels between the images of a grid of real images, as in the tutorial.
const REAL_PADDING: usize = 5;

/// A run of the tutorial that is advanced one iteration at a time.
pub struct Session {
    pub(super) config: TrainConfig,
    pub(super) compute: Compute,
    pub(super) gan: Gan,
    pub(super) epochs: Epochs<ChaCha8Rng>,
    pub(super) latents: ChaCha8Rng,
    pub(super) flips: ChaCha8Rng,
    pub(super) augments: ChaCha8Rng,
    pub(super) average: Option<Average>,
    /// `FIXED_SAMPLES × nz` values.
    pub(super) fixed_noise: Vec<f32>,
    /// What the images of the data set are known by.
    pub(super) identities: Vec<u128>,
    pub(super) tracked: Tracked,
    pub(super) shelf: Box<dyn Shelf>,
    pub(super) history: Vec<Stats>,
    pub(super) underway: VecDeque<Underway>,
    pub(super) last_end: Option<Instant>,
    /// The iteration that failed after it had moved the weights: from then on they are at no place of the run.
    pub(super) broken_off: Option<usize>,
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
    pub grid: Option<Grid>,
}

/// Images side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    pub picture: Picture,
    /// How far apart they are, before they are scaled to be seen; nothing of a single one.
    pub spread: Option<f32>,
}

impl Grid {
    /// # Shapes
    /// - `values`: `[images, 3, size, size]` in row-major order, in [-1, 1]
    fn new(values: &[f32], size: usize, padding: usize) -> Self {
        Self { picture: grid(values, size, padding), spread: spread(values, size) }
    }
}

impl Session {
    /// A run over the images of these [`identities`](Dataset::identities) with freshly drawn weights.
    pub fn new(config: TrainConfig, identities: Vec<u128>, compute: impl Into<Compute>) -> Self {
        let compute = compute.into();
        let gan = Gan::new(&config, &mut Stream::Weights.rng(config.seed), &compute);
        let epochs = Epochs::new(identities.len(), config.batch_size, Stream::Order.rng(config.seed));
        Self {
            gan,
            epochs,
            latents: Stream::Latents.rng(config.seed),
            flips: Stream::Flip.rng(config.seed),
            augments: Stream::Augment.rng(config.seed),
            average: Average::of(&config, &compute),
            fixed_noise: latents(FIXED_SAMPLES, config.nz, &mut Stream::FixedNoise.rng(config.seed)),
            identities,
            tracked: Tracked::default(),
            shelf: Box::<MemoryShelf>::default(),
            history: Vec::new(),
            underway: VecDeque::new(),
            last_end: None,
            broken_off: None,
            config,
            compute,
        }
    }

    /// Replaces netG's weights and running statistics, with which its average begins anew; `batches_tracked` is what they
    /// come with.
    ///
    /// # Errors
    /// When they are of another shape than the run's netG.
    pub fn load_net_g(&mut self, state: &[HostTensor], batches_tracked: u64) -> Result<(), StateMismatch> {
        self.gan.net_g.load(state)?;
        if let Some(average) = &mut self.average {
            average.load(state)?;
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

    /// Goes on with another learning rate.
    pub fn set_lr(&mut self, lr: f64) {
        self.config.lr = lr;
        self.gan.adam_g.set_lr(lr);
        self.gan.adam_d.set_lr(lr);
    }

    /// What the images of the data set are known by.
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

    /// The two networks.
    pub fn gan(&self) -> &Gan {
        &self.gan
    }

    /// netG as training left it, or the moving average of it where the run keeps one.
    pub fn net_g(&self, brush: Brush) -> Option<&Generator> {
        match brush {
            Brush::Trained => Some(&self.gan.net_g),
            Brush::Averaged => self.average.as_ref().map(Average::net_g),
        }
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

    /// Iterations that have been queued, whether or not they are through.
    pub fn begun(&self) -> usize {
        self.history.len() + self.underway.len()
    }

    /// Iterations that are queued and not through.
    pub fn underway(&self) -> usize {
        self.underway.len()
    }

    /// Batches that the networks' normalisation has seen in train mode.
    pub fn batches_tracked(&self) -> Tracked {
        self.tracked
    }

    /// The latest sample grid.
    pub fn last_grid(&self) -> Option<SavedGrid> {
        last_grid(&*self.shelf)
    }

    /// Moves the sample grids to another shelf, where the next ones follow; a new run's are in memory.
    pub fn keep_grids_on(&mut self, mut shelf: Box<dyn Shelf>) {
        some_grids(&*self.shelf).into_iter().for_each(|grid| shelf.put(grid));
        self.shelf = shelf;
    }

    /// The first real images of the epoch under way as a grid, as the tutorial shows them.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn real_grid(&self, data: &Dataset) -> Result<Grid, StorageError> {
        let images = data.read(self.epochs.first(FIXED_SAMPLES))?;
        Ok(Grid::new(&normalize(&images), images.size, REAL_PADDING))
    }

    /// Takes the next batch out of the data set and prepares to train on it.
    ///
    /// Apart from [`train`](Self::train), so that the data set need not be held while the GPU works.
    ///
    /// # Errors
    /// When an image cannot be read, or no longer has the run's size; the run then stays where it is.
    pub fn next_batch(&mut self, data: &Dataset) -> Result<LoadedBatch, StorageError> {
        // 4 bytes an image are copied, which no iteration feels.
        let mut epochs = self.epochs.clone();
        let Batch { epoch, batch, indices } = epochs.next_batch();
        if data.image_size() != self.config.image_size {
            return Err(StorageError::Missing(indices[0] as usize));
        }
        let mut images = data.read(&indices)?;
        if self.config.flip {
            flip(&mut images, &mut self.flips);
        }
        self.epochs = epochs;
        Ok(LoadedBatch { epoch, batch, images })
    }

    /// Runs one iteration to its end.
    ///
    /// # Errors
    /// When the GPU fails, or a number is not finite.
    pub async fn train(&mut self, batch: LoadedBatch) -> Result<Step, TrainError> {
        let iteration = self.queue(batch);
        self.end(iteration).await
    }

    /// Queues one iteration, whose numbers [`settle`](Self::settle) waits for.
    ///
    /// With one more queued before the numbers of the last are awaited, the GPU never waits for the host.
    pub fn begin(&mut self, batch: LoadedBatch) {
        let iteration = self.queue(batch);
        self.underway.push_back(iteration);
    }

    /// Waits for the first iteration under way; `None` where there is none.
    ///
    /// # Errors
    /// When the GPU fails, or a number is not finite; then no iteration is under way any more.
    pub async fn settle(&mut self) -> Result<Option<Step>, TrainError> {
        let Some(first) = self.underway.pop_front() else { return Ok(None) };
        let step = self.end(first).await;
        if step.is_err() {
            self.underway.clear();
        }
        step.map(Some)
    }

    fn queue(&mut self, LoadedBatch { epoch, batch, images }: LoadedBatch) -> Underway {
        let start = Instant::now();
        let iteration = self.begun();
        let (count, nz) = (images.count(), self.config.nz);
        // All uploads come before the first kernel, since an upload submits what is queued.
        let views = self.views(&images);
        let latent = self.gan.upload(&latents(count, nz, &mut self.latents), nz);
        let real = pixels(&images.rgb, images.size, &self.compute);
        let numbers = started(self.gan.step(real, latent, views).read());
        if let Some(average) = &mut self.average {
            average.follow(&self.gan.net_g);
        }
        self.tracked.net_g += 1;
        self.tracked.net_d += 3;
        let due = iteration.is_multiple_of(self.config.sample_every) || iteration + 1 >= self.iterations();
        let grid = due.then(|| {
            let latent = to_device(self.fixed_noise.clone(), nz, &self.compute.device);
            self.tracked.net_g += 1;
            started(values(self.gan.net_g.forward_train(latent).detach()))
        });
        Underway { iteration, epoch, batch, images: count, start, numbers, grid }
    }

    /// How netD sees a batch, and the fakes beside it.
    fn views(&mut self, images: &Images) -> Views {
        let policy = self.config.diffaugment;
        if policy.is_off() {
            return Views::default();
        }
        Views::draw(policy, images.count(), images.size, &mut self.augments, &self.compute.device)
    }

    async fn end(&mut self, underway: Underway) -> Result<Step, TrainError> {
        let iteration = underway.iteration;
        let step = self.outcome(underway).await;
        if step.is_err() {
            self.broken_off.get_or_insert(iteration);
        }
        step
    }

    async fn outcome(&mut self, underway: Underway) -> Result<Step, TrainError> {
        let Underway { iteration, epoch, batch, images, start, numbers, grid } = underway;
        let numbers = numbers.await?;
        let [loss_d, loss_g, d_x, d_g_z1, d_g_z2] = numbers;
        if !numbers.iter().all(|number| number.is_finite()) {
            return Err(TrainError::NotFinite(iteration));
        }
        // An iteration that was queued early began when the one before it was through.
        let begun = self.last_end.map_or(start, |last| last.max(start));
        let end = Instant::now();
        self.last_end = Some(end);
        let seconds = end.duration_since(begun).as_secs_f64();
        let stats = Stats { iteration, epoch, batch, images, loss_d, loss_g, d_x, d_g_z1, d_g_z2, seconds };
        self.history.push(stats);
        let grid = match grid {
            Some(values) => Some(self.keep_grid(iteration, &values.await?)?),
            None => None,
        };
        Ok(Step { stats, log: self.log(&stats), grid })
    }

    fn log(&self, stats: &Stats) -> Option<String> {
        let per_epoch = self.config.iterations_per_epoch(self.images());
        stats.batch.is_multiple_of(LOG_EVERY).then(|| log_line(stats, self.config.num_epochs, per_epoch))
    }

    fn keep_grid(&mut self, iteration: usize, values: &[f32]) -> Result<Grid, TrainError> {
        let grid = Grid::new(values, self.config.image_size, FAKE_PADDING);
        self.shelf.put(SavedGrid::new(iteration, &grid.picture)?);
        Ok(grid)
    }
}

/// What the device is asked for, on its way.
type Reading<T, E> = Pin<Box<dyn Future<Output = Result<T, E>>>>;

/// An iteration that is queued, and what will come of it.
pub(super) struct Underway {
    iteration: usize,
    epoch: usize,
    batch: usize,
    images: usize,
    start: Instant,
    numbers: Reading<[f32; 5], TrainError>,
    grid: Option<Reading<Vec<f32>, ReadError>>,
}

/// Starts a reading, so that it is in the device's queue before what is queued next.
fn started<T: 'static, E: 'static>(reading: impl Future<Output = Result<T, E>> + 'static) -> Reading<T, E> {
    let mut reading: Reading<T, E> = Box::pin(reading);
    match reading.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => Box::pin(ready(result)),
        Poll::Pending => reading,
    }
}

/// A batch's place in the run and its images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedBatch {
    epoch: usize,
    batch: usize,
    images: Images,
}
