//! The latest search for a photo's latent.

use leptos::prelude::*;

use super::search::Search;
use facegan_core::config::Crop;
use facegan_core::faces::Cut;
use facegan_core::images::Picture;
use facegan_core::inversion::SearchProgress;

/// The latest search; [`None`] before the first.
#[derive(Clone, Copy, Default)]
pub struct InversionState {
    pub(super) search: RwSignal<Option<Search>>,
}

impl InversionState {
    /// A search was asked for.
    pub(super) fn ask(self, name: String, crop: Crop) {
        self.search.set(Some(Search::new(name, crop)));
    }

    /// The engine has read the photo.
    pub fn begin(self, photo: Picture, cut: Cut) {
        self.change(|search| search.begin(photo, cut));
    }

    /// The engine has found a nearer face.
    pub fn come_nearer(self, progress: SearchProgress) {
        self.change(|search| search.come_nearer(progress));
    }

    /// No search is under way in the engine any more.
    pub fn end(self) {
        self.change(Search::end);
    }

    fn change(self, change: impl FnOnce(&mut Search)) {
        if self.search.with_untracked(Option::is_some) {
            self.search.update(|search| {
                if let Some(search) = search {
                    change(search);
                }
            });
        }
    }
}
