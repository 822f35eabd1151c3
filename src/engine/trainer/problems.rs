//! What a person is told when a run cannot start, continue or be stored.

use facegan_core::memory::TooLarge;
use facegan_core::problem::Problem;
use facegan_data::storage::StorageError;
use facegan_model::StateMismatch;
use facegan_store::opened::Opened;
use facegan_store::run_store::RunFilesError;
use facegan_train::{GoBackError, RestoreError, SaveError, TrainError, Wrong};

use crate::engine::gpu::GpuError;
use crate::engine::library::ReopenError;

pub fn refuse(what: String) -> Problem {
    Problem { what, advice: "Correct the settings and start again.".into() }
}

pub fn gpu_problem(error: &GpuError) -> Problem {
    Problem { what: format!("Training cannot start: {error}."), advice: error.advice().into() }
}

pub fn too_large(error: TooLarge) -> Problem {
    Problem { what: format!("Training cannot start: {error}."), advice: error.remedy }
}

pub fn wrong_kernels(wrong: &Wrong) -> Problem {
    Problem {
        what: format!("facegan’s own kernels compute wrong numbers on this GPU: {wrong}."),
        advice: "The run uses Burn’s stock kernels instead, which are right here and slower. Updating the graphics \
                 driver or another browser may help; please report it with the GPU’s name."
            .into(),
    }
}

pub fn wrong_gpu(wrong: &Wrong) -> Problem {
    Problem {
        what: format!("Training cannot start: this GPU computes wrong numbers with every kernel. {wrong}."),
        advice: "Update the graphics driver, or try another browser.".into(),
    }
}

/// What can be done about weights that are NaN or infinite.
const SPOILT: &str =
    "They were saved after training had diverged: open an earlier file, or train again with a lower lr.";

pub fn misfit(error: &StateMismatch) -> Problem {
    if let StateMismatch::NotFinite { .. } = error {
        return Problem { what: format!("The opened weights cannot be trained on: {error}."), advice: SPOILT.into() };
    }
    Problem {
        what: format!("The opened weights do not fit these settings: {error}."),
        advice: "Give nz, ngf, ndf and image_size the values that the weights were made with.".into(),
    }
}

pub fn no_checkpoint(opened: &Opened) -> Problem {
    let what = match opened {
        Opened::Weights(_) => "The opened file holds weights, not a whole run.",
        Opened::Nothing | Opened::Checkpoint { .. } => "No checkpoint is open.",
    };
    Problem { what: what.into(), advice: "Open a checkpoint, or start a new run from the weights.".into() }
}

pub fn not_reopened(error: &ReopenError) -> Problem {
    let advice = match error {
        ReopenError::Elsewhere => "Go on with it there, or close that tab and try again.",
        ReopenError::Gone => "Reload the page to see which runs are left.",
        ReopenError::Refused(_) => "Reload the page and try again.",
    };
    Problem { what: format!("The run could not go on: {error}."), advice: advice.into() }
}

pub fn no_state() -> Problem {
    Problem {
        what: "The run could not go on: no state of it was saved that is whole.".into(),
        advice: "Its curves and sample grids can still be shown. Start a new run.".into(),
    }
}

pub fn not_restored(error: &RestoreError) -> Problem {
    let advice = match error {
        RestoreError::Photos { .. } => {
            "Add the photos that the run was made with, or start a new run from its weights with these."
        }
        RestoreError::Settings(_) => "Give them the checkpoint's values, or start a new run from its weights.",
        RestoreError::State(StateMismatch::NotFinite { .. }) => SPOILT,
        RestoreError::State(_) => "Open another checkpoint.",
    };
    Problem { what: format!("The run could not go on: {error}."), advice: advice.into() }
}

/// What a person is told when a run goes on without being kept.
pub fn unkept(error: &RunFilesError) -> Problem {
    let advice = match error {
        RunFilesError::Storage(StorageError::Full) => {
            "Delete earlier runs or free some disk space before the next run. Checkpoints still work."
        }
        _ => "Training goes on. Download a checkpoint to keep it.",
    };
    Problem { what: format!("The run is no longer kept in the browser: {error}."), advice: advice.into() }
}

/// How a run ended whose GPU went away.
pub fn gpu_gone(reason: &str) -> Problem {
    let advice = "Start again, with a smaller batch_size if it happens again.";
    Problem { what: format!("Training stopped: {reason}."), advice: advice.into() }
}

/// What a person is told when a run breaks off.
pub fn failure(error: &TrainError) -> Problem {
    let advice = match error {
        TrainError::NotFinite(_) => "The weights of this run are of no use any more. Start again with a lower lr.",
        TrainError::Data(_) => "Download a checkpoint, drop the photos again and go on from it.",
        TrainError::Read(_) | TrainError::Fault(_) | TrainError::Count(_) | TrainError::Grid(_) => {
            "Start again, with a smaller batch_size if it happens again."
        }
    };
    Problem { what: format!("Training stopped: {error}."), advice: advice.into() }
}

/// What a person is told when there is no space for the run's state.
pub fn full() -> Problem {
    Problem {
        what: "The disk is full, so training is paused. Nothing is lost.".into(),
        advice:
            "Delete earlier runs or free some disk space, then press Resume. Without space, the run goes on unsaved."
                .into(),
    }
}

pub fn unsaved(error: &SaveError<RunFilesError>) -> Problem {
    Problem {
        what: format!("The run’s state could not be saved: {error}."),
        advice: "Training goes on. Download a checkpoint to keep the run.".into(),
    }
}

/// Why a run whose numbers are not finite could not go back.
pub fn diverged(iteration: usize, why: &GoBackError<RunFilesError>) -> Problem {
    match why {
        GoBackError::Restore(error) => not_restored(error),
        GoBackError::Store(RunFilesError::Checkpoint(error)) => {
            Problem { what: format!("Training stopped: {error}."), advice: error.advice() }
        }
        GoBackError::NothingSaved | GoBackError::Store(_) => failure(&TrainError::NotFinite(iteration)),
    }
}
