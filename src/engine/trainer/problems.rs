//! The problems that the trainer reports to a person, with what they can do.

use facegan_core::config::{Field, Invalid};
use facegan_core::memory::TooLarge;
use facegan_core::problem::Problem;
use facegan_data::storage::StorageError;
use facegan_model::{ReadError, StateMismatch};
use facegan_store::html_page::HtmlPageError;
use facegan_store::opened::Opened;
use facegan_store::run_store::{PinError, RunFilesError};
use facegan_train::{
    GoBackError, InversionError, RestoreError, SaveError, SceneError, SnapshotError, TrainError, Wrong,
};

use super::errors::{DrawError, ExportError, InvertError, NoState, NotPinned, OpenError};
use crate::engine::gpu::GpuError;
use crate::engine::library::ReopenError;

/// The fault that [`device_failure`] names where the device reported an error by itself.
pub(super) const GPU_FAULT: &str = "the GPU reported a fault, so that what it computed cannot be trusted";

/// What can be done about weights that are NaN or infinite.
const NOT_FINITE: &str =
    "They were saved after training had diverged: open an earlier file, or train again with a lower lr.";

/// Settings out of their range.
pub(super) fn invalid_settings(invalid: &[(Field, Invalid)]) -> Problem {
    let invalid: Vec<_> = invalid.iter().map(|(field, why)| format!("{} {why}", field.name())).collect();
    wrong_settings(format!("The run could not start: {}.", invalid.join("; ")))
}

/// A batch larger than the data set.
pub(super) fn batch_too_large(why: &Invalid) -> Problem {
    wrong_settings(format!("The run could not start: batch_size {why}."))
}

/// Photos stored at another side than the run's `image_size`, both in pixels.
pub(super) fn other_image_size(stored: usize, asked: usize) -> Problem {
    wrong_settings(format!("The photos were read at {stored} pixels, the run asks for {asked}."))
}

fn wrong_settings(what: String) -> Problem {
    Problem { what, advice: "Correct the settings and start again.".into() }
}

/// No GPU to train on.
pub(super) fn gpu_not_opened(error: &GpuError) -> Problem {
    Problem { what: format!("Training cannot start: {error}."), advice: error.advice().into() }
}

/// The GPU cannot be measured now.
pub(super) fn not_measured_beside_a_run() -> Problem {
    Problem {
        what: "The GPU is not measured while a run is under way.".into(),
        advice: "Stop the run, or wait until it ends.".into(),
    }
}

/// No GPU to measure.
pub(super) fn no_gpu_to_measure(error: &GpuError) -> Problem {
    Problem { what: format!("The GPU could not be measured: {error}."), advice: error.advice().into() }
}

/// The GPU failed while it was measured.
pub(super) fn gpu_not_measured(error: &TrainError) -> Problem {
    Problem {
        what: format!("The GPU could not be measured: {error}."),
        advice: "Reload the page and try again, with no other program that uses the GPU.".into(),
    }
}

/// Settings that need more memory than the GPU has.
pub(super) fn too_large(error: TooLarge) -> Problem {
    Problem { what: format!("Training cannot start: {error}."), advice: error.remedy }
}

/// facegan's kernels failed the self-check: the run uses the stock ones.
pub(super) fn wrong_kernels(wrong: &Wrong) -> Problem {
    Problem {
        what: format!("facegan’s own kernels compute wrong numbers on this GPU: {wrong}."),
        advice: "The run uses Burn’s stock kernels instead, which are right here and slower. Updating the graphics \
                 driver or another browser may help; please report it with the GPU’s name."
            .into(),
    }
}

/// All kernels failed the self-check.
pub(super) fn wrong_gpu(wrong: &Wrong) -> Problem {
    Problem {
        what: format!("Training cannot start: this GPU computes wrong numbers with every kernel. {wrong}."),
        advice: "Update the graphics driver, or try another browser.".into(),
    }
}

/// The opened weights are of other settings, or not finite.
pub(super) fn weights_do_not_fit(error: &StateMismatch) -> Problem {
    if let StateMismatch::NotFinite { .. } = error {
        return Problem {
            what: format!("The opened weights cannot be trained on: {error}."),
            advice: NOT_FINITE.into(),
        };
    }
    Problem {
        what: format!("The opened weights do not fit these settings: {error}."),
        advice: "Give nz, ngf, ndf and image_size the values that the weights were made with.".into(),
    }
}

/// There is no opened checkpoint to restore a run from.
pub(super) fn no_checkpoint(opened: &Opened) -> Problem {
    let what = match opened {
        Opened::Weights(_) => "The opened file holds weights, not a whole run.",
        Opened::Nothing | Opened::Checkpoint { .. } => "No checkpoint is open.",
    };
    Problem { what: what.into(), advice: "Open a checkpoint, or start a new run from the weights.".into() }
}

/// The files of a stored run could not be opened.
pub(super) fn not_reopened(error: &ReopenError) -> Problem {
    let advice = match error {
        ReopenError::Elsewhere => "Go on with it there, or close that tab and try again.",
        ReopenError::Gone => "Reload the page to see which runs are left.",
        ReopenError::Refused(_) => "Reload the page and try again.",
    };
    Problem { what: format!("The run could not go on: {error}."), advice: advice.into() }
}

/// A stored run has no state that is whole.
pub(super) fn no_state() -> Problem {
    Problem {
        what: "The run could not go on: no state of it was saved that is whole.".into(),
        advice: "Its curves and sample grids can still be shown. Start a new run.".into(),
    }
}

/// A stored run has no such state to begin another run from.
pub(super) fn no_such_state(error: &NoState) -> Problem {
    Problem {
        what: format!("The new run could not begin: {error}."),
        advice: "Begin it from another state of that run.".into(),
    }
}

/// The run's state could not be pinned, and nothing else changed.
pub(super) fn not_pinned(error: &NotPinned) -> Problem {
    let full = "Unpin a state, delete earlier runs or free some disk space, then try again. Nothing is lost.";
    let advice = match error {
        NotPinned::NoRun | NotPinned::Pin(PinError::NothingSaved) => "Try again once training has begun.",
        NotPinned::Pin(PinError::Pinned(_)) => "It stays until you unpin it.",
        NotPinned::Pin(PinError::TooMany) => "Unpin one under Earlier runs first.",
        NotPinned::Save(SaveError::Store(RunFilesError::Storage(StorageError::Full)))
        | NotPinned::Pin(PinError::Storage(StorageError::Full)) => full,
        NotPinned::Save(_) | NotPinned::Pin(PinError::Storage(_)) => "Try again, or download a checkpoint instead.",
    };
    Problem { what: format!("The state could not be pinned: {error}."), advice: advice.into() }
}

/// A state does not fit the photos or the settings.
pub(super) fn not_restored(error: &RestoreError) -> Problem {
    let advice = match error {
        RestoreError::Photos { .. } => {
            "Add the photos that the run was made with, or start a new run from its weights with these."
        }
        RestoreError::Settings(_) => "Give them the checkpoint's values, or start a new run from its weights.",
        RestoreError::State(StateMismatch::NotFinite { .. }) => NOT_FINITE,
        RestoreError::State(_) => "Open another checkpoint.",
    };
    Problem { what: format!("The run could not go on: {error}."), advice: advice.into() }
}

/// The run continues, but is no longer stored.
pub(super) fn not_stored(error: &RunFilesError) -> Problem {
    let advice = match error {
        RunFilesError::Storage(StorageError::Full) => {
            "Delete earlier runs or free some disk space before the next run. Checkpoints still work."
        }
        _ => "Training goes on. Download a checkpoint to keep it.",
    };
    Problem { what: format!("The run is no longer kept in the browser: {error}."), advice: advice.into() }
}

/// The outcome of a run whose GPU device failed, with the `reason` of [`device_failure`].
pub(super) fn engine_lost(reason: &str) -> Problem {
    let advice = "Start again, with a smaller batch_size if it happens again.";
    Problem { what: format!("Training stopped: {reason}."), advice: advice.into() }
}

/// An iteration failed, and the run ended.
pub(super) fn train_failed(error: &TrainError) -> Problem {
    let advice = match error {
        TrainError::NotFinite(_) => "The weights of this run are of no use any more. Start again with a lower lr.",
        TrainError::Data(_) => "Download a checkpoint, drop the photos again and go on from it.",
        TrainError::Read(_) | TrainError::Fault(_) | TrainError::Count(_) | TrainError::Grid(_) => {
            "Start again, with a smaller batch_size if it happens again."
        }
    };
    Problem { what: format!("Training stopped: {error}."), advice: advice.into() }
}

/// There is no space for the run's state, and the run is paused.
pub(super) fn disk_full() -> Problem {
    Problem {
        what: "The disk is full, so training is paused. Nothing is lost.".into(),
        advice:
            "Delete earlier runs or free some disk space, then press Resume. Without space, the run goes on unsaved."
                .into(),
    }
}

/// The run's state could not be saved, and the run continues.
pub(super) fn not_saved(error: &SaveError<RunFilesError>) -> Problem {
    Problem {
        what: format!("The run’s state could not be saved: {error}."),
        advice: "Training goes on. Download a checkpoint to keep the run.".into(),
    }
}

/// The run's numbers became NaN or infinite, and it could not go back to a saved state.
pub(super) fn diverged(iteration: usize, why: &GoBackError<RunFilesError>) -> Problem {
    match why {
        GoBackError::Restore(error) => not_restored(error),
        GoBackError::Store(RunFilesError::Checkpoint(error)) => {
            Problem { what: format!("Training stopped: {error}."), advice: error.advice() }
        }
        GoBackError::NothingSaved | GoBackError::Store(_) => train_failed(&TrainError::NotFinite(iteration)),
    }
}

/// Why the GPU device is unusable after this error; nothing where it still works.
pub(super) fn device_failure(error: &TrainError) -> Option<&'static str> {
    match error {
        TrainError::Read(ReadError::Gpu(_)) => Some("the GPU failed or ran out of memory"),
        TrainError::Read(ReadError::Undone) => Some("the GPU did not do its work"),
        TrainError::Fault(_) => Some(GPU_FAULT),
        _ => None,
    }
}

/// A picture could not be drawn; `what` says which.
pub(super) fn not_drawn(what: &str, error: &DrawError) -> Problem {
    let advice = match error {
        DrawError::NoWeights | DrawError::Generator(_) => "Start a run, or open a checkpoint or netG, then try again.",
        DrawError::NoState(_) => "Draw with the trained weights, or wait for the next measurement.",
        DrawError::NoAverage => "Draw with the trained weights, or start a run that keeps an average.",
        DrawError::Gpu(error) => error.advice(),
        DrawError::Draw(facegan_train::DrawError::Scene(SceneError::NoStops)) => "Choose a face first.",
        DrawError::Draw(facegan_train::DrawError::Scene(SceneError::OtherLength { .. })) => {
            "Remove that face from the walk, or search for it again."
        }
        DrawError::Draw(facegan_train::DrawError::Read(_)) => "Try again; if it fails again, reload the page.",
    };
    Problem { what: format!("{what}: {error}."), advice: advice.into() }
}

/// The latent of a photo could not be searched for.
pub(super) fn not_inverted(error: &InvertError) -> Problem {
    let advice = match error {
        InvertError::NetG(error) => return not_drawn("The photo’s face could not be searched for", error),
        InvertError::Inversion(InversionError::OtherNetwork) => "Search again with the weights that there are now.",
        InvertError::Inversion(InversionError::NotFinite) => {
            "Its weights are of no use: open an earlier file, or train again with a lower lr."
        }
        InvertError::Inversion(InversionError::Read(_)) => "Try again; if it fails again, reload the page.",
        InvertError::NoPhoto | InvertError::Unread(_) | InvertError::Size(_) => {
            "Add the photo again, or choose its file."
        }
        InvertError::Refused(_) => "Choose another photo: JPEG, PNG, WebP, GIF, BMP or TIFF.",
        InvertError::Worker(_) => "Choose the photo again, or another one.",
    };
    Problem { what: format!("The photo’s face could not be searched for: {error}."), advice: advice.into() }
}

/// There was no run yet to download anything of.
pub(super) fn no_run() -> Problem {
    Problem { what: "There is nothing to download yet.".into(), advice: "Start a run first.".into() }
}

/// A file of the run could not be made.
pub(super) fn not_downloaded(error: &ExportError) -> Problem {
    let advice = match error {
        ExportError::Snapshot(SnapshotError::BrokenOff(_)) => {
            "Go on from an earlier checkpoint, or start again; the other downloads still work."
        }
        ExportError::NoState(NoState::NotPinned(_)) => "Choose other weights, or pin a state again.",
        ExportError::NoState(_) => "Download netG instead, or wait for the next measurement.",
        ExportError::NothingOpen => "Open netG.safetensors, or the checkpoint of a run.",
        ExportError::NoAverage => "Set ema_decay, to 0.999 for example, and start a new run.",
        ExportError::HtmlPage(HtmlPageError::Weights(_) | HtmlPageError::TooLarge(_)) => {
            "Training has diverged: go on from an earlier checkpoint, or start again with a lower lr."
        }
        ExportError::Snapshot(SnapshotError::Read(_))
        | ExportError::Read(_)
        | ExportError::Safetensors(_)
        | ExportError::Onnx(_)
        | ExportError::HtmlPage(_)
        | ExportError::Latent(_) => "Try again; if it fails again, start a new run.",
    };
    Problem { what: format!("The download failed: {error}."), advice: advice.into() }
}

/// The file at `path` could not be opened.
pub(super) fn not_opened(path: &str, error: &OpenError) -> Problem {
    let advice = match error {
        OpenError::Unread(_) => "It may have been moved or changed: choose it again.".into(),
        OpenError::TooLarge => "Choose a checkpoint of facegan, or netG or netD as .safetensors.".into(),
        OpenError::Content(error) => error.advice(),
        OpenError::Latent(_) => "Choose a file that “Save latent” or `facegan invert --latent-out` wrote.".into(),
        OpenError::Face(DrawError::Draw(facegan_train::DrawError::Scene(SceneError::OtherLength { .. }))) => {
            "Draw with the netG that it was found with: its run, or its opened file.".into()
        }
        OpenError::Face(DrawError::NoWeights) => "Open the netG that it was found with first, or start a run.".into(),
        OpenError::Face(error) => return not_drawn(&format!("{path} could not be opened"), error),
    };
    Problem { what: format!("{path} could not be opened: {error}."), advice }
}
