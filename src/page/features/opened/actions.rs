//! Opened files: restoring their runs, starting from their weights, and sampling from them.

use leptos::prelude::*;

use crate::page::context::Page;
use crate::page::features::beginning::playing;
use crate::page::features::settings::form::Form;
use crate::page::state::{Action, AppState, Blocker, SavedRun};
use facegan_core::config::Field;
use facegan_core::opened::{Content, OpenedFile};
use facegan_protocol::{Command, DroppedFile, InitialWeights, ResumeFrom};

impl Page {
    /// Sends a checkpoint, weights or a latent to the engine.
    pub fn open(self, file: DroppedFile) {
        self.ensure_engine();
        self.send(Command::Open(file));
    }

    /// Sends several such files, the largest first: a latent is drawn with the netG that may come with it.
    pub fn open_all(self, mut files: Vec<DroppedFile>) {
        files.sort_by(|one, other| other.file.size().total_cmp(&one.file.size()));
        files.into_iter().for_each(|file| self.open(file));
    }

    /// Closes every opened file.
    pub fn close_files(self) {
        self.send(Command::CloseFiles);
    }

    /// Draws images of the opened netG, other ones at every call.
    pub fn sample(self) {
        let seed =
            self.opened.sampled.with_untracked(|sampled| sampled.as_ref().map_or(1, |last| last.seed.wrapping_add(1)));
        self.send(Command::Sample { seed });
    }

    /// Asks for the opened netG as an HTML page, which is saved when it comes.
    pub fn save_opened_page(self) {
        self.send(Command::OpenedPage);
    }

    /// Why the opened checkpoint's run cannot be restored, if it cannot; [`None`] too where no checkpoint is open.
    pub fn restore_blocker(self) -> Option<Blocker> {
        let config = self.settings.config();
        self.opened.files.with(|opened| {
            let saved = SavedRun { missing: self.opened.missing.get(), ..opened.iter().find_map(saved_run)? };
            let blocker = self.app.with(|app| app.restore_blocker(saved, config.as_ref(), self.gpu.missing()));
            blocker.or_else(|| self.gpu.blocker(config.as_ref()?, self.settings.kernels()))
        })
    }

    /// Restores the opened checkpoint's run.
    pub fn restore_opened(self) {
        let Some(config) = self.settings.config().filter(|_| untrack(|| self.restore_blocker()).is_none()) else {
            return;
        };
        self.launch(config, |run, config| Command::Continue { run, config, from: ResumeFrom::Opened });
    }

    /// Starts a new run with the opened weights.
    pub fn start_from_opened(self) {
        let Some(config) = self.settings.config().filter(|_| untrack(|| self.new_run_blocker()).is_none()) else {
            return;
        };
        self.launch(config, |run, config| Command::Start { run, config, weights: InitialWeights::Opened });
    }

    /// The list of opened files came from the engine.
    pub fn on_opened(self, files: Vec<OpenedFile>) {
        self.opened.sampled.set(None);
        self.opened.files.set(files);
        self.count_missing();
    }

    /// Fills the form with the settings of the file that was opened last, unless that was done or a run locks the form.
    pub fn fill_form(self) {
        if !self.app.with_untracked(AppState::can_fill) {
            return;
        }
        self.act(Action::Fill);
        self.opened.files.with_untracked(|files| {
            // Who plays with the trained netG has yet to choose settings of their own.
            if let Some(file) = files.last().filter(|file| file.name != playing::NAME) {
                self.branching.forget();
                self.plan.choose_expert();
                self.settings.change(|form| fill(form, &file.content));
            }
        });
    }

    /// Has the engine compare the photos with those of the opened checkpoint's run.
    pub fn count_missing(self) {
        self.opened.missing.set(None);
        if self.opened.files.with_untracked(|files| files.iter().any(|file| saved_run(file).is_some())) {
            self.send(Command::CountMissing);
        }
    }
}

/// The run of a checkpoint.
fn saved_run(file: &OpenedFile) -> Option<SavedRun<'_>> {
    match &file.content {
        Content::Checkpoint { config, iterations, images, .. } => {
            Some(SavedRun { config, iterations: *iterations, images: *images, missing: None })
        }
        Content::NetG { .. } | Content::NetD { .. } => None,
    }
}

/// Sets every setting that an opened file has.
fn fill(form: &mut Form, content: &Content) {
    let values = match content {
        Content::Checkpoint { config, .. } => {
            *form = Form::from(config);
            return;
        }
        Content::NetG { image_size, nc, nz, ngf } => {
            vec![(Field::ImageSize, *image_size), (Field::Nc, *nc), (Field::Nz, *nz), (Field::Ngf, *ngf)]
        }
        Content::NetD { image_size, nc, ndf, spectral_norm } => {
            let network = [(Field::ImageSize, *image_size), (Field::Nc, *nc), (Field::Ndf, *ndf)];
            network.into_iter().chain([(Field::SpectralNorm, usize::from(*spectral_norm))]).collect()
        }
    };
    for (field, value) in values {
        form.set(field, value.to_string());
    }
}
