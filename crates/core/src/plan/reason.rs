//! Why a plan has the settings that it has.

use super::Given;
use super::rung::RUNGS;
use crate::config::TrainConfig;

/// What keeps a plan from larger images or networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Nothing: they are the largest that a plan has.
    Largest,
    /// Larger ones would get too few iterations.
    Time,
    /// Larger ones would not fit into the GPU's memory.
    Memory,
    /// The photos are stored at one size.
    Photos,
}

/// Why one setting was chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reason {
    /// The side of the images in pixels.
    ImageSize {
        /// The side.
        image_size: usize,
        /// What keeps it from being larger.
        bound: Bound,
    },
    /// The widths of both networks, ngf and ndf.
    Widths {
        /// The width.
        width: usize,
        /// What keeps it from being larger.
        bound: Bound,
    },
    /// The images in a batch.
    BatchSize {
        /// Their number.
        batch_size: usize,
        /// The photos, where a batch would otherwise be more than half of them.
        of_few: Option<usize>,
    },
    /// The sample grids.
    Grids {
        /// Iterations between two.
        every: usize,
        /// Seconds between two.
        seconds: f64,
    },
    /// Whether photos are mirrored.
    Mirroring {
        /// Whether they are.
        on: bool,
        /// Photos in the data set.
        photos: usize,
    },
    /// Whether netD sees images through DiffAugment.
    DiffAugment {
        /// Whether it does.
        on: bool,
        /// Photos in the data set.
        photos: usize,
    },
    /// The moving average of netG.
    Average {
        /// Its decay.
        decay: f64,
    },
}

/// The reasons for the settings of a plan that `bound` keeps from being larger.
pub(super) fn all(given: &Given, config: &TrainConfig, bound: Bound, seconds_per_iteration: f64) -> Vec<Reason> {
    let TrainConfig { image_size, ngf: width, batch_size, sample_every: every, ema_decay: decay, .. } = *config;
    let photos = given.photos;
    let largest = RUNGS[RUNGS.len() - 1];
    let size_bound = match given.image_size {
        Some(_) => Bound::Photos,
        None if image_size == largest.image_size => Bound::Largest,
        None => bound,
    };
    let width_bound = if width == largest.width { Bound::Largest } else { bound };
    vec![
        Reason::ImageSize { image_size, bound: size_bound },
        Reason::Widths { width, bound: width_bound },
        Reason::BatchSize { batch_size, of_few: (batch_size == (photos / 2).max(1)).then_some(photos) },
        Reason::Grids { every, seconds: every as f64 * seconds_per_iteration },
        Reason::Mirroring { on: config.flip, photos },
        Reason::DiffAugment { on: !config.diffaugment.is_off(), photos },
        Reason::Average { decay },
    ]
}
