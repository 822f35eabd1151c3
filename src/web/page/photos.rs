//! Adding, reading and clearing photos.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Page, THUMBNAILS};
use crate::web::browser::files::Dropped;
use crate::web::phase::{Act, Phase};
use crate::web::sources::{Sources, is_saved_network};
use facegan_core::config::{Field, SAMPLE_SEED, TrainConfig};
use facegan_core::problem::Problem;
use facegan_protocol::{Collected, Command, DataSource, Event};

/// Faces that "Try sample faces" draws.
const SAMPLES: usize = 2000;

impl Page {
    /// Adds the built-in faces.
    pub fn try_samples(self) {
        self.add_samples(SAMPLES);
    }

    /// Adds chosen photos, and opens chosen checkpoints and weights.
    pub fn add_files(self, found: Collected) {
        let is_read = is_to_be_read(&found);
        let Collected { files, skipped, refused } = found;
        let (saved, files): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| is_saved_network(&file.path));
        if saved.is_empty() && !is_read {
            let what = "No files were found there.".into();
            let advice = "Drop photos, a folder of photos or a .zip of them.".into();
            return self.alert(Problem { what, advice });
        }
        saved.into_iter().for_each(|file| self.open(file));
        if is_read {
            self.add(DataSource::Files(Collected { files, skipped, refused }));
        }
    }

    /// Adds what was dropped, once every folder in it has been looked through.
    pub fn add_dropped(self, dropped: Dropped) {
        if !self.phase.with_untracked(Phase::can_load) {
            let what = "Photos cannot be added while a run is under way.".into();
            return self.alert(Problem { what, advice: "Stop the run, then drop them again.".into() });
        }
        self.phase.update(|phase| phase.act(Act::Load));
        let cancels = self.cancels.get_value();
        spawn_local(async move {
            let found = dropped.collect().await;
            if self.cancels.get_value() != cancels {
                return;
            }
            if !is_to_be_read(&found) && self.sources.with_value(Sources::is_settled) {
                self.phase.update(|phase| phase.act(Act::Abandon));
            }
            self.add_files(found);
        });
    }

    /// Ends the reading under way; what was read stays.
    pub fn cancel_load(self) {
        self.want_nothing();
        self.cancels.update_value(|cancels| *cancels += 1);
        self.sources.update_value(Sources::cancel);
        if self.sources.with_value(Sources::is_settled) {
            self.phase.update(|phase| phase.act(Act::Abandon));
        } else {
            self.send(Command::CancelLoad);
        }
    }

    /// Empties the data set.
    pub fn clear(self) {
        self.sources.update_value(Sources::clear);
        self.phase.update(|phase| phase.act(Act::Clear));
        self.thumbnails.set(None);
        self.send(Command::Clear);
    }

    /// Asks for the thumbnails from `first` on.
    pub fn show_thumbnails(self, first: usize) {
        self.send(Command::Thumbnails { first, count: THUMBNAILS });
    }

    pub(super) fn add_samples(self, count: usize) {
        self.add(DataSource::Samples { seed: SAMPLE_SEED, count });
    }

    fn add(self, source: DataSource) {
        self.revive();
        self.sources.update_value(|sources| sources.add(source));
        self.phase.update(|phase| phase.act(Act::Load));
        self.tell_next_source();
    }

    pub(super) fn tell_next_source(self) {
        let image_size = self.image_size();
        let next = self.sources.try_update_value(|sources| sources.tell_next().cloned()).flatten();
        if let Some(source) = next {
            self.told_side.set_value(image_size);
            let skip = self.sources.with_value(|sources| sources.left_out().to_vec());
            self.send(Command::Load { source, image_size, skip });
        }
    }

    /// Reads all photos again, at the side that is chosen now.
    fn read_again(self) {
        if !self.sources.with_value(Sources::can_rewind) {
            return self.only_kept();
        }
        self.sources.update_value(Sources::rewind);
        self.read_on();
    }

    /// Has the engine read what it was not told of yet.
    pub(super) fn read_on(self) {
        let side = self.image_size();
        self.phase.update(|phase| phase.act(Act::Reload(side)));
        self.tell_next_source();
    }

    /// The side that photos are to be read at.
    fn image_size(self) -> usize {
        let chosen = self.form.with_untracked(|form| form.get(Field::ImageSize).parse());
        chosen.unwrap_or(TrainConfig::default().image_size)
    }

    /// Reads all photos anew whenever another image_size is chosen.
    pub(super) fn follow_image_size(self) {
        let side = Memo::new(move |_| self.form.with(|form| form.get(Field::ImageSize).to_owned()));
        Effect::new(move |before: Option<String>| {
            let side = side.get();
            let told = self.told_side.with_value(|told| side == told.to_string());
            if before.is_some_and(|before| before != side) && !told && !self.sources.with_value(Sources::is_empty) {
                if self.sources.with_value(Sources::is_settled) {
                    self.read_again();
                } else {
                    // The answer tells that it was of the other size; then all are read again.
                    self.send(Command::CancelLoad);
                }
            }
            side
        });
    }

    /// Has the engine compile its kernels while the person looks at the photos.
    fn warm_up(self) {
        if let Some(config) = untrack(|| self.config()) {
            self.send(Command::WarmUp(config));
        }
    }

    pub(super) fn on_dataset(self, event: &Event, images: usize) {
        let settled = self.sources.try_update_value(Sources::answered).unwrap_or_default();
        if self.told_side.get_value() != self.image_size() && self.sources.with_value(Sources::can_rewind) {
            self.read_again();
        } else if settled {
            self.phase.update(|phase| phase.apply(event));
            self.count_missing();
            self.thumbnails.set(None);
            if images > 0 {
                self.show_thumbnails(0);
                self.warm_up();
            }
            self.return_to_run(images);
        } else {
            self.tell_next_source();
        }
    }
}

/// Whether there is anything to tell the engine of: photos, or a word on why there is none. Checkpoints and weights are
/// opened instead, and where there are no photos beside them, none are missed.
fn is_to_be_read(Collected { files, skipped, refused }: &Collected) -> bool {
    let photos = files.iter().any(|file| !is_saved_network(&file.path));
    photos || !refused.is_empty() || files.is_empty() && !skipped.is_empty()
}
