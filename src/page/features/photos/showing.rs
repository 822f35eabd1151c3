//! Asking the engine for thumbnails and photos, and showing what comes.

use leptos::prelude::*;

use super::state::{ShownPhoto, THUMBNAILS, Thumbnails};
use crate::page::context::Page;
use facegan_core::faces::{Filter, PhotoEntry};
use facegan_core::folders::Folder;
use facegan_core::images::Picture;
use facegan_protocol::Command;

/// The longer side of a photo on its sheet at most, in pixels.
const PHOTO_SIDE: usize = 1024;

impl Page {
    /// Asks for the thumbnails from `first` on.
    pub(super) fn show_thumbnails(self, first: usize) {
        let selection = self.photos.selection(self.photos.filter.get_untracked());
        self.send(Command::Thumbnails { selection, first, count: THUMBNAILS });
    }

    /// Shows the squares of another filter.
    pub(super) fn choose_filter(self, filter: Filter) {
        self.photos.filter.set(filter);
        self.show_thumbnails(0);
    }

    /// Shows the squares of a folder alone, or of all.
    pub(super) fn show_folder(self, folder: Option<Folder>) {
        self.photos.folder.set(folder);
        self.count_filters();
        self.show_thumbnails(0);
    }

    /// Asks again for what is on screen, and how much each filter shows: the data set changed.
    pub fn refresh_thumbnails(self) {
        let first = self.photos.thumbnails.with_untracked(|shown| shown.as_ref().map_or(0, |shown| shown.first));
        // Before what is shown, so that it is known then which filter could take the place of an empty one.
        self.count_filters();
        self.show_thumbnails(first);
    }

    /// Asks how much each other filter shows.
    fn count_filters(self) {
        let shown = self.photos.filter.get_untracked();
        for filter in Filter::ALL.into_iter().filter(|filter| *filter != shown) {
            self.send(Command::Thumbnails { selection: self.photos.selection(filter), first: 0, count: 0 });
        }
    }

    /// Thumbnails came, or only how many there are.
    pub fn on_thumbnails(self, thumbnails: Thumbnails) {
        let Thumbnails { ref selection, first, total, ref squares, .. } = thumbnails;
        let filter = selection.filter;
        // Asked for before another folder was chosen.
        if *selection != self.photos.selection(filter) {
            return;
        }
        self.photos.counts.update(|counts| counts.set(filter, total));
        if filter != self.photos.filter.get_untracked() {
            return;
        }
        if let Some(instead) = self.photos.counts.with_untracked(|counts| counts.instead_of(filter)) {
            self.choose_filter(instead);
        } else if squares.is_empty() && first > 0 && total > 0 {
            self.show_thumbnails((total - 1) / THUMBNAILS * THUMBNAILS);
        } else {
            self.photos.thumbnails.set(Some(thumbnails));
        }
    }

    /// Opens the sheet with a photo.
    pub(super) fn open_photo(self, photo: u32) {
        if !self.photos.sheet.get_untracked() {
            self.photos.photo.set(None);
        }
        self.photos.asked.set_value(Some(photo));
        self.photos.sheet.set(true);
        self.send(Command::Photo { photo, side: PHOTO_SIDE });
    }

    /// A photo came; one that was asked for before another is not shown any more.
    pub fn on_photo(self, photo: u32, entry: PhotoEntry, picture: Option<Picture>) {
        if self.photos.asked.get_value() == Some(photo) {
            self.photos.photo.set(Some(ShownPhoto { photo, entry, picture }));
        }
    }
}
