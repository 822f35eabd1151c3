//! Adding, reading and clearing photos.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::page::context::Page;
use crate::page::features::photos::sources::{Sources, is_saved_network};
use crate::page::platform::bitmap::Bitmap;
use crate::page::platform::files::Dropped;
use crate::page::state::{Action, AppState};
use facegan_core::config::{Crop, SAMPLE_SEED};
use facegan_core::heic;
use facegan_core::problem::Problem;
use facegan_protocol::{Collected, Command, DataSource, DroppedFile};

/// Faces that "Try sample faces" draws.
const SAMPLES: usize = 2000;
/// HEIC photos that the browser is tried with: a single one may be damaged.
const HEIC_TRIED: usize = 3;

impl Page {
    /// Adds the built-in faces.
    pub fn try_samples(self) {
        self.add_samples(SAMPLES);
    }

    /// Adds chosen photos, and opens chosen checkpoints, weights and latents.
    pub fn add_files(self, found: Collected) {
        let is_read = is_to_be_read(&found);
        let Collected { files, skipped, refused } = found;
        let (saved, files): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| is_saved_network(&file.path));
        if saved.is_empty() && !is_read {
            let what = "No files were found there.".into();
            let advice = "Drop photos, a folder of photos or a .zip of them.".into();
            return self.alert(Problem { what, advice });
        }
        self.open_all(saved);
        self.check_heic(&files);
        if is_read {
            self.add(DataSource::Files(Collected { files, skipped, refused }));
        }
    }

    /// Adds what was dropped, once every folder in it has been looked through.
    pub fn add_dropped(self, dropped: Dropped) {
        if !self.app.with_untracked(AppState::can_load) {
            let what = "Photos cannot be added while a run is under way.".into();
            return self.alert(Problem { what, advice: "Stop the run, then drop them again.".into() });
        }
        self.act(Action::Load);
        let cancels = self.photos.cancels.get_value();
        spawn_local(async move {
            let found = dropped.collect().await;
            if self.photos.cancels.get_value() != cancels {
                return;
            }
            if !is_to_be_read(&found) && self.photos.sources.with_value(Sources::is_settled) {
                self.act(Action::DropLoad);
            }
            self.add_files(found);
        });
    }

    /// Reports at once where the browser cannot read the HEIC photos among these files.
    fn check_heic(self, files: &[DroppedFile]) {
        let named = files.iter().filter(|file| heic::is_named(&file.path));
        let tried: Vec<_> = named.take(HEIC_TRIED).map(|file| file.file.clone()).collect();
        if tried.is_empty() {
            return;
        }
        spawn_local(async move {
            for file in tried {
                if Bitmap::can_decode(&file).await {
                    return;
                }
            }
            self.alert(heic::not_read());
        });
    }

    /// Ends the reading under way; what was read stays.
    pub fn cancel_load(self) {
        self.recovery.cancel_restore();
        self.photos.cancels.update_value(|cancels| *cancels += 1);
        self.photos.sources.update_value(Sources::cancel);
        if self.photos.sources.with_value(Sources::is_settled) {
            self.act(Action::DropLoad);
        } else {
            self.send(Command::CancelLoad);
        }
    }

    /// Empties the data set. What was decided about its photos holds when they are added again.
    pub fn clear(self) {
        self.photos.sources.update_value(Sources::clear);
        self.act(Action::Clear);
        self.photos.clear_pictures();
        self.plan.choose_crop(Crop::Auto);
        self.send(Command::Clear);
    }

    /// Adds so many of the built-in faces.
    pub fn add_samples(self, count: usize) {
        self.add(DataSource::Samples { seed: SAMPLE_SEED, count });
    }

    fn add(self, source: DataSource) {
        self.ensure_engine();
        self.photos.sources.update_value(|sources| sources.add(source));
        self.act(Action::Load);
        self.send_next_source();
    }
}

/// Whether the engine has to read something: photos, or files that were refused or skipped and are to be reported.
/// Checkpoints and weights are opened instead; no photos are expected beside them.
fn is_to_be_read(Collected { files, skipped, refused }: &Collected) -> bool {
    let photos = files.iter().any(|file| !is_saved_network(&file.path));
    photos || !refused.is_empty() || files.is_empty() && !skipped.is_empty()
}
