//! The part of the photos that a run trains on.

use super::app_state::{AppState, Data};
use super::blocker::Blocker;
use facegan_core::config::{Crop, TrainConfig};
use facegan_core::crop_choice::CropChoice;
use facegan_core::dataset_report::DatasetReport;

impl AppState {
    /// The settings that a run is started with: in place of auto they have what was chosen for the loaded photos.
    pub fn with_chosen_crop(&self, config: TrainConfig) -> TrainConfig {
        match (config.crop, self.report()) {
            (Crop::Auto, Some(report)) => TrainConfig { crop: report.crop.crop(), ..config },
            _ => config,
        }
    }

    /// Whether the person can take squares of the loaded photos in or leave them out. A run keeps those that it was
    /// started with.
    pub fn can_decide(&self) -> bool {
        !self.is_running() && matches!(self.data, Data::Ready(_))
    }
}

/// Why a run cannot train on this part of the loaded photos, if it cannot.
pub(super) fn crop_blocker(report: &DatasetReport, wanted: Crop) -> Option<Blocker> {
    let searched = report.found.is_some();
    let is_chosen = match wanted {
        // Photos that are stored as they were cut out serve auto as they are.
        Crop::Auto => !searched || !matches!(report.crop, CropChoice::Asked(_)),
        Crop::Faces | Crop::Centre => report.crop.crop() == wanted,
    };
    match (is_chosen, searched) {
        (true, _) => None,
        // The engine is about to answer with the other part.
        (false, true) => Some(Blocker::Reading),
        (false, false) => Some(Blocker::Crop(report.crop.crop())),
    }
}
