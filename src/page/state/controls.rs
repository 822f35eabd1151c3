//! Which controls can be used now.

use std::sync::Arc;

use super::app_state::{AppState, Data, Engine};
use super::blocker::Blocker;
use super::crop::crop_blocker;
use super::run::{Activity, Then};
use facegan_core::config::{Field, TrainConfig};
use facegan_core::run::Outcome;

/// What is known of a checkpoint's run.
#[derive(Debug, Clone, Copy)]
pub struct SavedRun<'a> {
    pub config: &'a TrainConfig,
    pub iterations: usize,
    /// Photos that it was made with.
    pub images: usize,
    /// Those of them that are not loaded, once the engine has counted them.
    pub missing: Option<usize>,
}

impl SavedRun<'_> {
    /// The settings that `config` has otherwise and that cannot change, if there are any.
    fn changed(&self, config: &TrainConfig) -> Option<Blocker> {
        let differs = |field: &Field| !field.may_change() && config.get(*field) != self.config.get(*field);
        let changed: Vec<_> = Field::ALL.into_iter().filter(differs).collect();
        (!changed.is_empty()).then_some(Blocker::Changed(changed))
    }

    /// That nothing is left to do with `config`, if so.
    fn complete(&self, config: &TrainConfig) -> Option<Blocker> {
        (self.iterations >= config.iterations(self.images)).then_some(Blocker::Complete)
    }
}

impl AppState {
    /// Why [`Start`](super::Action::Start) is off, if it is. `config` is [`None`] while a setting is invalid,
    /// and `missing` is what this browser lacks for any run.
    pub fn start_blocker(&self, config: Option<&TrainConfig>, missing: Option<Blocker>) -> Option<Blocker> {
        let blocker = self.blocker(config, missing);
        let images = self.report().map_or(0, |report| report.images);
        blocker.or_else(|| config?.fits(images).err().map(Blocker::Batch))
    }

    /// Why a checkpoint's run cannot be restored with `config`, if it cannot.
    pub fn restore_blocker(
        &self,
        saved: SavedRun,
        config: Option<&TrainConfig>,
        missing: Option<Blocker>,
    ) -> Option<Blocker> {
        let photos = |missing| Blocker::PhotosOfRun { missing, of: saved.images };
        let config = match (self.blocker(config, missing), config) {
            (Some(Blocker::NoPhotos), _) => return Some(photos(saved.images)),
            (Some(blocker), _) => return Some(blocker),
            (None, config) => config?,
        };
        let config = &self.with_chosen_crop(config.clone());
        if let Some(changed) = saved.changed(config) {
            return Some(changed);
        }
        match saved.missing {
            None => return Some(Blocker::Reading),
            Some(0) => {}
            Some(missing) => return Some(photos(missing)),
        }
        saved.complete(config)
    }

    /// Why another run cannot begin from a state of a stored one with `config`, if it cannot. That one's photos come from
    /// where they are stored.
    pub fn branch_blocker(
        &self,
        saved: SavedRun,
        config: Option<&TrainConfig>,
        missing: Option<Blocker>,
    ) -> Option<Blocker> {
        let reads = || self.is_reading().then_some(Blocker::Reading);
        let contradicts = || match config {
            Some(config) => saved.changed(config).or_else(|| saved.complete(config)),
            None => Some(Blocker::Settings),
        };
        self.occupied(missing).or_else(reads).or_else(contradicts)
    }

    /// Why the GPU cannot be measured now, if it cannot. `missing` is what this browser lacks for any run.
    pub fn measure_blocker(&self, missing: Option<Blocker>) -> Option<Blocker> {
        self.occupied(missing).or_else(|| match &self.data {
            _ if self.engine != Engine::Ready => Some(Blocker::NoEngine),
            // The workers that read them take the processor's time.
            Data::Reading { .. } => Some(Blocker::Reading),
            Data::Empty | Data::Ready(_) => None,
        })
    }

    /// The blockers of every run, new or restored.
    fn blocker(&self, config: Option<&TrainConfig>, missing: Option<Blocker>) -> Option<Blocker> {
        self.occupied(missing).or_else(|| self.unready(config))
    }

    /// Why there is no GPU that nothing else is done with.
    fn occupied(&self, missing: Option<Blocker>) -> Option<Blocker> {
        missing.or_else(|| self.is_running().then_some(Blocker::Running))
    }

    /// What a run lacks, beside a GPU.
    fn unready(&self, config: Option<&TrainConfig>) -> Option<Blocker> {
        if self.engine == Engine::Dead {
            return Some(Blocker::NoEngine);
        }
        let Some(config) = config else { return Some(Blocker::Settings) };
        match &self.data {
            Data::Reading { .. } => Some(Blocker::Reading),
            // Unless only stored photos are left, the page is about to read photos of another side again.
            Data::Ready(report) if report.images > 0 => {
                let side = (report.image_size != config.image_size).then_some(Blocker::Side(report.image_size));
                side.or_else(|| crop_blocker(report, config.crop))
            }
            Data::Empty | Data::Ready(_) => Some(Blocker::NoPhotos),
        }
    }

    /// Whether a run has not ended; a paused run counts. Data and settings are locked until it ends.
    pub fn is_running(&self) -> bool {
        self.run.as_ref().is_some_and(super::Run::is_active)
    }

    /// Whether the form is to be filled with the settings of the file that was opened last; not while a run locks it.
    pub fn can_fill(&self) -> bool {
        self.fill_pending && !self.is_running()
    }

    /// Whether photos are being read: Cancel shows.
    pub fn is_reading(&self) -> bool {
        matches!(self.data, Data::Reading { .. })
    }

    /// Whether photos can be added.
    pub fn can_load(&self) -> bool {
        !self.is_running()
    }

    /// Whether there is a data set that may be emptied.
    pub fn can_clear(&self) -> bool {
        !self.is_running() && matches!(self.data, Data::Ready(_))
    }

    /// Whether a run trains that has not been asked to pause or stop.
    pub fn can_pause(&self) -> bool {
        self.activity() == Some(&Activity::Training)
    }

    /// Whether the run is paused: Resume takes the place of Pause, and Step is on.
    pub fn can_resume(&self) -> bool {
        self.activity() == Some(&Activity::Paused)
    }

    /// Whether a run has not ended and has not been asked to stop.
    pub fn can_stop(&self) -> bool {
        self.is_running() && self.then() != Then::Stop
    }

    /// The settings with which the run on screen, which has ended, can be trained longer.
    pub fn longer(&self) -> Option<TrainConfig> {
        let run = self.run.as_ref()?;
        let ended = matches!(run.activity, Activity::Ended(Outcome::Completed | Outcome::Stopped));
        let (plan, _) = run.plan.as_ref().zip(run.saved).filter(|_| ended)?;
        Some(run.config.longer(plan.images, run.done()))
    }

    /// Whether the photos that are loaded are those that the run on screen was started with.
    pub fn has_photos_of_run(&self) -> bool {
        let of_run = self.run.as_ref().and_then(|run| run.photos.as_ref());
        self.report().zip(of_run).is_some_and(|(loaded, of_run)| Arc::ptr_eq(loaded, of_run))
    }

    /// Whether a run with `config` can take the place of the one under way. `config` is [`None`] while a setting is
    /// invalid.
    pub fn can_restart(&self, config: Option<&TrainConfig>) -> bool {
        self.can_stop() && self.engine == Engine::Ready && self.unready(config).is_none()
    }

    /// Whether there are networks and losses to download.
    pub fn can_export(&self) -> bool {
        self.run.as_ref().is_some_and(|run| {
            run.last.is_some() && !matches!(run.activity, Activity::Lost(_) | Activity::Recovering(_))
        })
    }

    /// Whether the run on screen keeps a moving average of netG.
    pub fn keeps_average(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.config.ema_decay > 0.0)
    }

    pub(super) fn activity(&self) -> Option<&Activity> {
        self.run.as_ref().map(|run| &run.activity)
    }
}
