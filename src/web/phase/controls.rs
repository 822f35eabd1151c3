//! Which controls can be used now.

use super::{Activity, Data, Engine, Phase};
use crate::config::{Invalid, TrainConfig};

/// Why a run cannot be started now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Blocker {
    #[error("Training needs WebGPU, which this browser does not offer.")]
    NoWebGpu,
    #[error("The engine is not loaded.")]
    NoEngine,
    #[error("Add photos first, or try the sample faces.")]
    NoPhotos,
    #[error("The photos are still being read.")]
    Reading,
    #[error("Correct the marked settings first.")]
    Settings,
    #[error("batch_size {0}.")]
    Batch(Invalid),
    #[error("A run is under way.")]
    Running,
}

impl Phase {
    /// Why [`Start`](super::Act::Start) is off, if it is. `config` is [`None`] while a setting is invalid.
    pub fn start_blocker(&self, config: Option<&TrainConfig>, webgpu: bool) -> Option<Blocker> {
        if !webgpu {
            return Some(Blocker::NoWebGpu);
        }
        if self.is_running() {
            return Some(Blocker::Running);
        }
        if self.engine == Engine::Dead {
            return Some(Blocker::NoEngine);
        }
        let Some(config) = config else { return Some(Blocker::Settings) };
        match &self.data {
            Data::Reading { .. } => Some(Blocker::Reading),
            Data::Ready(report) if report.images > 0 => {
                // Photos of another side are about to be read again.
                let other_size = report.image_size != config.image_size;
                if other_size { Some(Blocker::Reading) } else { config.fits(report.images).err().map(Blocker::Batch) }
            }
            Data::Empty | Data::Ready(_) => Some(Blocker::NoPhotos),
        }
    }

    /// Whether a run goes on, if only paused: data and settings are locked until it ends.
    pub fn is_running(&self) -> bool {
        self.run.as_ref().is_some_and(super::Run::is_active)
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

    /// Whether a run goes on that has not been asked to stop.
    pub fn can_stop(&self) -> bool {
        self.is_running() && self.activity() != Some(&Activity::Stopping)
    }

    /// Whether there are networks and losses to take home.
    pub fn can_export(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.last.is_some() && !matches!(run.activity, Activity::Lost(_)))
    }

    pub(super) fn activity(&self) -> Option<&Activity> {
        self.run.as_ref().map(|run| &run.activity)
    }
}
