//! Having the engine read the photos, one source after the other, as the settings want them.

use leptos::prelude::*;

use super::read_as::{Change, ReadAs};
use super::sources::Sources;
use crate::page::context::Page;
use crate::page::state::{Action, AppState};
use facegan_core::config::{Crop, Field, TrainConfig};
use facegan_core::dataset_report::DatasetReport;
use facegan_core::problem::Problem;
use facegan_protocol::Command;

impl Page {
    /// Sends the engine the next source, once it has answered all earlier ones.
    pub fn send_next_source(self) {
        let wanted = self.wanted();
        let next = self.photos.sources.try_update_value(|sources| sources.next_to_send().cloned()).flatten();
        if let Some(source) = next {
            self.tell_decisions();
            self.photos.sent.set_value(wanted);
            let ReadAs { image_size, crop } = wanted;
            self.send(Command::Load { source, image_size, crop });
        }
    }

    /// Has the engine read the sources that were not sent yet.
    pub fn read_on(self) {
        self.act(Action::Reload(self.wanted().image_size));
        self.send_next_source();
    }

    /// Reads all photos again, as they are wanted now.
    pub fn read_again(self) {
        if !self.photos.can_rewind() {
            return self.alert(Problem {
                what: "Of these photos only what the run was trained on is stored, at one size.".into(),
                advice: "Drop the photos themselves again to train with another image_size or crop.".into(),
            });
        }
        self.photos.rewind();
        self.read_on();
    }

    /// Whether the photos have to be read again, since they are wanted otherwise meanwhile.
    pub fn must_read_again(self, report: &DatasetReport) -> bool {
        self.change(report.found.is_some()) == Change::ReadAgain && self.photos.can_rewind()
    }

    /// Has the engine train on another part of the photos, if another was chosen while it read them.
    pub fn catch_up(self, report: &DatasetReport) {
        if let Change::Crop(crop) = self.change(report.found.is_some()) {
            self.send_crop(crop);
        }
    }

    /// Trains on another part of the photos, or reads them again, whenever another crop or image_size is chosen.
    pub fn follow_reading(self) {
        let chosen = Memo::new(move |_| (self.settings.text(Field::ImageSize), self.settings.text(Field::Crop)));
        Effect::new(move |before: Option<(String, String)>| {
            let chosen = chosen.get();
            if before.is_some_and(|before| before != chosen) && !self.photos.is_empty() {
                untrack(|| self.follow_choice());
            }
            chosen
        });
    }

    fn follow_choice(self) {
        // The run that the next one begins from brings its photos.
        if self.branching.is_chosen() {
            return;
        }
        let searched = self.app.with_untracked(|app| app.report().map(|report| report.found.is_some()));
        let searched = searched.unwrap_or_else(|| self.photos.sent.get_value().crop.needs_faces());
        let settled = self.photos.sources.with_value(Sources::is_settled);
        // A run that was restored brought its crop into the form; it has its photos.
        let idle = settled && !self.app.with_untracked(AppState::is_running);
        match self.change(searched) {
            Change::Crop(crop) if idle => self.send_crop(crop),
            Change::ReadAgain if settled => self.read_again(),
            // All are read again once the answer has come: see `must_read_again`.
            Change::ReadAgain => self.send(Command::CancelLoad),
            Change::Nothing | Change::Crop(_) => {}
        }
    }

    /// What the engine has to do so that it holds the photos as they are wanted.
    fn change(self, searched: bool) -> Change {
        self.photos.sent.get_value().change_to(self.wanted(), searched)
    }

    fn send_crop(self, crop: Crop) {
        self.photos.sent.update_value(|sent| sent.crop = crop);
        self.photos.sources.update_value(Sources::await_answer);
        self.send(Command::Crop(crop));
    }

    /// How photos are to be read.
    fn wanted(self) -> ReadAs {
        let image_size = untrack(|| self.settings.text(Field::ImageSize)).parse();
        let chosen = untrack(|| self.settings.crop());
        // Stored photos are what was cut out for their run, and those that are added are cut out likewise.
        let stored = self.photos.sources.with_value(Sources::are_stored);
        let crop = if chosen == Crop::Auto && stored { self.photos.sent.get_value().crop } else { chosen };
        ReadAs { image_size: image_size.unwrap_or(TrainConfig::default().image_size), crop }
    }

    /// Uses another part of the photos, in the settings and in the plan.
    pub fn choose_crop(self, crop: Crop) {
        if self.app.with_untracked(AppState::can_load) {
            self.plan.choose_crop(crop);
            self.settings.change(|form| form.set(Field::Crop, crop.to_string()));
        }
    }
}
