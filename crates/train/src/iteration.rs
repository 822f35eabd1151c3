//! One iteration of a run: from its batch to what came of it.

use std::future::{Future, ready};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use web_time::Instant;

use super::augment::Augmentations;
use super::error::TrainError;
use super::grids::SavedGrid;
use super::noise::{latents, to_device};
use super::sample::FAKE_PADDING;
use super::session::{Grid, Session};
use facegan_core::images::Images;
use facegan_core::stats::Stats;
use facegan_data::batch::Batch;
use facegan_data::dataset::Dataset;
use facegan_data::flip::flip;
use facegan_data::records::StorageError;
use facegan_kernels::pixels;
use facegan_model::{ReadError, values};

/// A batch's place in the run and its images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedBatch {
    epoch: usize,
    batch: usize,
    images: Images,
}

/// What one iteration brought.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub stats: Stats,
    /// The tutorial's log line, every 50 iterations of an epoch.
    pub log: Option<String>,
    /// netG(fixed_noise), every `sample_every` iterations and at the end.
    pub grid: Option<Grid>,
    /// The same as PNG, as it was stored.
    pub png: Option<Vec<u8>>,
}

impl Session {
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
        let augmentations = self.augmentations(&images);
        let latent = self.gan.upload(&latents(count, nz, &mut self.latents), nz);
        let real = pixels(&images.rgb, images.size, &self.compute);
        let numbers = started(self.gan.step(real, latent, augmentations).read());
        if let Some(ema) = &mut self.ema {
            ema.follow(&self.gan.net_g);
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
    fn augmentations(&mut self, images: &Images) -> Augmentations {
        let policy = self.config.diffaugment;
        if policy.is_off() {
            return Augmentations::default();
        }
        Augmentations::draw(policy, images.count(), images.size, &mut self.augments, &self.compute.device)
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
        let (grid, png) = match grid {
            Some(values) => self.keep_grid(iteration, &values.await?).map(|(grid, png)| (Some(grid), Some(png)))?,
            None => (None, None),
        };
        Ok(Step { stats, log: self.log(&stats), grid, png })
    }

    /// Stores a grid; returns it, and what was stored of it.
    fn keep_grid(&mut self, iteration: usize, values: &[f32]) -> Result<(Grid, Vec<u8>), TrainError> {
        let grid = Grid::new(values, self.config.image_size, FAKE_PADDING);
        let saved = SavedGrid::new(iteration, &grid.picture)?;
        let png = saved.png.clone();
        self.grids.put(saved);
        Ok((grid, png))
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
