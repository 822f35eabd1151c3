//! What the person decided about single squares and folders: kept from one visit to the next, and told to every engine.

use leptos::prelude::*;

use super::sources::Sources;
use super::state::Fate;
use crate::page::context::Page;
use crate::page::platform::preferences;
use crate::page::state::AppState;
use facegan_core::faces::{Cut, Decisions, Filter, PhotoKey, Selection};
use facegan_core::folders::Folder;
use facegan_protocol::Command;

/// The decisions of earlier visits.
pub(super) fn stored() -> Decisions {
    preferences::get(preferences::DECISIONS).and_then(|text| text.parse().ok()).unwrap_or_default()
}

impl Page {
    /// Tells a new engine the decisions.
    pub(super) fn tell_decisions(self) {
        if !self.photos.are_decisions_sent.get_value() {
            self.photos.are_decisions_sent.set_value(true);
            if self.photos.decisions.with_untracked(|decisions| !decisions.is_empty()) {
                self.send_decisions();
            }
        }
    }

    /// Whether decisions can be changed now. Reactive.
    pub(super) fn can_decide(self) -> bool {
        self.app.with(AppState::can_decide)
    }

    /// Takes a square in, or leaves it out.
    pub(super) fn decide(self, photo: &PhotoKey, cut: Cut, taken: bool) {
        self.change_decisions(|decisions| decisions.set(photo, cut, taken));
    }

    /// Chooses whether only the largest face of each photo is trained on.
    pub(super) fn choose_largest_only(self, only: bool) {
        self.change_decisions(|decisions| decisions.largest_only = only);
    }

    /// Takes folders of the loaded photos in, or leaves them out.
    pub(super) fn take_folders(self, folders: &[Folder], taken: bool) {
        let all = self.folders();
        self.change_decisions(|decisions| decisions.take_folders(folders, taken, &all));
    }

    /// The folders of the loaded photos, where there is a choice among them.
    pub(super) fn folders(self) -> Vec<Folder> {
        let of = |app: &AppState| {
            let counts = app.report().map(|report| report.folders.iter().map(|count| count.folder.clone()).collect());
            counts.unwrap_or_default()
        };
        self.app.with_untracked(of)
    }

    /// Decides about every square that the thumbnails show, on all pages.
    pub(super) fn decide_all(self, fate: Fate) {
        self.decide_about(self.photos.selection(self.photos.filter.get_untracked()), fate);
    }

    /// Forgets what was decided about the loaded photos and their folders.
    pub(super) fn forget_decisions(self) {
        self.decide_about(Selection { filter: Filter::All, folder: None }, Fate::Forgotten);
    }

    fn decide_about(self, selection: Selection, fate: Fate) {
        self.photos.fate.set_value(Some(fate));
        self.send(Command::Squares(selection));
    }

    /// The squares came that are to be decided about together. What is left out is taken in with its folders.
    pub fn on_squares(self, selection: Selection, squares: &[(PhotoKey, Cut)]) {
        let Some(fate) = self.photos.fate.try_update_value(Option::take).flatten() else { return };
        let all = self.folders();
        self.change_decisions(|decisions| {
            if fate == Fate::Forgotten || (fate, selection.filter) == (Fate::TakenIn, Filter::LeftOut) {
                let folders = selection.folder.map_or_else(|| all.clone(), |folder| vec![folder]);
                decisions.take_folders(&folders, true, &all);
            }
            for (photo, cut) in squares {
                match fate {
                    Fate::TakenIn => decisions.set(photo, *cut, true),
                    Fate::LeftOut => decisions.set(photo, *cut, false),
                    Fate::Forgotten => decisions.forget(photo),
                }
            }
        });
    }

    /// Changes decisions while no run is under way, stores them and tells the engine.
    fn change_decisions(self, change: impl FnOnce(&mut Decisions)) {
        if !untrack(|| self.can_decide()) {
            return;
        }
        self.photos.decisions.update(change);
        preferences::set(preferences::DECISIONS, &self.photos.decisions.with_untracked(ToString::to_string));
        self.send_decisions();
    }

    fn send_decisions(self) {
        self.photos.sources.update_value(Sources::await_answer);
        self.send(Command::Decide(self.photos.decisions.get_untracked()));
    }
}
