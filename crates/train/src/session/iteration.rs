//! The iterations of a session: queued on the device, and finished once their results have been read.

use facegan_core::images::Images;
use facegan_core::stats::Stats;
use facegan_data::batch::Batch;
use facegan_data::dataset::Dataset;
use facegan_data::flip::flip;
use facegan_data::records::RecordError;
use facegan_data::storage::StorageError;
use facegan_kernels::pixels;
use facegan_model::values;
use web_time::Instant;

use super::Session;
use crate::augment::Augmentations;
use crate::error::TrainError;
use crate::grids::SavedGrid;
use crate::noise::{latents, to_device};
use crate::pending::{PendingIteration, started};
use crate::sample::FAKE_PADDING;
use crate::sample_grid::Grid;

/// Seconds that the device has work for while numbers are on their way to the host and it queues more: a browser takes some
/// milliseconds to hand them over.
const WORK_AHEAD: f64 = 0.01;
/// Iterations whose mean time counts: the numbers of several may arrive at once.
const RECENT: usize = 8;
/// Most iterations that are pending while another is queued.
const MOST_AHEAD: usize = 4;

/// A batch's place in the run and its images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedBatch {
    epoch: usize,
    batch: usize,
    images: Images,
}

impl LoadedBatch {
    /// Images that are in no data set, to measure with.
    pub(crate) fn of(images: Images) -> Self {
        Self { epoch: 0, batch: 0, images }
    }
}

/// What one iteration brought.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its statistics.
    pub stats: Stats,
    /// The tutorial's log line, every 50 iterations of an epoch.
    pub log: Option<String>,
    /// netG(fixed_noise), every `sample_every` iterations and at the end.
    pub grid: Option<Grid>,
}

impl Session {
    /// Takes the next batch out of the data set and prepares to train on it.
    ///
    /// Apart from [`train`](Self::train), so that the data set need not be held while the GPU works.
    ///
    /// # Errors
    /// When an image cannot be read, or no longer has the run's size; the run then stays where it is.
    pub fn next_batch(&mut self, data: &Dataset) -> Result<LoadedBatch, RecordError> {
        // 4 bytes an image are copied, which takes no noticeable time.
        let mut epochs = self.epochs.clone();
        let Batch { epoch, batch, indices } = epochs.next_batch();
        if data.image_size() != self.config.image_size {
            return Err(StorageError::Missing.of_photo(indices[0] as usize));
        }
        let mut images = self.real_images(data, &indices)?;
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
        let iteration = self.launch(batch);
        self.finish(iteration).await
    }

    /// Iterations that may be pending while the next is queued, so that the device never waits for the host: one, and more
    /// where they are short.
    pub fn ahead(&self) -> usize {
        let recent = &self.history[self.history.len().saturating_sub(RECENT)..];
        ahead(recent.iter().map(|stats| stats.seconds).sum::<f64>() / recent.len() as f64)
    }

    /// Queues one iteration, whose numbers [`finish_next`](Self::finish_next) waits for.
    pub fn queue(&mut self, batch: LoadedBatch) {
        let iteration = self.launch(batch);
        self.pending.push_back(iteration);
    }

    /// Waits for the results of the first pending iteration; `None` where none is pending.
    ///
    /// # Errors
    /// When the GPU fails, or a number is not finite; then no iteration is pending any more.
    pub async fn finish_next(&mut self) -> Result<Option<Step>, TrainError> {
        let Some(first) = self.pending.pop_front() else { return Ok(None) };
        let step = self.finish(first).await;
        if step.is_err() {
            self.drop_pending().await;
        }
        step.map(Some)
    }

    /// Waits for the pending iterations and forgets them. A reading that is dropped on its way leaves its buffer mapped,
    /// and Burn's runtime would use that again.
    async fn drop_pending(&mut self) {
        while let Some(PendingIteration { metrics, samples, .. }) = self.pending.pop_front() {
            // Why the run fails is known already.
            let _ = metrics.await;
            if let Some(samples) = samples {
                let _ = samples.await;
            }
        }
    }

    fn launch(&mut self, LoadedBatch { epoch, batch, images }: LoadedBatch) -> PendingIteration {
        let queued = Instant::now();
        let iteration = self.queued();
        let (count, nz, rates) = (images.count(), self.config.nz, self.config.rates());
        // All uploads come before the first kernel, since an upload submits what is queued.
        let augmentations = self.augmentations(&images);
        let latent = self.gan.upload(&latents(count, nz, &mut self.latents), nz, rates);
        let real = pixels(&images.rgb, self.config.nc, images.size, &self.compute);
        let metrics = started(self.gan.step(real, latent, augmentations, rates).read());
        if let Some(ema) = &mut self.ema {
            ema.follow(&self.gan.net_g);
        }
        self.tracked.net_g += 1;
        self.tracked.net_d += 3;
        let due = iteration.is_multiple_of(self.config.sample_every) || iteration + 1 >= self.iterations();
        let samples = due.then(|| {
            let latent = to_device(self.fixed_noise.clone(), nz, &self.compute.device);
            self.tracked.net_g += 1;
            started(values(self.gan.net_g.forward_train(latent).detach()))
        });
        PendingIteration { iteration, epoch, batch, images: count, queued, metrics, samples }
    }

    /// How netD sees a batch, and the fakes beside it.
    fn augmentations(&mut self, images: &Images) -> Augmentations {
        let policy = self.config.diffaugment;
        if policy.is_off() {
            return Augmentations::default();
        }
        Augmentations::draw(policy, images.count(), images.size, &mut self.augments, &self.compute.device)
    }

    async fn finish(&mut self, pending: PendingIteration) -> Result<Step, TrainError> {
        let iteration = pending.iteration;
        let step = self.read(pending).await;
        if step.is_err() {
            self.failed_at.get_or_insert(iteration);
        }
        step
    }

    async fn read(&mut self, pending: PendingIteration) -> Result<Step, TrainError> {
        let PendingIteration { iteration, epoch, batch, images, queued, metrics, samples } = pending;
        let metrics = metrics.await?;
        let end = Instant::now();
        // Also where it is not wanted: see `drop_pending`.
        let samples = match samples {
            Some(samples) => Some(samples.await?),
            None => None,
        };
        let [loss_d, loss_g, d_x, d_g_z1, d_g_z2] = metrics;
        if !metrics.iter().all(|metric| metric.is_finite()) {
            return Err(TrainError::NotFinite(iteration));
        }
        // An iteration that was queued early began when the one before it was finished.
        let began = self.last_end.map_or(queued, |last| last.max(queued));
        self.last_end = Some(end);
        let seconds = end.duration_since(began).as_secs_f64();
        let stats = Stats { iteration, epoch, batch, images, loss_d, loss_g, d_x, d_g_z1, d_g_z2, seconds };
        self.history.push(stats);
        let grid = match samples {
            Some(samples) => Some(self.store_grid(iteration, &samples)?),
            None => None,
        };
        Ok(Step { stats, log: self.log(&stats), grid })
    }

    fn store_grid(&mut self, iteration: usize, values: &[f32]) -> Result<Grid, TrainError> {
        let grid = Grid::new(values, self.config.nc, self.config.image_size, FAKE_PADDING)?;
        self.grids.put(SavedGrid { iteration, png: grid.png.clone() });
        Ok(grid)
    }
}

/// As many of so many seconds as [`WORK_AHEAD`] takes. One where no time is known, which is NaN.
fn ahead(seconds: f64) -> usize {
    ((WORK_AHEAD / seconds).ceil() as usize).clamp(1, MOST_AHEAD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_queued_where_iterations_are_short() {
        assert_eq!([f64::NAN, 1.0, 0.01, 0.005, 0.0024, 0.0].map(ahead), [1, 1, 1, 2, 4, 4]);
    }
}
